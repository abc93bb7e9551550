"""The cluster bootstrap: one set of draws behind every interval of a summary.

Comments of one speaker, and speakers of one thread, are not independent. So whole clusters
are drawn with replacement, never single comments (Cameron, Gelbach and Miller 2008, "Bootstrap-
based improvements for inference with clustered errors"). Of nested clusters the outermost
is drawn and the inner ones are kept whole, which reproduces the variance of nested data
where drawing at both levels counts the inner variance twice (Davison and Hinkley 1997,
section 3.8; Ren and others 2010, "Nonparametric bootstrapping for hierarchical data").

- One thread: its speakers are drawn.
- ``MIN_THREADS`` or more threads: threads are drawn, with all their speakers.
- A few threads: too few to stand for others; speakers are drawn within their threads, and
  the interval speaks of these threads only. Threads with fewer than ``MIN_SPEAKERS`` speakers are
  drawn from together: a draw of ``n`` from among ``n`` varies by (n - 1) / n as much as it should,
  and a single speaker of a thread not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

SEED = 20141114
DRAWS, FEWEST = 1000, 200
BUDGET = 20_000_000  # picks of clusters, all draws together: beyond, fewer draws
KEPT = 4_000_000  # picks that are kept for the next question
MIN_THREADS = 10
MIN_SPEAKERS = 10  # of a thread that is drawn from on its own


@dataclass(frozen=True)
class Clusters:
    """What is drawn.

    Attributes:
        unit: in words, for the reader of an interval.
        of_speaker: for each speaker of the table its cluster.
        stratum: for each cluster the set that it is drawn from.
    """

    unit: str
    of_speaker: np.ndarray
    stratum: np.ndarray

    def __len__(self) -> int:
        return len(self.stratum)

    def weights(self) -> Iterable[np.ndarray]:
        """How often each cluster is drawn, in blocks [draws, clusters]; the same each time."""
        return self._kept if len(self) * DRAWS <= KEPT else _draw(self.stratum)

    @cached_property
    def _kept(self) -> list[np.ndarray]:
        return list(_draw(self.stratum))


def make_clusters(home: np.ndarray, rank: np.ndarray, threads: int) -> Clusters:
    """The clusters of a summary.

    Args:
        home: for each speaker the rank of the thread.
        rank: for each speaker a number that does not depend on the order of the input.
        threads: how many threads hold a claim.
    """
    if threads >= MIN_THREADS:
        return Clusters("threads", home, np.zeros(int(home.max(initial=-1)) + 1, int))
    stratum = np.zeros(len(home), int)
    sizes = np.bincount(home)
    stratum[rank] = np.where(sizes[home] < MIN_SPEAKERS, len(sizes), home)
    return Clusters("speakers" if threads <= 1 else "speakers within their threads", rank, stratum)


def resample(clusters: Clusters, sums: csr_array) -> np.ndarray:
    """Column sums [draws, columns] of ``sums`` [clusters, columns] over clusters drawn with replacement.

    Every call draws the same clusters, so that columns of different calls can be compared
    draw by draw. Integer sums: exact in whatever order they are added.
    """
    columns = csr_array(sums.T)
    return np.concatenate([(columns @ weights.T).T for weights in clusters.weights()])


def _draw(stratum: np.ndarray) -> Iterator[np.ndarray]:
    """How often each cluster is drawn [some draws, clusters], block by block."""
    size = max(len(stratum), 1)
    draws = int(np.clip(BUDGET // size, FEWEST, DRAWS))
    block = max(1, KEPT // size)
    dice = np.random.default_rng(SEED)
    # Clusters in the order of their strata: each place is filled by any cluster of its own stratum.
    order = np.argsort(stratum, kind="stable")
    counts = np.bincount(stratum)
    first, among = (np.cumsum(counts) - counts)[stratum[order]], counts[stratum[order]]
    for start in range(0, draws, block):
        count = min(block, draws - start)
        picks = order[first + (dice.random((count, len(stratum))) * among).astype(np.int64)]
        flat = (picks + np.arange(count)[:, None] * size).ravel()
        yield np.bincount(flat, minlength=count * size)[: count * len(stratum)].reshape(count, -1).astype(float)
