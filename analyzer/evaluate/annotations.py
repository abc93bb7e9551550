"""Who labelled what: labelled files of any number of annotators as one list of units.

Read are plain rows (one annotator), long tables (a row for each annotator, named in a
column ``annotator``), wide ones (a column ``label:NAME`` for each), a file for each
annotator, Label Studio's exports (JSON, JSON-MIN, CSV) and doccano's. The shape is found
from the content.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analyzer.classify.base import TASKS
from analyzer.errors import EmptyInput, InputError, MalformedInput, UsageError
from analyzer.evaluate.rows import as_text, files_of, mapped, objects_of, plain_label, read_label, unguarded

WHO = ("annotator", "annotator_id", "coder", "rater", "completed_by")
DECIDES = ("adjudicated", "gold", "consensus")  # annotators whose label is the truth, where they gave one
_WIDE = re.compile(r"(label|%s)[:.](.+)|label[ _-]?(\d+)" % "|".join(TASKS))


@dataclass(frozen=True)
class Unit:
    """One thing that was labelled.

    Attributes:
        row: its columns, with ``id`` where there is one.
        labels: annotator to label; a nameless annotator is "".
    """

    row: Mapping[str, Any]
    labels: Mapping[str, str]

    @property
    def truth(self) -> str | None:
        """The adjudicated label, else what most annotators say; None on a tie."""
        for judge in DECIDES:
            if judge in self.labels:
                return self.labels[judge]
        ranked = Counter(self.labels.values()).most_common(2)
        return None if len(ranked) > 1 and ranked[0][1] == ranked[1][1] else ranked[0][0]

    @property
    def votes(self) -> dict[str, str]:
        """The labels of annotators, without that of the adjudicator."""
        return {who: label for who, label in self.labels.items() if who not in DECIDES}

    @property
    def key(self) -> tuple[str, str, str]:
        """Thread, id and target, by which predictions and comments are found."""
        return tuple(as_text(self.row.get(name)) for name in ("thread", "id", "target"))  # type: ignore[return-value]


@dataclass
class Labelled:
    """Everything that labelled files hold for one task.

    Attributes:
        units: what has a label of the task, in the order of the files.
        task: the task.
        left_out: labels that are none of the task, with their numbers.
        unlabelled: rows without any label.
        unusable: rows whose labels are all none of the task.
        broken: rows that could not be read, or have no text.
    """

    units: list[Unit]
    task: str
    left_out: Counter[str] = field(default_factory=Counter)
    unlabelled: int = 0
    unusable: int = 0
    broken: int = 0

    @property
    def annotators(self) -> list[str]:
        """The names of those who labelled, but not of the adjudicator."""
        return sorted({who for unit in self.units for who in unit.votes})


def read_annotations(
    paths: Sequence[str | Path], task: str | None = None, columns: Mapping[str, str] | None = None
) -> Labelled:
    """Labelled files as units, one for each comment (and target), with the label of each annotator.

    Args:
        paths: files, folders or zip archives; with several tables each is an annotator's,
            unless a column says who labelled.
        task: which labels are read; found from the labels where it is not given.
        columns: column mapping, ours to theirs; ``label`` may name several, one for each
            annotator, with commas between.

    Raises:
        InputError: nothing can be read, or a row contradicts another.
        UsageError: an unknown task, or a mapped column that is not there.
    """
    if task is not None and task not in TASKS:
        raise UsageError(f"there is no task {task!r}", remedy=f"use one of: {', '.join(TASKS)}")
    columns, named = dict(columns or {}), []
    if "," in columns.get("label", ""):
        named = [name.strip() for name in columns.pop("label").split(",")]
    tables = [each for path in paths for each in files_of(path)]
    read: list[tuple[str, str, list[dict[str, Any]]]] = []
    broken = 0
    for stem, source in tables:
        mine = [flat for row in objects_of(source, columns) for flat in _flat(row)]
        mine = mapped(mine, columns, source.name)
        for name in named:
            if mine and not any(name in row for row in mine):
                raise UsageError(
                    f"{source.name} has no column {name!r}", remedy=f"its columns are: {', '.join(mine[0])}"
                )
        kept = [row for row in mine if row.get("text") not in (None, "") or row.get("comment_id") not in (None, "")]
        broken += len(source.report.rejects) + len(mine) - len(kept)
        read.append((stem, source.name, [unguarded(row if "id" in columns else _named(row)) for row in kept]))
    whose = _whose(read) if len(read) > 1 else [""] * len(read)
    rows = [(who, row) for who, (_, _, mine) in zip(whose, read) for row in mine]
    where = str(paths[0]) if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more"
    if not rows:
        raise MalformedInput("has no row with text", where=where, remedy="map it with --column text=NAME")
    votes = [(row, list(_votes(row, who, named))) for who, row in rows]
    task = task or _guess_task(votes, where)
    return _gather(votes, task, broken, where)


def rows_there(path: str | Path) -> list[dict[str, Any]]:
    """The rows of a file that is about to be written over; none where there is no file, or an empty one.

    Raises:
        UsageError: it cannot be read, so that nobody knows what would be lost.
    """
    if not Path(path).is_file():
        return []
    try:
        return [unguarded(_named(flat)) for _, table in files_of(path) for row in objects_of(table) for flat in _flat(row)]
    except EmptyInput:
        return []
    except InputError as error:
        raise UsageError(f"{path} is there, and is no sheet ({error.reason})", remedy="give another name") from None


def labels_of(rows: Iterable[Mapping[str, Any]]) -> set[tuple[Any, str, str]]:
    """Every label that rows carry, of whatever task: of what, by whom, and which."""
    return {
        (_key(row, number), who, label)
        for number, row in enumerate(map(_named, map(dict, rows)))
        for who, cells in _votes(row, "", ())
        for task in TASKS
        if (label := read_label(cells, task)[0]) is not None
    }


def _whose(read: Sequence[tuple[str, str, Sequence[Mapping[str, Any]]]]) -> list[str]:
    """The annotator of each table (its stem, its name, its rows): the stem.

    Where tables of one stem label the same rows, so that two people did, the folder stands before it.
    """
    number = itertools.count()
    keys = [(stem, {_key(row, next(number)) for row in rows}) for stem, _, rows in read]
    seen = Counter((stem, key) for stem, mine in keys for key in mine)
    twice = {stem for (stem, _), count in seen.items() if count > 1}
    return [
        f"{Path(name.replace('!', '/')).absolute().parent.name}/{stem}" if stem in twice else stem for stem, name, _ in read
    ]


def _gather(votes: list[tuple[dict[str, Any], list[tuple[str, Mapping[str, Any]]]]], task: str, broken: int,
            where: str) -> Labelled:  # fmt: skip
    out = Labelled([], task, broken=broken)
    labels: dict[Any, dict[str, str]] = {}
    known: dict[Any, dict[str, Any]] = {}
    blank: dict[Any, None] = {}
    other: dict[Any, None] = {}
    for number, (row, each) in enumerate(votes):
        key = _key(row, number)
        known[key] = row | {name: value for name, value in known.get(key, {}).items() if value not in (None, "")}
        for who, cells in each:
            label, _ = read_label(cells, task)
            if label is None:
                blank[key] = None
            elif label not in TASKS[task]:
                out.left_out[label] += 1
                other[key] = None
            elif who not in labels.setdefault(key, {}):
                labels[key][who] = label
            elif not who:
                raise MalformedInput(
                    f"the id {row['id']!r} stands there twice", where=where,
                    remedy="make ids unique in their thread, or say who labelled in a column 'annotator'",
                )  # fmt: skip
            elif labels[key][who] != label:
                raise MalformedInput(
                    f"{who} labels {row.get('id') or row.get('text')!r} as {labels[key][who]} and as {label}",
                    where=where, remedy="leave the one that counts",
                )  # fmt: skip
    labels = {key: mine for key, mine in labels.items() if mine}
    out.units = [Unit(known[key], mine) for key, mine in labels.items()]
    out.unlabelled = sum(key not in labels for key in blank)
    out.unusable = sum(key not in labels and key not in blank for key in other)
    if not out.units:
        seen = ", ".join(sorted(out.left_out)[:8]) or "no label at all"
        raise MalformedInput(
            f"no row has a {task} label ({', '.join(TASKS[task])}); seen: {seen}", where=where,
            remedy="name the column with --column label=NAME, or the task with --task",
        )  # fmt: skip
    return out


def _key(row: Mapping[str, Any], number: int) -> Any:
    """What tells a unit from others; rows without an id are the same only for named annotators."""
    if row.get("id") not in (None, ""):
        return tuple(as_text(row.get(name)) for name in ("thread", "id", "target"))
    if any(row.get(name) not in (None, "") for name in WHO):
        return "text", *(as_text(row.get(name)) for name in ("thread", "text", "target"))
    return "row", number


def _flat(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A row as it is, or a Label Studio task as a row for each of its annotations."""
    if not isinstance(row.get("data"), Mapping):
        yield row
        return
    data = {"id": row.get("id"), **row["data"]}
    given = [a for a in row.get("annotations") or row.get("completions") or () if not a.get("was_cancelled")]
    for number, annotation in enumerate(given, 1):
        who = annotation.get("completed_by", annotation.get("created_username"))
        if isinstance(who, Mapping):
            who = who.get("email") or who.get("username") or who.get("id")
        chosen = {}
        for result in annotation.get("result") or ():
            if choices := (result.get("value") or {}).get("choices"):
                name = str(result.get("from_name", "label"))
                chosen[name if name in TASKS else "label"] = choices[0] if len(choices) == 1 else " + ".join(choices)
        yield {**data, **chosen, "annotator": str(who if who not in (None, "") else f"annotation {number}")}
    if not given:
        yield data


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """A tool gives its tasks ids of its own: the comment's is then ``comment_id``."""
    return row if row.get("comment_id") in (None, "") else row | {"id": row["comment_id"]}


