"""``evaluate``: score a classifier, or a file of predictions, on a labelled sample.

A labelled sample is a file of rows (JSON Lines, CSV, Parquet; gzip is fine) with ``text``
and a label: a column ``label``, or one named after the task, as a plain label or as the
object that ``classify`` writes. For stance ``target``, for reply stance ``parent_text``
(or ``parent``, where it holds a text) is read, ``lang`` for the scores by language.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analyzer.classify.base import TASKS
from analyzer.errors import InputError, MalformedInput, UsageError
from analyzer.read.source import Report, Source

BINS = 10
ALIASES = {
    "stance": {"favour": "favor", "pro": "favor", "con": "against"},
    "reply": {"support": "agree", "deny": "disagree", "query": "neutral", "comment": "neutral"},
}


def evaluate(
    gold: str | Path,
    pred: str | Path | None = None,
    *,
    task: str | None = None,
    model: str | None = None,
    debate: str = "open",
    columns: Mapping[str, str] | None = None,
    online: bool = False,
    progress: Callable[[int], None] | None = None,
    on_total: Callable[[int | None], None] | None = None,
) -> dict[str, Any]:
    """Per-label precision, recall and F1, macro-F1, calibration, and the same by language.

    Args:
        gold: the labelled rows.
        pred: predictions by ``id`` (as ``classify`` writes them); without it the model is run.
        task: which label is scored; found from the gold labels where it is not given.
        model: another model than the embedded one, see ``load_classifier``.
        debate: whose frame is scored.
        columns: column mapping, ours to theirs.
        online: allow the Hugging Face hub to be asked.
        progress, on_total: told the items finished, and how many there are.

    Returns:
        ``task``, ``rows``, ``left_out`` (rows whose label is not of the task, by label),
        ``macro_f1``, ``accuracy``, ``ece`` (where there are probabilities), ``labels``,
        ``confusion`` (gold by predicted), ``languages``, ``mean_of_languages``.

    Raises:
        InputError: a file cannot be read, has no labels, or predictions are missing.
        UsageError: an unknown task.
    """
    if task is not None and task not in TASKS:
        raise UsageError(f"there is no task {task!r}", remedy=f"use one of: {', '.join(TASKS)}")
    rows, broken = read_rows(gold, columns)
    task = task or _guess_task(rows, str(gold))
    labelled, left_out = [], Counter()
    for row in rows:
        label, _ = _read_label(row, task)
        if label in TASKS[task]:
            labelled.append((row, label))
        else:
            left_out[str(label)] += 1
    if not labelled:
        raise MalformedInput(
            f"no row has a {task} label ({', '.join(TASKS[task])}); seen: {', '.join(sorted(left_out)[:8])}",
            where=str(gold), remedy="name the column with --column label=NAME, or the task with --task",
        )  # fmt: skip
    if on_total is not None:
        on_total(len(labelled))
    if pred is not None:
        guesses = _from_file(pred, [row for row, _ in labelled], task)
    else:
        guesses = _from_model([row for row, _ in labelled], task, model, debate, online, progress)
    truth = [label for _, label in labelled]
    langs = [_lang(row) for row, _ in labelled]
    result = {"task": task, "rows": len(labelled), "rows_broken": broken, "left_out": dict(sorted(left_out.items()))}
    result |= score(truth, guesses, TASKS[task])
    by_lang = {}
    for lang in sorted(set(langs)):
        mine = [i for i, each in enumerate(langs) if each == lang]
        part = score([truth[i] for i in mine], [guesses[i] for i in mine], TASKS[task])
        by_lang[lang] = {"rows": len(mine), "macro_f1": part["macro_f1"], "accuracy": part["accuracy"]}
    result["languages"] = by_lang
    result["mean_of_languages"] = round(sum(v["macro_f1"] for v in by_lang.values()) / len(by_lang), 4)
    return result


def score(truth: Sequence[str], guesses: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> dict[str, Any]:
    """Scores of guesses (objects with ``label`` and perhaps ``scores``) against the truth.

    Macro-F1 is the mean over the labels that occur in the truth. The calibration error is
    that of Guo et al. (2017): ten bins of the top probability.
    """
    from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support

    said = [str(guess["label"]) for guess in guesses]
    precision, recall, f1, support = precision_recall_fscore_support(truth, said, labels=list(labels), zero_division=0)
    present = [i for i in range(len(labels)) if support[i]]
    out: dict[str, Any] = {
        "macro_f1": round(float(sum(f1[i] for i in present) / len(present)), 4),
        "accuracy": round(float(accuracy_score(truth, said)), 4),
        "labels": {
            label: {"precision": round(float(precision[i]), 4), "recall": round(float(recall[i]), 4),
                    "f1": round(float(f1[i]), 4), "rows": int(support[i])}
            for i, label in enumerate(labels)
        },
        "confusion": {
            label: dict(zip(labels, map(int, row)))
            for label, row in zip(labels, confusion_matrix(truth, said, labels=list(labels)))
        },
    }  # fmt: skip
    if all(guess.get("score") is not None for guess in guesses):
        out["ece"] = calibration_error([g["score"] for g in guesses], [s == t for s, t in zip(said, truth)])
    return out


def calibration_error(confidence: Sequence[float], correct: Sequence[bool], bins: int = BINS) -> float:
    """Expected calibration error: the mean gap between confidence and accuracy, over equal bins."""
    gaps = [[0.0, 0.0, 0] for _ in range(bins)]
    for value, right in zip(confidence, correct):
        one = gaps[min(bins - 1, int(value * bins))]
        one[0] += value
        one[1] += right
        one[2] += 1
    return round(sum(abs(c - r) for c, r, _ in gaps) / max(1, len(confidence)), 4)


def read_rows(
    path: str | Path, columns: Mapping[str, str] | None = None, need: Sequence[str] = ("text",)
) -> tuple[list[dict[str, Any]], int]:
    """The rows of a table that have a value in each column of ``need``, and the number of the others.

    Raises:
        InputError: it cannot be read, or has no such row.
        UsageError: a column that is mapped is not there.
    """
    source = Source(str(path), lambda: open(path, "rb"), Report(str(path)), dict(columns or {}))
    rows = _saved_dataset(path) if Path(path).is_dir() else _objects(source)
    for ours, theirs in (columns or {}).items():
        if rows and not any(theirs in row for row in rows):
            raise UsageError(f"{path} has no column {theirs!r}", remedy=f"its columns are: {', '.join(rows[0])}")
        rows = [row | {ours: row.get(theirs)} for row in rows]
    whole = [row for row in rows if all(row.get(name) not in (None, "") for name in need)]
    if not whole:
        raise MalformedInput(
            f"has no row with {' and '.join(need)}", where=str(path), remedy=f"map it with --column {need[0]}=NAME"
        )
    return whole, len(source.report.rejects) + len(rows) - len(whole)


def _saved_dataset(folder: str | Path) -> list[dict[str, Any]]:
    """The rows of a folder that ``datasets.Dataset.save_to_disk`` wrote."""
    from datasets import Dataset, load_from_disk

    try:
        found = load_from_disk(str(folder))
    except (FileNotFoundError, ValueError):
        found = None
    if not isinstance(found, Dataset):
        raise MalformedInput("is no saved dataset", where=str(folder), remedy="give a file, or a folder of save_to_disk")
    return found.to_list()


def _objects(source: Source) -> list[dict[str, Any]]:
    """Every row of a table, whatever its format; broken ones go to the source's report."""
    from analyzer.read import _rows_delimited as delimited
    from analyzer.read import _rows_json as rows_json

    if source.head.startswith(b"PAR1"):
        try:
            import pyarrow.parquet
        except ImportError:
            raise UsageError("Parquet needs pyarrow", remedy="run: pip install 'analyzer[parquet]'") from None
        try:
            with source.open() as stream:
                return pyarrow.parquet.read_table(stream).to_pylist()
        except (pyarrow.ArrowException, OSError) as error:
            raise MalformedInput(f"damaged Parquet ({error})", where=source.name, remedy="write it again") from None
    if source.head_text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return [row for _, row in rows_json.objects(source, source.report)]
    return [row for _, row in delimited.rows(source, delimited.required(source), source.report)]


