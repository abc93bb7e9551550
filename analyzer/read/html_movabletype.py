"""Movable Type and TypePad pages.

Two shapes: a header with name and time above the body (Movable Type 4 and later, which
also links the comment answered), or the body first and "Posted by: NAME | TIME" below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.read._html_dom import Node, Page, parse
from analyzer.read._html_page import Block, markup, outermost, shows, thread
from analyzer.read._html_selectors import Theme
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread

_ID = re.compile(r"(?:comment-|c(?=..))(\d{1,2}|[0-9a-f]{3,40})")
_SIGNS = re.compile(
    r"""content=["'](?:Movable Type|https?://www\.(?:typepad|movabletype)|TypePad)|\btypepad\.com|comment-footer|(?<!wp-)comments-post"""
    r"""|mt-comments|class=["']comments-(?:body|content)|asset-meta""",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"""(?:id|name)=["']?(?:comment-|c)[0-9a-f]{3,40}["'\s>]|class=["']comments-body""")
_BOXES = ("div", "li", "article", "dl", "tr", "section")
_THEME = Theme(
    author=(".vcard.author", ".author", ".comment-footer", ".comments-post", ".posted", ".comment-header"),
    posted=(
        "abbr.published",
        "time[datetime]",
        "a[href*=#comment-]",
        "a[href*=#c]",
    ),
    body=(".comment-content", ".comment-text", ".comments-content"),
)


@reader("html_movabletype", "Movable Type or TypePad page with comments")
class MovableType:
    def sniff(self, source: Source) -> float:
        page = markup(source)
        return 0.8 if shows(page, _SIGNS) and shows(page, _COMMENT) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        page = parse(source.text)
        blocks = comments(page)
        threaded = any(block.parent for block in blocks)
        yield thread(source, page, blocks, _THEME, report, states_replies=threaded)


def comments(page: Page) -> list[Block]:
    """The comments by their anchors, else the boxes that older templates class."""
    found = []
    for node in page.all.every(("[id]", "a[name]")):
        match = _ID.fullmatch(node.get("id") or node.get("name"))
        if match and (box := _box(page, node)) is not None:
            found.append((box, match.group(1)))
    known = {ident for _, ident in found}
    blocks = [
        Block((node,), ident, parent=_answered(page, node, ident, known)) for node, ident in outermost(found)
    ]
    return blocks or [Block((node,)) for node in page.all.every((".comments-body",))]


def _box(page: Page, node: Node) -> Node | None:
    """The comment's element: the one with the id, or what follows or encloses an empty anchor."""
    if node.tag in _BOXES:
        return node
    after = next((n for n in page.nodes[node.end + 1 : node.end + 8] if n.tag in _BOXES), None)
    if after is not None and after.parent is node.parent:
        return after
    return next((above for above in node.ancestors() if above.tag in _BOXES), None)


def _answered(page: Page, node: Node, ident: str, known: set[str]) -> str | None:
    """The comment that a header's "replied to" link points at."""
    for each in page.walk(node, 60):
        if each.tag == "a" and "#" in each.get("href") and "comment-content" not in each.classes:
            match = _ID.fullmatch(each.get("href").rsplit("#", 1)[1])
            if match and match.group(1) != ident and match.group(1) in known and _in_header(each):
                return match.group(1)
    return None


def _in_header(link: Node) -> bool:
    names = {name for above in link.ancestors() for name in above.classes}
    return bool(names & {"comment-header", "byline", "asset-meta", "comment-meta", "in-reply-to"})
