"""What the 95 % intervals of shares cover, by simulation.

    python benchmarks/intervals.py [--runs 1000]

Threads are simulated in which speakers repeat themselves, also few threads with few speakers each, and
sets of threads in which speakers of one thread are alike (``icc``: the correlation of two votes of
one cluster). For each the
share of simulations is printed in which the interval holds the true share, and its mean width,
for the interval of ``analyzer.aggregate.shares`` and for the percentiles of the same bootstrap.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from analyzer.aggregate.draws import Clusters, make_clusters
from analyzer.aggregate.shares import Votes

Simulated = tuple[Clusters, np.ndarray, np.ndarray]


def clustered(dice: np.random.Generator, clusters: int, share: float, icc: float, mean: float) -> tuple[np.ndarray, ...]:
    """The cluster and the vote (0 or 1) of each of a geometric number of voters a cluster."""
    spread = (1 - icc) / icc
    lean = dice.beta(share * spread, (1 - share) * spread, clusters)
    cluster = np.repeat(np.arange(clusters), dice.geometric(1 / mean, clusters))
    return cluster, (dice.random(len(cluster)) > lean[cluster]).astype(int)


def few_threads(threads: int, speakers: int, share: float, icc: float) -> Callable[[np.random.Generator], Simulated]:
    """``speakers`` is their number in each thread."""

    def draw(dice: np.random.Generator) -> Simulated:
        speaker, vote = clustered(dice, threads * speakers, share, icc, 2)
        home = np.repeat(np.arange(threads), speakers)
        return make_clusters(home, np.arange(len(home)), threads), speaker, vote

    return draw


def many_threads(threads: int, share: float, icc: float) -> Callable[[np.random.Generator], Simulated]:
    def draw(dice: np.random.Generator) -> Simulated:
        thread, vote = clustered(dice, threads, share, icc, 6)
        return make_clusters(thread, np.arange(len(thread)), threads), thread, vote

    return draw


def cases() -> Iterator[tuple[str, float, Callable[[np.random.Generator], Simulated]]]:
    for share in (0.5, 0.8):
        for speakers in (5, 10, 20, 50):
            for icc in (0.3, 0.8):
                yield f"1 thread, {speakers} speakers, icc {icc}", share, few_threads(1, speakers, share, icc)
        for threads, speakers in ((2, 5), (2, 20), (5, 2), (9, 1), (9, 2), (9, 3), (9, 12)):
            for icc in (0.3, 0.8):
                name = f"{threads} threads, {speakers} speakers each, icc {icc}"
                yield name, share, few_threads(threads, speakers, share, icc)
        for threads in (10, 20, 50, 200):
            for icc in (0.05, 0.3):
                yield f"{threads} threads, icc {icc}", share, many_threads(threads, share, icc)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=1000)
    runs = parser.parse_args().runs
    print(f"{'':36}share  interval: covers width   percentile: covers width")
    for name, share, draw in cases():
        dice = np.random.default_rng(5)
        inside, width = np.zeros(2), np.zeros(2)
        for _ in range(runs):
            clusters, cluster, vote = draw(dice)
            votes = Votes(clusters, cluster, np.zeros(len(vote), int), vote, 1, 2)
            ends = [[float(each[0, 0]) for each in votes.limits], np.nanpercentile(votes.drawn[:, 0, 0], [2.5, 97.5])]
            inside += [low <= share <= high for low, high in ends]
            width += [high - low for low, high in ends]
        (a, b), (c, d) = inside / runs, width / runs
        print(f"{name:36}{share:5}  {a:16.3f} {c:5.2f}   {b:18.3f} {d:5.2f}", flush=True)


if __name__ == "__main__":
    main()
