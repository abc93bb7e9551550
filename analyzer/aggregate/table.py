"""Every classified comment as one row of small numbers, so that a million fit in memory.

What is counted stands in columns (``array`` now, numpy once all is read); of the text only
the sentences that carry a claim are kept.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from analyzer.aggregate.positions import FRAMES, NO_CLAIM, speaker_key
from analyzer.classify.base import TASKS

SNIPPET = 400  # characters kept of a claim's evidence
UNIT = 10_000  # scores have four decimals: as whole numbers their sums do not depend on the order
VOICES = ("own", "endorsed quote", "reported")
_FRAME, _TONE, _REPLY, _VOICE = (
    {label: code for code, label in enumerate(labels)}
    for labels in (FRAMES, TASKS["sentiment"], TASKS["reply"], VOICES)
)
ABSENT = -1


class Codes(dict[str, int]):
    """Names to numbers, in the order in which they are met."""

    def __missing__(self, name: str) -> int:
        self[name] = len(self)
        return self[name]


@dataclass
class Table:
    """The columns, one entry a comment of kind ``comment``; -1 where a label is absent.

    ``speaker`` counts a named speaker once a thread; ``score`` is that of the frame's
    label in ten-thousandths; ``parent`` is a row of the table; ``when`` is in seconds,
    ``day`` in days as printed (proleptic Gregorian ordinal, 0 where unknown). ``asked`` are the tasks
    of which any comment carries a label, be it a withheld one; ``withheld`` the speakers with a withheld frame.
    """

    ids: list[str] = field(default_factory=list)
    n: list[int | None] = field(default_factory=list)
    claims: dict[int, dict[str, Any]] = field(default_factory=dict)
    counterclaims: dict[int, dict[str, Any]] = field(default_factory=dict)
    thread: array[int] = field(default_factory=lambda: array("i"))
    speaker: array[int] = field(default_factory=lambda: array("i"))
    frame: array[int] = field(default_factory=lambda: array("b"))
    score: array[int] = field(default_factory=lambda: array("i"))
    voice: array[int] = field(default_factory=lambda: array("b"))
    tone: array[int] = field(default_factory=lambda: array("b"))
    reply: array[int] = field(default_factory=lambda: array("b"))
    parent: array[int] = field(default_factory=lambda: array("i"))
    language: array[int] = field(default_factory=lambda: array("h"))
    depth: array[int] = field(default_factory=lambda: array("i"))
    day: array[int] = field(default_factory=lambda: array("i"))
    when: array[float] = field(default_factory=lambda: array("d"))
    pair: array[int] = field(default_factory=lambda: array("i"))
    respect_row: array[int] = field(default_factory=lambda: array("i"))
    respect: array[int] = field(default_factory=lambda: array("h"))
    stance: dict[str, dict[str, int]] = field(default_factory=dict)
    languages: Codes = field(default_factory=Codes)
    pairs: Codes = field(default_factory=Codes)
    respects: Codes = field(default_factory=Codes)
    speakers: dict[tuple[int, str], int] = field(default_factory=dict)
    names: list[str | None] = field(default_factory=list)
    home: array[int] = field(default_factory=lambda: array("i"))
    asked: set[str] = field(default_factory=set)
    withheld: set[int] = field(default_factory=set)
    _here: int = ABSENT
    _rows: dict[str, int] = field(default_factory=dict)
    _open: dict[int, str] = field(default_factory=dict)  # rows whose parent was in no piece yet, and its id

    def add(self, thread: int, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take in comments of one thread, as the JSON objects of ``comments.jsonl``.

        A thread may come in pieces, in any order: ``settle`` then finds the parents that stand in other ones.
        """
        if thread != self._here:
            self._here, self._rows = thread, {}
        parents = []
        for row in rows:
            if row.get("kind", "comment") == "comment":
                self._rows[row["id"]] = len(self.ids)
                parents.append(row.get("parent"))
                self._append(thread, row)
        for number, parent in enumerate(parents, len(self.parent)):
            place = self._rows.get(parent, ABSENT) if parent else ABSENT
            self.parent.append(place)
            if parent and place == ABSENT:
                self._open[number] = parent

    def settle(self) -> None:
        """Find the parents that came in another piece of their thread; of those that never came none is known."""
        wanted = {(self.thread[row], parent) for row, parent in self._open.items()}
        if not wanted:
            return
        place = {key: row for row, key in enumerate(zip(self.thread, self.ids)) if key in wanted}
        for row, parent in list(self._open.items()):
            if (key := (self.thread[row], parent)) in place:
                self.parent[row] = place[key]
                del self._open[row]

    def _append(self, thread: int, row: Mapping[str, Any]) -> None:
        number = len(self.ids)
        key = (thread, speaker_key(row.get("speaker_id"), row["id"]))
        speaker = self.speakers.setdefault(key, len(self.names))
        if speaker == len(self.names):
            self.names.append(row.get("speaker"))
            self.home.append(thread)
        self.ids.append(row["id"])
        self.n.append(row.get("n"))
        self.thread.append(thread)
        self.speaker.append(speaker)
        self.asked.update(task for task in ("sentiment", "reply", "frame") if row.get(task))
        self.tone.append(_code(_TONE, row.get("sentiment")))
        self.reply.append(_code(_REPLY, row.get("reply")))
        self.language.append(self.languages[(row.get("lang") or {}).get("label", "und")])
        self.depth.append(row.get("depth") or 1)
        day, when = moment(row.get("posted"))
        self.day.append(day)
        self.when.append(when)
        for stance in row.get("stance") or ():
            counts = self.stance.setdefault(stance["target"], dict.fromkeys(TASKS["stance"], 0))
            if stance["label"]:
                counts[stance["label"]] += 1
        self._append_frame(number, row, row.get("frame"))

    def _append_frame(self, number: int, row: Mapping[str, Any], frame: Mapping[str, Any] | None) -> None:
        label = _code(_FRAME, frame)
        if frame and label == ABSENT:
            self.withheld.add(self.speaker[number])
        self.frame.append(label)
        self.score.append(round(frame["score"] * UNIT) if frame else 0)
        self.voice.append(_VOICE.get(frame.get("voice") or "", ABSENT) if frame else ABSENT)
        claims = frame is not None and label not in (NO_CLAIM, ABSENT)
        pair = sorted(frame.get("pair") or ()) if frame and claims else ()
        self.pair.append(self.pairs[" / ".join(pair)] if pair else ABSENT)
        if frame is None or not claims:
            return
        for respect in dict.fromkeys(frame.get("respect") or ()):
            self.respect_row.append(number)
            self.respect.append(self.respects[respect])
        spans = frame.get("evidence") or [{"start": 0, "end": SNIPPET}]
        self.claims[number] = {
            "text": _words(row["text"], spans),
            **({"voice": frame["voice"]} if frame.get("voice") else {}),
            **({"respect": list(frame["respect"])} if frame.get("respect") else {}),
            **({"pair": list(frame["pair"])} if frame.get("pair") else {}),
        }
        if against := frame.get("counterclaim"):
            self.counterclaims[number] = {
                "label": against["label"], "score": against["score"], "text": _words(row["text"], [against]),
            }  # fmt: skip

    def column(self, name: str) -> np.ndarray:
        """One column as a numpy array that shares its memory (valid until the next ``add``)."""
        values: array = getattr(self, name)
        return np.frombuffer(values, dtype=np.dtype(values.typecode)).copy() if values else np.zeros(0, int)


def _code(codes: Mapping[str, int], label: Mapping[str, Any] | None) -> int:
    """A label's code; where there is none, or the classifier abstained, ``ABSENT``."""
    return codes[label["label"]] if label and label["label"] else ABSENT


def _words(text: str, spans: Iterable[Mapping[str, Any]]) -> str:
    """What stands at some places of a text, cut to ``SNIPPET``."""
    words = " […] ".join(text[span["start"] : span["end"]] for span in spans)
    return words if len(words) <= SNIPPET else words[: SNIPPET - 1] + "…"


def moment(posted: Any) -> tuple[int, float]:
    """A time as (day as printed, seconds); (0, nan) where there is none, or none in ISO 8601.

    Times without an offset are placed as if in UTC: within one thread they are alike.
    """
    if not posted:
        return 0, float("nan")
    try:
        time = datetime.fromisoformat(posted)
    except (ValueError, TypeError):
        return 0, float("nan")
    return time.toordinal(), (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
