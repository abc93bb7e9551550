"""4CAT result files: CSV with the columns id, thread_id, author, body and timestamp.

4CAT itself exports no parents; where a column like ``parent_id`` was added it is used.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.read import _rows_delimited as delimited
from analyzer.read._rows_columns import Row, find
from analyzer.read._rows_grouping import table, threads
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread

_HEADER = frozenset({"id", "thread_id", "author", "body", "timestamp"})


@reader("fourcat", "4CAT CSV")
class FourCat:
    def sniff(self, source: Source) -> float:
        return 0.9 if delimited.has_columns(source, _HEADER) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        found = delimited.required(source)
        columns = find(source, found.names, delimited.sample(source, found))
        rows = table(source, columns, lambda notes: delimited.rows(source, found, notes), _article)
        yield from threads(rows, report)


def _article(row: Row) -> Article | None:
    """Where the source has subjects, the first post of a thread carries the thread's."""
    title = str(row.get("subject") or "").strip()
    return Article(title=title) if title else None
