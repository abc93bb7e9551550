"""``parse``: stages 1 and 2 together, with a journal of everything that went otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analyzer.errors import InputError, StructureError
from analyzer.read import Reject, Report, read
from analyzer.structure import structure
from analyzer.structure.language import prepare
from analyzer.thread import Repair, Thread


@dataclass
class SourceEntry:
    """What one source turned out to be."""

    name: str
    reader: str | None = None
    threads: int = 0
    comments: int = 0
    error: str | None = None
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name, "reader": self.reader, "threads": self.threads, "comments": self.comments,
            "error": self.error, "notes": list(self.notes),
        }  # fmt: skip


@dataclass
class Journal:
    """The record of a reading: every source, reject and repair, in order."""

    sources: list[SourceEntry] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    repairs: list[tuple[str, Repair]] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The exit status: 0 all read, 1 something rejected, 2 nothing readable."""
        if self.sources and all(entry.error and not entry.threads for entry in self.sources):
            return 2
        return 1 if self.rejects else 0

    def _enter(
        self, report: Report, reader: str | None, error: InputError | None, threads: int, comments: int
    ) -> None:
        reason = None
        if error is not None:
            reason = f"{error.reason}; {error.remedy}" if error.remedy else error.reason
            self.rejects.append(Reject(report.file, "", reason))
        self.rejects.extend(report.rejects)
        self.sources.append(SourceEntry(report.file, reader, threads, comments, reason, tuple(report.notes)))


def parse(
    inputs: Sequence[str | Path],
    *,
    format: str | None = None,
    columns: dict[str, str] | None = None,
    strict: bool = False,
    pseudonym_salt: str | None = None,
    leave_out: Collection[str | Path] = (),
    journal: Journal | None = None,
) -> Iterator[Thread]:
    """The threads of all inputs, their structure rebuilt.

    Args:
        inputs: files, folders, or ``-`` for standard input.
        format: a reader's name (``--from``); by default the content decides.
        columns: column mapping for plain rows, ours to theirs.
        strict: refuse a thread that contradicts itself instead of repairing it.
        pseudonym_salt: replace speakers by pseudonyms that depend on this salt.
        leave_out: files and folders that the walk of an input folder passes over: the output
            of the job that reads.
        journal: filled with sources, rejects and repairs. Without it the first source
            that cannot be read raises its error.

    Raises:
        UsageError: ``format`` names no reader.
        InputError: a source cannot be read, and there is no journal.
        StructureError: ``strict`` and a thread contradicts itself, and there is no journal.
    """
    prepare()
    counts = [0, 0]
    owners: dict[str, str] = {}  # two sources may call two threads alike

    def on_source(report: Report, reader: str | None, error: InputError | None) -> None:
        if journal is None:
            if error is not None:
                raise error
            return
        journal._enter(report, reader, error, *counts)
        counts[:] = [0, 0]

    found = read(list(inputs), format=format, columns=columns, leave_out=leave_out, on_source=on_source)
    for source, raw in found:
        if owners.setdefault(raw.id, source.name) != source.name:
            raw = replace(raw, id=f"{raw.id} ({source.name})")
        try:
            thread = structure(raw, strict=strict, source=source.name)
        except StructureError as error:
            if journal is None:
                raise
            journal.rejects.append(Reject(source.name, error.where, error.reason))
            continue
        if pseudonym_salt is not None:
            from analyzer.structure import pseudonymise

            thread = pseudonymise(thread, pseudonym_salt)
        counts[0] += 1
        counts[1] += len(thread.comments)
        if journal is not None:
            journal.repairs.extend((thread.id, repair) for repair in thread.repairs)
        yield thread
