"""Comment bodies in HTML to plain text, for exports that carry one body per record.

A body is a few hundred bytes and there may be millions, so this is one pass over its
tags and no tree. Whole pages need a tree and are another module's job.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace

from analyzer.thread import QuoteMark

# ``[^<>]*`` stops at the next tag, which keeps the scan linear on hostile input.
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*(?:[:-][A-Za-z0-9]+)*)(/?|\s[^<>]*)>|<!--|<[?!][^<>]*>")
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([A-Za-z][\w:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_SPACE = re.compile(r"\s+")
_BLANKS = re.compile(r"[^\S\n]+")
_PARAGRAPHS = re.compile(r"<(?:p|br|div|li|tr)\b", re.IGNORECASE)

_WIDE = set("p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre table figure hr details aside".split())
_NARROW = set("div li tr dt dd article section header footer figcaption summary".split())
_INLINE = set(
    "a abbr acronym address area audio b base bdi bdo big body button canvas caption center cite code col "
    "colgroup data del dfn dir em embed fieldset font form frame html i iframe img input ins kbd label "
    "legend link main map mark meta nav noscript object optgroup option output param picture progress q "
    "rp rt ruby s samp script select small source span strike strong style sub sup svg tbody td tfoot th "
    "thead time title track tt u var video wbr br nobr".split()
)


def attributes(tag: str) -> dict[str, str]:
    """The attributes of one tag, names in lower case, entities resolved."""
    return {key.lower(): html.unescape(a or b or c) for key, a, b, c in _ATTRIBUTE.findall(tag)}


def html_to_text(body: str, *, newlines: bool | None = None) -> tuple[str, tuple[QuoteMark, ...]]:
    """Plain text of an HTML body, and its blockquotes as spans of that text.

    Paragraphs are parted by a blank line, line breaks and list items by a line end.
    Unknown tags ("<string>" in a program) stay as they are, emoji images become the
    emoji; comments, also those that HTML takes for one ("<?php ... ?>"), go.

    Args:
        newlines: whether a line end in the source is one in the text (WordPress stores
            comments so). By default it is, unless the body marks lines by tags.
    """
    if newlines is None:
        newlines = not _PARAGRAPHS.search(body)
    out, at, last_comment = _Text(newlines), 0, body.rfind("-->")
    while match := _TAG.search(body, at):
        out.write(html.unescape(body[at : match.start()]))
        at = match.end()
        if match.group().startswith("<!--"):
            at = body.find("-->", at) + 3 if at <= last_comment else at
        elif match.group(2):
            closing, name = bool(match.group(1)), match.group(2).lower()
            if name in _INLINE or name in _WIDE or name in _NARROW or ":" in name or "-" in name:
                out.tag(name, closing, match.group(3) or "")
            else:
                out.write(match.group())
    out.write(html.unescape(body[at:]))
    return out.finish()


class _Text:
    """The text so far: its parts, the white space still owed, and the open quotations."""

    def __init__(self, newlines: bool) -> None:
        self.newlines = newlines
        self.parts: list[str] = []
        self.length = 0
        self.breaks = 0  # line ends owed before the next word
        self.space = False  # a blank owed before the next word
        self.fresh = False  # just after a tag that ends a line: the source's own line end is not a second one
        self.pre = 0
        self.asides: list[dict[str, str]] = []
        self.hidden = 0  # depth of <div>s inside a quotation's caption
        self.depth = 0
        self.start: int | None = None
        self.credit: dict[str, str] = {}
        self.quotes: list[QuoteMark] = []

    def write(self, text: str) -> None:
        if not text or self.hidden:
            return
        if self.pre:
            if body := text.rstrip("\n") if self.parts else text.strip("\n"):
                self._put(body)
            self.breaks = max(self.breaks, int(text.endswith("\n")))
            return
        if not self.newlines:
            self._words(_SPACE.sub(" ", text))
            return
        for i, line in enumerate(text.split("\n")):
            if i and not (i == 1 and self.fresh):
                self.breaks = min(2, self.breaks + 1)
            if line.strip():
                self._words(_BLANKS.sub(" ", line))

    def tag(self, name: str, closing: bool, rest: str) -> None:
        if self.hidden:
            self.hidden += (name == "div") * (-1 if closing else 1)
            return
        if name == "br":
            self.breaks, self.fresh = min(2, self.breaks + 1), True
        elif name in _WIDE or name in _NARROW:
            self.breaks, self.fresh = max(self.breaks, 2 if name in _WIDE else 1), True
        elif name in ("td", "th"):
            self.space = True
        elif name == "img" and not closing:
            picture = attributes(rest)
            if re.search(r"emoji|smil", picture.get("class", "")):
                self.write(picture.get("alt", ""))
        if name == "pre":
            self.pre = max(0, self.pre + (-1 if closing else 1))
        elif name == "aside":
            self._aside(closing, rest)
        elif name == "div" and not closing and self.asides and not self.depth:
            self.hidden = int(attributes(rest).get("class", "") == "title")
        elif name == "blockquote":
            self._quote(closing)

    def _aside(self, closing: bool, rest: str) -> None:
        """Discourse wraps a quotation in an <aside> that names the quoted post."""
        if not closing:
            self.asides.append(attributes(rest))
        elif self.asides:
            self.asides.pop()

    def _quote(self, closing: bool) -> None:
        if not closing:
            if self.depth == 0:
                self.start, self.credit = None, self.asides[-1] if self.asides else {}
            self.depth += 1
        elif self.depth:
            self.depth -= 1
            if self.depth == 0:
                self._end_quote()

    def _end_quote(self) -> None:
        if self.start is not None:
            speaker, post = self.credit.get("data-username"), self.credit.get("data-post")
            self.quotes.append(QuoteMark(self.start, self.length, speaker or None, post or None))
            self.start = None

    def _words(self, text: str) -> None:
        words = text.strip(" ")
        if not words:
            self.space = self.space or bool(text)
            return
        self.space = self.space or text.startswith(" ")
        self._put(words)
        self.space = text.endswith(" ")

    def _put(self, text: str) -> None:
        if self.parts:
            gap = "\n" * self.breaks or " " * self.space
            self.parts.append(gap)
            self.length += len(gap)
        self.breaks, self.space, self.fresh = 0, False, False
        if self.depth and self.start is None:
            self.start = self.length
        self.parts.append(text)
        self.length += len(text)

    def finish(self) -> tuple[str, tuple[QuoteMark, ...]]:
        self._end_quote()  # a body cut off inside its quotation
        text = "".join(self.parts).rstrip()
        return text, tuple(self._within(len(text)))

    def _within(self, end: int) -> list[QuoteMark]:
        return [replace(q, end=min(q.end, end)) for q in self.quotes if q.start < end]
