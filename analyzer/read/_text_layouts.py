"""Find the layout of a page: which lines are headers or footers of its comments.

No page is known beforehand.  Every template of header or footer that the page's marks
allow is tried as a ``Layout`` that cuts the page into segments; the one whose segments
look most like comments (plausible names, bodies that are not empty, many of them) wins.
A line that looks like a header but breaks the winning layout stays body text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from analyzer.read._text_builders import WEIGHTS, bare_names, closed_by_dates, first_body, footers, headers
from analyzer.read._text_evidence import (
    as_usual,
    common_affix,
    commonest_signature,
    counting,
    joined,
    numbered_names,
    one_verb,
    regular,
    score,
)  # fmt: skip
from analyzer.read._text_marks import Mark
from analyzer.read._text_model import Layout, Page
from analyzer.read._text_neighbours import by_label, far_names, named_above_bodies, without_constant_names
from analyzer.read._text_refine import refine
from analyzer.read._text_words import is_heading, name_quality, plain_name

FAMILIES = 40  # templates that are tried, the most frequent first; hostile pages have thousands
FOOTER_LEADS = (
    "posted by:",
    "comment by",
    "kommentar von",
    "commentaire",
    "comentario",
    "comentário",
    "commento",
)


def best_layout(page: Page) -> Layout | None:
    """The layout that explains the page best, or None where nothing repeats enough."""
    layouts = [layout for layout in _candidates(page) if layout.segments]
    best = max(layouts, key=lambda layout: layout.score, default=None)
    if best is None or best.score <= 0:
        return None
    best = refine(page, best)
    return best if _credible(page, best) else None


def _candidates(page: Page) -> Iterable[Layout]:
    families: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, mark in enumerate(page.marks):
        if mark is not None and mark.kind != "to":
            families[mark.kind, "" if mark.kind in {"said", "by", "numbered"} else mark.shape].append(i)
    for (kind, shape), at in sorted(families.items(), key=lambda item: -len(item[1]))[:FAMILIES]:
        if kind == "said":
            yield from _said(page, at)
        elif kind == "date":
            yield from _dates(page, at)
        elif kind == "numbered":
            for chain in counting(page, at):
                yield headers(page, [(i, i) for i in chain], "numbered")
        elif kind == "by":
            sure = {page.at(i).name for i in at if page.at(i).shape == "by"}
            yield headers(page, [(i, i) for i in at if page.at(i).name in sure], "by")
        else:
            for group in by_label(page, at):
                yield from _named(page, regular(page, group), shape)


def _named(page: Page, at: list[int], shape: str) -> Iterable[Layout]:
    """Layouts around lines that hold a name and a date, or seem to."""
    dated = without_constant_names(page, at)
    if dated is not None and dated.at(at[0]).kind == "date":
        yield from _dates(dated, at)
    elif dated is not None:
        yield headers(dated, [(i, i) for i in at], "named")
        yield footers(dated, at, "named")
    yield from _far(page, at)
    signature = commonest_signature(page, at)
    answers = [
        i for i, mark in enumerate(page.marks)
        if mark is not None and mark.kind == "said" and mark.reply_to and mark.signature == signature
    ]  # fmt: skip
    if answers and shape.startswith("|left"):  # "Anna / 3 May", "Ben replying to Anna / 4 May"
        yield headers(page, [(i, i) for i in sorted([*at, *answers])], "named")
    yield headers(page, [(i, i) for i in at], "named")
    yield footers(page, at, "named", 1.2 if shape.startswith(FOOTER_LEADS) else 1.0)


def _said(page: Page, at: list[int]) -> Iterable[Layout]:
    """Layouts around "NAME said:" lines, with the date in them, beside them, or as a footer."""
    dated = [i for i in at if page.at(i).posted]
    if dated:
        yield headers(page, [(i, i) for i in dated], "said dated")
    bare = one_verb(page, [i for i in at if not page.at(i).posted])
    if not bare:
        return
    below = [i for i in bare if page.is_date(page.after[i]) and page.gap(i, page.after[i]) <= 2]
    above = [i for i in bare if page.is_date(page.before[i]) and page.gap(i, page.before[i]) <= 1]
    beside = {page.after[i] for i in below} | {page.before[i] for i in above}
    dates = [i for i in range(bare[0], len(page.lines)) if page.is_date(i)]
    feet = [i for i in dates if not page.is_weak(i)] or dates
    yield headers(page, [(i, i) for i in bare], "plain said")
    if below:
        blocks = [(i, page.after[i]) for i in below]
        signature = commonest_signature(page, [b for _, b in blocks])
        lost = [
            (i, i) for i in feet
            if i not in beside and i > below[0] and page.at(i).signature == signature and "T" in signature
        ]  # fmt: skip
        yield headers(page, sorted(blocks + lost), "said", lambda i, j: joined(page, i, j))
    if above:
        yield headers(page, [(page.before[i], i) for i in above], "said", lambda i, j: joined(page, j, i))
    if feet:
        signature = commonest_signature(page, feet)
        feet = [i for i in feet if page.at(i).signature == signature]
        yield closed_by_dates(page, bare, feet)


def _dates(page: Page, at: list[int]) -> Iterable[Layout]:
    """Layouts around lines that hold a date alone: name above, name below, or no name."""
    at = regular(page, at)
    for kind, near in (("above", page.before), ("below", page.after)):
        beside = [i for i in at if 0 <= near[i] < len(page.lines)]
        beside = [i for i in beside if page.gap(i, near[i]) <= 2 and page.may_be_name(near[i])]
        names = {i: plain_name(page.lines[near[i]].text) for i in beside}
        numbers: dict[int, str | None] = {}
        if numbered_names(page, map(near.__getitem__, beside)):
            marks = {i: mark for i in beside if (mark := page.mark(near[i])) is not None}
            names |= {i: mark.name or "" for i, mark in marks.items()}
            numbers = {i: mark.number for i, mark in marks.items()}
        affix = common_affix(list(names.values()))
        names = {i: affix(name) for i, name in names.items()}
        good = {i for i, name in names.items() if name_quality(name) >= 0.4}
        if not good:
            continue
        good |= as_usual(page, near, good, names)
        signature = commonest_signature(page, sorted(good))
        blocks = []
        for i in at:
            if i in good:
                blocks.append((min(i, near[i]), max(i, near[i])))
            elif "T" in signature and page.at(i).signature == signature and i > min(good):
                blocks.append((i, i))

        def mark_for(
            first: int, last: int, names: dict[int, str] = names, numbers: dict[int, str | None] = numbers
        ) -> Mark:
            date = first if first in names and page.is_date(first) else last
            mark = page.at(date)
            if first == last:
                return mark
            return replace(mark, name=names[date], number=numbers.get(date, mark.number))

        yield headers(page, blocks, kind, mark_for)
    yield from _far(page, at)
    if at and not page.is_weak(at[0]):
        segments = bare_names(named_above_bodies(page, at, first_body(page, at[0], at)))
        if segments:
            yield Layout(tuple(segments), score(page, segments, WEIGHTS["closed"]), closed=True)
        yield footers(page, at, "bare")
        yield headers(page, [(i, i) for i in at], "bare")


def _far(page: Page, at: list[int]) -> Iterable[Layout]:
    """Layouts of header blocks of several lines: the name, lines of the page's own, the date."""
    for up in (True, False):
        near = far_names(page, at, up=up)
        if not near:
            continue
        blocks = sorted((min(i, j), max(i, j)) for i, j in near.items())

        def mark_for(first: int, last: int, up: bool = up) -> Mark:
            date, name = (last, first) if up else (first, last)
            return replace(page.at(date), name=plain_name(page.lines[name].text))

        yield headers(page, blocks, "above" if up else "below", mark_for)


def _credible(page: Page, layout: Layout) -> bool:
    """Whether this is a thread: two regular comments, or one under a comments heading."""
    segments = layout.segments
    if not segments:
        return False
    mean = layout.score / len(segments)
    if len(segments) == 1:
        above = page.lines[: segments[0].start]
        return mean >= 0.3 and any(is_heading(line.text) for line in above[-12:] if line.text)
    if len(segments) >= 4 and not any(s.mark.name for s in segments):
        above = page.lines[: segments[0].start + 1]
        return mean >= 0.05 and any(is_heading(line.text) for line in above if line.text)
    return mean >= (0.3 if len(segments) >= 3 else 0.45)
