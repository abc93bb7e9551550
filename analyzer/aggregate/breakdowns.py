"""Frames by language, time, depth, pair, respect and voice: comments and speakers, with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np

from analyzer.aggregate.frozen import Frozen
from analyzer.aggregate.positions import CLAIMS, FRAMES
from analyzer.aggregate.shares import Votes
from analyzer.aggregate.table import ABSENT, VOICES

DEEPEST = 10  # levels of reply that are told apart
MOST = 200  # cells of one table; rarer ones stand together
REST = "(other)"
OF_SPEAKERS = "speakers who take a position"
OF_COMMENTS = "comments that make a claim"


def breakdowns(data: Frozen) -> dict[str, Any]:
    """The tables, each a mapping of cell names to a cell.

    A cell holds ``comments`` and ``speakers`` (numbers by frame) and the shares among those
    that make a claim, ``shares`` by speaker and ``comment_shares`` by comment. A speaker
    counts once in a cell, by the claims made there.
    """
    unit, days = _time_cells(data)
    out: dict[str, Any] = {"time_unit": unit}
    for name, (rows, code, names) in {
        "by_language": _plain(data.column["language"], list(data.table.languages)),
        "by_time": days,
        "by_depth": _depths(data),
        "by_pair": _plain(data.column["pair"], list(data.table.pairs)),
        "by_respect": (data.column["respect_row"].astype(int), data.column["respect"], list(data.table.respects)),
        "by_voice": _plain(np.where(data.claims, data.column["voice"], ABSENT), list(VOICES)),
    }.items():
        framed = data.column["frame"][rows] != ABSENT
        rows, code = rows[framed], code[framed].astype(np.int64)
        if len(rows):
            rows, code, names = _tidy(rows, code, names, by_name=name in ("by_time", "by_depth"))
        out[name] = dict(zip(names, cells(data, rows, code, len(names)))) if len(rows) else {}
    return out


def cells(data: Frozen, rows: np.ndarray, code: np.ndarray, count: int) -> Iterator[dict[str, Any]]:
    """The cells of one table; ``code`` is the cell of each of the comments ``rows``."""
    by_comment = data.comment_votes(rows, code, count)
    by_speaker, speakers = data.speaker_votes(rows, code, count)
    frame = data.column["frame"][rows].astype(np.int64)
    comments = np.bincount(code * 4 + frame, minlength=count * 4).reshape(count, 4)
    yield from _cells(comments, speakers, by_comment, by_speaker)


def _cells(
    comments: np.ndarray, speakers: np.ndarray, by_comment: Votes, by_speaker: Votes
) -> Iterator[dict[str, Any]]:
    tables = zip(comments, speakers, by_speaker.shares(CLAIMS, OF_SPEAKERS), by_comment.shares(CLAIMS, OF_COMMENTS))
    for in_comments, in_speakers, shares, comment_shares in tables:
        yield {
            "comments": dict(zip(FRAMES, in_comments.tolist())), "speakers": dict(zip(FRAMES, in_speakers.tolist())),
            "shares": shares, "comment_shares": comment_shares,
        }  # fmt: skip


def _plain(code: np.ndarray, names: Sequence[str]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    rows = np.flatnonzero(code != ABSENT)
    return rows, code[rows], list(names)


def _depths(data: Frozen) -> tuple[np.ndarray, np.ndarray, list[str]]:
    code = np.clip(data.column["depth"], 1, DEEPEST) - 1
    return np.arange(len(code)), code, [*map(str, range(1, DEEPEST)), f"{DEEPEST} or more"]


def _time_cells(data: Frozen) -> tuple[str | None, tuple[np.ndarray, np.ndarray, list[str]]]:
    """Days, months or years: whichever gives a table that can be read."""
    rows = np.flatnonzero(data.column["day"] > 0)
    if not len(rows):
        return None, (rows, rows, [])
    days, code = np.unique(data.column["day"][rows], return_inverse=True)
    span = int(days[-1] - days[0])
    unit, letters = ("day", 10) if span <= 62 else ("month", 7) if span <= 5 * 366 else ("year", 4)
    names = [date.fromordinal(int(day)).isoformat()[:letters] for day in days]
    kept = sorted(set(names))
    return unit, (rows, np.searchsorted(kept, names)[code], kept)


def _tidy(
    rows: np.ndarray, code: np.ndarray, names: Sequence[str], by_name: bool
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Without empty cells; in the order of names, or by size with the rarest put together."""
    size = np.bincount(code, minlength=len(names))
    order = [i for i in range(len(names)) if size[i]]
    if not by_name:
        order.sort(key=lambda i: (-size[i], names[i]))
    kept = order if len(order) <= MOST else order[: MOST - 1]
    place = np.full(len(names), len(kept))
    place[kept] = np.arange(len(kept))
    return rows, place[code], [names[i] for i in kept] + ([REST] if len(order) > len(kept) else [])
