"""XML exports, element by element: memory stays small, damage stays local.

Parsed with lxml in recovery mode, no entity is expanded and nothing is fetched. Four
repairs are made on the text before, since the parser would lose some over them: junk
before the first "<", control characters, named entities (which become numbers), and an
attribute without quotes (a whole comment would lose its thread over it).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5
from itertools import chain
from typing import TYPE_CHECKING, Any

from analyzer.errors import MalformedInput
from analyzer.read.source import Report, Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PROLOG = re.compile(
    r"\s*(?:<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^\[<>]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"\s*<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_AMPERSAND = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]{1,31});|(?!#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});))")
_COMMON = (("&amp;", "&#38;"), ("&lt;", "&#60;"), ("&gt;", "&#62;"), ("&quot;", "&#34;"))
_BARE = re.compile(r"(<[A-Za-z][\w:.-]*\s+[A-Za-z][\w:.-]*=)([\w.:-]+)(?=/?>)")
_ESCAPED = re.compile(r"&(?:#?[A-Za-z0-9]{1,31});")
_MEDIA = "search.yahoo.com/mrss"
_LONGEST_ENTITY, _LONGEST_BARE = 40, 200
_JUNK = 64  # characters before the first "<" that are put down to a slip of the exporting tool
_TAIL = 512  # bytes at the end in which the root's end tag must stand
_MOST_FAULTS = 20
_HARMLESS = ("ENTITY", "INVALID_CHAR", "NS_", "CHARREF")


def root(source: Source) -> str:
    """Local name of the root element; "" where the source is not XML."""
    text = source.head_text
    match = _ROOT.match(text, _prolog(text))
    return match.group(1) if match else ""


def _prolog(text: str) -> int:
    """Where the declaration, the comments and the document type before the root end."""
    at = max(0, text.find("<", 0, _JUNK))
    while match := _PROLOG.match(text, at):
        at = match.end()
    return at


def local(element: _Element) -> str:
    """The element's name without its namespace; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: _Element | None) -> str:
    """The text of an element and of all below it in the order of the file, entities resolved once."""
    parts: list[str] = []
    stack: list[Any] = [] if element is None else [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node.tag, str):
            parts.append(node.text or "")
            for below in reversed(node):
                stack += (below.tail or "", below)
        elif type(node).__name__ == "_Entity":
            parts.append(html.unescape(node.text or ""))
    return "".join(parts)


def child(element: _Element, *names: str, space: str = "") -> _Element | None:
    """The first child with one of these local names (in a namespace that contains ``space``).

    Media RSS names its pictures' parts "title", "content" and "description" as well: never those.
    """
    for name in names:
        for each in element:
            if local(each) == name and space in str(each.tag) and _MEDIA not in str(each.tag):
                return each
    return None


def field(element: _Element, *names: str, space: str = "") -> str:
    """A short text of a child: entities resolved, blanks collapsed, "" where there is none.

    Names and titles come escaped as HTML within the XML; an address ("?a=1&section=2") does not.
    """
    text = text_of(child(element, *names, space=space))
    return " ".join(_ESCAPED.sub(lambda found: html.unescape(found.group()), text).split())


def attribute(element: _Element | None, name: str) -> str:
    """An attribute by its local name; "" where there is none."""
    for key, value in element.items() if element is not None else ():
        if str(key).rpartition("}")[2] == name:
            return str(value).strip()
    return ""


def release(element: _Element) -> None:
    """Forget an element that has been read, and those before it, to bound memory."""
    element.clear()
    above = element.getparent()
    while above is not None and above[0] is not element:
        del above[0]


