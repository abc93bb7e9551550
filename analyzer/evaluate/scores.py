"""Scores of labels against the truth, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analyzer.agreement import cluster_sums, resampled

BINS = 10
THRESHOLDS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def score(
    truth: Sequence[str], guesses: Sequence[Mapping[str, Any]], labels: Sequence[str],
    clusters: Sequence[Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Scores of guesses (objects with ``label`` and perhaps ``score``) against the truth.

    Macro-F1 is the mean over the labels that occur in the truth. The calibration error is
    that of Guo et al. (2017): ten bins of the top probability.

    Args:
        clusters: what each row belongs to (its thread); given, macro-F1 and each F1 get 95 %
            bootstrap intervals over whole clusters; a draw says something of the labels in its truth only.
    """
    said = [str(guess["label"]) for guess in guesses]
    matrix = confusion(truth, said, labels)
    precision, recall, f1 = (each[0] for each in _rates(matrix[None]))
    support = matrix.sum(axis=1).astype(int)
    present = support > 0
    out: dict[str, Any] = {
        "macro_f1": round(float(f1[present].mean()), 4),
        "accuracy": round(float(np.trace(matrix) / matrix.sum()), 4),
        "labels": {
            label: {"precision": round(float(precision[i]), 4), "recall": round(float(recall[i]), 4),
                    "f1": round(float(f1[i]), 4), "rows": int(support[i])}
            for i, label in enumerate(labels)
        },
        "confusion": {label: dict(zip(labels, map(int, row))) for label, row in zip(labels, matrix)},
    }  # fmt: skip
    if clusters is not None and len(truth) > 1:
        matrices = resampled(cluster_sums(_one_by_one(truth, said, labels), clusters))
        draws, seen = _rates(matrices)[2], matrices.sum(axis=2) > 0
        out["macro_f1_interval"] = _ends(draws.mean(axis=1, where=seen))
        for i, label in enumerate(labels):
            out["labels"][label]["f1_interval"] = _ends(draws[seen[:, i], i]) if seen[:, i].any() else None
    if all(guess.get("score") is not None for guess in guesses):
        confidence = [g["score"] for g in guesses]
        out["ece"] = calibration_error(confidence, [s == t for s, t in zip(said, truth)])
        out["ece_by_chance"] = calibration_by_chance(confidence)
    return out


def abstaining(
    truth: Sequence[str], guesses: Sequence[Mapping[str, Any]], labels: Sequence[str]
) -> list[dict[str, float]]:
    """What a threshold on the score costs and gains: for each the share of rows still labelled, and their scores."""
    out = []
    for below in THRESHOLDS:
        kept = [(t, str(g["label"])) for t, g in zip(truth, guesses) if float(g["score"]) >= below]
        if kept:
            matrix = confusion(*zip(*kept), labels)
            right = float(np.trace(matrix) / matrix.sum())
            out.append({"below": below, "labelled": round(len(kept) / len(truth), 4), "accuracy": round(right, 4),
                        "macro_f1": round(macro_f1(matrix), 4)})  # fmt: skip
    return out


def confusion(
    truth: Sequence[str], said: Sequence[str], labels: Sequence[str], weight: Sequence[float] | None = None
) -> np.ndarray:
    """Counts (or sums of weights) [K, K], truth by what was said."""
    out = np.zeros((len(labels), len(labels)))
    number = {label: i for i, label in enumerate(labels)}
    np.add.at(out, ([number[t] for t in truth], [number[s] for s in said]), 1.0 if weight is None else weight)
    return out


def macro_f1(matrix: np.ndarray) -> float:
    """Mean F1 over the labels that occur in the truth, of a confusion matrix."""
    return float(_rates(matrix[None])[2][0][matrix.sum(axis=1) > 0].mean())


def calibration_error(confidence: Sequence[float], correct: Sequence[bool], bins: int = BINS) -> float:
    """Expected calibration error: the mean gap between confidence and accuracy, over equal bins."""
    says = np.asarray(confidence, dtype=float)
    return round(_gap(_bins(says, bins), says, np.asarray(correct, dtype=float)), 4)


def calibration_by_chance(confidence: Sequence[float], draws: int = 200) -> float:
    """The calibration error to expect of scores that mean exactly what they say, on so few rows.

    The error is a sum of absolute gaps and so never nil on a sample; this is its mean where each
    row is right with the probability that its score claims (Vaicenavicius et al. 2019,
    "Evaluating model calibration in classification"). An error no larger says nothing against the scores.
    """
    says, rng = np.asarray(confidence, dtype=float), np.random.default_rng(0)
    bins = _bins(says, BINS)
    return round(float(np.mean([_gap(bins, says, rng.random(len(says)) < says) for _ in range(draws)])), 4)


def _bins(says: np.ndarray, bins: int) -> np.ndarray:
    return np.minimum(bins - 1, (says * bins).astype(int))


def _gap(bins: np.ndarray, says: np.ndarray, right: np.ndarray) -> float:
    return float(np.abs(np.bincount(bins, says - right)).sum()) / max(1, len(says))


def _one_by_one(truth: Sequence[str], said: Sequence[str], labels: Sequence[str]) -> np.ndarray:
    number = {label: i for i, label in enumerate(labels)}
    out = np.zeros((len(truth), len(labels), len(labels)), dtype=np.float32)
    out[np.arange(len(truth)), [number[t] for t in truth], [number[s] for s in said]] = 1
    return out


def _rates(matrices: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Precision, recall and F1 [n, K] of confusion matrices [n, K, K]; 0 where they are not defined."""
    hits = np.diagonal(matrices, axis1=1, axis2=2)
    said, true = matrices.sum(axis=1), matrices.sum(axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = (hits / said, hits / true, 2 * hits / (said + true))
    return tuple(np.nan_to_num(part, nan=0.0) for part in parts)  # type: ignore[return-value]


def _ends(draws: np.ndarray) -> list[float]:
    return [round(float(v), 4) for v in np.percentile(draws, [2.5, 97.5])]
