"""From labelled rows to a head file: wording, fitting, calibration, saving."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.classify.base import TASKS
from analyzer.classify.heads import Head, HeadSpec, fill, save_head, softmax
from analyzer.classify.models import base_hash
from analyzer.classify.trunk import WINDOW, load_model, load_tokenizer
from analyzer.errors import UsageError
from analyzer.paths import models_folder
from analyzer.training import LAYERS, LIMITS, WORDING
from analyzer.training.adapter import Inputs, fit_adapter, rank_of
from analyzer.training.scoring import calibrated, report
from analyzer.training.settings import Settings


def fit_head(
    task: str,
    rows: Sequence[Mapping[str, Any]],
    choose: Sequence[Mapping[str, Any]],
    out: Path,
    work: Path,
    settings: Settings,
    *,
    weights: np.ndarray | None = None,
    start: Head | None = None,
    wording: str | None = None,
    base: Path | None = None,
    layers: Sequence[int] = LAYERS,
    ask: Sequence[Mapping[str, Any]] = (),
    say: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Fit a head with its low-rank maps and write it.

    Args:
        task: a key of ``TASKS``.
        rows: to learn from: ``text``, ``label``, ``corpus`` and, where the task has them, ``target`` and
            ``parent``; ``domain`` (0 by default) is the output of the head that a row trains; ``taught``, where
            other heads have judged a row, the probabilities that they gave its labels (Hinton et al. 2015,
            "Distilling the knowledge"): with a label of its own it learns the mean of both.
        choose: rows to score and calibrate by; never trained on.
        out: the head file.
        work: a folder for states and checkpoints.
        settings: rates and sizes.
        weights: [rows], what each counts; by default classes weigh the same.
        start: a head to begin from, if it has maps of this rank; of another task, its maps only.
        wording: a key of ``WORDING``, where it is not the task's own.
        base: the folder of the backbone, ``models/base`` by default.
        layers: the layers that are pooled; the last one is the depth.
        ask: rows whose probabilities are wanted, ``work/asked.npy`` [ask, labels].
        say: takes lines of the log.

    Returns:
        ``temperature``, ``calibration_error`` and ``scores`` of the rows to choose by.

    Raises:
        UsageError: ``peft`` is not installed, the device is not there, or a layer that is pooled lies below the split.
    """
    try:
        import peft  # noqa: F401
    except ImportError:
        raise UsageError("training needs peft", remedy="run: pip install peft") from None
    if settings.device != "cpu" and not _has(settings.device):
        raise UsageError(f"there is no device {settings.device!r} here", remedy="use cpu")
    if settings.split >= min(layers):
        raise UsageError(f"with a split of {settings.split} layer {min(layers)} is not there to be pooled", remedy="split lower")
    began, labels = time.time(), TASKS[task]

    def tell(line: str) -> None:
        say(f"{time.time() - began:6.0f} s  {task}: {line}")

    template, pool = WORDING[wording or task]
    base = base or models_folder() / "base"
    tokenizer = load_tokenizer(base)
    train, choosing, asked = (word(each, template, tokenizer) for each in (rows, choose, ask))
    tell(
        f"{len(rows)} rows in {len(train.groups)} groups, {sum(map(len, train.groups))} tokens "
        f"({sum(map(len, train.ids))} unshared); {len(choose)} rows to choose by"
    )
    domain = np.array([r.get("domain", 0) for r in rows])
    targets = np.array([_target(r, labels, settings.smoothing) for r in rows])
    truth = np.array([labels.index(r["label"]) for r in choose])
    if weights is None:
        keys = [(r.get("domain", 0), r.get("label")) for r in rows]
        counts = Counter(keys)
        weights = np.array([1 / counts[key] for key in keys])
        weights = weights * len(rows) / weights.sum()

    def judge(logits: np.ndarray) -> str:
        scores = report(choose, labels, softmax(logits))
        return "  ".join(f"{k} {v['macro_f1']} ({v['mean_of_languages']} by language) {v['by_label']}" for k, v in scores.items())

    if start is not None and rank_of(start) != settings.rank:
        tell(f"begins at nothing: the {start.spec.task} head has maps of rank {rank_of(start)}, not {settings.rank}")
        start = None
    own_task = start is not None and (start.spec.task, start.spec.template, start.spec.pool, start.spec.layers) == (task, template, pool, tuple(layers))
    run_key = _digest(
        train.ids, targets, domain, weights, choosing.ids, asked.ids, asdict(settings), template, pool, tuple(layers), own_task,
        start.digest if start else "", base_hash(base),
    )  # fmt: skip
    fitted = fit_adapter(
        load_model(base, max(layers)), train, targets, domain, weights, choosing, asked, layers, pool, settings, work, judge, start, own_task, tell, run_key,
    )  # fmt: skip
    result = calibrated(fitted.logits, choose, labels)
    tell(f"temperature {result['temperature']}, calibration error {result['calibration_error']}, {judge(fitted.logits)}")
    source = f"analyzer.training, {len(rows)} rows of {', '.join(sorted({r['corpus'] for r in rows}))}, {asdict(settings)}"
    spec = HeadSpec(task, labels, template, pool, tuple(layers), result["temperature"], source, base_hash(base))
    save_head(out, spec, fitted.weight, fitted.bias, {f"lora.{name}": value for name, value in fitted.maps.items()})
    np.savez(work / "choosing.npz", logits=fitted.logits, truth=truth)
    if ask:
        np.save(work / "asked.npy", softmax(fitted.asked / result["temperature"]).astype(np.float32))
    return result


