"""Rows of the stage ``thread``: comments in their place, for the head that reads frames in a thread.

Four kinds. ``threads``: the written threads of ``data/threads``, each comment with what it answers and how that
was framed (one in ten wrongly: so will the classifier's own frames be). ``named``: written rows of ``data/frames``
asked about the parties that they compare. ``others``: rows that compare something, or nothing, asked about a debate
that they know nothing of: ``none``. ``open``: rows asked about any two, so that little of what is known of
claims is lost.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

from analyzer.classify.base import TASKS
from analyzer.classify.in_thread import ARTICLE, item
from analyzer.debates import Debate, load_debate

THREADS = Path(__file__).parent.parent / "data" / "threads"
LEARN, CHOOSE = THREADS / "learn", THREADS / "choose"
NOISE = 0.1
WEIGHT = 3.0  # of a row of a thread, beside the others
ANY = ("one", "the other")
FRAMES = TASKS["frame"]
UNKNOWN = "?"


def thread_rows(
    frame_rows: list[dict], seed: int, named: int = 2000, others: int = 1800, opened: int = 1600
) -> tuple[list[dict], list[dict]]:
    """Rows to learn from, of each kind but ``threads`` a seeded sample, and rows to choose by.

    Args:
        frame_rows: from ``corpora.frame_rows``.
    """
    dice = random.Random(seed)
    choose = [row for path in sorted(CHOOSE.glob("*.toml")) for row in of_thread(path, dice, noise=0.0)]
    paths = sorted(LEARN.glob("*.toml"))
    debates = [load_debate(path) for path in paths]
    rows = [row for path in paths for row in of_thread(path, dice, NOISE)]
    pairs = [row for row in frame_rows if row.get("pair") and len(row["pair"]) == 2 and all(row["pair"])]
    rows += [worded(row, row["pair"], "named") for row in dice.sample(pairs, min(named, len(pairs)))]
    for row in dice.sample(frame_rows, min(others, len(frame_rows))):
        strange = next(d for d in iter(lambda: dice.choice(debates), None) if not d.mentioned(row["text"]))
        answered, frame = placed(strange, dice)
        rows.append(worded(row | {"label": "none"}, [party.name for party in strange.parties], "others", answered, frame))
    rows += [worded(row, ANY, "open") for row in dice.sample(frame_rows, min(opened, len(frame_rows)))]
    return rows, choose


def of_thread(path: Path, dice: random.Random, noise: float) -> Iterator[dict]:
    """The comments of the thread beside a debate file."""
    debate, said = load_debate(path), {}
    for row in map(json.loads, path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()):
        said[row["id"]] = row
        answered, frame = debate.title, ARTICLE
        if row["parent"]:
            parent = said[row["parent"]]
            answered, frame = parent["text"], parent["frame"][0] if dice.random() >= noise else dice.choice(FRAMES)
        label = {"label": row["frame"][0], "lang": row["lang"], "text": row["text"], "weight": WEIGHT}
        yield worded(label, [party.name for party in debate.parties], "threads", answered, frame)


def placed(debate: Debate, dice: random.Random) -> tuple[str, str]:
    """Where a comment about something else may stand in a debate's thread."""
    if dice.random() < 0.6:
        return debate.title, ARTICLE
    row = json.loads(dice.choice((LEARN / f"{debate.name}.jsonl").read_text(encoding="utf-8").splitlines()))
    return row["text"], row["frame"][0]


def worded(row: dict, parties: list[str], corpus: str, answered: str = "", frame: str = "") -> dict:
    if not answered and row.get("parent_text"):
        answered, frame = row["parent_text"], UNKNOWN
    asked = item(row["text"], parties, answered, frame)
    return {"text": asked.text, "target": asked.target, "parent": asked.parent_text, "label": row["label"],
            "lang": row.get("lang", ""), "corpus": corpus, "domain": 0, "weight": row.get("weight", 1.0)}  # fmt: skip
