"""Rows of labelled files, whatever their format, and the label that a row carries."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from analyzer.cells import cell
from analyzer.classify.base import TASKS
from analyzer.errors import MalformedInput, UsageError
from analyzer.read.source import DAMAGE, Reject, Report, Source

ALIASES = {
    "stance": {"favour": "favor", "pro": "favor", "con": "against"},
    "reply": {"support": "agree", "deny": "disagree", "query": "neutral", "comment": "neutral"},
}
TIES = ("id", "thread", "target")  # what ties a prediction to its labelled row
_TABLES = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".gz", ".zst")


def read_rows(
    path: str | Path, columns: Mapping[str, str] | None = None, need: Sequence[str] = ("text",)
) -> tuple[list[dict[str, Any]], int]:
    """The rows of a table that have a value in each column of ``need``, and the number of the others.

    Raises:
        InputError: it cannot be read, or has no such row.
        UsageError: a column that is mapped is not there.
    """
    rows, broken = table(path, columns)
    whole = _having(rows, need, str(path))
    return whole, len(broken) + len(rows) - len(whole)


def read_predictions(path: str | Path, columns: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """The rows of a file of predictions that have an id.

    The caller's ``columns`` name those of the labelled rows. Here they hold for what ties the
    two files together, as far as this one has them too: ``classify`` writes our names, and a
    column with labels holds the truth.
    """
    source = _source(path, columns)
    rows = objects_of(source)
    here = {ours: name for ours, name in source.columns.items() if ours in TIES and any(name in row for row in rows)}
    return [unguarded(row) for row in _having(mapped(rows, here, str(path)), ("id",), str(path))]


def table(path: str | Path, columns: Mapping[str, str] | None = None) -> tuple[list[dict[str, Any]], list[Reject]]:
    """All rows of a table, and what of it is broken."""
    source = _source(path, columns)
    return mapped(objects_of(source), columns, str(path)), source.report.rejects


def _source(path: str | Path, columns: Mapping[str, str] | None) -> Source:
    return Source(str(path), lambda: open(path, "rb"), Report(str(path)), dict(columns or {}))


def _having(rows: list[dict[str, Any]], need: Sequence[str], where: str) -> list[dict[str, Any]]:
    """The rows with a value in each column of ``need``; there has to be one."""
    whole = [row for row in rows if all(row.get(name) not in (None, "") for name in need)]
    if not whole:
        raise MalformedInput(
            f"has no row with {' and '.join(need)}", where=where, remedy=f"map it with --column {need[0]}=NAME"
        )
    return whole


def mapped(rows: list[dict[str, Any]], columns: Mapping[str, str] | None, where: str) -> list[dict[str, Any]]:
    """Rows with the caller's columns under our names."""
    for ours, theirs in (columns or {}).items():
        if rows and not any(theirs in row for row in rows):
            raise UsageError(f"{where} has no column {theirs!r}", remedy=f"its columns are: {', '.join(rows[0])}")
        rows = [row | {ours: row.get(theirs)} for row in rows]
    if "label" in (columns or {}):  # a column named like the task may hold what a model said
        rows = [{name: value for name, value in row.items() if name not in TASKS} for row in rows]
    return rows


def files_of(path: str | Path) -> list[tuple[str, Source]]:
    """The tables in ``path``, each with its stem: the file, or those of a folder or a zip archive.

    An annotation tool that gives each annotator a file of their own is read in this way;
    the stem is the annotator's name.
    """
    path = Path(path)
    if path.is_dir() and not (path / "dataset_info.json").is_file():
        found = [p for p in sorted(path.iterdir()) if p.is_file() and p.suffix in _TABLES and not _aside(p.name)]
        if found:
            return [(_stem(p.name), Source(str(p), partial(open, p, "rb"), Report(str(p)))) for p in found]
        raise MalformedInput(
            "is no saved dataset, and holds no table", where=str(path), remedy="give a file, or a folder of them"
        )
    if path.is_file() and zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                names = sorted(n for n in archive.namelist() if Path(n).suffix in _TABLES and not _aside(Path(n).name))
                held = {name: archive.read(name) for name in names}
        except DAMAGE as error:
            raise MalformedInput(f"cannot be unpacked ({error})", where=str(path), remedy="fetch it again") from None
        if not held:
            raise MalformedInput("holds no table", where=str(path), remedy="give the export of one project")
        return [(_stem(n), Source(f"{path}!{n}", partial(_stream, held[n]), Report(f"{path}!{n}"))) for n in names]
    return [(_stem(path.name), Source(str(path), partial(open, path, "rb"), Report(str(path))))]


