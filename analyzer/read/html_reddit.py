"""Reddit pages: old.reddit.com, the ``div.Comment`` of 2018 to 2023, and the ``<shreddit-comment>`` of today."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.read._html_dom import TEXT, Node, Page, Scope, parse
from analyzer.read._html_fields import own_nodes
from analyzer.read._html_page import Block, markup, shows, thread
from analyzer.read._html_selectors import Theme
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread

_SIGNS = re.compile(r"""(?:data-fullname|thingid|id)=["']?(?:thing_)?t1_\w|<shreddit-comment\b""")
_OLD = Theme(
    author_attribute="data-author", author=("a.author", ".author"), posted=("time[datetime]", "time"),
    body=(".usertext-body", ".md"), common=False,
)  # fmt: skip
_NEW = Theme(
    author_attribute="author", author=("a[href*=/user/]",), posted=("time[datetime]", "[created]",
        "faceplate-timeago"),
    body=("[slot=comment]", "[id*=-rtjson-content]", ".md"), common=False,
)  # fmt: skip
_MIDDLE = Theme(
    author=("a[href*=/user/]",), posted=("[data-testid=comment_timestamp]", "a[href*=/comments/]"),
    body=("[data-testid=comment]", ".richtextjson-root", ".md"), common=False,
)  # fmt: skip
_LEVEL = re.compile(r"level (\d{1,4})")
_GONE = frozenset({"[deleted]", "[removed]", "[ Removed by Reddit ]", "[gelöscht]"})


@reader("html_reddit", "Reddit page")
class Reddit:
    def sniff(self, source: Source) -> float:
        return 0.95 if shows(markup(source), _SIGNS) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        page = parse(source.text)
        old = _blocks(page, page.all.every(("div.thing.comment",)), "data-fullname", "parentid")
        middle = [] if old else _levelled(page)
        if old:
            yield thread(source, page, old, _OLD, report, states_replies=True)
        elif middle:
            yield thread(source, page, middle, _MIDDLE, report, states_replies=True)
        else:
            new = _blocks(page, page.all.every(("shreddit-comment",)), "thingid", "parentid")
            yield thread(source, page, new, _NEW, report, states_replies=True)


def _blocks(page: Page, things: Iterator[Node], name: str, parent: str) -> list[Block]:
    nodes = [node for node in things if "morechildren" not in node.classes]
    ids = {node.order: _bare(node.get(name) or node.get("id")) for node in nodes}
    known, nested = set(ids.values()), frozenset(ids)
    blocks = []
    for node in nodes:
        above = _bare(node.get(parent))
        gone = _gone(Scope(own_nodes(page, (node,), nested)))
        blocks.append(
            Block(
                (node,),
                ids[node.order] or None,
                above if above in known else None,
                kind="deleted" if gone else "comment",
            )
        )
    return blocks


def _levelled(page: Page) -> list[Block]:
    """The comments of the middle design, one after the other; each says its level to screen readers."""
    blocks = []
    for node in page.all.every(("div.comment[id^=t1_]",)):
        texts = (each.text.strip() for each in page.walk(node, 40) if each.tag == TEXT)
        level = next((match for text in texts if (match := _LEVEL.fullmatch(text))), None)
        blocks.append(Block((node,), _bare(node.get("id")), depth=int(level.group(1)) if level else None))
    return blocks


def _bare(fullname: str) -> str:
    return fullname.rsplit("t1_", 1)[1] if "t1_" in fullname else ""


def _gone(scope: Scope) -> bool:
    body = scope.first((".usertext-body", "[slot=comment]"))
    words = "".join(node.text for node in scope.nodes if body is not None and node in body).strip()
    return words in _GONE
