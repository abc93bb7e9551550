"""Camps of signed networks, what replies say of positions, and who changed the frame after whose reply."""

from __future__ import annotations

import itertools
import random
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_aggregate import reply, row, summary

from analyzer.aggregate import Aggregate
from analyzer.aggregate.camps import EXACT, components, find_camps


def frustration(side: dict[int, int], ties: dict[tuple[int, int], int]) -> int:
    return sum(abs(w) for (a, b), w in ties.items() if (side[a] == side[b]) != (w > 0))


# ---------------------------------------------------------------- camps


def test_two_parties_that_only_quarrel_with_each_other() -> None:
    ties = {(a, b): 1 if (a < 3) == (b < 3) else -2 for a, b in itertools.combinations(range(5), 2)}
    found = find_camps(range(5), ties)
    assert found.side == (0, 0, 0, 1, 1) and found.frustration == 0 and found.exact
    assert (found.loops, found.weight) == (6, 4 + 12)


def test_a_triangle_of_enemies_cannot_be_satisfied() -> None:
    found = find_camps(range(3), {(0, 1): -1, (0, 2): -1, (1, 2): -1})
    assert found.frustration == 1 and found.loops == 1


def test_friends_are_one_camp() -> None:
    assert set(find_camps(range(4), {(0, 1): 1, (1, 2): 1, (2, 3): 2, (0, 3): 1}).side) == {0}


@given(st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda p: p[0] < p[1]),
                       st.sampled_from([-2, -1, 1, 2]), min_size=1))  # fmt: skip
def test_small_camps_are_the_best_there_are(ties: dict[tuple[int, int], int]) -> None:
    for part in components(ties):
        inside = {pair: w for pair, w in ties.items() if pair[0] in part}
        found = find_camps(part, ties)
        every = itertools.product((0, 1), repeat=len(part))
        assert found.frustration == min(frustration(dict(zip(part, side)), inside) for side in every)
        assert found.frustration == frustration(dict(zip(found.members, found.side)), inside)


def test_large_camps_find_what_was_planted() -> None:
    dice = random.Random(3)
    people = range(EXACT * 4)
    ties = {(a, b): (1 if (a % 2) == (b % 2) else -1) * (1 if dice.random() < 0.9 else -1)
            for a, b in itertools.combinations(people, 2) if dice.random() < 0.3}  # fmt: skip
    found = find_camps(people, ties)
    assert not found.exact and found.side in (tuple(p % 2 for p in people), tuple(1 - p % 2 for p in people))
    assert found == find_camps(people, dict(reversed(ties.items())))


# ---------------------------------------------------------------- the network of a thread


def quarrel() -> list[dict[str, Any]]:
    """Ana and Bo (same) against Cem and Dana (different): everyone answers everyone."""
    sides = {"Ana": "same", "Bo": "same", "Cem": "different", "Dana": "different"}
    rows = [row(str(i), frame, name) for i, (name, frame) in enumerate(sides.items(), 1)]
    for name, frame in sides.items():
        for i, (other, theirs) in enumerate(sides.items(), 1):
            if name != other:
                rows.append(row(str(len(rows) + 1), "none", name, str(i), **reply("agree" if frame == theirs else "disagree")))
    return rows


def test_frames_run_along_the_camps() -> None:
    found = summary(quarrel())
    net = found["network"]
    (only,) = net["camps"]
    assert [[one["speaker"] for one in camp["speakers"]] for camp in only["camps"]] == [["Ana", "Bo"], ["Cem", "Dana"]]
    assert (only["frustration"], only["ties"], only["loops"]) == (0, 6, 3)
    assert only["inside"] == {"pairs": 2, "alike": 2} and only["across"] == {"pairs": 4, "alike": 0}
    assert (net["alike"]["agree"], net["alike"]["disagree"]) == (4, 0)
    assert (net["apart"]["agree"], net["apart"]["disagree"]) == (0, 8)
    assert net["difference"]["estimate"] == 1.0 and net["difference"]["low"] > 0
    (text,) = (f["text"] for f in found["findings"] if f["id"] == "camps")
    assert "two camps, Ana and Bo against Cem and Dana; 0 of 12 contradict that" in text


def test_a_member_of_a_camp_whose_labels_are_withheld_has_no_position() -> None:
    rows = [r if r["speaker"] != "Ana" else r | {"frame": {"label": None, "score": 0.4}} for r in quarrel()]
    (only,) = summary(rows)["network"]["camps"]
    mine = {one["speaker"]: one["position"] for camp in only["camps"] for one in camp["speakers"]}
    assert mine == {"Ana": None, "Bo": "same", "Cem": "different", "Dana": "different"}
    assert [camp["positions"]["none"] for camp in only["camps"]] == [0, 0]


def test_what_a_pair_says_both_ways_contradicts_any_camps() -> None:
    people = {"Ana": "1", "Bo": "2", "Cem": "3", "Dana": "4"}
    rows = [row(id, "none", name) for name, id in people.items()]
    says = {("Ana", "Bo"): (6, 5), ("Cem", "Dana"): (6, 5), ("Ana", "Cem"): (5, 6), ("Bo", "Dana"): (5, 6), ("Ana", "Dana"): (2, 2)}
    for (one, other), counts in says.items():
        for label, count in zip(("agree", "disagree"), counts):
            rows += [row(str(len(rows) + i), "none", one, people[other], **reply(label)) for i in range(1, count + 1)]
    found = summary(rows)
    (only,) = found["network"]["camps"]
    assert (only["agreements"], only["disagreements"], only["frustration"], only["unique"]) == (24, 24, 22, True)
    assert any("22 of 48 contradict that" in f["text"] for f in found["findings"])


