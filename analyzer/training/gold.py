"""Labelled rows to learn from: read as ``evaluate`` reads them, repeats dropped, a fifth held out."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.classify.base import TASKS
from analyzer.errors import MalformedInput
from analyzer.evaluate.annotations import read_annotations
from analyzer.evaluate.rows import as_text, parent_texts

HELD_OUT = 5  # every fifth row chooses and calibrates
FEWEST = 40  # labelled rows below which no head is fitted
GROUPS = 10  # threads, or texts answered, below which rows are not divided by them
BESIDE = {"stance": ("target", "target"), "reply": ("parent", "parent_text")}  # what else a task reads, here and in the file


@dataclass(frozen=True, slots=True)
class Gold:
    """Rows with ``text``, ``target``, ``parent``, ``label``, ``lang``, ``thread`` and ``corpus``.

    Attributes:
        kept: to learn from.
        held: to score and calibrate by; no thread, text answered or text stands on both sides.
        repeats: rows left out that say the same of the same as another; links, @names, case and punctuation do not tell them apart.
        unlabelled: rows left out without a label of the task, or on which annotators tie, or without a text, or the target or parent that it needs.
    """

    kept: list[dict[str, Any]]
    held: list[dict[str, Any]]
    repeats: int
    unlabelled: int


def read_gold(path: str | Path, task: str, columns: Mapping[str, str] | None = None) -> Gold:
    """Read the labelled rows of a file or folder.

    Raises:
        InputError: it cannot be read, or says too little to learn from.
        UsageError: a column that is mapped is not there.
    """
    found = read_annotations([path], task, columns)
    units = [(unit.row, unit.truth) for unit in found.units]
    rows, seen, bare, repeats = [], set(), 0, 0
    for (row, label), parent in zip(units, parent_texts([row for row, _ in units])):
        one = {
            "text": as_text(row.get("text")), "target": str(row.get("target") or ""), "parent": parent if task == "reply" else "",
            "label": label, "lang": row.get("lang") if isinstance(row.get("lang"), str) else None,
            "thread": str(row.get("thread") or ""), "corpus": "gold",
        }  # fmt: skip
        if label is None or not one["text"]:
            continue
        if task in BESIDE and not one[BESIDE[task][0]]:
            bare += 1
            continue
        key = tuple(plain(one[name]) or one[name] for name in ("text", "target", "parent"))
        repeats += key in seen
        if key not in seen:
            seen.add(key)
            rows.append(one)
    if len(rows) < FEWEST:
        raise _too_few(path, task, len(rows), bare, found.left_out)
    kept, held = divide(rows, str(path))
    if missing := [label for label in TASKS[task] if label not in {row["label"] for row in kept}]:
        raise MalformedInput(f"has no row labelled {', '.join(missing)} to learn from", where=str(path), remedy="label some")
    said = len(rows) + repeats  # of the units; the others are ties, or lack a text, a target or a parent
    return Gold(kept, held, repeats, found.unlabelled + found.unusable + found.broken + len(units) - said)


def _too_few(path: str | Path, task: str, usable: int, bare: int, others: Counter[str]) -> MalformedInput:
    told, remedy = "", f"give {FEWEST} labelled rows or more"
    if others:
        told += f"; labels that are none of the task's: {dict(others.most_common(5))}"
    if bare:
        name = BESIDE[task][1]
        told, remedy = f"{told}; {bare} have no {name}", f"map it with --column {name}=NAME"
    return MalformedInput(f"has {usable} usable rows{told}", where=str(path), remedy=remedy)


def divide(rows: Sequence[dict[str, Any]], where: str = "") -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows to learn from and a fifth to choose by: whole threads where there are ``GROUPS`` of them, else whole texts answered, else texts.

    Raises:
        MalformedInput: too few different texts.
    """
    for level in (("thread", "parent", "text"), ("parent", "text"), ("text",)):
        keys = [next(plain(row[name]) or row[name] for name in level if row[name]) for row in rows]
        sizes, room = Counter(keys), len(rows) // HELD_OUT
        chosen = set()
        for key in sorted(sizes, key=lambda key: hashlib.sha256(key.encode()).digest()):
            if sizes[key] <= room:
                chosen.add(key)
                room -= sizes[key]
        held = [row for row, key in zip(rows, keys) if key in chosen]
        if len(sizes) >= GROUPS and 2 * len(held) * HELD_OUT >= len(rows):
            return [row for row, key in zip(rows, keys) if key not in chosen], held
    raise MalformedInput("has too few different texts", where=where, remedy=f"label {GROUPS} or more")


def plain(text: str) -> str:
    """Text as compared between rows: no links, no @names, no case, one blank."""
    return " ".join(re.sub(r"https?://\S+|@\w+|\W+", " ", text.lower()).split())
