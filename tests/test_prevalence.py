"""Corrected shares against published formulas and simulation; labelled files joined to comments."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from crowd import LABELS, crowd, label, read_csv, write_csv

from analyzer.corrections import Correction, correct
from analyzer.errors import MalformedInput
from analyzer.prevalence import LabelledSample, among, corrected_shares
from analyzer.sample import sample

ROOT = Path(__file__).parents[1]


def onehot(labels: np.ndarray, k: int = 4) -> np.ndarray:
    return np.eye(k)[labels]


def world(seed: int, n: int = 150, size: int = 3000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """True labels and what a poor classifier says of ``size`` comments, and ``n`` of their numbers."""
    dice = np.random.default_rng(seed)
    truth = dice.choice(4, size, p=(0.3, 0.2, 0.1, 0.4))
    said = np.where(dice.random(size) < 0.6, truth, dice.choice(4, size, p=(0.1, 0.1, 0.1, 0.7)))
    return truth, said, dice.choice(size, n, replace=False)


# ---------------------------------------------------------------- published formulas


def test_with_labels_alone_it_is_poststratification() -> None:
    """The sum over what the classifier says of its share times the truth's share within (Holt and Smith 1979)."""
    truth, said, picks = world(1)
    found = corrected_shares(
        LabelledSample(onehot(truth[picks]), onehot(said[picks])), np.bincount(said, minlength=4) / 3000, 3000
    )
    y, f = truth[picks], said[picks]
    wanted = [sum((said == k).mean() * (y[f == k] == j).mean() for k in range(4)) for j in range(4)]
    assert found.estimate == pytest.approx(wanted, abs=1e-12)
    assert found.estimate.sum() == pytest.approx(1)


def test_with_one_score_it_is_power_tuned_prediction_powered_inference() -> None:
    """PPI++ (Angelopoulos et al. 2023, section 2, as in ``ppi_py.ppi_mean_ci``): estimate and standard error."""
    dice = np.random.default_rng(4)
    n, size = 400, 2_000_000
    score = dice.beta(2, 3, size)
    truth = (dice.random(size) < 0.15 + 0.6 * score).astype(float)
    y, f = truth[:n], score[:n]
    power = np.cov(y, f)[0, 1] / np.var(score) / (1 + n / size)
    power = np.cov(y, f)[0, 1] / np.var(f, ddof=1) / (1 + n / size)
    estimate = power * score.mean() + (y - power * f).mean()
    error = np.sqrt(np.var(power * score) / size + np.var(y - power * f) / n)
    columns = [np.stack([1 - each, each], axis=1) for each in (y, f, score)]
    found = corrected_shares(LabelledSample(columns[0], columns[1]), columns[2].mean(axis=0), size)
    assert found.estimate[1] == pytest.approx(estimate, abs=1e-5)
    assert np.sqrt((found.influence[:, 1] ** 2).sum()) == pytest.approx(error, rel=0.01)
    assert found.high[1] - found.low[1] == pytest.approx(2 * 1.966 * error, rel=0.05)


def test_a_classifier_that_says_nothing_leaves_the_weighted_share() -> None:
    """The ratio of Horvitz-Thompson totals (Hájek 1971), and about Wilson's interval where weights are equal."""
    truth, _, picks = world(2)
    flat = np.full((150, 4), 0.25)
    chance = np.random.default_rng(0).uniform(0.01, 0.2, 150)
    found = corrected_shares(LabelledSample(onehot(truth[picks]), flat, chance), np.full(4, 0.25), 3000)
    wanted = [((truth[picks] == j) / chance).sum() / (1 / chance).sum() for j in range(4)]
    assert found.estimate == pytest.approx(wanted)
    equal = corrected_shares(LabelledSample(onehot(truth[picks]), flat, finite=False), np.full(4, 0.25), 3000)
    share, z = (truth[picks] == 0).mean(), 1.976
    middle = (share + z * z / 300) / (1 + z * z / 150)
    reach = z * np.sqrt(share * (1 - share) / 150 + z * z / 4 / 150**2) / (1 + z * z / 150)
    assert (equal.low[0], equal.high[0]) == pytest.approx((middle - reach, middle + reach), abs=0.005)


