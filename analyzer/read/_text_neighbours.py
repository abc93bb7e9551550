"""Find the names that stand near the dates of a page, with the page's own words between.

"Posted: DATE" under a name and three lines of statistics, or a name above the body and
the date below it among the buttons: no table knows these frames, but they repeat. A line
whose words are the same (numbers apart) beside nearly every date is the page's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from analyzer.read._text_dates import find_date
from analyzer.read._text_evidence import common_affix
from analyzer.read._text_model import Page, Segment
from analyzer.read._text_words import (
    is_button,
    is_end,
    is_heading,
    name_quality,
    plain_name,
    split_lead,
    trim,
)  # fmt: skip

MOST = 0.8  # share of the comments in which a line of the page's own stands
FARTHEST = 8  # lines between a date and its name
_DIGITS = re.compile(r"\d+")
_INLINE = re.compile(r"^([^:：]{1,24})[:：]\s?(?=\S)")


def frame_below(page: Page, at: Sequence[int]) -> dict[int, int]:
    """For each line the last of the page's own lines that follow it ("Click to rate" under a
    footer): lines that stand, numbers apart, under nearly all of ``at``."""
    last = {i: i for i in at}
    if len(at) < 3:
        return last
    for _ in range(FARTHEST):
        lines = {i: page.after[j] for i, j in last.items()}
        keys = {i: _DIGITS.sub("#", page.lines[j].text.casefold()) for i, j in lines.items() if j < len(page.lines)}
        key, count = Counter(keys.values()).most_common(1)[0] if keys else ("", 0)
        if count < max(3, MOST * len(at)):
            return last
        last |= {i: lines[i] for i, own in keys.items() if own == key}
    return last


def without_constant_names(page: Page, at: Sequence[int]) -> Page | None:
    """The page with its "named" marks ``at`` turned into dates, where the name is no name.

    "Posted: 3 May", "3 May (local)": the words beside the date are the same in all lines.
    Where a name stands on the other side of the date, the marks name that.
    """
    words = Counter(_DIGITS.sub("#", page.at(i).name or "").casefold() for i in at)
    word, count = words.most_common(1)[0]
    if len(at) < 3 or count < 0.9 * len(at):
        return None
    marks = list(page.marks)
    behind = {i: _behind_date(page.lines[i].text) for i in at}
    named = _names(list(behind.values()))
    for i in at:
        marks[i] = replace(page.at(i), kind="named" if named else "date", name=behind[i] if named else None)
    return Page(page.lines, marks, page.before, page.after)


def by_label(page: Page, at: Sequence[int]) -> list[list[int]]:
    """The lines of one template by the label in front of their date, where that is no name
    but one of a few ("Joined: 3 May", "Posted: 5 October"); else all of them together."""
    groups: dict[str, list[int]] = {}
    for i in at:
        groups.setdefault(_DIGITS.sub("#", page.at(i).name or ""), []).append(i)
    few = 1 < len(groups) <= 3 and all(len(group) >= max(3, len(at) // 4) for group in groups.values())
    labels = all(not name[:1].islower() and page.lines[group[0]].text[len(name) : len(name) + 2].strip() == ":"
                 for name, group in groups.items())  # fmt: skip
    return list(groups.values()) if few and labels else [list(at)]


def _behind_date(text: str) -> str:
    """The name behind the date: "3 votes, 5 hours ago by Tom"."""
    span = find_date(text)
    return trim(split_lead(trim(text[span.end :]))[1]) if span else ""


def far_names(page: Page, at: Sequence[int], *, up: bool) -> dict[int, int]:
    """For each date the line of a name with the page's own lines between; empty where there are none."""
    step = page.before if up else page.after
    lines = {i: i for i in at}
    between = 0
    while between <= FARTHEST:
        lines = {i: step[j] for i, j in lines.items() if 0 <= step[j] < len(page.lines)}
        if len(lines) < max(3, MOST * len(at)) or any(page.is_date(j) and j in lines for j in lines.values()):
            return {}
        texts = [page.lines[j].text for j in lines.values()]
        if not _fixed(texts):
            return lines if between and _names(texts) else {}
        between += 1
    return {}


def _fixed(texts: Sequence[str]) -> bool:
    """Whether the lines are one line of the page: the same words, or the same label in front."""
    keys = Counter(_DIGITS.sub("#", text.casefold()) for text in texts)
    if keys.most_common(1)[0][1] >= MOST * len(texts):
        return True
    if sum(is_button(text) or not any(map(str.isalpha, text)) for text in texts) >= MOST * len(texts):
        return True
    labels = Counter(match.group(1).casefold() for text in texts if (match := _INLINE.match(text)))
    return bool(labels) and labels.most_common(1)[0][1] >= MOST * len(texts)


def _names(texts: Sequence[str]) -> bool:
    bare = common_affix(list(texts))
    good = sum(name_quality(plain_name(bare(text))) >= 0.4 for text in texts)
    several = {_DIGITS.sub("#", text) for text in texts}
    return good >= MOST * len(texts) and len(several) >= min(3, len(texts))


def named_above_bodies(page: Page, feet: Sequence[int], start: int) -> list[Segment]:
    """Segments of a page that prints NAME, body, date: the first line after each date names
    the next speaker, buttons passed over. ``start`` is where the first comment begins.

    Empty where those lines are no names, or where nothing stands between name and date.
    "NAME: body" on one line is read as well.
    """
    blocks: list[tuple[int, list[int]]] = []
    begin = start
    for foot in feet:
        lines = [i for i in range(begin, foot) if not page.lines[i].blank]
        while lines and (is_button(page.lines[lines[0]].text) or _bare(page.lines[lines[0]].text)):
            lines.pop(0)
        blocks.append((foot, lines))
        begin = foot + 1
    blocks = [(foot, lines) for foot, lines in blocks if lines]
    if len(blocks) < 3:
        return []
    fixed = Counter(_DIGITS.sub("#", page.lines[i].text.casefold()) for _, lines in blocks for i in lines[:3])
    own = {key for key, count in fixed.items() if count >= MOST * len(blocks)}
    for _, lines in blocks:
        while len(lines) > 1 and _DIGITS.sub("#", page.lines[lines[0]].text.casefold()) in own:
            lines.pop(0)
    inline = _split_inline(page, blocks)
    if inline:
        return inline
    two = [(foot, lines) for foot, lines in blocks if len(lines) > 1]
    texts = [page.lines[lines[0]].text for _, lines in two]
    if len(two) < max(3, MOST * len(blocks)) or not _names(texts) or any(map(is_end, texts)):
        return []
    return [
        Segment(lines[0], lines[0] + 1, foot, replace(page.at(foot), name=plain_name(page.lines[lines[0]].text)),
                page.lines[lines[0]].indent)
        for foot, lines in two
    ]  # fmt: skip


def _bare(text: str) -> bool:
    """Votes and the like: no letter in it."""
    return not any(map(str.isalpha, text)) or is_heading(text)


def _split_inline(page: Page, blocks: list[tuple[int, list[int]]]) -> list[Segment]:
    """Segments of "NAME: body" lines, where every comment begins so."""
    found = [(foot, lines[0], _INLINE.match(page.lines[lines[0]].text)) for foot, lines in blocks]
    names = [match.group(1) for _, _, match in found if match]
    if len(names) < 0.9 * len(blocks) or not _names(names):
        return []
    return [
        Segment(at, at, foot, replace(page.at(foot), name=match.group(1).strip(), inline=match.end()),
                page.lines[at].indent)
        for foot, at, match in found if match
    ]  # fmt: skip
