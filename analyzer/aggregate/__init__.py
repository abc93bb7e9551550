"""Stage 4, aggregate: labelled threads in, the numbers of the stance summary out.

``Aggregate`` reads comments into a ``Table``; ``freeze`` makes it a ``Frozen`` one, from which
every other module of this folder derives one part of the summary. ``findings`` then
puts the summary into words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from analyzer.aggregate.article import article_frame
from analyzer.aggregate.breakdowns import OF_COMMENTS, OF_SPEAKERS, breakdowns
from analyzer.aggregate.compare import compare
from analyzer.aggregate.findings import findings
from analyzer.aggregate.frozen import Frozen, freeze
from analyzer.aggregate.network import network
from analyzer.aggregate.positions import CLAIMS, FRAMES
from analyzer.aggregate.sides import beside_article, positions, telling, tone
from analyzer.aggregate.table import Codes, Table
from analyzer.aggregate.trajectories import trajectories
from analyzer.classify.base import TASKS
from analyzer.debates import Debate

__all__ = ["Aggregate", "add_thread", "summarize"]


class Aggregate:
    """A running summary: ``add`` threads one by one, then ask for ``result``."""

    def __init__(self, debate: Debate | None = None) -> None:
        self.debate = debate.name if debate else None
        self.question = debate.question if debate else None
        self._numbers = Codes()
        self._threads: list[dict[str, Any]] = []
        self._kinds: Counter[str] = Counter()
        self._table = Table()

    def add(self, thread: Mapping[str, Any], comments: Iterable[Mapping[str, Any]], article: Any = None) -> None:
        """Count one thread, or the next piece of one.

        Args:
            thread: ``id``, ``source``, ``title``, ``url``, ``declared`` (any may be None).
            comments: the thread's comments as the JSON objects of ``comments.jsonl``.
            article: what ``article_frame`` returned.
        """
        rows = list(comments)
        number = self._numbers[thread["id"]]
        if number == len(self._threads):
            self._threads.append(dict(thread) | {"article": None})
        known = self._threads[number]
        known["article"] = known["article"] or article
        self._kinds.update(row.get("kind", "comment") for row in rows)
        self._table.add(number, rows)

    def result(self, by: str | None = None, corrected: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The summary (contract: ``summary.json``; every field: docs/output.md).

        Args:
            by: compare ``thread``, ``site``, ``month`` or ``year``.
            corrected: shares corrected for the classifier's errors, to stand beside the plain ones as
                ``frames.corrected``: by frame ``estimate``, ``low``, ``high`` (``claims``: the same among
                comments with a claim), and ``method``, ``labelled``, ``warnings``; see ``corrections``.

        Raises:
            UsageError: ``by`` is unknown.
        """
        data = freeze(self._table, [thread["id"] for thread in self._threads])
        column = data.column
        out: dict[str, Any] = {
            "debate": self.debate, "question": self.question,
            "comments": len(self._table.ids), "speakers": data.speakers, "kinds": dict(sorted(self._kinds.items())),
        }  # fmt: skip
        asked = self._table.asked
        framed = "frame" in asked
        if framed or (not out["comments"] and any(thread["article"] for thread in self._threads)):
            out["frames"] = self._frames(data) | ({"corrected": dict(corrected)} if corrected else {})
            out["positions"] = positions(data)
        if "sentiment" in asked:
            out["sentiment"] = _counts(column["tone"], "sentiment")
        if self._table.stance:
            out["stance"] = dict(sorted(self._table.stance.items()))
        if "reply" in asked:
            out["replies"] = _counts(column["reply"], "reply")
        if found := network(data):
            out["network"] = found
        sizes = np.bincount(column["language"], minlength=len(self._table.languages)).tolist()
        languages = zip(self._table.languages, sizes)
        out["languages"] = dict(sorted(languages, key=lambda item: (-item[1], item[0])))
        out["threads"] = self._by_thread(data, framed)
        if by is not None:
            out["comparison"] = compare(data, by, self._threads)
        return {"findings": findings(out), **out}

    def _frames(self, data: Frozen) -> dict[str, Any]:
        framed = np.flatnonzero(data.column["frame"] >= 0)
        everywhere = np.zeros(len(framed), np.int64)
        votes, _ = data.speaker_votes(framed, everywhere, 1)
        counts = np.bincount(data.column["frame"][framed], minlength=4).tolist()
        speakers = np.bincount(data.position[~data.withheld], minlength=4).tolist()
        out = {
            "comments": dict(zip(FRAMES, counts)), "speakers": dict(zip(FRAMES, speakers)),
            "shares": votes.shares(CLAIMS, OF_SPEAKERS)[0],
            "comment_shares": data.comment_votes(framed, everywhere, 1).shares(CLAIMS, OF_COMMENTS)[0],
            "drawn": data.clusters.unit,
            "article": beside_article(data, [thread["article"] for thread in self._threads]),
            **breakdowns(data), "trajectories": trajectories(data), "telling": telling(data),
        }  # fmt: skip
        if sides := tone(data):
            out["sentiment"] = _tone_by_frame(data)
            out["tone"] = sides
        return out

    def _by_thread(self, data: Frozen, framed: bool) -> list[dict[str, Any]]:
        """What is known of each thread, with its numbers of comments and speakers by frame."""
        count = len(self._threads)
        comments = np.bincount(data.column["thread"], minlength=count).tolist()
        speakers = np.bincount(data.home, minlength=count).tolist()
        out = [
            {**thread, "comments": c, "speakers": s} for thread, c, s in zip(self._threads, comments, speakers)
        ]
        if framed:
            rows = np.flatnonzero(data.column["frame"] >= 0)
            at = data.column["thread"][rows].astype(np.int64) * 4 + data.column["frame"][rows]
            in_comments = np.bincount(at, minlength=count * 4).reshape(count, 4).tolist()
            held = (data.home * 4 + data.position)[~data.withheld]
            in_speakers = np.bincount(held, minlength=count * 4).reshape(count, 4).tolist()
            for thread, c, s in zip(out, in_comments, in_speakers):
                thread["frames"] = {"comments": dict(zip(FRAMES, c)), "speakers": dict(zip(FRAMES, s))}
        return out


