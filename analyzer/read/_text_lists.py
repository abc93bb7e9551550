"""Find comments in text that lost all names and dates: bulleted opinions, one post a line.

Only two shapes are safe to tell from an article: bullets whose bodies stand deeper than
the bullet, and a page without blank lines whose every line is one short finished post.
Speakers are None throughout.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from analyzer.read._text_marks import Mark
from analyzer.read._text_model import Layout, Page, Segment
from analyzer.read._text_words import is_button, is_heading

POST = 320  # characters: the longest post of X (280) and Bluesky (300), and a link
ABOVE = 6  # lines: more than a title and a heading above the bullets is an article
_BULLET = re.compile(r"^[•‣●◦▪■○·*»►-]\s*(?=\S)")
_FINISHED = re.compile(r"(?:[.!?…。！？؟)\]\"”»'’]|[^\w\s,;:(-]|https?://\S+)$")
_BULLETED = Mark("bullet", "bullet")
_POST = Mark("post", "post")


def list_layout(page: Page) -> Layout | None:
    """The layout of a page of nameless comments, or None."""
    return _bullets(page) or _one_a_line(page)


def _bullets(page: Page) -> Layout | None:
    """Bullet, headline, and a body that is indented deeper than the bullet."""
    at = [i for i, line in enumerate(page.lines) if _BULLET.match(line.text)]
    if len(at) < 3 or sum(not line.blank for line in page.lines[: at[0]]) > ABOVE:
        return None
    outer = Counter(page.lines[i].indent for i in at).most_common(1)[0][0]
    at = [i for n, i in enumerate(at) if page.lines[i].indent == outer or n == 0]
    segments = []
    for i, end in zip(at, [*at[1:], len(page.lines)], strict=True):
        k = page.after[i]
        while k < end and page.lines[k].indent > outer:
            k = page.after[k]
        mark = replace(_BULLETED, headline=_BULLET.sub("", page.lines[i].text))
        segments.append(Segment(i, i + 1, max(i + 1, min(k, end)), mark, outer))
    bodied = [s for s in segments if page.after[s.start] < s.end]
    if len(at) < 3 or len(bodied) < 0.7 * len(segments):
        return None
    return Layout(tuple(segments), 0.25 * len(segments), closed=True)


def _one_a_line(page: Page) -> Layout | None:
    """Every line a finished post; a title, a menu or hard-wrapped prose rule it out."""
    last = max((i for i, line in enumerate(page.lines) if not line.blank), default=-1)
    lines = page.lines[: last + 1]
    first = next((i for i, line in enumerate(lines) if not line.blank), 0)
    posts = lines[first:]
    if len(posts) < 3 or any(not 25 <= len(line.text) <= POST for line in posts):
        return None
    if len(posts[0].text) < 60 or sum(len(line.text) for line in posts) < 80 * len(posts):
        return None
    if any(is_heading(line.text) or is_button(line.text) for line in posts):
        return None
    if sum(c.isalpha() for line in posts for c in line.text) < 0.5 * sum(len(line.text) for line in posts):
        return None
    if sum(bool(_FINISHED.search(line.text)) for line in posts) < 0.6 * len(posts):
        return None
    segments = tuple(
        Segment(first + n, first + n, first + n + 1, _POST, line.indent) for n, line in enumerate(posts)
    )
    return Layout(segments, 0.25 * len(segments), closed=True)
