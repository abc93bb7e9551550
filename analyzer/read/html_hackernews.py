"""Hacker News item pages: one table row a comment, its level an indent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.read._html_dom import Page, Scope, parse
from analyzer.read._html_page import Block, markup, shows, thread
from analyzer.read._html_selectors import Theme
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread

_SIGNS = re.compile(r"class=[\"'][^\"'<>]{0,40}\bcomtr\b|class=[\"']?(?:comhead|commtext)\b")
_INDENT = 40  # pixels of one level, the width of the spacer image
_THEME = Theme(author=(".hnuser",), posted=(".age",), body=(".commtext", ".comment"), common=False)
_REMOVED = re.compile(r"\[(?:deleted|flagged|dead)\]")


@reader("html_hackernews", "Hacker News page")
class HackerNews:
    def sniff(self, source: Source) -> float:
        return 0.95 if shows(markup(source), _SIGNS) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        page = parse(source.text)
        yield thread(source, page, comments(page), _THEME, report, states_replies=True)


def comments(page: Page) -> list[Block]:
    blocks = []
    for row in page.all.every(("tr.comtr", "tr.athing")):
        scope = Scope(page.inside(row))
        if scope.first((".comhead", ".commtext", ".comment")) is None or scope.first(
            (".titleline", ".title")
        ):
            continue
        if any(block.roots[0] is row for block in blocks[-1:]):
            continue
        gone = scope.first((".commtext",)) is None and _REMOVED.search("".join(n.text for n in scope.nodes))
        blocks.append(
            Block((row,), row.get("id") or None, depth=_depth(scope), kind="deleted" if gone else "comment")
        )
    unique = {block.roots[0].order: block for block in blocks}
    return [unique[order] for order in sorted(unique)]


def _depth(scope: Scope) -> int:
    cell = scope.first(("td.ind[indent]",))
    if cell is not None and cell.get("indent").isdigit():
        return 1 + int(cell.get("indent"))
    spacer = scope.first(("td.ind img[width]", "img[src*=s.gif]"))
    width = spacer.get("width") if spacer is not None else ""
    return 1 + (int(width) // _INDENT if width.isdigit() else 0)
