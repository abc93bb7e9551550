"""Comparisons between threads, sites or periods, with intervals for the differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from analyzer.aggregate.breakdowns import OF_SPEAKERS, cells
from analyzer.aggregate.draws import MIN_THREADS
from analyzer.aggregate.frozen import Frozen
from analyzer.aggregate.positions import CLAIMS
from analyzer.aggregate.shares import Votes
from analyzer.aggregate.table import ABSENT
from analyzer.errors import UsageError

BY = ("thread", "site", "month", "year")
UNKNOWN = "(unknown)"


def compare(data: Frozen, by: str, threads: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Frames by group, and how far each group differs.

    A thread or a site is compared with all others together, a month or a year with the last one
    before it in which a position is taken. A speaker counts once in each group, by the claims made there.

    Args:
        by: one of ``BY``.
        threads: for each thread ``id``, ``url``, ``source``.

    Returns:
        ``by``, ``against`` (what each is compared with), ``drawn`` (by the bootstrap), ``groups``
        (each a cell of ``breakdowns`` with ``name`` and the ``difference`` of each frame's share of
        speakers), ``compared`` (groups with a difference), ``apart`` (those of them where an interval leaves
        out 0), ``intervals``, how many of them leave out 0, and how many would ``by_chance``.

    Raises:
        UsageError: ``by`` is none of them.
    """
    check_by(by)
    code, names = _groups(data, by, threads)
    rows = np.flatnonzero((code != ABSENT) & (data.column["frame"] != ABSENT))
    code, count = code[rows], len(names)
    data = replace(data, within=_fewest_threads(data, rows, code) < MIN_THREADS)
    groups = [{"name": name, **cell} for name, cell in zip(names, cells(data, rows, code, count))]
    in_time = by in ("month", "year")
    votes, _ = data.speaker_votes(rows, code, count)
    for group, found in zip(groups, _from_previous(votes) if in_time else _from_rest(votes)):
        group["difference"] = found
    compared = [group for group in groups if group["difference"]]
    intervals = [d for group in compared for d in group["difference"].values()]
    return {
        "by": by, "against": f"the last {by} with positions before it" if in_time else f"all other {by}s together",
        "groups": groups, "drawn": data.clusters.unit, "of": OF_SPEAKERS, "compared": len(compared),
        "apart": sum(any(_apart(d) for d in g["difference"].values()) for g in compared),
        "intervals": len(intervals), "intervals_apart": sum(map(_apart, intervals)),
        "by_chance": round(0.05 * len(intervals), 1),
    }  # fmt: skip


def check_by(by: str) -> None:
    """Raises ``UsageError`` where ``by`` is nothing to compare by."""
    if by not in BY:
        raise UsageError(f"cannot compare by {by!r}", remedy=f"use one of: {', '.join(BY)}")


def _apart(difference: Mapping[str, Any]) -> bool:
    return difference["low"] > 0 or difference["high"] < 0


def _fewest_threads(data: Frozen, rows: np.ndarray, code: np.ndarray) -> int:
    """Threads with a claim in the group that has the fewest of them."""
    keep = data.claims[rows]
    pairs = np.unique(np.stack([code[keep], data.column["thread"][rows][keep]]), axis=1)
    return int(np.unique(pairs[0], return_counts=True)[1].min(initial=len(data.threads)))


def _from_previous(votes: Votes) -> list[dict[str, Any] | None]:
    out: list[dict[str, Any] | None] = [None] * votes.cells
    filled = np.flatnonzero(votes.counts.sum(axis=1)).tolist()
    for before, here in zip(filled, filled[1:]):
        out[here] = {label: votes.difference(here, before, i) for i, label in enumerate(CLAIMS)}
    return out


def _from_rest(votes: Votes) -> list[dict[str, Any] | None]:
    total, each = votes.counts.sum(), votes.counts.sum(axis=1)
    return [
        dict(zip(CLAIMS, found)) if mine and mine != total else None
        for mine, found in zip(each, votes.differences_from_rest())
    ]


def _groups(data: Frozen, by: str, threads: Sequence[Mapping[str, Any]]) -> tuple[np.ndarray, list[str]]:
    """For each comment the number of its group, and the names of the groups."""
    if by in ("thread", "site"):
        of_thread = [str(t["id"]) if by == "thread" else site(t) for t in threads]
        names = sorted(set(of_thread))
        number = np.array([names.index(name) for name in of_thread] if by == "site" else
                          np.searchsorted(names, of_thread) if names else [], np.int64)  # fmt: skip
        return number[data.column["thread"]] if len(number) else data.column["thread"], names
    letters = 7 if by == "month" else 4
    days, place = np.unique(data.column["day"], return_inverse=True)
    each = [date.fromordinal(int(day)).isoformat()[:letters] if day else "" for day in days]
    names = sorted(set(each) - {""})
    number = np.array([names.index(name) if name else ABSENT for name in each], np.int64)
    return number[place] if len(number) else place, names


def site(thread: Mapping[str, Any]) -> str:
    """The host that a thread's address names; else what the thread was read from."""
    for address in (thread.get("url"), thread.get("id")):
        if host := _host(str(address or "")):
            return host.removeprefix("www.")
    return str(thread.get("source") or UNKNOWN)


def _host(address: str) -> str | None:
    """The host of an address; None where it is none, as ``http://[site]/``."""
    try:
        return urlsplit(address).hostname if "://" in address else None
    except ValueError:
        return None
