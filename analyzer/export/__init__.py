"""Stage 5, export: labelled threads out to files, one writer a format behind one registry.

A writer is given the comments of one thread after the other, as the JSON objects of the
contract, and closes its file at the end: an export needs no more memory than a thread.
Comments are hostile input: each writer escapes what its format could execute.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from analyzer.errors import UsageError

LINE, DEEPEST, SHORT = 110, 5, 20  # of JSON for people: letters left on a line, levels broken up, entries of a short list
ROW_GROUP = 10_000  # rows of a Parquet file that are written together
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
_FORMULA = re.compile(r"^[\s\x00-\x1f]*[=+\-@]")


class Writer(Protocol):
    """What every exporter offers."""

    def add(self, comments: Iterable[Mapping[str, Any]]) -> None:
        """Write comments."""

    def close(self) -> None:
        """Finish the file."""


_EXPORTERS: dict[str, Callable[[Path], Writer]] = {}


def register(name: str) -> Callable[[Any], Any]:
    """Class decorator: register an exporter under ``name`` (what ``--export`` takes)."""

    def add(cls: Any) -> Any:
        _EXPORTERS[name] = cls
        return cls

    return add


def exporters() -> tuple[str, ...]:
    """The names of all exporters."""
    return tuple(sorted(_EXPORTERS))


def exporter(name: str) -> Callable[[Path], Writer]:
    """The exporter called ``name``: a callable that takes the file to write.

    Raises:
        UsageError: there is none of that name.
    """
    if name not in _EXPORTERS:
        raise UsageError(f"no exporter is called {name!r}", remedy=f"use one of: {', '.join(exporters())}")
    return _EXPORTERS[name]


def whole_letters(text: str) -> str:
    """Text that can be written as UTF-8: a half of a character (lone surrogate) becomes U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def write_json(path: Path, value: Any) -> None:
    """Write JSON for people and programs: UTF-8, what is short on one line, one final line end."""
    path.write_text(to_json(value) + "\n", encoding="utf-8")


def to_json(value: Any) -> str:
    """JSON in lines that a person can read and ``diff`` can compare: what is short, and each entry of a long list, on one.

    ``json.dumps(indent=...)``, which is written in Python, takes ten times as long.
    """
    return whole_letters(_in_lines(value, 0))


def _in_lines(value: Any, depth: int) -> str:
    if depth == DEEPEST or not value or not isinstance(value, (dict, list, tuple)):
        return _ENCODE(value)
    if isinstance(value, dict):
        parts = [f"{_ENCODE(str(key))}: {_in_lines(v, depth + 1)}" for key, v in value.items()]
        start, end = "{}"
    else:
        parts = [_in_lines(v, depth + 1 if len(value) <= SHORT else DEEPEST) for v in value]
        start, end = "[]"
    if sum(map(len, parts)) + 2 * len(parts) <= LINE and not any("\n" in part for part in parts):
        return f"{start}{', '.join(parts)}{end}"
    pad = " " * (depth + 1)
    body = f",\n{pad}".join(parts)
    return f"{start}\n{pad}{body}\n{' ' * depth}{end}"


def to_line(value: Any) -> str:
    """One JSON Lines row. The two Unicode line separators are escaped, as some tools split there."""
    text = json.dumps(value, ensure_ascii=False)
    return whole_letters(text).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + "\n"


@register("jsonl")
class JsonLines:
    """The comments as the contract describes them, one a line."""

    def __init__(self, path: Path) -> None:
        self._file = open(path, "w", encoding="utf-8", newline="\n")

    def add(self, comments: Iterable[Mapping[str, Any]]) -> None:
        self._file.writelines(map(to_line, comments))

    def close(self) -> None:
        self._file.close()


COLUMNS = (
    "id", "thread", "n", "kind", "depth", "parent", "parent_source", "speaker", "speaker_id", "posted", "lang", "text",
    "sentiment", "sentiment_score", "stance_target", "stance", "stance_score", "reply", "reply_score",
    "debate", "frame", "frame_score", "frame_pair", "frame_respect", "frame_voice", "evidence", "counterclaim",
)  # fmt: skip


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A comment as one flat row of ``COLUMNS``; several stance targets are joined by ``; ``, and their scores left out."""
    out: dict[str, Any] = {key: row.get(key) for key in COLUMNS[:12]}
    out["lang"] = (row.get("lang") or {}).get("label")
    for task in ("sentiment", "reply"):
        if label := row.get(task):
            out |= {task: label["label"], f"{task}_score": label["score"]}
    if stances := row.get("stance"):
        out |= {
            "stance_target": "; ".join(s["target"] for s in stances), "stance": "; ".join(s["label"] or "" for s in stances),
            "stance_score": stances[0]["score"] if len(stances) == 1 else None,
        }  # fmt: skip
    if frame := row.get("frame"):
        out |= {
            "debate": frame["debate"], "frame": frame["label"], "frame_score": frame["score"],
            "frame_pair": " / ".join(frame["pair"]) or None,
            "frame_respect": "; ".join(frame.get("respect") or ()) or None, "frame_voice": frame.get("voice"),
            "evidence": " […] ".join(row["text"][s["start"] : s["end"]] for s in frame["evidence"]) or None,
            "counterclaim": row["text"][against["start"] : against["end"]] if (against := frame.get("counterclaim")) else None,
        }  # fmt: skip
    return {key: out.get(key) for key in COLUMNS}


def safe_cell(value: Any) -> Any:
    """A cell that no spreadsheet runs as a formula: text that begins like one gets an apostrophe.

    NUL bytes, which no CSV reader takes, become U+FFFD, and so do halves of characters.
    """
    if not isinstance(value, str):
        return value
    value = whole_letters(value).replace("\x00", "\ufffd")
    return f"'{value}" if _FORMULA.match(value) else value


@register("csv")
class Csv:
    """One flat row a comment (RFC 4180, UTF-8 with a byte-order mark for Excel)."""

    def __init__(self, path: Path) -> None:
        self._file = open(path, "w", encoding="utf-8-sig", newline="")
        self._rows = csv.DictWriter(self._file, COLUMNS, lineterminator="\r\n")
        self._rows.writeheader()

    def add(self, comments: Iterable[Mapping[str, Any]]) -> None:
        for comment in comments:
            self._rows.writerow({k: safe_cell(v) for k, v in flat(comment).items()})

    def close(self) -> None:
        self._file.close()


@register("parquet")
class Parquet:
    """The columns of the CSV, typed (needs the extra ``parquet``)."""

    def __init__(self, path: Path) -> None:
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError:
            raise UsageError("Parquet needs pyarrow", remedy="run: pip install pyarrow") from None
        kinds = {"n": pyarrow.int64(), "depth": pyarrow.int64()}
        fields = [(c, pyarrow.float64() if c.endswith("_score") else kinds.get(c, pyarrow.string())) for c in COLUMNS]
        self._schema, self._table = pyarrow.schema(fields), pyarrow.Table
        self._file = pyarrow.parquet.ParquetWriter(path, self._schema)
        self._rows: list[dict[str, Any]] = []

    def add(self, comments: Iterable[Mapping[str, Any]]) -> None:
        for comment in comments:
            self._rows.append(flat(comment))
            if len(self._rows) == ROW_GROUP:
                self._write()

    def close(self) -> None:
        self._write()
        self._file.close()

    def _write(self) -> None:
        if self._rows:
            self._file.write_table(self._table.from_pylist(self._rows, schema=self._schema))
            self._rows = []
