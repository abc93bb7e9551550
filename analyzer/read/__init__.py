"""Stage 1, read: sources in, raw threads out, every bad item accounted for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from analyzer.errors import InputError, MalformedInput
from analyzer.read._inputs import sources
from analyzer.read.registry import Reader, choose, readers
from analyzer.read.source import Reject, Report, Source
from analyzer.thread import RawThread

__all__ = ["Reject", "Report", "Source", "read", "readers", "sources"]


def read(
    inputs: list[str | Path],
    *,
    format: str | None = None,
    columns: dict[str, str] | None = None,
    leave_out: Collection[str | Path] = (),
    on_source: Callable[[Report, str | None, InputError | None], None] | None = None,
) -> Iterator[tuple[Source, RawThread]]:
    """Raw threads of all inputs, one by one, in the order of the inputs.

    Args:
        inputs: files, folders, or ``-`` for standard input.
        format: a reader's name; by default the content decides.
        columns: column mapping for plain rows, ours to theirs.
        leave_out: what the walk of a folder passes over.
        on_source: called after each source with its report, the reader's name, and the
            error that ended it, if any. Without it such an error is raised.

    Raises:
        InputError: a source cannot be read, and there is no ``on_source``.
        UsageError: ``format`` names no reader.
    """
    for source in sources(inputs, columns=columns, leave_out=leave_out):
        chosen, failure, records = None, None, 0
        try:
            chosen = choose(source, format)
            threads: Iterable[RawThread]
            if format is None and _reads_pages(chosen):
                chosen, threads = _read_page(source, chosen)
            else:
                threads = chosen.read(source, source.report)
            for thread in threads:
                records += len(thread.records)
                yield source, thread
            if not records and not source.report.rejects:
                source.report.note("no comments found")
        except InputError as error:
            failure = error
        except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
            # A reader met content that its author did not foresee: that is an input error
            # of this source, and no reason to lose the others.
            failure = MalformedInput(
                f"the {chosen.name if chosen else 'chosen'} reader could not make sense of it "
                f"({type(error).__name__}: {error})"[:300],
                where=source.name, remedy="check the file, or name its format with --from",
            )  # fmt: skip
        if on_source is not None:
            on_source(source.report, chosen.name if chosen else None, failure)
        elif failure is not None:
            raise failure


def _reads_pages(reader: Reader) -> bool:
    return reader.name.startswith("html")


def _read_page(source: Source, chosen: Reader) -> tuple[Reader, list[RawThread]]:
    """What ``chosen`` finds in a page, or where that is nothing what the next best page reader finds.

    A page is told by classes and addresses, and a theme may borrow those of another program.
    """
    threads = list(chosen.read(source, source.report))
    if any(thread.records for thread in threads) or source.report.rejects:
        return chosen, threads
    fits = {each: each.sniff(source) for each in readers().values() if _reads_pages(each) and each is not chosen}
    for each in sorted(fits, key=lambda each: (fits[each], each.name), reverse=True):
        report = Report(source.name)
        found = list(each.read(source, report)) if fits[each] > 0 else []
        if any(thread.records for thread in found):
            source.report.notes.extend(report.notes)
            return each, found
    return chosen, threads