def _target(row: Mapping[str, Any], labels: Sequence[str], smoothing: float) -> np.ndarray:
    """The distribution over labels that a row is to get: its label's, smoothed, what it was taught, or their mean."""
    if row.get("label") is None:
        return np.array(row["taught"])
    own = np.full(len(labels), smoothing / len(labels))
    own[labels.index(row["label"])] += 1 - smoothing
    return own if row.get("taught") is None else (own + np.array(row["taught"])) / 2


def _digest(*parts: Any) -> str:
    """A hash over all that decides what a run learns."""
    found = hashlib.sha256()
    for each in parts:
        found.update(each.tobytes() if isinstance(each, np.ndarray) else repr(each).encode())
    return found.hexdigest()


def _has(device: str) -> bool:
    import torch

    try:
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError):
        return False
    return True


def word(rows: Sequence[Mapping[str, Any]], template: str, tokenizer: Any) -> Inputs:
    """Rows in a template's words, as token ids; a field longer than its limit is cut at a token."""

    def cut(texts: list[str], limits: list[int]) -> list[str]:
        texts = [text[: 12 * limit] for text, limit in zip(texts, limits)]
        found = tokenizer.encode_batch(texts)
        ends = [e.offsets[limit - 1][1] if len(e.ids) > limit else None for e, limit in zip(found, limits)]
        return [text[:end] for text, end in zip(texts, ends)]

    targets = cut([r.get("target") or "" for r in rows], [LIMITS["target"]] * len(rows))
    parents = cut([r.get("parent") or "" for r in rows], [LIMITS["parent"]] * len(rows))
    asks, answers = "{target}" in template, "{parent}" in template
    rooms = [LIMITS["text"] - (64 if asks else 100 if answers else 0)] * len(rows)
    if asks and answers:  # the whole window, as ``EmbeddedClassifier`` does
        frames = tokenizer.encode_batch([fill(template, "", target, parent) for target, parent in zip(targets, parents)])
        rooms = [WINDOW - 12 - len(frame.ids) for frame in frames]
    texts = cut([r["text"] for r in rows], rooms)
    worded = [fill(template, text, target, parent) for text, target, parent in zip(texts, targets, parents)]
    return Inputs.of([[2, *encoding.ids][:WINDOW] for encoding in tokenizer.encode_batch(worded)], texts)
