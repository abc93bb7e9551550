"""JSON objects one after another: a line each, or the items of one array, as a stream."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from analyzer.read._json import ident, listing
from analyzer.read.source import LONGEST_LINE, Report, Source

_BETWEEN = re.compile(r"[\s,]*")
_NEXT = re.compile(r"\}\s*,\s*(?=\{)")
_DECODER = json.JSONDecoder(strict=False)
_REPLIES = ("replies", "children", "comments")
_SAMPLE = 50  # objects that sniffing looks at


def is_array(source: Source) -> bool:
    """Whether the source begins as a JSON array."""
    return source.head_text.lstrip("\ufeff \t\r\n")[:1] == "["


def objects(source: Source, report: Report) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object with its place ("line 17", "item 17"); what is none is rejected."""
    items = (
        _items(source.blocks(report), report) if is_array(source) else _lines(source.lines(report), report)
    )
    for place, value in items:
        if isinstance(value, dict):
            yield place, value
        else:
            report.reject(place, "is no JSON object")


def inner_names(row: dict[str, Any]) -> set[str]:
    """The column names of the objects, perhaps replies, that stand inside a row."""
    return {key for name in _REPLIES for item in listing(row.get(name)) if isinstance(item, dict) for key in item}


def flat(
    items: Iterable[tuple[str, dict[str, Any]]], of: Mapping[str, str], report: Report
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Objects with the replies inside them after them, each with the id of the one that it answers.

    Replies are objects in an array ``replies``, ``children`` or ``comments``, where any of
    them has the text column. ``of`` are the columns, of which it needs ``id`` and ``parent``.
    """
    arrays = [name for name in _REPLIES if name not in of.values()]
    for start, top in items:
        stack = [(start, top)]
        while stack:
            place, row = stack.pop()
            inner = [(name, row[name]) for name in arrays if _answers(row.get(name), of["text"])]
            if not inner:
                yield place, row
                continue
            row = {key: value for key, value in row.items() if key not in dict(inner)}
            if ident(row.get(of["id"])) is None:
                row[of["id"]] = place
            yield place, row
            below = {of["parent"]: row[of["id"]]}
            if "thread" in of:
                below[of["thread"]] = row.get(of["thread"])
            replies = [(f"{place}, {name} {n}", item) for name, array in inner for n, item in enumerate(array, 1)]
            for at, item in reversed(replies):
                if isinstance(item, dict):
                    stated = {key: value for key, value in item.items() if key not in below or value is not None}
                    stack.append((at, below | stated))
                else:
                    report.reject(at, "is no JSON object")


def _answers(array: Any, text: str) -> bool:
    return any(isinstance(item, dict) and isinstance(item.get(text), str) for item in listing(array))


def sample(source: Source) -> list[dict[str, Any]]:
    """The first objects, for sniffing; none where the first line is no JSON."""
    text, found = source.head_text.lstrip("\ufeff"), []
    if is_array(source):
        items = _items(iter((text,)), Report())
    elif text.lstrip()[:1] == "{":
        items = _lines(iter(text.split("\n", _SAMPLE)[:_SAMPLE]), Report())
    else:
        return []
    for _, value in items:
        if isinstance(value, dict):
            found.append(value)
        if len(found) == _SAMPLE:
            break
    return found


def _lines(lines: Iterator[str], report: Report) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.isspace() and line:
            try:
                yield f"line {number}", _DECODER.decode(line)
            except (ValueError, RecursionError) as error:
                report.reject(f"line {number}", f"broken JSON ({_reason(error)})")


def _items(blocks: Iterator[str], report: Report) -> Iterator[tuple[str, Any]]:
    """The items of an array. After a broken one, the next object that follows a comma."""
    buffer = next(blocks, "").lstrip("\ufeff \t\r\n")
    at, number, more = 1, 0, True
    while True:
        at = _BETWEEN.match(buffer, at).end()  # type: ignore[union-attr]
        error: Exception | None = None
        if buffer[at : at + 1] == "]":
            return
        if at < len(buffer):
            try:
                value, end = _DECODER.raw_decode(buffer, at)
            except (ValueError, RecursionError) as fault:
                error = fault
            else:
                number, at = number + 1, end
                yield f"item {number}", value
                continue
        if more and len(buffer) - at < LONGEST_LINE:
            buffer, more = _grow(buffer[at:], blocks)
            at = 0
            continue
        number += 1
        if error is None:
            report.reject(f"item {number}", "the array breaks off")
            return
        report.reject(f"item {number}", f"broken JSON ({_reason(error)})")
        following = _NEXT.search(buffer, at)
        if following is None:
            return
        at = following.end()


def _grow(buffer: str, blocks: Iterator[str]) -> tuple[str, bool]:
    """``buffer`` at least doubled, so that long items cost linear time; False at the end."""
    parts, wanted = [buffer], max(1 << 16, len(buffer))
    while wanted > 0:
        block = next(blocks, None)
        if block is None:
            return "".join(parts), False
        parts.append(block)
        wanted -= len(block)
    return "".join(parts), True


def _reason(error: Exception) -> str:
    return getattr(error, "msg", "nested too deeply").lower()
