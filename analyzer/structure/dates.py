"""Printed times to ISO 8601, in whatever language and order a page prints them.

A page says "November 18th, 2014, 9:33 pm", "18. listopadu 2014 v 10.27" or "11/05/12";
an export says 1439820053. What is known is kept and no more: an offset only where the
source gives one, a date without a time as "2014-11-18", a month as "2012-05". Phrases
that need today's date ("3 days ago") and dates without a year give None: the page does
not say when it was saved.

Numbers like 11/05/12 are read in one way for the whole thread, see ``_day_first``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

from analyzer.months import month_of, plain

_LONGEST = 120  # characters of a printed time; anything longer is prose
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?:t(?=\d)|(?!\d))")
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d*)?$|(\d{10})(?:\d{3}|\d{6})$")
_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일號号])?")
_VIETNAMESE = re.compile(r"(\d{1,2}),? ?thang (\d{1,2}),? ?(?:nam )?(\d{4})")
_NUMERIC = re.compile(r"(?<![\d.:/-])(\d{4}|\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d\d)(?![\d:])")
_YEAR_FIRST = re.compile(r"(?<![\d.:/-])(\d{4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?![\d:])")
_NO_DAY = re.compile(r"(?:(\d{1,2})[./-])?(\d{4})$")
_TOKEN = re.compile(r"\d+|[^\W\d_][^\s\d,.;:/()\[\]|@'’-]*")
_CLOCK = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:(?::|\s?[h時时點点시]\s?)(\d\d)[分분]?(?::(\d\d)(?:[.,]\d{1,9})?)?(?![\d:])"
    r"|(?=\s?[ap]\.?\s?m\b)|\s?(?:uhr\b|[時时點点시]))"
)
_DOT_CLOCK = re.compile(r"(?<![\d.])(\d{1,2})\.(\d\d)(?:\.(\d\d))?(?![\d.])")
_HALF = re.compile(r"\s?([ap])\.?\s?m\b\.?")
# Wherever the text has them, but right behind the clock what has other meanings ("3 дня назад").
_AM = re.compile(
    r"π\.?μ|上午|午前|오전|凌晨|早上|清晨|ق\.?ظ|(?<!\w)ص(?!\w)|صباح|\boo\b|לפנה[\"'״]{1,2}צ|בבוקר|पूर्वाह्न|\bde\."
    r"|পূর্বাহ্[ণন]|ጥዋት|(?<=:\d\d) ?(?:(?:утра|ночи|sang|sa|asubuhi)\b|صبح)"
)
_PM = re.compile(
    r"μ\.?μ|下午|午後|오후|晚上|傍晚|中午(?! ?1[01])|ب\.?ظ|(?<!\w)م(?!\w)|مساء|\bos\b|אחה[\"'״]{1,2}צ|בערב|अपराह्न|\bdu\."
    r"|অপরাহ্[ণন]|(?<=:\d\d) ?(?:(?:вечера|дня|ch|chieu|toi|mchana|jioni|usiku|alasiri)\b|شام)"
)
_ZONE = re.compile(r"\s?(?:(?:utc|gmt)?\s?([+-])(\d\d):?(\d\d)\b|(?:z|utc|gmt)\b|\(?([ecmp])([sd])t\b)")
_WEST = {"e": 5, "c": 6, "m": 7, "p": 8}  # hours behind UTC of the zones that RFC 2822 names
_TWO_WORDS = re.compile(r"(كانون|تشرين) (?=ال)")
_THAI = re.compile("[ก-๙]")
_ARABIC_MARKS = re.compile("[\u064b-\u0652]")
_THAI_DOTS = re.compile(r"(?<=[ก-๙])\.(?=[ก-๙])")

# Forms that leave no doubt, with the groups that hold year, month and day.
_CERTAIN = ((_ISO, (1, 2, 3)), (_CJK, (1, 2, 3)), (_VIETNAMESE, (3, 2, 1)), (_YEAR_FIRST, (1, 3, 4)))

# In numbers the solar years since 1990; 1410 to 1450 are also lunar years, which no comment can be told by.
_PERSIAN = [plain(name) for name in "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()]
_SOLAR_HIJRI = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s({'|'.join(_PERSIAN).replace('ی', '[یي]')})(?:\sماه)?[،,]?\s(1[34]\d\d)(?!\d)"
    r"|(?<![\d.:/-])(13[7-9]\d|140\d)\s?([./-])\s?(\d{1,2})\s?\5\s?(\d{1,2})(?![\d:])"
)

Clock = tuple[int, int, int]


def read_dates(printed: Sequence[str | None], language: str | None = None) -> list[str | None]:
    """ISO 8601 for each printed time of one thread, in thread order; None where unknown.

    Args:
        printed: times as the source prints or exports them.
        language: the page's main language (ISO 639-1), to settle what numbers leave open.

    Never raises. The same string gives the same answer anywhere in the thread.
    """
    cleaned = [_clean(text) for text in printed]
    day_first = _day_first(cleaned, language)
    known: dict[str, str | None] = {}
    failures = 0
    for text in cleaned:
        if text and text not in known:
            known[text] = _read(text, day_first, language)
            if known[text] is None and failures < 40:  # the library is slow; forty tries tell
                known[text] = _by_library(text, day_first, language)
                failures += known[text] is None
    return [known.get(text) for text in cleaned]


def is_later(one: str | None, other: str | None) -> bool:
    """Whether ISO time ``one`` is certainly after ``other``.

    False where either is unknown, where only one of them has an offset, or where they
    agree as far as the coarser of the two goes.
    """
    if not one or not other:
        return False
    if _has_offset(one) != _has_offset(other):
        return False
    if _has_offset(one):
        return datetime.fromisoformat(one) > datetime.fromisoformat(other)
    shared = min(len(one), len(other))
    return one[:shared] > other[:shared]


def _has_offset(iso: str) -> bool:
    return len(iso) > 19


def _clean(text: str | None) -> str:
    if not text or len(text) > _LONGEST:
        return ""
    text = _ARABIC_MARKS.sub("", " ".join(plain(text).replace("’", "'").split()))
    return _THAI_DOTS.sub("", _TWO_WORDS.sub(r"\1", text))


@lru_cache(maxsize=1 << 14)
def _read(text: str, day_first: bool | None, language: str | None) -> str | None:
    """One cleaned string, by the rules of this module."""
    if match := _EPOCH.match(text):
        moment = datetime.fromtimestamp(int(match.group(1) or match.group(2)), UTC)
        return moment.isoformat(timespec="seconds")
    if match := _NO_DAY.match(text):
        month, year = match.groups()
        return _compose(int(year), int(month), None) if month else year if _plausible(int(year)) else None
    if match := _SOLAR_HIJRI.search(text):
        clock, offset, _ = _clock(_without(text, match))
        return _solar_hijri(match, clock, offset)
    for pattern, order in _CERTAIN:
        if match := pattern.search(text):
            year, month, day = (match.group(i) for i in order)
            clock, offset, _ = _clock(_without(text, match))
            return _compose(int(year), int(month), int(day) if day else None, clock, offset)
    if match := _NUMERIC.search(text):
        first, separator, second, last = match.groups()
        a, b, year = int(first), int(second), _full_year(last)
        if day_first is None:
            day_first = not _month_first_by_custom(text, separator, language)
        day, month = (a, b) if (day_first and b <= 12) or a > 12 else (b, a)
        clock, offset, _ = _clock(_without(text, match))
        return _compose(year, month, day, clock, offset)
    clock, offset, rest = _clock(text)
    named = _of_words(rest, language)
    return _compose(*named, clock, offset) if named else None


def _solar_hijri(match: re.Match[str], clock: Clock | None, offset: timezone | None) -> str | None:
    """A date of the Persian calendar, as a common one."""
    import jdatetime

    day, name, year, year_first, _, month, last = match.groups()
    try:
        found = jdatetime.date(int(year or year_first), 1 + _PERSIAN.index(name.replace('ي', 'ی')) if name else int(month), int(day or last)).togregorian()
    except ValueError:
        return None
    return _compose(found.year, found.month, found.day, clock, offset)


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} | {text[match.end() :]}"


def _clock(text: str) -> tuple[Clock | None, timezone | None, str]:
    """The time of day in ``text``, its offset, and the text without both."""
    match = _CLOCK.search(text) or _DOT_CLOCK.search(text)
    if not match:
        return None, None, text
    hour, minute, second = (int(part or 0) for part in match.groups())
    end = match.end()
    half = _HALF.match(text, end)
    if half:
        end = half.end()
    morning = half.group(1) == "a" if half else bool(_AM.search(text))
    evening = half.group(1) == "p" if half else bool(_PM.search(text))
    hour = hour + 12 if evening and hour < 12 else 0 if morning and hour == 12 else hour
    zone = _ZONE.match(text, end)
    offset = None
    if zone:
        end = zone.end()
        sign, hours, minutes, west, saving = zone.groups()
        ahead = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        ahead = -ahead if sign == "-" else ahead
        if west:
            ahead = timedelta(hours=(saving == "d") - _WEST[west])
        offset = timezone(ahead) if abs(ahead) < timedelta(hours=24) else None
    valid = hour < 24 and minute < 60 and second < 60
    return (hour, minute, second) if valid else None, offset, f"{text[: match.start()]} | {text[end:]}"


def _of_words(text: str, language: str | None) -> tuple[int, int, int | None] | None:
    """Year, month and day of a date whose month is a word; the tightest reading wins.

    At most two other words may stand between the parts ("18th of November"). A year of
    two digits needs an apostrophe, or its place in "18 Nov 14", and counts only where no
    year of four digits fits ("#5 November 19, 2014").
    """
    tokens = _TOKEN.findall(text)
    readings: list[tuple[bool, int, tuple[int, int, int | None]]] = []
    for at, token in enumerate(tokens):
        month = None if token[0].isdigit() else month_of(token, language)
        if not month:
            continue
        left, right = _number(tokens, at, -1), _number(tokens, at, 1)
        before = None if left is None else _number(tokens, left, -1)
        after = None if right is None else _number(tokens, right, 1)
        for day, year in ((left, right), (right, after), (right, left), (left, before)):
            if day is None or year is None or len(tokens[day]) > 2:
                continue
            brief = (day, year) == (at - 1, at + 1) or (year == after and f"'{tokens[year]}" in text)
            if len(tokens[year]) == 4 or (len(tokens[year]) == 2 and brief):
                parts = (_year_beside(token, tokens[year]), month, int(tokens[day]))
                readings.append((len(tokens[year]) == 2, abs(year - at) + abs(day - at), parts))
        for year in (right, left):
            if year is not None and len(tokens[year]) == 4:
                readings.append((True, 9, (_full_year(tokens[year]), month, None)))
    return min(readings, key=lambda reading: reading[:2], default=(False, 0, None))[2]


def _number(tokens: Sequence[str], at: int, step: int) -> int | None:
    """Index of the nearest number on one side of ``at``, at most three tokens away."""
    places = range(at + step, at + 4 * step, step)
    return next((i for i in places if 0 <= i < len(tokens) and tokens[i].isdigit()), None)


def _year_beside(month: str, digits: str) -> int:
    """The year that ``digits`` mean beside a printed month: Thai ones count 57 for 2557."""
    buddhist = len(digits) == 2 and _THAI.match(month) and int(digits) >= 33
    return _full_year(f"25{digits}" if buddhist else digits)


def _full_year(digits: str) -> int:
    """Two digits mean 1970 to 2069; a Buddhist year becomes a common one."""
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 70 else 1900)
    return year - 543 if 2400 <= year < 2700 else year


def _plausible(year: int) -> bool:
    return 1900 <= year < 2200


def _compose(
    year: int, month: int, day: int | None, clock: Clock | None = None, offset: timezone | None = None
) -> str | None:
    """ISO 8601 as exact as the parts, or None where there is no such day."""
    year = _full_year(str(year))
    try:
        if not _plausible(year):
            return None
        if day is None:
            return date(year, month, 1).isoformat()[:7]
        if clock is None:
            return date(year, month, day).isoformat()
        return datetime(year, month, day, *clock, tzinfo=offset).isoformat(timespec="seconds")
    except ValueError:
        return None


def _month_first_by_custom(text: str, separator: str, language: str | None) -> bool:
    """Whether 11/05/12 means November: in English, with slashes or a twelve-hour clock."""
    return language in ("en", None) and (separator != "." or bool(re.search(r"\d\s?[ap]\.?m\b", text)))


def _day_first(cleaned: Sequence[str], language: str | None) -> bool | None:
    """One reading of dates like 11/05/12 for the whole thread; None where there are none.

    A number above 12 decides. Otherwise the reading in which the times run more steadily
    (up or down) along the thread; otherwise the one that spans a third of the days or
    less, since comments cluster; otherwise the custom of the language.
    """
    found = [(text, match) for text in cleaned if text for match in [_NUMERIC.search(text)] if match]
    found = [(text, match) for text, match in found if len(match.group(1)) < 3]
    if not found:
        return None
    numbers = [(int(m.group(1)), int(m.group(3)), _full_year(m.group(4))) for _, m in found]
    days, months = sum(a > 12 for a, _, _ in numbers), sum(b > 12 for _, b, _ in numbers)
    if days != months:
        return days > months
    as_days = [(year, b, a) for a, b, year in numbers]
    as_months = [(year, a, b) for a, b, year in numbers]
    disorder = [_disorder(as_days), _disorder(as_months)]
    if disorder[0] != disorder[1]:
        return disorder[0] < disorder[1]
    spans = [_span(as_days), _span(as_months)]
    if 3 * min(spans) <= max(spans) and max(spans) > 0:
        return spans[0] < spans[1]
    text, match = found[0]
    return not _month_first_by_custom(text, match.group(2), language)


def _disorder(dates: Sequence[tuple[int, int, int]]) -> int:
    pairs = list(zip(dates, dates[1:]))
    return min(sum(a > b for a, b in pairs), sum(a < b for a, b in pairs))


def _span(dates: Sequence[tuple[int, int, int]]) -> int:
    rough = [372 * year + 31 * month + day for year, month, day in dates]
    return max(rough) - min(rough)


def _by_library(text: str, day_first: bool | None, language: str | None) -> str | None:
    """What dateparser makes of a full date in the page's language; for all other languages."""
    if language in (None, "und") or not re.search(r"\d{4}", text) or not re.search(r"[^\W\d_]{3}", text):
        return None
    import dateparser

    settings = {
        "PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"],
        "DATE_ORDER": "MDY" if day_first is False else "DMY", "RETURN_AS_TIMEZONE_AWARE": False,
    }  # fmt: skip
    try:
        moment = dateparser.parse(text, languages=[language], settings=settings)
    except Exception:  # a library fed with strangers' text: whatever it raises, the date is unknown
        return None
    if moment is None:
        return None
    return _compose(moment.year, moment.month, moment.day, _clock(text)[0])
