"""The samples in ``data/samples``: what a reader of the page sees is what ``parse`` and ``run`` see.

Each sample has a side-car ``NAME.truth.json``, written by hand with the sample.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from analyzer.paths import models_folder
from analyzer.thread import Thread

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
# Replies that only a reader who follows the quarrel can place: 28 speaks to the "mapmaker", the
# Cartographer. The parser may leave these unplaced; it may not place them wrongly.
HARD = {"harbour-twins": {28}, "phones": set()}
DATE = re.compile(r"March \d(?:st|nd|rd|th), 2015, \d{1,2}:\d\d [ap]m")

each_sample = pytest.mark.parametrize("name", sorted(HARD))


def load(name: str) -> tuple[Thread, list[dict[str, Any]], dict[str, Any]]:
    """The sample as parsed, its true comments and the rest of its truth."""
    from analyzer.parse import parse

    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text("utf-8"))
    (thread,) = parse([SAMPLES / truth["source"]])
    return thread, truth["comments"], truth


def test_every_sample_is_checked() -> None:
    assert {path.name.removesuffix(".truth.json") for path in SAMPLES.glob("*.truth.json")} == set(HARD)


@each_sample
def test_article(name: str) -> None:
    thread, _, truth = load(name)
    assert thread.article is not None
    assert (thread.article.title, thread.article.author) == (truth["article"]["title"], truth["article"]["author"])
    assert thread.declared == truth["declared_comments"]
    assert len(thread.article.paragraphs()) >= 3
    assert "Comments (" not in thread.article.text


@each_sample
def test_bodies_speakers_and_times(name: str) -> None:
    thread, true, _ = load(name)
    assert len(thread.comments) == len(true) == thread.declared
    for comment, row in zip(thread.comments, true):
        assert comment.n == row["n"] and comment.kind == "comment"
        assert comment.text.startswith(row["begins"]), row["n"]
        assert (comment.speaker, comment.speaker_id) == (row["speaker"], row["speaker_id"]), row["n"]
        assert comment.posted is not None and comment.posted[:16] == row["posted"], row["n"]
    assert not thread.repairs


@each_sample
def test_parents(name: str) -> None:
    thread, true, _ = load(name)
    n_of = {comment.id: comment.n for comment in thread.comments}
    for comment, row in zip(thread.comments, true):
        parent = n_of[comment.parent] if comment.parent else None
        allowed = row["parent"] + [None] if row["n"] in HARD[name] else row["parent"]
        assert parent in allowed, f"comment {row['n']} answers {row['parent']}, not {parent}"
        assert (parent is None) == (comment.parent_source is None)


@each_sample
def test_languages(name: str) -> None:
    thread, true, _ = load(name)
    for comment, row in zip(thread.comments, true):
        assert comment.lang is not None
        assert comment.lang.label in row["langs"], row["n"]
        assert {span.lang for span in comment.lang.spans} == set(row["langs"]), row["n"]


def test_every_line_of_the_page_stands_in_exactly_one_body() -> None:
    thread, true, _ = load("harbour-twins")
    page = (SAMPLES / "harbour-twins.txt").read_text("utf-8")
    _, between = page.split("Comments (28)\n")
    between, _ = between.split("Post a comment")
    headers = {f"{row['speaker']} said:" for row in true}
    lines = [line for line in map(str.strip, between.split("\n")) if line]
    wanted = [line for line in lines if line not in headers and not DATE.fullmatch(line)]
    found = [line.strip() for comment in thread.comments for line in comment.text.split("\n") if line.strip()]
    assert found == wanted
    assert "As Cartographer says:" in found


def test_words_of_others_are_marked() -> None:
    thread, _, _ = load("harbour-twins")
    comments = {comment.n: comment for comment in thread.comments}
    for n, of in ((15, "8"), (19, "16")):
        assert [quote.of for quote in comments[n].quotes] == [of]
    assert comments[5].own_words().startswith("Some good news for once.")
    assert "نعمان" in comments[12].text and "نعمان" not in comments[12].own_words()
    assert "A school that will not fly any banner." in comments[12].own_words()
    assert [quote.of for quote in comments[25].quotes] == [None]


def test_one_speaker_in_three_spellings() -> None:
    thread, _, _ = load("harbour-twins")
    ruba = next(speaker for speaker in thread.speakers if speaker.id == "ruba")
    assert set(ruba.names) == {"Ruba", "ruba", "RUBA"} and ruba.comments == 4
    assert len(thread.speakers) == 10


def _models_missing() -> str:
    heads = [f"heads/{task}.safetensors" for task in ("sentiment", "reply", "frame")]
    wanted = ["SHA256SUMS", "base/config.json", *heads]
    return ", ".join(name for name in wanted if not (models_folder() / name).is_file())


@pytest.mark.slow
@pytest.mark.skipif(bool(_models_missing()), reason=f"models/ lacks {_models_missing()}")
@each_sample
def test_run(name: str, tmp_path: Path) -> None:
    from analyzer.run import run

    _, true, truth = load(name)
    result = run([SAMPLES / truth["source"]], tmp_path / "out", debate=truth["debate"], exports=["csv"])
    assert result.status == 0
    files = {path.name for path in result.folder.iterdir()}
    assert files == {"comments.jsonl", "comments.csv", "summary.json", "manifest.json", "report.html"}

    lines = (result.folder / "comments.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["n"] for row in rows] == [row["n"] for row in true]
    for row in rows:
        assert row["frame"]["debate"] == truth["debate"]
        for label in (row["sentiment"], row["frame"], *([row["reply"]] if row["parent"] else [])):
            assert sum(label["scores"].values()) == pytest.approx(1, abs=1e-9)
            assert label["score"] == label["scores"][label["label"]] == max(label["scores"].values())
        assert ("reply" in row) == bool(row["parent"])
        assert all(row["text"][span["start"] : span["end"]].strip() for span in row["frame"]["evidence"])

    summary = json.loads((result.folder / "summary.json").read_text("utf-8"))
    assert summary == result.summary
    voices = {row["speaker_id"] or f"unnamed {row['n']}" for row in true}
    assert (summary["comments"], summary["speakers"]) == (len(true), len(voices))
    assert sum(summary["frames"]["comments"].values()) == len(true)
    assert sum(summary["frames"]["speakers"].values()) == len(voices)
    assert sum(summary["sentiment"].values()) == len(true)
    assert sum(summary["replies"].values()) == sum(row["parent"] is not None for row in rows)
    assert summary["frames"]["article"]["label"] in ("same", "different", "both", "none")

    manifest = json.loads((result.folder / "manifest.json").read_text("utf-8"))
    assert [source["comments"] for source in manifest["sources"]] == [len(true)]
    assert manifest["rejects_total"] == manifest["repairs_total"] == 0
