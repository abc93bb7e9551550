"""Rows of the stage ``thread``: comments in their place, for the head that reads frames in a thread.

Five kinds. ``replies``: real replies with what they answer, labelled about two parties of their exchange, and
the comments answered as rows of their own. ``pairs``: real comments asked about the two parties that they compare or
might be thought to. ``threads``: the written threads of ``data/threads``. ``others``: all of these asked about a debate
that they know nothing of: ``none``. ``open``: rows of ``data/frames`` asked about any two, so that little of what is known
of claims is lost. How the comment answered was framed is told wrongly one time in seven: so will the classifier's own
frames be.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from analyzer.classify.base import TASKS
from analyzer.classify.in_thread import ARTICLE, item
from analyzer.debates import Debate, load_debate

THREADS = Path(__file__).parent.parent / "data" / "threads"
LEARN, CHOOSE = THREADS / "learn", THREADS / "choose"
NOISE = 0.2  # a wrong frame is drawn from all four, so that a fourth of these are right
SILENT = 0.4  # of the comments answered that claim nothing, so many are rows too
HELD_OUT = 6  # every sixth conversation of the real replies is one to choose by
ANY = ("one", "the other")
FRAMES = TASKS["frame"]
UNKNOWN = "?"
# Articles that a comment on two parties may stand under.
TITLES = ("{a} and {b}", "{a} vs. {b}", "Are {a} and {b} the same?", "Why {a} and {b} differ", "{a}, {b}: what divides them?",
          "{a} et {b}", "{a} و {b}", "{a} и {b}", "{a} y {b}: ¿lo mismo?", "{a} und {b} im Vergleich", "{a} ve {b}", "{a}与{b}")  # fmt: skip


def thread_rows(
    frame_rows: list[dict], replies: list[dict], pairs: list[dict], seed: int, others: int = 1200, opened: int = 1000
) -> tuple[list[dict], list[dict]]:
    """Rows to learn from, and rows to choose by.

    Args:
        frame_rows: from ``corpora.frame_rows``.
        replies: the rows of ``data/threads/replies.jsonl`` with their texts, as ``corpora.mined_rows`` reads them.
        pairs: those of ``data/threads/pairs.jsonl``.
        others, opened: how many rows of that kind at most; a seeded sample.
    """
    dice = random.Random(seed)
    paths = sorted(LEARN.glob("*.toml"))
    written = [row for path in paths for row in of_thread(path, dice, NOISE)]
    rows = dice.sample(written, len(written))
    choose = [row for path in sorted(CHOOSE.glob("*.toml")) for row in of_thread(path, dice, noise=0.0)]
    learnt = [row for row in replies if not held_out(row)]
    for row in learnt:
        rows += of_reply(row, dice, NOISE)
    for row in replies:
        if held_out(row) and row["frame"] == row.get("frame_again"):
            choose += of_reply(row, dice, noise=0.0)[:1]
    rows += [of_pair(row, dice) for row in pairs]
    debates = [load_debate(path) for path in paths]
    real = [*learnt, *pairs, *dice.sample(frame_rows, min(others // 3, len(frame_rows)))]
    for row in dice.sample(real, min(others, len(real))):
        strange = next(d for d in iter(lambda: dice.choice(debates), None) if not d.mentioned(row["text"]))
        names = [party.name for party in strange.parties]
        if row.get("answered") and not strange.mentioned(row["answered"]):
            answered, frame = row["answered"], "none"
        else:
            answered, frame = placed(strange, dice)
        rows.append(worded(row["text"], names, "none", row.get("lang", ""), "others", answered, frame))
    for row in dice.sample(frame_rows, min(opened, len(frame_rows))):
        answered, frame = (row["parent_text"], UNKNOWN) if row.get("parent_text") else ("", "")
        rows.append(worded(row["text"], ANY, row["label"], row.get("lang", ""), "open", answered, frame))
    return rows, choose


def held_out(row: dict) -> bool:
    """Whether its conversation is one to choose by; of these, only replies that two readers read alike are."""
    return int(hashlib.sha256(f"{row['corpus']} {row['thread']}".encode()).hexdigest(), 16) % HELD_OUT == 0


def of_thread(path: Path, dice: random.Random, noise: float) -> Iterator[dict]:
    """The comments of the thread beside a debate file."""
    debate, said = load_debate(path), {}
    names = [party.name for party in debate.parties]
    for row in map(json.loads, path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()):
        said[row["id"]] = row
        answered, frame = debate.title, ARTICLE
        if row["parent"]:
            parent = said[row["parent"]]
            answered, frame = parent["text"], heard(parent["frame"][0], dice, noise)
        yield worded(row["text"], names, row["frame"][0], row["lang"], "threads", answered, frame)


def of_reply(row: dict, dice: random.Random, noise: float) -> list[dict]:
    """A real reply, and what it answers."""
    names = shuffled(row["parties"], dice)
    weight = 0.5 if row["sure"] == 1 else 1.0
    frame = heard(row["frame_answered"], dice, noise)
    reply = worded(row["text"], names, row["frame"], row["lang"], "replies", row["answered"], frame, weight)
    if row["frame_answered"] == "none" and dice.random() > SILENT:
        return [reply]
    title, place = under_title(names, dice)
    return [reply, worded(row["answered"], names, row["frame_answered"], row["lang"], "replies", title, place, weight)]


def of_pair(row: dict, dice: random.Random) -> dict:
    names = shuffled(row["parties"], dice)
    title, place = under_title(names, dice)
    return worded(row["text"], names, row["frame"], row["lang"], "pairs", title, place)


def heard(frame: str, dice: random.Random, noise: float) -> str:
    return frame if dice.random() >= noise else dice.choice(FRAMES)


def shuffled(names: Sequence[str], dice: random.Random) -> list[str]:
    return dice.sample(list(names), len(names))


def under_title(names: Sequence[str], dice: random.Random) -> tuple[str, str]:
    if dice.random() < 0.3:
        return "", ""
    return dice.choice(TITLES).format(a=names[0], b=names[1]), ARTICLE


def placed(debate: Debate, dice: random.Random) -> tuple[str, str]:
    """Where a comment about something else may stand in a debate's thread."""
    if dice.random() < 0.6:
        return debate.title, ARTICLE
    row = json.loads(dice.choice((LEARN / f"{debate.name}.jsonl").read_text(encoding="utf-8").splitlines()))
    return row["text"], row["frame"][0]


def worded(
    text: str, parties: Sequence[str], label: str, lang: str, corpus: str, answered: str = "", frame: str = "", weight: float = 1.0
) -> dict:
    asked = item(text, parties, answered, frame)
    return {"text": asked.text, "target": asked.target, "parent": asked.parent_text, "label": label, "lang": lang,
            "corpus": corpus, "domain": 0, "weight": weight}  # fmt: skip
