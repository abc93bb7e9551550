"""Any other page: comments found by their structure alone.

Comments are blocks of one kind that repeat, each with a name, a time and a few words
of its own. All elements are grouped by tag and class (or, where they have no class, by
the parent they share); the group with the most such blocks is taken to be the comments,
unless it looks like a list of teasers. A page without such a group has an article and
no comments.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from analyzer.read._html_dom import TEXT, Node, Page, Scope, one_line, parse
from analyzer.read._html_fields import fields, own_nodes
from analyzer.read._html_page import Block, markup, node_id, thread
from analyzer.read._html_selectors import Theme
from analyzer.read._html_text import line_of
from analyzer.read._html_words import dated
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread

_TAGS = frozenset("div li article section tr dl p details".split())
_VARYING = re.compile(r"\d|^(?:even|odd|alt|first|last|parent|active|new|clearfix|byuser|bypostauthor)$")
_HINT = re.compile(
    r"comment|kommentar|koment|comentari|commentaire|coment|yorum|коммент|discuss|diskus|repl(?:y|ies)|respon|"
    r"reaction|reactie|message|opinion|feedback|thread|forum|\bposts?\b|pinglun|review|answer",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"recent|latest|sidebar|widget|related|teaser|popular|menu|nav|footer|byline|share", re.IGNORECASE
)
_STATED = (
    "data-parent", "data-parent-id", "data-parentid", "data-comment-parent", "data-reply-to",
    "data-in-reply-to",
)  # fmt: skip
_LEVELS = ("data-depth", "data-level", "data-indent", "aria-level")
_LEVEL_CLASS = re.compile(r"(?:depth|level|indent|nest|lvl)[-_]?(?:level)?[-_]?(\d{1,3})")
_MARGIN = re.compile(r"(?:margin|padding)-(?:left|inline-start|right)\s*:\s*(\d{1,5}(?:\.\d+)?)")
_SAMPLE = 16  # blocks looked at to judge a group
_THEME = Theme()


@reader("html", "saved page of any theme")
class AnyPage:
    def sniff(self, source: Source) -> float:
        return 0.4 if markup(source) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        page = parse(source.text)
        nodes = repeated(page)
        blocks = levelled(page, nodes)
        nested = any(b.roots[0] in a.roots[0] for a, b in zip(blocks, blocks[1:], strict=False))
        stated = nested or any(b.parent for b in blocks) or any((b.depth or 1) > 1 for b in blocks)
        yield thread(source, page, blocks, _THEME, report, states_replies=stated)


def repeated(page: Page) -> list[Node]:
    """The blocks that are most likely the comments, in document order; [] where none are."""
    groups: dict[tuple, list[Node]] = {}
    lists = _lists(page)
    for node in page.nodes:
        if node.tag in _TAGS or "-" in node.tag:
            names = [name for name in node.classes if not _VARYING.search(name)]
            for name in names:
                groups.setdefault((node.tag, name), []).append(node)
            if not names and node.parent is not None and node.tag != "p":
                groups.setdefault((node.tag, lists[node.order]), []).append(node)
    best, weight = [], 0.0
    for nodes in sorted(groups.values(), key=lambda nodes: (-_most(nodes), nodes[0].order)):
        if _most(nodes) <= weight:
            break  # no later group can weigh more
        if (found := _judge(page, nodes)) > weight:
            best, weight = nodes, found
    return _with_answers(page, best, groups.values()) if best else best


def _with_answers(page: Page, best: list[Node], groups: Iterable[list[Node]]) -> list[Node]:
    """The comments together with the answers inside them, where a theme calls those something else.

    Such a block is a comment by itself, and so is what it leaves of the comment around it
    (of which a mere part, as its body, leaves no name and no words).
    """
    found = best
    for nodes in sorted(groups, key=lambda nodes: (-len(nodes), nodes[0].order)):
        if not any(_HINT.search(_labels(each)) for each in (nodes[0], *_near(nodes[0], 1))):
            continue
        around = _innermost(found, nodes)
        if around is None or not _judge(page, nodes):
            continue
        nested = frozenset(node.order for node in (*found, *nodes))
        if all(_fits(page, above, nested, True) for above in around[:: max(1, len(around) // _SAMPLE)]):
            found = sorted((*found, *nodes), key=lambda node: node.order)
    return found


def _innermost(found: list[Node], nodes: list[Node]) -> list[Node] | None:
    """For each of ``nodes`` the comment right around it; None where one is in none, or has one in it."""
    starts = [node.order for node in found]
    out = []
    for node in nodes:
        at = bisect_right(starts, node.order)
        above = next((each for each in reversed(found[max(0, at - 50) : at]) if node in each), None)
        if above is None or above is node or at < len(found) and found[at] in node:
            return None
        out.append(above)
    return out


def _most(nodes: list[Node]) -> float:
    """The weight of a group all of whose blocks are comments; a telling name counts threefold."""
    return len(nodes) * (3.0 if _hinted(nodes[0]) else 1.0)


def _lists(page: Page) -> list[int]:
    """For each node the place of the list that it would belong to, the lists inside its items included."""
    out = [0] * len(page.nodes)
    for node in page.nodes[1:]:
        above = node.parent or page.nodes[0]
        named = above.classes or above.get("id") or above.tag not in ("ul", "ol", "li", "div")
        out[node.order] = above.order if named else out[above.order]
    return out


def _judge(page: Page, nodes: list[Node]) -> float:
    """The weight of a group, 0 where its blocks lack a name, a time or words."""
    hint = _hinted(nodes[0])
    if len(nodes) < (1 if hint else 3) or any(
        _NOT.search(_labels(node)) for node in (nodes[0], *_near(nodes[0], 4))
    ):
        return 0.0
    nested = frozenset(node.order for node in nodes)
    sample = nodes[:: max(1, len(nodes) // _SAMPLE)]
    share = sum(_fits(page, node, nested, hint) for node in sample) / len(sample)
    return share * _most(nodes) if share >= 0.6 else 0.0


def _fits(page: Page, node: Node, nested: frozenset[int], hint: bool) -> bool:
    own = list(own_nodes(page, (node,), nested))
    if not 3 <= len(own) <= 3000:
        return False
    texts = [one_line(each.text) for each in own if each.tag == TEXT]
    length = sum(map(len, texts))
    when = sum(each.tag == "time" or "datetime" in each.attrs for each in own) or sum(
        len(text) < 80 and dated(text) for text in texts
    )
    if not when or when > 8 or length < 8:
        return False
    found = fields(page, (node,), nested, _THEME)
    if not (found.speaker and found.text and len(found.speaker) <= 60):
        return False
    return hint or not _is_teaser(page, Scope(own), found.speaker)


def _is_teaser(page: Page, scope: Scope, speaker: str) -> bool:
    """A heading that links to another page, unless it is the speaker's profile."""
    return any(
        link.get("href") and "#" not in link.get("href") and line_of(page, link) != speaker
        for heading in scope.every(("h1", "h2", "h3", "h4"))
        for link in page.inside(heading)
        if link.tag == "a"
    )


