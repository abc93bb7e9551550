"""The main job: what it writes, the same bytes always, and what it says where something is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from builders import ROWS, write_rows

import analyzer
from analyzer.errors import AnalyzerError, DebateError, InputError, ModelError, UsageError
from analyzer.run import run

SAMPLE = Path(__file__).parent.parent / "data" / "samples" / "harbour-twins.txt"
WRITTEN = ["comments.jsonl", "manifest.json", "report.html", "summary.json"]


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "rows.jsonl", ROWS)


def load(path: Path) -> Any:
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]
    return json.loads(path.read_text("utf-8"))


def bad_inputs(folder: Path) -> dict[str, Path]:
    """One input of each kind that cannot be read."""
    made = {name: folder / f"{name}.txt" for name in ("missing", "empty", "binary", "unknown")}
    made["empty"].write_text(" \n")
    made["binary"].write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    made["unknown"].write_text('{"colour": "blue", "size": [1, 2, 3]}')
    return made


# ---------------------------------------------------------------- what is written


def test_the_files_and_their_content(rows: Path, stubs: None, tmp_path: Path) -> None:
    totals: list[int | None] = []
    steps: list[int] = []
    out = tmp_path / "new" / "folder"
    result = run([rows], out, exports=("csv", "parquet"), on_total=totals.append, on_progress=steps.append)
    assert result.status == 0 and result.folder == out
    assert sorted(p.name for p in out.iterdir()) == sorted([*WRITTEN, "comments.csv", "comments.parquet"])
    comments, summary, manifest = (load(out / name) for name in ("comments.jsonl", "summary.json", "manifest.json"))
    assert totals == [7] and sum(steps) == 7
    assert [c["text"] for c in comments] == [r["text"] for r in ROWS]
    assert summary == result.summary and manifest == result.manifest
    assert (summary["comments"], summary["speakers"], summary["debate"]) == (7, 6, "open")
    assert summary["frames"]["comments"] == {"same": 4, "different": 2, "both": 0, "none": 1}
    assert {"sentiment", "replies", "languages"} <= set(summary)
    assert manifest["sources"][0]["comments"] == 7 and len(manifest["sources"][0]["sha256"]) == 64
    assert manifest["models"]["frame"]["fingerprint"] == "stub-frame"
    assert manifest["counts"]["classified"] == 7 and manifest["rejects_total"] == 0
    for comment in comments:
        for span in comment["frame"]["evidence"]:
            assert comment["text"][span["start"] : span["end"]].strip()
        assert {"sentiment", "frame", "lang"} <= set(comment) and "stance" not in comment


def test_the_sample_page_with_its_article(stubs: None, tmp_path: Path) -> None:
    summary = run([SAMPLE], tmp_path / "out").summary
    truth = json.loads(SAMPLE.with_suffix(".truth.json").read_text("utf-8"))
    assert summary["comments"] == len(truth["comments"])
    assert summary["frames"]["article"] is not None
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert page.count("<article") == sum(summary["kinds"].values())


def test_a_target_adds_stance(rows: Path, stubs: None, tmp_path: Path) -> None:
    summary = run([rows], tmp_path / "out", targets=("ferries", "mills")).summary
    assert {t: sum(counts.values()) for t, counts in summary["stance"].items()} == {"ferries": 7, "mills": 7}


def test_pseudonyms_hide_every_name(rows: Path, stubs: None, tmp_path: Path) -> None:
    plain = run([rows], tmp_path / "plain").summary
    hidden = run([rows], tmp_path / "out", pseudonym_salt="salt")
    assert hidden.summary["speakers"] == plain["speakers"]
    for name in WRITTEN:
        assert "Çiğdem" not in (tmp_path / "out" / name).read_text("utf-8")
    assert hidden.manifest["options"]["pseudonyms"] is True and "salt" not in json.dumps(hidden.manifest["options"])


def test_deleted_comments_are_kept_and_not_classified(stubs: None, tmp_path: Path) -> None:
    threads = [[{"id": "1", "kind": "deleted"}, {"id": "2", "parent": "1", "text": "No."}]]
    from analyzer.aggregate import Aggregate, add_thread
    from analyzer.classify import classify, make_plan
    from analyzer.structure import structure
    from analyzer.thread import RawThread, Record

    raw = [RawThread("t", tuple(Record(**({"text": "[deleted]", "speaker": "Eve"} | r)) for r in t)) for t in threads]
    aggregate = Aggregate()
    for labelled in classify(map(structure, raw), make_plan()):
        add_thread(aggregate, labelled)
    summary = aggregate.result()
    assert summary["kinds"] == {"comment": 1, "deleted": 1} and summary["comments"] == 1 and "replies" not in summary


# ---------------------------------------------------------------- the same bytes


def test_the_same_bytes_whatever_the_order_or_the_chunks(
    rows: Path, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a real, tiny model."""
    import importlib

    from analyzer.classify import heads

    run([rows, SAMPLE], tmp_path / "one")
    heads._CACHE.clear()
    module = importlib.import_module("analyzer.classify")
    real = module.classify
    monkeypatch.setattr(module, "classify", lambda *args: real(*args, chunk=3))
    run([SAMPLE, rows, SAMPLE], tmp_path / "two")
    for name in WRITTEN:
        one, two = ((tmp_path / folder / name).read_bytes() for folder in ("one", "two"))
        assert one == two or name == "manifest.json", name
    one, two = (load(tmp_path / folder / "manifest.json") for folder in ("one", "two"))
    differing = {key for key in one if one[key] != two[key]}
    assert differing <= {"counts"}  # distinct texts are counted by chunk


