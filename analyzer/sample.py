"""``sample``: draw what people should label, so that what they find holds for all comments.

Every comment has a known chance of being drawn, above zero, and the file says which: that
is what ``prevalence`` needs to speak of all comments from a few. The draw depends on the
comments, the options and the seed, not on the order of the input.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.classify.base import TASKS
from analyzer.codebook import Codebook, load_codebook
from analyzer.debates import load_debate
from analyzer.errors import DebateError, MalformedInput, UsageError
from analyzer.evaluate.rows import as_text, probabilities, table

SEED = 20141114
STRATEGIES = ("random", "uncertain", "stratified", "threads")
STRATA = ("label", "language", "thread")
_REMEDY = "give what analyzer run, classify or parse wrote"
LEAST_DOUBT = 0.3  # the size that a comment the model is sure of has in the draw by doubt; the most doubted has < 0.9


@dataclass(frozen=True)
class Drawn:
    """What was drawn.

    Attributes:
        rows: one for each, with what an annotator needs and, for the evaluation, ``inclusion``
            (its chance), ``stratum``, ``cluster``, ``design``, ``population``.
        task, strategy, seed: as asked for.
        population: how many could have been drawn.
        files: what was written.
    """

    rows: list[dict[str, Any]]
    task: str
    strategy: str
    seed: int
    population: int
    files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A comment that can be drawn (for stance: towards one target), and what the draw needs of it."""

    row: Mapping[str, Any]
    thread: str
    id: str
    target: str
    language: str
    scores: tuple[float, ...] | None

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.thread, self.id, self.target)


def sample(
    comments: str | Path | Sequence[str | Path],
    out: str | Path,
    *,
    n: int = 200,
    strategy: str = "random",
    by: Sequence[str] = ("label",),
    task: str = "frame",
    format: str | None = None,
    annotators: Sequence[str] = (),
    debate: str | None = None,
    seed: int = SEED,
) -> Drawn:
    """Draw comments and write them for annotators, with the codebook.

    Args:
        comments: what ``run`` or ``classify`` wrote (a folder, or JSON Lines, CSV, Parquet); for
            ``random`` and ``threads`` what ``parse`` writes is enough.
        out: the file to write.
        n: how many; for ``threads`` about how many.
        strategy: ``random``, each alike; ``uncertain``, by the model's doubt (chance
            proportional to the standard deviation of the label under the model's own
            probabilities, with a floor, since a model is also wrong where it is sure); ``stratified``, as many from
            each stratum; ``threads``, whole threads.
        by: the strata: any of ``label`` (the model's), ``language``, ``thread``.
        task: what is to be labelled.
        format: ``csv``, ``label-studio`` or ``doccano``; by the suffix of ``out`` (.csv, .json,
            .jsonl) where not given.
        annotators: names, each of whom gets a column ``label:NAME`` in the CSV.
        debate: whose parties and propositions the codebook names; the one that the frames
            were classified for where not given.
        seed: another one draws others.

    Raises:
        UsageError: an option is wrong, there are fewer comments than wanted, or ``out`` holds labels.
        DebateError: there is no such ``debate``.
        InputError: the comments cannot be read, or lack the labels that the strategy needs.
    """
    from analyzer.sheets import sheet

    if task not in TASKS:
        raise UsageError(f"there is no task {task!r}", remedy=f"use one of: {', '.join(TASKS)}")
    if strategy not in STRATEGIES:
        raise UsageError(f"there is no strategy {strategy!r}", remedy=f"use one of: {', '.join(STRATEGIES)}")
    if wrong := [name for name in by if name not in STRATA] or ([] if by else [""]):
        raise UsageError(f"cannot stratify by {wrong[0]!r}", remedy=f"use any of: {', '.join(STRATA)}")
    if n < 1:
        raise UsageError(f"cannot draw {n} comments", remedy="draw at least one")
    write = sheet(out, format)
    paths = [comments] if isinstance(comments, (str, Path)) else list(comments)
    rows, titles = read_comments(paths)
    population = candidates(rows, task, str(paths[0]), strategy in ("uncertain", "stratified"))
    if n > len(population):
        raise UsageError(f"there are {len(population)} comments to draw {n} from", remedy="draw fewer, or all of them")
    picks, chance, stratum = draw(population, n, strategy, by, seed)
    order = np.random.default_rng([seed, 1]).permutation(len(picks))
    texts = {(as_text(row.get("thread")), str(row["id"])): row.get("text") for row in rows}
    drawn = [
        _row(population[picks[i]], task, texts, titles)
        | {
            "inclusion": round(float(chance[i]), 9), "stratum": stratum[i],
            "cluster": f"c{_hash(population[picks[i]].thread)}" if strategy == "threads" else None,
            "design": strategy, "population": len(population),
        }
        for i in order
    ]  # fmt: skip
    files = write(drawn, task, tuple(annotators), _codebook(task, debate, rows))
    return Drawn(drawn, task, strategy, seed, len(population), files)


