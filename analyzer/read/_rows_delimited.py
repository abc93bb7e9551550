"""Delimited text: its dialect, its header, and its records also where a quote is broken.

Beyond RFC 4180 this reads backslash escapes (``\\"``), tabs, semicolons and bars, and
files without a header. A quote that is never closed costs its own line and not the rest
of the file: the lines that it swallowed are read again without it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from analyzer.errors import MalformedInput
from analyzer.read._rows_columns import Row, guess, known
from analyzer.read.source import LONGEST_LINE, Report, Source

_DELIMITERS = ",;\t|"
_SAMPLE = 1 << 16  # characters that the dialect is decided by
_LONGEST_RECORD = 5_000  # lines that one quoted cell may span
_REREAD = 200_000  # lines that broken quotes may make us read twice
_END = "\0end"
# In RFC 4180 no quote stands inside a cell after a single backslash and before a letter.
_ESCAPED_QUOTE = re.compile(r"(?<!\\)\\\"[^\s,;|\"]")
_ESCAPE = re.compile(r"\\([\\\"])")
_SEP = re.compile(r"sep=(.)\r?\n")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one file separates its cells, and the names of its columns."""

    delimiter: str
    escaped: bool
    names: tuple[str, ...] = ()
    header: bool = True
    skip: int = 0
    regular: float = 0.0


def dialect(source: Source) -> Dialect | None:
    """The dialect that gives the most regular table; None where there is no table.

    A first row is a header where it has a well-known column name or one that the caller
    maps. Without a header the columns are called ``1``, ``2`` and so on.
    """
    lines = _head_lines(source)
    text = "".join(lines)
    separator = _SEP.match(text)
    skip = 1 if separator else 0
    marks = separator.group(1) if separator else _DELIMITERS
    tries = [_regularity(lines[skip:], Dialect(mark, False, skip=skip), source.columns) for mark in marks]
    best = max(filter(None, tries), key=_rank, default=None)
    if best is not None and _ESCAPED_QUOTE.search(text):
        again = _regularity(lines[skip:], replace(best, escaped=True), source.columns)
        best = again if again and again.regular >= best.regular else best
    return best


def has_columns(source: Source, names: frozenset[str]) -> bool:
    """Whether the header has all of ``names``, spelt just so."""
    if not all(name in source.head_text[:4096] for name in names):
        return False
    found = dialect(source)
    return found is not None and found.header and names <= set(found.names)


def required(source: Source) -> Dialect:
    """``dialect``, where there has to be one.

    Raises:
        MalformedInput: there is none.
    """
    found = dialect(source)
    if found is None:
        raise MalformedInput("no table of delimited text", where=source.name, remedy="write it as CSV again")
    return found


def _rank(found: Dialect) -> tuple[int, float, int]:
    return (known(found.names) if found.header else 0, found.regular, len(found.names))


def _regularity(lines: list[str], trial: Dialect, mapping: Mapping[str, str]) -> Dialect | None:
    try:
        first = next(csv.reader(_Feed(iter(lines), trial.escaped), delimiter=trial.delimiter), [])
    except csv.Error:
        return None
    if not any(first) or first[-1].endswith(_END):
        return None
    first = [cell.strip() for cell in first]
    header = known(first) > 0 or any(theirs in first for theirs in mapping.values())
    names = _unique(first) if header else tuple(str(i) for i in range(1, len(first) + 1))
    faults = Report()
    good = sum(1 for _ in _records(iter(lines), replace(trial, names=names), faults)) - header
    return replace(trial, names=names, header=header, regular=good / max(1, good + len(faults.rejects)))


