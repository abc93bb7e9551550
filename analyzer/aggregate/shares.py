"""Shares with intervals that do not mistake many comments for many people.

An interval is Wilson's (1927) for the effective number of observations: the number that,
were they independent, would vary as much as the cluster bootstrap (``draws``) says that
the clustered ones do (Kish 1965; Korn and Graubard 1998; compared with its rivals by Franco
and others 2019, where it is among the best). A percentile interval would say "100 % to
100 %" where all five speakers agree; this one does not. Where nobody is counted twice
in a cluster it is Wilson's own interval, which anyone can check by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.stats import t as student

from analyzer.aggregate.draws import Clusters, resample

LEVEL = 0.95
Z = NormalDist().inv_cdf((1 + LEVEL) / 2)
FEWEST_DEGREES = 2  # of freedom: with two clusters Student's quantile would leave nothing to say


@dataclass(frozen=True)
class Votes:
    """Countable things: each with a cluster, a cell of a table, and one of ``labels``.

    Attributes:
        cluster, cell, label: whole numbers, one entry a vote.
        cells: number of cells.
        labels: number of labels; within a cell their shares add up to one.
    """

    clusters: Clusters
    cluster: np.ndarray
    cell: np.ndarray
    label: np.ndarray
    cells: int = 1
    labels: int = 3

    @cached_property
    def by_cluster(self) -> csr_array:
        """Votes [clusters, cells * labels]."""
        shape = (len(self.clusters), self.cells * self.labels)
        at = (self.cluster, self.cell * self.labels + self.label)
        return csr_array(coo_array((np.ones(len(self.cluster)), at), shape=shape))

    @cached_property
    def counts(self) -> np.ndarray:
        """Votes [cells, labels]."""
        return self._folded(np.asarray(self.by_cluster.sum(axis=0))[None])[0]

    @cached_property
    def drawn(self) -> np.ndarray:
        """Shares [draws, cells, labels]; nan where a draw holds no vote."""
        return _shares(self._folded(resample(self.clusters, self.by_cluster)))

    @cached_property
    def totals(self) -> csr_array:
        """Votes [clusters, cells] of all labels together."""
        at = (self.cluster, self.cell)
        return csr_array(coo_array((np.ones(len(self.cluster)), at), shape=(len(self.clusters), self.cells)))

    @cached_property
    def limits(self) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper ends [cells, labels] of the 95 % intervals; nan where there are no votes."""
        part = np.bincount(self.totals.indices, minlength=self.cells)
        most = np.zeros(self.cells)
        np.maximum.at(most, self.totals.indices, self.totals.data)
        return _limits(self.counts, part, most <= 1, lambda: self.drawn)

    def shares(self, names: Sequence[str], of: str) -> list[dict[str, dict[str, Any]]]:
        """For each cell the share of each label, as JSON objects."""
        low, high = self.limits
        share = _shares(self.counts)
        return [
            {
                name: {
                    "estimate": _rounded(share[c, i]), "low": _rounded(low[c, i]), "high": _rounded(high[c, i]),
                    "of": of, "n": int(self.counts[c].sum()),
                }
                for i, name in enumerate(names)
            }
            for c in range(self.cells)
        ]  # fmt: skip

    def difference(self, a: int, b: int, label: int) -> dict[str, float | None]:
        """Share of ``label`` in cell ``a`` less that in cell ``b``, with its 95 % interval.

        The ends follow from those of the two shares (Newcombe 1998, method 10; Zou and
        Donner 2008 for shares that depend on each other). How far they do, where the same
        clusters stand in both cells, is taken from the draws.
        """
        share, (low, high) = _shares(self.counts), self.limits
        ends = [(share[c, label], low[c, label], high[c, label]) for c in (a, b)]
        return _difference(*ends, self._correlation(a, b, label))

    def differences_from_rest(self) -> list[list[dict[str, float | None]]]:
        """For each cell and label, the share less that in all other cells together.

        For cells that share no cluster (threads, sites).
        """
        rest = self.counts.sum(axis=0) - self.counts
        part = np.bincount(self.totals.indices, minlength=self.cells)
        once = np.asarray(self.totals.sum(axis=1)).max(initial=0) <= 1
        sums = lambda: self._folded(resample(self.clusters, self.by_cluster))  # noqa: E731
        drawn = lambda: _shares((every := sums()).sum(axis=1, keepdims=True) - every)  # noqa: E731
        low_rest, high_rest = _limits(rest, part.sum() - part, np.full(self.cells, once), drawn)
        share, share_rest, (low, high) = _shares(self.counts), _shares(rest), self.limits
        return [
            [_difference((share[c, i], low[c, i], high[c, i]), (share_rest[c, i], low_rest[c, i], high_rest[c, i]))
             for i in range(self.labels)]
            for c in range(self.cells)
        ]  # fmt: skip

    def _correlation(self, a: int, b: int, label: int) -> float:
        """Correlation over the draws; 0 where no cluster stands in both cells."""
        totals = self.totals.tocsc()
        if not np.intersect1d(totals[:, [a]].indices, totals[:, [b]].indices).size:
            return 0.0
        pairs = self.drawn[:, [a, b], label]
        pairs = pairs[~np.isnan(pairs).any(axis=1)]
        if len(pairs) < 2 or (pairs.std(axis=0) == 0).any():
            return 0.0
        return float(np.corrcoef(pairs.T)[0, 1])

    def _folded(self, sums: np.ndarray) -> np.ndarray:
        return sums.reshape(len(sums), self.cells, self.labels)


