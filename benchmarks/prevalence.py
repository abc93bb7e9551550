"""How often the true share lies in the 95 % interval, corrected and counted, over simulated threads.

    python benchmarks/prevalence.py [--threads 1000] [--design random ...] [--labelled 200 ...] [--markdown]

Each simulated thread has 1,000 comments by speakers who hold to their frame and whom the
classifier misreads in their own ways, so that truth and errors are clustered. The classifier
is biased, and too sure of itself. A sample is drawn as ``analyzer sample`` draws, labelled
without error, and given to ``analyzer.prevalence`` as ``analyzer summarize --gold`` does. The
counted share has the interval of a share among 1,000 independent comments.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from analyzer.prevalence import LabelledSample, among, corrected_shares
from analyzer.sample import LEAST_DOUBT, equal_shares, proportional, systematic

COMMENTS, LABELS = 1000, 4
# Rows: the true label (same, different, both, none); columns: what the classifier says.
CLASSIFIERS = {
    "strong": ((0.95, 0.02, 0.01, 0.02), (0.02, 0.95, 0.01, 0.02), (0.05, 0.05, 0.85, 0.05), (0.01, 0.01, 0.01, 0.97)),
    "fair": ((0.80, 0.08, 0.04, 0.08), (0.06, 0.80, 0.04, 0.10), (0.20, 0.20, 0.50, 0.10), (0.04, 0.05, 0.01, 0.90)),
    "weak": ((0.50, 0.10, 0.05, 0.35), (0.05, 0.45, 0.05, 0.45), (0.20, 0.20, 0.30, 0.30), (0.25, 0.15, 0.05, 0.55)),
}
SHARES = {"even": (0.30, 0.25, 0.15, 0.30), "mostly none": (0.12, 0.06, 0.02, 0.80)}
SIZES = (50, 100, 200, 400)
DESIGNS = ("random", "uncertain", "stratified", "speakers")
LOYAL, MISREAD = 2.0, 0.1  # how much a speaker's frames vary (Dirichlet); speakers whom the classifier misreads
REMARKS = 5  # mean number of comments of a speaker (geometric)
ENOUGH, SPEAKERS = 5, 20  # expected labelled comments of a label, and speakers drawn, below which a cell is told apart


def threads(
    dice: np.random.Generator, confusion: Any, shares: Any, number: int
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Simulated threads: true labels [N], the classifier's probabilities [N, K], speakers [N]."""
    each = np.arange(COMMENTS)
    for _ in range(number):
        speaker = np.repeat(each, dice.geometric(1 / REMARKS, COMMENTS))[:COMMENTS]
        count = int(speaker[-1]) + 1
        truth = _labels(dice.dirichlet(np.array(shares) * LOYAL, count)[speaker], dice)
        says = np.array(confusion)[truth]
        misread = (dice.random(count) < MISREAD)[speaker]
        said = _labels(np.where(misread[:, None], dice.dirichlet(np.ones(LABELS), count)[speaker], says), dice)
        weight = np.full((COMMENTS, LABELS), 0.6)
        weight[each, said] += 4
        scores = dice.standard_gamma(weight)
        scores /= scores.sum(axis=1, keepdims=True)
        best = scores.argmax(axis=1)
        scores[each, best], scores[each, said] = scores[each, said].copy(), scores[each, best].copy()
        yield truth, scores, speaker


