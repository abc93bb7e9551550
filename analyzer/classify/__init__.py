"""Stage 3, classify: threads in, the same threads with labels on every comment out.

Comments of many threads are classified together, in chunks, because a model is quickest
on many texts of like length; what comes out is in the order that went in and does not
depend on the chunks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analyzer.classify.base import TASKS, Classifier, Item, as_label, withheld
from analyzer.classify.in_thread import IN_THREAD
from analyzer.classify.models import load_classifier, load_in_thread
from analyzer.debates import Debate, load_debate
from analyzer.errors import UsageError
from analyzer.thread import Article, Comment, Thread

__all__ = ["Labelled", "LabelledThread", "Plan", "classify", "load_classifier", "make_plan"]

CHUNK = 2048  # comments classified together


@dataclass(frozen=True)
class Plan:
    """What is to be classified, and with which models.

    Attributes:
        classifiers: one for each task asked for; ``IN_THREAD`` is beside that of ``frame`` for named debates.
        debate: whose frame is asked for.
        targets: the stance targets for comments that bring none of their own.
        with_quotes: classify quoted spans as if they were the speaker's own words.
        abstain: a comment's label with a lower score is None; its scores stay.
        counts: what happened on the way (distinct texts, windowed texts), for the manifest.
    """

    classifiers: Mapping[str, Classifier]
    debate: Debate | None = None
    targets: tuple[str, ...] = ()
    with_quotes: bool = False
    abstain: float = 0.0
    counts: Counter[str] = field(default_factory=Counter, compare=False)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A comment and its labels, each as the JSON object of the contract."""

    comment: Comment
    labels: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        return self.comment.to_dict() | dict(self.labels)


@dataclass(frozen=True, slots=True)
class LabelledThread:
    """A thread with its labels, comment by comment, and the frames of its article."""

    thread: Thread
    comments: tuple[Labelled, ...]
    article: tuple[Mapping[str, Any], ...] = ()
    """The article's paragraphs: ``start``, ``end`` and ``frame`` of each."""


def make_plan(
    tasks: Sequence[str] = ("sentiment", "reply", "frame"),
    *,
    debate: str | Debate = "open",
    targets: Sequence[str] = (),
    models: Mapping[str, str] | None = None,
    with_quotes: bool = False,
    abstain: float = 0.0,
    online: bool = False,
) -> Plan:
    """Load what the tasks need.

    Args:
        tasks: any of ``TASKS``.
        debate: name, file or object, for ``frame``.
        targets: propositions or topics, for ``stance``.
        models: model folder, hub id or head file by task; embedded where not given.
        with_quotes, abstain: see ``Plan``.

    Raises:
        UsageError: an unknown task; a model given for a task that is not asked for; no probability to abstain below.
        DebateError, ModelError: see ``load_debate`` and ``load_classifier``.
    """
    if not tasks:
        raise UsageError("no task is asked for", remedy=f"use any of: {', '.join(TASKS)}")
    for task in (*tasks, *(models or {})):
        if task not in TASKS:
            raise UsageError(f"there is no task {task!r}", remedy=f"use any of: {', '.join(TASKS)}")
    if extra := set(models or {}) - set(tasks):
        raise UsageError(f"a model is given for {', '.join(sorted(extra))}, which is not asked for")
    if not 0 <= abstain <= 1:
        raise UsageError(f"abstain is {abstain:g}, no probability", remedy="give a number from 0 to 1, for example 0.6")
    loaded = debate if isinstance(debate, Debate) else load_debate(debate)
    classifiers = {
        task: load_classifier(task, (models or {}).get(task), online=online) for task in TASKS if task in tasks
    }
    if "frame" in classifiers and (beside := load_in_thread(loaded, (models or {}).get("frame"))):
        classifiers[IN_THREAD] = beside
    return Plan(classifiers, loaded if "frame" in classifiers else None, tuple(targets), with_quotes, abstain)


def classify(
    threads: Iterable[Thread], plan: Plan, progress: Callable[[int], None] | None = None, *, chunk: int = CHUNK
) -> Iterator[LabelledThread]:
    """Label every comment of every thread, and the paragraphs of every article for frames.

    Only comments of kind ``comment`` with words in them are classified. ``reply`` is given
    where the text answered is known, ``stance`` where there is a target.

    Args:
        threads: read one after the other; a chunk of them is held at a time.
        plan: from ``make_plan``.
        progress: called with the number of comments finished.
        chunk: comments classified together; bounds memory, changes no score.
    """
    waiting: list[Thread] = []
    size = 0
    for thread in threads:
        waiting.append(thread)
        size += len(thread.comments) + 1
        if size >= chunk:
            yield from _chunk(waiting, plan, progress)
            waiting, size = [], 0
    if waiting:
        yield from _chunk(waiting, plan, progress)


