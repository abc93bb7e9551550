"""Packing: many short inputs in a few long rows, so that no product is spent on padding.

An input is a text, or a text with a question about it (``Stance on TARGET:``). Causal
attention lets inputs that begin alike share their beginning: a comment asked about seven
targets is read once, followed by seven questions that see the comment and themselves, never
one another. On VAST, whose 13,476 rows have 1,845 distinct comments, that saves four fifths
of all work, and the states are the ones that each input would have alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

ROW = 512  # tokens in a row at most, as many as the trunk's sliding window spans
SHORT = 256  # tokens in a row where every group fits: attention costs what a row is wide
SHARED = 24  # tokens of common beginning from which sharing is worth a group


@dataclass(frozen=True, slots=True)
class Group:
    """Inputs that begin alike.

    Attributes:
        head: the tokens they share.
        tails: what is each one's own, in the order of ``members``.
        members: which inputs these are.
    """

    head: tuple[int, ...]
    tails: tuple[tuple[int, ...], ...]
    members: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.head) + sum(map(len, self.tails))


def group(inputs: Sequence[Sequence[int]], keys: Sequence[Any]) -> list[Group]:
    """Inputs of one key, put together where they share their beginning.

    Args:
        inputs: token ids, each at most ``ROW`` long.
        keys: what is equal for inputs that may share (their text).
    """
    by_key: dict[Any, list[int]] = {}
    for index, key in enumerate(keys):
        by_key.setdefault(key, []).append(index)
    groups = []
    for members in by_key.values():
        while members:
            head = _common([inputs[i] for i in members]) if len(members) > 1 else 0
            if len(members) == 1 or head < SHARED:
                groups += [Group(tuple(inputs[i]), ((),), (i,)) for i in members]
                break
            room, taken = ROW - head, []
            for i in members:
                if len(inputs[i]) - head <= room:
                    room -= len(inputs[i]) - head
                    taken.append(i)
            groups.append(Group(tuple(inputs[taken[0]][:head]), tuple(tuple(inputs[i][head:]) for i in taken), tuple(taken)))
            members = [i for i in members if i not in set(taken)]
    return groups


def _common(inputs: Sequence[Sequence[int]]) -> int:
    """The length of the common beginning, short of the whole of any input."""
    first, limit = inputs[0], min(map(len, inputs)) - 1
    return next((k for k in range(limit) if any(other[k] != first[k] for other in inputs)), limit)


def row_width(groups: Sequence[Group]) -> int:
    """How many tokens a row of these groups has."""
    return SHORT if max(map(len, groups), default=0) <= SHORT else ROW


def fill_rows(groups: Sequence[Group], order: Sequence[int], width: int | None = None) -> list[list[int]]:
    """Groups put into rows of ``width`` tokens (``row_width`` by default): first fit among the latest eight open rows."""
    width = width or row_width(groups)
    rows: list[list[int]] = []
    room: list[int] = []
    for index in order:
        size = len(groups[index])
        for at in range(max(0, len(rows) - 8), len(rows)):
            if room[at] >= size:
                rows[at].append(index)
                room[at] -= size
                break
        else:
            rows.append([index])
            room.append(width - size)
    return rows


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows of tokens with what attention and pooling need.

    Attributes:
        ids: [rows, width] token ids, 0 where empty.
        positions: [rows, width] places in the token's own input.
        groups: [rows, width] 1 + the group that a token is of, counted in this batch; 0 where empty.
        tails: [rows, width] 1 + the member whose own part a token is of; 0 where its group shares it.
        members: the inputs, in the order of the next three.
        owners: [members] 1 + the group that an input is of.
        lasts: [members] index of an input's last token in the flattened rows.
        sizes: [members] tokens of an input.
    """

    ids: np.ndarray
    positions: np.ndarray
    groups: np.ndarray
    tails: np.ndarray
    members: tuple[int, ...]
    owners: np.ndarray
    lasts: np.ndarray
    sizes: np.ndarray


def pack(groups: Sequence[Group], rows: Sequence[Sequence[int]], width: int | None = None) -> Packed:
    """Lay out rows of groups, as wide as the fullest of them or ``width``; a row may be empty."""
    width = width or max(sum(len(groups[g]) for g in row) for row in rows)
    ids, positions, of_group, of_tail = (np.zeros((len(rows), width), np.int64) for _ in range(4))
    members: list[int] = []
    owners: list[int] = []
    lasts: list[int] = []
    sizes: list[int] = []
    number = 0
    for r, row in enumerate(rows):
        at = 0
        for g in row:
            one, number, start = groups[g], number + 1, at
            at += len(one.head)
            ids[r, start:at], positions[r, start:at] = one.head, np.arange(len(one.head))
            for tail, member in zip(one.tails, one.members):
                end = at + len(tail)
                members.append(member)
                owners.append(number)
                sizes.append(len(one.head) + len(tail))
                lasts.append(r * width + end - 1)
                ids[r, at:end], positions[r, at:end] = tail, len(one.head) + np.arange(len(tail))
                of_tail[r, at:end] = len(members)
                at = end
            of_group[r, start:at] = number
    return Packed(ids, positions, of_group, of_tail, tuple(members), np.array(owners), np.array(lasts), np.array(sizes))
