"""Choosing and calibrating: macro-F1 by corpus and language, and the temperature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analyzer.classify.heads import softmax


def fit_temperature(logits: np.ndarray, truth: np.ndarray) -> float:
    """The temperature that makes the likelihood of ``truth`` largest (Guo et al. 2017, "On calibration").

    Args:
        logits: [rows, labels].
        truth: int [rows].
    """
    grid = np.exp(np.linspace(np.log(0.3), np.log(6), 120))
    losses = [-np.log(softmax(logits / t)[np.arange(len(truth)), truth] + 1e-12).mean() for t in grid]
    return round(float(grid[int(np.argmin(losses))]), 4)


def calibration_error(probabilities: np.ndarray, truth: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error of the best label's score, equal-width bins (Naeini et al. 2015)."""
    score, right = probabilities.max(1), probabilities.argmax(1) == truth
    place = np.minimum((score * bins).astype(int), bins - 1)
    return float(sum(abs(score[place == b].mean() - right[place == b].mean()) * (place == b).mean() for b in set(place)))


def report(rows: Sequence[Mapping[str, Any]], labels: Sequence[str], probabilities: np.ndarray) -> dict[str, Any]:
    """Macro-F1 in percent by corpus and, for corpora of several languages, by language."""
    from sklearn.metrics import f1_score

    guess = np.array(labels)[probabilities.argmax(1)]
    truth = np.array([r["label"] for r in rows])
    out: dict[str, dict[str, Any]] = {}
    for corpus in dict.fromkeys(r["corpus"] for r in rows):
        mine = np.array([r["corpus"] == corpus for r in rows])
        present = sorted(set(truth[mine]))
        by_lang = {}
        for lang in sorted({r.get("lang") or "und" for r, m in zip(rows, mine) if m}):
            here = mine & np.array([(r.get("lang") or "und") == lang for r in rows])
            score = f1_score(truth[here], guess[here], labels=present, average="macro", zero_division=0)
            by_lang[lang] = round(100 * float(score), 1)
        scores = f1_score(truth[mine], guess[mine], labels=present, average=None, zero_division=0)
        out[corpus] = {
            "rows": int(mine.sum()), "macro_f1": round(100 * float(scores.mean()), 1),
            "mean_of_languages": round(float(np.mean(list(by_lang.values()))), 1),
            "by_label": {str(k): round(100 * float(v), 1) for k, v in zip(present, scores)}, "by_language": by_lang,
        }  # fmt: skip
    return out
