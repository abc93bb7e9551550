"""Beside the stages: fitting heads of the embedded model, the shipped ones and users' own.

``train`` is what ``analyzer train`` calls. The recipes in ``models/`` call ``fit_head`` with the
corpora that they name, so that both go the same road: ``gold`` reads and divides rows, ``packing`` lays inputs out, ``states``
says what the frozen layers say, ``adapter`` fits low-rank maps and a head, ``scoring`` judges and
calibrates them.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from analyzer.classify.base import TASKS
from analyzer.errors import UsageError
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
    to set its temperature (``gold``). Repeats are dropped. The file written can be given to every
    command as ``--model TASK=FILE.safetensors``.

    Args:
        gold: labelled rows, as ``analyzer evaluate`` reads them, of any number of annotators: ``text`` with the label
            under the task's name or ``label``; ``target`` for stance, ``parent_text`` for reply.
        out: the head file to write, ``*.safetensors``.
        task: a key of ``TASKS``.
        columns: other names of columns.
        settings: rates and sizes; 3 epochs by default.
        work: a folder for states and checkpoints, from which an interrupted run goes on if it had the same
            rows and settings; a temporary one by default.
        say: takes lines of the log.

    Returns:
        ``rows``, ``held_out``, ``repeats``, ``unlabelled``, ``temperature``, ``calibration_error``, ``scores``
        of the held-out rows by corpus (here one, ``gold``), and ``before``, those of the embedded head.

    Raises:
        UsageError: an unknown task, a wrong file name, or ``peft`` is not installed.
        MalformedInput: too few rows, or a label of which no row is left.
    """
    from analyzer.classify.base import Item
    from analyzer.classify.heads import load_head
    from analyzer.classify.models import load_classifier
    from analyzer.training.fit import fit_head as fit
    from analyzer.training.gold import read_gold
    from analyzer.training.scoring import report

    if task not in TASKS:
        raise UsageError(f"there is no task {task!r}", remedy=f"use one of: {', '.join(TASKS)}")
    if Path(out).suffix != ".safetensors":
        raise UsageError(f"{out} is no .safetensors file", remedy="name the head file, for example my-stance.safetensors")
    found = read_gold(gold, task, columns)
    embedded = load_classifier(task)  # checks what the new head begins from, and stands on
    folder = Path(work) if work else Path(tempfile.mkdtemp(prefix="analyzer-train-"))
    try:
        begin = load_head(models_folder() / "heads" / f"{task}.safetensors")
        result = fit(task, found.kept, found.held, Path(out), folder, settings or Settings(epochs=3), start=begin, say=say)
    finally:
        if not work:
            shutil.rmtree(folder, ignore_errors=True)
    items = [Item(row["text"], row["target"], row["parent"]) for row in found.held]
    before = embedded.scores(items)
    after = load_classifier(task, str(out)).scores(items)  # as it will be used: long texts in windows, its maps in 8 bits
    return {
        "task": task, "rows": len(found.kept), "held_out": len(found.held), "repeats": found.repeats,
        "unlabelled": found.unlabelled, **result, "scores": report(found.held, embedded.labels, after, True),
        "before": report(found.held, embedded.labels, before),
    }  # fmt: skip


def fit_head(*args: Any, **kwargs: Any) -> dict[str, Any]:
    """See ``analyzer.training.fit.fit_head``; here so that the import of torch waits."""
    from analyzer.training.fit import fit_head as fit

    return fit(*args, **kwargs)

