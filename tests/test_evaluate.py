"""Scores against scikit-learn by hand, gold and predictions in every shape."""

from __future__ import annotations

import csv
import gzip
import importlib
import json
import random
from pathlib import Path
from typing import Any

import pytest
from builders import Stub

from analyzer.classify.base import TASKS
from analyzer.errors import InputError, MalformedInput, MissingInput, UsageError
from analyzer.evaluate import calibration_error, evaluate, read_annotations, read_rows, score
from analyzer.evaluate.humans import clusters
from analyzer.evaluate.rows import probabilities
from analyzer.evaluate.scores import abstaining, calibration_by_chance

LABELS = ("negative", "neutral", "positive")
TEXTS = {"negative": 'bad soup, "bad" day', "neutral": "a boat", "positive": "good boat\nindeed"}


def gold(n: int = 40) -> list[dict[str, Any]]:
    dice = random.Random(8)
    rows = []
    for i in range(n):
        label = dice.choice(LABELS)
        text = TEXTS[label if dice.random() < 0.7 else dice.choice(LABELS)] + f" {i}"
        rows.append({"id": f"g{i}", "lang": dice.choice(("en", "ar")), "text": text, "label": label})
    return rows


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Rows in the format of the file's suffix."""
    if path.suffix == ".parquet":
        pyarrow = pytest.importorskip("pyarrow.parquet")
        pyarrow.write_table(pytest.importorskip("pyarrow").Table.from_pylist(rows), path)
    elif path.suffix in (".csv", ".tsv"):
        with open(path, "w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, rows[0], delimiter="\t" if path.suffix == ".tsv" else ",")
            table.writeheader()
            table.writerows(rows)
    elif path.suffix == ".json":
        path.write_text(json.dumps(rows), encoding="utf-8")
    else:
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return path


# ---------------------------------------------------------------- the numbers


def test_scores_are_those_of_scikit_learn(tmp_path: Path, stubs: None) -> None:
    from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

    rows = gold()
    found = evaluate(write(tmp_path / "gold.jsonl", rows))
    said = [
        next((k for k, w in (("positive", "good"), ("negative", "bad")) if w in r["text"]), "neutral") for r in rows
    ]
    truth = [row["label"] for row in rows]
    assert 0.5 < found["macro_f1"] < 1
    assert found["task"] == "sentiment" and found["rows"] == 40 and found["left_out"] == {}
    assert found["macro_f1"] == round(f1_score(truth, said, average="macro"), 4)
    assert found["accuracy"] == round(accuracy_score(truth, said), 4)
    matrix = confusion_matrix(truth, said, labels=LABELS).tolist()
    assert [list(found["confusion"][label].values()) for label in LABELS] == matrix
    assert [found["labels"][label]["rows"] for label in LABELS] == [sum(line) for line in matrix]
    for lang, part in found["languages"].items():
        mine = [i for i, row in enumerate(rows) if row["lang"] == lang]
        assert part["rows"] == len(mine)
        assert part["macro_f1"] == round(
            f1_score([truth[i] for i in mine], [said[i] for i in mine], average="macro"), 4
        )
    assert found["mean_of_languages"] == pytest.approx(
        sum(p["macro_f1"] for p in found["languages"].values()) / 2, abs=1e-4
    )
    assert found["ece"] == pytest.approx(abs(0.9 - found["accuracy"]), abs=1e-4)


def test_macro_f1_is_over_the_labels_that_occur() -> None:
    found = score(["negative", "negative"], [{"label": "negative"}, {"label": "positive"}], LABELS)
    assert found["macro_f1"] == found["labels"]["negative"]["f1"] == 0.6667
    assert "ece" not in found


def test_calibration_error_by_hand() -> None:
    assert calibration_error([0.95, 0.95, 0.55, 1.0], [True, False, True, True]) == round((abs(2.9 - 2) + 0.45) / 4, 4)
    assert calibration_error([], []) == 0


def test_what_chance_alone_makes_of_the_calibration_error() -> None:
    assert calibration_by_chance([1.0] * 50) == 0 == calibration_by_chance([])
    # One bin: the mean absolute deviation of a binomial share, 0.8 standard deviations.
    assert calibration_by_chance([0.75] * 300) == pytest.approx(0.8 * (0.75 * 0.25 / 300) ** 0.5, rel=0.15)
    assert calibration_by_chance([0.75] * 30) > 2.5 * calibration_by_chance([0.75] * 300)
    found = score(["negative"] * 9, [{"label": "negative", "score": 0.8}] * 9, LABELS)
    assert found["ece_by_chance"] == calibration_by_chance([0.8] * 9) > 0


def test_what_abstaining_costs_and_gains_by_hand() -> None:
    said = [{"label": "negative", "score": 0.95}, {"label": "positive", "score": 0.65}, {"label": "positive", "score": 0.55}]
    found = abstaining(["negative", "positive", "negative"], said, LABELS)
    assert [(row["below"], row["labelled"], row["accuracy"]) for row in found] == [
        (0.4, 1.0, 0.6667), (0.5, 1.0, 0.6667), (0.6, 0.6667, 1.0), (0.7, 0.3333, 1.0), (0.8, 0.3333, 1.0), (0.9, 0.3333, 1.0),
    ]  # fmt: skip
    assert [row["macro_f1"] for row in found][2:] == [1.0] * 4
    assert abstaining(["negative"], [{"label": "negative", "score": 0.3}], LABELS) == []


def test_stance_is_also_scored_as_its_papers_do(tmp_path: Path, stubs: None) -> None:
    rows = [{"id": str(k), "text": t, "target": "soup", "label": label} for k, (t, label) in enumerate(
        [("I am for it", "favor"), ("I am against it", "against"), ("I am for it, too", "against"), ("who knows", "none")]
    )]  # fmt: skip
    found = evaluate(write(tmp_path / "g.jsonl", rows), task="stance")
    assert found["f1_favor_against"] == round((found["labels"]["favor"]["f1"] + found["labels"]["against"]["f1"]) / 2, 4)
    assert "f1_favor_against" not in evaluate(write(tmp_path / "s.jsonl", gold()))


# ---------------------------------------------------------------- gold in every shape


@pytest.mark.parametrize("name", ["g.jsonl", "g.jsonl.gz", "g.json", "g.csv", "g.tsv", "g.parquet"])
def test_every_format_gives_the_same_scores(tmp_path: Path, stubs: None, name: str) -> None:
    assert evaluate(write(tmp_path / name, gold())) == evaluate(write(tmp_path / "plain.jsonl", gold()))


def as_object(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "label": None, "lang": {"label": row["lang"]}, "sentiment": {"label": row["label"], "score": 0.5}}


def renamed(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "body": row["text"], "tone": row["label"].upper(), "lang": row["lang"]}


def test_labels_may_be_objects_or_renamed(tmp_path: Path, stubs: None) -> None:
    plain = evaluate(write(tmp_path / "a.jsonl", gold()))
    assert evaluate(write(tmp_path / "b.jsonl", [as_object(r) for r in gold()])) == plain
    columns = {"text": "body", "label": "tone"}
    assert evaluate(write(tmp_path / "c.csv", [renamed(r) for r in gold()]), columns=columns) == plain


def test_rows_without_text_or_of_other_labels_are_counted(tmp_path: Path, stubs: None) -> None:
    path = write(tmp_path / "g.jsonl", [*gold(5), {"text": "x", "label": "angry"}, {"text": "", "label": "neutral"}])
    with open(path, "a") as file:
        file.write("{broken\n[1]\n")
    found = evaluate(path)
    assert (found["rows"], found["left_out"], found["rows_broken"]) == (5, {"angry": 1}, 3)


@pytest.mark.parametrize(
    ("labels", "task"),
    [
        (("negative", "neutral"), "sentiment"),
        (("favor", "none"), "stance"),
        (("favour", "con"), "stance"),
        (("agree", "neutral"), "reply"),
        (("support", "query", "comment"), "reply"),
        (("same", "none"), "frame"),
    ],
)
def test_the_task_is_found_from_the_labels(tmp_path: Path, stubs: None, labels: tuple[str, ...], task: str) -> None:
    rows = [{"id": str(i), "text": "x", "target": "t", "parent": "p", "label": label} for i, label in enumerate(labels)]
    found = evaluate(write(tmp_path / "g.jsonl", rows))
    assert (found["task"], found["rows"]) == (task, len(labels))


def test_what_a_task_reads_beside_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the corpora: ``parent`` holds a text, ``target`` stands also where it is not for the task."""
    asked: dict[str, Stub] = {}

    def load(task: str, model: str | None = None, *, online: bool = False) -> Stub:
        return asked.setdefault(task, Stub(task, {}))

    monkeypatch.setattr(importlib.import_module("analyzer.classify"), "load_classifier", load)
    row = {"id": "1", "lang": "en", "text": "No.", "target": "mills", "parent": "Alike!", "thread": "a/b"}
    for task, label in (("reply", "disagree"), ("stance", "against"), ("sentiment", "negative")):
        evaluate(write(tmp_path / "g.jsonl", [row | {"label": label}]), task=task)
    fields = {task: (s.seen[0].text, s.seen[0].target, s.seen[0].parent_text) for task, s in asked.items()}
    assert fields == {
        "reply": ("No.", "", "Alike!"), "stance": ("No.", "mills", ""), "sentiment": ("No.", "", ""),
    }  # fmt: skip


def test_frames_are_scored_in_their_debate(tmp_path: Path, stubs: None) -> None:
    rows = [{"text": "They are the same.", "frame": "same"}, {"text": "Cats are different.", "frame": "different"}]
    assert evaluate(write(tmp_path / "g.jsonl", rows))["macro_f1"] == 1
    assert evaluate(tmp_path / "g.jsonl", debate="jihadist-groups")["labels"]["same"]["f1"] == 0


def test_progress_knows_its_total(tmp_path: Path, stubs: None) -> None:
    totals, steps = [], []
    evaluate(write(tmp_path / "g.jsonl", gold()), on_total=totals.append, progress=steps.append)
    assert totals == [40] and sum(steps) == 40


# ---------------------------------------------------------------- predictions


def predictions(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    dice = random.Random(9)
    return [{"id": row["id"], "label": dice.choice(LABELS), "score": 0.75} for row in rows]


def shaped(name: str, row: dict[str, Any]) -> dict[str, Any]:
    if name == "classify.jsonl":
        label = {"label": row["label"], "score": row["score"], "scores": {}}
        return {"id": row["id"], "thread": "g.jsonl", "text": "x", "sentiment": label, "stance": []}
    if name.startswith("classify"):
        return {"id": row["id"], "text": "x", "sentiment": row["label"], "sentiment_score": row["score"], "frame": None}
    return row


@pytest.mark.parametrize(
    "name", ["p.jsonl", "p.csv", "p.parquet", "classify.jsonl", "classify.csv", "classify.parquet"]
)
def test_predictions_in_every_shape(tmp_path: Path, name: str) -> None:
    rows = gold()
    said = predictions(rows)
    random.Random(1).shuffle(said)
    path = write(tmp_path / "gold.jsonl", rows)
    found = evaluate(path, write(tmp_path / name, [shaped(name, row) for row in said]))
    by_id = {row["id"]: row["label"] for row in said}
    right = sum(by_id[row["id"]] == row["label"] for row in rows)
    assert found["accuracy"] == round(right / 40, 4)
    assert found["ece"] == pytest.approx(abs(0.75 - right / 40), abs=1e-4)


def test_predictions_without_scores_have_no_calibration(tmp_path: Path) -> None:
    said = [{"id": row["id"], "label": row["label"]} for row in gold()]
    found = evaluate(write(tmp_path / "g.jsonl", gold()), write(tmp_path / "p.csv", said))
    assert found["accuracy"] == 1 and "ece" not in found


def test_missing_predictions_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "g.jsonl", gold())
    with pytest.raises(InputError, match=r"p.jsonl: has no sentiment prediction for 2 of 40 rows \(g0, g1\)"):
        evaluate(path, write(tmp_path / "p.jsonl", predictions(gold())[2:]))
    with pytest.raises(InputError, match="p.jsonl: predicts what is no label of sentiment: 'whatever' for g1"):
        evaluate(path, write(tmp_path / "p.jsonl", [{"id": f"g{i}", "label": "whatever"} for i in range(1, 3)]))
    with pytest.raises(InputError, match="40 of 40 gold rows have no id; .*--column id=NAME"):
        nameless = [{k: v for k, v in row.items() if k != "id"} for row in gold()]
        evaluate(write(tmp_path / "n.jsonl", nameless), write(tmp_path / "p.jsonl", predictions(gold())))
    with pytest.raises(InputError, match="g.jsonl: the id 'g3' stands there twice; make ids unique"):
        evaluate(write(tmp_path / "g.jsonl", [*gold(), gold()[3]]), tmp_path / "p.jsonl")


def test_two_predictions_for_one_id_are_refused(tmp_path: Path) -> None:
    said = predictions(gold())
    with pytest.raises(InputError, match="2 predictions for the id 'g3'"):
        evaluate(write(tmp_path / "g.jsonl", gold()), write(tmp_path / "p.jsonl", [*said, said[3]]))


def test_ids_that_repeat_from_thread_to_thread(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "thread": t, "text": "x", "label": label} for t, label in (("a", "negative"), ("b", "positive"))
    ]
    path = write(tmp_path / "g.jsonl", rows)
    assert evaluate(path, write(tmp_path / "p.jsonl", rows[::-1]))["accuracy"] == 1
    with pytest.raises(InputError, match="2 predictions"):
        evaluate(path, write(tmp_path / "p.jsonl", [{"id": "1", "label": "negative"}] * 2))


def test_stance_is_compared_on_the_golds_target(tmp_path: Path) -> None:
    rows = [{"id": "1", "text": "x", "target": "soup", "label": "against"}]
    stances = [
        {"target": "mills", "label": "favor", "score": 0.9},
        {"target": "soup", "label": "against", "score": 0.8},
    ]
    found = evaluate(write(tmp_path / "g.jsonl", rows), write(tmp_path / "p.jsonl", [{"id": "1", "stance": stances}]))
    assert found["accuracy"] == 1 and found["ece"] == 0.2


def test_a_prediction_of_another_thread_is_none(tmp_path: Path) -> None:
    row = {"id": "1", "thread": "b", "text": "x", "label": "positive"}
    gold, pred = write(tmp_path / "g.jsonl", [row]), tmp_path / "p.jsonl"
    with pytest.raises(InputError, match=r"no sentiment prediction for 1 of 1 rows \(1\); predict every gold id, in its thread"):
        evaluate(gold, write(pred, [row | {"thread": "a"}]))
    assert evaluate(gold, write(pred, [row | {"thread": ""}, row | {"thread": "a", "label": "neutral"}]))["accuracy"] == 1
    assert evaluate(write(gold, [row | {"thread": None}]), write(pred, [row | {"thread": "a"}]))["accuracy"] == 1


@pytest.mark.parametrize(
    "other",
    [
        {"target": "mills", "label": "against"},
        {"stance_target": "mills", "stance": "against"},
        {"stance": [{"target": "mills", "label": "against", "score": 0.9}]},
    ],
    ids=["row", "csv of classify", "jsonl of classify"],
)
def test_a_prediction_on_another_target_is_none(tmp_path: Path, other: dict[str, Any]) -> None:
    row = {"id": "1", "text": "x", "target": "soup", "label": "against"}
    gold, pred = write(tmp_path / "g.jsonl", [row]), tmp_path / "p.jsonl"
    with pytest.raises(InputError, match=r"no stance prediction for 1 of 1 rows"):
        evaluate(gold, write(pred, [{"id": "1"} | other]))
    assert evaluate(gold, write(pred, [{"id": "1", "label": "against"}]))["accuracy"] == 1
    assert evaluate(gold, write(pred, [{"id": "1", "label": "none"}, row]))["accuracy"] == 1, "its own goes first"
    assert evaluate(write(gold, [row | {"target": ""}]), write(pred, [{"id": "1"} | other]))["accuracy"] == 1


def test_the_id_0_is_an_id(tmp_path: Path) -> None:
    rows = [{"id": i, "thread": t, "text": "x", "label": LABELS[i + t]} for i in (0, 1) for t in (0, 1)]
    path = write(tmp_path / "g.jsonl", rows)
    assert evaluate(path, write(tmp_path / "p.jsonl", rows[::-1]))["accuracy"] == 1
    assert read_annotations([path]).units[0].key == ("0", "0", "")
    assert clusters(read_annotations([path]).units) == [("thread", "0"), ("thread", "1")] * 2


def test_guarded_ids_meet_plain_ones(tmp_path: Path) -> None:
    rows = [{"id": "-a", "thread": "=t", "text": "x", "label": "neutral"}]
    guarded = [{"id": "'-a", "thread": "'=t", "sentiment": "neutral"}]
    gold = write(tmp_path / "g.jsonl", rows)
    for name in ("p.csv", "p.jsonl"):
        assert evaluate(gold, write(tmp_path / name, guarded))["accuracy"] == 1
    assert evaluate(write(tmp_path / "g.csv", [{**guarded[0], "text": "x"}]), write(tmp_path / "q.jsonl", rows))["rows"] == 1


def test_columns_that_tie_the_files_are_named_for_both(tmp_path: Path) -> None:
    """But a label's column holds the truth, also where the file of predictions carries it along."""
    rows = [{"no": f"k{i}", "text": "x", "tone": "neutral"} for i in range(2)]
    columns = {"id": "no", "label": "tone"}
    gold = write(tmp_path / "g.jsonl", rows)
    for name in ("p.jsonl", "p.csv"):
        said = [{"no": row["no"], "label": "positive", "tone": "neutral"} for row in rows]
        assert evaluate(gold, write(tmp_path / name, said), columns=columns)["accuracy"] == 0
    said = [{"id": row["no"], "label": "neutral"} for row in rows]  # as ``classify`` writes it
    assert evaluate(gold, write(tmp_path / "c.jsonl", said), columns=columns)["accuracy"] == 1


@pytest.mark.parametrize("score", [91, -0.5, "NaN", float("nan"), 1.5, 10**400], ids="upvotes loss text nan logit huge".split())
def test_a_score_that_is_no_probability_is_none(tmp_path: Path, score: Any) -> None:
    said = [{"id": row["id"], "label": row["label"], "score": score} for row in gold()]
    found = evaluate(write(tmp_path / "g.jsonl", gold()), write(tmp_path / "p.jsonl", said))
    assert found["accuracy"] == 1 and "ece" not in found and "abstaining" not in found
    odd = {"sentiment": {"label": "neutral", "score": 0.5, "scores": {"negative": score, "neutral": 0.5}}}
    assert probabilities(odd, "sentiment") == [0.25, 0.5, 0.25]


def test_an_interval_says_nothing_of_labels_that_a_draw_lacks() -> None:
    truth = ["none"] * 57 + ["same"] * 2 + ["different"]
    found = score(truth, [{"label": label} for label in truth], TASKS["frame"], range(60))
    assert found["macro_f1"] == 1 and found["macro_f1_interval"] == [1.0, 1.0]
    assert [each["f1_interval"] for each in found["labels"].values()] == [[1.0, 1.0], [1.0, 1.0], None, [1.0, 1.0]]


# ---------------------------------------------------------------- what is refused


def test_faults_name_the_file_and_a_remedy(tmp_path: Path, stubs: None) -> None:
    with pytest.raises(MissingInput, match="nowhere.jsonl"):
        evaluate(tmp_path / "nowhere.jsonl")
    with pytest.raises(InputError, match="empty"):
        evaluate(write(tmp_path / "empty.jsonl", []))
    with pytest.raises(InputError, match="e.jsonl.*--column text"):
        evaluate(write(tmp_path / "e.jsonl", [{"body": "x", "label": "neutral"}]))
    with pytest.raises(InputError, match="f.jsonl.*--column label"):
        evaluate(write(tmp_path / "f.jsonl", [{"text": "x", "tone": "neutral"}]))
    with pytest.raises(InputError, match="seen: neutral"):
        evaluate(write(tmp_path / "h.jsonl", [{"text": "x", "label": "neutral"}]), task="frame")
    with pytest.raises(UsageError, match="tone.*text, label"):
        evaluate(write(tmp_path / "h.jsonl", [{"text": "x", "label": "neutral"}]), columns={"label": "tone"})
    with pytest.raises(UsageError, match="sentiment, stance"):
        evaluate(tmp_path / "h.jsonl", task="mood")
    (tmp_path / "cut.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(InputError, match="cut.parquet"):
        evaluate(tmp_path / "cut.parquet")


def test_read_rows_keeps_every_column(tmp_path: Path) -> None:
    rows = [{"id": 1, "text": "a\u2028b", "label": "x", "more": {"deep": [1]}}]
    assert read_rows(write(tmp_path / "g.jsonl", rows)) == (rows, 0)


SHARED = Path("/work/shared/corpora/umsab/validation.jsonl.gz")


@pytest.mark.skipif(not SHARED.is_file(), reason="the shared corpora are not there")
def test_a_shared_corpus_is_read(stubs: None) -> None:
    found = evaluate(SHARED)
    assert found["task"] == "sentiment" and found["rows"] > 1000 and found["rows_broken"] == 0


def test_a_dataset_saved_to_disk_is_read(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    rows = [{"text": f"text {i}", "label": label} for i, label in enumerate(["negative", "positive"] * 3)]
    datasets.Dataset.from_list(rows).save_to_disk(str(tmp_path / "saved"))
    found, broken = read_rows(tmp_path / "saved")
    assert [row["label"] for row in found] == [row["label"] for row in rows] and broken == 0
    (tmp_path / "empty").mkdir()
    with pytest.raises(MalformedInput, match="no saved dataset"):
        read_rows(tmp_path / "empty")