def _votes(row: Mapping[str, Any], who: str, named: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each annotator of a row, with the cells that hold the label."""
    wide = [(name, name) for name in named] or [
        (name, match[2] or match[3]) for name in row if (match := _WIDE.fullmatch(str(name)))
    ]
    if wide:
        for column, annotator in wide:
            match = _WIDE.fullmatch(column)
            yield (
                annotator.strip(),
                {match[1] or "label" if match else "label": row.get(column), "target": row.get("target")},
            )
        return
    said = next((row[name] for name in WHO if row.get(name) not in (None, "")), who)
    if isinstance(said, Mapping):
        said = said.get("email") or said.get("id")
    yield str(said).strip(), row


def _guess_task(votes: Sequence[tuple[Mapping[str, Any], Sequence[tuple[str, Mapping[str, Any]]]]], where: str) -> str:
    """The task whose labels explain most rows; ``neutral`` alone cannot tell two tasks apart.

    A file that says of itself which task it is for, as samples do, is believed.
    """
    cells = [each for _, mine in votes for _, each in mine]
    stated = {str(row.get("task")) for row, _ in votes} & set(TASKS)
    if len(stated) == 1:
        return stated.pop()
    fits = {task: sum(read_label(row, task)[0] in labels for row in cells) for task, labels in TASKS.items()}
    if any("frame" in row for row in cells):
        return "frame"
    best = max(fits, key=lambda task: fits[task])
    if not fits[best]:
        seen = sorted({plain_label(row["label"], best) for row in cells if row.get("label") not in (None, "")})[:8]
        raise MalformedInput(
            f"has no label that any task knows{'; seen: ' + ', '.join(seen) if seen else ''}", where=where,
            remedy="name it with --column label=NAME and the task with --task",
        )  # fmt: skip
    return best
