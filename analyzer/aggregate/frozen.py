"""The table once all comments are read: numpy columns and what all aggregates derive from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from analyzer.aggregate.draws import MIN_THREADS, Clusters, make_clusters
from analyzer.aggregate.positions import FRAMES, NO_CLAIM, REPORTED, decide, fold_claims
from analyzer.aggregate.shares import Votes
from analyzer.aggregate.table import ABSENT, VOICES, Table

COLUMNS = (
    "thread", "speaker", "frame", "score", "voice", "tone", "reply", "parent", "language", "depth", "day", "when",
    "pair", "respect_row", "respect",
)  # fmt: skip


@dataclass(frozen=True)
class Frozen:
    """All comments, ready to be counted in any way. Nothing here changes any more.

    Attributes:
        table: the rows as they were read, for names, ids and evidence.
        threads: the id of each thread, by number.
        column: the columns of ``Table`` as numpy arrays.
        within: the bootstrap draws speakers within their threads, however many threads there are.
    """

    table: Table
    threads: Sequence[str]
    column: Mapping[str, np.ndarray]
    within: bool = False

    @cached_property
    def own(self) -> np.ndarray:
        """The frame of each comment as its speaker's own: what is only reported is no claim."""
        frame = self.column["frame"].astype(np.int64)
        return np.where((frame != ABSENT) & (self.column["voice"] == VOICES.index(REPORTED)), NO_CLAIM, frame)

    @cached_property
    def position(self) -> np.ndarray:
        """For each speaker the code of the position over the whole thread."""
        return self.positions_by(self.column["speaker"], self.speakers)

    @cached_property
    def withheld(self) -> np.ndarray:
        """Which speakers have frames, but only withheld ones: what they hold is unknown, not ``none``."""
        out = np.zeros(self.speakers, bool)
        out[list(self.table.withheld)] = True
        out[self.column["speaker"][self.column["frame"] != ABSENT]] = False
        return out

    @property
    def speakers(self) -> int:
        return len(self.table.names)

    @cached_property
    def home(self) -> np.ndarray:
        """For each speaker the number of the thread."""
        return self.table.column("home").astype(np.int64)

    @cached_property
    def clusters(self) -> Clusters:
        """What the bootstrap draws; numbered by name, so that the order of the input changes no draw."""
        order = sorted(range(len(self.threads)), key=lambda i: self.threads[i])
        thread_rank = np.zeros(max(len(self.threads), 1), np.int64)
        thread_rank[order] = np.arange(len(order))
        keys = list(self.table.speakers)
        rank = np.zeros(self.speakers, np.int64)
        rank[sorted(range(len(keys)), key=lambda i: (thread_rank[keys[i][0]], keys[i][1]))] = np.arange(len(keys))
        claiming = len(np.unique(self.column["thread"][self.claims]))
        if self.within:
            claiming = min(claiming, MIN_THREADS - 1)
        return make_clusters(thread_rank[self.home], rank, claiming)

    @cached_property
    def claims(self) -> np.ndarray:
        """Which comments make a claim, in whatever voice."""
        frame = self.column["frame"]
        return (frame != ABSENT) & (frame != NO_CLAIM)

    def positions_by(self, group: np.ndarray, groups: int, rows: np.ndarray | None = None) -> np.ndarray:
        """The position within each group of comments (a speaker, a speaker's comments of one month)."""
        own, score = (self.own, self.column["score"]) if rows is None else (self.own[rows], self.column["score"][rows])
        known = own != ABSENT
        return decide(fold_claims(group[known], own[known], score[known], groups))

    def comment_votes(self, rows: np.ndarray, cell: np.ndarray, cells: int) -> Votes:
        """Claims of the comments ``rows`` in the cells of a table."""
        keep = self.claims[rows]
        rows, cell = rows[keep], cell[keep]
        cluster = self.clusters.of_speaker[self.column["speaker"][rows]]
        return Votes(self.clusters, cluster, cell, self.column["frame"][rows].astype(np.int64), cells)

    def speaker_votes(self, rows: np.ndarray, cell: np.ndarray, cells: int) -> tuple[Votes, np.ndarray]:
        """One vote for each speaker and cell, by the claims made there; and speakers [cells, 4 frames]."""
        key, group = np.unique(cell * self.speakers + self.column["speaker"][rows], return_inverse=True)
        where, who = np.divmod(key, self.speakers) if len(key) else (key, key)
        held = self.positions_by(group, len(key), rows)
        counts = np.bincount(where * 4 + held, minlength=cells * 4).reshape(cells, 4)
        some = held != NO_CLAIM
        votes = Votes(self.clusters, self.clusters.of_speaker[who[some]], where[some], held[some], cells)
        return votes, counts

    def comment(self, row: int) -> dict[str, Any]:
        """A pointer to a comment: thread, id, position in the thread, speaker."""
        return {
            "thread": self.threads[self.column["thread"][row]], "comment": self.table.ids[row],
            "n": self.table.n[row], "speaker": self.name(self.column["speaker"][row]),
        }  # fmt: skip

    def claim(self, row: int) -> dict[str, Any]:
        """A claim with its words: where it stands, label, score, and the evidence sentence."""
        return self.comment(row) | {
            "label": FRAMES[self.column["frame"][row]], "score": int(self.column["score"][row]) / 10_000,
            **self.table.claims[row],
        }  # fmt: skip

    def counterclaim(self, rows: Iterable[int], position: int) -> dict[str, Any] | None:
        """The first sentence that says the opposite of one of the comments ``rows``, where that comment claims ``position``."""
        column, against = self.column["frame"], self.table.counterclaims
        row = next((row for row in rows if row in against and column[row] == position), None)
        return None if row is None else self.comment(row) | against[row]

    def name(self, speaker: int) -> str | None:
        return self.table.names[speaker]


def freeze(table: Table, threads: Sequence[str]) -> Frozen:
    """The table as it now stands."""
    table.settle()
    return Frozen(table, tuple(threads), {name: table.column(name) for name in COLUMNS})