def _labels(chances: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    return (dice.random(len(chances))[:, None] > chances.cumsum(axis=1)).sum(axis=1).clip(0, LABELS - 1)


def draw(
    dice: np.random.Generator, design: str, n: int, truth: np.ndarray, scores: np.ndarray, speaker: np.ndarray
) -> LabelledSample:
    """A labelled sample of about ``n`` comments."""
    strata = clusters = None
    if design == "random":
        picks = dice.choice(COMMENTS, n, replace=False)
        chance = np.full(n, n / COMMENTS)
    elif design == "uncertain":
        every = proportional(np.maximum(np.sqrt(1 - (scores**2).sum(axis=1)), LEAST_DOUBT), n)
        picks = systematic(every, dice)
        chance = every[picks]
    elif design == "stratified":
        said = scores.argmax(axis=1)
        members = {label: np.flatnonzero(said == label) for label in range(LABELS)}
        members = {label: each for label, each in members.items() if len(each)}
        wanted = equal_shares({label: len(each) for label, each in members.items()}, n)
        picks = np.concatenate([dice.choice(members[label], k, replace=False) for label, k in wanted.items()])
        chance = np.concatenate([np.full(k, k / len(members[label])) for label, k in wanted.items()])
        strata = said[picks]
    else:
        count = int(speaker.max()) + 1
        taken = dice.choice(count, round(n / REMARKS), replace=False)
        picks = np.flatnonzero(np.isin(speaker, taken))
        chance, clusters = np.full(len(picks), len(taken) / count), speaker[picks]
    return LabelledSample(np.eye(LABELS)[truth[picks]], scores[picks], chance, strata, clusters)


def simulate(
    classifier: str, shares: str, designs: list[str], sizes: list[int], number: int, seed: int
) -> list[dict[str, Any]]:
    """For each design and sample size, over the same threads: how often (in %) each label's interval
    holds the true share, corrected and counted; the interval's width and the mean error, in points."""
    dice = np.random.default_rng(seed)
    sums: dict[tuple[str, int], dict[str, Any]] = {
        (design, n): {key: np.zeros(LABELS) for key in ("corrected", "claims", "width", "off", "alone")}
        for design in designs for n in sizes
    }  # fmt: skip
    naive, error = np.zeros(LABELS), np.zeros(LABELS)
    for truth, scores, speaker in threads(dice, CLASSIFIERS[classifier], SHARES[shares], number):
        true = np.bincount(truth, minlength=LABELS) / COMMENTS
        part = true[:3] / max(true[:3].sum(), 1e-12)
        mean = scores.mean(axis=0)
        counted = np.bincount(scores.argmax(axis=1), minlength=LABELS) / COMMENTS
        naive += np.abs(counted - true) <= 1.96 * np.sqrt(counted * (1 - counted) / COMMENTS)
        error += counted - true
        for (design, n), one in sums.items():
            sample = draw(dice, design, n, truth, scores, speaker)
            found = corrected_shares(sample, mean, COMMENTS)
            one["corrected"] += (found.low <= true) & (true <= found.high)
            one["width"] += found.high - found.low
            one["off"] += found.estimate - true
            _, low, high = among(found, [0, 1, 2])
            one["claims"][:3] += (low <= part) & (part <= high)
            share = sample.truth.mean(axis=0)  # the same labels alone, without the classifier
            one["alone"] += 2 * 1.96 * np.sqrt(share * (1 - share) / n * (1 - n / COMMENTS))
    return [
        {"design": design, "classifier": classifier, "shares": shares, "labelled": n, "threads": number,
         "counted": _percent(naive, number), "counted_off": _percent(error, number),
         **{key: _percent(total, number) for key, total in one.items() if key != "alone" or design == "random"},
         "enough": [n * share >= ENOUGH and (design != "speakers" or n / REMARKS >= SPEAKERS) for share in SHARES[shares]]}
        for (design, n), one in sums.items()
    ]  # fmt: skip


def _percent(total: np.ndarray, number: int) -> list[float]:
    return (100 * total / number).round(1).tolist()


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--threads", type=int, default=1000, help="simulated threads for each line")
    ask.add_argument("--design", nargs="+", choices=DESIGNS, default=list(DESIGNS))
    ask.add_argument("--labelled", nargs="+", type=int, default=list(SIZES), help="sizes of the sample")
    ask.add_argument("--seed", type=int, default=20141114)
    ask.add_argument("--markdown", action="store_true", help="a table, not JSON Lines")
    options = ask.parse_args()
    began, rows = time.time(), []
    if options.markdown:
        print("| draw | classifier | shares | labelled | corrected, in 95 % | counted, in 95 % | width |")
        print("|---|---|---|---:|---|---|---|")
    for classifier in CLASSIFIERS:
        for shares in SHARES:
            for row in simulate(
                classifier, shares, options.design, options.labelled, options.threads, options.seed + len(rows)
            ):
                rows.append(row)
                print(_line(row) if options.markdown else json.dumps(row), flush=True)
    for design in options.design:
        mine = [row for row in rows if row["design"] == design]
        cells = [(c, e) for row in mine for c, e in zip(row["corrected"], row["enough"])]
        kept = [c for c, enough in cells if enough]
        few = [c for c, enough in cells if not enough]
        naive = [c for row in mine for c in row["counted"]]
        claims = [c for row in mine for c, e in zip(row["claims"][:3], row["enough"]) if e]
        inside = sum(93 <= c <= 97 for c in kept)
        print(
            f"{design}: corrected {np.mean(kept):.1f} % on average, {inside} of {len(kept)} cells in 93 to 97, "
            f"lowest {min(kept)}, highest {max(kept)}; among claims {np.mean(claims):.1f} ({min(claims)} to {max(claims)}); "
            + (f"too few labelled: {np.mean(few):.1f} ({min(few)} to {max(few)}); " if few else "")
            + f"counted {np.mean(naive):.1f} ({min(naive)} to {max(naive)})",
            file=sys.stderr,
        )
    print(f"{time.time() - began:.0f} s", file=sys.stderr)


def _line(row: dict[str, Any]) -> str:
    corrected = ", ".join(f"{c:.1f}" + ("" if e else "*") for c, e in zip(row["corrected"], row["enough"]))
    parts = (corrected, *(", ".join(f"{value:.1f}" for value in row[key]) for key in ("counted", "width")))
    return f"| {row['design']} | {row['classifier']} | {row['shares']} | {row['labelled']} | {' | '.join(parts)} |"


if __name__ == "__main__":
    main()
