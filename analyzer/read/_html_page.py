"""From a page and the blocks that hold its comments to a raw thread.

A family module only says which nodes are comments and what their ids, parents and
kinds are; the work that all families share is here: nesting, fields, article, count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from analyzer.errors import InputError
from analyzer.read._html_article import address, article_of, declared_count
from analyzer.read._html_dom import Node, Page
from analyzer.read._html_fields import fields
from analyzer.read._html_selectors import Theme
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread, Record

_HTML = re.compile(
    r"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]|<(?:div|li|article|table|p)[\s>]", re.IGNORECASE
)
_WORDS = re.compile(r"(<(?!script|style)[^<>]*>)[^<]+", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """The markup of one comment.

    Attributes:
        roots: the nodes that hold it, in order (a ``dt`` and its ``dd``; else one).
        id: the id that the markup gives it.
        parent: the id of the comment it answers, where an attribute or a link says so.
        depth: its level (1 answers the article), where a class or an indent says so.
        kind: one of ``analyzer.thread.KINDS``.
        reply_to: the name it is said to answer.
    """

    roots: tuple[Node, ...]
    id: str | None = None
    parent: str | None = None
    depth: int | None = None
    kind: str = "comment"
    reply_to: str | None = None


def markup(source: Source) -> str:
    """The text of the source where it is a page, else ""; for sniffing, so it never raises."""
    try:
        head = source.head_text[:4096].lstrip("\ufeff \t\r\n")
        if not head.startswith("<") or head.startswith("<?xml") and "<html" not in head:
            return ""
        return source.text if _HTML.search(source.head_text) else ""
    except InputError:
        return ""


def shows(page: str, signs: re.Pattern[str]) -> bool:
    """Whether a page has the signs of a program in its tags, scripts or styles: what someone wrote is no sign."""
    return bool(signs.search(page) and signs.search(_without_words(page)))


@lru_cache(maxsize=2)  # every page reader asks for the same page
def _without_words(page: str) -> str:
    return _WORDS.sub(r"\1", page)


def thread(
    source: Source,
    page: Page,
    blocks: Sequence[Block],
    theme: Theme,
    report: Report,
    *,
    states_replies: bool,
    is_forum: bool = False,
    apart: Iterable[Node] = (),
) -> RawThread:
    """The raw thread of a page whose comments are ``blocks``, in document order.

    Args:
        states_replies: whether the markup tells a reply from an answer to the article.
        is_forum: the first block is the opening post, so that there is no article text.
        apart: nodes inside the blocks that are not theirs.
    """
    if states_replies:  # an answer can only name what has an id
        blocks = [block if block.id else replace(block, id=f"c{n}") for n, block in enumerate(blocks, 1)]
    first = blocks[0].roots[0] if blocks else None
    article = article_of(page, first)
    if is_forum and article is not None:
        article = replace(article, text="", author=None, posted=None)
    found = list(records(page, blocks, theme, states_replies=states_replies, apart=apart))
    once = _without_repeats(found)
    if len(once) < len(found):
        report.note(f"{len(found) - len(once)} comments stand in the page twice and are read once")
    declared = declared_count(page, first) if first is not None and not is_forum else None
    return RawThread(
        id=address(page) or source.name,
        records=tuple(once),
        article=article,
        declared=declared,
        states_replies=states_replies,
    )


def records(
    page: Page, blocks: Sequence[Block], theme: Theme, *, states_replies: bool, apart: Iterable[Node] = ()
) -> Iterator[Record]:
    """One record for each block that holds any text or name."""
    nested = frozenset(node.order for node in (*apart, *(root for block in blocks for root in block.roots)))
    for n, (block, parent) in enumerate(zip(blocks, parents(blocks), strict=True), 1):
        found = fields(page, block.roots, nested, theme)
        if not found.text and found.speaker is None and block.kind == "comment":
            continue
        yield Record(
            text=found.text, id=block.id, parent=parent, parent_source="markup",
            top_level=states_replies and parent is None, speaker=found.speaker, posted=found.posted,
            kind=block.kind, reply_to=block.reply_to, quotes=found.quotes, where=f"comment {n}",
        )  # fmt: skip


def _without_repeats(found: Sequence[Record]) -> list[Record]:
    """The records less those that repeat id, name and words (a list printed for wide and narrow screens)."""
    seen: set[tuple[str | None, str | None, str]] = set()
    out = []
    for record in found:
        key = (record.id, record.speaker, record.text)
        if record.id is None or key not in seen:
            out.append(record)
        seen.add(key)
    return out


def parents(blocks: Sequence[Block]) -> Iterator[str | None]:
    """The parent's id of each block: stated, by nesting, or by level.

    Where a level contradicts the nesting (an unclosed tag puts a comment inside its
    sibling), the level is right: it is printed, the nesting is a parser's repair.
    """
    around: list[Block] = []  # the open blocks by nesting
    levels: list[Block] = []  # the last block of each level
    for block in blocks:
        root = block.roots[0]
        while around and not any(root in each for each in around[-1].roots):
            around.pop()
        if block.depth is not None:
            while levels and (levels[-1].depth or 0) >= block.depth:
                levels.pop()
            above = levels[-1] if levels else None
            levels.append(block)
        else:
            above = around[-1] if around else None
        around.append(block)
        parent = block.parent or (above.id if above is not None else None)
        yield parent if parent != block.id else None


def outermost(nodes: Iterable[tuple[Node, str]]) -> list[tuple[Node, str]]:
    """Of nested nodes with one comment's id (``li#comment-7 > div#div-comment-7``), the outer one."""
    last: dict[str, Node] = {}
    out = []
    for node, ident in sorted(nodes, key=lambda pair: pair[0].order):
        if ident not in last or node not in last[ident]:
            last[ident] = node
            out.append((node, ident))
    return out


_NUMBER = re.compile(r"(?:[A-Za-z_:.-]*[A-Za-z])?[-_:.]?(\d+)")
_ID_ATTRIBUTES = ("data-comment-id", "data-commentid", "data-id", "data-cid", "data-post-id", "data-key")


def node_id(page: Page, node: Node) -> str | None:
    """A comment's id in a page of unknown make: its ``data-*`` or ``id``, or its permalink's."""
    for name in _ID_ATTRIBUTES:
        if node.get(name):
            return node.get(name)
    if match := _NUMBER.fullmatch(node.get("id")):
        return match.group(1)
    if node.get("id"):
        return node.get("id")
    for each in page.nodes[node.order + 1 : min(node.end, node.order + 40) + 1]:
        named = each.get("id") or (each.get("name") if each.tag == "a" else "")
        if match := _NUMBER.fullmatch(named):
            return match.group(1)
        target = each.get("href").rpartition("#")[2] if each.tag == "a" and "#" in each.get("href") else ""
        if match := _NUMBER.fullmatch(target):
            return match.group(1)
    return None
