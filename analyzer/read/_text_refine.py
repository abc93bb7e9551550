"""Second look at the segments of a chosen layout, with what only all of them together tell."""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.read._text_marks import Mark
from analyzer.read._text_model import Layout, Page, Segment
from analyzer.read._text_words import declared_count, is_heading

_NUMBERED_LINE = re.compile(r"^#?\s?(\d{1,6})[.):]?(?:\s+(\S.*))?$")
_PING = re.compile(r"^(?:pingbacks?|trackbacks?)\s?[:：]\s*(\S.*)$", re.I)


def refine(page: Page, layout: Layout) -> Layout:
    """The layout without the article's own header, with numbers, addressees and pingbacks."""
    segments = _without_article_header(page, layout)
    if not layout.closed:
        segments = _numbered_above(page, segments)
    return replace(layout, segments=_pingbacks(page, _addressees(segments)))


def _without_article_header(page: Page, layout: Layout) -> tuple[Segment, ...]:
    """Drop what stands above the comments: the article's own date and author lines."""
    segments = layout.segments
    third = segments[: max(1, len(segments) // 3)]
    for i in range(segments[0].start, third[-1].end):
        if page.lines[i].text and is_heading(page.lines[i].text):
            later = tuple(s for s in segments if s.start > i)
            count = declared_count(page.lines[i].text)
            if len(segments) <= 1.5 * len(later) and (count is None or count >= len(later)):
                segments = later
            break
    if len(segments) < 3 or layout.closed:
        return segments
    sizes = sorted(page.chars(s) for s in segments[1:])
    first, rest = segments[0], segments[1:]
    outside = first.indent < min(s.indent for s in rest)
    above = sum(not line.blank for line in page.lines[: first.start])
    huge = page.chars(first) > max(600 if above else 1500, 4 * sizes[len(sizes) // 2], 1.5 * sizes[-1])
    return rest if above <= 8 and (outside or huge) else segments


def _numbered_above(page: Page, segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Where lines "4." or "4. Headline" stand above the headers and count up, they belong
    to them; a headline is the first line of the comment."""
    found = [
        _NUMBERED_LINE.match(page.lines[page.before[s.start]].text) if s.start else None for s in segments
    ]
    numbers = [int(match.group(1)) if match else None for match in found]
    steps = sum(
        b == a + 1 for a, b in zip(numbers, numbers[1:], strict=False) if a is not None and b is not None
    )
    if len(segments) < 2 or steps < 0.7 * (len(segments) - 1):
        return segments
    starts = [page.before[s.start] if match else s.start for s, match in zip(segments, found, strict=True)]
    out = []
    for n, (segment, match) in enumerate(zip(segments, found, strict=True)):
        end = starts[n + 1] if n + 1 < len(segments) else segment.end
        mark = (
            replace(segment.mark, number=match.group(1), headline=match.group(2)) if match else segment.mark
        )
        out.append(replace(segment, start=starts[n], end=max(segment.begin, end), mark=mark))
    return tuple(out)


def _addressees(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """ "Bob Smith Alice • 3 years ago" (Disqus) is Bob Smith answering Alice, who wrote before."""
    if not segments or not segments[0].mark.shape.endswith("|•"):
        return segments
    known: set[str] = set()
    out = []
    for segment in segments:
        words = (segment.mark.name or "").split(" ")
        cut = next((k for k in range(1, len(words)) if " ".join(words[k:]) in known), None)
        if cut is not None and segment.mark.name not in known:
            speaker, addressee = " ".join(words[:cut]), " ".join(words[cut:])
            segment = replace(segment, mark=replace(segment.mark, name=speaker, reply_to=addressee))
        known.add(segment.mark.name or "")
        out.append(segment)
    return tuple(out)


def _pingbacks(page: Page, segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Lines "Pingback: TITLE" between comments are items of their own."""
    out = []
    for segment in segments:
        starts = [i for i in range(segment.begin, segment.end) if _PING.match(page.lines[i].text)]
        out.append(replace(segment, end=starts[0]) if starts else segment)
        for i, end in zip(starts, [*starts[1:], segment.end], strict=bool(starts)) if starts else ():
            match = _PING.match(page.lines[i].text)
            assert match is not None
            out.append(Segment(i, i + 1, end, Mark("pingback", "pingback", match.group(1)), segment.indent))
    return tuple(out)
