"""Shares with intervals that do not mistake many comments for many people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import NormalDist
from typing import Any

SEED, DRAWS, LEVEL = 20141114, 2000, 0.95


def speaker_shares(counts: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """Share of each claim among the speakers who make one, with Wilson's 95 % interval.

    Speakers are counted once each and taken as independent; Wilson's interval (1927) keeps
    its coverage for the few speakers of one thread, where a bootstrap would not.
    """
    total = sum(counts[label] for label in ("same", "different", "both"))
    out = {}
    for label in ("same", "different", "both"):
        share: dict[str, Any] = {"estimate": None, "low": None, "high": None}
        if total:
            low, high = wilson(counts[label], total)
            share = {"estimate": counts[label] / total, "low": low, "high": high}
        out[label] = {k: None if v is None else round(v, 4) for k, v in share.items()} | {
            "of": "speakers who take a position", "n": total,
        }  # fmt: skip
    return out


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Wilson's score interval for ``hits`` of ``total``."""
    z = NormalDist().inv_cdf((1 + LEVEL) / 2)
    share, weight = hits / total, z * z / total
    middle = share + weight / 2
    reach = z * sqrt(share * (1 - share) / total + weight / (4 * total))
    return max(0.0, (middle - reach) / (1 + weight)), min(1.0, (middle + reach) / (1 + weight))


def comment_shares(by_speaker: Sequence[Mapping[str, int]]) -> dict[str, dict[str, Any]]:
    """Share of each claim among the comments that make one, with a cluster bootstrap's 95 % interval.

    Whole speakers are drawn with replacement (Cameron, Gelbach and Miller 2008), so that
    one loud speaker widens the interval instead of narrowing it. Seeded.

    Args:
        by_speaker: for each speaker the number of comments by frame.
    """
    import numpy as np

    labels = ("same", "different", "both")
    table = np.array([[speaker.get(label, 0) for label in labels] for speaker in by_speaker], float).reshape(-1, 3)
    table = table[table.sum(axis=1) > 0]
    total = int(table.sum())
    out: dict[str, dict[str, Any]] = {}
    low = high = [None] * 3
    if len(table):
        order = np.lexsort(table.T)  # the interval must not depend on the order of the speakers
        picks = np.random.default_rng(SEED).multinomial(len(table), [1 / len(table)] * len(table), DRAWS)
        sums = picks @ table[order]
        low, high = np.percentile(sums / sums.sum(axis=1, keepdims=True), [2.5, 97.5], axis=0)
    for i, label in enumerate(labels):
        estimate = table[:, i].sum() / total if total else None
        out[label] = {
            key: None if value is None else round(float(value), 4)
            for key, value in (("estimate", estimate), ("low", low[i]), ("high", high[i]))
        } | {"of": "comments that make a claim", "n": total}
    return out
