"""WordPress pages: classic and block themes, Divi, Avada, definition lists, wpDiscuz.

Whatever the theme prints, WordPress itself gives each comment an id (``comment-7``,
``div-comment-7``, ``li-comment-7``) and the classes of ``comment_class()``: ``comment``
or ``pingback``, ``depth-2``, ``parent``. wpDiscuz writes ``wpd-comm-7_3``: comment 7, an
answer to comment 3.
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

_ID = re.compile(r"(?:li-|div-|dl-|wp-)?comment-(\d+)")
_WPDISCUZ = re.compile(r"(?:wpd|wc)-comm-(\d+)_(\d+)")
_DEPTH = re.compile(r"(?:depth-|wpd_comment_level-|wc_comment_level-)(\d{1,4})")
_SIGNS = re.compile(
    r"""id=["']?(?:(?:li-|div-|dl-|wp-)?comment-\d+["'\s>]|(?:wpd|wc)-comm-\d+_\d)"""
    r"""|class=["'][^"'<>]{0,200}\bthread-even\b"""
)
_WORDPRESS = re.compile(
    r"comment-reply-link|\bdepth-1\b|\bthread-even\b|\bwpd-comm|\bwc-comm-|wp-block-comment"
)
_SITE = re.compile(r"/wp-content/|/wp-includes/|wp-comments-post|content=[\"']WordPress")
_BOXES = ("li", "article", "div", "dl", "tr", "section", "p")
_THEME = Theme(
    author=(".wpd-comment-author", ".wc-comment-author", ".fn"),
    posted=("time[datetime]", ".wpd-comment-date", ".wc-comment-date", ".comment_date"),
    body=(".wpd-comment-text", ".wc-comment-text", ".wp-block-comment-content", ".comment-content"),
)


@reader("html_wordpress", "WordPress page with comments")
class WordPress:
    def sniff(self, source: Source) -> float:
        page = markup(source)
        if not page or not shows(page, _SIGNS):
            return 0.0
        return 0.9 if shows(page, _WORDPRESS) else 0.75 if shows(page, _SITE) else 0.6

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        page = parse(source.text)
        blocks = comments(page)
        threaded = any((b.depth or 1) > 1 or b.parent for b in blocks) or bool(
            page.all.first((".comment-reply-link", "ul.children", "ol.children", ".wpd-comment"))
        )
        yield thread(source, page, blocks, _THEME, report, states_replies=threaded)


def comments(page: Page) -> list[Block]:
    """The blocks of all comments of a WordPress page."""
    found: list[tuple[Node, str]] = []
    stated: dict[str, str] = {}
    for node in page.all.every(("[id]",)):
        ident = node.get("id")
        if match := _WPDISCUZ.fullmatch(ident):
            found.append((node, match.group(1)))
            if match.group(2) != "0":
                stated[match.group(1)] = match.group(2)
        elif match := _ID.fullmatch(ident):
            found.append((_box(page, node), match.group(1)))
    known = {ident for _, ident in found}
    return [
        Block(
            roots=_with_definition(page, node),
            id=ident,
            depth=_depth(page, node),
            kind=_kind(node),
            parent=stated[ident] if stated.get(ident) in known else None,
        )  # fmt: skip
        for node, ident in outermost(found)
    ]


def _box(page: Page, node: Node) -> Node:
    """The element of a comment whose id stands on an anchor or heading inside it."""
    if node.tag in _BOXES or node.tag in ("dt", "dd"):
        return node
    above = next((each for each in node.ancestors() if each.tag in _BOXES), None)
    if above is None:
        return node
    anchors = (each for each in page.walk(above) if each is not node and _ID.fullmatch(each.get("id")))
    return above if next(anchors, None) is None else node


def _with_definition(page: Page, node: Node) -> tuple[Node, ...]:
    """A ``dt`` together with the ``dd`` that follow it; any other node alone."""
    roots, at = [node], node.end + 1
    while node.tag == "dt" and at < len(page.nodes) and page.nodes[at].parent is node.parent:
        if page.nodes[at].tag == "dt":
            break
        if page.nodes[at].tag == "dd":
            roots.append(page.nodes[at])
        at = page.nodes[at].end + 1
    return tuple(roots)


def _depth(page: Page, node: Node) -> int | None:
    near = page.nodes[node.order + 1 : min(node.end, node.order + 3) + 1]
    for each in (node, *near, node.parent):
        if each is not None and (each is node or _ID.fullmatch(each.get("id")) or each is node.parent):
            for name in each.classes:
                if match := _DEPTH.fullmatch(name):
                    return int(match.group(1))
    return None


def _kind(node: Node) -> str:
    return "pingback" if node.classes & {"pingback", "trackback"} else "comment"
