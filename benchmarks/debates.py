"""What a user gets: named debates, whole threads, from debate file to each speaker's position.

usage: debates.py [--of judge|choose|real] [--model HEAD_OR_FOLDER] [--thread HEAD] [--alone] [--cache FOLDER] [--only NAME,...] [--show]

Over ``data/threads/judge`` (by default) or ``data/threads/choose``: for each debate file the thread beside it, parsed and classified as ``analyzer run`` would.
Printed per debate and over all: comments whose frame is among the readings that the truth allows; macro-F1 against
the preferred reading (any allowed one counts as it); comments without a claim that are given one; claims found, and
found rightly; pairs of the claims found rightly; speakers whose position comes out as the truth's. Intervals: 95 %
bootstrap over the debates.

``real``: the same for real replies of several forums in the shipped debate ``two-parties`` (``data/threads/two-parties.jsonl``, texts in
../shared/corpora): each a thread of its own below a title that names nobody, the comment answered known by its words.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from frames import as_threads, both_heads, frames, mined_rows
from sklearn.metrics import f1_score

from analyzer.aggregate.positions import position
from analyzer.classify import Plan, make_plan
from analyzer.classify.base import TASKS
from analyzer.debates import load_debate
from analyzer.parse import parse
from analyzer.thread import Article

THREADS = Path(__file__).resolve().parent.parent / "data" / "threads"
LABELS = TASKS["frame"]


@dataclass(frozen=True)
class Outcome:
    """One comment: its truth, and what was found."""

    debate: str
    speaker: str
    truth: Mapping[str, Any]
    found: Mapping[str, Any]

    @property
    def right(self) -> bool:
        return self.found["label"] in self.truth["frame"]

    @property
    def gold(self) -> str:
        return self.found["label"] if self.right else self.truth["frame"][0]


def outcomes(path: Path, plan: Plan) -> list[Outcome]:
    truth = {row["id"]: row for row in map(json.loads, path.open(encoding="utf-8"))}
    assert plan.debate
    article = Article(plan.debate.title)  # the threads stand below an article on the question
    threads = [replace(thread, article=article) for thread in parse([path])]
    return [
        Outcome(path.stem, comment.speaker or comment.id, truth[comment.id], frame)
        for comment, frame in frames(threads, plan)
    ]


def real_replies(plan: Plan) -> list[Outcome]:
    rows = [
        row | {"parent_text": row["answered"], "pair": [], "voice": None, "parent": "-"}
        for row in mined_rows("threads/two-parties.jsonl")
    ]
    labelled = frames(as_threads(rows), plan)
    return [Outcome("two-parties", row["id"], row, frame) for row, (_, frame) in zip(rows, labelled)]


def speakers(rows: Sequence[Outcome]) -> tuple[int, int]:
    """Speakers whose position is the truth's, and all of them."""
    by_speaker = defaultdict(list)
    for row in rows:
        by_speaker[row.debate, row.speaker].append(row)
    hits = 0
    for said in by_speaker.values():
        true = [{"label": row.truth["frame"][0], "score": 1.0, "voice": row.truth["voice"]} for row in said]
        hits += position(true) == position(row.found for row in said)
    return hits, len(by_speaker)


def measures(rows: Sequence[Outcome]) -> dict[str, float]:
    """Shares of 100."""
    gold, found = [row.gold for row in rows], [row.found["label"] for row in rows]
    silent = [row for row in rows if row.truth["frame"][0] == "none"]
    claims = [row for row in rows if row.truth["frame"][0] != "none"]
    hits = [row for row in claims if row.right and row.found["label"] != "none"]
    paired = [row for row in hits if row.truth["pair"]]
    same_pair = [row for row in paired if set(row.truth["pair"]) == set(row.found["pair"])]
    right, all_speakers = speakers(rows)
    return {
        "right": 100 * sum(row.right for row in rows) / len(rows),
        "macro-F1": 100 * f1_score(gold, found, average="macro", labels=LABELS, zero_division=0),
        "false": 100 * sum(not row.right for row in silent) / max(1, len(silent)),
        "found": 100 * sum(row.found["label"] != "none" for row in claims) / max(1, len(claims)),
        "rightly": 100 * len(hits) / max(1, len(claims)),
        "speakers": 100 * right / all_speakers,
    } | ({"pairs": 100 * len(same_pair) / len(paired)} if paired else {})


def intervals(by_debate: Sequence[Sequence[Outcome]], draws: int = 500) -> dict[str, tuple[float, float]]:
    dice, drawn = np.random.default_rng(0), defaultdict(list)
    for _ in range(draws):
        chosen = dice.integers(len(by_debate), size=len(by_debate))
        for name, value in measures([row for i in chosen for row in by_debate[i]]).items():
            drawn[name].append(value)
    return {name: tuple(np.percentile(values, [2.5, 97.5])) for name, values in drawn.items()}


def judged() -> Iterator[list[Outcome]]:
    """The outcomes of each debate of ``data/threads/judge`` with what ships."""
    for path in sorted((THREADS / "judge").glob("*.toml")):
        yield outcomes(path.with_suffix(".jsonl"), make_plan(["frame"], debate=str(path)))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--of", choices=("judge", "choose", "real"), default="judge")
    options.add_argument("--thread", default=None, help="another head that reads comments in their thread")
    options.add_argument("--alone", action="store_true", help="without such a head")
    options.add_argument("--model", default=None, help="another frame head, model folder or hub id")
    options.add_argument("--cache", type=Path, default=None, help="folder for the model's scores")
    options.add_argument("--only", default="", help="names of debates; all by default")
    options.add_argument("--show", action="store_true", help="print every error")
    args = options.parse_args()
    heads, by_debate = both_heads(args.model, args.thread, args.alone, args.cache), []
    for path in sorted((THREADS / args.of).glob("*.toml")):
        if not args.only or path.stem in args.only.split(","):
            by_debate.append(outcomes(path.with_suffix(".jsonl"), Plan(heads, load_debate(path))))
    if args.of == "real":
        rows = real_replies(Plan(heads, load_debate("two-parties")))
        by_debate = [rows[at::10] for at in range(10)]  # tenths stand for debates in the intervals
    for rows in by_debate:
        print(f"{rows[0].debate:>16}  " + "  ".join(f"{name} {value:.0f}" for name, value in measures(rows).items()))
        for row in rows if args.show else ():
            if not row.right:
                text, frame = row.truth["text"].replace("\n", " "), row.found
                spans = " […] ".join(row.truth["text"][s["start"] : s["end"]] for s in frame["evidence"])
                print(f"    {row.truth['id']:>3} ({row.truth['parent'] or '-'}) {'/'.join(row.truth['frame'])} -> "
                      f"{frame['label']} {frame['score']:.2f} {frame['pair']} {spans[:160]!r} | {text[:400]!r}")  # fmt: skip
    everything = [row for rows in by_debate for row in rows]
    print(f"all: {len(everything)} comments, {len(by_debate)} debates")
    for (name, value), (low, high) in zip(measures(everything).items(), intervals(by_debate).values()):
        print(f"  {name} {value:.1f} ({low:.1f} to {high:.1f})")


if __name__ == "__main__":
    main()
