"""Blogger pages: the threaded list of today and the ``dl`` of older templates.

Threaded: ``li.comment#c123`` with answers in ``div.comment-replies``. Older: one ``dt``
(name, "said..."), one ``dd`` (body) and one ``dd`` (time) a comment, all flat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.read._html_dom import Node, Page, parse
from analyzer.read._html_page import Block, markup, shows, thread
from analyzer.read._html_selectors import Theme
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread

_ID = re.compile(r"(?:c|cmt-|comment-)(\d{4,})")
_SIGNS = re.compile(
    r"""<li[^<>]{0,200}id=["']c\d{4,}|<dt[^<>]{0,300}(?:comment-author|id=["']c\d{4,})|id=["'][^"']{0,40}_cmt-\d"""
)
_THEME = Theme(
    author=("cite.user", ".comment-author", ".comment-header cite"),
    posted=(".datetime", ".comment-timestamp"),
    body=(".comment-content", "dd.comment-body", ".comment-body", ".comment-body-author"),
)


@reader("html_blogger", "Blogger page with comments")
class Blogger:
    def sniff(self, source: Source) -> float:
        return 0.92 if shows(markup(source), _SIGNS) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        page = parse(source.text)
        blocks = _threaded(page) or _flat(page)
        threaded = page.all.first((".comment-replies", ".comment-thread", ".comment-reply")) is not None
        yield thread(source, page, blocks, _THEME, report, states_replies=threaded)


def _threaded(page: Page) -> list[Block]:
    blocks = []
    for node in page.all.every(("li[id^=c]",)):
        if match := _ID.fullmatch(node.get("id")):
            blocks.append(Block((node,), match.group(1), kind=_kind(page, (node,))))
    return blocks


def _flat(page: Page) -> list[Block]:
    blocks = []
    for node in page.all.every(("dt",)):
        ident = _anchor(page, node)
        if ident is None and ".comment-author" not in {"." + name for name in node.classes}:
            continue
        roots = (node, *_definitions(page, node))
        blocks.append(Block(roots, ident, kind=_kind(page, roots)))
    return blocks


def _anchor(page: Page, node: Node) -> str | None:
    for each in page.walk(node, 6):
        for name in ("id", "name"):
            if match := _ID.fullmatch(each.get(name)):
                return match.group(1)
    return None


def _definitions(page: Page, node: Node) -> Iterator[Node]:
    at = node.end + 1
    while at < len(page.nodes) and page.nodes[at].parent is node.parent and page.nodes[at].tag != "dt":
        if page.nodes[at].tag == "dd":
            yield page.nodes[at]
        at = page.nodes[at].end + 1


def _kind(page: Page, roots: tuple[Node, ...]) -> str:
    """Blogger marks what was removed; the mark of an answer inside is that answer's own."""
    for root in roots:
        for each in list(page.walk(root, 60))[1:]:
            if each.tag == "li":
                break
            if "deleted-comment" in each.classes:
                return "deleted"
    return "comment"
