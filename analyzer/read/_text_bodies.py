"""Cut the bodies out of a page: without the page's own fixed phrases around them.

A line that stands at the same place of most comments ("Reply", "0", "Antworten ↓") is the
page's, not the speaker's; it is learnt from the page.  After the last comment the page
goes on with a form or advertisements, which end it.
"""

from __future__ import annotations

import re
from collections import Counter

from analyzer.read._text_evidence import echoes
from analyzer.read._text_model import Layout, Page, Segment
from analyzer.read._text_words import is_button

_FRAME = 20  # lines of the page's own above or below a body
_DIGITS = re.compile(r"\d+")
_VOTES = re.compile(r"[^\w#]*#[^\w#]*(?:#[^\w#]*)?$")  # a key: "3", "+1", "2 | 0"
_VOTED = 0.2  # of the comments of a page have votes, where it prints no zeros


def bodies(page: Page, layout: Layout) -> list[str]:
    """The text of each segment, dedented, blank lines at the ends taken off."""
    ranges = [_strip_blank(page, s.begin, s.end) for s in layout.segments]
    if not layout.closed and ranges:
        ranges[-1] = _cut_end(page, ranges[-1])
    above = page.before[layout.segments[0].start] if layout.segments else -1
    ranges = _without_echoes(page, ranges, layout.segments)
    ranges, terminators = _strip_repeated(page, ranges, _key(page.lines[above].text) if above >= 0 else "")
    if not layout.closed and ranges and terminators:
        ranges[-1] = _cut_at(page, ranges[-1], terminators)
    texts = [_dedent(page, start, end) for start, end in ranges]
    texts = [text[s.mark.inline :].lstrip() if s.mark.inline else text
             for text, s in zip(texts, layout.segments, strict=True)]  # fmt: skip
    if layout.closed:
        texts = [_without_number(text, s.mark.number) for text, s in zip(texts, layout.segments, strict=True)]
    return [
        "\n".join(line.strip() for line in text.split("\n"))
        if segment.mark.kind == "bullet"
        else text
        for segment, text in zip(layout.segments, texts, strict=True)
    ]


def _without_number(text: str, number: str | None) -> str:
    """The body behind its list number ("4. Agreed."), where ``_text_refine`` found that it has one."""
    if number is None:
        return text
    return re.sub(rf"^(?:#{re.escape(number)}[.):]?|{re.escape(number)}[.):])\s+", "", text)


def _key(text: str) -> str:
    return _DIGITS.sub("#", text.casefold())


def _strip_blank(page: Page, start: int, end: int) -> tuple[int, int]:
    while start < end and page.lines[start].blank:
        start += 1
    while end > start and page.lines[end - 1].blank:
        end -= 1
    return start, end


def _cut_end(page: Page, span: tuple[int, int]) -> tuple[int, int]:
    """The body up to where the page goes on; its first line is the speaker's, whatever it says."""
    start, end = span
    return _strip_blank(page, start, max(start, min(end, page.end_of_comments(start + 1))))


def _cut_at(page: Page, span: tuple[int, int], keys: set[str]) -> tuple[int, int]:
    start, end = span
    cut = next((i for i in range(start + 1, end) if _key(page.lines[i].text) in keys), end)
    return _strip_blank(page, start, cut)


