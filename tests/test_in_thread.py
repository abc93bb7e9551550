"""Frames in their thread: the second head's part of a named debate."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from builders import STUB_RULES, Stub

from analyzer.classify import Plan, classify
from analyzer.classify.base import TASKS, Item
from analyzer.classify.coreference import answer
from analyzer.classify.frame import BOTH_HEAR
from analyzer.debates import Debate, Party, load_debate
from analyzer.thread import Article, Comment, Thread

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data" / "threads"
sys.path.append(str(ROOT / "benchmarks"))

MILLS = Debate(
    "mills", "Old Mill or New Mill?", "Are the mills the same?", "same", "different",
    (Party("Old Mill", ("the old mill",)), Party("New Mill", ("the new mill",))),
)  # fmt: skip
WORDS = Stub("frame", STUB_RULES["frame"], "none")


class Place:
    """A head that says what a rule makes of an item, and remembers what it was asked."""

    task, labels, name, fingerprint = "frame", TASKS["frame"], "place", "place"

    def __init__(self, rule: Callable[[Item], str]) -> None:
        self.rule, self.asked = rule, []

    def scores(self, items: Sequence[Item], progress: Callable[[int], None] | None = None) -> np.ndarray:
        self.asked += items
        return np.array([[0.97 if label == self.rule(item) else 0.01 for label in self.labels] for item in items]).reshape(-1, 4)


def thread(*comments: tuple[str, str | None, str]) -> Thread:
    rows = tuple(Comment(id, text, n, parent=parent) for n, (id, parent, text) in enumerate(comments, 1))
    return Thread("t", rows, Article(MILLS.title))


def frames(found: Thread, place: Place, debate: Debate = MILLS) -> dict[str, dict]:
    labelled = next(iter(classify([found], Plan({"frame": WORDS, "thread": place}, debate))))
    return {row.comment.id: row.labels["frame"] for row in labelled.comments}


def test_parents_come_first_and_hand_their_frame_down() -> None:
    place = Place(lambda item: "different" if item.parent_text.startswith("[same]") else "same")
    said = thread(("c", "b", "Says who?"), ("b", "a", "Pigs fly."), ("a", None, "One owner, the old mill and the new mill."))
    assert {k: v["label"] for k, v in frames(said, place).items()} == {"a": "same", "b": "different", "c": "same"}
    assert [(item.text, item.target, item.parent_text) for item in place.asked] == [
        ("One owner, the old mill and the new mill.", "Old Mill / New Mill", "[article] Old Mill or New Mill?"),
        ("Pigs fly.", "Old Mill / New Mill", "[same] One owner, the old mill and the new mill."),
        ("Says who?", "Old Mill / New Mill", "[different] Pigs fly."),
    ]


def test_what_either_head_hears_counts_and_a_sentence_is_shown() -> None:
    text = "Good morning. The old mill and the new mill roll off one line. Bye."
    frame = frames(thread(("a", None, text)), Place(lambda item: "same"))["a"]
    assert frame["label"] == "same" and frame["pair"] == ["Old Mill", "New Mill"]
    assert frame["scores"]["none"] == pytest.approx((0.9 * 0.01) ** BOTH_HEAR, abs=1e-4)
    assert len(frame["evidence"]) == 1 and frame["voice"] == "own"
    claimed = thread(("a", None, "The old mill and the new mill are the same."))
    assert frames(claimed, Place(lambda item: "none"))["a"]["label"] == "same"


def test_opposite_claims_of_the_two_heads_leave_it_open() -> None:
    said = thread(("a", None, "The old mill and the new mill are the same."))
    kept, torn = (frames(said, Place(lambda item, says=says: says))["a"] for says in ("same", "different"))
    assert kept["score"] > 0.9 and torn["score"] < 0.6


def test_quotations_are_not_read_as_the_speakers() -> None:
    place = Place(lambda item: "none")
    frames(thread(("a", None, '"They are the same, both mills."\nI prefer the bakery to the old mill.')), place)
    assert [item.text for item in place.asked] == ["I prefer the bakery to the old mill."]


def test_the_open_debate_and_comments_far_from_the_debate_do_without() -> None:
    place = Place(lambda item: "same")
    assert frames(thread(("a", None, "Cats and dogs are the same.")), place, load_debate("open"))["a"]["label"] == "same"
    far = Thread("t", (Comment("a", "One owner, one line.", 1),))
    assert frames(far, place)["a"]["label"] == "none" and not place.asked


def test_an_answered_text_known_by_its_words_only_is_judged_first() -> None:
    place = Place(lambda item: "different" if item.parent_text.startswith("[same]") else "none")
    row = Comment("a", "Never.", 1, extra={"parent_text": "The old mill and the new mill are the same."})
    frames(Thread("t", (row,)), place)
    assert [item.text for item in place.asked] == ["The old mill and the new mill are the same.", "Never."]


def test_what_others_claim_is_not_lifted_and_a_far_sentence_is_no_evidence() -> None:
    said = frames(thread(("a", None, "Analysts say that the old mill and the new mill are the same.")), Place(lambda item: "same"))["a"]
    assert (said["label"], said["voice"]) == ("none", "reported")
    text = "My cat sleeps. It is the same line."
    found = frames(thread(("a", None, "The old mill burns."), ("b", "a", text)), Place(lambda item: "same"))["b"]
    assert [text[e["start"] : e["end"]] for e in found["evidence"]] == ["It is the same line."]


def test_a_claim_that_names_one_party_is_about_that_one() -> None:
    third = Debate("mills", "Mills", "Same?", "same", "different", (*MILLS.parties, Party("Wind Mill", ("the wind mill",))))
    said = thread(("a", None, "The old mill and the new mill are the same."), ("b", "a", "The wind mill is the same."))
    found = frames(said, Place(lambda item: "same"), third)
    assert found["a"]["pair"] == ["Old Mill", "New Mill"] and found["b"]["pair"] == ["Old Mill", "Wind Mill"]


@pytest.mark.parametrize(("said", "lang", "kind"), [("Exactlyyyy!!!", "en", "agree"), ("دقیقاااا 👏👏", "fa", "agree"), ("nooooo", "en", "no")])
def test_a_drawn_out_answer_is_the_answer(said: str, lang: str, kind: str) -> None:
    assert answer(said, lang) == kind


# ---------------------------------------------------------------- the written threads


@pytest.mark.parametrize("path", sorted(DATA.glob("*/*.toml")), ids=lambda path: path.stem)
def test_the_written_threads_are_sound(path: Path) -> None:
    debate, seen = load_debate(path), set()
    names = {party.name for party in debate.parties}
    rows = [json.loads(line) for line in path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()]
    assert debate.name == path.stem and len(rows) == 24
    for row in rows:
        assert row["parent"] is None or row["parent"] in seen
        assert row["text"].strip() and row["frame"] and set(row["frame"]) <= set(TASKS["frame"]) and set(row["pair"]) <= names
        seen.add(row["id"])


def test_no_judged_debate_is_learnt_from() -> None:
    def said(folder: str) -> set[str]:
        return {json.loads(line)["text"] for path in (DATA / folder).glob("*.jsonl") for line in path.open(encoding="utf-8") if len(line) > 250}

    assert not said("judge") & said("learn")
    assert not {path.stem for path in (DATA / "judge").iterdir()} & {path.stem for path in (DATA / "learn").iterdir()}


def test_labels_of_real_comments_are_sound_and_bring_no_text() -> None:
    def rows(name: str) -> list[dict]:
        return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]

    judged = {(row["corpus"], row["split"], row["line"]) for row in rows("two-parties.jsonl")}
    for name in ("replies.jsonl", "pairs.jsonl"):
        for row in rows(name):
            assert len({*row["parties"]}) == 2 and all(len(party) < 80 for party in row["parties"]), row
            assert row["frame"] in TASKS["frame"] and row.get("frame_answered", "none") in TASKS["frame"]
            assert not {"text", "parent", "answered"} & set(row) and (row["corpus"], row["split"], row["line"]) not in judged


@pytest.mark.slow
def test_written_debates_do_not_get_worse() -> None:
    """The gate over ``data/threads/judge``: whole threads, from debate file to frames (``benchmarks/debates.py``)."""
    from debates import judged, measures

    floor = tomllib.loads((ROOT / "tests/gate.toml").read_text(encoding="utf-8"))["judge"]
    found = measures([row for rows in judged() for row in rows])
    for name, least in floor.items():
        assert found[name] >= least, name