def test_running_again_overwrites_and_removes_old_rejects(rows: Path, stubs: None, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run([rows, tmp_path / "gone.txt"], out).status == 1
    assert (out / "rejects.jsonl").is_file()
    assert run([rows], out).status == 0
    assert sorted(p.name for p in out.iterdir()) == WRITTEN


@pytest.mark.parametrize("out", ["out", "."])
def test_the_output_folder_is_no_input(
    stubs: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    """Where it is the input folder itself, what ``run`` writes is not."""
    monkeypatch.chdir(tmp_path)
    write_rows(tmp_path / "rows.jsonl", ROWS)
    for exports in (("csv",), ()):
        result = run(["."], out, exports=exports)
        assert [source.name for source in result.journal.sources] == ["rows.jsonl"]
        assert result.status == 0 and result.summary["comments"] == 7


# ---------------------------------------------------------------- what goes wrong


def test_no_input_is_overwritten(rows: Path, stubs: None, tmp_path: Path) -> None:
    run([rows], tmp_path / "out")
    before = (tmp_path / "out" / "comments.jsonl").read_bytes()
    with pytest.raises(UsageError, match="would be overwritten"):
        run([tmp_path / "out" / "comments.jsonl"], tmp_path / "out")
    assert (tmp_path / "out" / "comments.jsonl").read_bytes() == before


def test_what_cannot_be_read_is_rejected_and_the_rest_is_done(rows: Path, stubs: None, tmp_path: Path) -> None:
    bad = bad_inputs(tmp_path)
    with open(rows, "a") as file:
        file.write("{broken\n")
    result = run([*bad.values(), rows], tmp_path / "out")
    rejects = load(tmp_path / "out" / "rejects.jsonl")
    assert result.status == 1 and result.summary["comments"] == 7
    assert {Path(r["file"]).stem for r in rejects} == {*bad, "rows"}
    (broken,) = (r for r in rejects if r["file"] == str(rows))
    assert broken["place"] == "line 8" and "JSON" in broken["reason"]
    assert result.manifest["rejects"] == rejects and result.manifest["rejects_total"] == 5


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing", "no such file"), ("empty", "empty"), ("binary", "binary data"), ("unknown", "no reader recognises")],
)
def test_nothing_readable_is_an_input_error_that_says_why(stubs: None, tmp_path: Path, name: str, reason: str) -> None:
    path = bad_inputs(tmp_path)[name]
    with pytest.raises(InputError) as caught:
        run([path], tmp_path / "out")
    line = str(caught.value)
    assert line.startswith(f"{path}: {reason}") and ";" in line and "\n" not in line
    (reject,) = load(tmp_path / "out" / "rejects.jsonl")
    assert reject["file"] == str(path) and reject["reason"].startswith(reason)
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["rejects.jsonl"]


def test_mistakes_are_found_before_anything_is_written(rows: Path, tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    calls: list[tuple[type[AnalyzerError], dict[str, Any]]] = [
        (DebateError, {"debate": "nonesuch"}),
        (UsageError, {"exports": ("xlsx",)}),
        (UsageError, {"tasks": ("mood",)}),
        (UsageError, {"models": {"stance": "x"}}),
        (ModelError, {"models": {"frame": "no/such"}}),
        (ModelError, {"models": {"frame": "gone.safetensors"}}),
    ]
    for error, options in calls:
        with pytest.raises(error):
            run([rows], out, **options)
        assert not out.exists(), options
    with pytest.raises(UsageError, match="is a file"):
        run([rows], rows)


def test_a_changed_model_file_is_refused(
    rows: Path, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib

    models = shutil.copytree(tiny, tmp_path / "models")
    head = models / "heads" / "frame.safetensors"
    head.write_bytes(head.read_bytes()[:-1] + b"\x01")
    for name in ("analyzer.classify.models", "analyzer.modelcards"):
        monkeypatch.setattr(importlib.import_module(name), "models_folder", lambda: models)
    with pytest.raises(ModelError, match="frame.safetensors.*changed"):
        run([rows], tmp_path / "out")


# ---------------------------------------------------------------- the package


def test_the_public_functions_stay_functions() -> None:
    """Importing the module ``analyzer.run`` must not put it in the place of the function."""
    import inspect

    import analyzer.classify.base
    import analyzer.evaluate
    import analyzer.parse
    import analyzer.run

    for name in analyzer.__all__[1:]:
        for _ in range(2):
            assert inspect.isfunction(getattr(analyzer, name)), name
    from analyzer import classify, parse

    assert inspect.isfunction(classify) and inspect.isfunction(parse)
    with pytest.raises(AttributeError, match="nonesuch"):
        analyzer.nonesuch  # noqa: B018


def test_the_functions_work_together(rows: Path, stubs: None) -> None:
    threads = list(analyzer.parse([rows]))
    labelled = list(analyzer.classify(threads, analyzer.make_plan(("frame",))))
    assert analyzer.summarize(labelled)["frames"]["comments"]["same"] == 4
