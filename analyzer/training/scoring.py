"""Choosing and calibrating: macro-F1 by corpus and language, and the temperature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analyzer.classify.heads import softmax

FEWEST = 10  # threads of which a bootstrap says anything


def fit_temperature(logits: np.ndarray, truth: np.ndarray) -> float:
    """The temperature that makes the likelihood of ``truth`` largest (Guo et al. 2017, "On calibration").

    Args:
        logits: [rows, labels].
        truth: int [rows].
    """
    grid = np.exp(np.linspace(np.log(0.3), np.log(6), 120))
    losses = [-np.log(softmax(logits / t)[np.arange(len(truth)), truth] + 1e-12).mean() for t in grid]
    return round(float(grid[int(np.argmin(losses))]), 4)


def calibrated(logits: np.ndarray, rows: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> dict[str, Any]:
    """``temperature`` of logits [rows, labels], and with it ``calibration_error`` and ``scores`` (``report`` with intervals)."""
    from analyzer.evaluate.scores import calibration_error

    truth = np.array([labels.index(row["label"]) for row in rows])
    temperature = fit_temperature(logits, truth)
    probabilities = softmax(logits / temperature)
    error = calibration_error(probabilities.max(1).tolist(), (probabilities.argmax(1) == truth).tolist())
    return {"temperature": temperature, "calibration_error": error, "scores": report(rows, labels, probabilities, True)}


def report(
    rows: Sequence[Mapping[str, Any]], labels: Sequence[str], probabilities: np.ndarray, intervals: bool = False
) -> dict[str, Any]:
    """Macro-F1 in percent by corpus and by language.

    Args:
        rows: ``label``, ``corpus``, ``lang``; ``thread`` where intervals are asked for.
        labels: in the order of the columns.
        probabilities: [rows, labels], or anything else whose largest is the guess.
        intervals: add 95 % bootstrap intervals over threads; over rows where there are fewer than ``FEWEST`` threads.
    """
    from analyzer.evaluate.scores import score

    guess = np.array(labels)[probabilities.argmax(1)]

    def scored(mine: Sequence[int]) -> dict[str, Any]:
        threads = [rows[i].get("thread") or i for i in mine]
        groups = (threads if len(set(threads)) >= FEWEST else mine) if intervals else None
        found = score([rows[i]["label"] for i in mine], [{"label": guess[i]} for i in mine], labels, groups)
        out = {"rows": len(mine), "macro_f1": _points(found["macro_f1"])}
        if "macro_f1_interval" in found:
            out["interval"] = [_points(end) for end in found["macro_f1_interval"]]
        return out | {"by_label": {k: _points(v["f1"]) for k, v in found["labels"].items() if v["rows"]}}

    out: dict[str, dict[str, Any]] = {}
    for corpus in dict.fromkeys(row["corpus"] for row in rows):
        mine = [i for i, row in enumerate(rows) if row["corpus"] == corpus]
        langs = sorted({rows[i].get("lang") or "und" for i in mine})
        by_lang = {lang: scored([i for i in mine if (rows[i].get("lang") or "und") == lang]) for lang in langs}
        for each in by_lang.values():
            each.pop("by_label")
        mean = sum(each["macro_f1"] for each in by_lang.values()) / len(by_lang)
        out[corpus] = scored(mine) | {"mean_of_languages": round(mean, 1), "by_language": by_lang}
    return out


def _points(value: float) -> float:
    return round(100 * value, 1)
