"""How far annotators agree, beyond what chance would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

SEED, DRAWS = 20141114, 1000


def krippendorff_alpha(units: Sequence[Sequence[str]]) -> float | None:
    """Krippendorff's alpha for nominal labels: 1 full agreement, 0 what chance gives.

    Args:
        units: for each unit the labels that it got, from however many annotators; units
            with fewer than two labels do not count (that is how missing labels are dealt with).

    Returns:
        None where no unit has two labels, or where only one label was ever given: nothing
        can then be said about agreement beyond chance.

    Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability". Written here because
    the package ``krippendorff`` is under the GPL.
    """
    found = _alphas(_coincidences(units).sum(axis=0)[None])
    return None if np.isnan(found[0]) else float(found[0])


def alpha_interval(units: Sequence[Sequence[str]], clusters: Sequence[Any]) -> tuple[float, float] | None:
    """95 % bootstrap interval of alpha, over ``clusters`` of units (threads, or the units themselves)."""
    sums = cluster_sums(_coincidences(units), clusters)
    found = _alphas(resampled(sums))
    found = found[~np.isnan(found)]
    return tuple(float(v) for v in np.percentile(found, [2.5, 97.5])) if len(found) > DRAWS / 2 else None  # type: ignore[return-value]


def cohen_kappas(labels: Mapping[str, Mapping[Any, str]]) -> list[dict[str, Any]]:
    """Cohen's kappa of every pair of annotators, on the units that both labelled.

    Args:
        labels: annotator to unit to label.

    Returns:
        A row a pair: ``annotators``, ``units``, ``agree`` (share of equal labels), ``kappa``
        (None where chance agreement is full, or there is no common unit). Cohen (1960), by scikit-learn.
    """
    from sklearn.metrics import cohen_kappa_score

    out = []
    for a, b in combinations(sorted(labels), 2):
        both = [unit for unit in labels[a] if unit in labels[b]]
        mine, theirs = [labels[a][u] for u in both], [labels[b][u] for u in both]
        same = sum(x == y for x, y in zip(mine, theirs))
        kappa = cohen_kappa_score(mine, theirs) if len({*mine, *theirs}) > 1 else float("nan")
        out.append({
            "annotators": [a, b], "units": len(both), "agree": round(same / len(both), 4) if both else None,
            "kappa": None if np.isnan(kappa) else round(float(kappa), 4),
        })  # fmt: skip
    return out


def cluster_sums(rows: np.ndarray, clusters: Sequence[Any]) -> np.ndarray:
    """``rows`` [n, ...] summed over equal ``clusters``, in the order of the clusters' first rows."""
    number = {cluster: i for i, cluster in enumerate(dict.fromkeys(clusters))}
    out = np.zeros((len(number), *rows.shape[1:]))
    np.add.at(out, [number[cluster] for cluster in clusters], rows)
    return out


def resampled(sums: np.ndarray, draws: int = DRAWS) -> np.ndarray:
    """Totals [draws, ...] of clusters [c, ...] drawn with replacement; seeded.

    Equal clusters are drawn as one, by their number, so that many rows cost no more than few.
    """
    kinds, counts = np.unique(sums.reshape(len(sums), -1), axis=0, return_counts=True)
    dice, out = np.random.default_rng(SEED), []
    step = max(1, 2_000_000 // len(kinds))
    for at in range(0, draws, step):
        picks = dice.multinomial(len(sums), counts / len(sums), min(step, draws - at))
        out.append(picks.astype(float) @ kinds)
    return np.concatenate(out).reshape(draws, *sums.shape[1:])


def _coincidences(units: Sequence[Sequence[str]]) -> np.ndarray:
    """For each unit the matrix [K, K] of pairs of its labels, weighed so that a unit of m labels adds up to m."""
    number = {label: i for i, label in enumerate(sorted({label for unit in units for label in unit}))}
    out = np.zeros((len(units), len(number), len(number)))
    for u, unit in enumerate(units):
        if len(unit) > 1:
            counts = np.bincount([number[label] for label in unit], minlength=len(number)).astype(float)
            out[u] = (np.outer(counts, counts) - np.diag(counts)) / (len(unit) - 1)
    return out


def _alphas(pairs: np.ndarray) -> np.ndarray:
    """Alpha of each matrix of coincidences [.., K, K]; nan where it is not defined."""
    totals = pairs.sum(axis=-1)
    n = totals.sum(axis=-1)
    observed = n - np.trace(pairs, axis1=-2, axis2=-1)
    expected = n**2 - (totals**2).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - (n - 1) * observed / expected, np.nan)