def _labels(node: Node) -> str:
    return node.get("class") + " " + node.get("id")


def _near(node: Node, count: int) -> list[Node]:
    out = []
    for above in node.ancestors():
        if len(out) == count or above.tag in ("body", "html", "main"):
            break
        out.append(above)
    return out


def _hinted(node: Node) -> bool:
    return any(_HINT.search(_labels(each)) for each in (node, *_near(node, 3)))


def levelled(page: Page, nodes: Sequence[Node]) -> list[Block]:
    """The blocks with ids, and parents or levels where an attribute, a class or a margin gives them."""
    ids = [node_id(page, node) for node in nodes]
    # Two blocks beside each other may be one comment, printed for wide and narrow screens; else it is the article's id.
    counts = Counter(ids)
    shared = {a_id for a, b, a_id, b_id in zip(nodes, nodes[1:], ids, ids[1:], strict=False) if a_id == b_id and b in a}
    ids = [ident if counts[ident] <= 2 and ident not in shared else None for ident in ids]
    known = {ident for ident in ids if ident}
    depths = _depths(nodes)
    blocks = []
    for node, ident, depth in zip(nodes, ids, depths, strict=True):
        stated = next((node.get(name) for name in _STATED if node.get(name)), "")
        stated = stated if stated in known else re.sub(r"^\D+", "", stated)
        blocks.append(Block((node,), ident, stated if stated in known and stated != ident else None, depth))
    return blocks


def _depths(nodes: Sequence[Node]) -> list[int | None]:
    """Levels from attributes or classes, else from margins; None throughout where all are alike.

    A block without a mark stands above all that have one.
    """
    levels: list[float | None] = [_level(node) for node in nodes]
    if not any(level is not None for level in levels):
        levels = [_margin(node) for node in nodes]
    stated = [level for level in levels if level is not None]
    filled = [min(stated, default=0) - 1 if level is None else level for level in levels]
    if not any(stated):
        filled = [0.0] * len(levels)
    steps = sorted(set(filled))
    return [1 + steps.index(level) if len(steps) > 1 else None for level in filled]


def _level(node: Node) -> int | None:
    for name in _LEVELS:
        if node.get(name).isdigit():
            return int(node.get(name))
    for name in node.classes:
        if match := _LEVEL_CLASS.fullmatch(name):
            return int(match.group(1))
    return None


def _margin(node: Node) -> float | None:
    match = _MARGIN.search(node.get("style"))
    return float(match.group(1)) if match else None
