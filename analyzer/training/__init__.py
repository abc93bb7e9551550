"""Beside the stages: fitting heads of the embedded model, the shipped ones and users' own.

``train`` is what ``analyzer train`` calls. The recipes in ``models/`` call ``fit_head`` with the
corpora that they name, so that both go the same road: ``packing`` lays inputs out, ``states``
says what the frozen layers say, ``adapter`` fits low-rank maps and a head, ``scoring`` judges and
calibrates them.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from analyzer.classify.base import TASKS
from analyzer.errors import MalformedInput, UsageError
from analyzer.paths import models_folder
from analyzer.training.settings import Settings

__all__ = ["Settings", "fit_head", "train"]

LAYERS = (6, 8, 9)
# How each task words its input and which pooled states its head reads (``HeadSpec``).
WORDING: dict[str, tuple[str, tuple[int, ...]]] = {
    "sentiment": ("{text}", (0, 1, 2, 5)),
    "stance": ("Comment: {text}\nStance on {target}:", (2, 4, 5)),
    "reply": ("Comment: {parent}\nReply: {text}\nThe reply", (2, 4, 5)),
    "frame": ("{text}", (0, 1, 2, 5)),
    "frame in its thread": (
        "Debate: {target}\nAnswered: {parent}\nComment: {text}\nThe writer says that the two are", (2, 4, 5),
    ),
}
LIMITS = {"text": 224, "target": 48, "parent": 96}  # tokens of each field that are trained on
HELD_OUT = 5  # every fifth thread or text chooses and calibrates
FEWEST = 40  # labelled rows below which no head is fitted


def train(
    gold: str | Path,
    out: str | Path,
    *,
    task: str,
    columns: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    work: str | Path | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> dict[str, Any]:
    """Fit a head to own labels, from where the embedded head of the task stands.

    A fifth of the rows, by thread, replied-to text or text, is held out to score the result and
    to set its temperature. Repeats are dropped. The file written can be given to every
    command as ``--model TASK=FILE.safetensors``.

    Args:
        gold: labelled rows, as ``analyzer evaluate`` reads them: ``text`` with the label under
            the task's name or ``label``; ``target`` for stance, ``parent_text`` for reply.
        out: the head file to write, ``*.safetensors``.
        task: a key of ``TASKS``.
        columns: other names of columns.
        settings: rates and sizes; 3 epochs by default.
        work: a folder for states and checkpoints, from which an interrupted run goes on; a
            temporary one by default.
        say: takes lines of the log.

    Returns:
        ``rows``, ``held_out``, ``repeats``, ``unlabelled``, ``temperature``, ``calibration_error``, ``scores``
        of the held-out rows by corpus (here one, ``gold``), and ``before``, those of the embedded head.

    Raises:
        UsageError: an unknown task, a wrong file name, or ``peft`` is not installed.
        MalformedInput: too few rows, or a label of which no row is left.
    """
    from analyzer.classify.heads import load_head
    from analyzer.classify.models import load_classifier
    from analyzer.evaluate.rows import read_label, read_rows
    from analyzer.training.fit import fit_head as fit
    from analyzer.training.scoring import report

    if task not in TASKS:
        raise UsageError(f"there is no task {task!r}", remedy=f"use one of: {', '.join(TASKS)}")
    if Path(out).suffix != ".safetensors":
        raise UsageError(f"{out} is no .safetensors file", remedy="name the head file, for example my-stance.safetensors")
    found, broken = read_rows(gold, columns)
    rows, seen, repeats, odd = [], set(), 0, Counter[str]()
    for row in found:
        label = read_label(row, task)[0]
        if label not in TASKS[task]:
            odd[str(label)] += 1
            continue
        one = {
            "text": str(row["text"]), "target": str(row.get("target") or ""), "corpus": "gold", "label": label,
            "parent": str(row.get("parent_text") or row.get("parent") or "") if task == "reply" else "",
            "lang": row.get("lang") if isinstance(row.get("lang"), str) else None, "thread": row.get("thread"),
        }  # fmt: skip
        key = (one["text"], one["target"], one["parent"])
        repeats += key in seen
        if key not in seen:
            seen.add(key)
            rows.append(one)
    if len(rows) < FEWEST:
        told = f"; labels that are none of the task's: {dict(odd.most_common(5))}" if odd else ""
        raise MalformedInput(f"has {len(rows)} usable rows{told}", where=str(gold), remedy=f"give {FEWEST} labelled rows or more")
    held = [r for r in rows if _side(r)]
    kept = [r for r in rows if not _side(r)]
    if missing := [label for label in TASKS[task] if label not in {r["label"] for r in kept}]:
        raise MalformedInput(f"has no row labelled {', '.join(missing)} to learn from", where=str(gold), remedy="label some")
    folder = Path(work) if work else Path(tempfile.mkdtemp(prefix="analyzer-train-"))
    try:
        begin = load_head(models_folder() / "heads" / f"{task}.safetensors")
        result = fit(task, kept, held, Path(out), folder, settings or Settings(epochs=3), start=begin, say=say)
    finally:
        if not work:
            shutil.rmtree(folder, ignore_errors=True)
    from analyzer.classify.base import Item

    embedded = load_classifier(task)
    before = embedded.scores([Item(r["text"], r["target"], r["parent"]) for r in held])
    return {
        "task": task, "rows": len(kept), "held_out": len(held), "repeats": repeats, "unlabelled": sum(odd.values()) + broken,
        **result, "before": report(held, embedded.labels, before),
    }  # fmt: skip


def fit_head(*args: Any, **kwargs: Any) -> dict[str, Any]:
    """See ``analyzer.training.fit.fit_head``; here so that the import of torch waits."""
    from analyzer.training.fit import fit_head as fit

    return fit(*args, **kwargs)


def _side(row: Mapping[str, Any]) -> bool:
    """Whether a row is held out: by what must not stand on both sides."""
    key = str(row.get("thread") or row.get("parent") or row["text"])
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % HELD_OUT == 0
