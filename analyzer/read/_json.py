"""JSON exports: read whole, also where the file breaks off or nests deeper than C allows.

The standard parser is tried first. Where it fails, a slower one keeps every value before
the fault and marks as ``Cut`` the objects that were still open there, so that no reader
takes half a comment for a whole one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from json.decoder import scanstring
from typing import Any

from analyzer.errors import MalformedInput
from analyzer.read.source import Report, Source

_SPACE = re.compile(r"[ \t\n\r\ufeff]*")
_SCALAR = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|NaN|-?Infinity")
_NAMED = {"true": True, "false": False, "null": None, "NaN": None, "Infinity": None, "-Infinity": None}
_SURROGATE = re.compile("[\ud800-\udfff]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Cut(dict):  # type: ignore[type-arg]
    """An object that the file breaks off inside: some of its keys are missing."""


def load(source: Source, report: Report) -> Any:
    """The JSON value of a whole source.

    What follows a fault is rejected with its line and column.

    Raises:
        MalformedInput: there is nothing before the fault.
    """
    text = source.text
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        value, fault, reason = parse(text)
    if fault is not None:
        line, column = text.count("\n", 0, fault) + 1, fault - text.rfind("\n", 0, fault)
        place = f"line {line}, column {column}"
        if not value:
            raise MalformedInput(
                f"not JSON ({reason})", where=f"{source.name}:{place}", remedy="export it again"
            )
        report.reject(place, f"broken JSON ({reason}): what comes after this place could not be read")
    return value


def head(source: Source) -> Any:
    """What the first bytes of a source hold as JSON; None where they are not JSON."""
    return _head(source.head_text)


@lru_cache(maxsize=2)
def _head(text: str) -> Any:
    text = text.lstrip("\ufeff \t\r\n")
    return parse(text)[0] if text[:1] in ("{", "[") else None


def parse(text: str) -> tuple[Any, int | None, str]:
    """Iterative JSON parser that keeps what it has.

    Returns:
        The value (None where there is none), the offset of the first fault (None where
        there is none) and what is wrong there.
    """
    top: list[Any] = []
    stack: list[tuple[Any, Any]] = [(top, None)]  # each open container, and the key it waits to fill
    at, fresh = 0, True  # fresh: a value (or the end of a new container) may follow
    try:
        while True:
            at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
            box, key = stack[-1]
            mark = text[at : at + 1]
            if fresh:
                if mark == ("}" if isinstance(box, dict) else "]") and not box and len(stack) > 1:
                    stack.pop()
                    at, fresh = at + 1, False
                    continue
                if isinstance(box, dict):
                    key, at = _key(text, at)
                    stack[-1] = (box, key)
                    mark = text[at : at + 1]
                value, at = _value(text, at, mark)
                if isinstance(box, dict):
                    box[key] = value
                else:
                    box.append(value)
                if mark in ("{", "["):
                    stack.append((value, None))
                else:
                    fresh = False
            elif len(stack) == 1:
                if not mark:
                    return top[0], None, ""
                return top[0], at, "more text after its end"
            elif mark == ",":
                at, fresh = at + 1, True
                if isinstance(box, list):
                    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
                    if text[at : at + 1] == "]":
                        raise _Fault(at, "a value is missing")
            elif mark == ("}" if isinstance(box, dict) else "]"):
                stack.pop()
                at += 1
            else:
                raise _Fault(at, "',' or an end is missing" if mark else "it breaks off")
    except _Fault as fault:
        return _close(top, stack), fault.at, fault.reason


class _Fault(Exception):
    def __init__(self, at: int, reason: str) -> None:
        self.at, self.reason = at, reason


def _key(text: str, at: int) -> tuple[str, int]:
    if text[at : at + 1] != '"':
        raise _Fault(at, "a name in quotes is missing" if text[at:] else "it breaks off")
    key, at = _string(text, at)
    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
    if text[at : at + 1] != ":":
        raise _Fault(at, "':' is missing" if text[at : at + 1] else "it breaks off")
    return key, _SPACE.match(text, at + 1).end()  # type: ignore[union-attr]


def _value(text: str, at: int, mark: str) -> tuple[Any, int]:
    if mark == "{":
        return {}, at + 1
    if mark == "[":
        return [], at + 1
    if mark == '"':
        return _string(text, at)
    match = _SCALAR.match(text, at)
    if match is None:
        raise _Fault(at, "a value is missing" if mark else "it breaks off")
    word = match.group()
    if word in _NAMED:
        return _NAMED[word], match.end()
    if match.end() == len(text) and at:
        raise _Fault(at, "it breaks off")  # inside the number, for all that is known
    if len(word) > 300:  # longer than Python converts, and no id or time anyway
        return word, match.end()
    return (int(word) if word.lstrip("-").isdigit() else float(word)), match.end()


def _string(text: str, at: int) -> tuple[str, int]:
    try:
        return scanstring(text, at + 1, False)
    except ValueError as error:
        raise _Fault(at, str(getattr(error, "msg", error)).lower()) from None


def _close(top: list[Any], stack: list[tuple[Any, Any]]) -> Any:
    """The value so far, every object that is still open turned into a ``Cut``."""
    for i in range(len(stack) - 1, 0, -1):
        box = stack[i][0]
        if isinstance(box, dict):
            outer, key = stack[i - 1]
            outer[key if isinstance(outer, dict) else -1] = Cut(box)
            stack[i - 1] = (outer, key)
    return top[0] if top else None


# ---------------------------------------------------------------- values


def ident(value: Any) -> str | None:
    """An id as text; None for what is no id (null, "", a flag, a container)."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return (string(value).strip() or None) if isinstance(value, (str, int)) else None


def string(value: Any) -> str:
    """A text value; "" for anything else. Lone surrogates become U+FFFD."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return ""
    if _SURROGATE.search(value):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def name(value: Any) -> str | None:
    """A person's name as printed; None where the export has none."""
    return " ".join(string(value).split()) or None


def when(value: Any) -> str | None:
    """A time: text stays as it is, epoch seconds, ms or µs become ISO 8601 in UTC."""
    if isinstance(value, str):
        return string(value).strip() or None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e17:
        return None
    seconds = value / (1 if value < 1e11 else 1000 if value < 1e14 else 1_000_000)
    return (_EPOCH + timedelta(seconds=int(seconds))).strftime("%Y-%m-%dT%H:%M:%SZ")


def mapping(value: Any) -> dict[str, Any]:
    """``value`` where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def listing(value: Any) -> list[Any]:
    """``value`` where it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def first(value: Any) -> dict[str, Any]:
    """The first object of an array, else an empty one."""
    return next((item for item in listing(value) if isinstance(item, dict)), {})


def whole(items: Any, report: Report, place: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The complete objects of a flat array with their positions from 1; the rest is rejected."""
    for i, item in enumerate(listing(items), 1):
        if isinstance(item, dict) and not isinstance(item, Cut):
            yield i, item
        elif item is not None:
            reason = "breaks off" if isinstance(item, Cut) else "is no object"
            report.reject(f"{place} {i}", f"this {place} {reason}")


def preorder(roots: list[Any], replies: Callable[[Any], list[Any]]) -> Iterator[tuple[Any, Any]]:
    """Every object of nested replies with the object above it, depth first, iteratively."""
    stack = [(node, None) for node in reversed(roots) if isinstance(node, dict)]
    while stack:
        node, above = stack.pop()
        yield node, above
        stack.extend((child, node) for child in reversed(replies(node)) if isinstance(child, dict))
