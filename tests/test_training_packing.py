"""Packing: what an input sees in a packed row is what it would see alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.training.packing import ROW, SHARED, fill_rows, group, pack

tokens = st.lists(st.integers(4, 50), min_size=1, max_size=60)


@st.composite
def inputs(draw: st.DrawFn) -> tuple[list[list[int]], list[str]]:
    """Inputs of which some share a long beginning, as a comment asked about several targets does."""
    ids, keys = [], []
    for key in range(draw(st.integers(1, 6))):
        head = draw(st.lists(st.integers(4, 50), min_size=0, max_size=40))
        for tail in draw(st.lists(tokens, min_size=1, max_size=4)):
            ids.append([2, *head, *tail])
            keys.append(str(key))
    return ids, keys


@settings(max_examples=60)
@given(inputs())
def test_every_input_sees_itself_and_nothing_else(made: tuple[list[list[int]], list[str]]) -> None:
    ids, keys = made
    groups = group(ids, keys)
    rows = fill_rows(groups, range(len(groups)))
    packed = pack(groups, rows)
    assert sorted(packed.members) == list(range(len(ids)))
    flat, places = packed.ids.ravel(), packed.positions.ravel()
    width = packed.ids.shape[1]
    assert width <= ROW
    pytest.importorskip("torch")
    from analyzer.training.states import on

    sees = on(packed, "cpu")["sees"].numpy()
    assert sees.any(axis=3).all(), "a place that sees nothing is not a number"
    of_group, of_tail = packed.groups.ravel(), packed.tails.ravel()
    for k, (member, owner, last) in enumerate(zip(packed.members, packed.owners, packed.lasts)):
        own = np.flatnonzero((of_group == owner) & ((of_tail == 0) | (of_tail == k + 1)))
        seen = np.flatnonzero(sees[last // width, 0, last % width]) + last // width * width
        for where in (own, seen):  # what is averaged, and what the last token attends to
            order = where[np.argsort(places[where])]
            assert flat[order].tolist() == ids[member]
            assert places[order].tolist() == list(range(len(ids[member])))
        assert packed.sizes[k] == len(own)


def test_a_comment_asked_about_many_targets_is_read_once() -> None:
    comment = list(range(10, 90))
    ids = [[2, *comment, 100 + k, 3] for k in range(7)]
    groups = group(ids, ["one"] * 7)
    assert [len(g) for g in groups] == [81 + 7 * 2]
    assert len(group(ids, list("abcdefg"))) == 7, "other texts share nothing, however alike"


def test_short_beginnings_are_not_shared() -> None:
    ids = [[2, *range(SHARED - 3), 60 + k] for k in range(3)]
    assert len(group(ids, ["one"] * 3)) == 3


def test_a_group_never_outgrows_a_row() -> None:
    ids = [[2, *range(4, 104), *([k] * 40)] for k in range(60, 80)]
    groups = group(ids, ["one"] * 20)
    assert len(groups) > 1 and max(map(len, groups)) <= ROW
    assert sorted(m for g in groups for m in g.members) == list(range(20))