def _limits(
    counts: np.ndarray, clusters: np.ndarray, independent: np.ndarray, drawn: Callable[[], np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's limits [cells, labels] for the effective number of votes.

    Args:
        counts: votes [cells, labels].
        clusters: for each cell the number of clusters that vote in it.
        independent: for each cell whether no cluster votes twice in it.
        drawn: gives the shares of the bootstrap draws; asked only where it is needed.
    """
    n, share = counts.sum(axis=1, keepdims=True), _shares(counts)
    if independent.all():
        return wilson(share, n)
    k = clusters[:, None].astype(float)
    with np.errstate(all="ignore"):
        variance = _variance(drawn()) * k / (k - 1)  # k clusters vary around their own mean
        effective = np.fmin(share * (1 - share) / variance, n)
    # One cluster, or all of one mind: nothing varies, and each cluster counts as one vote.
    effective = np.where((k <= 1) | (share == 0) | (share == 1), np.minimum(k, n), effective)
    quantile = student.ppf((1 + LEVEL) / 2, np.maximum(k - 1, FEWEST_DEGREES))
    alone = independent[:, None]
    return wilson(share, np.where(alone, n, effective), np.where(alone, Z, quantile))


def _variance(drawn: np.ndarray) -> np.ndarray:
    """Variance over the draws that hold a vote; nan where none does."""
    known = ~np.isnan(drawn)
    n = known.sum(axis=0)
    filled = np.where(known, drawn, 0.0)
    # Where every draw is alike, rounding can leave less than nothing.
    return np.maximum(0.0, (filled**2).sum(axis=0) / n - (filled.sum(axis=0) / n) ** 2)


def _difference(
    a: tuple[float, float, float], b: tuple[float, float, float], r: float = 0.0
) -> dict[str, float | None]:
    """Share ``a`` less share ``b``, each given with its limits; ``r`` is their correlation."""
    (p, low_p, high_p), (q, low_q, high_q) = a, b
    if np.isnan(p) or np.isnan(q):
        return {"estimate": None, "low": None, "high": None}
    below = max(0.0, (p - low_p) ** 2 - 2 * r * (p - low_p) * (high_q - q) + (high_q - q) ** 2) ** 0.5
    above = max(0.0, (high_p - p) ** 2 - 2 * r * (high_p - p) * (q - low_q) + (q - low_q) ** 2) ** 0.5
    return {"estimate": _rounded(p - q), "low": _rounded(max(-1.0, p - q - below)),
            "high": _rounded(min(1.0, p - q + above))}  # fmt: skip


def _shares(counts: np.ndarray) -> np.ndarray:
    total = counts.sum(axis=-1, keepdims=True)
    return np.divide(counts, total, out=np.full(counts.shape, np.nan), where=total > 0)


def wilson(share: Any, n: Any, quantile: Any = Z) -> tuple[Any, Any]:
    """Wilson's score interval for a share of ``n`` observations (arrays or numbers)."""
    with np.errstate(all="ignore"):
        weight = quantile**2 / np.asarray(n, float)
        reach = quantile * np.sqrt(share * (1 - share) / n + weight / (4 * n))
        low, high = (share + weight / 2 - reach) / (1 + weight), (share + weight / 2 + reach) / (1 + weight)
    # At the ends the exact limits are 0 and 1; rounding must not miss them.
    return np.where(share == 0, 0.0, np.maximum(low, 0.0)), np.where(share == 1, 1.0, np.minimum(high, 1.0))


def _rounded(value: Any) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)
