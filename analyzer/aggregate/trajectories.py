"""Who changed the frame: from what to what, and after whose reply."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd

from analyzer.aggregate.frozen import Frozen
from analyzer.aggregate.positions import CLAIMS, FRAMES, NO_CLAIM
from analyzer.aggregate.table import ABSENT
from analyzer.classify.base import TASKS

ANSWERS = 5  # replies listed for one change


def trajectories(data: Frozen) -> dict[str, Any]:
    """The speakers who make two claims or more, and those of them whose claims change.

    Claims follow one another in time, or as they stand in the thread where times are
    unknown (``_order``). A change is a claim with another frame than the speaker's claim before it.
    ``after`` lists what others said in between that the speaker had reason to read: what
    the later comment answers, and replies to the speaker's comments up to it. It came
    before the change; nothing here says that it caused it.

    Returns:
        ``speakers`` with two claims or more, ``steady`` ones among them, ``changes`` by
        "FROM → TO", and ``changed``: each changed speaker with claims and changes.
    """
    own, speaker = data.own, data.column["speaker"]
    order = _order(data)
    claim = np.flatnonzero((own != ABSENT) & (own != NO_CLAIM))
    claim = claim[np.lexsort((order[claim], speaker[claim]))]
    who, first, many = np.unique(speaker[claim], return_index=True, return_counts=True)
    repeated = many >= 2
    changed = []
    counts: dict[str, int] = defaultdict(int)
    answers = None
    for number, start, length in zip(who[repeated], first[repeated], many[repeated]):
        mine = claim[start : start + length]
        turns = np.flatnonzero(np.diff(own[mine]))
        if not len(turns):
            continue
        answers = answers if answers is not None else _answers(data, order)
        changes = [_change(data, int(mine[i]), int(mine[i + 1]), order, answers) for i in turns]
        for change in changes:
            counts[f"{change['from']['label']} → {change['to']['label']}"] += 1
        changed.append({
            "speaker": data.name(number), "thread": data.threads[data.home[number]],
            "position": FRAMES[data.position[number]],
            "claims": [{"comment": data.table.ids[row], "n": data.table.n[row], "label": CLAIMS[own[row]],
                        "score": int(data.column["score"][row]) / 10_000} for row in mine],
            "changes": changes,
        })  # fmt: skip
    total = int(repeated.sum())
    return {
        "speakers": total, "steady": total - len(changed), "changes": dict(sorted(counts.items())), "changed": changed,
    }  # fmt: skip


def _order(data: Frozen) -> np.ndarray:
    """For each comment a number that grows with time within its thread.

    A comment without a time has that of its neighbour in the source, the one before it if there is one; none comes before
    what it answers. Between equal times, and where a thread has no times, the order of the source decides: from
    its end, where the source lists the newest first.
    """
    thread, parent = data.column["thread"], data.column["parent"]
    place = np.array([n if n is not None else i for i, n in enumerate(data.table.n)], float)
    sorting = np.lexsort((place, thread))
    when = pd.Series(data.column["when"][sorting]).groupby(thread[sorting])
    filled = np.empty(len(place))
    filled[sorting] = when.ffill().fillna(when.bfill()).fillna(0.0)
    forward = np.where(_newest_first(data, place)[thread], -1.0, 1.0) * place
    rows = np.flatnonzero(parent != ABSENT)
    while (early := rows[filled[rows] < filled[parent[rows]]]).size:  # ends: a thread is a forest
        filled[early] = filled[parent[early]]
    order = np.empty(len(place), np.int64)
    order[np.lexsort((forward, filled, thread))] = np.arange(len(place))
    return order


def _newest_first(data: Frozen, place: np.ndarray) -> np.ndarray:
    """For each thread whether its source lists answers before what they answer, or, without answers, later times first."""
    thread, parent, when = data.column["thread"], data.column["parent"], data.column["when"]
    rows = np.flatnonzero(parent != ABSENT)
    below = np.bincount(thread[rows], np.sign(place[parent[rows]] - place[rows]), len(data.threads))
    timed = np.flatnonzero(~np.isnan(when))
    timed = timed[np.lexsort((place[timed], thread[timed]))]
    follows = thread[timed[1:]] == thread[timed[:-1]]
    falls = np.sign(when[timed[:-1]] - when[timed[1:]])[follows]
    falling = np.bincount(thread[timed[1:]][follows], falls, len(data.threads))
    return np.where(below != 0, below, falling) > 0


def _answers(data: Frozen, order: np.ndarray) -> dict[int, list[int]]:
    """For each speaker the comments of others that answer one of theirs, in order."""
    out: dict[int, list[int]] = defaultdict(list)
    speaker, parent = data.column["speaker"], data.column["parent"]
    rows = np.flatnonzero(parent != ABSENT)
    for row in rows[np.argsort(order[rows])]:
        if speaker[parent[row]] != speaker[row]:
            out[int(speaker[parent[row]])].append(int(row))
    return out


def _change(
    data: Frozen, before: int, later: int, order: np.ndarray, answers: dict[int, list[int]]
) -> dict[str, Any]:
    speaker, parent = data.column["speaker"], int(data.column["parent"][later])
    mine = answers.get(int(speaker[later]), [])
    start = bisect_right(mine, order[before], key=order.__getitem__)
    end = bisect_left(mine, order[later], key=order.__getitem__)
    between = mine[start : min(end, start + ANSWERS)]
    if parent != ABSENT and speaker[parent] != speaker[later]:
        between = [parent, *(row for row in between if row != parent)]
    return {"from": data.claim(before), "to": data.claim(later),
            "after": [_answer(data, row, parent) for row in between[:ANSWERS]]}  # fmt: skip


def _answer(data: Frozen, row: int, answered: int) -> dict[str, Any]:
    frame, reply = data.own[row], data.column["reply"][row]
    return data.comment(row) | {
        "label": FRAMES[frame] if frame != ABSENT else None,
        "reply": TASKS["reply"][reply] if reply != ABSENT else None,
        "answered": row == answered,
    }
