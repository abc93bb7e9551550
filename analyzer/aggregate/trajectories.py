"""Who changed the frame: from what to what, and after whose reply."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from analyzer.aggregate.frozen import Frozen
from analyzer.aggregate.positions import CLAIMS, FRAMES, NO_CLAIM
from analyzer.aggregate.table import ABSENT
from analyzer.classify.base import TASKS

ANSWERS = 5  # replies listed for one change


def trajectories(data: Frozen) -> dict[str, Any]:
    """The speakers who make two claims or more, and those of them whose claims change.

    Claims follow one another in time, or as they stand in the thread where times are
    unknown. A change is a claim with another frame than the speaker's claim before it.
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
        answers = answers if answers is not None else _answers(data)
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

    The order of the source decides between equal times, and wherever a time is missing in the thread.
    """
    when, thread = data.column["when"], data.column["thread"]
    untimed = np.bincount(thread, weights=np.isnan(when), minlength=len(data.threads)) > 0
    place = np.array([n if n is not None else i for i, n in enumerate(data.table.n)], float)
    order = np.empty(len(place), np.int64)
    order[np.lexsort((place, np.where(untimed[thread], 0.0, np.nan_to_num(when)), thread))] = np.arange(len(place))
    return order


def _answers(data: Frozen) -> dict[int, list[int]]:
    """For each speaker the comments of others that answer one of theirs."""
    out: dict[int, list[int]] = defaultdict(list)
    speaker, parent = data.column["speaker"], data.column["parent"]
    for row in np.flatnonzero(parent != ABSENT):
        if speaker[parent[row]] != speaker[row]:
            out[int(speaker[parent[row]])].append(int(row))
    return out


def _change(
    data: Frozen, before: int, later: int, order: np.ndarray, answers: dict[int, list[int]]
) -> dict[str, Any]:
    speaker, parent = data.column["speaker"], int(data.column["parent"][later])
    between = [row for row in answers.get(int(speaker[later]), ()) if order[before] < order[row] < order[later]]
    between.sort(key=lambda row: order[row])
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