def summarize(threads: Iterable[Any], debate: Debate | None = None, by: str | None = None) -> dict[str, Any]:
    """The summary of labelled threads (``analyzer.classify.LabelledThread``)."""
    aggregate = Aggregate(debate)
    for labelled in threads:
        add_thread(aggregate, labelled)
    return aggregate.result(by)


def add_thread(aggregate: Aggregate, labelled: Any) -> None:
    """Count one ``LabelledThread``."""
    thread = labelled.thread
    article = thread.article
    aggregate.add(
        {
            "id": thread.id, "source": thread.source, "declared": thread.declared,
            "title": article.title if article else None, "author": article.author if article else None,
            "url": article.url if article else None,
        },
        (each.to_dict() for each in labelled.comments),
        article_frame(article, labelled.article) if labelled.article else None,
    )  # fmt: skip


def _counts(codes: np.ndarray, task: str) -> dict[str, int]:
    return dict(zip(TASKS[task], np.bincount(codes[codes >= 0], minlength=3).tolist()))


def _tone_by_frame(data: Frozen) -> dict[str, dict[str, int]]:
    """For each frame its comments by sentiment."""
    frame, mood = data.column["frame"], data.column["tone"]
    rows = np.flatnonzero((frame >= 0) & (mood >= 0))
    counts = np.bincount(frame[rows] * 3 + mood[rows], minlength=12).reshape(4, 3).tolist()
    return {label: dict(zip(TASKS["sentiment"], each)) for label, each in zip(FRAMES, counts)}
