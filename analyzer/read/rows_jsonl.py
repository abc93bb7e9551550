"""Plain rows as JSON Lines, or as a JSON array of flat objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from analyzer.read import _rows_json as rows_json
from analyzer.read._rows_columns import Columns, Row, find, guess
from analyzer.read._rows_grouping import table, threads
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread

_MOST_NAMES = 1_000  # column names remembered; real tables have some dozens


@reader("rows-jsonl", "plain rows: JSON Lines")
class JsonLines:
    def sniff(self, source: Source) -> float:
        rows = rows_json.sample(source)
        if not rows:
            return 0.0
        names = dict.fromkeys(name for row in rows for name in row)
        # A mapping to a column that is not there is an error for ``read`` to raise.
        found = guess(names, {ours: theirs for ours, theirs in source.columns.items() if theirs in names})
        if not any(isinstance(row.get(found.get("text", "")), str) for row in rows):
            # A table all the same, if it says so; reading it will list its columns.
            return 0.1 if len(rows) > 1 and not rows_json.is_array(source) else 0.0
        if rows_json.is_array(source):
            return 0.35
        return 0.7 if len(rows) > 1 else 0.3

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        seen: dict[str, None] = {}
        sample: list[Row] = []
        inner: set[str] = set()
        for _, row in rows_json.objects(source, Report()):  # a column may first appear in the last row
            if not row.keys() <= seen.keys() and len(seen) < _MOST_NAMES:
                seen |= dict.fromkeys(row)
            if len(sample) < 50:
                sample.append(row)
            if len(inner) < _MOST_NAMES:
                inner |= rows_json.inner_names(row)
        columns = find(source, seen, sample) if sample else Columns({"text": "text"})
        text = columns.of["text"]
        if text not in inner:
            if inner:
                report.note(f"objects inside the rows, perhaps replies, have no column {text!r} and were left out")
            yield from threads(table(source, columns, lambda notes: rows_json.objects(source, notes)), report)
            return
        columns = replace(columns, of={"id": "id", "parent": "parent", **columns.of})

        def rows(notes: Report) -> Iterator[tuple[str, Row]]:
            return rows_json.flat(rows_json.objects(source, notes), columns.of, notes)

        yield from threads(table(source, columns, rows), report)
