"""Cut a page into segments along its headers or footers, and score the cut.

Each builder takes the lines that are headers or footers by one reading of the page and
gives the ``Layout`` that follows from it; ``_text_layouts`` tries the readings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from analyzer.read._text_evidence import common_affix, gap_bonus, score
from analyzer.read._text_marks import Mark
from analyzer.read._text_model import Layout, Page, Segment
from analyzer.read._text_neighbours import frame_below
from analyzer.read._text_words import is_heading

WEIGHTS = {"said dated": 1.0, "said": 1.0, "by": 0.95, "named": 0.95, "above": 0.9, "below": 0.9,
           "closed": 0.85, "bare": 0.35, "plain said": 0.7, "numbered": 0.5}  # fmt: skip


def headers(
    page: Page, blocks: list[tuple[int, int]], kind: str, mark_for: Callable[[int, int], Mark] | None = None
) -> Layout:
    """Segments that begin with the header lines ``first`` to ``last`` of each block."""
    segments = []
    for n, (first, last) in enumerate(blocks):
        mark = mark_for(first, last) if mark_for else page.at(first)
        begin = last + 1
        follow = page.after[last]
        addressed = page.mark(follow)
        if addressed is not None and addressed.kind == "to":
            mark = replace(mark, reply_to=addressed.reply_to, reply_to_posted=addressed.reply_to_posted)
            begin = follow + 1
        end = blocks[n + 1][0] if n + 1 < len(blocks) else len(page.lines)
        indent = min(page.lines[i].indent for i in range(first, last + 1) if not page.lines[i].blank)
        segments.append(Segment(first, begin, max(begin, end), mark, indent))
    segments = bare_names(segments)
    total = score(page, segments, WEIGHTS[kind])
    below = frame_below(page, [last for _, last in blocks])
    last = below[blocks[-1][1]] + 1 if blocks else 0
    if segments and not page.text_between(max(last, segments[-1].begin), page.end_of_comments(last)):
        total *= 0.8
    framed = [(first, below[end]) for first, end in blocks]
    return Layout(tuple(segments), total * gap_bonus(page, framed, header=True))


def footers(page: Page, at: list[int], kind: str, bonus: float = 1.0) -> Layout:
    """Segments that end with a footer line; the first begins where the article ends."""
    segments, start = [], None
    below = frame_below(page, at)
    for i in at:
        start = first_body(page, i, at) if start is None else start
        mark = page.at(i)
        first = page.after[start - 1] if start > 0 else start
        indent = page.lines[min(first, i)].indent
        segments.append(Segment(start, start, i, mark, indent))
        start = below[i] + 1
    segments = bare_names(segments)
    total = score(page, segments, WEIGHTS[kind]) * bonus
    last = below[at[-1]] + 1 if at else 0
    if at and page.text_between(last, page.end_of_comments(last)):
        total *= 0.9
    if segments and not page.text_between(segments[0].begin, segments[0].end):
        total *= 0.7
    return Layout(tuple(segments), total * gap_bonus(page, list(below.items()), header=False), closed=True)


def bare_names(segments: list[Segment]) -> list[Segment]:
    """The segments with their speakers' names alone, without the page's own words beside them."""
    names = [segment.mark.name for segment in segments if segment.mark.name]
    affix = common_affix(names)
    bare = {name: affix(name) for name in set(names)}
    return [
        replace(segment, mark=replace(segment.mark, name=bare[name]))
        if (name := segment.mark.name) and bare[name] != name
        else segment
        for segment in segments
    ]


def first_body(page: Page, footer: int, at: list[int]) -> int:
    """Where the body above the first footer begins: after a heading, the article's own
    footer, or a gap wider than bodies have; else its last paragraph only."""
    usual = max(1, _usual_gap(page, at))
    i = footer
    while (up := page.before[i]) >= 0:
        mark = page.marks[up]
        signed = mark is not None and mark.kind == "named" and not mark.shape.startswith("|")
        counted = page.lines[up].text.isdigit() and is_heading(page.lines[max(0, page.before[up])].text)
        if signed or counted or is_heading(page.lines[up].text):
            return up + 1
        if page.gap(up, i) > usual:
            return i
        i = up
    return page.before[footer] if page.before[footer] >= 0 else footer


def _usual_gap(page: Page, at: list[int]) -> int:
    """The widest run of blank lines inside the bodies between footers (but the first)."""
    widest = 0
    for i, j in zip(at, at[1:], strict=False):
        k = page.after[i]
        while k < j and page.after[k] < j:
            widest = max(widest, page.gap(k, page.after[k]))
            k = page.after[k]
    return min(widest, 2)


def closed_by_dates(page: Page, heads: list[int], feet: list[int]) -> Layout:
    """Header above and date below each body; a body without a header has lost its speaker.

    A header-like line counts only as the first line after a footer.
    """
    segments: list[Segment] = []
    named, at_feet = set(heads), set(feet)
    opened: int | None = None
    first: int | None = None
    for i in range(heads[0], len(page.lines)):
        line = page.lines[i]
        if line.blank:
            continue
        if first is None:
            first = i
            if i in named:
                opened = i
                continue
        if i in at_feet:
            head = page.marks[opened] if opened is not None else None
            foot = page.at(i)
            mark = replace(head or foot, posted=foot.posted, signature=foot.signature)
            begin = opened + 1 if opened is not None else first
            start = opened if opened is not None else first
            if opened is not None or begin < i:
                segments.append(Segment(start, begin, i, mark, page.lines[start].indent))
            first = opened = None
    if opened is not None:  # the source breaks off before the footer
        head = page.at(opened)
        segments.append(Segment(opened, opened + 1, len(page.lines), head, page.lines[opened].indent))
    bonus = 1.0 if opened is not None else 1.1
    return Layout(tuple(segments), score(page, segments, WEIGHTS["said"]) * bonus, closed=True)
