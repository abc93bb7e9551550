"""Refit the weights of ``analyzer.structure._inference`` on threads that state their replies.

usage: fit_reply_inference.py PATH...

Reads every source below the paths, keeps the threads whose source states the whole reply
structure, takes the edges away and fits a conditional logit model (which of the last few
comments is answered, or none) to the comments that no name, number or quotation decides.
Prints the weights as Python, and the F1 of the edges per source when that source is left
out of the fit.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.structure import _inference
from analyzer.structure._evidence import Evidence
from analyzer.structure._inference import candidates, features, features_of_none
from analyzer.structure.parents import explicit, resolve
from analyzer.thread import Record

RIDGE = 0.05  # weight of the squared distance from PRIOR, per unit of likelihood
CAP = 30  # choices that one source counts for at most
LEAST_SHARE = 0.1  # of replies: below, a site shows no nesting and people answer in prose
STEPS, RATE = 800, 0.05

# Undecided replies with a known truth are few, so the fit starts from, and is held near,
# what one would say by hand.
PRIOR = {
    "adjacent": 1.0, "distance": -0.8, "overlap": 3.0, "question answered": 0.5, "ends asking": 0.5,
    "same speaker": -1.5, "answers back": 1.5, "host answers": 2.5, "answers host": -0.8, "you": 0.7,
    "reacts": 0.8, "thanks back": 1.5, "talks of": 0.5, "short": 0.3, "denies": 4.0, "root": 0.3,
    "thanks for reply": 1.5, "follows up": 1.0, "newcomer, to root": 0.5, "lag": -0.3, "asks you": 1.5,
    "none": 2.5, "none, nested page": -0.5, "none, by host": -1.5, "none, returns": -0.7,
    "none, speakers return": -1.0, "none, reports": 2.0,
    "none, greets": 0.3, "none, greets host": 2.0, "none, long": 0.2, "none, asks": 0.3,
}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """One thread with its true edges; ``source`` groups those that are left out together."""

    source: str
    records: Sequence[Record]
    speakers: Sequence[str | None]
    posted: Sequence[str | None]
    parents: Sequence[int | None]


def choices(sample: Sample) -> Iterable[tuple[list[dict[str, float]], int]]:
    """For each undecided comment the features of its options, the last one being "none", and the true one."""
    nothing = [None] * len(sample.records)
    thread = Evidence(sample.records, sample.speakers, sample.posted, nothing)
    for number, parent in enumerate(sample.parents):
        thread.parents[number] = None
        forced = thread.order.reply[number]
        if number and forced is not False and explicit(thread, number) is None:
            options = candidates(thread.context, number, thread.parents)
            rows = [features(thread.context, number, option, thread.parents) for option in options]
            if not forced:
                rows.append(features_of_none(thread.context, number))
            if parent in options:
                yield rows, options.index(parent)
            elif parent is None and not forced:
                yield rows, len(rows) - 1
        thread.parents[number] = parent


def fit(samples: Sequence[Sample]) -> dict[str, float]:
    """Weights that maximise the likelihood, held near ``PRIOR``; Adam on a convex loss."""
    data = [
        (rows, truth, sample.source) for sample in samples for rows, truth in choices(sample) if len(rows) > 1
    ]
    of_source = Counter(source for _, _, source in data)
    names = sorted({name for rows, _, _ in data for row in rows for name in row})
    place = {name: at for at, name in enumerate(names)}
    widest = max(len(rows) for rows, _, _ in data)
    x = np.zeros((len(data), widest, len(names)))
    off = np.full((len(data), widest), -1e9)
    truth = np.array([at for _, at, _ in data])
    weight = np.array([min(1.0, CAP / of_source[source]) for _, _, source in data])
    for one, (rows, _, _) in enumerate(data):
        off[one, : len(rows)] = 0.0
        for two, row in enumerate(rows):
            for name, value in row.items():
                x[one, two, place[name]] = value
    prior = np.array([PRIOR[name] for name in names])
    theta, first, second = prior.copy(), np.zeros(len(names)), np.zeros(len(names))
    target = x[np.arange(len(data)), truth]
    for step in range(1, STEPS + 1):
        scores = x @ theta + off
        share = np.exp(scores - scores.max(1, keepdims=True))
        share /= share.sum(1, keepdims=True)
        slope = ((np.einsum("nk,nkf->nf", share, x) - target) * weight[:, None]).sum(0) / weight.sum()
        slope += RIDGE * (theta - prior)
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        theta -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return {name: round(float(theta[place[name]]), 2) for name in names}


def counts(sample: Sample) -> np.ndarray:
    """True positives, predicted edges, true edges."""
    nothing = [None] * len(sample.records)
    edges = resolve(sample.records, sample.speakers, sample.posted, nothing, states_replies=False)
    found = {(n, edge.parent) for n, edge in enumerate(edges) if edge}
    true = {(n, parent) for n, parent in enumerate(sample.parents) if parent is not None}
    return np.array([len(found & true), len(found), len(true)])


def leave_one_out(samples: Sequence[Sample]) -> dict[str, np.ndarray]:
    """Edge counts per source, each with weights fitted on the other sources."""
    kept = dict(_inference.WEIGHTS)
    out: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(3, int))
    for source in dict.fromkeys(sample.source for sample in samples):
        _inference.WEIGHTS.clear()
        _inference.WEIGHTS.update(fit([sample for sample in samples if sample.source != source]))
        for sample in samples:
            if sample.source == source:
                out[source] += counts(sample)
    _inference.WEIGHTS.clear()
    _inference.WEIGHTS.update(kept)
    return dict(out)


def load(paths: Sequence[str]) -> list[Sample]:
    """The threads below ``paths`` that state their replies and hold some."""
    from analyzer.read import read
    from analyzer.structure import structure

    samples = []
    for source, raw in read(list(paths), on_source=lambda *_: None):
        if not raw.states_replies:
            continue
        thread = structure(raw)
        comments = [comment for comment in thread.comments if comment.kind == "comment"]
        place = {comment.id: number for number, comment in enumerate(comments)}
        parents = [place.get(comment.parent) for comment in comments]
        if sum(parent is not None for parent in parents) < max(1, LEAST_SHARE * len(parents)):
            continue
        records = [Record(text=comment.text, speaker=comment.speaker) for comment in comments]
        speakers = [comment.speaker_id for comment in comments]
        samples.append(
            Sample(source.name, records, speakers, [comment.posted for comment in comments], parents)
        )
    return samples


def main(paths: Sequence[str]) -> None:
    samples = load(paths)
    for source, (hit, found, true) in leave_one_out(samples).items():
        print(f"{source}: {hit} of {true} edges, {found} found, F1 {200 * hit / max(1, found + true):.1f}")
    print("WEIGHTS = {")
    for name, value in fit(samples).items():
        print(f'    "{name}": {value},')
    print("}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
