"""The reply network between speakers, signed by agreement, and how frames run along it."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import numpy as np

from analyzer.aggregate.camps import SMALLEST, Camps, components, find_camps
from analyzer.aggregate.frozen import Frozen
from analyzer.aggregate.positions import CLAIMS, FRAMES, NO_CLAIM
from analyzer.aggregate.shares import Votes
from analyzer.aggregate.table import ABSENT
from analyzer.classify.base import TASKS

AGREE, DISAGREE, NEUTRAL = range(3)
REPLY = TASKS["reply"]
LISTED = 5  # comments listed for one pair of speakers


def network(data: Frozen) -> dict[str, Any] | None:
    """Who answers whom and how, camps, and agreement among the like-minded and the others.

    Returns:
        None without a labelled reply between two speakers; else

        ``answers``: from whom to whom, how often with which label, and the comments (``comments`` their ids, ``n``
        their numbers in the thread); ``speakers`` are the two as places in the summary's ``positions``.
        ``unlabelled``: replies between two speakers without a label, be it withheld.
        ``alike``, ``apart``: replies between speakers who hold the same position, and
        different ones, by label, with the share of disagreement; ``difference`` of the two.
        ``camps``: of every thread that is large enough, see ``camps``. ``too_small``: in how many
        threads agreement and disagreement, one set against the other, join fewer than ``SMALLEST`` speakers.
    """
    speaker, parent, reply = data.column["speaker"], data.column["parent"], data.column["reply"]
    between = np.flatnonzero(parent != ABSENT)
    between = between[speaker[between] != speaker[parent[between]]]
    rows = between[reply[between] != ABSENT]
    if not len(rows):
        return None
    frm, to, label = speaker[rows], speaker[parent[rows]], reply[rows]
    answers = _answers(data, rows, frm, to, label)
    ties: dict[int, dict[tuple[int, int], list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for a, b, sign in zip(frm.tolist(), to.tolist(), label.tolist()):
        if sign != NEUTRAL:
            ties[int(data.home[a])][min(a, b), max(a, b)][sign] += 1
    threads, too_small = [], 0
    for number in np.unique(data.home[frm]).tolist():
        found = _camps(data, number, ties[number])
        threads += found
        too_small += not found
    return {
        "answers": answers, "unlabelled": len(between) - len(rows), **_by_position(data, frm, to, label),
        "camps": threads, "too_small": too_small, "needed": SMALLEST,
    }  # fmt: skip


def _answers(data: Frozen, rows: np.ndarray, frm: np.ndarray, to: np.ndarray, label: np.ndarray) -> list[dict]:
    counts: dict[tuple[int, int], list[int]] = {}
    where: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row, a, b, sign in zip(rows.tolist(), frm.tolist(), to.tolist(), label.tolist()):
        counts.setdefault((a, b), [0, 0, 0])[sign] += 1
        where[a, b].append(row)
    return [
        {"thread": data.threads[data.home[a]], "from": data.name(a), "to": data.name(b), "speakers": [a, b],
         **dict(zip(REPLY, each)), "comments": [data.table.ids[row] for row in where[a, b][:LISTED]],
         "n": [data.table.n[row] for row in where[a, b][:LISTED]]}
        for (a, b), each in counts.items()
    ]  # fmt: skip


def _by_position(data: Frozen, frm: np.ndarray, to: np.ndarray, label: np.ndarray) -> dict[str, Any]:
    """Replies among speakers with a position: of one mind, and not."""
    mine, theirs = data.position[frm], data.position[to]
    held = (mine != NO_CLAIM) & (theirs != NO_CLAIM)
    apart = (mine[held] != theirs[held]).astype(np.int64)
    votes = Votes(data.clusters, data.clusters.of_speaker[frm[held]], apart, label[held].astype(np.int64), 2)
    shares = votes.shares(REPLY, "replies between speakers with a position")
    out = {
        name: dict(zip(REPLY, counts)) | {"share_disagree": share["disagree"], "share_agree": share["agree"]}
        for name, counts, share in zip(("alike", "apart"), votes.counts.astype(int).tolist(), shares)
    }
    return out | {"difference": votes.difference(1, 0, DISAGREE)}


def _camps(data: Frozen, thread: int, ties: dict[tuple[int, int], list[int]]) -> list[dict[str, Any]]:
    """The camps of one thread's largest connected part; empty where it is too small.

    Args:
        ties: for each pair of speakers (a < b) how often they agree and disagree. What a pair says both ways
            contradicts any camps, by the smaller of its two numbers.
    """
    net = {pair: agree - disagree for pair, (agree, disagree) in ties.items() if agree != disagree}
    parts = components(net)
    if not parts or len(parts[0]) < SMALLEST:
        return []
    found, members = find_camps(parts[0], net), set(parts[0])
    in_part = {pair: w for pair, w in net.items() if pair[0] in members}
    said = [both for pair, both in ties.items() if pair[0] in members and pair[1] in members]
    return [{
        "thread": data.threads[thread], "speakers": len(found.members), "ties": len(in_part),
        "agreements": sum(agree for agree, _ in said), "disagreements": sum(disagree for _, disagree in said),
        "frustration": found.frustration + sum(map(min, said)), "loops": found.loops, "exact": found.exact,
        "unique": found.unique,
        "outside": sum(map(len, parts[1:])),
        "camps": [_camp(data, found, side) for side in (0, 1) if side in found.side],
        **_across(data, found, in_part),
    }]  # fmt: skip


def _camp(data: Frozen, found: Camps, side: int) -> dict[str, Any]:
    members = [m for m, s in zip(found.members, found.side) if s == side]
    known = {m: None if data.withheld[m] else FRAMES[data.position[m]] for m in members}
    held = Counter(known.values())
    return {
        "speakers": [{"speaker": data.name(m), "index": m, "position": known[m]} for m in members],
        "positions": {label: held[label] for label in FRAMES},
    }


def _across(data: Frozen, found: Camps, ties: dict[tuple[int, int], int]) -> dict[str, Any]:
    """Of the tied speakers who both hold a position, how many hold the same, inside and across the camps."""
    side = dict(zip(found.members, found.side))
    out = {name: {"pairs": 0, "alike": 0} for name in ("inside", "across")}
    for a, b in ties:
        mine, theirs = data.position[a], data.position[b]
        if mine < len(CLAIMS) and theirs < len(CLAIMS):
            counts = out["inside" if side[a] == side[b] else "across"]
            counts["pairs"] += 1
            counts["alike"] += int(mine == theirs)
    return out
