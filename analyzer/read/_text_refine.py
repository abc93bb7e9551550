"""Second look at the segments of a chosen layout, with what only all of them together tell."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from analyzer.read._text_evidence import echoes, people
from analyzer.read._text_marks import Mark
from analyzer.read._text_model import Layout, Page, Segment
from analyzer.read._text_words import declared_count, is_button, is_end, is_heading, plain_name

_NUMBERED_LINE = re.compile(r"^#?\s?(\d{1,6})[.):]?(?:\s+(\S.*))?$")
_NUMBERED_BODY = re.compile(r"^(?:#(?=\d{1,6}[.):]?\s)|(?=\d{1,6}[.):]\s))(\d{1,6})[.):]?\s+\S")
_TITLE = 100  # characters
_COUNTER = re.compile(r"^(\d{1,5})\s?([^\W\d].*)$")
_PING = re.compile(r"^(?:pingbacks?|trackbacks?)\s?[:：]\s*(\S.*)$", re.I)


def refine(page: Page, layout: Layout) -> Layout:
    """The layout without the article's own header, with numbers, addressees and pingbacks."""
    segments = _uncounted(_without_article_header(page, layout))
    segments = _numbered_bodies(page, segments) if layout.closed else _titled(page, _numbered_above(page, segments))
    return replace(layout, segments=_pingbacks(page, _addressees(segments)))


