"""Which corpora each stage of training learns from and is chosen by, and how their rows are read.

Rules kept (``../shared/corpora/README.md``): no test split is opened; corpora marked
non-commercial are not trained on; a train row whose text (links and @names ignored), target and
parent also stand in a row that is chosen by is dropped, and counted. Where a corpus has no train
split, a part of its validation is trained on, divided by the text answered, else by the text.

A part may have a domain of its own: its labels then train a second output of the head, so that
what one corpus calls neutral does not move another's border; only the first output ships.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from thread_rows import thread_rows

from analyzer.classify.base import TASKS
from analyzer.training.gold import plain

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared" / "corpora"
GOLD = HERE.parent.parent / "shared" / "gold" / "frames-dev.jsonl"
# The held-back part of the frame gold was drawn from these, and may hold the same texts.
GOLD_SOURCES = {"arsarcasm_v2", "astd", "hebrew_fb_sentiment"}
SEED = 20261123


@dataclass(frozen=True)
class Part:
    """A share of a corpus.

    Attributes:
        corpus: its folder, or ``written``: the rows of ``data/stance``.
        split: its file.
        texts: how many distinct texts at most, with all their rows.
        labels: what its labels are called here.
        fields: which of its fields a field is read from, where not from its own.
        holdout: n > 0 keeps every n-th thread or text, -n all others.
        domain: the output of the head that it trains.
        weight: what its rows count beside the others'.
    """

    corpus: str
    split: str = "train"
    texts: int = 1_000_000
    labels: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    holdout: int = 0
    domain: int = 0
    weight: float = 1.0


@dataclass(frozen=True)
class Plan:
    """A stage of training.

    Attributes:
        task: a key of ``TASKS``: the labels and the wording.
        train: what is learnt from; for frames ``data/frames``.
        choose: what is chosen and calibrated by; for frames the development gold.
        start: the stage from whose low-rank maps it begins.
        epochs, rate: how long, and how fast at most.
        wording: how its inputs are worded, where not as the task's.
    """

    task: str
    train: tuple[Part, ...] = ()
    choose: tuple[Part, ...] = ()
    start: str | None = None
    epochs: float = 3
    rate: float = 3e-4
    wording: str | None = None


# Other relations between two texts as stances, for outputs of their own: a reply toward what it answers, a premise
# toward a hypothesis, an answer toward a claim.
REPLY = {"labels": (("agree", "favor"), ("disagree", "against"), ("neutral", "none"), ("support", "favor"), ("deny", "against"),
                    ("query", "none"), ("comment", "none")), "fields": (("target", "parent"),)}  # fmt: skip
NLI = {"labels": (("entailment", "favor"), ("contradiction", "against"), ("neutral", "none")),
       "fields": (("text", "parent"), ("target", "text"))}  # fmt: skip
CLAIM = {"labels": (("agree", "favor"), ("disagree", "against"), ("discuss", "none"), ("unrelated", "none"), ("neutral", "none"))}
# Comments and posts whose labels draw other borders than UMSAB's: each has an output of its own, or is judged by teachers (``pools``).
SENTIMENT = (
    Part("sb10k"), Part("arsarcasm_v2"), Part("mawqif_sentiment"),
    Part("rusentitweet", texts=8000), Part("deepsentipers"), Part("smsa", texts=5000),
    Part("turkish_tweets_weak", texts=5000), Part("zh_reviews", texts=4000),
    Part("hebrew_fb_sentiment"), Part("tweeteval_sentiment", "validation"),
    Part("afrisenti", texts=12000), Part("mls_ms_ja"), Part("nusax"),
    Part("wisesight", texts=5000), Part("astd"),
)  # fmt: skip
STANCE = (
    Part("vast"), Part("semeval2016_t6a"), Part("mawqif_stance", holdout=-6), Part("cofe", "validation", holdout=-3),
    Part("written"), Part("c_stance", texts=3000), Part("mtsd", texts=3000), Part("covid19_stance", texts=3000),
    Part("ibm30k", texts=8000), Part("pstance", texts=4000), Part("ruarg2022", texts=4000), Part("efra_rita"),
    Part("perspectrum"), Part("conref_ita"),
)  # fmt: skip
RELATIONS = (
    Part("mt_csd", domain=1), Part("covid_vax_stance", texts=4000, domain=1), Part("hinglish_notebandi", domain=1),
    Part("arc_nyt", texts=4000, domain=2, **CLAIM), Part("farexstance_h2c", texts=5000, domain=2, **CLAIM),
    Part("ans", domain=2, **CLAIM), Part("farstail", domain=3, **NLI), Part("indonli", domain=3, **NLI),
    Part("debagreement", "validation", holdout=-4, domain=4, **REPLY), Part("iac_agreement", domain=4, **REPLY),
    Part("subreddit_agreement", domain=4, **REPLY), Part("rumoureval2017", domain=4, **REPLY),
)  # fmt: skip
CHOOSE_STANCE = (
    Part("vast", "validation"), Part("semeval2016_t6a", "validation"), Part("mawqif_stance", holdout=6),
    Part("xstance", "validation"), Part("c_stance", "validation", 600), Part("cofe", "validation", holdout=3),
)  # fmt: skip
# A short stage for two cores: what the written rows teach, with as much of the rest as keeps it from being forgotten.
IMPLIED = (
    Part("written", weight=2.0), Part("vast", texts=400), Part("semeval2016_t6a", texts=1500), Part("mawqif_stance", holdout=-6),
    Part("cofe", "validation", holdout=-3), Part("c_stance", texts=200), Part("perspectrum", texts=1000), Part("ibm30k", texts=1000),
    Part("pstance", texts=800), Part("ruarg2022", texts=800), Part("conref_ita"),
)  # fmt: skip
CHOOSE_IMPLIED = (
    Part("vast", "validation", 300), Part("semeval2016_t6a", "validation"), Part("mawqif_stance", holdout=6),
    Part("xstance", "validation", 900), Part("cofe", "validation", holdout=3),
)  # fmt: skip
# Two stages that teach the maps what many corpora have in common, and others that draw each task's own borders.
PLANS: dict[str, Plan] = {
    "relations": Plan("stance", STANCE + RELATIONS, CHOOSE_STANCE, epochs=1, rate=4e-4),
    "tones": Plan(
        "sentiment", (Part("umsab"), *(replace(part, domain=n) for n, part in enumerate(SENTIMENT, 1))), (Part("umsab", "validation"),), epochs=2,
    ),
    "sentiment": Plan("sentiment", (Part("umsab"),), (Part("umsab", "validation"),)),
    "stance": Plan(
        "stance", tuple(replace(part, weight=4.0) if part.corpus == "written" else part for part in STANCE), CHOOSE_STANCE,
        "relations", 1.25, 2e-4,
    ),
    "implied": Plan("stance", IMPLIED, CHOOSE_IMPLIED, "stance", 1, 2e-4),
    "reply": Plan(
        "reply", (Part("debagreement", "validation", holdout=-4),), (Part("debagreement", "validation", holdout=4),),
        "relations", rate=2e-4,
    ),
    "frame": Plan("frame", start="relations"),
    "thread": Plan("frame", start="frame", epochs=1.5, wording="frame in its thread"),
}  # fmt: skip


def load_part(part: Part, task: str | None) -> list[dict]:
    """The rows of a part: labels renamed, those left out that are none of the task's, a seeded sample where it is limited."""
    rows = written_stances() if part.corpus == "written" else _read(part)
    names = dict(part.labels)
    rows = [
        r | {new: r.get(old) or "" for new, old in part.fields}
        | {"corpus": part.corpus, "domain": part.domain, "weight": part.weight, "label": names.get(r["label"], r["label"])}
        for r in rows
    ]  # fmt: skip
    rows = [r for r in rows if task is None or r["label"] in TASKS[task]]
    if part.holdout:
        rows = [r for r in rows if (_hash(r, "") % abs(part.holdout) == 0) == (part.holdout > 0)]
    texts = {r["text"] for r in rows}
    if len(texts) > part.texts:
        kept = set(sorted(texts, key=lambda text: hashlib.sha256(f"{SEED}{text}".encode()).digest())[: part.texts])
        rows = [r for r in rows if r["text"] in kept]
    return rows


