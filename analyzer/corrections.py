"""Labelled files and classified comments brought together, for shares corrected by ``prevalence``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.classify.base import TASKS
from analyzer.errors import MalformedInput
from analyzer.evaluate.annotations import Unit, read_annotations
from analyzer.evaluate.rows import as_number, probabilities, read_label
from analyzer.prevalence import (
    FEW_CLUSTERS,
    FEW_LABELS,
    FEW_ROWS,
    LEAST_CLUSTERS,
    LEVEL,
    Corrected,
    LabelledSample,
    among,
    corrected_shares,
)

METHOD = "generalised regression (prediction-powered) estimate; Wilson interval at the effective sample size"
DESIGNS = {
    "random": "drawn at random", "uncertain": "drawn by the model's doubt", "stratified": "drawn by strata",
    "threads": "whole threads drawn at random", "unknown": "taken as drawn at random",
}  # fmt: skip
_NAMED = 8  # labels of other tasks that a warning names
CLAIMS = {"frame": ("same", "different", "both"), "stance": ("favor", "against")}  # the labels that say something


@dataclass
class _Population:
    """What is counted of all comments that have the label (towards one target, for stance)."""

    size: int = 0
    sums: np.ndarray = field(default_factory=lambda: np.zeros(0))
    counted: np.ndarray = field(default_factory=lambda: np.zeros(0))
    predicted: dict[tuple[str, str, str], tuple[list[float], str]] = field(default_factory=dict)
    threads: set[str] = field(default_factory=set)


class Correction:
    """Shares corrected by a labelled sample: ``add`` every comment, then ask for ``result``.

    Args:
        gold: the labelled files, as ``evaluate`` reads them; those that ``sample`` drew say how.
        task: which label; found from the files where it is not given.

    Raises:
        InputError: they cannot be read, or hold no label of the task.
    """

    def __init__(self, gold: str | Path | Sequence[str | Path], task: str | None = None) -> None:
        paths = [gold] if isinstance(gold, (str, Path)) else list(gold)
        self.found = read_annotations(paths, task)
        self.task, self._where = self.found.task, str(paths[0])
        self._units = {unit.key: unit for unit in self.found.units if unit.truth is not None}
        self._threadless = {(key[1], key[2]): key for key in self._units if not key[0]}
        self._populations: dict[str, _Population] = {}

    def add(self, comment: Mapping[str, Any]) -> None:
        """Count a classified comment, a line of ``comments.jsonl``."""
        if comment.get("kind", "comment") != "comment" or not comment.get(self.task):
            return
        if self.task != "stance":
            self._count(comment, "")
            return
        for stance in comment["stance"]:
            self._count({**comment, "target": stance["target"]}, str(stance["target"]))

    def _count(self, comment: Mapping[str, Any], target: str) -> None:
        scores = probabilities(comment, self.task)
        if scores is None:
            return
        here = self._populations.setdefault(target, _Population())
        if not here.size:
            here.sums, here.counted = np.zeros(len(scores)), np.zeros(len(scores))
        here.size += 1
        here.sums += scores
        here.threads.add(str(comment.get("thread") or ""))
        if (label := read_label(comment, self.task)[0]) in TASKS[self.task]:  # not where the model abstained
            here.counted[TASKS[self.task].index(label)] += 1
        key = (str(comment.get("thread") or ""), str(comment["id"]), target)
        if key not in self._units:
            key = self._threadless.get((key[1], target), key)
        if key in self._units:
            if key in here.predicted:
                raise MalformedInput(
                    f"the labelled id {key[1]!r} names comments of several threads", where=self._where,
                    remedy="keep the column 'thread' of the sample",
                )  # fmt: skip
            here.predicted[key] = (scores, str(comment.get("thread") or ""))

    def result(self) -> dict[str, dict[str, Any]]:
        """The corrected shares, for stance by target, for other tasks under the one key "".

        Each holds, by label, ``estimate``, ``low``, ``high`` and ``counted`` (the share of the
        model's labels); ``claims`` (the same among comments that say something, where the task
        has a label for those that do not); ``of``, ``method``, ``level``, ``labelled``,
        ``comments``, ``design`` and ``warnings``, each a sentence.

        Raises:
            InputError: no labelled row is one of the comments.
        """
        known = {key for each in self._populations.values() for key in each.predicted}
        if not known:
            raise MalformedInput(
                f"none of its {len(self._units)} {self.task} labels belongs to these comments", where=self._where,
                remedy="label what analyzer sample drew from them, and keep its columns comment_id and thread",
            )  # fmt: skip
        targets = sorted(target for target, each in self._populations.items() if each.predicted)
        return {target: self._corrected(self._populations[target], target) for target in targets}

    def _corrected(self, here: _Population, target: str) -> dict[str, Any]:
        labels = TASKS[self.task]
        units = [self._units[key] for key in here.predicted]
        design, warnings = self._design(units)
        answered = len(self._units) / (len(self._units) + self._missing)
        sample = LabelledSample(
            np.array([[float(unit.truth == label) for label in labels] for unit in units]),
            np.array([scores for scores, _ in here.predicted.values()]),
            None if design == "unknown" else np.array([as_number(u.row["inclusion"]) for u in units]) * answered,
            _numbers([u.row.get("stratum") for u in units]) if design == "stratified" else None,
            _numbers([u.row.get("cluster") for u in units]) if design == "threads" else None,
            design != "unknown",
        )
        mean = here.sums / here.size
        found = corrected_shares(sample, mean, here.size)
        if design == "unknown":
            found = self._cautious(sample, found, [thread for _, thread in here.predicted.values()], mean, here.size)
        warnings += self._too_few(sample)
        labelled_threads = len({thread for _, thread in here.predicted.values()})
        if design == "unknown" and labelled_threads < FEW_CLUSTERS and len(here.threads) > 1:
            warnings.append(
                f"The labelled comments are of {_many(labelled_threads, 'thread')} only: "
                "if whole threads were picked, the intervals are rough."
            )
        counted = here.counted / max(here.counted.sum(), 1)
        out: dict[str, Any] = {
            label: {**_share(found.estimate[i], found.low[i], found.high[i]), "counted": round(float(counted[i]), 4)}
            for i, label in enumerate(labels)
        }
        if self.task in CLAIMS:
            those = [labels.index(label) for label in CLAIMS[self.task]]
            parts = zip(CLAIMS[self.task], *among(found, those), counted[those] / max(counted[those].sum(), 1e-12))
            out["claims"] = {
                label: {**_share(*three), "counted": round(float(naive), 4)} for label, *three, naive in parts
            }
        return out | {
            "of": "comments", "method": METHOD, "level": LEVEL, "labelled": len(units), "comments": here.size,
            "design": design, "warnings": warnings,
        }  # fmt: skip

    @property
    def _missing(self) -> int:
        """The rows of the sample that say nothing of the task: no label, none of the task, or as many for one as another."""
        return len(self.found.units) - len(self._units) + self.found.unlabelled + self.found.unusable

    def _design(self, units: Sequence[Unit]) -> tuple[str, list[str]]:
        """How the labelled rows were drawn, and what there is to say against it."""
        warnings = []
        size = sum(each.size for each in self._populations.values())  # of stances each target of a comment was one to draw
        design, doubt = _stated(units)
        if design == "unknown":
            warnings.append(
                f"{doubt} They are taken as drawn at random; "
                "if they were picked, or found by searching, the corrected shares are wrong."
            )
        elif drawn_from := {str(unit.row.get("population") or size) for unit in units} - {str(size)}:
            warnings.append(
                f"The sample was drawn from {', '.join(sorted(drawn_from))} comments, but these are {size}: "
                "its chances hold for those only."
            )
        if outside := len(self._units) - sum(len(each.predicted) for each in self._populations.values()):
            verbs = "is not among these comments and does" if outside == 1 else "are not among these comments and do"
            warnings.append(f"{_many(outside, 'labelled row')} {verbs} not count.")
        if other := self.found.left_out:
            named = ", ".join(f"{label[:40]} {count}" for label, count in other.most_common(_NAMED))
            verbs = "is none of the task and does" if other.total() == 1 else "are none of the task and do"
            more = ", and others" if len(other) > _NAMED else ""
            warnings.append(f"{_many(other.total(), 'label')} {verbs} not count: {named}{more}.")
        if missing := self._missing:
            have, them = ("has", "it") if missing == 1 else ("have", "them")
            warnings.append(
                f"{_many(missing, 'row')} of the sample {have} no label of the task, or annotators tie on {them}: "
                f"the others stand for {them}. If those are the hard ones, the shares are off."
            )
        return design, warnings

    def _cautious(
        self, sample: LabelledSample, found: Corrected, threads: Sequence[str], mean: np.ndarray, size: int
    ) -> Corrected:
        """The wider of the intervals by comment and by thread, since either may have been drawn."""
        if len(set(threads)) < LEAST_CLUSTERS:
            return found
        whole = LabelledSample(sample.truth, sample.predicted, None, None, _numbers(threads), False)
        other = corrected_shares(whole, mean, size)
        wider = other if (other.high - other.low).sum() > (found.high - found.low).sum() else found
        low, high = np.minimum(found.low, other.low), np.maximum(found.high, other.high)
        return Corrected(found.estimate, low, high, wider.influence, wider.worth, wider.seen)

    def _too_few(self, sample: LabelledSample) -> list[str]:
        out = []
        if len(sample.truth) < FEW_ROWS:
            are = "is" if len(sample.truth) == 1 else "are"
            out.append(f"Only {_many(len(sample.truth), 'comment')} {are} labelled: label {FEW_ROWS} or more.")
        rare = [
            f"{label} ({int(count)})"
            for label, count in zip(TASKS[self.task], sample.truth.sum(axis=0))
            if count < FEW_LABELS
        ]
        if rare:
            out.append(
                f"Too few labelled comments of {', '.join(rare)} to correct the share: its interval is rough. "
                "Draw a stratified sample, or label more."
            )
        if sample.clusters is not None and len(set(sample.clusters)) < FEW_CLUSTERS:
            drawn = len(set(sample.clusters))
            out.append(f"Only {_many(drawn, 'thread')} {'was' if drawn == 1 else 'were'} drawn: the intervals are rough.")
        return out


def correct(summary: dict[str, Any], correction: Correction) -> dict[str, Any]:
    """Put corrected shares into a summary: ``frames.corrected``, or ``corrected.TASK`` for other tasks."""
    found = correction.result()
    if correction.task == "frame" and summary.get("frames"):
        summary["frames"]["corrected"] = found[""]
    else:
        value = found if correction.task == "stance" else found[""]
        summary["corrected"] = (summary.get("corrected") or {}) | {correction.task: value}
    return summary


def _share(estimate: float, low: float, high: float) -> dict[str, float | None]:
    parts = {"estimate": estimate, "low": low, "high": high}
    return {key: None if np.isnan(value) else round(float(value), 4) for key, value in parts.items()}


def _numbers(names: Sequence[Any]) -> np.ndarray:
    known = {name: i for i, name in enumerate(dict.fromkeys(map(str, names)))}
    return np.array([known[str(name)] for name in names])


def _stated(units: Sequence[Unit]) -> tuple[str, str]:
    """How the rows say that they were drawn; where that is no answer, "unknown" and a sentence on why."""
    cells = [(str(unit.row.get("design") or "unknown"), unit.row.get("inclusion")) for unit in units]
    if any(design == "unknown" or chance in (None, "") for design, chance in cells):
        return "unknown", "Nothing says how the labelled comments were drawn."
    for design, chance in cells:
        if design not in DESIGNS or not 0 < (as_number(chance) or 0) <= 1:
            return "unknown", f"How the labelled comments were drawn is unreadable (design {design!r}, inclusion {chance!r})."
    if len(stated := {design for design, _ in cells}) > 1:
        return "unknown", f"The labelled comments were drawn in several ways ({', '.join(sorted(stated))})."
    return cells[0][0], ""


def _many(n: int, one: str) -> str:
    return f"{n} {one}{'' if n == 1 else 's'}"