def _strip_repeated(
    page: Page, ranges: list[tuple[int, int]], above: str
) -> tuple[list[tuple[int, int]], set[str]]:
    """Take buttons and repeated lines off both ends; also return what ends most bodies.

    A repeated line that is all there is of a body is a body ("Agreed.", "+1"); a button is none.
    ``above`` is the line above the first header: if it also ends bodies, it is a header's.
    """
    terminators: set[str] = set()
    for _ in range(_FRAME):
        bare = [_without_buttons(page, a, b) for a, b in ranges]
        ranges, below = [span for span, _ in bare], Counter(key for _, keys in bare for key in keys)
        firsts = Counter(_key(page.lines[a].text) for a, b in ranges if b - a > 1)
        lasts = Counter(_key(page.lines[b - 1].text) for a, b in ranges if b - a > 1)
        enough = max(3, 0.5 * len(ranges))
        head = {k for k, n in firsts.items() if n >= enough}
        some = max(3, _VOTED * len(ranges))
        tail = {k for k, n in lasts.items() if n >= enough or n >= some and _VOTES.match(k)}
        tail |= {above} & set(lasts)
        terminators |= {k for k in {*tail, *below} if max(lasts[k], below[k]) >= max(2, 0.7 * (len(ranges) - 1))}
        trimmed = []
        for a, b in ranges:
            if b - a > 1 and _key(page.lines[a].text) in head:
                a += 1
            if b - a > 1 and _key(page.lines[b - 1].text) in tail:
                b = _without_votes(page, a, b - 1)
            trimmed.append(_strip_blank(page, a, b))
        if trimmed == ranges:
            break
        ranges = trimmed
    return ranges, terminators


def _without_buttons(page: Page, start: int, end: int) -> tuple[tuple[int, int], set[str]]:
    """A body without the buttons at its ends, and what those below it are."""
    below = set()
    while end > start and is_button(page.lines[start].text):
        start, end = _strip_blank(page, start + 1, end)
    while end > start and is_button(page.lines[end - 1].text):
        below.add(_key(page.lines[end - 1].text))
        start, end = _strip_blank(page, start, _without_votes(page, start, end - 1))
    return (start, end), below


def _without_echoes(
    page: Page, ranges: list[tuple[int, int]], segments: tuple[Segment, ...]
) -> list[tuple[int, int]]:
    """Bodies without the next comment's avatar: a line that holds the next speaker's name
    ("Anna's avatar") or initial, where nearly all bodies end so."""
    echoing = [
        b > a and s.mark.name is not None and echoes(page.lines[b - 1].text, s.mark.name)
        for (a, b), s in zip(ranges, segments[1:], strict=False)
    ]
    if sum(echoing) < max(2, 0.8 * len(echoing)):
        return ranges
    cut = [_strip_blank(page, a, b - 1) if echo else (a, b) for (a, b), echo in zip(ranges, echoing, strict=False)]
    return cut + ranges[len(cut) :]


def _without_votes(page: Page, start: int, end: int) -> int:
    """The end of a body above its buttons, without a bare count of votes (but not "+1" alone)."""
    start, end = _strip_blank(page, start, end)
    votes = end - 1 > start and page.lines[end - 1].text.isdigit()
    return end - 1 if votes else end


def _dedent(page: Page, start: int, end: int) -> str:
    lines = page.lines[start:end]
    margin = min((line.indent for line in lines if not line.blank), default=0)
    text = "\n".join(" " * (line.indent - margin) * (not line.blank) + line.printed for line in lines)
    return text.lstrip(" ")


def nesting(segments: tuple[Segment, ...], page: Page) -> list[int | None] | None:
    """The parent of each segment by indentation, or None where indentation says nothing.

    It says something where there are several depths and bodies stand as deep as headers.
    """
    indents = [s.indent for s in segments]
    levels = Counter(indents)
    if len(levels) < 2 or len(segments) < 3 or indents[0] > min(levels):
        return None
    deep = [s for s in segments if s.indent > min(levels)]
    follows = 0
    for segment in deep:
        lines = [line for line in page.lines[segment.begin : segment.end] if not line.blank]
        follows += not lines or lines[0].indent >= segment.indent
    if follows < 0.8 * len(deep):
        return None
    parents: list[int | None] = []
    chain: list[int] = []
    for n, indent in enumerate(indents):
        while chain and indents[chain[-1]] >= indent:
            chain.pop()
        parents.append(chain[-1] if chain else None)
        chain.append(n)
    return parents
