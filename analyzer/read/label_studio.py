"""Label Studio tasks: JSON whose ``data`` objects are the rows.

Annotations and predictions are labels of comments and no part of a thread; ``analyzer
evaluate`` reads them.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.read import _rows_json as rows_json
from analyzer.read._rows_columns import Columns, Row, find, guess
from analyzer.read._rows_grouping import table, threads
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread


def _is_task(value: Row) -> bool:
    return isinstance(value.get("data"), dict) and any(
        key in value for key in ("annotations", "predictions", "completions", "id", "is_labeled")
    )


@reader("label-studio", "Label Studio tasks")
class LabelStudio:
    def sniff(self, source: Source) -> float:
        tasks = rows_json.sample(source)
        if not tasks or not all(map(_is_task, tasks)):
            return 0.0
        labelled = any(
            "annotations" in task or "predictions" in task or "completions" in task for task in tasks
        )
        texts = any("text" in guess(task["data"], source.columns) for task in tasks)
        return (0.9 if labelled else 0.6) if texts else 0.2

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        sample = [dict(row) for _, (_, row) in zip(range(50), _rows(source, Report()), strict=False)]
        seen = dict.fromkeys(name for row in sample for name in row)
        columns = find(source, seen, sample) if sample else Columns({"text": "text"})
        yield from threads(table(source, columns, lambda notes: _rows(source, notes)), report)


def _rows(source: Source, report: Report) -> Iterator[tuple[str, Row]]:
    for place, task in rows_json.objects(source, report):
        if isinstance(task.get("data"), dict):
            row = task["data"]
            yield place, row if "id" in row or "id" not in task else {**row, "id": task["id"]}
        else:
            report.reject(place, "a task without 'data'")