def _without_article_header(page: Page, layout: Layout) -> tuple[Segment, ...]:
    """Drop what stands above the comments: the article's own date and author lines."""
    segments = layout.segments
    announced = _announced(page, segments)
    third = segments[: max(1, len(segments) // 3)]
    for i in range(segments[0].start, 0 if announced else third[-1].end):
        if page.lines[i].text and is_heading(page.lines[i].text):
            later = tuple(s for s in segments if s.start > i)
            count = declared_count(page.lines[i].text)
            if len(segments) <= 1.5 * len(later) and (_opens(page, i, later[0]) if count is None else count >= len(later)):
                segments = later
                break
    if len(segments) < 3 or layout.closed:
        return segments
    sizes = sorted(page.chars(s) for s in segments[1:])
    first, rest = segments[0], segments[1:]
    outside = first.indent < min(s.indent for s in rest)
    above = sum(not line.blank for line in page.lines[: first.start])
    huge = not announced and page.chars(first) > max(600 if above else 1500, 4 * sizes[len(sizes) // 2], 1.5 * sizes[-1])
    return rest if above <= 8 and (outside or huge) else segments


def _announced(page: Page, segments: tuple[Segment, ...]) -> bool:
    """Whether the comments' heading stands above the first segment already: then that is a comment,
    however long, and no line in a body ("Thoughts?") is the heading."""
    first, size = segments[0].start, len(segments)
    above = page.before[first]
    if above >= 0 and is_heading(page.lines[above].text):
        count = declared_count(page.lines[above].text)
        if count is None or count >= size:
            return True
    return any(line.text and declared_count(line.text) == size for line in page.lines[:first])


def _opens(page: Page, heading: int, first: Segment) -> bool:
    """Whether a heading without a count stands right above the first comment, and asks nothing."""
    between = page.lines[heading + 1 : first.start]
    asks = page.lines[heading].text.endswith(("?", "？", "؟"))
    return not asks and all(line.blank or is_button(line.text) for line in between)


def _numbered_above(page: Page, segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Where lines "4." or "4. Headline" stand above the headers and count up, they belong
    to them; a headline is the first line of the comment."""
    if sum(s.mark.number is not None for s in segments) > len(segments) // 2:
        return segments
    above = [page.lines[page.before[s.start]].text if s.start else "" for s in segments]
    found = [None if is_heading(text) or is_button(text) else _NUMBERED_LINE.match(text) for text in above]
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


def _uncounted(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """The segments with the counter that is glued to their names ("1Tom", "2Anna") as their number."""
    found = [_COUNTER.match(segment.mark.name or "") for segment in segments]
    numbers = [int(match.group(1)) if match else None for match in found]
    steps = sum(b is not None and a == b - 1 for a, b in zip(numbers, numbers[1:], strict=False))
    if len(segments) < 3 or steps < 0.8 * (len(segments) - 1):
        return segments
    return tuple(
        replace(segment, mark=replace(segment.mark, name=match.group(2), number=match.group(1))) if match else segment
        for segment, match in zip(segments, found, strict=True)
    )


def _titled(page: Page, segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Where a line of the comment's own stands between the buttons of the comment before and
    each header ("Reply", "Why not?", "Submitted by Anna"), it is the comment's headline.

    Where those lines are people, they are the speakers, and what stands beside the date is
    where they live ("Anna Berg", "Brooklyn, 3 May").
    """
    above = [page.before[s.start] for s in segments]
    texts = [page.lines[i].text if i >= 0 else "" for i in above]
    titles = [
        0 < len(text) <= _TITLE
        and any(map(str.isalpha, text))
        and not (is_button(text) or is_heading(text) or is_end(text) or echoes(text, s.mark.name or text))
        for text, s in zip(texts, segments, strict=True)
    ]
    between = [
        title and page.before[i] >= s.begin and is_button(page.lines[page.before[i]].text)
        for title, i, s in zip(titles[1:], above[1:], segments, strict=False)
    ]
    repeated = Counter(texts[1:]).most_common(1)
    if len(segments) < 3 or sum(between) < 0.8 * len(between) or repeated[0][1] > max(1, len(texts) // 2):
        return segments
    speakers = people([text for text, own in zip(texts[1:], between, strict=True) if own])
    out = []
    for n, segment in enumerate(segments):
        own = between[n - 1] if n else titles[0] and segment.mark.headline is None
        if n + 1 < len(segments) and between[n]:
            segment = replace(segment, end=above[n + 1])
        if own:
            stated = {"name": plain_name(texts[n])} if speakers else {"headline": texts[n]}
            segment = replace(segment, start=above[n], mark=replace(segment.mark, **stated))
        out.append(segment)
    return tuple(out)


def _numbered_bodies(page: Page, segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Where bodies that end in footers begin with "1.", "2.", ..., the list's numbers are no words.

    A number inside the line is cut in ``_text_bodies``: here it only becomes the mark's.
    """
    firsts = [page.after[s.begin - 1] if s.begin else s.begin for s in segments]
    firsts = [max(first, s.begin) for first, s in zip(firsts, segments, strict=True)]
    found = [_NUMBERED_BODY.match(page.lines[i].text) if i < s.end else None
             for i, s in zip(firsts, segments, strict=True)]  # fmt: skip
    numbers = [int(match.group(1)) if match else None for match in found]
    steps = sum(
        b == a + 1 for a, b in zip(numbers, numbers[1:], strict=False) if a is not None and b is not None
    )
    if len(segments) < 3 or steps < 0.8 * (len(segments) - 1):
        return segments
    return tuple(
        replace(s, mark=replace(s.mark, number=match.group(1))) if match else s
        for s, match in zip(segments, found, strict=True)
    )


def _addressees(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """ "Bob Smith Alice • 3 years ago" (Disqus) is Bob Smith answering Alice, who wrote before;
    so is "Bob Smith > Alice"."""
    disqus = bool(segments) and segments[0].mark.shape.endswith("|•")
    known: set[str] = set()
    out = []
    for segment in segments:
        name = segment.mark.name or ""
        speaker, _, addressee = name.partition(" > ")
        if addressee not in known and disqus and name not in known:
            words = name.split(" ")
            cuts = ((" ".join(words[:k]), " ".join(words[k:])) for k in range(1, len(words)))
            speaker, addressee = next(((a, b) for a, b in cuts if b in known), ("", ""))
        if speaker and addressee in known:
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