def test_a_whole_population_labelled_is_without_error() -> None:
    truth, said, _ = world(3, size=300)
    every = LabelledSample(onehot(truth), onehot(said), np.ones(300))
    found = corrected_shares(every, np.bincount(said, minlength=4) / 300, 300)
    assert found.estimate == pytest.approx(np.bincount(truth, minlength=4) / 300)
    assert (found.high - found.low < 0.002).all()


def test_a_better_classifier_narrows_the_interval_and_a_loud_cluster_widens_it() -> None:
    truth, said, picks = world(5)
    y = onehot(truth[picks])
    poor, good = onehot(said), onehot(np.where(np.arange(3000) % 10 < 9, truth, said))
    narrow, wide = (corrected_shares(LabelledSample(y, f[picks]), f.mean(axis=0), 3000) for f in (good, poor))
    assert ((narrow.high - narrow.low) < 0.75 * (wide.high - wide.low)).all()
    same = np.arange(150) // 10  # each labelled comment ten times
    ten = LabelledSample(y[same], poor[picks][same], clusters=same)
    alone = LabelledSample(y[same], poor[picks][same])
    clustered, naive = (corrected_shares(each, poor.mean(axis=0), 3000) for each in (ten, alone))
    assert ((clustered.high - clustered.low) > 2 * (naive.high - naive.low)).all()


def test_a_label_nobody_met_is_left_to_the_classifier_and_kept_wide() -> None:
    truth, said, _ = world(6)
    picks = np.flatnonzero((truth != 2) & (said != 2))[:60]
    found = corrected_shares(
        LabelledSample(onehot(truth[picks]), onehot(said[picks])), np.bincount(said, minlength=4) / 3000, 3000
    )
    assert found.estimate[2] == pytest.approx((said == 2).mean())
    assert found.high[2] - found.low[2] > 0.1
    one = corrected_shares(LabelledSample(onehot(truth[:1]), onehot(said[:1])), onehot(said).mean(axis=0), 3000)
    assert (one.low == 0).all() and (one.high == 1).all()


def test_shares_among_claims_add_up_and_stay_in_their_interval() -> None:
    truth, said, picks = world(7)
    found = corrected_shares(LabelledSample(onehot(truth[picks]), onehot(said[picks])), onehot(said).mean(axis=0), 3000)
    share, low, high = among(found, [0, 1, 2])
    assert share.sum() == pytest.approx(1) and (low < share).all() and (share < high).all()
    assert share[0] == pytest.approx(found.estimate[0] / found.estimate[:3].sum())


# ---------------------------------------------------------------- coverage, small


