"""Comments of one video by YouTube Data Tools: CSV with id, isReplyTo, authorName, text.

Its quotes are doubled or escaped by a backslash, in one and the same file.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.read import _rows_delimited as delimited
from analyzer.read._rows_columns import find
from analyzer.read._rows_grouping import table, threads
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread

_HEADER = frozenset({"id", "isReplyTo", "authorName", "text"})


@reader("youtube-csv", "YouTube Data Tools comments")
class YouTubeCsv:
    def sniff(self, source: Source) -> float:
        return 0.9 if delimited.has_columns(source, _HEADER) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        found = delimited.required(source)
        columns = find(source, found.names, delimited.sample(source, found))
        yield from threads(table(source, columns, lambda notes: delimited.rows(source, found, notes)), report)