def _read(part: Part) -> list[dict]:
    with gzip.open(SHARED / part.corpus / f"{part.split}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    read = read_anew(part.corpus)
    return [row | {"label": read.get(row["id"], row["label"])} for row in rows]


def read_anew(corpus: str) -> dict[str, str]:
    """Labels by row of those rows of a corpus that were read again because its own labels are not theirs (``data/sentiment``)."""
    files = sorted((HERE.parent / "data" / "sentiment").glob(f"{corpus}-*.jsonl"))
    found = [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: row["label"] for row in found}


def written_stances() -> list[dict]:
    """The rows of ``data/stance``: written for this project."""
    files = sorted((HERE.parent / "data" / "stance").glob("*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def load_stage(stage: str) -> tuple[list[dict], list[dict], int]:
    """Rows to train on, rows to choose by, and how many repeats were dropped."""
    plan = PLANS[stage]
    if stage == "thread":
        rows, choose = thread_rows(frame_rows(), mined_rows("threads/replies.jsonl"), mined_rows("threads/pairs.jsonl"), SEED)
        kept_out = []
    elif plan.task == "frame":
        choose = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
        choose = [row | {"label": row["frame"], "corpus": "frames-dev"} for row in choose]
        rows, kept_out = frame_rows(), mined_rows("frames/random.jsonl")  # for ``benchmarks/frames.py``
    else:
        choose = [row for part in plan.choose for row in load_part(part, plan.task)]
        rows, kept_out = [row for part in plan.train for row in load_part(part, plan.task)], []
    kept, dropped = drop_shared(rows, choose + kept_out)
    return kept, choose, dropped


def frame_rows() -> list[dict]:
    """The labelled frames of ``data/frames``: written ones, and mined ones with their corpus's text."""
    rows = []
    folder = HERE.parent / "data" / "frames"
    for path in sorted((folder / "written").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            weight = 2.0 if row["id"][2] in "345" else 1.0  # the later rounds: kinds that words alone do not tell
            rows.append({**row, "label": row["frame"], "corpus": "written", "domain": 0, "weight": weight})
    again = {_place(row): row["frame"] for row in references("threads/pairs.jsonl")}
    for row in mined_rows("frames/mined.jsonl"):
        if row["corpus"] not in GOLD_SOURCES:  # the second reader named the pair, and so looked closer
            label = again.get(_place(row), row["frame"])
            weight = 0.4 if row["sure"] == 1 or label != row["frame"] else 1.0
            rows.append(row | {"label": label, "corpus": "mined", "domain": 0, "weight": weight})
    return rows


def references(name: str) -> list[dict]:
    """The rows of ``data/NAME`` as they stand there, without the texts that they refer to."""
    return [json.loads(line) for line in (HERE.parent / "data" / name).read_text(encoding="utf-8").splitlines()]


def _place(row: dict) -> tuple:
    """Where the text of a row that refers to a corpus stands."""
    return row["corpus"], row["split"], row["line"], row.get("start")


def mined_rows(name: str) -> list[dict]:
    """The rows of ``data/NAME``, which refer to rows of corpora, with their texts, their threads and, as ``answered``, what these answer."""
    found, rows = references(name), []
    for corpus, split in sorted({(row["corpus"], row["split"]) for row in found}):
        with gzip.open(SHARED / corpus / f"{split}.jsonl.gz", "rt", encoding="utf-8") as lines:
            texts = list(lines)
        for row in found:
            if (row["corpus"], row["split"]) == (corpus, split):
                source = json.loads(texts[row["line"]])
                text = source["text"][row.get("start", 0) : row.get("end", len(source["text"]))]
                rows.append(row | {"text": text, "answered": source.get("parent") or "", "thread": source.get("thread") or ""})
    return rows


def _hash(row: dict, salt: str) -> int:
    """By what must not stand on both sides of a split: the text replied to, else the text."""
    return int(hashlib.sha256((salt + plain(row.get("parent") or row["text"])).encode()).hexdigest(), 16)


def content(row: dict) -> tuple[str, str, str]:
    """What a row asks about what, as compared between splits."""
    return plain(row["text"]), plain(row.get("target") or ""), plain(row.get("parent") or "")


def drop_shared(train: list[dict], choose: list[dict]) -> tuple[list[dict], int]:
    """``train`` without rows that also stand in ``choose`` or earlier in ``train``."""
    seen, kept = {content(row) for row in choose}, []
    for row in train:
        if (key := content(row)) not in seen:
            seen.add(key)
            kept.append(row)
    return kept, len(train) - len(kept)


def fold_of(row: dict, folds: int) -> int:
    """Which of ``folds`` parts a row is of, by its text."""
    return _hash(row, "fold") % folds


def balanced(rows: list[dict], task: str) -> np.ndarray:
    """Sample weights: classes weigh the same within a corpus, corpora by the root of their size.

    For frames half way between that and equal rows: ``both`` is rare, and ``none`` is what threads are full of.
    """
    from collections import Counter

    names = [r["label"] if r["label"] is not None else TASKS[task][int(np.argmax(r["taught"]))] for r in rows]
    by_corpus = Counter(r["corpus"] for r in rows)
    by_class = Counter((r["corpus"], name) for r, name in zip(rows, names))
    classes = Counter(corpus for corpus, _ in by_class)
    raw = np.array([
        r["weight"] * np.sqrt(by_corpus[r["corpus"]]) / classes[r["corpus"]] / by_class[r["corpus"], name]
        for r, name in zip(rows, names)
    ])  # fmt: skip
    weights = raw * len(rows) / raw.sum()
    return np.sqrt(weights) if task == "frame" else weights
