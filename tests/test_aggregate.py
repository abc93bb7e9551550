"""From labelled comments to the summary: one speaker one voice, honest intervals, any order."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.aggregate import Aggregate, summarize
from analyzer.aggregate.article import article_frame
from analyzer.aggregate.positions import FRAMES, position, speaker_key
from analyzer.debates import load_debate
from analyzer.thread import Article

ARTICLE = {"label": "different", "scores": {"same": 0.0, "different": 0.9, "both": 0.0, "none": 0.1}, "evidence": [],
           "paragraphs": []}  # fmt: skip


def row(id: str, frame: str, speaker: str | None = "Ana", parent: str | None = None, **more: Any) -> dict[str, Any]:
    """A classified comment of the thread ``t`` whose whole text is its evidence."""
    text = more.pop("text", f"{frame} {id}")
    score = more.pop("score", 0.8)
    span = [{"start": 0, "end": len(text)}] if frame != "none" else []
    return {
        "id": id, "thread": "t", "n": int(id), "kind": "comment", "depth": 2 if parent else 1, "parent": parent,
        "speaker": speaker, "speaker_id": speaker and speaker.lower(), "posted": "2024-05-01T10:00:00", "text": text,
        "quotes": [], "lang": {"label": "en", "score": 1.0, "spans": []},
        "sentiment": {"label": "negative", "score": 0.9, "scores": {}},
        "frame": {"debate": "mills", "label": frame, "score": score, "scores": {}, "pair": [], "respect": [],
                  "evidence": span},
    } | more  # fmt: skip


def reply(label: str) -> dict[str, Any]:
    return {"reply": {"label": label, "score": 0.7, "scores": {}}}


def withheld(id: str, speaker: str | None = "Ana", parent: str | None = None) -> dict[str, Any]:
    """A comment all of whose labels the classifier withheld (``--abstain``)."""
    label = {"label": None, "score": 0.4, "scores": {}}
    frame = {"debate": "mills", **label, "pair": [], "respect": [], "evidence": []}
    return row(id, "none", speaker, parent) | {"sentiment": label, "reply": label, "frame": frame}


GOLDEN = [
    row("1", "same", "Ana"),
    row("2", "different", "Bo", "1", lang={"label": "ar", "score": 1.0}, **reply("disagree")),
    row("3", "same", "Ana", "2", posted="2024-05-02T00:10:00", score=0.9, **reply("disagree")),
    row("4", "none", "Cem", sentiment={"label": "positive", "score": 0.9, "scores": {}}),
    row("5", "same", None, pairs=None),
    row("6", "same", None),
    row("7", "different", "Dana", "4", score=0.6, depth=10, **reply("neutral")),
    row("8", "same", "Dana", score=0.7),
    {"id": "9", "thread": "t", "n": 9, "kind": "deleted", "depth": 1, "parent": None, "speaker": "Eve",
     "speaker_id": "eve", "text": "[deleted]"},
    row("10", "none", "Bo", "9", **reply("agree")),
]  # fmt: skip


def summary(rows: list[dict[str, Any]], article: Any = None) -> dict[str, Any]:
    aggregate = Aggregate(load_debate("open"))
    info = {"id": "t", "source": "t.txt", "declared": 12, "title": "T", "author": None, "url": None}
    aggregate.add(info, rows, article)
    return aggregate.result()


def test_the_golden_summary() -> None:
    found = summary(GOLDEN, ARTICLE)
    assert (found["debate"], found["comments"], found["speakers"]) == ("open", 9, 6)
    assert found["kinds"] == {"comment": 9, "deleted": 1}
    frames = found["frames"]
    assert frames["comments"] == {"same": 5, "different": 2, "both": 0, "none": 2}
    # Ana same; Bo different; Cem none; two voices without a name same; Dana both.
    assert frames["speakers"] == {"same": 3, "different": 1, "both": 1, "none": 1}
    share = frames["shares"]["same"]
    assert (share["estimate"], share["n"], share["of"]) == (0.6, 5, "speakers who take a position")
    assert (share["low"], share["high"]) == (0.2307, 0.8824)  # Wilson's for 3 of 5
    assert frames["comment_shares"]["same"]["estimate"] == round(5 / 7, 4)
    beside = frames["article"].pop("commenters")
    assert frames["article"] == {k: ARTICLE[k] for k in ("label", "scores", "evidence")}
    assert (beside["with"], beside["against"], beside["share"]["n"]) == (1, 4, 5)  # Bo with it
    assert {language: cell["comments"] for language, cell in frames["by_language"].items()} == {
        "en": {"same": 5, "different": 1, "both": 0, "none": 2},
        "ar": {"same": 0, "different": 1, "both": 0, "none": 0},
    }
    # In English Bo only agrees with what is deleted, and Dana holds both.
    assert frames["by_language"]["en"]["speakers"] == {"same": 3, "different": 0, "both": 1, "none": 2}
    assert (frames["time_unit"], list(frames["by_time"])) == ("day", ["2024-05-01", "2024-05-02"])
    assert list(frames["by_depth"]) == ["1", "2", "10 or more"]
    assert frames["sentiment"]["none"] == {"negative": 1, "neutral": 0, "positive": 1}
    # One comment of each speaker: Ana's first comes after her third.
    assert [e["comment"] for e in frames["telling"]["same"]] == ["3", "5", "6", "8"]
    assert found["sentiment"] == {"negative": 8, "neutral": 0, "positive": 1}
    assert found["replies"] == {"agree": 1, "disagree": 2, "neutral": 1}
    assert found["network"]["answers"] == [
        {"thread": "t", "from": "Bo", "to": "Ana", "speakers": [1, 0], "agree": 0, "disagree": 1, "neutral": 0,
         "comments": ["2"], "n": [2]},
        {"thread": "t", "from": "Ana", "to": "Bo", "speakers": [0, 1], "agree": 0, "disagree": 1, "neutral": 0,
         "comments": ["3"], "n": [3]},
        {"thread": "t", "from": "Dana", "to": "Cem", "speakers": [5, 2], "agree": 0, "disagree": 0, "neutral": 1,
         "comments": ["7"], "n": [7]},
    ]  # fmt: skip
    assert found["languages"] == {"en": 8, "ar": 1} and list(found["languages"]) == ["en", "ar"]
    (thread,) = found["threads"]
    assert (thread["comments"], thread["speakers"], thread["declared"], thread["article"]) == (9, 6, 12, ARTICLE)
    dana = next(p for p in found["positions"] if p["speaker"] == "Dana")
    assert (dana["position"], dana["comments"]) == ("both", 2)
    assert [e["comment"] for e in dana["evidence"]] == ["8", "7"]
    json.dumps(found, allow_nan=False)


def test_nothing_asked_for_is_absent() -> None:
    bare = [
        {key: value for key, value in each.items() if key not in ("frame", "sentiment", "reply")} for each in GOLDEN
    ]
    found = summary(bare)
    assert not {"frames", "positions", "sentiment", "replies", "network", "stance"} & set(found)
    assert (found["comments"], found["speakers"]) == (9, 6)


def test_what_was_asked_for_and_withheld_is_counted_with_zeros() -> None:
    found = summary([withheld("1"), withheld("2", "Bo", "1")], ARTICLE)
    nothing = {"same": 0, "different": 0, "both": 0, "none": 0}
    assert found["frames"]["comments"] == found["frames"]["speakers"] == found["threads"][0]["frames"]["speakers"] == nothing
    assert found["sentiment"] == {"negative": 0, "neutral": 0, "positive": 0}
    assert found["replies"] == {"agree": 0, "disagree": 0, "neutral": 0}
    assert found["frames"]["article"]["label"] == "different" and len(found["positions"]) == 2
    assert [f["text"] for f in found["findings"]] == [
        "The labels of 2 speakers are withheld (Ana and Bo).", "The article itself argues “different”.",
    ]  # fmt: skip
    json.dumps(found, allow_nan=False)


def test_a_speaker_whose_labels_are_all_withheld_does_not_count_as_taking_no_position() -> None:
    rows = [row("1", "same"), withheld("2", "Bo"), withheld("3", "Bo"), row("4", "none", "Cem"), withheld("5", "Cem"),
            withheld("6")]  # fmt: skip
    found = summary(rows)
    assert found["frames"]["speakers"] == {"same": 1, "different": 0, "both": 0, "none": 1}
    assert found["threads"][0]["frames"]["speakers"] == found["frames"]["speakers"] and found["threads"][0]["speakers"] == 3
    assert [p["position"] for p in found["positions"]] == ["same", None, "none"]
    assert found["frames"]["tone"]["none"]["speakers"] == 1  # Cem
    assert found["findings"][0]["text"] == (
        "Of 1 speaker who takes a position, 1 holds “same” (Ana). 1 speaker takes none (Cem). "
        "The labels of 1 speaker are withheld (Bo)."
    )
    assert summary(rows[1:])["findings"][0]["text"] == (
        "The only speaker whose labels are known takes no position on the debate. "
        "The labels of 2 speakers are withheld (Bo and Ana)."
    )


def test_a_time_that_is_none_is_unknown() -> None:
    found = summary([row("1", "same", posted=1714557600), row("2", "same", posted=["2024"])])
    assert found["frames"]["time_unit"] is None and found["frames"]["by_time"] == {}


def test_no_threads_at_all() -> None:
    found = summarize([])
    assert [f["text"] for f in found.pop("findings")] == ["There are no comments."]
    assert found == {
        "debate": None, "question": None, "comments": 0, "speakers": 0, "kinds": {}, "languages": {}, "threads": [],
    }  # fmt: skip


def test_the_order_of_the_comments_changes_no_number() -> None:
    counted = ("comments", "speakers", "kinds", "frames", "sentiment", "replies", "languages", "threads")
    plain = summary(GOLDEN, ARTICLE)
    people = sorted(map(str, plain["frames"]["trajectories"].pop("changed")))
    for seed in range(5):
        rows = GOLDEN[:]
        random.Random(seed).shuffle(rows)
        other = summary(rows, ARTICLE)
        assert sorted(map(str, other["frames"]["trajectories"].pop("changed"))) == people
        assert {k: other[k] for k in counted} == {k: plain[k] for k in counted}
        key = lambda p: (str(p["speaker"]), p["position"], p["comments"])  # noqa: E731
        assert sorted(map(key, other["positions"])) == sorted(map(key, plain["positions"]))


def test_a_thread_in_pieces_is_one_thread() -> None:
    aggregate = Aggregate()
    for piece in (GOLDEN[:4], GOLDEN[4:]):
        aggregate.add({"id": "t", "source": "t"}, piece, ARTICLE if piece[0]["id"] == "1" else None)
    found = aggregate.result()
    assert [(t["comments"], t["speakers"], t["article"]) for t in found["threads"]] == [(9, 6, ARTICLE)]
    assert found["frames"] == summary(GOLDEN, ARTICLE)["frames"]
    assert aggregate.result() == found


def test_threads_whose_comments_alternate_keep_their_links() -> None:
    rows = [each | {"thread": thread} for each in GOLDEN for thread in ("a", "b")]
    plain, mixed = Aggregate(), Aggregate()
    for each in sorted(rows, key=lambda each: each["thread"]):
        plain.add({"id": each["thread"]}, [each])
    for each in rows:
        mixed.add({"id": each["thread"]}, [each])
    found, expected = mixed.result(), plain.result()
    assert len(expected["network"]["answers"]) == 6 and found["frames"] == expected["frames"]
    pairs = lambda one: sorted((a["thread"], a["from"], a["to"], a["comments"]) for a in one["network"]["answers"])  # noqa: E731
    assert pairs(found) == pairs(expected) and mixed.result() == found


def test_a_withheld_label_of_a_reporting_voice_is_no_claim_and_no_silence() -> None:
    told = withheld("2", "Bo", "1")
    told["frame"]["voice"] = "reported"
    (ana,) = summary([row("1", "same"), told, row("3", "different", "Ana", "2")])["frames"]["trajectories"]["changed"]
    assert [after["label"] for after in ana["changes"][0]["after"]] == [None]


def test_one_name_in_two_threads_is_two_speakers() -> None:
    aggregate = Aggregate()
    for thread in ("a", "b"):
        aggregate.add({"id": thread}, [row("1", "same") | {"thread": thread}], ARTICLE | {"label": "same"})
    found = aggregate.result()
    assert found["speakers"] == 2
    assert found["frames"]["article"]["counts"] == {"same": 2, "different": 0, "both": 0, "none": 0}
    assert found["frames"]["article"]["commenters"]["with"] == 2


def test_stance_is_counted_by_target() -> None:
    rows = [row(str(i), "none") | {"stance": [{"target": "mill", "label": label, "score": 1.0, "scores": {}}]}
            for i, label in enumerate(("favor", "favor", "none"), 1)]  # fmt: skip
    assert summary(rows)["stance"] == {"mill": {"favor": 2, "against": 0, "none": 1}}


# ---------------------------------------------------------------- positions


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        ("", "none"),
        ("none none", "none"),
        ("none none none same", "same"),
        ("different", "different"),
        ("same different", "both"),
        ("same same different", "both"),
        ("same same same different", "same"),
        ("both", "both"),
        ("both both same", "both"),
        ("both same", "same"),
        ("different both none", "different"),
    ],
)
def test_positions(frames: str, expected: str) -> None:
    assert position({"label": label, "score": 0.8} for label in frames.split()) == expected


def test_what_a_speaker_only_reports_is_not_the_speakers_position() -> None:
    reported = {"label": "different", "score": 0.99, "voice": "reported"}
    assert position([reported]) == "none"
    assert position([reported, {"label": "same", "score": 0.5, "voice": "endorsed quote"}]) == "same"


def test_claims_weigh_by_their_score() -> None:
    claims = [{"label": "same", "score": 0.9}, {"label": "different", "score": 0.4}]
    assert position(claims) == "same"


@given(st.lists(st.tuples(st.sampled_from(FRAMES), st.sampled_from([0.25, 0.5, 0.75, 1.0])), max_size=9), st.randoms())
def test_a_position_does_not_depend_on_the_order(claims: list, dice: random.Random) -> None:
    frames = [{"label": label, "score": score} for label, score in claims]
    before = position(frames)
    dice.shuffle(frames)
    assert position(frames) == before


def test_comments_without_a_name_are_voices_of_their_own() -> None:
    assert speaker_key(None, "1") != speaker_key(None, "2") != speaker_key("2", "2")
    assert speaker_key("ana", "1") == speaker_key("ana", "2") and speaker_key("", "1") == speaker_key("", "2")


# ---------------------------------------------------------------- the article


def test_the_article_leans_where_its_paragraphs_do() -> None:
    text = "They are alike.\n\nThey differ.\n\nThey differ a lot.\n\nThey differ still.\n\nRain."
    article = Article("T", None, text)
    labels = ("same", "different", "different", "different", "none")
    parts = [
        {"start": a, "end": b, "frame": {"label": label, "score": score, "evidence": [{"start": 0, "end": b - a}]}}
        for (a, b), label, score in zip(article.paragraphs(), labels, (0.6, 0.8, 0.9, 0.7, 0.99))
    ]
    found = article_frame(article, parts)
    assert found["label"] == "different" and round(sum(found["scores"].values()), 4) == 1
    assert [text[e["start"] : e["end"]] for e in found["evidence"]] == text.split("\n\n")[:4]
    assert [e["text"] for e in found["evidence"]] == text.split("\n\n")[:4]
    assert [p["label"] for p in found["paragraphs"]] == list(labels)
    assert article_frame(article, parts[:2])["label"] == "both"
    assert article_frame(article, parts[4:])["label"] == "none"
    assert article_frame(None, []) is None and article_frame(Article("T"), []) is None


def test_what_the_article_only_reports_makes_it_no_surer() -> None:
    article = Article("T", None, "They are alike.\n\nThey differ.")
    parts = [
        {"start": a, "end": b, "frame": {"label": label, "score": score, "voice": voice, "evidence": []}}
        for (a, b), label, score, voice in zip(article.paragraphs(), ("same", "different"), (0.6, 0.9), ("own", "reported"))
    ]
    assert article_frame(article, parts)["scores"] == {"same": 0.6, "different": 0.0, "both": 0.0, "none": 0.4}


def test_an_article_without_comments_still_has_its_frame() -> None:
    article = {"label": "different", "scores": {"different": 0.7, "none": 0.3}, "evidence": [], "paragraphs": []}
    aggregate = Aggregate()
    aggregate.add({"id": "t", "source": "s", "title": "T", "author": None, "url": None, "declared": None}, [], article)
    found = aggregate.result()
    assert found["comments"] == 0
    assert found["frames"]["article"]["label"] == "different"
    assert found["frames"]["shares"]["same"]["estimate"] is None