def test_the_true_share_lies_in_the_interval() -> None:
    """``benchmarks/prevalence.py`` in small: see ``docs/prevalence.md`` for the whole."""
    command = [sys.executable, str(ROOT / "benchmarks" / "prevalence.py"), "--threads", "80", "--labelled", "100"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == 24
    held = [c for row in rows for c, enough in zip(row["corrected"], row["enough"]) if enough]
    assert 94 < np.mean(held) < 97 and min(held) > 80
    assert np.mean([c for row in rows for c in row["counted"]]) < 60
    off = [abs(value) for row in rows for value in row["off"]]
    assert np.mean(off) < 1 < np.mean([abs(value) for row in rows for value in row["counted_off"]])


# ---------------------------------------------------------------- files


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    return crowd(tmp_path_factory.mktemp("crowd") / "out", comments=1200, threads=30)


def labelled(here: Any, tmp_path: Path, **options: Any) -> list[dict[str, str]]:
    sample(here[0], tmp_path / "sheet.csv", **{"n": 200, **options})
    rows, dice = read_csv(tmp_path / "sheet.csv"), np.random.default_rng(0)
    return [row | {"label": label(here[1], row["thread"], row["comment_id"], 1, dice)} for row in rows]


def corrected(here: Any, tmp_path: Path, rows: list[dict[str, str]]) -> dict[str, Any]:
    correction = Correction(write_csv(tmp_path / "gold.csv", rows))
    for line in (here[0] / "comments.jsonl").read_text("utf-8").splitlines():
        correction.add(json.loads(line))
    return correct({"frames": {}} | {"frames": {"comments": {}}}, correction)["frames"]["corrected"]


@pytest.mark.parametrize("strategy", ["random", "uncertain", "stratified", "threads"])
def test_a_sample_corrects_the_shares(here: Any, tmp_path: Path, strategy: str) -> None:
    found = corrected(
        here, tmp_path, labelled(here, tmp_path, strategy=strategy, n=800 if strategy == "threads" else 200)
    )
    true = {name: sum(each == name for each in here[1].values()) / 1200 for name in LABELS}
    assert all(found[name]["low"] <= true[name] <= found[name]["high"] for name in LABELS)
    assert abs(found["same"]["counted"] - true["same"]) > 0.05  # the model misses half of them
    assert sum(found[name]["estimate"] for name in LABELS) == pytest.approx(1, abs=2e-4)
    claims = [found["claims"][name]["estimate"] for name in LABELS[:3]]
    assert sum(claims) == pytest.approx(1, abs=2e-4)
    assert (found["design"], found["comments"], found["warnings"]) == (strategy, 1200, [])
    assert found["labelled"] == 200 or strategy == "threads"


def test_a_sample_of_unknown_design_is_warned_of_and_wider(here: Any, tmp_path: Path) -> None:
    rows = labelled(here, tmp_path)
    known = corrected(here, tmp_path, rows)
    plain = [{key: row[key] for key in ("comment_id", "thread", "text", "label")} for row in rows]
    found = corrected(here, tmp_path, plain)
    assert found["design"] == "unknown" and "Nothing says how the labelled comments were drawn" in found["warnings"][0]
    assert all(found[n]["high"] - found[n]["low"] > known[n]["high"] - known[n]["low"] for n in LABELS)
    assert all(found[n]["estimate"] == pytest.approx(known[n]["estimate"], abs=1e-4) for n in LABELS)


def test_too_few_and_missing_labels_are_warned_of(here: Any, tmp_path: Path) -> None:
    rows = labelled(here, tmp_path, n=40)
    for row in rows[:4]:
        row["label"] = ""
    rows = [*rows, rows[-1] | {"comment_id": "elsewhere"}]
    said = " ".join(corrected(here, tmp_path, rows)["warnings"])
    assert "Only 36 comments are labelled" in said and "4 rows of the sample have no label" in said
    assert "1 labelled row is not among these comments and does not count." in said


def test_labels_that_are_none_of_the_task_are_named_and_count_as_missing(here: Any, tmp_path: Path) -> None:
    rows = labelled(here, tmp_path, n=400)
    blank = [row | {"label": "" if at < 5 else row["label"]} for at, row in enumerate(rows)]
    typos = [row | {"label": "smae" if at < 3 else "unsure" if at < 5 else row["label"]} for at, row in enumerate(rows)]
    wanted, found = (corrected(here, tmp_path, each) for each in (blank, typos))
    assert "2 labels are none" not in " ".join(wanted["warnings"])
    assert found["warnings"][0] == "5 labels are none of the task and do not count: smae 3, unsure 2."
    assert found["warnings"][1:] == wanted["warnings"] and "5 rows of the sample have no label" in wanted["warnings"][0]
    assert found["labelled"] == 395 and found["same"] == wanted["same"]


@pytest.mark.parametrize(("threads", "wider", "rough"), [(9, False, True), (10, True, True), (19, True, True), (20, True, False)])
def test_whole_threads_of_unknown_design(here: Any, tmp_path: Path, threads: int, wider: bool, rough: bool) -> None:
    known = {f"=t{i}" for i in range(threads)}
    lines = (here[0] / "comments.jsonl").read_text("utf-8").splitlines()
    rows = [row | {"label": f"{('same', 'none')[int(row['thread'][2:]) % 2]}"} for row in map(json.loads, lines)
            if row["thread"] in known and row["kind"] == "comment"]  # fmt: skip
    plain = [{key: row[key] for key in ("id", "thread", "text", "label")} for row in rows]
    found = corrected(here, tmp_path, plain)
    assert (found["same"]["high"] - found["same"]["low"] > 0.25) is wider  # all of a thread are alike
    assert any(f"of {threads} threads only" in each and "rough" in each for each in found["warnings"]) is rough


def test_comments_of_one_thread_are_not_told_of_threads(tmp_path: Path) -> None:
    rows = [{"id": str(i), "thread": "t", "text": "x", "label": ("same", "none")[i % 2]} for i in range(60)]
    correction = Correction(write_csv(tmp_path / "gold.csv", rows))
    for row in rows:
        correction.add({"id": row["id"], "thread": "t", "frame": {"label": "same", "score": 0.9}})
    assert not any("thread" in each for each in correction.result()[""]["warnings"])


def test_a_spreadsheet_with_decimal_commas_keeps_the_design(here: Any, tmp_path: Path) -> None:
    rows = labelled(here, tmp_path, strategy="uncertain")
    wanted = corrected(here, tmp_path, rows)
    comma = [row | {"inclusion": row["inclusion"].replace(".", ",")} for row in rows]
    text = (write_csv(tmp_path / "gold.csv", comma)).read_text("utf-8")
    assert ',"0,' in text and corrected(here, tmp_path, comma) == wanted
    said = corrected(here, tmp_path, [rows[0] | {"inclusion": "half"}, *rows[1:]])
    assert said["design"] == "unknown"
    assert said["warnings"][0].startswith(
        "How the labelled comments were drawn is unreadable (design 'uncertain', inclusion 'half'). They are taken as"
    )


def test_an_adjudication_may_stand_before_the_sheet_but_is_no_sample(here: Any, tmp_path: Path) -> None:
    from analyzer.evaluate import evaluate

    rows = labelled(here, tmp_path, strategy="stratified")
    two = [{("label:anna" if k == "label" else k): v for k, v in row.items()} | {"label:ben": row["label"] if i % 4 else "both"}
           for i, row in enumerate(rows)]  # fmt: skip
    sheet, folder = write_csv(tmp_path / "sheet.csv", two), tmp_path / "gold"
    evaluate(sheet, people_only=True, adjudicate=tmp_path / "differ.csv")
    decided = [row | {"label:adjudicated": row["label:anna"]} for row in read_csv(tmp_path / "differ.csv")]
    folder.mkdir()
    adjudicated = write_csv(folder / "adjudicated.csv", decided)
    write_csv(folder / "sheet.csv", two)
    found = []
    for gold in ([sheet, adjudicated], [adjudicated, sheet], [folder], [adjudicated]):
        correction = Correction(gold)
        for line in (here[0] / "comments.jsonl").read_text("utf-8").splitlines():
            correction.add(json.loads(line))
        found.append(correction.result()[""])
    assert found[0] == found[1] == found[2] and found[0]["design"] == "stratified" and found[0]["labelled"] == 200
    assert found[3]["design"] == "unknown"


def test_a_sample_of_stances_on_two_targets_is_of_these_comments(tmp_path: Path) -> None:
    scores = {"favor": 0.6, "against": 0.3, "none": 0.1}
    stance = [{"target": t, "label": "favor", "score": 0.6, "scores": scores} for t in ("ban", "tax")]
    rows = [{"id": str(i), "thread": "t", "text": f"x{i}", "stance": stance} for i in range(100)]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    sample(tmp_path / "c.jsonl", tmp_path / "s.csv", n=150, task="stance")
    filled = [row | {"label": ("favor", "against", "none")[i % 3]} for i, row in enumerate(read_csv(tmp_path / "s.csv"))]
    for size, warned in ((100, False), (99, True)):
        correction = Correction(write_csv(tmp_path / "gold.csv", filled))
        for row in rows[:size]:
            correction.add(row)
        found = correction.result()
        assert list(found) == ["ban", "tax"]
        assert all(any("drawn from 200" in said for said in each["warnings"]) is warned for each in found.values())


def test_labels_that_the_model_withheld_are_not_counted(tmp_path: Path) -> None:
    rows = [{"id": str(i), "thread": "t", "text": "x", "label": ("same", "none")[i % 2]} for i in range(60)]
    correction = Correction(write_csv(tmp_path / "gold.csv", rows))
    for i in range(60):
        said = "same" if i % 3 else "none"
        scores = {"same": 0.1, "different": 0.1, "both": 0.1, "none": 0.1, said: 0.7}
        correction.add({"id": str(i), "thread": "t", "frame": {"label": None if said == "same" else said, "score": 0.7, "scores": scores}})
    found = correction.result()[""]
    assert (found["same"]["counted"], found["none"]["counted"]) == (0, 1) and found["same"]["estimate"] > 0.4


def test_one_is_said_as_one(here: Any, tmp_path: Path) -> None:
    said = corrected(here, tmp_path, labelled(here, tmp_path, n=1))["warnings"]
    assert "Only 1 comment is labelled: label 50 or more." in said


def test_labels_of_other_comments_are_refused(here: Any, tmp_path: Path) -> None:
    rows = [{"comment_id": "x", "thread": "y", "text": "z", "label": "same"}]
    with pytest.raises(MalformedInput, match="gold.csv: none of its 1 frame labels belongs to these comments; label"):
        corrected(here, tmp_path, rows)
    doubled = [{"id": "1", "text": "x", "label": "same"}]
    correction = Correction(write_csv(tmp_path / "gold.csv", doubled))
    frame = {"label": "same", "score": 1.0}
    correction.add({"id": "1", "thread": "a", "frame": frame})
    with pytest.raises(MalformedInput, match="names comments of several threads; keep the column 'thread'"):
        correction.add({"id": "1", "thread": "b", "frame": frame})


def test_other_tasks_stand_beside_the_frames(tmp_path: Path) -> None:
    rows = [
        {"id": str(i), "thread": "t", "text": "x", "target": "tax", "label": ("favor", "none")[i % 2]}
        for i in range(60)
    ]
    correction = Correction(write_csv(tmp_path / "gold.csv", rows))
    for i in range(90):
        correction.add({"id": str(i), "thread": "t", "stance": [
            {"target": "tax", "label": ("favor", "against")[i % 2], "score": 0.9},
            {"target": "ban", "label": "none", "score": 0.9},
        ]})  # fmt: skip
    summary = correct({}, correction)
    assert list(summary["corrected"]["stance"]) == ["tax"]
    tax = summary["corrected"]["stance"]["tax"]
    assert tax["against"]["counted"] == 0.5 and tax["none"]["estimate"] == pytest.approx(0.5, abs=0.01)


def test_summarize_corrects_with_gold(here: Any, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from analyzer.cli import app

    gold = write_csv(tmp_path / "gold.csv", labelled(here, tmp_path))
    done = CliRunner().invoke(app, ["summarize", str(here[0]), "--gold", str(gold), "-o", str(tmp_path / "again")])
    assert done.exit_code == 0, done.output
    summary = json.loads((tmp_path / "again" / "summary.json").read_text("utf-8"))
    found = summary["frames"]["corrected"]
    assert (
        found["labelled"] == 200 and 0 <= found["same"]["low"] < found["same"]["estimate"] < found["same"]["high"] <= 1
    )
    counted = {name: summary["frames"]["comments"][name] / 1200 for name in LABELS}
    assert {name: found[name]["counted"] for name in LABELS} == pytest.approx(counted, abs=1e-4)
    done = CliRunner().invoke(app, ["summarize", str(here[0])])
    assert "corrected" not in json.loads(done.stdout)["frames"]
