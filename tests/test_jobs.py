"""The batch job gives the same bytes however often it was stopped; the summary comes out of its files."""

from __future__ import annotations

import csv
import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from builders import ROWS, write_rows

from analyzer.errors import InputError, UsageError
from analyzer.export import flat, safe_cell
from analyzer.jobs import classify_files, summarize_files
from analyzer.run import run


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "rows.jsonl", ROWS)


def labelled(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]


def half_done(rows: Path, out: Path, monkeypatch: pytest.MonkeyPatch, **options: Any) -> bytes:
    """Run the job up to its last step, and return the partial file that it then has."""
    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["analyzer.jobs"], "_finish", lambda *_: None)
        classify_files([rows], out, **options)
    return out.with_name(out.name + ".partial").read_bytes()


# ---------------------------------------------------------------- the same bytes


def test_every_comment_gets_its_labels(rows: Path, stubs: None, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    journal = classify_files([rows], out)
    found = labelled(out)
    assert journal.status == 0 and [(r["thread"], r["id"]) for r in found] == [(r["thread"], r["id"]) for r in ROWS]
    assert [r["text"] for r in found] == [r["text"] for r in ROWS]
    assert [r["frame"]["label"] for r in found] == ["same", "different", "same", "none", "different", "same", "same"]
    assert [r.get("reply", {}).get("label") for r in found] == [
        None,
        "disagree",
        "agree",
        None,
        None,
        "disagree",
        "neutral",
    ]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.jsonl", "rows.jsonl"]


def test_labels_below_the_threshold_are_withheld_and_count_in_no_share(rows: Path, stubs: None, tmp_path: Path) -> None:
    sure, unsure = tmp_path / "sure.jsonl", tmp_path / "unsure.jsonl"
    classify_files([rows], sure, abstain=0.5, targets=("soup",), tasks=("sentiment", "stance", "reply", "frame"))
    classify_files([rows], unsure, abstain=1.0, targets=("soup",), tasks=("sentiment", "stance", "reply", "frame"))
    withheld = 0
    for known, kept in zip(labelled(sure), labelled(unsure)):
        for task in ("sentiment", "reply", "frame"):
            if task in known:
                assert kept[task]["scores"] == known[task]["scores"], "what is withheld is the label only"
                assert kept[task]["label"] == (known[task]["label"] if known[task]["score"] == 1.0 else None)
                withheld += kept[task]["label"] is None
        assert [s["target"] for s in kept["stance"]] == ["soup"]
    assert withheld > 0
    assert flat(labelled(unsure)[0])["frame"] is None and flat(labelled(unsure)[0])["stance"] == ""
    assert summarize_files([sure])["frames"]["comments"]["same"] > 0
    assert set(summarize_files([unsure])["frames"]["comments"].values()) == {0}, "asked for, and nothing left to share out"


def test_a_threshold_that_is_no_probability_is_refused(rows: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="1.2"):
        classify_files([rows], tmp_path / "out.jsonl", abstain=1.2)


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_stopped_anywhere_it_ends_with_the_same_bytes(
    rows: Path, stubs: None, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / f"out.{suffix}"
    classify_files([rows], out)
    whole = out.read_bytes()
    out.unlink()
    partial = half_done(rows, out, monkeypatch)
    dice = random.Random(suffix)
    for cut in (0, 5, len(partial), len(partial) - 1, *(dice.randrange(len(partial)) for _ in range(12))):
        out.with_name(out.name + ".partial").write_bytes(partial[:cut])
        done: list[int] = []
        classify_files([rows], out, on_progress=done.append, batch_size=1)
        assert out.read_bytes() == whole, cut
        assert not out.with_name(out.name + ".partial").exists()
        out.unlink()


def test_what_is_done_is_not_done_again(
    rows: Path, stubs: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    partial = half_done(rows, out, monkeypatch)
    out.with_name("out.jsonl.partial").write_bytes(b"\n".join(partial.split(b"\n")[:6]))  # head, four comments, a half
    done: list[int] = []
    asked: list[str] = []
    module = sys.modules["analyzer.classify"]
    load = module.load_classifier

    def watched(task: str, *args: Any, **more: Any) -> Any:
        stub = load(task, *args, **more)
        scores = stub.scores
        stub.scores = lambda items, progress=None: asked.extend(i.text for i in items) or scores(items, progress)
        return stub

    monkeypatch.setattr(module, "load_classifier", watched)
    classify_files([rows], out, on_progress=done.append)
    assert done[0] == 4 and sum(done) == len(ROWS)
    assert asked and not any("ferries" in text or "umbrella" in text for text in asked)


@pytest.mark.parametrize("change", ["input", "task", "target", "debate", "quotes", "abstain"])
def test_another_job_starts_from_the_beginning(
    rows: Path, stubs: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    out = tmp_path / "out.jsonl"
    half_done(rows, out, monkeypatch)
    options: dict[str, Any] = {
        "task": {"tasks": ("sentiment",)}, "target": {"targets": ("soup",)}, "debate": {"debate": "jihadist-groups"},
        "quotes": {"with_quotes": True}, "abstain": {"abstain": 0.99},
    }.get(change, {})  # fmt: skip
    if change == "input":  # as many bytes as before
        write_rows(rows, [row | {"text": row["text"].replace("same", "SAME")} for row in ROWS])
    done: list[int] = []
    classify_files([rows], out, on_progress=done.append, **options)
    assert done[0] < len(ROWS) and sum(done) == len(ROWS)
    classify_files([rows], tmp_path / "fresh.jsonl", **options)
    assert out.read_bytes() == (tmp_path / "fresh.jsonl").read_bytes()


@pytest.mark.parametrize("batch_size", [1, 2, 3, 1000])
def test_the_batch_size_changes_nothing(rows: Path, tiny: Path, tmp_path: Path, batch_size: int) -> None:
    """With a real model, because only there a batch could matter."""
    from analyzer.classify import heads

    classify_files([rows], tmp_path / "plain.jsonl", tasks=("sentiment", "stance", "reply", "frame"), targets=("soup",))
    heads._CACHE.clear()
    options = {"tasks": ("sentiment", "stance", "reply", "frame"), "targets": ("soup",)}
    classify_files([rows], tmp_path / "other.jsonl", batch_size=batch_size, **options)
    assert (tmp_path / "other.jsonl").read_bytes() == (tmp_path / "plain.jsonl").read_bytes()
    scores = [r["sentiment"]["scores"] for r in labelled(tmp_path / "plain.jsonl")]
    assert len({json.dumps(s) for s in scores}) > 3 and all(round(sum(s.values()), 4) == 1 for s in scores)


def test_the_order_and_the_repetition_of_inputs_change_nothing(stubs: None, tmp_path: Path) -> None:
    a, b = write_rows(tmp_path / "a.jsonl", ROWS[:4]), write_rows(tmp_path / "b.jsonl", ROWS[4:])
    classify_files([a, b], tmp_path / "one.jsonl")
    classify_files([b, a, b], tmp_path / "two.jsonl")
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_threads_of_two_files_that_are_called_alike_stay_two(stubs: None, tmp_path: Path) -> None:
    a, b = write_rows(tmp_path / "a.jsonl", ROWS[:3]), write_rows(tmp_path / "b.jsonl", ROWS[:3])
    classify_files([a, b], tmp_path / "out.jsonl")
    found = labelled(tmp_path / "out.jsonl")
    assert len({r["thread"] for r in found}) == 2 and len({(r["thread"], r["id"]) for r in found}) == 6


@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_output_inside_the_input_folder_is_no_input(
    stubs: None, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the finished file nor what is left of a job that was stopped; and the job is known again."""
    folder = tmp_path / "in"
    (folder / "below").mkdir(parents=True)
    write_rows(folder / "a.jsonl", ROWS[:4])
    write_rows(folder / "below" / "b.jsonl", [*ROWS[4:], {"text": ""}])
    out = folder / f"labels.{suffix}"
    classify_files([folder], out)
    whole, rejects = out.read_bytes(), (folder / "rejects.jsonl").read_bytes()
    half_done(folder, out, monkeypatch)
    out.with_name(out.name + ".whole").write_text("cut off")
    done: list[int] = []
    journal = classify_files([folder], out, on_progress=done.append)
    assert done == [len(ROWS)], "nothing is done again"
    assert [Path(source.name).name for source in journal.sources] == ["a.jsonl", "b.jsonl"]
    assert (out.read_bytes(), (folder / "rejects.jsonl").read_bytes()) == (whole, rejects)


# ---------------------------------------------------------------- formats


def test_csv_and_parquet_hold_the_same_rows(rows: Path, stubs: None, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for suffix in ("jsonl", "csv", "parquet"):
        classify_files([rows], tmp_path / f"out.{suffix}")
    expected = [flat(row) for row in labelled(tmp_path / "out.jsonl")]
    assert parquet.read_table(tmp_path / "out.parquet").to_pylist() == expected
    with open(tmp_path / "out.csv", encoding="utf-8-sig", newline="") as file:
        cells = list(csv.DictReader(file))
    assert cells == [{k: "" if v is None else str(safe_cell(v)) for k, v in row.items()} for row in expected]


def test_columns_of_plain_rows_are_used(stubs: None, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("no,body,target,parent_text\n1,No. I am against it.,soup,Is soup good?\n", encoding="utf-8")
    classify_files([path], tmp_path / "out.jsonl", tasks=("stance", "reply"), columns={"text": "body"})
    (row,) = labelled(tmp_path / "out.jsonl")
    assert [(s["target"], s["label"]) for s in row["stance"]] == [("soup", "against")]
    assert row["reply"]["label"] == "disagree"


@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_columns_that_are_called_as_our_labels_end_no_job(stubs: None, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("id,text,stance,reply,sentiment,frame\n1,It is good.,favor,agree,positive,same\n", encoding="utf-8")
    classify_files([path], tmp_path / f"out.{suffix}", tasks=("sentiment",))
    result = run([path], tmp_path / "run", exports=("csv",))
    assert result.summary["sentiment"]["positive"] == 1 and not result.summary.get("stance")
    assert len(result.manifest["sources"][0]["notes"]) == 4


# ---------------------------------------------------------------- what goes wrong


def test_rejects_stand_beside_the_output(rows: Path, stubs: None, tmp_path: Path) -> None:
    with open(rows, "a") as file:
        file.write("{broken\n")
    journal = classify_files([rows, tmp_path / "gone.txt"], tmp_path / "to" / "out.jsonl")
    assert journal.status == 1
    rejects = labelled(tmp_path / "to" / "rejects.jsonl")
    assert {Path(r["file"]).name for r in rejects} == {"rows.jsonl", "gone.txt"}
    assert len(labelled(tmp_path / "to" / "out.jsonl")) == len(ROWS)


def test_jobs_of_one_folder_keep_each_others_rejects(rows: Path, stubs: None, tmp_path: Path) -> None:
    to = tmp_path / "to"
    for name, bad in (("b", "gone.txt"), ("a", "lost.txt"), ("b", "gone.txt")):
        classify_files([rows, tmp_path / bad], to / f"{name}.jsonl")
    found = [(row["out"], Path(row["file"]).name) for row in labelled(to / "rejects.jsonl")]
    assert found == [("a.jsonl", "lost.txt"), ("b.jsonl", "gone.txt")]
    classify_files([rows], to / "c.jsonl")
    run([rows], to)
    assert len(labelled(to / "rejects.jsonl")) == 2
    for name in ("b", "a"):
        classify_files([rows], to / f"{name}.jsonl")
    assert not (to / "rejects.jsonl").exists()


def test_a_folder_without_files_is_nothing_readable(stubs: None, tmp_path: Path) -> None:
    (tmp_path / "in" / "empty").mkdir(parents=True)
    with pytest.raises(InputError, match="in: a folder without a file to read; give one with files"):
        classify_files([tmp_path / "in"], tmp_path / "in" / "out.jsonl")


def test_where_nothing_is_readable_nothing_is_written_but_the_reasons(stubs: None, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    with pytest.raises(InputError, match="(?s)empty.txt: empty.*gone.txt: no such file"):
        classify_files([tmp_path / "gone.txt", tmp_path / "empty.txt"], tmp_path / "to" / "out.jsonl")
    assert [path.name for path in (tmp_path / "to").iterdir()] == ["rejects.jsonl"]


@pytest.mark.parametrize("name", ["out.xlsx", "out", "out.json"])
def test_an_unknown_suffix_is_refused_before_anything_is_read(rows: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="jsonl, .csv or .parquet"):
        classify_files([rows], tmp_path / name)


def test_other_usage_errors(rows: Path, stubs: None, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        classify_files([rows], tmp_path / "folder.csv")
    with pytest.raises(UsageError, match="no task"):
        classify_files([rows], tmp_path / "a.csv", tasks=())
    with pytest.raises(UsageError, match="'mood'"):
        classify_files([rows], tmp_path / "a.csv", tasks=("mood",))
    with pytest.raises(UsageError, match="stance, which is not asked for"):
        classify_files([rows], tmp_path / "a.csv", tasks=("reply",), models={"stance": "x"})


@pytest.mark.parametrize("name", ["out.csv", "out.csv.partial", "out.csv.whole", "rejects.jsonl"])
def test_no_input_is_overwritten(stubs: None, tmp_path: Path, name: str) -> None:
    path = write_rows(tmp_path / name, ROWS)
    before = path.read_bytes()
    with pytest.raises(UsageError, match="would be overwritten while it is read; give another file"):
        classify_files([path], tmp_path / "out.csv")
    assert path.read_bytes() == before and [each.name for each in tmp_path.iterdir()] == [name]


def test_what_is_given_for_a_task_is_used_or_refused(rows: Path, stubs: None, tmp_path: Path) -> None:
    classify_files([rows], tmp_path / "a.jsonl", targets=("soup",))
    assert all(row["stance"][0]["target"] == "soup" for row in labelled(tmp_path / "a.jsonl"))
    with pytest.raises(UsageError, match="'two-parties' is given, but its frames are not asked for"):
        classify_files([rows], tmp_path / "b.jsonl", tasks=("reply",), debate="two-parties")
    with pytest.raises(UsageError, match="no comment has a target"):
        classify_files([rows], tmp_path / "c.jsonl", tasks=("sentiment", "stance"))


# ---------------------------------------------------------------- summarize


@pytest.mark.parametrize(
    "threads", ["null", '[{"x": 1}]', '["a"]', '[{"id": []}]', '[{"id": "quay", "title": 5}]', '[{"id": "u", "article": {"label": 1}}]']
)
def test_a_summary_of_another_program_beside_the_comments_is_passed_over(tmp_path: Path, threads: str) -> None:
    write_rows(tmp_path / "comments.jsonl", [{"id": "1", "thread": "quay", "text": "x"}])
    expected = summarize_files([tmp_path / "comments.jsonl"])
    (tmp_path / "summary.json").write_text(f'{{"debate": [1], "threads": {threads}}}')
    assert summarize_files([tmp_path / "comments.jsonl"]) == expected


@pytest.mark.parametrize("debate", ["open", "jihadist-groups"])
def test_the_summary_of_the_comments_is_that_of_the_run(rows: Path, stubs: None, tmp_path: Path, debate: str) -> None:
    sample = Path(__file__).parent.parent / "data" / "samples" / "harbour-twins.txt"
    run([rows, sample], tmp_path / "run", debate=debate, targets=("soup",))
    written = json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))
    assert summarize_files([tmp_path / "run"]) == written
    assert summarize_files([tmp_path / "run" / "comments.jsonl"], tmp_path / "again") == written
    assert (tmp_path / "again" / "summary.json").read_bytes() == (tmp_path / "run" / "summary.json").read_bytes()
    assert "<html" in (tmp_path / "again" / "report.html").read_text("utf-8")
    assert written["frames"]["article"]["label"] in ("same", "different", "both", "none")


def test_the_summary_of_a_batch_job(rows: Path, stubs: None, tmp_path: Path) -> None:
    classify_files([rows], tmp_path / "out.jsonl", tasks=("frame",))
    found = summarize_files([tmp_path / "out.jsonl"])
    assert (found["comments"], found["speakers"], found["debate"]) == (7, 6, "open")
    assert found["frames"]["comments"] == {"same": 4, "different": 2, "both": 0, "none": 1}


def test_what_is_no_classified_comment_is_named(rows: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"id": "1", "text": "x"}\n[1]\n')
    with pytest.raises(InputError, match=r"bad.jsonl:2: is not a classified comment; give"):
        summarize_files([tmp_path / "bad.jsonl"])
    with pytest.raises(InputError, match="gone.jsonl"):
        summarize_files([tmp_path / "gone.jsonl"])


def test_a_frame_without_its_debate_is_named(tmp_path: Path) -> None:
    row = {"id": "1", "thread": "t", "text": "x", "frame": {"label": "same", "score": 1.0}}
    write_rows(tmp_path / "bad.jsonl", [row])
    with pytest.raises(InputError, match=r"bad.jsonl:1: has a frame that names no debate; give the comments.jsonl"):
        summarize_files([tmp_path / "bad.jsonl"])


def test_two_runs_are_summarised_together_and_compared(rows: Path, stubs: None, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run([rows], tmp_path / name, debate="open")
    both = summarize_files([tmp_path / "two", tmp_path / "one"], tmp_path / "all", by="thread")
    assert (both["comments"], len(both["threads"])) == (14, 4)
    assert [t["id"] for t in both["threads"]][2] == f"quay ({tmp_path / 'two' / 'comments.jsonl'})"
    assert both["comparison"]["by"] == "thread" and len(both["comparison"]["groups"]) == 4
    assert (tmp_path / "all" / "report.html").read_text("utf-8").count("<article") == 14
    with pytest.raises(UsageError, match="thread, site, month, year"):
        summarize_files([tmp_path / "gone"], by="colour")


def test_comments_of_two_debates_are_not_added_up(rows: Path, stubs: None, tmp_path: Path) -> None:
    for name in ("open", "two-parties"):
        run([rows], tmp_path / name, debate=name)
    with pytest.raises(UsageError, match="several debates: .*; summarize those of one"):
        summarize_files([tmp_path / "open", tmp_path / "two-parties"])


def test_only_the_wanted_comments_are_read_again(rows: Path, stubs: None, tmp_path: Path) -> None:
    from analyzer.classified import Classified

    run([rows], tmp_path / "out")
    comments = Classified([tmp_path / "out" / "comments.jsonl"])
    assert [(r["thread"], r["id"]) for r in comments.only({("quay", "2"), ("mill", "1"), ("mill", "9")})] == [
        ("quay", "2"), ("mill", "1"),
    ]  # fmt: skip
    (tmp_path / "foreign.jsonl").write_text('{"text": "x", "thread": "t", "id": "1"}\n')
    assert len(list(Classified([tmp_path / "foreign.jsonl"]).only({("t", "1")}))) == 1