def _chunk(threads: list[Thread], plan: Plan, progress: Callable[[int], None] | None) -> list[LabelledThread]:
    jobs = [(thread, comment) for thread in threads for comment in thread.comments]
    chosen = [i for i, (_, c) in enumerate(jobs) if c.kind == "comment" and c.text.strip()]
    labels: list[dict[str, Any]] = [{} for _ in jobs]
    plan.counts["classified"] += len(chosen)
    plan.counts["left out"] += len(jobs) - len(chosen)
    done = _Steps(progress, len(jobs) / len(set(TASKS) & set(plan.classifiers)))
    texts = {i: jobs[i][1].text if plan.with_quotes else jobs[i][1].own_words() for i in chosen}
    parents = {id(thread): thread.by_id() for thread in threads} if {"reply", "frame"} & set(plan.classifiers) else {}

    if "sentiment" in plan.classifiers:
        for i, label in zip(chosen, _score(plan, "sentiment", [Item(texts[i]) for i in chosen], done)):
            labels[i]["sentiment"] = _held(label, plan)
    if "stance" in plan.classifiers:
        pairs = [(i, target) for i in chosen for target in _targets(jobs[i][1], plan)]
        for i, _ in pairs:
            labels[i].setdefault("stance", [])
        items = [Item(texts[i], target=target) for i, target in pairs]
        for (i, target), label in zip(pairs, _score(plan, "stance", items, done)):
            labels[i]["stance"].append({"target": target, **_held(label, plan)})
    if "reply" in plan.classifiers:
        answers = [(i, _parent_text(jobs[i][1], parents[id(jobs[i][0])], plan)) for i in chosen]
        answers = [(i, text) for i, text in answers if text]
        items = [Item(texts[i], parent_text=text) for i, text in answers]
        for (i, _), label in zip(answers, _score(plan, "reply", items, done)):
            labels[i]["reply"] = _held(label, plan)
    if "frame" in plan.classifiers:
        _frames(jobs, chosen, labels, parents, plan, done)
    plan_article = {id(thread): _article(thread.article, plan) for thread in threads}
    if progress is not None:
        progress(len(jobs) - done.reported)
    out, at = [], 0
    for thread in threads:
        rows = tuple(Labelled(c, labels[at + k]) for k, c in enumerate(thread.comments))
        at += len(rows)
        out.append(LabelledThread(thread, rows, plan_article[id(thread)]))
    return out


class _Steps:
    """Turns items finished within a task into whole comments finished.

    Every task is an equal share of a comment's work, so that the rate shown is of comments.
    """

    def __init__(self, progress: Callable[[int], None] | None, comments_a_task: float) -> None:
        self.progress, self.comments_a_task, self.sum, self.reported = progress, comments_a_task, 0.0, 0

    def of(self, items: int) -> Callable[[int], None]:
        """The callback of one task that has so many items."""

        def done(finished: int) -> None:
            self.sum += finished * self.comments_a_task / items
            if self.progress is not None and int(self.sum) > self.reported:
                self.progress(int(self.sum) - self.reported)
                self.reported = int(self.sum)

        return done


def _score(plan: Plan, task: str, items: list[Item], done: _Steps) -> list[dict[str, Any]]:
    """Labels of items; each distinct item is classified once."""
    distinct = list(dict.fromkeys(items))
    plan.counts["distinct texts"] += len(distinct)
    classifier = plan.classifiers[task]
    rows = classifier.scores(distinct, done.of(len(distinct))) if distinct else []
    known = dict(zip(distinct, (as_label(classifier.labels, row) for row in rows)))
    return [known[item] for item in items]


def _held(label: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """A comment's label as the plan wants it, abstentions counted."""
    if not plan.abstain:
        return label
    out = withheld(label, plan.abstain)
    plan.counts["abstained"] += out["label"] is None
    return out


def _targets(comment: Comment, plan: Plan) -> list[str]:
    own = (comment.extra or {}).get("target")
    return [str(own)] if own else list(plan.targets)


def _parent_text(comment: Comment, by_id: Mapping[str, Comment], plan: Plan) -> str:
    given = (comment.extra or {}).get("parent_text")
    if given:
        return str(given)
    parent = by_id.get(comment.parent) if comment.parent else None
    if parent is None or parent.kind != "comment":
        return ""
    return parent.text if plan.with_quotes else parent.own_words()


def _frames(
    jobs: list[tuple[Thread, Comment]], chosen: list[int], labels: list[dict[str, Any]],
    parents: Mapping[int, dict[str, Comment]], plan: Plan, done: _Steps,
) -> None:  # fmt: skip
    from analyzer.classify.frame import comment_context, frame_all

    assert plan.debate is not None
    threads = {id(thread): thread for thread, _ in jobs}
    parties = {key: _parties(thread.article, plan.debate) for key, thread in threads.items()}
    places = {(id(jobs[i][0]), jobs[i][1].id): place for place, i in enumerate(chosen)}
    contexts = []
    for i in chosen:
        thread, comment = id(jobs[i][0]), jobs[i][1]
        answered = places.get((thread, comment.parent)) if comment.parent else None
        title = (jobs[i][0].article.title or "") if jobs[i][0].article else ""
        contexts.append(comment_context(comment, parents[thread], parties[thread], answered, title))
    frames = frame_all(
        [jobs[i][1].text for i in chosen],
        [() if plan.with_quotes else [(q.start, q.end) for q in jobs[i][1].quotes] for i in chosen],
        contexts, plan.debate, plan.classifiers["frame"], done.of(len(chosen)),
        plan.classifiers.get(IN_THREAD),
    )  # fmt: skip
    for i, frame in zip(chosen, frames):
        labels[i]["frame"] = _held(frame, plan)


def _parties(article: Article | None, debate: Debate) -> tuple[str, ...]:
    """What "they" can mean under an article: its parties, those of the title first; in the open debate the title's pair."""
    if article is None:
        return ()
    title = article.title or ""
    if debate.open:
        from analyzer.classify.pairs import compared

        return compared(title)
    named = (*debate.in_order_of_mention(title), *debate.in_order_of_mention(article.text))
    return tuple(dict.fromkeys(named))


def _article(article: Article | None, plan: Plan) -> tuple[dict[str, Any], ...]:
    """The frame of each paragraph of an article and of its sentences, where frames are asked for."""
    if article is None or "frame" not in plan.classifiers or not article.text.strip():
        return ()
    from analyzer.classify.frame import FrameContext, frame_paragraphs

    assert plan.debate is not None
    context = FrameContext("", _parties(article, plan.debate))
    return tuple(frame_paragraphs(
        article.text, article.paragraphs(), context, plan.debate, plan.classifiers["frame"]
    ))  # fmt: skip
