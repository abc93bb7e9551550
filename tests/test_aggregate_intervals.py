"""Intervals: Wilson's where votes are independent, wider where speakers or threads repeat themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.aggregate.draws import MIN_THREADS, make_clusters
from analyzer.aggregate.shares import Votes, wilson


def votes(clusters: list[list[int]], threads: list[int] | None = None, cells: list[list[int]] | None = None) -> Votes:
    """Votes of some speakers: for each the labels, the thread, and the cells."""
    home = np.array(threads if threads is not None else [0] * len(clusters), int)
    made = make_clusters(home, np.arange(len(clusters)), len(set(home.tolist())))
    cluster = np.array([made.of_speaker[i] for i, each in enumerate(clusters) for _ in each], int)
    label = np.array([vote for each in clusters for vote in each], int)
    cell = np.array([c for each in cells for c in each], int) if cells else np.zeros(len(label), int)
    return Votes(made, cluster, cell, label, int(cell.max(initial=0)) + 1, 3)


@pytest.mark.parametrize(("hits", "total"), [(0, 1), (1, 1), (0, 9), (3, 5), (8, 9), (50, 100), (1000, 1000)])
def test_wilson_is_that_of_scipy(hits: int, total: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    expected = stats.binomtest(hits, total).proportion_ci(0.95, "wilson")
    found = [float(end) for end in wilson(hits / total, total)]
    assert found == pytest.approx([expected.low, expected.high], abs=1e-9)


def test_one_vote_each_gives_wilsons_own_interval() -> None:
    share = votes([[0], [0], [0], [1], [2], []]).shares(("same", "different", "both"), "x")[0]["same"]
    assert (share["estimate"], share["low"], share["high"], share["n"]) == (0.6, 0.2307, 0.8824, 5)


def test_shares_of_nobody_are_unknown() -> None:
    for nobody in (votes([]), votes([[], []])):
        assert nobody.shares(("same",), "x")[0]["same"] == {
            "estimate": None, "low": None, "high": None, "of": "x", "n": 0,
        }  # fmt: skip


def test_one_loud_speaker_widens_the_interval() -> None:
    many = votes([[0]] * 20 + [[1]] * 20).shares(("same",), "x")[0]["same"]
    loud = votes([[0] * 20, [1] * 2] + [[1]] * 18).shares(("same",), "x")[0]["same"]
    assert many["estimate"] == loud["estimate"]
    assert loud["high"] - loud["low"] > 1.5 * (many["high"] - many["low"])


def test_threads_of_one_mind_widen_the_interval() -> None:
    """Twenty threads of ten speakers: all of one mind in each, or mixed in each."""
    threads = [t for t in range(20) for _ in range(10)]
    one_mind = votes([[t % 2] for t in threads], threads)
    mixed = votes([[i % 2] for i in range(200)], threads)
    assert one_mind.clusters.unit == "threads"
    widths = [(v.limits[1] - v.limits[0])[0, 0] for v in (one_mind, mixed)]
    assert widths[0] > 2.5 * widths[1]


def test_unanimous_clusters_do_not_give_an_interval_without_width() -> None:
    low, high = votes([[0, 0, 0], [0, 0], [0]]).limits
    assert high[0, 0] == 1 and low[0, 0] < 0.6
    assert low[0, 1] == 0 and high[0, 1] > 0.4


def test_what_is_drawn() -> None:
    few = [0] * 10 + [1] * 10
    assert make_clusters(np.zeros(3, int), np.arange(3), 1).unit == "speakers"
    within = make_clusters(np.array(few), np.arange(20), 2)
    assert within.unit == "speakers within their threads"
    for block in within.weights():  # as many from each thread as it has
        assert (block[:, :10].sum(axis=1) == 10).all() and (block[:, 10:].sum(axis=1) == 10).all()
    assert make_clusters(np.arange(MIN_THREADS), np.arange(MIN_THREADS), MIN_THREADS).unit == "threads"


def test_the_speakers_of_small_threads_are_drawn_from_together() -> None:
    """A single speaker of a thread would else be drawn every time, as if there could be no other."""
    made = make_clusters(np.array([0, 1, 2, *[3] * 10]), np.arange(13), 4)
    (block,) = made.weights()
    assert (block[:, :3].sum(axis=1) == 3).all() and (block[:, 3:].sum(axis=1) == 10).all()
    assert block[:, :3].std(axis=0).min() > 0.5
    twice = [[i % 2] * 2 for i in range(9)]  # nine threads of one speaker are as uncertain as one thread of nine
    each, one = (votes(twice, threads).limits for threads in (list(range(9)), [0] * 9))
    assert each[0][0, 0] == pytest.approx(one[0][0, 0], abs=0.02)


def test_draws_are_the_same_every_time_and_have_the_right_mean() -> None:
    made = [make_clusters(np.zeros(50, int), np.arange(50), 1) for _ in range(2)]
    one, two = (np.concatenate(list(each.weights())) for each in made)
    assert (one == two).all() and one.shape == (1000, 50) and (one.sum(axis=1) == 50).all()
    assert abs(one.mean() - 1) < 1e-9 and abs(one.var() - 49 / 50) < 0.05


@given(st.lists(st.lists(st.integers(0, 2), max_size=5), max_size=8))
@example([[0, 0, 1, 1, 1], [0, 0, 1, 1, 1]])
def test_every_interval_holds_its_estimate(speakers: list[list[int]]) -> None:
    for share in votes(speakers).shares(("a", "b", "c"), "x")[0].values():
        if share["estimate"] is not None:
            assert 0 <= share["low"] <= share["estimate"] <= share["high"] <= 1
            assert share["low"] < share["high"]


# ---------------------------------------------------------------- differences


def test_the_difference_of_two_independent_shares_is_newcombes() -> None:
    """Newcombe 1998, table II, method 10: 56 of 70 less 48 of 80."""
    found = votes([[0]] * 56 + [[1]] * 14 + [[0]] * 48 + [[1]] * 32, cells=[[0]] * 70 + [[1]] * 80).difference(0, 1, 0)
    assert (found["estimate"], found["low"], found["high"]) == (0.2, 0.0524, 0.3339)


def test_the_same_people_in_both_cells_narrow_the_difference() -> None:
    people = [[i % 2, i % 2] for i in range(60)] + [[0, 1]] * 6
    twice = votes(people, cells=[[0, 1]] * 66).difference(0, 1, 0)
    apart = votes([[vote] for each in people for vote in each], cells=[[0], [1]] * 66).difference(0, 1, 0)
    assert twice["estimate"] == apart["estimate"]
    assert twice["high"] - twice["low"] < 0.6 * (apart["high"] - apart["low"])


def test_differences_from_the_rest_are_those_of_two_groups() -> None:
    people, cells = [[0]] * 30 + [[1]] * 10 + [[0]] * 5 + [[1]] * 15, [[0]] * 40 + [[1]] * 20
    (first, second), pair = votes(people, cells=cells).differences_from_rest(), votes(people, cells=cells).difference(0, 1, 0)
    assert first[0] == pair and second[0]["estimate"] == -pair["estimate"]
    assert second[0]["low"] == -pair["high"]
