"""Plain rows as CSV or TSV: comma, semicolon, tab or bar, with or without a header."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from analyzer.read import _rows_delimited as delimited
from analyzer.read._rows_columns import find, known
from analyzer.read._rows_grouping import table, threads
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread

_SUFFIXES = (".csv", ".tsv", ".tab")


@reader("rows-csv", "plain rows: CSV or TSV")
class Csv:
    def sniff(self, source: Source) -> float:
        if source.head_text.lstrip("\ufeff \t\r\n")[:1] in ("<", "{", "["):
            return 0.0
        found = delimited.dialect(source)
        named = source.stem.lower().endswith(_SUFFIXES)
        if found is None or not found.names or delimited.text_column(source, found) is None:
            return 0.1 if named and found else 0.0
        if not found.header:
            return 0.3 if named and len(found.names) > 1 and found.regular > 0.9 else 0.0
        if len(found.names) == 1:
            return 0.5 if named else 0.0
        few = known(found.names) < 2 and not named
        return 0.0 if found.regular < 0.5 and not named else 0.3 if few else 0.7

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        found = delimited.required(source)
        if not found.header and "text" not in source.columns:
            text = delimited.text_column(source, found) or "1"
            report.note(f"no header row: column {text} is taken for the text")
            source = replace(source, columns={"text": text, **source.columns})
        columns = find(source, found.names, delimited.sample(source, found))
        yield from threads(table(source, columns, lambda notes: delimited.rows(source, found, notes)), report)
