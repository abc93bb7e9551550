"""Classify each line of a text dump as a possible header or footer of a comment.

A ``Mark`` says what one line would state if it were one: the speaker, the date, a number,
an addressee.  Whether it is one is decided later, from all marks of the page together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzer.letters import composed
from analyzer.read._text_dates import LONGEST, find_date
from analyzer.read._text_words import (
    after_verb,
    answered,
    is_button,
    is_end,
    is_heading,
    is_verb,
    name_quality,
    plain_name,
    split_answer,
    split_lead,
    split_verb,
    trim,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page: its words, and its indentation in columns (tabs of 8).

    ``text`` has its accents composed, so that tables of words and patterns find theirs;
    ``printed`` is what the page holds.
    """

    text: str
    indent: int
    printed: str = ""

    @property
    def blank(self) -> bool:
        return not self.text


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line states if it is a header or footer.

    ``kind`` is ``said`` (a verb of saying), ``by`` (Slashdot), ``named`` (name and date),
    ``date`` (a date alone), ``numbered`` (number and name) or ``to`` (only an addressee).
    ``shape`` is equal for lines of the same template; ``inline`` counts the characters of the
    body's first line that are the header ("NAME: words").
    """

    kind: str
    shape: str
    name: str | None = None
    posted: str | None = None
    signature: str = ""
    number: str | None = None
    id: str | None = None
    reply_to: str | None = None
    reply_to_posted: str | None = None
    headline: str | None = None
    inline: int = 0


STEM = 3  # letters that tell one verb of saying from another, whatever its gender
_NUMBER = re.compile(
    r"^(?:#\s?(\d{1,5})[.):：]?|(\d{1,5})(?:[.):：]|\s?\.))\s+(?=\S)|^(\d{1,5})\s+(?=[^\W\d])"
)
_NUMBER_END = re.compile(r"\s#(\d{1,6})$")
_SLASHDOT = re.compile(r"^by\s(\S.{0,60}?)\s?\((\d{1,9})\)(?=\s|$)")
_SLASHDOT_ANONYMOUS = re.compile(r"^by\s(\S.{0,40}?)\son\s")
_SLASHDOT_BARE = re.compile(r"^by\s(\S.{0,40})$")
_COMMENT_ID = re.compile(r"\(#(\d{4,12})\)")
_DRUPAL_ID = re.compile(r"^[|#\s]*(\d{4,12})\s+(?=\S)")
_TO = re.compile(
    r"^(?:in\s)?(?:response|reply|replying|antwort|réponse|respuesta|resposta|risposta|odpověď|odpowiedź|ответ)\s"
    r"(?:to|auf|an|à|a|para|na|пользователю)\s(\S.*)$",
    re.I,
)
_DIVIDERS = {"•", "·", "|"}  # between a name and a time that stood on one line of the page
_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"\s+")
_APART = re.compile("\\w[\u0300-\u036f]+|[\u1100-\u11ff]+")  # letters and their accents, parts of Hangul syllables


def split_lines(text: str) -> list[Line]:
    """The lines of ``text``; a no-break space counts as a blank."""
    out = []
    for raw in text.split("\n"):
        words = raw.strip()
        if not words or words in _DIVIDERS:
            out.append(Line("", 0))
            continue
        space = raw[: len(raw) - len(raw.lstrip())]
        read = words if words.isascii() else _APART.sub(lambda apart: composed(apart.group()), words)
        out.append(Line(read, len(space.expandtabs(8)), words))
    return out


def mark_of(text: str) -> Mark | None:
    """The mark of one stripped line, or None where it can only be body text."""
    if not text or len(text) > LONGEST:
        return None
    if is_heading(text) or is_button(text) and ((span := find_date(text)) is None or span.weak):
        return None
    if match := _TO.match(text):
        return _addressee(match.group(1))
    if name := answered(text):
        return _addressee(name)
    if mark := _slashdot(text):
        return mark
    number, rest = _number(text)
    span = find_date(rest)
    if span is None:
        return _undated(rest, number) or (_undated(text, None) if number else None)
    left, right = rest[: span.start], rest[span.end :]
    posted, where = rest[span.start : span.end], "weak" if span.weak else "date"
    if len(left) > 90 or len(right) > 90:
        return None
    fields = {"posted": posted, "signature": span.signature, "number": number}
    if mark := _said(left, right, fields):
        return mark
    lead, name = split_lead(left.strip())
    left_name, right_name = trim(name), trim(right)
    if left_name and not is_button(left_name) and split_lead(left_name + " x")[1] != "x":
        gap = _SPACES.sub(" ", left[len(left.rstrip(" |·•-–—,:@(")) :]).strip() or " "
        behind = split_lead(right_name)[1]
        if right_name and not is_button(right_name) and (len(behind) > 24 or len(behind.split()) > 3):
            return None  # prose with a date in it
        if behind == right_name and len(behind.split()) > 1 and right.rstrip().endswith((".", "!", "?")):
            return None
        if len(left_name.split()) > 8 or span.weak and name_quality(left_name) < 0.3:
            return None
        speaker, addressee = split_answer(left_name) or (left_name, None)
        if not (speaker and addressee):
            speaker, addressee = left_name, None
        stop = "." if right.strip() == "." else ""
        return Mark("named", f"{lead}|left{stop}|{gap}", speaker, reply_to=addressee, **fields)
    lead, name = split_lead(right.lstrip(" |·•-–—,:@)("))
    id_match = _DRUPAL_ID.match(right)
    if id_match:
        name = right[id_match.end() :]
    name = trim(name)
    if not name or is_button(name) or not any(c.isalnum() for c in name) or name.isdigit():
        return Mark("date", f"{where}|{_DIGITS.sub('#', trim(left).casefold())}", **fields)
    if name_quality(name) < 0.3:
        return None
    return Mark(
        "named", f"{lead}|right|{'id' if id_match else ''}", name, **fields, id=id_match and id_match.group(1)
    )


def _number(text: str) -> tuple[str | None, str]:
    """A printed number ("4.", "#4", "4 ") at the beginning, or "#4" at the end, and the rest."""
    if match := _NUMBER_END.search(text):
        return match.group(1), text[: match.start()]
    match = _NUMBER.match(text)
    if not match or (span := find_date(text)) and span.start == 0:
        return None, text
    return match.group(1) or match.group(2) or match.group(3), text[match.end() :]


def _addressee(rest: str) -> Mark:
    span = find_date(rest)
    if span is None:
        return Mark("to", "to", reply_to=trim(rest))
    posted = rest[span.start : span.end]
    return Mark("to", "to", reply_to=trim(rest[: span.start]) or None, reply_to_posted=posted)


def _slashdot(text: str) -> Mark | None:
    match = _SLASHDOT.match(text)
    span = find_date(text)
    if not match:
        if not span and (bare := _SLASHDOT_BARE.match(text)) and name_quality(bare.group(1)) >= 0.9:
            return Mark("by", "by?", bare.group(1))
        if not span or not _COMMENT_ID.search(text):
            return None
        match = _SLASHDOT_ANONYMOUS.match(text)
        if not match:
            return None
    found = _COMMENT_ID.search(text)
    posted = text[span.start : span.end] if span and span.start >= match.end() - 4 else None
    return Mark("by", "by", match.group(1), posted, id=found.group(1) if found else None)


def _undated(text: str, number: str | None) -> Mark | None:
    """ "NAME said:", "يقول NAME:", "X replied to Y:", "4. NAME"."""
    closed = text.endswith((":", "：", "...", "…"))
    if closed and len(text) <= 120 and not is_end(text):
        bare = text.rstrip(":：.… ")
        if answer := split_answer(bare):
            speaker, addressee = answer
            if name_quality(speaker) >= 0.5 and name_quality(addressee) >= 0.5:
                return Mark("said", "answered", speaker, number=number, reply_to=addressee)
        name = split_verb(text)
        if name is None or not name.strip():
            lead, rest = split_lead(bare)
            name = rest if lead in {"يقول", "قال", "قالت", "تقول"} else None
        if name and name_quality(trim(name)) > 0:
            verb = bare.replace(name, "", 1).strip().casefold()[:STEM]
            return Mark("said", f"said {verb}", trim(name), number=number)
    if number and name_quality(trim(text)) >= 0.3 and not is_heading(text):
        return Mark("numbered", "numbered", plain_name(text), number=number)
    return None


def _said(left: str, right: str, fields: dict[str, str | None]) -> Mark | None:
    """ "NAME wrote on DATE", "NAME on DATE said:", "On DATE, NAME said...", "DATE NAME says:"."""
    before, after = trim(left), right.strip(" ,)-–—|·")
    if answer := split_answer(before):
        speaker, addressee = trim(answer[0]), trim(answer[1])
        if name_quality(speaker) >= 0.3 and name_quality(addressee) >= 0.3:
            return Mark("said", "said dated", speaker, reply_to=addressee, **fields)
    if before and is_verb(after) and name_quality(before) >= 0.3:
        return Mark("said", "said dated", split_lead(before)[1], **fields)
    name = split_verb(left.rstrip(" ,-–—|·(@")) or split_verb(before) or split_verb(before, glued=True)
    if name and name_quality(trim(name)) >= 0.3 and len(trim(after)) <= 24:
        return Mark("said", "said dated", trim(name), **fields)
    if not before and after.endswith((":", "：", "...", "…")):
        name = split_verb(after)
        name = name or after_verb(after)
        if name and name_quality(trim(name)) >= 0.3:
            return Mark("said", "said dated", trim(name), **fields)
    return None
