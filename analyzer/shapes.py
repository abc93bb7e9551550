"""The shape of a classified comment: what later stages read of a row that a file holds.

Rows come back from files that anybody may have written or changed. What is said here keeps the
stages behind from meeting a value that they cannot read.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Mapping
from typing import Any

from analyzer.tasks import TASKS
from analyzer.thread import KINDS

_TEXTS = ("thread", "parent", "speaker", "speaker_id")
_NUMBERS = ("n", "depth")
_MOST = 2**31  # whole numbers are counted in 32 bits


def row_fault(row: Mapping[str, Any]) -> str | None:
    """What of a comment cannot be read, in words; None where all can. What is absent or null is no fault."""
    for name in _TEXTS:
        if not isinstance(row.get(name), (str, type(None))):
            return f"{name} {reprlib.repr(row[name])} is no text"
    for name in _NUMBERS:
        if (value := row.get(name)) is not None and not (type(value) is int and 0 <= value < _MOST):
            return f"{name} {reprlib.repr(value)} is no whole number"
    if (kind := row.get("kind", "comment")) not in KINDS:
        return f"kind {reprlib.repr(kind)} is none of {', '.join(KINDS)}"
    lang = row.get("lang")
    if lang and not (isinstance(lang, dict) and isinstance(lang.get("label", ""), str)):
        return f"lang {reprlib.repr(lang)} names no language"
    if not _is_list(row.get("quotes"), _is_span):
        return f"quotes {reprlib.repr(row['quotes'])} are no list of spans"
    return next((fault for task in TASKS if row.get(task) and (fault := label_fault(task, row[task]))), None)


def label_fault(task: str, value: Any) -> str | None:
    """What of a label of ``task`` cannot be read, in words; None where all can."""
    if task != "stance":
        return _label_fault(task, value) or (_frame_fault(value) if task == "frame" else None)
    if not isinstance(value, list):
        return f"stance {reprlib.repr(value)} is no list of labels"
    for each in value:
        if fault := _label_fault(task, each):
            return fault
        if not isinstance(each.get("target"), str):
            return "stance names no target"
    return None


def _label_fault(task: str, value: Any) -> str | None:
    """Of an object with a label of the task (null: abstained) and its score."""
    if not isinstance(value, dict) or "label" not in value:
        return f"{task} {reprlib.repr(value)} is no object with a label"
    if value["label"] is not None and value["label"] not in TASKS[task]:
        return f"{task} {reprlib.repr(value['label'])} is none of {', '.join(TASKS[task])}"
    return None if _is_score(value.get("score")) else f"{task} has no score from 0 to 1"


def _frame_fault(value: Mapping[str, Any]) -> str | None:
    if not isinstance(value.get("debate"), str):
        return "has a frame that names no debate"
    fits: dict[str, bool] = {
        "pair": _is_list(value.get("pair"), _is_text), "respect": _is_list(value.get("respect"), _is_text),
        "voice": isinstance(value.get("voice"), (str, type(None))), "evidence": _is_list(value.get("evidence"), _is_span),
        "counterclaim": value.get("counterclaim") is None or _is_counterclaim(value["counterclaim"]),
    }  # fmt: skip
    wrong = next((name for name, right in fits.items() if not right), None)
    return f"the {wrong} of the frame cannot be read: {reprlib.repr(value[wrong])}" if wrong else None


def _is_counterclaim(value: Any) -> bool:
    return _is_span(value) and value.get("label") in TASKS["frame"] and _is_score(value.get("score"))


def _is_list(value: Any, of: Callable[[Any], bool]) -> bool:
    return value is None or (isinstance(value, list) and all(map(of, value)))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_span(value: Any) -> bool:
    return isinstance(value, dict) and type(value.get("start")) is type(value.get("end")) is int


def _is_score(value: Any) -> bool:
    return isinstance(value, (int, float)) and 0 <= value <= 1  # not NaN, which JSON of Python may hold