def events(source: Source, report: Report, *names: str) -> Iterator[tuple[str, _Element]]:
    """The ("start" | "end", element) events of the elements called ``names``.

    An element that the file breaks off inside has a start and no end. Faults go to
    ``report`` with their line and column.

    Raises:
        MalformedInput: the file declares entities of its own, or holds no element.
    """
    from lxml import etree

    _refuse_entities(source)
    top = root(source)
    if not top:
        raise MalformedInput("no XML element", where=source.name, remedy="export it again")
    parser: Any = etree.XMLPullParser(
        events=("start", "end"), tag=[f"{{*}}{name}" for name in {*names, top}],
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        encoding="utf-8",
    )  # fmt: skip
    wanted, lines, tail = set(names), 1, b""
    try:
        for block in _blocks(source, report):
            parser.feed(block)
            lines, tail = lines + block.count(b"\n"), (tail + block)[-_TAIL:]
            for event, element in parser.read_events():
                if local(element) in wanted:
                    yield event, element
    except etree.XMLSyntaxError as error:
        report.reject(
            f"line {error.lineno or lines}", f"broken XML ({error.msg}): the rest could not be read"
        )
        return
    _faults(report, parser.feed_error_log)
    if not re.search(rb"</(?:[\w.-]+:)?%b\s*>" % re.escape(top.encode()), tail):
        report.reject(f"line {lines}", "broken XML (it breaks off): what was open here is left out")


def _refuse_entities(source: Source) -> None:
    text = source.head_text
    if re.search("<!ENTITY", text[: _prolog(text)], re.IGNORECASE):
        raise MalformedInput(
            "declares XML entities, which no comment export needs and which can be an attack",
            where=source.name, remedy="remove the DOCTYPE",
        )  # fmt: skip


def _blocks(source: Source, report: Report) -> Iterator[bytes]:
    """The source as UTF-8 from its first "<" on, mended so that the parser loses no text."""
    carry, begun = "", False
    for block in chain(source.blocks(report), ("",)):
        text = carry + block
        if not begun:
            start = max(0, text.find("<", 0, _JUNK))
            if text[:start].strip("\ufeff \t\r\n"):
                report.note(f"stray {text[:start].strip()!r} before the first '<' skipped")
            text, begun = text[start:], True
        cut = _open_end(text) if block else len(text)
        text, carry = text[:cut], text[cut:]
        if _CONTROL.search(text):
            report.note("control characters removed, which XML does not allow")
            text = _CONTROL.sub("", text)
        if _BARE.search(text):
            report.note("attributes without quotes mended")
            text = _BARE.sub(r'\1"\2"', text)
        for entity, number in _COMMON:  # quicker than the callback, and nearly all there are
            text = text.replace(entity, number)
        yield _AMPERSAND.sub(_numeric, text).encode("utf-8", "replace")


def _open_end(text: str) -> int:
    """Where an entity or a tag begins that may go on in the next block; else the end."""
    entity = text.rfind("&", max(0, len(text) - _LONGEST_ENTITY))
    tag = text.rfind("<", max(0, len(text) - _LONGEST_BARE))
    starts = [at for at in (entity, tag if ">" not in text[tag:] else -1) if at >= 0]
    return min(starts, default=len(text))


def _numeric(match: re.Match[str]) -> str:
    """``&nbsp;`` as ``&#160;``; a bare "&", or one before no known entity, as ``&#38;``."""
    name = match.group(1)
    chars = "&" if name is None else html5.get(f"{name};")
    return f"&#38;{name};" if chars is None else "".join(f"&#{ord(char)};" for char in chars)


def _faults(report: Report, log: Any) -> None:
    """Record what the parser stumbled over: a slip of characters is noted, all else rejected."""
    places: dict[int, str] = {}
    for entry in log:
        if any(word in entry.type_name for word in _HARMLESS):
            report.note(f"line {entry.line}: {entry.message}")
        else:
            places.setdefault(entry.line, f"column {entry.column}: {entry.message}")
    for line, what in list(places.items())[:_MOST_FAULTS]:
        report.reject(f"line {line}", f"broken XML ({what.strip()})")
    if len(places) > _MOST_FAULTS:
        report.reject(f"line {max(places)}", f"broken XML in {len(places) - _MOST_FAULTS} more lines")