def _read_label(row: Mapping[str, Any], task: str) -> tuple[str | None, float | None]:
    """The row's label for a task and its probability, whatever shape they are written in."""
    value = row.get(task) if row.get(task) not in (None, "") else row.get("label")
    score = row.get(f"{task}_score", row.get("score"))
    if isinstance(value, list):  # of stances on several targets the one on the row's own
        value = next((each for each in value if each.get("target") == row.get("target")), value[0] if value else None)
    if isinstance(value, Mapping):
        value, score = value.get("label"), value.get("score")
    if value in (None, ""):
        return None, None
    label = str(value).strip().lower()
    try:
        return ALIASES.get(task, {}).get(label, label), None if score in (None, "") else float(score)
    except (TypeError, ValueError):
        return ALIASES.get(task, {}).get(label, label), None


def _guess_task(rows: Sequence[Mapping[str, Any]], where: str) -> str:
    """The task whose labels explain most rows; ``neutral`` alone cannot tell two tasks apart."""
    fits = {task: sum(_read_label(row, task)[0] in labels for row in rows) for task, labels in TASKS.items()}
    if any("frame" in row for row in rows):
        return "frame"
    best = max(fits, key=lambda task: fits[task])
    if not fits[best]:
        raise MalformedInput(
            "has no label column that any task knows", where=where,
            remedy="name it with --column label=NAME and the task with --task",
        )  # fmt: skip
    return best


