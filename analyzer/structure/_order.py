"""What the order of the comments betrays about lost nesting.

A page that showed replies under their parents lists them depth first, while roots and
siblings follow one another by time. Flattened to text it keeps that order: a comment
that is dated later than one printed below it cannot have been a root, and some older
comment further up was its parent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate


def later(one: str | None, other: str | None) -> bool:
    """Whether ``one`` is known to be dated after ``other``, at their common precision."""
    if not one or not other:
        return False
    common = min(len(one), len(other), 19)
    return one[:common] > other[:common]


def on_one_clock(posted: Sequence[str | None]) -> Sequence[str | None]:
    """The times of a thread so that ``later`` may compare them: in UTC where every one has an offset."""
    offsets = {date[19:] for date in posted if date}
    if len(offsets) < 2 or "" in offsets:
        return posted
    return [date and datetime.fromisoformat(date).astimezone(UTC).isoformat()[:19] for date in posted]


def runs_backwards(posted: Sequence[str | None]) -> bool:
    """Whether a flat page begins with its newest comment: all are dated, and the times fall from one to the next.

    Times may be equal, as within one minute, but not mere days, which do not tell the order.
    """
    if len(posted) < 4 or not all(posted) or not later(posted[0], posted[-1]):
        return False
    return all(later(one, two) or (one == two and len(one) > 10) for one, two in zip(posted, posted[1:]))


@dataclass(frozen=True, slots=True)
class Order:
    """The reading order of a thread.

    Attributes:
        nested: the dates prove that replies stand under their parents.
        newest_first: the roots run from the newest to the oldest.
        reply: for each record True (it must be a reply), False (it must be a root), or
            None (the dates do not tell).
    """

    nested: bool
    newest_first: bool
    reply: tuple[bool | None, ...]

    @classmethod
    def of(cls, posted: Sequence[str | None]) -> Order:
        """Read the order off the dates (ISO 8601 or None)."""
        unknown = cls(False, False, (None,) * len(posted))
        dated = [number for number, date in enumerate(posted) if date]
        if len(dated) < 4 or len(dated) < 0.8 * len(posted):
            return unknown
        dates = [posted[number] for number in dated]
        least_below = list(accumulate(reversed(dates), lambda a, b: b if later(a, b) else a))[::-1]
        least_above = list(accumulate(dates, lambda a, b: b if later(a, b) else a))
        ascending = [later(date, low) for date, low in zip(dates, least_below)]
        descending = [False] + [later(date, low) for date, low in zip(dates[1:], least_above)]
        if any(ascending) and not ascending[0] and sum(ascending) <= 0.6 * len(dates):
            return cls(True, False, _spread(len(posted), dated, [flag or None for flag in ascending]))
        if ascending[0] and any(descending) and sum(descending) <= 0.7 * len(dates):
            return cls(True, True, _spread(len(posted), dated, descending))
        return unknown


def _spread(count: int, places: Sequence[int], values: Sequence[bool | None]) -> tuple[bool | None, ...]:
    out: list[bool | None] = [None] * count
    for place, value in zip(places, values):
        out[place] = value
    return tuple(out)