def _codebook(task: str, debate: str | None, rows: Sequence[Mapping[str, Any]]) -> Codebook:
    """The codebook for ``debate``, else for the one that most frames were classified for."""
    if debate or task != "frame":
        return load_codebook(task, load_debate(debate or "open"))
    frames = [row["frame"] for row in rows if isinstance(row.get("frame"), Mapping)]
    names = Counter(str(frame["debate"]) for frame in frames if frame.get("debate"))
    name = names.most_common(1)[0][0] if names else "open"
    try:
        return load_codebook(task, load_debate(name))
    except DebateError:  # of a debate file that is not at hand, only the name is known
        said = "analyzer: the codebook names neither question nor parties of the debate %r; give its file with --debate"
        logging.getLogger(__name__).warning(said, name)
        return load_codebook(task)


def read_comments(paths: Sequence[str | Path]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """All rows, and the title of each thread where ``summary.json`` beside them tells it; threads of one name as ``summarize`` tells them apart.

    Raises:
        InputError: a file cannot be read, or a row of it: that comment could not be drawn.
    """
    from analyzer.classified import Classified, listed

    rows, titles = [], {}
    files = Classified([path / "comments.jsonl" if (path / "comments.jsonl").is_file() else path for path in map(Path, paths)])
    for file in files.files:
        found, broken = table(file)
        if broken:
            raise MalformedInput(
                f"is not a classified comment ({broken[0].reason})", where=f"{file}:{broken[0].place}", remedy=_REMEDY
            )
        rows += [row | {"thread": files.name(as_text(row.get("thread")), file)} for row in found]
    for file, summary in files.beside("summary.json"):
        titles |= {files.name(str(each["id"]), file): str(each["title"]) for each in listed(summary) if each.get("title") and "id" in each}
    if missing := sum(row.get("id") in (None, "") for row in rows):
        raise MalformedInput(
            f"{missing} of {len(rows)} rows have no id", where=str(paths[0]),
            remedy=_REMEDY,
        )  # fmt: skip
    return rows, titles


def candidates(rows: Sequence[Mapping[str, Any]], task: str, where: str, scored: bool) -> list[Candidate]:
    """What can be drawn: comments with words; where some are classified, only those that are.

    Of stances each target of a comment is one to draw.
    """
    out = []
    for row in rows:
        if row.get("kind", "comment") not in ("comment", "", None) or not str(row.get("text") or "").strip():
            continue
        stances = row.get("stance") if task == "stance" and isinstance(row.get("stance"), list) else None
        targets = [each["target"] for each in stances] if stances else [row.get("target") or row.get("stance_target")]
        lang = row.get("lang")
        for target in targets:
            one = {**row, "target": target} if task == "stance" else row
            scores = probabilities(one, task)
            out.append(Candidate(
                one, as_text(row.get("thread")), str(row["id"]), str(target or "") if task == "stance" else "",
                str((lang.get("label") if isinstance(lang, Mapping) else lang) or "und"),
                tuple(scores) if scores else None,
            ))  # fmt: skip
    classified = [one for one in out if one.scores is not None]
    if scored and not classified:
        raise MalformedInput(
            f"no comment has a {task} label of the model", where=where, remedy="classify them first, or draw at random"
        )
    out = classified or out
    if not out:
        raise MalformedInput("has no comment with words", where=where, remedy="give classified comments")
    twice = [key for key, count in Counter(one.key for one in out).items() if count > 1]
    if twice:
        raise MalformedInput(
            f"the id {twice[0][1]!r} of thread {twice[0][0]!r} stands there twice", where=where,
            remedy="give each thread once",
        )  # fmt: skip
    return sorted(out, key=lambda one: one.key)


def draw(
    population: Sequence[Candidate], n: int, strategy: str, by: Sequence[str], seed: int
) -> tuple[np.ndarray, np.ndarray, list[str | None]]:
    """Numbers of what is drawn, the chance of each, and a name of its stratum that gives no label away."""
    dice = np.random.default_rng(seed)
    size = len(population)
    if strategy == "random":
        return dice.choice(size, n, replace=False), np.full(n, n / size), [None] * n
    if strategy == "uncertain":
        scores = np.array([one.scores for one in population])
        chance = proportional(np.maximum(np.sqrt(1 - (scores**2).sum(axis=1)), LEAST_DOUBT), n)
        picks = systematic(chance, dice)
        return picks, chance[picks], [None] * len(picks)
    if strategy == "threads":
        groups = _groups([(one.thread,) for one in population])
        wanted = min(len(groups), max(2, round(n * len(groups) / size)))
        if len(groups) < 2:
            raise UsageError("there is one thread only", remedy="draw at random")
        names = sorted(groups)
        taken = dice.choice(len(names), wanted, replace=False)
        picks = np.concatenate([groups[names[i]] for i in taken])
        return picks, np.full(len(picks), wanted / len(names)), [None] * len(picks)
    groups = _groups([tuple(_value(one, name) for name in by) for one in population])
    if len(groups) > n // 2:
        raise UsageError(
            f"{len(groups)} strata by {', '.join(by)} are too many for {n} comments",
            remedy=f"draw {2 * len(groups)} or more, or stratify by less",
        )
    sizes = {name: len(members) for name, members in groups.items()}
    picks, chance, stratum = [], [], []
    for number, (name, share) in enumerate(equal_shares(sizes, n).items(), 1):
        picks.append(dice.choice(groups[name], share, replace=False))
        chance += [share / sizes[name]] * share
        stratum += [f"s{number}"] * share
    return np.concatenate(picks), np.array(chance), stratum


def equal_shares(sizes: Mapping[Any, int], n: int) -> dict[Any, int]:
    """How many to draw from strata of these ``sizes``: as equal as they allow, ``n`` in all."""
    out, left = {}, n
    for done, (name, size) in enumerate(sorted(sizes.items(), key=lambda item: (item[1], item[0]))):
        out[name] = min(size, left // (len(sizes) - done))
        left -= out[name]
    return dict(sorted(out.items()))


def proportional(size: np.ndarray, n: int) -> np.ndarray:
    """Chances proportional to ``size`` that add up to ``n``, none above one."""
    sure = np.zeros(len(size), bool)
    while True:
        chance = np.where(sure, 1.0, size * (n - sure.sum()) / max(size[~sure].sum(), 1e-300))
        if not (above := (chance > 1) & ~sure).any():
            return chance
        sure |= above


def systematic(chance: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """Numbers drawn with just these chances, as many as they add up to (Madow 1949), in random order."""
    order = dice.permutation(len(chance))
    ends = np.round(np.cumsum(chance[order]), 9) - dice.random()
    marks = np.floor(ends).astype(int)
    return order[np.diff(marks, prepend=-1) > 0]


def _groups(keys: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], np.ndarray]:
    found: dict[tuple[str, ...], list[int]] = {}
    for number, key in enumerate(keys):
        found.setdefault(key, []).append(number)
    return {key: np.array(members) for key, members in found.items()}


def _value(one: Candidate, name: str) -> str:
    if name == "label":
        return str(int(np.argmax(one.scores)))  # type: ignore[arg-type]
    return one.language if name == "language" else one.thread


def _row(one: Candidate, task: str, texts: Mapping[Any, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """What the annotator sees; not the model's label, which would lead."""
    parent = one.row.get("parent_text") or texts.get((one.thread, as_text(one.row.get("parent")))) or ""
    return {
        "comment_id": one.id, "thread": one.thread, "title": titles.get(one.thread, ""), "parent_text": str(parent),
        "text": str(one.row["text"]), "lang": one.language, "target": one.target, "task": task,
    }  # fmt: skip


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=5).hexdigest()
