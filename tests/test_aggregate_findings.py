"""Findings are sentences that the numbers bear out; tables by respect and voice; comparisons."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_aggregate import ARTICLE, reply, row, summary, withheld

from analyzer.aggregate import Aggregate
from analyzer.aggregate.compare import site
from analyzer.aggregate.positions import CLAIMS
from analyzer.aggregate.words import difference, percent
from analyzer.errors import UsageError

SEED = [
    row("1", "same", "Goran", text="They are the same mill."),
    row("2", "different", "John", text="They will never merge."),
    row("3", "same", "Amir", score=0.95, text="Twins."),
    row("4", "none", "Sami", "3", **reply("disagree")),
    row("5", "both", "Observer", "1", text="Not the same, mirror images.", **reply("disagree")),
    row("6", "same", "Amir", "4", score=0.7, text="Same same.", **reply("disagree")),
    row("7", "same", "Sami", "6", text="I do agree they are the same.", **reply("agree")),
    row("8", "same", None, text="The result is the same."),
    row("9", "none", "Norman"),
]


def told(found: dict[str, Any], id: str) -> list[str]:
    return [f["text"] for f in found["findings"] if f["id"] == id]


def test_who_holds_what_with_the_sentence_behind_it() -> None:
    article = ARTICLE | {"evidence": [{"text": "No merger.", "start": 0, "end": 9, "paragraph": 3, "label": "different",
                                       "score": 0.9}]}  # fmt: skip
    found = summary(SEED, article)
    first = found["findings"][0]
    assert first["text"] == (
        "Of 6 speakers who take a position, 4 hold “same” (Goran, Amir, Sami and one without a name), 1 holds “different” "
        "(John) and 1 holds both (Observer). 1 speaker takes none (Norman)."
    )
    assert {(e["speaker"], e["label"], e["comment"], e["text"]) for e in first["evidence"]} == {
        ("Goran", "same", "1", "They are the same mill."), ("John", "different", "2", "They will never merge."),
        ("Amir", "same", "3", "Twins."), ("Sami", "same", "7", "I do agree they are the same."),
        (None, "same", "8", "The result is the same."), ("Observer", "both", "5", "Not the same, mirror images."),
    }  # fmt: skip
    assert [c["comment"] for c in first["comments"]] == [e["comment"] for e in first["evidence"]]
    assert "reaches below half" in told(found, "majority")[0]
    (beside,) = (f for f in found["findings"] if f["id"] == "article")
    assert beside["text"] == "The article itself argues “different”. 1 of the 6 speakers with a position holds it too."
    assert [e["text"] for e in beside["evidence"]] == ["No merger."] and beside["comments"][0]["comment"] == "2"


def test_a_holder_who_also_says_the_opposite_is_not_put_down_so_simply() -> None:
    text = "No they are not the same. The mills are twins."
    frame = {"debate": "mills", "label": "same", "score": 0.7, "scores": {}, "pair": [], "respect": [],
             "evidence": [{"start": 26, "end": len(text)}],
             "counterclaim": {"start": 0, "end": 25, "label": "different", "score": 0.8}}  # fmt: skip
    observer = row("1", "same", "Observer", text=text) | {"frame": frame}
    found = summary([observer, row("2", "same", "Ana")])
    assert told(found, "counterclaims") == ["Not so simple: Observer holds “same” but also says “No they are not the same.” (comment 1)."]
    assert [p["counterclaim"] and p["counterclaim"]["text"] for p in found["positions"]] == ["No they are not the same.", None]
    # Beside two plain claims of difference hers is not what she holds, and nothing is told of it.
    other = [row(str(n), "different", "Observer", score=0.9) for n in (3, 4, 5)]
    assert not told(summary([observer, *other]), "counterclaims")
    aggregate = Aggregate()
    for n in range(3):
        aggregate.add({"id": f"t{n}"}, [each | {"thread": f"t{n}"} for each in (observer, row("2", "same", "Ana"))])
    assert told(aggregate.result(), "counterclaims") == [
        "Not so simple: 3 of the 6 speakers with a position also say the opposite, in a sentence beside the claim."
    ]


def test_many_threads_are_told_by_their_shares() -> None:
    aggregate = Aggregate()
    for thread in range(12):
        rows = [row(str(i), "same" if i % 3 else "different", f"S{i}", thread=f"t{thread}") for i in range(1, 7)]
        aggregate.add({"id": f"t{thread}"}, rows)
    found = aggregate.result()
    assert found["findings"][0]["text"].startswith("Of the 72 speakers who take a position, in 12 threads, 67 % (95 %")
    assert told(found, "majority")[0].startswith("A majority holds “same”")
    assert found["frames"]["drawn"] == "threads"


def test_only_who_comments_on_the_article_is_cited_beside_it() -> None:
    aggregate = Aggregate()
    for thread, article in (("a", ARTICLE), ("b", None)):
        aggregate.add({"id": thread}, [row("1", "different", thread=thread), row("2", "same", "Bo", thread=thread)], article)
    (beside,) = (f for f in aggregate.result()["findings"] if f["id"] == "article")
    assert [(c["thread"], c["comment"]) for c in beside["comments"]] == [("a", "1")]
    assert beside["text"].endswith("1 of the 2 speakers under it with a position holds it too.")


def test_no_change_is_the_most_frequent_where_two_are() -> None:
    sides = {"Ana": ("same", "different"), "Bo": ("different", "same"), "Cem": ("same", "different")}
    rows = [row(str(2 * i + j), label, name) for i, (name, both) in enumerate(sides.items()) for j, label in enumerate(both, 1)]
    assert told(summary(rows[:4]), "changes") == ["Of 2 speakers who make two claims or more, 2 change the frame at least once."]
    assert told(summary(rows), "changes")[0].endswith(", most often same → different (2 times).")


def test_comments_without_a_name_are_told_to_count_as_speakers() -> None:
    clause = "Each of the 2 comments without a name counts as a speaker of its own."
    unnamed = [row("10", "none", None), row("11", "none", None)]
    assert told(summary([SEED[0], *unnamed]), "positions")[0].endswith(clause)
    assert told(summary(unnamed), "positions") == [f"None of the 2 speakers takes a position on the debate. {clause}"]
    one = [each | {"speaker_id": "x"} for each in unnamed]  # one person, whose name is not shown
    assert told(summary([SEED[0], *one]), "positions")[0].endswith("1 speaker takes none (one without a name).")


@given(st.lists(st.tuples(st.sampled_from([*CLAIMS, "none"]), st.sampled_from(["A", "B", "C", None]),
                          st.sampled_from([None, "agree", "disagree", "neutral"])), max_size=8))  # fmt: skip
def test_there_are_findings_for_any_thread_and_they_cite_comments_that_exist(comments: list[tuple]) -> None:
    rows = [
        row(str(i), label, name, str(i - 1) if answer and i > 1 else None, **(reply(answer) if answer and i > 1 else {}))
        for i, (label, name, answer) in enumerate(comments, 1)
    ]
    found = summary(rows, ARTICLE)
    ids = {each["id"] for each in rows}
    for finding in found["findings"]:
        assert finding["text"] and {c["comment"] for c in finding["comments"]} <= ids
        assert "None" not in finding["text"].replace("None of", "") and "nan" not in finding["text"]


def test_corrected_shares_are_told_beside_the_plain_ones() -> None:
    aggregate = Aggregate()
    aggregate.add({"id": "t"}, SEED)
    share = {"estimate": 0.4, "low": 0.3, "high": 0.5, "counted": 0.7}
    corrected = {"claims": dict.fromkeys(CLAIMS, share), "labelled": 120, "method": "x", "warnings": []}
    found = aggregate.result(corrected=corrected)
    assert found["frames"]["corrected"] == corrected
    assert told(found, "corrected")[0].startswith(
        "Corrected for the classifier's own errors by 120 labelled comments, the shares of comments with a claim are “same” "
        "40 % (95 % interval 30 to 50 %), "
    )


# ---------------------------------------------------------------- what a sentence must not say


def people(count: int, label: str, prefix: str, **more: Any) -> list[dict[str, Any]]:
    first = 1000 * (1 + ord(prefix))
    return [row(str(first + i), label, f"{prefix}{i}", **more) for i in range(count)]


def test_a_share_of_a_language_is_of_its_speakers_with_a_position() -> None:
    rows = [*people(3, "same", "A"), *people(3, "different", "B"), *people(50, "none", "C"),
            *people(5, "same", "D", lang={"label": "de", "score": 1.0})]  # fmt: skip
    (text,) = told(summary(rows), "languages")
    assert "of the 6 speakers with a position in en" in text


def test_rounding_never_puts_a_number_on_the_other_side_of_a_border() -> None:
    text = told(summary([*people(15, "same", "A"), *people(6, "different", "B")]), "majority")[0]
    assert "71 % (95 % interval 50.04 to 86 %): the interval for commenters like these lies above half" in text
    assert "holds “same”, 50.3 % (95" in told(summary([*people(151, "same", "A"), *people(149, "different", "B")]), "majority")[0]
    assert percent({"estimate": 0.5, "low": 0.0, "high": 0.9961}) == "50 % (95 % interval 0 to 99.6 %)"
    assert difference({"estimate": 0.2, "low": 0.004, "high": 0.4}) == "a difference of +20 points (95 % interval +0.4 to +40)"
    assert "-0.01 to +10, so none is shown" in difference({"estimate": -0.0, "low": -0.0001, "high": 0.1})


def test_the_surest_claims_are_the_speakers_own() -> None:
    rows = [framed("1", "same", "Ana", voice="own"), framed("2", "same", "Bo", voice="reported", score=0.99),
            framed("3", "different", "Bo", voice="reported", score=0.99)]  # fmt: skip
    assert told(summary(rows), "surest") == ["Of the speakers' own claims the classifier is surest of: for “same” comment 1 by Ana (0.80)."]


def test_what_has_no_label_is_told_beside_what_has_one() -> None:
    rows = [row("1", "same"), row("2", "same", "Bo", "1", **reply("agree")),
            *(withheld(str(i), f"P{i}", "1") for i in range(3, 9))]  # fmt: skip
    found = summary(rows)
    rest = "6 more have no label, withheld or for want of words."
    assert told(found, "comments") == [f"Of 2 comments whose frames are known, 2 make a claim: 2 “same”. {rest}"]
    assert told(found, "replies") == [f"Of 1 labelled reply between speakers, 1 agrees. {rest}"]
    assert found["network"]["unlabelled"] == 6
    assert told(summary(rows[:2]), "replies") == ["Of 1 reply between speakers, 1 agrees."]


def test_a_name_cannot_speak_as_the_finding() -> None:
    for name, shown in (("Bob) and 40 hold “different” (Al", "“Bob) and 40 hold ‘different’ (Al”"), ("Bob, 3 more", "“Bob, 3 more”"),
                        ("Bob. All hold both", "“Bob. All hold both”"), ("J. Smith", "J. Smith"), ("Amanda", "Amanda")):  # fmt: skip
        (found,) = (f for f in summary([row("1", "same", name)])["findings"] if f["id"] == "positions")
        assert found["text"] == f"Of 1 speaker who takes a position, 1 holds “same” ({shown})."
        assert [found["text"][start:end] for start, end in found["names"]] == [shown]


def test_one_of_a_kind_is_told_as_one() -> None:
    aggregate = Aggregate()
    for thread, label in (("a", "different"), ("b", "none")):
        aggregate.add({"id": thread}, [row("1", "same" if thread == "a" else "none", thread=thread)], ARTICLE | {"label": label})
    found = aggregate.result()
    assert told(found, "positions")[0].startswith("Of 1 speaker who takes a position, in 1 thread, 100 %")
    assert told(found, "article") == ["Of 2 articles, 1 argues “different” and 1 takes no side. Under the articles that take a side, "
                                      "the only speaker with a position does not hold what the article argues."]  # fmt: skip
    aggregate = Aggregate()
    for thread in "ab":
        aggregate.add({"id": thread}, [row("1", "none", thread=thread)], ARTICLE)
    assert told(aggregate.result(), "article") == ["Of 2 articles, 2 argue “different”."]
    assert told(summary([row("1", "same")], ARTICLE), "article")[0].endswith("The only speaker with a position does not hold it.")
    assert told(summary([row("1", "different")], ARTICLE), "article")[0].endswith("The only speaker with a position holds it too.")


# ---------------------------------------------------------------- respects, voices, sides


def framed(id: str, label: str, speaker: str, **more: Any) -> dict[str, Any]:
    made = row(id, label, speaker)
    return made | {"frame": made["frame"] | more}


def test_respects_pairs_and_voices_are_counted() -> None:
    rows = [
        framed("1", "same", "Ana", respect=["goals", "ideology"], voice="own", pair=["B", "A"]),
        framed("2", "different", "Ana", respect=["goals"], voice="own", pair=["A", "B"]),
        framed("3", "same", "Bo", respect=["ideology"], voice="endorsed quote"),
        framed("4", "none", "Cem", voice="reported"),
    ]
    frames = summary(rows)["frames"]
    goals = frames["by_respect"]["goals"]
    assert goals["comments"] == {"same": 1, "different": 1, "both": 0, "none": 0}
    assert goals["speakers"] == {"same": 0, "different": 0, "both": 1, "none": 0}  # Ana
    assert frames["by_respect"]["ideology"]["shares"]["same"]["n"] == 2
    assert list(frames["by_pair"]) == ["A / B"] and frames["by_pair"]["A / B"]["comments"]["same"] == 1
    assert {voice: sum(c["comments"].values()) for voice, c in frames["by_voice"].items()} == {"own": 2, "endorsed quote": 1}
    assert told(summary(rows), "respects") == ["What the claims are about, where they say so: goals (2) and ideology (2)."]


def test_the_tone_of_a_side_is_that_of_all_comments_of_its_speakers() -> None:
    rows = [row("1", "same"), row("2", "none", sentiment={"label": "positive", "score": 1.0, "scores": {}}),
            row("3", "different", "Bo")]  # fmt: skip
    tone = summary(rows)["frames"]["tone"]
    assert tone["same"]["comments"] == {"negative": 1, "neutral": 0, "positive": 1} and tone["same"]["speakers"] == 1
    assert tone["different"]["comments"]["negative"] == 1 and tone["difference"]["estimate"] == -0.5


def test_time_is_told_in_days_months_or_years() -> None:
    for last, unit, names in (("2024-06-01", "day", 2), ("2024-12-01", "month", 2), ("2034-12-01", "year", 2)):
        rows = [row("1", "same", posted="2024-05-01T10:00:00+02:00"), row("2", "same", posted=f"{last}T10:00:00Z")]
        frames = summary(rows)["frames"]
        assert (frames["time_unit"], len(frames["by_time"])) == (unit, names)
    assert summary([row("1", "same", posted=None), row("2", "same", posted="yesterday")])["frames"]["by_time"] == {}


# ---------------------------------------------------------------- comparisons


def two_sites() -> Aggregate:
    aggregate = Aggregate()
    for number in range(6):
        side = "same" if number < 3 else "different"
        address = f"https://www.{'left' if number < 3 else 'right'}.example/{number}"
        rows = [
            row(str(i), side if i < 10 else "both", f"S{i}", thread=address, posted=f"20{20 + number % 3}-05-01T00:00:00")
            for i in range(1, 11)
        ]
        aggregate.add({"id": address, "url": address}, rows)
    return aggregate


def test_sites_are_compared_with_the_others() -> None:
    found = two_sites().result(by="site")
    comparison = found["comparison"]
    assert [g["name"] for g in comparison["groups"]] == ["left.example", "right.example"]
    left = comparison["groups"][0]["difference"]
    assert left["same"]["estimate"] == 0.9 and left["same"]["low"] > 0.5 and left["both"]["estimate"] == 0
    assert (comparison["compared"], comparison["apart"], comparison["intervals"], comparison["intervals_apart"]) == (2, 2, 6, 4)
    assert comparison["drawn"] == "speakers within their threads"
    assert told(found, "comparison")[0].startswith(
        "Compared by site with all other sites together, 4 of 6 differences have an interval without 0, where about 0.3 would"
    )


def test_threads_and_periods_are_compared() -> None:
    threads = two_sites().result(by="thread")["comparison"]
    assert threads["compared"] == 6 and threads["groups"][0]["difference"]["same"]["estimate"] > 0.4
    years = two_sites().result(by="year")["comparison"]
    assert [g["name"] for g in years["groups"]] == ["2020", "2021", "2022"]
    assert years["groups"][0]["difference"] is None and years["groups"][1]["difference"]["same"]["estimate"] == 0
    assert len(two_sites().result(by="month")["comparison"]["groups"]) == 3
    assert years["against"] == "the last year with positions before it"  # maybe not the year before


def test_nothing_to_compare_and_nothing_to_compare_by() -> None:
    aggregate = Aggregate()
    aggregate.add({"id": "t"}, SEED)
    assert aggregate.result(by="site")["comparison"]["compared"] == 0
    with pytest.raises(UsageError, match="thread, site, month, year"):
        aggregate.result(by="colour")


def test_the_site_of_a_thread() -> None:
    assert site({"id": "x", "url": "https://www.mill.example/a"}) == "mill.example"
    assert site({"id": "http://mill.example:80/a", "url": None}) == "mill.example"
    assert site({"id": "x", "url": None, "source": "dump.xml"}) == "dump.xml"
    assert site({"id": None}) == "(unknown)"
    assert site({"id": "http://[site]/x", "url": None, "source": "dump.xml"}) == "dump.xml"