def _unique(header: list[str]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for i, cell in enumerate(header, 1):
        names[cell if cell and cell not in names else f"column {i}"] = None
    return tuple(names)


def text_column(source: Source, found: Dialect) -> str | None:
    """The column that holds text: by name; without a header the one with the longest cells."""
    if found.header or "text" in source.columns:
        return guess(found.names, source.columns).get("text")
    sizes = dict.fromkeys(found.names, 0)
    for row in sample(source, found):
        for name, cell in row.items():
            sizes[name] += len(cell)
    return max(sizes, key=lambda name: sizes[name])


def sample(source: Source, found: Dialect) -> list[Row]:
    """The rows of the head of the file."""
    return [row for _, row in _named(iter(_head_lines(source)), found, Report())]


def _head_lines(source: Source) -> list[str]:
    text = source.head_text.lstrip("\ufeff")
    if len(text) > _SAMPLE:
        text = text[: text.rfind("\n", 0, _SAMPLE) + 1] or text[:_SAMPLE]
    return list(io.StringIO(text, newline="\n" if "\n" in text else "\r"))


def rows(source: Source, found: Dialect, report: Report) -> Iterator[tuple[str, Row]]:
    """The rows of a table by column name; those of another length are rejected."""
    return _named(source.lines(report), found, report)


def _named(lines: Iterator[str], found: Dialect, report: Report) -> Iterator[tuple[str, Row]]:
    for _ in range(found.skip):
        next(lines, None)
    width, names, first = len(found.names), found.names, found.header
    for number, cells in _records(lines, found, report):
        if first:
            first = False
        else:
            yield f"line {number}", dict(zip(names, cells[:width], strict=True))


def _unescape(match: re.Match[str]) -> str:
    return '""' if match.group(1) == '"' else "\\"


class _Feed:
    """Lines for ``csv.reader``, which remembers those of the unfinished record."""

    def __init__(self, lines: Iterator[str], escaped: bool, skipped: int = 0) -> None:
        self._lines, self._escaped = lines, escaped
        self._again: deque[str] = deque()
        self._held: list[str] = []
        self._ended = False
        self.number = skipped  # lines of finished records
        self.budget = _REREAD

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self._held) >= _LONGEST_RECORD:
            raise csv.Error(f"a quote is not closed within {_LONGEST_RECORD} lines")
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            if self._ended:
                raise StopIteration
            self._ended = True
            return _END
        self._held.append(line)
        return _ESCAPE.sub(_unescape, line) if self._escaped and "\\" in line else line

    def finish(self) -> int:
        """End the record; the number of its first line."""
        first = self.number + 1
        self.number += len(self._held)
        self._held.clear()
        return first

    def retreat(self, delimiter: str) -> int:
        """Give up the first line of the record and read its other lines again.

        A record whose quotes are all closed is given up as a whole: its lines are a cell's.
        """
        if len(self._held) - 1 > self.budget or self._closed(delimiter):
            return self.finish()
        self.budget -= max(0, len(self._held) - 1)
        self._again.extendleft(reversed(self._held[1:]))
        del self._held[1:]
        self._ended = False
        return self.finish()

    def _closed(self, delimiter: str) -> bool:
        """Whether the lines of the record are one record, every quote of it opened and closed by the rules."""
        lines = [_ESCAPE.sub(_unescape, line) if self._escaped else line for line in self._held]
        try:
            return len(list(csv.reader(lines, delimiter=delimiter, strict=True))) == 1
        except csv.Error:
            return False


def _records(lines: Iterator[str], found: Dialect, report: Report) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(4 * LONGEST_LINE)
    width, feed = len(found.names), _Feed(lines, found.escaped, found.skip)
    while True:
        reason = ""
        try:
            for cells in csv.reader(feed, delimiter=found.delimiter):
                if cells and cells[-1].endswith(_END):
                    if cells == [_END]:
                        return
                    reason = "a quote is never closed"
                elif not any(cells):
                    feed.finish()
                    continue
                elif len(cells) == width or (len(cells) > width and not any(cells[width:])):
                    yield feed.finish(), cells
                    continue
                else:
                    reason = f"{len(cells)} fields instead of {width}"
                break
            else:
                return
        except csv.Error as error:
            reason = str(error)
        report.reject(f"line {feed.retreat(found.delimiter)}", reason)
