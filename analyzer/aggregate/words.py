"""Numbers, names and quotations as the findings and the report put them into words.

Names and quoted words are anybody's: one that could be read as part of the sentence is set in
quotation marks, and each is marked, so that a page can isolate it (a name from right to left would else
reorder the numbers beside it).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

LETTERS = 60  # of a name
QUOTED = 120  # of a comment's words
NAMED = 12  # speakers named in one sentence
HALF = 50  # percent: what a majority exceeds
_START, _END = "\u2068", "\u2069"  # first strong isolate, and its end: around what is not the finding's own
_MARKS = re.compile(f"[{_START}{_END}]")
# Brackets, quotation marks, the stops of a list or a sentence (not of an initial), the words that join names.
_FORGING = re.compile(r"""[()\[\]{}"“”„‟«»,;:]|(?<!\b\w)[.!?]\s|\b(and|against)\b""", re.IGNORECASE)
_INNER = str.maketrans("“”„‟«»\"", "‘’‚‛‹›'")


def many(n: int, one: str, more: str = "") -> str:
    return f"{n:,} {one if n == 1 else more or one + 's'}"


def times(n: int) -> str:
    return "once" if n == 1 else f"{n:,} times"


def s(n: int) -> str:
    """The ending of the verb that ``n`` of something do."""
    return "s" if n == 1 else ""


def listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def percent(share: Mapping[str, Any]) -> str:
    if share["estimate"] is None:
        return "–"
    estimate, low, high = (_rounded(100 * share[key], (0, HALF, 100)) for key in ("estimate", "low", "high"))
    return f"{estimate} % (95 % interval {low} to {high} %)"


def difference(found: Mapping[str, Any]) -> str:
    points, low, high = (_rounded(100 * found[key], (0,), "+") for key in ("estimate", "low", "high"))
    clear = "" if found["low"] > 0 or found["high"] < 0 else ", so none is shown"
    return f"a difference of {points} points (95 % interval {low} to {high}{clear})"


def _rounded(value: float, borders: Sequence[int], sign: str = "") -> str:
    """A whole number, or with the decimals that keep it off a border on which the value does not lie."""
    value = round(value, 2) + 0.0  # no -0
    digits = next((d for d in (0, 1) if value in borders or round(value, d) not in borders), 2)
    return f"{value:{sign}.{digits}f}"


def who(one: Mapping[str, Any]) -> str:
    return name(one["speaker"]) if one["speaker"] else "a speaker without a name"


def at(one: Mapping[str, Any]) -> str:
    return f"comment {one['n'] if one['n'] is not None else name(one['comment'])}"


def names(speakers: Sequence[Mapping[str, Any]]) -> str:
    """Names, in the order given; those without are counted."""
    named = [name(one["speaker"]) for one in speakers if one["speaker"]]
    unnamed = len(speakers) - len(named)
    shown = named[:NAMED]
    if left := len(named) - len(shown):
        shown.append(f"{left:,} more")
    if unnamed:
        shown.append("one without a name" if unnamed == 1 else f"{unnamed:,} without a name")
    return listed(shown)


def name(words: str) -> str:
    """A name within a sentence."""
    return quoted(words, LETTERS) if _FORGING.search(words) else _isolated(_cut(words, LETTERS))


def quoted(words: str, letters: int = QUOTED) -> str:
    """Somebody's words in quotation marks that none of them can close."""
    return _isolated(f"“{_cut(words, letters).translate(_INNER)}”")


def unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A sentence, and where in it names and quotations stand."""
    pieces = _MARKS.split(text)  # sentence and name in turn
    ends = [0]
    for piece in pieces:
        ends.append(ends[-1] + len(piece))
    return "".join(pieces), list(zip(ends[1:-1:2], ends[2:-1:2]))


def _isolated(words: str) -> str:
    return f"{_START}{_MARKS.sub('', words)}{_END}"


def _cut(words: str, letters: int) -> str:
    return words if len(words) <= letters else words[: letters - 1] + "…"
