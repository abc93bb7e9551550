"""Comments described for search engines: schema.org as microdata or as JSON-LD.

Sites with themes of their own often carry their comments a second time in this form,
exact and complete. Microdata sits on the visible elements; JSON-LD is a script block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analyzer.read._html_article import address, article_of, linked_data
from analyzer.read._html_dom import Node, Page, one_line, parse
from analyzer.read._html_page import Block, markup, node_id, thread
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
        return 0.55 if _MICRODATA.search(page) else 0.5 if _LINKED.search(page) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        page = parse(source.text)
        blocks, linked = microdata(page), list(json_ld(page))
        if len(blocks) >= len(linked):
            nested = any(a.roots[0] in b.roots[0] for b, a in zip(blocks, blocks[1:], strict=False))
            stated = nested or any(block.parent for block in blocks)
            yield thread(source, page, blocks, _THEME, report, states_replies=stated)
        else:
            stated = any(record.parent for record in linked)
            yield RawThread(
                address(page) or source.name, tuple(linked), article_of(page, None), states_replies=stated
            )


def microdata(page: Page) -> list[Block]:
    """The elements typed as comments, an article's own ``itemprop=text`` not among them."""
    nodes = {
        node.order: node
        for node in page.all.every(("[itemtype]",))
        if node.get("itemtype").rstrip("/").rsplit("/", 1)[-1] in _TYPES
    }
    blocks = [Block((node,), node_id(page, node)) for _, node in sorted(nodes.items())]
    return [block for block in blocks if not _is_answered_stub(block.roots[0])]


def _is_answered_stub(node: Node) -> bool:
    """``parentItem`` describes the comment answered inside the answer; it is no comment of its own."""
    return node.get("itemprop") == "parentItem"


def json_ld(page: Page) -> Iterator[Record]:
    """The comments of all JSON-LD blocks, answers after what they answer."""
    seen: set[str] = set()
    count = 0
    for top in linked_data(page):
        stack: list[tuple[dict[str, Any], str | None]] = [(top, None)]
        while stack:
            item, parent = stack.pop()
            ident = _identity(item)
            if item.get("@type") in _TYPES:
                if ident is not None and ident in seen:
                    continue
                seen.add(ident or "")
                above = item.get("parentItem")
                stated = (
                    _identity(above) if isinstance(above, dict) and above.get("@type") in _TYPES else None
                )
                count += 1
                yield _record(item, ident, stated or parent, f"JSON-LD comment {count}")
                parent = ident
            children = [child for key in _CHILDREN for child in _listed(item.get(key))]
            stack += [(child, parent) for child in reversed(children)]


def _listed(value: object) -> list[dict[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def _identity(item: dict[str, Any]) -> str | None:
    for key in ("@id", "identifier", "url"):
        value = item.get(key)
        if isinstance(value, str | int) and str(value).strip():
            text = str(value).strip()
            tail = re.search(r"(\d+)\D*$", text.rsplit("#", 1)[-1][-80:]) if "#" in text else None
            return tail.group(1) if tail else text
    return None


def _record(item: dict[str, Any], ident: str | None, parent: str | None, where: str) -> Record:
    author = item.get("author") or item.get("creator")
    author = author[0] if isinstance(author, list) and author else author
    name = author.get("name") if isinstance(author, dict) else author
    body = item.get("text") or item.get("commentText") or item.get("description") or ""
    text, quotes = text_of(fragment := parse(str(body).replace("\n", "<br>")), fragment.nodes[0])
    posted = item.get("dateCreated") or item.get("datePublished")
    return Record(
        text=text, id=ident, parent=parent, parent_source="markup", quotes=quotes,
        speaker=one_line(name) or None if isinstance(name, str) else None,
        posted=posted if isinstance(posted, str) else None, where=where,
    )  # fmt: skip
