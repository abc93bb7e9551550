"""Drupal pages, versions 6 to 10.

An anchor ``comment-7`` stands before or on each ``.comment``; answers stand in
``div.indented`` beside the comment they answer, so the depth is the number of those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.read._html_dom import Node, Page, matches_any, parse
from analyzer.read._html_page import Block, markup, shows, thread
from analyzer.read._html_selectors import Theme
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread

_ID = re.compile(r"comment-(\d+)")
_SIGNS = re.compile(
    r"content=[\"']Drupal|Drupal\.settings|drupal-settings-json|data-drupal"
    # Its own files: linked from the root, or a style or script (an address elsewhere may have them too).
    r"|(?:src|href)=[\"']/sites/(?:all|default)/"
    r"|(?:<(?:link|script)\b[^<>]{0,200}|@import url\([^()<>]{0,200})/sites/(?:all|default)/"
    r"|class=[\"']indented|js-comment\b|field--?name-comment-body"
)
_COMMENT = re.compile(r"""(?:id|name)=["']comment-\d+["']|class=["'][^"'<>]{0,60}\bcomment\b""")
_BOXES = ("div.comment", "article.comment", "li.comment", "div.js-comment", "article.js-comment")
_THEME = Theme(
    author=(".comment__author", ".submitted", ".username", "[typeof*=Person]", ".author"),
    posted=(
        "time[datetime]", "[property*=dc:date]", "[property*=created]", ".comment__time",
        ".submitted", ".date",
    ),
    body=(
        ".field-name-comment-body", ".field--name-comment-body", ".text-formatted", ".comment__content",
        ".comment-content", ".content",
    ),
)  # fmt: skip


@reader("html_drupal", "Drupal page with comments")
class Drupal:
    def sniff(self, source: Source) -> float:
        page = markup(source)
        return 0.85 if shows(page, _SIGNS) and shows(page, _COMMENT) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        page = parse(source.text)
        blocks = comments(page)
        threaded = any((block.depth or 1) > 1 or block.parent for block in blocks)
        yield thread(source, page, blocks, _THEME, report, states_replies=threaded)


def comments(page: Page) -> list[Block]:
    """The comment boxes, each with the anchor that stands on it or before it."""
    boxes = sorted(
        {node.order: node for node in page.all.every(_BOXES)}.values(), key=lambda node: node.order
    )
    blocks: list[Block] = []
    around: list[Block] = []
    for box in boxes:
        while around and box not in around[-1].roots[0]:
            around.pop()
        stated = _ID.fullmatch(box.get("id"))
        if around and (stated is None or stated.group(1) == around[-1].id):
            continue  # a part of the comment around it, not an answer with an id of its own
        depth = 1 + len(around) + sum("indented" in above.classes for above in box.ancestors())
        around.append(Block((box,), _ident(page, box), parent=_answered(page, box), depth=depth))
        blocks.append(around[-1])
    return blocks


def _ident(page: Page, box: Node) -> str | None:
    if match := _ID.fullmatch(box.get("id")):
        return match.group(1)
    near = [*reversed(page.nodes[max(0, box.order - 4) : box.order]), *page.walk(box, 40)]
    for node in near:
        for name in ("id", "name"):
            if match := _ID.fullmatch(node.get(name)):
                return match.group(1)
    for node in page.walk(box, 400):
        if matches_any(node, ("a.permalink", "a[rel=bookmark]")) and "#comment-" in node.get("href"):
            return node.get("href").rsplit("#comment-", 1)[1]
    return None


def _answered(page: Page, box: Node) -> str | None:
    """Drupal 8 prints, for screen readers, "In reply to SUBJECT by NAME" with a link."""
    for node in page.walk(box, 400):
        if matches_any(node, ("p.visually-hidden", "p.parent", ".comment__parent")):
            for link in page.inside(node):
                if "#comment-" in link.get("href"):
                    return link.get("href").rsplit("#comment-", 1)[1]
    return None
