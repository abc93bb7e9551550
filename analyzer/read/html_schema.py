"""Comments described for search engines: schema.org as microdata or as JSON-LD.

Sites with themes of their own often carry their comments a second time in this form,
exact and complete. Microdata sits on the visible elements; JSON-LD is a script block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from analyzer.read._html_article import address, article_of, linked_data, types_of
from analyzer.read._html_dom import Node, Page, one_line, parse
from analyzer.read._html_page import Block, markup, node_id, shows, thread
from analyzer.read._html_selectors import Theme
from analyzer.read._html_text import text_of
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread, Record

_MICRODATA = re.compile(
    r"""itemtype=["']?https?://schema\.org/(?:Comment|UserComments|Answer)\b""", re.IGNORECASE
)
_LINKED = re.compile(r""""@type"\s*:\s*\[?\s*"(?:Comment|Answer|UserComments)\"""")
_TYPES = frozenset({"Comment", "Answer", "UserComments"})
_CHILDREN = ("comment", "comments", "acceptedAnswer", "suggestedAnswer", "mainEntity")
_THEME = Theme(
    author=("[itemprop=author]", "[itemprop=creator]"),
    posted=("[itemprop=dateCreated]", "[itemprop=datePublished]", "[itemprop=commentTime]"),
    body=("[itemprop=text]", "[itemprop=commentText]", "[itemprop=description]"),
)


@reader("html_schema", "page with schema.org comments (microdata or JSON-LD)")
class SchemaOrg:
    def sniff(self, source: Source) -> float:
        page = markup(source)
        if not page:
            return 0.0
        return 0.55 if shows(page, _MICRODATA) else 0.5 if _LINKED.search(page) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        page = parse(source.text)
        (blocks, stubs), linked = microdata(page), list(json_ld(page))
        if len(blocks) >= len(linked):
            nested = any(a.roots[0] in b.roots[0] for b, a in zip(blocks, blocks[1:], strict=False))
            stated = nested or any(block.parent for block in blocks)
            yield thread(source, page, blocks, _THEME, report, states_replies=stated, apart=stubs)
        else:
            stated = any(record.parent for record in linked)
            yield RawThread(
                address(page) or source.name, tuple(linked), article_of(page, None), states_replies=stated
            )


def microdata(page: Page) -> tuple[list[Block], list[Node]]:
    """The elements typed as comments, and those that only describe the comment answered inside the answer."""
    nodes = {
        node.order: node
        for node in page.all.every(("[itemtype]",))
        if node.get("itemtype").rstrip("/").rsplit("/", 1)[-1] in _TYPES
    }
    ordered = [node for _, node in sorted(nodes.items())]
    stubs = [node for node in ordered if node.get("itemprop") == "parentItem"]
    return [Block((node,), node_id(page, node)) for node in ordered if node.get("itemprop") != "parentItem"], stubs


def json_ld(page: Page) -> Iterator[Record]:
    """The comments of all JSON-LD blocks, answers after what they answer."""
    found = _linked_comments(page)
    shared = _shared(item for item, _ in found)
    threaded = any(above is not None for _, above in found)
    idents: list[str | None] = []
    seen: set[str] = set()
    for count, (item, place) in enumerate(found, 1):
        known = _identity(item, shared)
        idents.append(known or (f"c{count}" if threaded else None))
        if known is not None and known in seen:
            continue
        seen.add(known or "")
        above = item.get("parentItem")
        stated = _identity(above, shared) if isinstance(above, dict) and types_of(above) & _TYPES else None
        parent = stated or (idents[place] if place is not None else None)
        yield _record(item, idents[-1], parent, f"JSON-LD comment {count}")


def _linked_comments(page: Page) -> list[tuple[dict[str, Any], int | None]]:
    """The objects typed as comments, each with the place in this list of the one around it."""
    found: list[tuple[dict[str, Any], int | None]] = []
    for top in linked_data(page):
        stack: list[tuple[dict[str, Any], int | None]] = [(top, None)]
        while stack:
            item, above = stack.pop()
            if types_of(item) & _TYPES:
                found.append((item, above))
                above = len(found) - 1
            children = [child for key in _CHILDREN for child in _listed(item.get(key))]
            stack += [(child, above) for child in reversed(children)]
    return found


def _shared(items: Iterable[dict[str, Any]]) -> set[str]:
    """What several different comments state as theirs (the page's own address): no identity."""
    bodies: dict[str, set[str]] = {}
    for item in items:
        for ident in _identities(item):
            bodies.setdefault(ident, set()).add(str(item.get("author")) + _body(item))
    return {ident for ident, texts in bodies.items() if len(texts) > 1}


def _listed(value: object) -> list[dict[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def _identity(item: dict[str, Any], shared: set[str]) -> str | None:
    return next((ident for ident in _identities(item) if ident not in shared), None)


def _identities(item: dict[str, Any]) -> Iterator[str]:
    for key in ("@id", "identifier", "url"):
        value = item.get(key)
        if isinstance(value, str | int) and str(value).strip():
            text = str(value).strip()
            tail = re.search(r"(\d+)\D*$", text.rsplit("#", 1)[-1][-80:]) if "#" in text else None
            yield tail.group(1) if tail else text


def _body(item: dict[str, Any]) -> str:
    return str(item.get("text") or item.get("commentText") or item.get("description") or "")


def _record(item: dict[str, Any], ident: str | None, parent: str | None, where: str) -> Record:
    author = item.get("author") or item.get("creator")
    author = author[0] if isinstance(author, list) and author else author
    name = author.get("name") if isinstance(author, dict) else author
    text, quotes = text_of(fragment := parse(_body(item).replace("\n", "<br>")), fragment.nodes[0])
    posted = item.get("dateCreated") or item.get("datePublished")
    return Record(
        text=text, id=ident, parent=parent, parent_source="markup", quotes=quotes,
        speaker=one_line(name) or None if isinstance(name, str) else None,
        posted=posted if isinstance(posted, str) else None, where=where,
    )  # fmt: skip
