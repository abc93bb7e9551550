"""Rows without labels, which the teachers judge and the student learns from: ``pool_rows(stage)``.

A student learns more from what its teachers say of many texts than from the few that people labelled
(Hinton et al. 2015; for unlabelled texts Tang et al. 2019). All texts are of train splits that ``corpora`` may
train on; what they are asked is made here: the other targets of their corpus, the parties of their thread.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict

from corpora import GOLD_SOURCES, RELATIONS, SEED, SENTIMENT, STANCE, Part, load_part, load_stage, mined_rows, plain
from thread_rows import heard, held_out, shuffled, under_title, worded

REPLIES = (Part("iac_agreement"), Part("subreddit_agreement"), Part("rumoureval2017"), Part("mt_csd"), Part("fanchuan"), Part("dast"))
# Short public posts like those of the sentiment corpora.
POSTS = (
    Part("semeval2016_t6a"), Part("pstance", texts=4000), Part("mtsd", texts=3000), Part("covid19_stance", texts=3000),
    Part("conref_ita"), Part("efra_rita"), Part("ruarg2022", texts=3000), Part("covid_vax_stance", texts=2000),
)  # fmt: skip
ENTAILMENT = {"farstail", "indonli"}  # sentences that nobody comments with
SIZES = {"sentiment": 60_000, "stance": 45_000, "reply": 20_000, "frame": 30_000, "thread": 14_000}
LONGEST = 600  # characters of a comment in the pool of frames


def pool_rows(stage: str) -> list[dict]:
    """Rows of the pool of a stage, without ``label``; none that stands among the rows that the stage learns from or is chosen by."""
    dice = random.Random(SEED)
    made = {"sentiment": _posts, "stance": _asked, "reply": _replies, "frame": _comments, "thread": _in_threads}[stage](dice)
    known, choose, _ = load_stage(stage)
    seen, kept = {_key(row) for row in known + choose}, []
    texts_chosen_by = {plain(row["text"]) for row in choose}
    for row in dice.sample(made, len(made)):
        if (key := _key(row)) not in seen and key[0] not in texts_chosen_by:
            seen.add(key)
            kept.append({**row, "label": None, "corpus": "pool", "domain": 0, "weight": 1.0})
    return kept[: SIZES[stage]]


def _key(row: dict) -> tuple[str, str, str]:
    return plain(row["text"]), plain(row.get("target") or ""), plain(row.get("parent") or "")


def _loaded(parts: tuple[Part, ...]) -> list[dict]:
    """The rows of parts whatever their labels are."""
    return [row for part in parts for row in load_part(part, None)]


def _posts(dice: random.Random) -> list[dict]:
    return [{"text": row["text"], "lang": row["lang"]} for row in _loaded(SENTIMENT[1:] + POSTS)]


def _asked(dice: random.Random) -> list[dict]:
    """Comments about the targets of other comments of their corpus, and the rows of other relations."""
    rows = []
    for part in STANCE:
        mine = load_part(part, "stance")
        targets = sorted({row["target"] for row in mine})
        for row in dice.sample(mine, min(len(mine), 2500)):
            other = dice.choice(targets) if len(targets) > 1 else row["target"]
            rows.append({"text": row["text"], "target": other, "lang": row["lang"]})
    related = tuple(part for part in RELATIONS if part.corpus not in ENTAILMENT)
    return rows + [{"text": r["text"], "target": r["target"], "lang": r["lang"]} for r in _loaded(related) if r["text"] and r["target"]]


def _replies(dice: random.Random) -> list[dict]:
    return [{"text": r["text"], "parent": r["parent"], "lang": r["lang"]} for r in _loaded(REPLIES) if r["parent"] and r["text"]]


def _comments(dice: random.Random) -> list[dict]:
    parts = tuple(p for p in STANCE + RELATIONS + SENTIMENT if p.corpus not in GOLD_SOURCES | ENTAILMENT | {"written"})
    return [{"text": r["text"], "lang": r["lang"]} for r in _loaded(parts) if 20 <= len(r["text"]) <= LONGEST]


def _in_threads(dice: random.Random) -> list[dict]:
    """Real replies asked about parties that another labelled reply of their kind was about, best those that they name."""
    learnt = [row for row in mined_rows("threads/replies.jsonl") if not held_out(row)]
    learnt += [{**row, "frame_answered": "none", "answered": ""} for row in mined_rows("threads/pairs.jsonl")]
    by_word = defaultdict(list)
    for row in learnt:
        for name in row["parties"]:
            by_word[plain(name)].append(tuple(row["parties"]))
    pairs = sorted({tuple(row["parties"]) for row in learnt})
    rows = []
    unlabelled = [{**r, "answered": r["parent"], "frame_answered": "none"} for r in _loaded(REPLIES) if r["parent"] and r["text"]]
    for row in learnt + [r for r in unlabelled if not held_out(r)]:
        words = re.findall(r"\w+", plain(f"{row['text']} {row['answered']}"))
        near = [p for n in (1, 2) for k in range(len(words)) for p in by_word.get(" ".join(words[k : k + n]), ())]
        near = [p for p in near if set(p) != set(row.get("parties", ()))]
        names = shuffled(dice.choice(near) if near else dice.choice(pairs), dice)
        answered, frame = (row["answered"], heard("none", dice, 0.3)) if row["answered"] else under_title(names, dice)
        rows.append(worded(row["text"], names, "none", row["lang"], "pool", answered, frame))
    return rows