def test_camps_that_chance_would_draw_are_not_named() -> None:
    rows = [row(str(i), "none", "ABCD"[i - 1]) for i in range(1, 5)]
    for one, other, label in (("A", 2, "disagree"), ("A", 3, "disagree"), ("B", 3, "disagree"), ("D", 1, "agree")):
        rows.append(row(str(len(rows) + 1), "none", one, str(other), **reply(label)))
    found = summary(rows)
    assert not found["network"]["camps"][0]["unique"]
    assert any("fit the agreements and disagreements among 4 speakers equally well" in f["text"] for f in found["findings"])
    ring = {(a, a + 1): 1 for a in range(EXACT + 4)} | {(0, EXACT + 4): -1}
    assert not find_camps(range(EXACT + 5), ring).unique


def test_threads_without_two_camps_are_told_apart() -> None:
    aggregate = Aggregate()
    agreeing = [each | (reply("agree") if "reply" in each else {}) for each in quarrel()]
    for thread, rows in (("a", quarrel()), ("b", agreeing)):
        aggregate.add({"id": thread}, [each | {"thread": thread} for each in rows])
    (text,) = (f["text"] for f in aggregate.result()["findings"] if f["id"] == "camps")
    assert text.startswith("In 2 threads agreement and disagreement join 4 speakers or more; in 1 of them one pair of camps fits best, "
                           "and 0 of 12 agreements and disagreements (0 %) contradict them; 1 shows no two camps.")  # fmt: skip
    assert text.endswith("2 of 2 inside a camp and 0 of 4 across hold the same one.")


def test_small_threads_say_so() -> None:
    rows = [row("1", "same"), row("2", "different", "Bo", "1", **reply("disagree"))]
    found = summary(rows)
    assert found["network"]["camps"] == [] and found["network"]["too_small"] == 1
    assert any("too few to look for camps" in f["text"] for f in found["findings"])
    chain = [row("1", "same", "A")] + [row(str(i), "none", "ABCDE"[i - 1], str(i - 1), **reply("disagree")) for i in range(2, 6)]
    assert any("close no circle" in f["text"] for f in summary(chain)["findings"])


def test_answers_to_oneself_and_to_the_unclassified_are_no_ties() -> None:
    rows = [row("1", "same"), row("2", "same", "Ana", "1", **reply("agree")), row("3", "none", "Bo", "gone", **reply("agree"))]
    assert "network" not in summary(rows)


# ---------------------------------------------------------------- trajectories


def test_who_changed_and_after_whose_reply() -> None:
    rows = [
        row("1", "same", "Ana"),
        row("2", "different", "Bo", "1", **reply("disagree")),
        row("3", "none", "Cem", "1"),
        row("4", "different", "Ana", "2", **reply("agree")),
        row("5", "different", "Ana"),
        row("6", "same", "Bo"),
        row("7", "none", "Cem", "4"),
        row("8", "same", "Dana"), row("9", "same", "Dana"),
    ]  # fmt: skip
    found = summary(rows)
    change = found["frames"]["trajectories"]
    assert (change["speakers"], change["steady"]) == (3, 1)
    assert change["changes"] == {"different → same": 1, "same → different": 1}
    ana, bo = change["changed"]
    assert [c["comment"] for c in ana["claims"]] == ["1", "4", "5"]
    (turn,) = ana["changes"]
    assert (turn["from"]["comment"], turn["to"]["comment"]) == ("1", "4")
    assert [(a["comment"], a["answered"]) for a in turn["after"]] == [("2", True), ("3", False)]
    assert [a["comment"] for a in bo["changes"][0]["after"]] == ["4"]
    texts = [f["text"] for f in found["findings"] if f["id"] == "change"]
    assert texts[0] == ("Ana goes from “same” (comment 1) to “different” (comment 4), answering Bo (comment 2, “different”) "
                        "and after a reply by Cem (comment 3).")  # fmt: skip


def test_time_orders_claims_where_the_source_does_not() -> None:
    rows = [row("1", "different", posted="2024-05-02T00:00:00"), row("2", "same", posted="2024-05-01T00:00:00")]
    (ana,) = summary(rows)["frames"]["trajectories"]["changed"]
    assert [c["comment"] for c in ana["claims"]] == ["2", "1"]
    rows[0]["posted"] = None
    (ana,) = summary(rows)["frames"]["trajectories"]["changed"]
    assert [c["comment"] for c in ana["claims"]] == ["1", "2"]


@pytest.mark.parametrize("hours", [("", 12, 10, 9), ("", "", "", ""), (13, 12, 10, 9), ("", 12, "", 9)])
def test_a_thread_with_the_newest_first_is_read_from_its_end(hours: tuple) -> None:
    posted = [hour and f"2024-05-01T{hour:02}:00:00" or None for hour in hours]
    rows = [
        row("1", "none", "Zoe", posted=posted[0]), row("2", "different", "Ana", "3", posted=posted[1]),
        row("3", "different", "Bo", "4", posted=posted[2]), row("4", "same", "Ana", posted=posted[3]),
    ]  # fmt: skip
    (ana,) = summary(rows)["frames"]["trajectories"]["changed"]
    assert [c["comment"] for c in ana["claims"]] == ["4", "2"]
    assert [a["comment"] for a in ana["changes"][0]["after"]] == ["3"]


def test_many_answers_to_one_speaker_take_little_time() -> None:
    rows = [row("1", "same")]
    for i in range(2, 6000, 2):
        rows += [row(str(i), "none", "Bo", str(i - 1), **reply("agree")), row(str(i + 1), ("same", "different")[i // 2 % 2])]
    began = time.perf_counter()
    assert len(summary(rows)["frames"]["trajectories"]["changed"][0]["changes"]) > 2000
    assert time.perf_counter() - began < 15
