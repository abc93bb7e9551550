"""Read what stands above the comments of a text dump: title, author, date, text, count."""

from __future__ import annotations

import re

from analyzer.read._text_dates import find_date
from analyzer.read._text_marks import Line
from analyzer.read._text_words import declared_count, is_button, is_end, is_heading, name_quality, trim
from analyzer.thread import Article

_BYLINE = re.compile(
    r"^(?:written by|posted by|submitted by|by|von|par|por|di|door|text|autor|автор|"
    r"yazan|napsal|作者|著者|بقلم|كتب|लेखक|लेखिका|द्वारा|লেখক|লিখেছেন|تحریر|مصنف|نویسنده|نوشته|מאת|โดย|ผู้เขียน|tác giả|bởi|"
    r"글쓴이|작성자|συντάκτης|írta|szerző|kirjoittanut|kirjoittaja|av|af|ავტორი|oleh|penulis|scris de)"
    r"(?:\s?[:：]\s?|\s)(\S.*)$",
    re.I,
)
_PARAGRAPH = 100  # characters: a line this long is prose, not a menu entry
_SITE = re.compile(r"\s[|»–—-]\s")


def article_of(lines: list[Line], end: int) -> tuple[Article | None, int | None]:
    """The article in ``lines[:end]`` and the number of comments that the page declares."""
    declared = None
    for line in lines[:end]:
        count = declared_count(line.text) if line.text else None
        declared = count if count is not None else declared
    while end > 0 and (
        lines[end - 1].blank or is_heading(lines[end - 1].text) or is_button(lines[end - 1].text)
    ):
        end -= 1
    start = _skip_menu(lines, end)
    title, author, posted, body = None, None, None, start
    for i in range(start, min(end, start + 14)):
        text = lines[i].text
        if not text or is_heading(text):
            continue
        span = find_date(text)
        if span and not span.weak and not trim(text[: span.start] + text[span.end :]):
            posted, body = posted or text, i + 1
        elif author is None and (match := _BYLINE.match(text)) and (name := _author(match.group(1))):
            author, body = name, i + 1
            if span and not posted:
                posted = text[span.start : span.end]
        elif title is None and len(text) <= 200:
            title, body = text, i + 1
        else:
            break
    if author is None and (last := _signed(lines, body, end)):
        end, author, posted = last
    text = _text(lines, body, end)
    if not text and title and len(title) > _PARAGRAPH:
        title, text = None, title
    if not (title or text):
        return None, declared
    return Article(title=title, author=author, text=text, posted=posted), declared


def _author(text: str) -> str | None:
    span = find_date(text)
    name = trim(text[: span.start] if span else text)
    return name if name_quality(name) >= 0.3 else None


def _signed(lines: list[Line], start: int, end: int) -> tuple[int, str, str] | None:
    """The end, author and date of an article whose last line is "Posted by NAME at DATE"."""
    text = lines[end - 1].text if end > start else ""
    span, match = find_date(text), _BYLINE.match(text)
    if not (span and match) or span.weak:
        return None
    author = _author(match.group(1))
    return (end - 1, author, text[span.start : span.end]) if author else None


def _skip_menu(lines: list[Line], end: int) -> int:
    """The line where the article begins: menus are runs of short lines without blank lines.

    Only where the first lines are a menu (six short lines in a row or more) are they left
    out, all but the heading right above the first paragraph.
    """
    shorts, first = 0, None
    for i in range(end):
        if lines[i].blank:
            if first is None:
                continue
            return 0
        first = i if first is None else first
        if len(lines[i].text) >= _PARAGRAPH:
            return _heading_above(lines, i) if shorts >= 6 else 0
        shorts += 1
    return 0


def _heading_above(lines: list[Line], paragraph: int) -> int:
    """The line of the heading: the first one up that is neither a date nor a byline."""
    at = paragraph - 1
    while at > max(0, paragraph - 4) and (find_date(lines[at].text) or _BYLINE.match(lines[at].text)):
        at -= 1
    return at


def _text(lines: list[Line], start: int, end: int) -> str:
    """The paragraphs, indentation kept, up to the page's form or footer."""
    kept: list[str] = []
    for line in lines[start:end]:
        if is_end(line.text) and len(line.text) < _PARAGRAPH:
            break
        kept.append(" " * line.indent * (not line.blank) + line.printed)
    return "\n".join(kept).strip("\n").rstrip()