def objects_of(source: Source, columns: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Every row of one source, or of a saved dataset where it is a folder."""
    if Path(source.name).is_dir():
        return _saved_dataset(source.name)
    source.columns.update(columns or {})
    return _objects(source)


def as_text(value: Any) -> str:
    """A cell as text, "" where it holds nothing. The id 0 is something."""
    return "" if value is None else str(value)


def unguarded(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose ids are without the apostrophe that guards them in a spreadsheet."""
    return row | {
        name: _as_written(row[name]) for name in ("comment_id", *TIES) if isinstance(row.get(name), str)
    }


def as_number(value: Any) -> float | None:
    """A cell as a number, also with the decimal comma that a spreadsheet set; None where it is none."""
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        return None


def parent_texts(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """What each row answers, as text: ``parent_text``, else ``parent``, which may also hold the id of another row."""
    texts = {(as_text(row.get("thread")), as_text(row.get("id"))): as_text(row.get("text")) for row in rows if row.get("id") is not None}
    given = [(as_text(row.get("thread")), as_text(row.get("parent"))) for row in rows]
    ids = any(key in texts for key in given)
    return [as_text(row.get("parent_text")) or (texts.get(key, "") if ids else key[1]) for row, key in zip(rows, given)]


def read_label(row: Mapping[str, Any], task: str) -> tuple[str | None, float | None]:
    """The row's label for a task and its probability, whatever shape they are written in."""
    value = row.get(task) if row.get(task) not in (None, "") else row.get("label")
    score = row.get(f"{task}_score", row.get("score"))
    if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        value = _on_target(value, as_text(row.get("target")))
    if isinstance(value, Mapping):
        score = value.get("score")
        value = value.get("label", value.get("choices"))
    if isinstance(value, list):  # of a tool whose labels are lists
        value = " + ".join(map(str, value))
    if value in (None, ""):
        return None, None
    return plain_label(value, task), _probability(score)


def _on_target(stances: Sequence[Mapping[str, Any]], target: str) -> Mapping[str, Any] | None:
    """Of stances on several targets the one on the row's own; the first where the row has none."""
    if not target:
        return stances[0]
    return next((each for each in stances if as_text(each.get("target")) == target), None)


def _probability(value: Any) -> float | None:
    """A score as a probability; None for any other number that a column ``score`` may hold (upvotes, logits)."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 <= number <= 1 else None


def plain_label(value: Any, task: str) -> str:
    """A label as the task spells it."""
    label = str(value).strip().lower()
    return ALIASES.get(task, {}).get(label, label)


def probabilities(row: Mapping[str, Any], task: str) -> list[float] | None:
    """What the classifier gave each label of the task, adding up to one; None where it said nothing.

    Where only the best label's probability stands there, the others share the rest; where
    not even that, the label has all.
    """
    value = row.get(task)
    if isinstance(value, list):
        value = next((each for each in value if each.get("target") == row.get("target")), None)
    labels = TASKS[task]
    if isinstance(value, Mapping) and isinstance(value.get("scores"), Mapping):
        found = [_probability(value["scores"].get(label) or 0) for label in labels]
        if None not in found and sum(found) > 0:  # type: ignore[arg-type]
            return [each / sum(found) for each in found]  # type: ignore[operator, arg-type]
    label, score = read_label({**row, "label": None, task: value}, task)
    if label not in labels:
        return None
    best = 1.0 if score is None else min(1.0, max(1 / len(labels), score))
    return [best if each == label else (1 - best) / (len(labels) - 1) for each in labels]


def _stream(held: bytes) -> Any:
    import io

    return io.BytesIO(held)


def _stem(name: str) -> str:
    stem = Path(name).name
    while Path(stem).suffix in _TABLES:
        stem = Path(stem).stem
    return stem


def _aside(name: str) -> bool:
    """What ``sample`` writes beside a sheet, and hidden files, are no labelled rows."""
    return name.startswith((".", "_")) or name.endswith(".labels.json")


def _saved_dataset(folder: str | Path) -> list[dict[str, Any]]:
    """The rows of a folder that ``datasets.Dataset.save_to_disk`` wrote."""
    from datasets import Dataset, load_from_disk

    try:
        found = load_from_disk(str(folder))
    except (FileNotFoundError, ValueError):
        found = None
    if not isinstance(found, Dataset):
        raise MalformedInput(
            "is no saved dataset", where=str(folder), remedy="give a file, or a folder of save_to_disk"
        )
    return found.to_list()


def _objects(source: Source) -> list[dict[str, Any]]:
    """Every row of a table, whatever its format; broken ones go to the source's report."""
    from analyzer.read import _rows_delimited as delimited
    from analyzer.read import _rows_json as rows_json

    if source.head.startswith(b"PAR1"):
        try:
            import pyarrow.parquet
        except ImportError:
            raise UsageError("Parquet needs pyarrow", remedy="run: pip install pyarrow") from None
        try:
            with source.open() as stream:
                return pyarrow.parquet.read_table(stream).to_pylist()
        except (pyarrow.ArrowException, OSError) as error:
            raise MalformedInput(f"damaged Parquet ({error})", where=source.name, remedy="write it again") from None
    if source.head_text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return [row for _, row in rows_json.objects(source, source.report)]
    found = delimited.rows(source, delimited.required(source), source.report)
    return [{name: _as_written(value) for name, value in row.items()} for _, row in found]


def _as_written(value: str) -> str:
    """A cell without the apostrophe that our own tables set before it."""
    return value[1:] if value.startswith("'") and cell(value[1:]) == value else value
