"""``evaluate``: score a classifier, or a file of predictions, on a labelled sample.

A labelled sample is a file of rows (JSON Lines, CSV, Parquet; gzip is fine) with ``text``
and a label: a column ``label``, or one named after the task, as a plain label or as the
object that ``classify`` writes. For stance ``target``, for reply stance ``parent_text``
(or ``parent``, where it holds a text) is read, ``lang`` for the scores by language.
Several annotators may have labelled it, see ``annotations``: then how far they agree, and
how well one of them does against the others, stands beside the model's scores.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analyzer.classify.base import TASKS
from analyzer.errors import InputError, MalformedInput, UsageError
from analyzer.evaluate.annotations import Unit, read_annotations
from analyzer.evaluate.humans import agreement, check_adjudication, clusters, human_ceiling, write_adjudication
from analyzer.evaluate.rows import as_number, as_text, parent_texts, read_label, read_predictions, read_rows
from analyzer.evaluate.scores import abstaining, calibration_error, confusion, macro_f1, score

__all__ = ["calibration_error", "evaluate", "read_annotations", "read_rows", "score"]


def evaluate(
    gold: str | Path | Sequence[str | Path],
    pred: str | Path | None = None,
    *,
    task: str | None = None,
    model: str | None = None,
    debate: str = "open",
    columns: Mapping[str, str] | None = None,
    online: bool = False,
    people_only: bool = False,
    adjudicate: str | Path | None = None,
    progress: Callable[[int], None] | None = None,
    on_total: Callable[[int | None], None] | None = None,
) -> dict[str, Any]:
    """Per-label precision, recall and F1, macro-F1, calibration, and the same by language.

    Args:
        gold: the labelled rows: a file, or several, one for each annotator.
        pred: predictions by ``id``, thread and target (as ``classify`` writes them); without it the model is run.
        task: which label is scored; found from the gold labels where it is not given.
        model: another model than the embedded one, see ``load_classifier``.
        debate: whose frame is scored.
        columns: column mapping, ours to theirs; for ``pred`` too what names ``id``, ``thread`` and ``target``.
        online: allow the Hugging Face hub to be asked.
        people_only: score no model, only say how far the annotators agree.
        adjudicate: a ``.csv`` or ``.jsonl`` file for the rows on which annotators differ.
        progress, on_total: told the items finished, and how many there are.

    Returns:
        ``task``, ``rows``, ``left_out`` (rows whose label is not of the task, by label),
        ``unlabelled``, ``ties`` (rows without a majority, which are not scored), ``macro_f1`` with
        its bootstrap interval (over threads, where there are several), ``accuracy``; where there are
        probabilities ``ece``, ``ece_by_chance`` (what perfect scores would have on as many rows) and
        ``abstaining`` (what is left and how right it is with ``--abstain`` at each threshold);
        ``f1_favor_against`` (stance: the measure of SemEval-2016), ``labels``, ``confusion`` (gold by
        predicted), ``languages``, ``mean_of_languages``; for several annotators ``agreement`` and
        ``human_ceiling``; ``population`` where the rows were drawn with unequal chances.

    Raises:
        InputError: a file cannot be read, has no labels, or predictions are missing.
        UsageError: an unknown task; ``adjudicate`` holds decisions that would be lost.
    """
    paths = [gold] if isinstance(gold, (str, Path)) else list(gold)
    found = read_annotations(paths, task, columns)
    scored = {number: truth for number, unit in enumerate(found.units) if (truth := unit.truth) is not None}
    result: dict[str, Any] = {
        "task": found.task, "rows": len(scored), "rows_broken": found.broken,
        "left_out": dict(sorted(found.left_out.items())), "unlabelled": found.unlabelled,
        "ties": len(found.units) - len(scored),
    }  # fmt: skip
    several = len(found.annotators) > 1
    if adjudicate is not None:
        check_adjudication(found, adjudicate)
    if people_only and not several:
        raise UsageError(
            f"{paths[0]} names one annotator only", remedy="give several files, or a column 'annotator' or 'label:NAME'"
        )
    if several:
        result |= {"annotators": found.annotators, "agreement": agreement(found)}
    guesses: dict[int, dict[str, Any]] = {}
    if not people_only:
        if not scored:
            raise MalformedInput(
                f"has no row with a majority among its {len(found.annotators)} annotators", where=str(paths[0]),
                remedy="adjudicate them, or ask for the agreement only",
            )  # fmt: skip
        units = found.units
        if on_total is not None:
            on_total(len(units))
        if pred is not None:
            said = _from_file(pred, units, found.task, columns)
        else:
            if without := sum(u.row.get("text") in (None, "") for u in units):
                remedy = "give the table that holds the texts too, or what a model said of them with --pred"
                raise MalformedInput(f"has {without} labelled rows without a text for a model to read", where=str(paths[0]), remedy=remedy)
            said = _from_model([u.row for u in units], found.task, model, debate, online, progress)
        guesses = dict(enumerate(said))
        mine = list(scored)
        result |= _scores([units[i] for i in mine], list(scored.values()), [said[i] for i in mine], found.task)
    labels = {number: guess["label"] for number, guess in guesses.items()}
    if several:
        result["human_ceiling"] = human_ceiling(found, labels)
    if adjudicate is not None:
        result["to_adjudicate"] = write_adjudication(found, adjudicate, labels)
    return result


def _scores(units: list[Unit], truth: list[str], said: list[dict[str, Any]], task: str) -> dict[str, Any]:
    labels, groups = TASKS[task], clusters(units)
    out = score(truth, said, labels, groups)
    if task == "stance":
        out["f1_favor_against"] = round(sum(out["labels"][side]["f1"] for side in ("favor", "against")) / 2, 4)
    if "ece" in out:
        out["abstaining"] = abstaining(truth, said, labels)
    langs, by_lang = [_lang(unit.row) for unit in units], {}
    for lang in sorted(set(langs)):
        mine = [i for i, each in enumerate(langs) if each == lang]
        part = score([truth[i] for i in mine], [said[i] for i in mine], labels, [groups[i] for i in mine])
        keys = ("macro_f1", "macro_f1_interval", "accuracy")
        by_lang[lang] = {"rows": len(mine)} | {key: part[key] for key in keys if key in part}
    out["languages"] = by_lang
    out["mean_of_languages"] = round(sum(v["macro_f1"] for v in by_lang.values()) / len(by_lang), 4)
    if weight := _weights(units):
        matrix = confusion(truth, [guess["label"] for guess in said], labels, weight)
        right = sum(matrix[i, i] for i in range(len(labels))) / matrix.sum()
        out["population"] = {"macro_f1": round(macro_f1(matrix), 4), "accuracy": round(float(right), 4)}
    return out


def _weights(units: Sequence[Unit]) -> list[float] | None:
    """What each row stands for, where the rows were drawn with unequal chances that all of them state."""
    try:
        weights = [1 / as_number(unit.row["inclusion"]) for unit in units]  # type: ignore[operator]
    except (KeyError, TypeError, ZeroDivisionError):
        return None
    return weights if max(weights) > min(weights) * 1.001 else None


def _lang(row: Mapping[str, Any]) -> str:
    value = row.get("lang")
    return str(value.get("label") if isinstance(value, Mapping) else value or "und")


def _from_file(
    pred: str | Path, units: Sequence[Unit], task: str, columns: Mapping[str, str] | None
) -> list[dict[str, Any]]:
    """The predictions of the gold rows, by thread, id and target as far as both files name them."""
    nameless = sum(unit.row.get("id") in (None, "") for unit in units)
    if nameless:
        raise MalformedInput(
            f"{nameless} of {len(units)} gold rows have no id", where=str(pred),
            remedy="give both files the same ids, or name the column with --column id=NAME",
        )  # fmt: skip
    found: dict[tuple[str | None, str], list[Mapping[str, Any]]] = defaultdict(list)
    for each in read_predictions(pred, columns):
        for thread in (as_text(each.get("thread")), None):  # None: whatever its thread
            found[thread, str(each["id"])].append(each)
    out, missing, unknown = [], [], []
    for unit in units:
        thread, key, target = unit.key
        mine = found.get((thread or None, key)) or found.get(("", key), [])
        if target:
            mine = _on(target, mine, task)
        if len(mine) > 1:
            raise MalformedInput(f"has {len(mine)} predictions for the id {key!r}", where=str(pred), remedy="give one")
        label, value = read_label({**mine[0], "target": unit.row.get("target")}, task) if mine else (None, None)
        if label in TASKS[task]:
            out.append({"label": label, "score": value})
        elif label is None:
            missing.append(key)
        else:
            unknown.append(f"{label!r} for {key}")
    if unknown:
        raise InputError(
            f"predicts what is no label of {task}: {', '.join(unknown[:5])}", where=str(pred),
            remedy=f"use one of: {', '.join(TASKS[task])}",
        )  # fmt: skip
    if missing:
        raise InputError(
            f"has no {task} prediction for {len(missing)} of {len(units)} rows ({', '.join(missing[:5])})",
            where=str(pred), remedy="predict every gold id, in its thread and on its target",
        )  # fmt: skip
    return out


def _on(target: str, predictions: Sequence[Mapping[str, Any]], task: str) -> list[Mapping[str, Any]]:
    """The predictions on a target; where there are none, those that name no target."""
    names = ("target", "stance_target") if task == "stance" else ("target",)
    said = [next(filter(None, (as_text(each.get(name)) for name in names)), "") for each in predictions]
    wanted = target if target in said else ""
    return [each for each, one in zip(predictions, said) if one == wanted]


def _from_model(
    rows: Sequence[Mapping[str, Any]], task: str, model: str | None, debate: str, online: bool,
    progress: Callable[[int], None] | None,
) -> list[dict[str, Any]]:  # fmt: skip
    from analyzer.classify import load_classifier
    from analyzer.classify.base import Item, as_label

    classifier = load_classifier(task, model, online=online)
    texts = [str(row["text"]) for row in rows]
    parents = parent_texts(rows)
    if task == "frame":
        from analyzer.classify.frame import FrameContext, frame_all
        from analyzer.classify.models import load_in_thread
        from analyzer.debates import load_debate

        contexts, loaded = [FrameContext(parent) for parent in parents], load_debate(debate)
        beside = load_in_thread(loaded, model)
        return frame_all(texts, [()] * len(texts), contexts, loaded, classifier, progress, beside)
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
