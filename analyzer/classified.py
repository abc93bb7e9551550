"""Classified comments back from their files: what ``summarize`` and the report read."""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from json.decoder import scanstring
from pathlib import Path
from typing import Any

from analyzer.errors import MalformedInput, MissingInput
from analyzer.shapes import row_fault


@dataclass(frozen=True)
class Classified:
    """The comments of ``comments.jsonl`` files, read anew each time they are asked for.

    A thread's id that an earlier file has already used is told apart by the file's name.
    """

    files: Sequence[Path]
    _owner: dict[str, Path] = field(default_factory=dict, compare=False)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for _, rows in self.threads():
            yield from rows

    def threads(self) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
        """Each file with the runs of rows that belong to one thread.

        Raises:
            InputError: a file is missing or holds anything but classified comments.
        """
        for file in self.files:
            try:
                with open(file, encoding="utf-8") as lines:
                    for thread, rows in itertools.groupby(_rows(file, lines), key=lambda row: row.get("thread")):
                        name = self.name(thread or "", file)
                        yield file, [row | {"thread": name} for row in rows]
            except OSError as error:
                raise MissingInput(f"cannot be opened ({error.strerror})", where=str(file)) from None
            except UnicodeDecodeError:
                raise MalformedInput("is not UTF-8", where=str(file), remedy=_REMEDY) from None

    def only(self, wanted: Collection[tuple[str, str]]) -> Iterator[dict[str, Any]]:
        """The comments with these (thread, id); of lines that ``run`` wrote, no other is read in full."""
        for file in self.files:
            with open(file, encoding="utf-8") as lines:
                for row in _rows(file, (line for line in lines if self._may_be(line, file, wanted))):
                    name = self.name(row.get("thread") or "", file)
                    if (name, row["id"]) in wanted:
                        yield row | {"thread": name}

    def _may_be(self, line: str, file: Path, wanted: Collection[tuple[str, str]]) -> bool:
        """Whether a line can be one of these comments: id and thread come first where this package wrote it."""
        if not line.startswith(_ID):
            return True
        id, end = scanstring(line, len(_ID))
        if not line.startswith(_THREAD, end):
            return True
        return (self.name(scanstring(line, end + len(_THREAD))[0], file), id) in wanted

    def name(self, thread: str, file: Path) -> str:
        """What a file's thread is called among these files."""
        return thread if self._owner.setdefault(thread, file) == file else f"{thread} ({file})"

    def beside(self, name: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        """The JSON objects called ``name`` beside the files, where there are any."""
        for file in self.files:
            path = file.with_name(name)
            if path.is_file():
                try:
                    value = json.loads(path.read_text(encoding="utf-8"))
                except ValueError:
                    raise MalformedInput("is not JSON", where=str(path), remedy="remove it or run again") from None
                if isinstance(value, dict):
                    yield file, value


def listed(summary: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The threads that a ``summary.json`` lists; none where another program wrote it."""
    threads = summary.get("threads")
    return [each for each in threads if isinstance(each, Mapping)] if isinstance(threads, list) else []


_ID, _THREAD = '{"id": "', ', "thread": "'
_REMEDY = "give the comments.jsonl of analyzer run or classify"


def _rows(file: Path, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            if not isinstance(row["text"], str) or not isinstance(row["id"], str):
                raise KeyError("text")
        except (ValueError, KeyError, TypeError, RecursionError):
            raise MalformedInput("is not a classified comment", where=f"{file}:{number}", remedy=_REMEDY) from None
        if fault := row_fault(row):
            raise MalformedInput(fault, where=f"{file}:{number}", remedy=_REMEDY)
        yield row