def _lang(row: Mapping[str, Any]) -> str:
    value = row.get("lang")
    return str(value.get("label") if isinstance(value, Mapping) else value or "und")


def _from_file(pred: str | Path, rows: Sequence[Mapping[str, Any]], task: str) -> list[dict[str, Any]]:
    """The predictions of the gold rows, by id; where ids repeat from thread to thread, by thread and id."""
    found: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
    for each in read_rows(pred, need=("id",))[0]:
        found[str(each["id"])].append(each)
        found[str(each.get("thread")), str(each["id"])].append(each)
    out, missing = [], []
    for row in rows:
        key = str(row.get("id"))
        mine = found.get((str(row.get("thread")), key)) or found.get(key) or []
        if len(mine) > 1:
            raise MalformedInput(f"has {len(mine)} predictions for the id {key!r}", where=str(pred), remedy="give one")
        label, score = _read_label({**mine[0], "target": row.get("target")}, task) if mine else (None, None)
        if label in TASKS[task]:
            out.append({"label": label, "score": score})
        else:
            missing.append(key)
    if missing:
        raise InputError(
            f"has no {task} prediction for {len(missing)} of {len(rows)} rows ({', '.join(missing[:5])})",
            where=str(pred), remedy="predict every gold id",
        )  # fmt: skip
    return out


def _from_model(
    rows: Sequence[Mapping[str, Any]], task: str, model: str | None, debate: str, online: bool,
    progress: Callable[[int], None] | None,
) -> list[dict[str, Any]]:  # fmt: skip
    from analyzer.classify import load_classifier
    from analyzer.classify.base import Item, as_label

    classifier = load_classifier(task, model, online=online)
    texts = [str(row["text"]) for row in rows]
    parents = [str(row.get("parent_text") or row.get("parent") or "") for row in rows]
    if task == "frame":
        from analyzer.classify.frame import FrameContext, frame_all
        from analyzer.debates import load_debate

        contexts = [FrameContext(parent) for parent in parents]
        return frame_all(texts, [()] * len(texts), contexts, load_debate(debate), classifier, progress)
    targets = [str(row.get("target") or "") if task == "stance" else "" for row in rows]
    if task != "reply":
        parents = [""] * len(rows)
    items = [Item(*fields) for fields in zip(texts, targets, parents)]
    distinct = list(dict.fromkeys(items))
    chunks = [distinct[at : at + 2048] for at in range(0, len(distinct), 2048)]
    known: dict[Item, dict[str, Any]] = {}
    for chunk in chunks:
        for item, row in zip(chunk, classifier.scores(chunk, progress)):
            known[item] = as_label(classifier.labels, row)
    return [known[item] for item in items]
