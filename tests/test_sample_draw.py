"""Drawing what to label, and the round trip: sample, annotators, evaluate."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from crowd import LABELS, crowd, label, read_csv, write_csv

from analyzer.cells import cell
from analyzer.classified import Classified
from analyzer.classify.base import TASKS
from analyzer.codebook import load_codebook
from analyzer.debates import load_debate
from analyzer.errors import DebateError, MalformedInput, UsageError
from analyzer.evaluate import evaluate, read_annotations
from analyzer.sample import candidates, draw, equal_shares, proportional, read_comments, sample, systematic


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    return crowd(tmp_path_factory.mktemp("crowd") / "out")


# ---------------------------------------------------------------- the draw


@pytest.mark.parametrize("strategy", ["random", "uncertain", "stratified", "threads"])
def test_the_draw_is_seeded_and_blind_to_the_order_of_the_input(here: Any, tmp_path: Path, strategy: str) -> None:
    folder, _ = here
    first = sample(folder, tmp_path / "a.csv", n=60, strategy=strategy)
    lines = (folder / "comments.jsonl").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "turned").mkdir()
    (tmp_path / "turned" / "comments.jsonl").write_text("".join(lines[::-1]), encoding="utf-8")
    shutil.copy(folder / "summary.json", tmp_path / "turned")
    again = sample(tmp_path / "turned", tmp_path / "b.csv", n=60, strategy=strategy)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert first.rows == again.rows and first.population == 600
    other = sample(folder, tmp_path / "c.csv", n=60, strategy=strategy, seed=1)
    assert {row["comment_id"] for row in other.rows} != {row["comment_id"] for row in first.rows}
    assert len({(row["thread"], row["comment_id"]) for row in first.rows}) == len(first.rows)
    assert len(first.rows) == (50 if strategy == "threads" else 60) or strategy == "threads"


@pytest.mark.parametrize("strategy", ["random", "uncertain", "stratified", "threads"])
def test_the_stated_chances_are_the_true_ones(here: Any, tmp_path: Path, strategy: str) -> None:
    """Over many seeds each comment is drawn as often as its file says."""
    folder, _ = here
    population = candidates(read_comments([folder])[0], "frame", "", True)
    drawn, stated = np.zeros(600), np.full(600, np.nan)
    for seed in range(300):
        picks, chance, _ = draw(population, 120, strategy, ["label"], seed)
        drawn[picks] += 1
        assert np.isnan(stated[picks]).all() or np.nanmax(np.abs(stated[picks] - chance)) < 1e-12
        stated[picks] = chance
    open_ = stated < 1
    off = (drawn - 300 * stated)[open_] / np.sqrt(300 * stated * (1 - stated))[open_]
    assert not np.isnan(stated).any() and abs(np.mean(off)) < 0.35 and 0.7 < np.std(off) < 1.3


def test_doubt_is_drawn_more_often_but_certainty_too(here: Any, tmp_path: Path) -> None:
    folder, _ = here
    rows = [json.loads(line) for line in (folder / "comments.jsonl").read_text("utf-8").splitlines()]
    sure = {row["id"]: row["frame"]["score"] for row in rows if row.get("frame")}
    drawn = sample(folder, tmp_path / "a.csv", n=150, strategy="uncertain").rows
    most = np.median([row["inclusion"] for row in drawn])
    assert np.mean([sure[r["comment_id"]] for r in drawn if r["inclusion"] > most]) < 0.7
    assert max(sure[row["comment_id"]] for row in drawn) > 0.95


def test_strata_get_equal_numbers(here: Any, tmp_path: Path) -> None:
    folder, _ = here
    drawn = sample(folder, tmp_path / "a.csv", n=60, strategy="stratified", by=["language"]).rows
    assert Counter(row["lang"] for row in drawn) == {"en": 20, "ar": 20, "de": 20}
    assert {row["stratum"] for row in drawn} == {"s1", "s2", "s3"}
    both = sample(folder, tmp_path / "a.csv", n=60, strategy="stratified", by=["label", "language"]).rows
    assert len({row["stratum"] for row in both}) == 12
    with pytest.raises(UsageError, match="12 strata by thread are too many for 20 comments; draw 24"):
        sample(folder, tmp_path / "a.csv", n=20, strategy="stratified", by=["thread"])


def test_shares_of_small_strata_go_to_the_others() -> None:
    assert equal_shares({"a": 3, "b": 50, "c": 50}, 43) == {"a": 3, "b": 20, "c": 20}
    assert sum(equal_shares({"a": 7, "b": 9}, 16).values()) == 16


def test_chances_by_size_add_up() -> None:
    chance = proportional(np.array([100.0, 1, 1, 1, 1]), 3)
    assert chance.tolist() == [1, 0.5, 0.5, 0.5, 0.5]
    for seed in range(50):
        picks = systematic(chance, np.random.default_rng(seed))
        assert len(picks) == 3 and 0 in picks and len(set(picks.tolist())) == 3


def test_plain_comments_can_be_drawn_at_random(tmp_path: Path) -> None:
    rows = [{"id": str(i), "thread": "t", "text": f"text {i}", "parent": "0" if i else None} for i in range(9)]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    drawn = sample(tmp_path / "c.jsonl", tmp_path / "a.csv", n=9).rows
    assert {row["parent_text"] for row in drawn} == {"", "text 0"} and {row["inclusion"] for row in drawn} == {1.0}
    for strategy in ("uncertain", "stratified"):
        with pytest.raises(MalformedInput, match="c.jsonl: no comment has a frame label"):
            sample(tmp_path / "c.jsonl", tmp_path / "a.csv", n=2, strategy=strategy)


def test_stances_are_drawn_by_target(tmp_path: Path) -> None:
    stance = [{"target": t, "label": "favor", "score": 0.8, "scores": {"favor": 0.8, "against": 0.1, "none": 0.1}}
              for t in ("a ban", "a tax")]  # fmt: skip
    rows = [{"id": str(i), "thread": "t", "text": f"text {i}", "stance": stance} for i in range(5)]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    drawn = sample(tmp_path / "c.jsonl", tmp_path / "a.json", n=10, task="stance")
    assert Counter(row["target"] for row in drawn.rows) == {"a ban": 5, "a tax": 5}
    assert "$target" in drawn.files[1].read_text("utf-8")


def test_threads_of_one_name_in_two_runs_are_told_apart_as_the_summary_does(here: Any, tmp_path: Path) -> None:
    folder, _ = here
    shutil.copytree(folder, tmp_path / "later")
    drawn = sample([folder, tmp_path / "later"], tmp_path / "a.csv", n=1200)
    both = Classified([folder / "comments.jsonl", tmp_path / "later" / "comments.jsonl"])
    keys = {(row["thread"], row["comment_id"]) for row in drawn.rows}
    assert len(keys) == 1200 and keys <= {(row["thread"], row["id"]) for row in both}
    of = {row["thread"]: row["title"] for row in drawn.rows}
    later = [name for name in of if name.endswith(f"({tmp_path / 'later' / 'comments.jsonl'})")]
    assert 2 * len(later) == len(of) and all(of[name] == of[name.rpartition(" (")[0]] for name in later)


def test_mistakes_are_named(here: Any, tmp_path: Path) -> None:
    folder, _ = here
    for options, said in [
        ({"strategy": "lucky"}, "no strategy 'lucky'; use one of: random"), ({"task": "mood"}, "no task 'mood'"),
        ({"by": ["speaker"]}, "cannot stratify by 'speaker'"), ({"n": 601}, "there are 600 comments to draw 601 from"),
        ({"n": 0}, "cannot draw 0"), ({"format": "xlsx"}, "no sheet 'xlsx'"),
    ]:  # fmt: skip
        with pytest.raises(UsageError, match=said):
            sample(folder, tmp_path / "a.csv", **{"n": 10, **options})
    with pytest.raises(UsageError, match=r"a.txt ends in .txt; use csv"):
        sample(folder, tmp_path / "a.txt")
    with pytest.raises(MalformedInput, match="stands there twice; give each thread once"):
        sample([folder, folder], tmp_path / "a.csv")


def test_a_broken_row_is_named_and_nothing_drawn(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text('{"id": "1", "text": "x"}\n{broken\n{"id": "2", "text": "y"}\n', encoding="utf-8")
    with pytest.raises(MalformedInput, match=r"c.jsonl:line 2: is not a classified comment \(broken JSON.*; give what"):
        sample(tmp_path / "c.jsonl", tmp_path / "a.csv", n=1)
    assert not (tmp_path / "a.csv").exists()


def test_a_summary_beside_the_comments_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "comments.jsonl").write_text('{"id": "1", "thread": "t", "text": "x"}\n', encoding="utf-8")
    for other in ("[1]", '{"threads": 3}', '{"threads": [7, {"title": "T"}]}'):
        (tmp_path / "summary.json").write_text(other)
        assert sample(tmp_path, tmp_path / "a.csv", n=1).rows[0]["title"] == ""
    (tmp_path / "summary.json").write_text('{"threads": ')
    with pytest.raises(MalformedInput, match=r"summary.json: is not JSON; remove it or run again"):
        sample(tmp_path, tmp_path / "a.csv", n=1)


def test_the_parent_0_is_shown(tmp_path: Path) -> None:
    rows = [{"id": 0, "thread": 0, "text": "the first"}, {"id": 1, "thread": 0, "parent": 0, "text": "the second"}]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    drawn = sample(tmp_path / "c.jsonl", tmp_path / "a.csv", n=2).rows
    assert {(row["thread"], row["text"], row["parent_text"]) for row in drawn} == {
        ("0", "the first", ""), ("0", "the second", "the first"),
    }  # fmt: skip


# ---------------------------------------------------------------- the sheets


def test_a_csv_has_context_guards_its_cells_and_hides_the_model(here: Any, tmp_path: Path) -> None:
    folder, _ = here
    drawn = sample(folder, tmp_path / "a.csv", n=40, annotators=["anna", "ben"])
    rows = read_csv(tmp_path / "a.csv")
    assert list(rows[0])[4:7] == ["text", "label:anna", "label:ben"]
    assert {row["title"][:7] for row in rows} == {"'@Title"}
    assert all(row["text"].startswith("'=Comment") and row["comment_id"].startswith("'0") for row in rows)
    assert sum(bool(row["parent_text"]) for row in rows) > 30
    assert not any("frame" in key or "score" in key for key in rows[0])
    page = drawn.files[1].read_text("utf-8")
    assert "al-Nusra" in page and "**both**" in page and page.startswith("# Codebook: frame")


def test_label_studio_gets_tasks_and_a_configuration(here: Any, tmp_path: Path) -> None:
    folder, _ = here
    drawn = sample(folder, tmp_path / "a.json", n=40)
    tasks = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert len(tasks) == 40 and all(isinstance(task["data"]["parent_text"], str) for task in tasks)
    config = ElementTree.fromstring(drawn.files[1].read_text("utf-8"))  # noqa: S314, our own file
    choices = config.find("Choices")
    assert choices is not None and choices.get("name") == "frame" and choices.get("toName") == "text"
    assert [choice.get("value") for choice in choices] == list(LABELS)
    assert all(choice.get("hint") for choice in choices)
    shown = {each.get("value", "")[1:] for each in config.iter() if each.get("value", "").startswith("$")}
    assert shown <= set(tasks[0]["data"]) and {"text", "parent_text", "title"} <= shown
    assert any("irony" in each.get("value", "").lower() for each in config.iter("Header"))


def test_doccano_gets_rows_labels_and_a_guideline(here: Any, tmp_path: Path) -> None:
    folder, _ = here
    drawn = sample(folder, tmp_path / "a.jsonl", n=40)
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    assert all(row["label"] == [] and row["text"] and row["comment_id"] for row in rows)
    assert [each["text"] for each in json.loads(drawn.files[1].read_text("utf-8"))] == list(LABELS)
    assert drawn.files[2].name == "a.codebook.md"


@pytest.mark.parametrize("task", TASKS)
def test_every_task_has_a_codebook_of_its_labels(task: str) -> None:
    book = load_codebook(task, load_debate("open"))
    assert tuple(each.name for each in book.labels) == TASKS[task]
    assert book.question.endswith("?") and len(book.rules) >= 3
    assert all(f"**{name}**" in book.markdown() for name in TASKS[task])


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.jsonl"])
def test_labels_are_not_written_over(here: Any, tmp_path: Path, name: str) -> None:
    folder, _ = here
    out = tmp_path / name
    sample(folder, out, n=20)
    untouched = out.read_bytes()
    sample(folder, out, n=20)
    assert out.read_bytes() == untouched
    if name == "a.csv":
        rows = read_csv(out)
        write_csv(out, [rows[0] | {"label": "unsure"}, *rows[1:]])  # none of the task, but somebody's work
    elif name == "a.json":
        tasks = json.loads(untouched)
        tasks[3]["annotations"] = [{"result": [{"from_name": "frame", "value": {"choices": ["same"]}}]}]
        out.write_text(json.dumps(tasks), encoding="utf-8")
    else:
        shutil.copy(folder / "comments.jsonl", out)  # the very comments, labelled by the model
    filled = out.read_bytes()
    with pytest.raises(UsageError, match=rf"{name} holds labels already; give another name with -o"):
        sample(folder, out, n=20)
    assert out.read_bytes() == filled


def test_what_is_no_sheet_is_not_written_over(here: Any, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"PK\x03\x04\x00\xff\x00" * 9)
    with pytest.raises(UsageError, match=r"a.csv is there, and is no sheet \(.*\); give another name"):
        sample(here[0], tmp_path / "a.csv", n=20)
    (tmp_path / "a.csv").write_bytes(b"")
    assert sample(here[0], tmp_path / "a.csv", n=20).rows


def test_a_debate_that_is_not_there_is_refused_or_told(
    here: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(DebateError, match="there is no debate 'jihadist-gruops'"):
        sample(here[0], tmp_path / "a.csv", n=10, debate="jihadist-gruops")
    assert not (tmp_path / "a.csv").exists()
    text = (here[0] / "comments.jsonl").read_text("utf-8").replace("jihadist-groups", "ferries")
    (tmp_path / "own.jsonl").write_text(text, encoding="utf-8")
    sample(tmp_path / "own.jsonl", tmp_path / "a.csv", n=10, task="sentiment")
    assert not caplog.messages
    drawn = sample(tmp_path / "own.jsonl", tmp_path / "a.csv", n=10)
    assert caplog.messages == [
        "analyzer: the codebook names neither question nor parties of the debate 'ferries'; give its file with --debate"
    ]
    assert "The debate:" not in drawn.files[1].read_text("utf-8")


CHANGED = ["007", "1.10", "1-2", "12e5", "3/4", "2014-11-18", "2014-11-18T21:33:00Z", "18.11.", "MAR1", "1 mars", "18-Nov-14",
           "9:30 pm", "1,5", "50%", "5 €", " 5", "1.2.3", "123456789012", "-5"]  # fmt: skip


@pytest.mark.parametrize("id", CHANGED)
def test_an_id_that_a_spreadsheet_changes_is_guarded(tmp_path: Path, id: str) -> None:
    assert cell(id) == f"'{id}"
    rows = [{"comment_id": cell(id), "thread": cell(id), "text": "x", "label": "same"}]
    (tmp_path / "f.jsonl").write_text(json.dumps(rows[0]), encoding="utf-8")  # as a tool exports what it was given
    for path in (write_csv(tmp_path / "f.csv", rows), tmp_path / "f.jsonl"):
        assert read_annotations([path]).units[0].key == (id, id, "")


@pytest.mark.parametrize("id", ["0", "7", "12345678901", "c12", "t0", "e5", "a/1.html", "3 boats", "x", "", "2014/marching"])
def test_other_ids_stay_as_they_are(id: str) -> None:
    assert cell(id) == id


# ---------------------------------------------------------------- the round trip

SKILLS = {"anna": 0.95, "ben": 0.85, "cem": 0.7}


def votes(here: Any, rows: list[Any]) -> list[dict[str, str]]:
    dice = np.random.default_rng(2)
    return [{who: label(here[1], row["thread"], row["comment_id"], skill, dice) for who, skill in SKILLS.items()}
            for row in rows]  # fmt: skip


def fill(here: Any, shape: str, tmp_path: Path) -> Any:
    """A sheet of that shape as three annotators leave it; a fifth of cem's labels is missing."""
    folder, _ = here
    if shape in ("wide", "long", "files"):
        sample(folder, tmp_path / "s.csv", n=120, annotators=list(SKILLS) if shape == "wide" else ())
        rows = read_csv(tmp_path / "s.csv")
    else:
        sample(folder, tmp_path / ("s.json" if shape.startswith("label studio") else "s.jsonl"), n=120)
        text = next(p for p in tmp_path.glob("s.json*")).read_text("utf-8")
        rows = (
            [t["data"] for t in json.loads(text)]
            if shape.startswith("label studio")
            else list(map(json.loads, text.splitlines()))
        )
    given = votes(here, rows)
    for number in range(0, 120, 5):
        del given[number]["cem"]
    if shape == "wide":
        return write_csv(
            tmp_path / "f.csv", [row | {f"label:{w}": g.get(w, "") for w in SKILLS} for row, g in zip(rows, given)]
        )
    if shape == "long":
        return write_csv(
            tmp_path / "f.csv", [row | {"label": g[w], "annotator": w} for row, g in zip(rows, given) for w in g]
        )
    if shape == "files":
        return [
            write_csv(tmp_path / f"{w}.csv", [row | {"label": g.get(w, "")} for row, g in zip(rows, given)])
            for w in SKILLS
        ]
    if shape == "doccano":
        (tmp_path / "export").mkdir()
        for who in SKILLS:  # as its archive is: a file for each annotator, ids of its own
            lines = [json.dumps({"id": i, **row, "label": [g[who]] if who in g else [], "Comments": []})
                     for i, (row, g) in enumerate(zip(rows, given))]  # fmt: skip
            (tmp_path / "export" / f"{who}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return Path(shutil.make_archive(str(tmp_path / "export"), "zip", tmp_path / "export"))
    people = dict(zip(SKILLS, ({"id": 4, "email": "anna"}, {"id": 9, "email": "ben"}, {"id": 12, "email": "cem"})))
    if shape == "label studio minimal":
        flat = [{**row, "id": i, "frame": g[w], "annotator": w, "annotation_id": 7, "lead_time": 3.2}
                for i, (row, g) in enumerate(zip(rows, given)) for w in g]  # fmt: skip
        (tmp_path / "f.json").write_text(json.dumps(flat), encoding="utf-8")
    else:
        tasks = [{"id": i + 70, "data": row, "predictions": [], "annotations": [
            {"id": i, "completed_by": people[w], "was_cancelled": False, "result": [
                {"from_name": "frame", "to_name": "text", "type": "choices", "value": {"choices": [g[w]]}}]}
            for w in g] + [{"completed_by": 5, "was_cancelled": True, "result": []}]}
            for i, (row, g) in enumerate(zip(rows, given))]  # fmt: skip
        (tmp_path / "f.json").write_text(json.dumps(tasks), encoding="utf-8")
    return tmp_path / "f.json"


SHAPES = ["wide", "long", "files", "doccano", "label studio", "label studio minimal"]


@pytest.mark.parametrize("shape", SHAPES)
def test_round_trip(here: Any, tmp_path: Path, shape: str) -> None:
    filled = fill(here, shape, tmp_path)
    paths = filled if isinstance(filled, list) else [filled]
    found = read_annotations(paths)
    assert found.task == "frame" and found.annotators == list(SKILLS) and len(found.units) == 120
    assert not found.left_out and not found.broken
    scores = evaluate(paths, here[0] / "comments.jsonl", adjudicate=tmp_path / "differ.csv")
    pairs = {tuple(row["annotators"]): row for row in scores["agreement"]["pairs"]}
    assert pairs["anna", "ben"]["units"] == 120 and pairs["ben", "cem"]["units"] == 96
    assert pairs["anna", "ben"]["kappa"] > pairs["ben", "cem"]["kappa"] > 0.4
    low, high = scores["agreement"]["interval"]
    assert low < scores["agreement"]["alpha"] < high
    ceiling = scores["human_ceiling"]
    skill = [ceiling["annotators"][who]["macro_f1"] for who in SKILLS]
    assert skill[0] > skill[2] and ceiling["macro_f1"] > 0.75 > scores["macro_f1"]
    assert ceiling["model"] < 0.7 and all(one["model"] is not None for one in ceiling["annotators"].values())
    assert scores["rows"] + scores["ties"] == 120
    assert scores["macro_f1_interval"][0] < scores["macro_f1"] < scores["macro_f1_interval"][1]
    differ = read_csv(tmp_path / "differ.csv")
    assert len(differ) == scores["to_adjudicate"] == scores["agreement"]["units"] - scores["agreement"]["agree"]
    assert {"label:anna", "label:ben", "label:cem", "model", "label:adjudicated"} <= set(differ[0])
    assert evaluate(paths, people_only=True)["agreement"] == scores["agreement"]


def test_what_is_adjudicated_is_the_truth(here: Any, tmp_path: Path) -> None:
    filled = fill(here, "wide", tmp_path)
    before = evaluate(filled, here[0] / "comments.jsonl", adjudicate=tmp_path / "differ.csv")
    rows = read_csv(tmp_path / "differ.csv")
    for row in rows:
        row["label:adjudicated"] = here[1][f"{row['thread'].lstrip(chr(39))}/{row['comment_id'].lstrip(chr(39))}"]
    after = evaluate(write_csv(tmp_path / "done.csv", rows), here[0] / "comments.jsonl")
    assert after["rows"] == len(rows) and after["ties"] == 0 and before["ties"] > 0
    assert after["annotators"] == list(SKILLS)
    units = read_annotations([tmp_path / "done.csv"]).units
    assert all(unit.truth == here[1]["/".join(unit.key[:2])] for unit in units)


def test_decisions_are_not_written_over(here: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled, adjudicate = fill(here, "wide", tmp_path), tmp_path / "differ.csv"
    for _ in range(2):
        evaluate(filled, people_only=True, adjudicate=adjudicate)
    rows = read_csv(adjudicate)
    write_csv(adjudicate, [row | {"label:adjudicated": "both"} for row in rows])
    before = adjudicate.read_bytes()
    for options in ({"people_only": True}, {"pred": tmp_path / "never read.jsonl"}):
        with pytest.raises(UsageError, match=r"differ.csv holds labels that these files do not; give another name, or"):
            evaluate(filled, adjudicate=adjudicate, **options)
    assert adjudicate.read_bytes() == before
    evaluate([filled, adjudicate], people_only=True, adjudicate=adjudicate)
    assert {row["label:adjudicated"] for row in read_csv(adjudicate)} == {"both"}


def test_files_of_one_name_are_of_two_people_where_they_label_the_same(tmp_path: Path) -> None:
    for who, batch in (("anna", "x"), ("ben", "x"), ("cem", "y")):
        (tmp_path / who).mkdir()
        rows = [{"id": f"{batch}{i}", "text": "x", "label": "same" if i else who == "ben" and "none" or "both"} for i in range(3)]
        write_csv(tmp_path / who / "sheet.csv", rows)
    anna, ben, cem = (tmp_path / who / "sheet.csv" for who in ("anna", "ben", "cem"))
    assert read_annotations([anna, ben]).annotators == ["anna/sheet", "ben/sheet"]
    assert evaluate([anna, ben], people_only=True)["agreement"]["agree"] == 2
    assert read_annotations([anna, cem]).annotators == ["sheet"]  # two batches of one


def test_unequal_chances_are_weighed_back(here: Any, tmp_path: Path) -> None:
    sample(here[0], tmp_path / "s.csv", n=120, strategy="uncertain")
    rows = read_csv(tmp_path / "s.csv")
    dice = np.random.default_rng(0)
    for row in rows:
        row["label"] = label(here[1], row["thread"], row["comment_id"], 1, dice)
    scores = evaluate(write_csv(tmp_path / "f.csv", rows), here[0] / "comments.jsonl")
    assert scores["population"]["accuracy"] > scores["accuracy"]  # doubt is where the model errs
    comma = write_csv(tmp_path / "c.csv", [row | {"inclusion": row["inclusion"].replace(".", ",")} for row in rows])
    assert evaluate(comma, here[0] / "comments.jsonl")["population"] == scores["population"]
    assert "agreement" not in scores and scores["annotators" if "annotators" in scores else "rows"] == 120
    with pytest.raises(UsageError, match="names one annotator only"):
        evaluate(tmp_path / "f.csv", people_only=True)


def test_an_annotator_who_contradicts_herself_is_named(here: Any, tmp_path: Path) -> None:
    rows = [{"id": "1", "text": "x", "annotator": "anna", "label": each} for each in ("same", "none")]
    with pytest.raises(MalformedInput, match="f.csv: anna labels '1' as same and as none; leave the one that counts"):
        read_annotations([write_csv(tmp_path / "f.csv", rows)])


def test_the_guard_of_a_sheet_is_taken_away_from_every_cell(here: Any, tmp_path: Path) -> None:
    """Of delimited text only, and only where the writer sets it."""
    sample(here[0], tmp_path / "s.csv", n=30)
    rows = [row | {"label": "none"} for row in read_csv(tmp_path / "s.csv")]
    units = read_annotations([write_csv(tmp_path / "f.csv", rows)]).units
    assert all(unit.row["text"].startswith("=Comment") and unit.row["title"].startswith("@Title") for unit in units)
    assert {unit.row["parent_text"][:8] for unit in units} <= {"", "=Comment"}
    own = [{"id": "1", "text": text, "label": "none"} for text in ("'90s music", "'tis so", "''=x")]
    for row in own:
        (unit,) = read_annotations([write_csv(tmp_path / "o.csv", [row])], "frame").units
        assert unit.row["text"] == row["text"]
    (tmp_path / "o.jsonl").write_text(json.dumps({"id": "1", "text": "'-x", "label": "none"}), encoding="utf-8")
    assert read_annotations([tmp_path / "o.jsonl"], "frame").units[0].row["text"] == "'-x"


def test_columns_of_label_studio_tasks_are_mapped(tmp_path: Path) -> None:
    tasks = [{"id": 70 + i, "data": {"body": f"x{i}", "key": i}, "annotations": [{"completed_by": 4, "result": [
        {"from_name": "tone", "type": "choices", "value": {"choices": ["positive"]}}]}]} for i in range(2)]  # fmt: skip
    (tmp_path / "f.json").write_text(json.dumps(tasks), encoding="utf-8")
    found = read_annotations([tmp_path / "f.json"], columns={"text": "body", "id": "key"})
    assert [(unit.key, unit.row["text"], unit.truth) for unit in found.units] == [
        (("", "0", ""), "x0", "positive"), (("", "1", ""), "x1", "positive"),
    ]  # fmt: skip


def test_a_row_without_an_annotators_column_has_no_label_of_hers(tmp_path: Path) -> None:
    rows = [{"id": "1", "text": "x", "Anna": "same", "Ben": "none"}, {"id": "2", "text": "y", "Ben": "none"}]
    (tmp_path / "f.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = read_annotations([tmp_path / "f.jsonl"], columns={"label": "Anna,Ben"})
    assert [unit.labels for unit in found.units] == [{"Anna": "same", "Ben": "none"}, {"Ben": "none"}]


def test_annotators_by_columns_of_any_name(tmp_path: Path) -> None:
    rows = [{"body": f"x{i}", "Anna K.": "same", "Ben": ("same", "none")[i % 2]} for i in range(4)]
    path = write_csv(tmp_path / "f.csv", rows)
    found = read_annotations([path], columns={"text": "body", "label": "Anna K.,Ben"})
    assert found.annotators == ["Anna K.", "Ben"] and len(found.units) == 4
    with pytest.raises(UsageError, match="no column 'Cem'; its columns are: body"):
        read_annotations([path], columns={"text": "body", "label": "Ben,Cem"})
