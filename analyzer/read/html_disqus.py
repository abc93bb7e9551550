"""Disqus threads saved as a page: the embed's own markup and the plug-in's static list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.read._html_dom import Node, Page, Scope, one_line, parse
from analyzer.read._html_fields import own_nodes
from analyzer.read._html_page import Block, markup, shows, thread
from analyzer.read._html_selectors import Theme
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread

_ID = re.compile(r"(?:dsq-comment|post|comment)-(\d+)")
_REFERENCE = re.compile(r"#(?:comment|post)-(\d+)")
_SIGNS = re.compile(
    r"""id=["']dsq-comment-\d|data-role=["']post-content|class=["'][^"'<>]{0,40}\bpost-message\b"""
)
_POSTS = (
    "li.post[id^=post-]", "div.post[id^=post-]", "li.dsq-comment", "li[id^=dsq-comment-]",
    "div[id^=dsq-comment-]",
)  # fmt: skip
_THEME = Theme(
    author=(
        ".author",
        ".post-byline",
        ".dsq-commenter-name",
        "[id^=dsq-author-user]",
        "[id^=dsq-cite]",
        "cite",
    ),
    posted=("time[datetime]", ".time-ago", "[id^=dsq-time]", ".dsq-comment-header-time", ".post-meta"),
    body=(".post-message", ".dsq-comment-message", "[id^=dsq-comment-message]", ".dsq-comment-text"),
    common=False,
)


@reader("html_disqus", "Disqus comments in a saved page")
class Disqus:
    def sniff(self, source: Source) -> float:
        return 0.93 if shows(markup(source), _SIGNS) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        page = parse(source.text)
        yield thread(source, page, comments(page), _THEME, report, states_replies=True)


def comments(page: Page) -> list[Block]:
    """One block a post; "in reply to" links speak where the nesting is flattened."""
    found = {}
    for node in page.all.every(_POSTS):
        if match := _ID.fullmatch(node.get("id")):
            found.setdefault(match.group(1), node)
    nested = frozenset(node.order for node in found.values())
    blocks = []
    for ident, node in sorted(found.items(), key=lambda pair: pair[1].order):
        scope = Scope(own_nodes(page, (node,), nested))
        parent, name = _answered(page, scope)
        gone = node.classes & {"post--deleted", "minimized", "post--minimized"} or scope.first(
            (".post-body--deleted",)
        )
        blocks.append(
            Block((node,), ident, parent if parent in found and parent != ident else None,
                  kind="deleted" if gone and scope.first(_THEME.author) is None else "comment", reply_to=name)
        )  # fmt: skip
    return blocks


def _answered(page: Page, scope: Scope) -> tuple[str | None, str | None]:
    link: Node | None = scope.first((".parent-link", ".dsq-comment-parent", ".in-reply-to"))
    if link is None:
        return None, None
    inside = page.inside(link)
    match = next((m for each in inside if (m := _REFERENCE.search(each.get("href")))), None)
    return (match.group(1) if match else None), one_line("".join(each.text for each in inside)) or None
