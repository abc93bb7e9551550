"""Plain rows as Parquet; needs the ``parquet`` extra."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from analyzer.errors import InputError, MalformedInput
from analyzer.read._rows_columns import Row, find
from analyzer.read._rows_grouping import table, threads
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread

_BATCH = 2_000  # rows turned into Python objects at a time


@reader("rows-parquet", "plain rows: Parquet")
class Parquet:
    def sniff(self, source: Source) -> float:
        return 1.0 if source.head.startswith(b"PAR1") else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError:
            raise InputError(
                "is Parquet, which needs pyarrow",
                where=source.name,
                remedy="run: pip install pyarrow",
            ) from None

        def rows(notes: Report) -> Iterator[tuple[str, Row]]:
            number = 0
            with source.open() as stream, pyarrow.parquet.ParquetFile(stream) as file:
                for batch in file.iter_batches(_BATCH, columns=wanted):
                    for row in batch.to_pylist():
                        number += 1
                        yield f"row {number}", {key: _plain(value) for key, value in row.items()}

        try:
            with source.open() as stream, pyarrow.parquet.ParquetFile(stream) as file:
                names = file.schema_arrow.names
                first = next(file.iter_batches(50), None)
            columns = find(source, names, first.to_pylist() if first else ())
            wanted = list(dict.fromkeys(columns.of.values()))
            yield from threads(table(source, columns, rows), report)
        except (pyarrow.ArrowException, OSError) as error:
            reason = str(error).split("\n")[0][:200]
            raise MalformedInput(
                f"damaged Parquet ({reason})", where=source.name, remedy="write it again"
            ) from None


def _plain(value: Any) -> Any:
    """Parquet's own types as those that JSON has."""
    if value is None or isinstance(value, (str, int, float, list, dict)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value)
