"""Stage 4, aggregate: labelled threads in, the numbers of the stance summary out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from analyzer.aggregate.article import article_frame
from analyzer.aggregate.positions import FRAMES, position, voice
from analyzer.aggregate.shares import comment_shares, speaker_shares
from analyzer.classify.base import TASKS
from analyzer.debates import Debate

__all__ = ["Aggregate", "summarize"]

TELLING = 5  # comments shown for each frame
SNIPPET = 400  # characters shown of one


@dataclass
class _Voice:
    """What one speaker of one thread has said so far."""

    name: str | None
    thread: str
    comments: int = 0
    frames: list[Mapping[str, Any]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    sentiment: Counter[str] = field(default_factory=Counter)


class Aggregate:
    """A running summary: ``add`` threads one by one, then ask for ``result``."""

    def __init__(self, debate: Debate | None = None) -> None:
        self.debate = debate
        self.threads: dict[str, dict[str, Any]] = {}
        self.voices: dict[tuple[str, str], _Voice] = {}
        self.comments = 0
        self.kinds: Counter[str] = Counter()
        self.frames: Counter[str] = Counter()
        self.sentiment: Counter[str] = Counter()
        self.replies: Counter[str] = Counter()
        self.stance: dict[str, Counter[str]] = defaultdict(Counter)
        self.languages: Counter[str] = Counter()
        self.by: dict[str, dict[str, Counter[str]]] = {
            k: defaultdict(Counter) for k in ("language", "day", "depth", "pair")
        }
        self.edges: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
        self.tone: dict[str, Counter[str]] = {k: Counter() for k in FRAMES}
        self.telling: dict[str, list[dict[str, Any]]] = {k: [] for k in FRAMES[:3]}

    def add(self, thread: Mapping[str, Any], comments: Iterable[Mapping[str, Any]], article: Any = None) -> None:
        """Count one thread, or the next piece of one.

        Args:
            thread: ``id``, ``source``, ``title``, ``url``, ``declared`` (any may be None).
            comments: the thread's comments as the JSON objects of ``comments.jsonl``.
            article: what ``article_frame`` returned.
        """
        rows = list(comments)
        by_id = {row["id"]: row for row in rows}
        self.kinds.update(row.get("kind", "comment") for row in rows)
        for row in rows:
            if row.get("kind", "comment") == "comment":
                self._count(row, by_id)
        known = self.threads.setdefault(thread["id"], dict(thread) | {"comments": 0, "speakers": 0, "article": None})
        known["article"] = known["article"] or article

    def _count(self, row: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> None:
        thread = row.get("thread") or ""
        key = voice(row.get("speaker_id"), thread, row["id"])
        one = self.voices.setdefault(key, _Voice(row.get("speaker"), thread))
        one.comments += 1
        self.comments += 1
        language = (row.get("lang") or {}).get("label", "und")
        self.languages[language] += 1
        if tone := row.get("sentiment"):
            self.sentiment[tone["label"]] += 1
            one.sentiment[tone["label"]] += 1
        for stance in row.get("stance") or ():
            self.stance[stance["target"]][stance["label"]] += 1
        if reply := row.get("reply"):
            self.replies[reply["label"]] += 1
            parent = by_id.get(row.get("parent") or "")
            if parent is not None and parent.get("kind", "comment") == "comment":
                other = voice(parent.get("speaker_id"), thread, parent["id"])
                self.edges[thread, key[1], other[1]][reply["label"]] += 1
        if frame := row.get("frame"):
            self._count_frame(row, frame, one, language)

    def _count_frame(self, row: Mapping[str, Any], frame: Mapping[str, Any], one: _Voice, language: str) -> None:
        label = frame["label"]
        self.frames[label] += 1
        self.by["language"][language][label] += 1
        self.by["depth"][str(row.get("depth", 1))][label] += 1
        if row.get("posted"):
            self.by["day"][str(row["posted"])[:10]][label] += 1
        if tone := row.get("sentiment"):
            self.tone[label][tone["label"]] += 1
        one.frames.append({"label": label, "score": frame["score"], "comment": row["id"], "n": row.get("n")})
        if label == "none":
            return
        if frame.get("pair"):
            self.by["pair"][" / ".join(sorted(frame["pair"]))][label] += 1
        spans = frame.get("evidence") or []
        shown = {
            "comment": row["id"], "thread": row.get("thread"), "n": row.get("n"), "speaker": row.get("speaker"),
            "label": label, "score": frame["score"],
            "text": " […] ".join(row["text"][s["start"] : s["end"]] for s in spans)[:SNIPPET],
        }  # fmt: skip
        one.evidence.append(shown)
        best = self.telling[label]
        best.append(shown)
        best.sort(key=lambda e: (-e["score"], str(e["thread"]), e["n"] or 0))
        del best[TELLING:]

    def result(self) -> dict[str, Any]:
        """The summary (contract: ``summary.json``)."""
        positions = {key: position(one.frames) for key, one in self.voices.items()}
        by_position = Counter(positions.values())
        out: dict[str, Any] = {
            "debate": self.debate.name if self.debate else None,
            "question": self.debate.question if self.debate else None,
            "comments": self.comments, "speakers": len(self.voices), "kinds": dict(sorted(self.kinds.items())),
        }  # fmt: skip
        article_alone = not self.comments and any(thread.get("article") for thread in self.threads.values())
        if self.frames or article_alone:
            per_speaker = [Counter(f["label"] for f in one.frames) for one in self.voices.values()]
            out["frames"] = {
                "comments": {label: self.frames[label] for label in FRAMES},
                "speakers": {label: by_position[label] for label in FRAMES},
                "shares": speaker_shares(by_position),
                "comment_shares": comment_shares(per_speaker),
                "article": self._article(),
                "by_language": _table(self.by["language"]), "by_day": _table(self.by["day"]),
                "by_depth": _table(self.by["depth"]), "by_pair": _table(self.by["pair"]),
                "sentiment": {label: dict(sorted(self.tone[label].items())) for label in FRAMES if self.tone[label]},
                "telling": self.telling,
            }  # fmt: skip
            out["positions"] = [
                {"speaker": one.name, "thread": one.thread, "position": positions[key], "comments": one.comments,
                 "evidence": sorted(one.evidence, key=lambda e: (-e["score"], e["n"] or 0))[:3]}
                for key, one in self.voices.items()
            ]  # fmt: skip
        if self.sentiment:
            out["sentiment"] = {label: self.sentiment[label] for label in TASKS["sentiment"]}
        if self.stance:
            out["stance"] = {t: {label: c[label] for label in TASKS["stance"]} for t, c in sorted(self.stance.items())}
        if self.replies:
            out["replies"] = {label: self.replies[label] for label in TASKS["reply"]}
            out["answers"] = [
                {
                    "thread": thread,
                    "from": self._name(thread, a),
                    "to": self._name(thread, b),
                    **_labels(counts, "reply"),
                }
                for (thread, a, b), counts in self.edges.items()
            ]
        out["languages"] = dict(sorted(self.languages.items(), key=lambda item: (-item[1], item[0])))
        for each in self.threads.values():
            each["comments"] = each["speakers"] = 0
        for one in self.voices.values():
            self.threads[one.thread]["comments"] += one.comments
            self.threads[one.thread]["speakers"] += 1
        out["threads"] = list(self.threads.values())
        return out

    def _name(self, thread: str, key: str) -> str | None:
        return self.voices[thread, key].name

    def _article(self) -> dict[str, Any] | None:
        """The article's frame of a single thread; of several threads, their counts."""
        frames = [thread["article"] for thread in self.threads.values() if thread.get("article")]
        if len(frames) == 1:
            return {key: frames[0][key] for key in ("label", "scores", "evidence")}
        if not frames:
            return None
        counts = Counter(frame["label"] for frame in frames)
        return {"label": None, "scores": {}, "evidence": [], "counts": {label: counts[label] for label in FRAMES}}


def summarize(threads: Iterable[Any], debate: Debate | None = None) -> dict[str, Any]:
    """The summary of labelled threads (``analyzer.classify.LabelledThread``)."""
    aggregate = Aggregate(debate)
    for labelled in threads:
        add_thread(aggregate, labelled)
    return aggregate.result()


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


def _table(counts: Mapping[str, Counter[str]]) -> dict[str, dict[str, int]]:
    keys = sorted(counts, key=lambda key: (key.isdecimal() and int(key), key))  # depth 10 comes after depth 9
    return {key: {label: counts[key][label] for label in FRAMES} for key in keys}


def _labels(counts: Counter[str], task: str) -> dict[str, int]:
    return {label: counts[label] for label in TASKS[task]}
