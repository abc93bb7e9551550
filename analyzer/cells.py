"""Cells of the tables that people open in a spreadsheet: what it would run, or make another of, is guarded."""

from __future__ import annotations

import re
from typing import Any

from analyzer.export import safe_cell
from analyzer.months import PRINTED

_KEPT = re.compile("0|[1-9][0-9]{0,10}")  # a spreadsheet keeps fifteen digits, and shows twelve as 1.23E+11
_WORD = re.compile(r"[^\W\d_]+")
_MARK = re.compile(r"(?<=[\d\s.])(?:e|t|z|am?|pm?)(?![^\W\d_])")  # 12e5, 18T21:33Z, 9 pm
_NO_NUMBER = re.compile(r"[^\w\s.,:/\-+'’%()$€£¥]|_")


def cell(value: Any) -> Any:
    """A cell that no spreadsheet runs, or makes another of; ``evaluate`` takes the apostrophe away again."""
    guarded = safe_cell(value)
    return f"'{guarded}" if isinstance(guarded, str) and guarded == value and _made_a_number(guarded) else guarded


def _made_a_number(text: str) -> bool:
    """Whether a spreadsheet makes a number, a date or a time of it that is written otherwise: 007, 1.10, 3/4, MAR1."""
    if _KEPT.fullmatch(text) or not any(map(str.isdecimal, text)):
        return False
    rest = _MARK.sub("", text.lower())
    return not _NO_NUMBER.search(rest) and PRINTED.issuperset(_WORD.findall(rest))
