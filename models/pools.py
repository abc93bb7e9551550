"""Rows without labels, which teachers judge and a student learns from: ``pool_rows(stage)``.

A small model learns more from what others say of many texts than from the few that people labelled
(Hinton et al. 2015, "Distilling the knowledge"; on unlabelled texts Tang et al. 2019). The texts are those of the
corpora that may be trained on, never of a test split, and none that its stage is chosen by.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable

from corpora import (
    GOLD_SOURCES,
    RELATIONS,
    SEED,
    SENTIMENT,
    STANCE,
    Part,
    content,
    load_part,
    load_stage,
    mined_rows,
    plain,
)
from thread_rows import heard, held_out, shuffled, under_title, worded

# Short public posts like those of the sentiment corpora.
POSTS = (
    Part("semeval2016_t6a"), Part("pstance", texts=4000), Part("mtsd", texts=3000), Part("covid19_stance", texts=3000),
    Part("conref_ita"), Part("efra_rita"), Part("ruarg2022", texts=3000), Part("covid_vax_stance", texts=2000),
)  # fmt: skip
REPLIES = (Part("iac_agreement"), Part("subreddit_agreement"), Part("rumoureval2017"), Part("mt_csd"), Part("fanchuan"), Part("dast"))
NO_COMMENTS = {"written", "farstail", "indonli", "debagreement"}  # sentences that nobody posted, and what the replies are chosen by
LONGEST = 600  # characters of a comment in the pool of frames


def pool_rows(stage: str) -> list[dict]:
    """A seeded sample of the pool of a stage, ``label`` None; none stands among the rows that the stage learns from or is chosen by.

    Empty where a stage has no pool.
    """
    if stage not in POOLS:
        return []
    made, size = POOLS[stage]
    dice = random.Random(SEED)
    found = made(dice)
    known, choose, _ = load_stage(stage)
    seen, chosen_by = {content(row) for row in known + choose}, {plain(row["text"]) for row in choose}
    kept = []
    for row in dice.sample(found, len(found)):
        if (key := content(row)) not in seen and key[0] not in chosen_by:
            seen.add(key)
            kept.append({**row, "label": None, "corpus": "pool", "domain": 0, "weight": 1.0})
    return kept[:size]


def _loaded(parts: tuple[Part, ...]) -> list[dict]:
    """The rows of parts whatever their labels are."""
    return [row for part in parts for row in load_part(part, None)]


def _posts(dice: random.Random) -> list[dict]:
    return [{"text": row["text"], "lang": row["lang"]} for row in _loaded(SENTIMENT + POSTS)]


def _comments(dice: random.Random) -> list[dict]:
    parts = (*STANCE, *RELATIONS, Part("umsab"), *SENTIMENT)
    rows = _loaded(tuple(part for part in parts if part.corpus not in GOLD_SOURCES | NO_COMMENTS))
    return [{"text": row["text"], "lang": row["lang"]} for row in rows if 20 <= len(row["text"]) <= LONGEST]


def _in_threads(dice: random.Random) -> list[dict]:
    """Real replies asked about parties that other labelled rows were about, best those that they name."""
    learnt = [row for row in mined_rows("threads/replies.jsonl") if not held_out(row)]
    learnt += [{**row, "frame_answered": "none", "answered": ""} for row in mined_rows("threads/pairs.jsonl")]
    by_name = defaultdict(list)
    for row in learnt:
        for name in row["parties"]:
            by_name[plain(name)].append(tuple(row["parties"]))
    pairs = sorted({tuple(row["parties"]) for row in learnt})
    others = [{**row, "answered": row["parent"]} for row in _loaded(REPLIES) if row["parent"] and row["text"]]
    rows = []
    for row in learnt + [row for row in others if not held_out(row)]:
        words = re.findall(r"\w+", plain(f"{row['text']} {row['answered']}"))
        near = [pair for n in (1, 2) for at in range(len(words)) for pair in by_name.get(" ".join(words[at : at + n]), ())]
        near = [pair for pair in near if set(pair) != set(row.get("parties", ()))]
        names = shuffled(dice.choice(near or pairs), dice)
        answered, frame = (row["answered"], heard("none", dice, 0.3)) if row["answered"] else under_title(names, dice)
        rows.append(worded(row["text"], names, "none", row["lang"], "pool", answered, frame))
    return rows


POOLS: dict[str, tuple[Callable[[random.Random], list[dict]], int]] = {
    "sentiment": (_posts, 60_000), "frame": (_comments, 30_000), "thread": (_in_threads, 14_000),
}  # fmt: skip
