"""Frames: does a comment say that the debate's parties are the same, or that they differ?

The head judges one sentence at a time, which yields the evidence span for free and keeps
a long comment's one claim from drowning in the rest. A debate with named parties then
asks of each claim whether it is about these parties: a sentence that names two of them is;
one that names none may still be ("they are all the same"), where the comment, the comment
answered or the article makes plain who "they" are.

From sentences to a comment (codebook, ``../shared/gold/codebook.md``): the strongest claim
of each kind counts; a comment with a firm claim of sameness and a firm claim of difference
is ``both``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.classify.base import Classifier, Item, as_label
from analyzer.classify.sentences import sentences
from analyzer.debates import Debate
from analyzer.thread import Comment

if TYPE_CHECKING:
    import numpy as np

# How sure it is that a claim in a sentence is about the debate's parties, by what names them.
TWO_IN_SENTENCE, ONE_IN_SENTENCE, IN_COMMENT, IN_PARENT, IN_ARTICLE = 1.0, 0.95, 0.85, 0.8, 0.75
FIRM = 0.5  # from here on a sentence's claim is firm: two opposite firm ones make a comment ``both``
SHORT = 48  # characters; a shorter sentence is judged together with the one before it as well


@dataclass(frozen=True, slots=True)
class FrameContext:
    """What surrounds a text: the text it answers, and the parties of the article above it."""

    parent_text: str = ""
    article_parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch of text that is judged at once."""

    owner: int
    start: int
    end: int
    relevance: float
    parties: tuple[str, ...]


def frame_all(
    texts: Sequence[str],
    leave_out: Sequence[Sequence[tuple[int, int]]],
    contexts: Sequence[FrameContext],
    debate: Debate,
    classifier: Classifier,
    progress: Callable[[int], None] | None = None,
) -> list[dict[str, object]]:
    """The ``frame`` objects of texts (contract: label, scores, pair, respect, evidence).

    Args:
        texts: comments or paragraphs.
        leave_out: for each text the spans (quotations) that are not the speaker's own.
        contexts: for each text what surrounds it.
        debate: whose parties count.
        classifier: a ``frame`` classifier; it sees sentences.
    """
    import numpy as np

    units = [
        unit
        for i, text in enumerate(texts)
        for unit in _units(i, text, leave_out[i], contexts[i], debate)
    ]
    rows = classifier.scores([Item(texts[u.owner][u.start : u.end]) for u in units]) if units else np.zeros((0, 4))
    order = [classifier.labels.index(label) for label in ("same", "different", "both", "none")]
    by_text: list[list[tuple[_Unit, np.ndarray]]] = [[] for _ in texts]
    for unit, row in zip(units, rows[:, order]):
        by_text[unit.owner].append((unit, row))
    out = []
    for text, judged in zip(texts, by_text):
        out.append(_join(text, judged, debate))
        if progress is not None:
            progress(1)
    return out


def comment_context(comment: Comment, by_id: dict[str, Comment], article_parties: tuple[str, ...]) -> FrameContext:
    """The context of a comment in its thread."""
    parent = by_id.get(comment.parent) if comment.parent else None
    return FrameContext(parent.text if parent else "", article_parties)


def _units(
    owner: int, text: str, leave_out: Sequence[tuple[int, int]], context: FrameContext, debate: Debate
) -> list[_Unit]:
    spans = sentences(text, leave_out)
    if not spans and leave_out:
        return []  # a pasted article without a word of the speaker's is no claim (rule 1)
    in_comment = () if debate.open else debate.mentioned(text)
    fallback = 0.0
    if in_comment:
        fallback = IN_COMMENT
    elif not debate.open and len(debate.mentioned(context.parent_text)) >= 1:
        fallback = IN_PARENT
    elif len(context.article_parties) >= 2:
        fallback = IN_ARTICLE
    units, previous = [], None
    for start, end in spans:
        parties = () if debate.open else debate.mentioned(text[start:end])
        relevance = 1.0 if debate.open else (fallback, ONE_IN_SENTENCE, TWO_IN_SENTENCE)[min(2, len(parties))]
        if relevance:
            units.append(_Unit(owner, start, end, relevance, parties))
            joined = previous is not None and end - start < SHORT and not any(previous <= a < start for a, _ in leave_out)
            if joined:
                units.append(_Unit(owner, previous, end, relevance, parties))
        previous = start
    return units


def _join(text: str, judged: list[tuple[_Unit, np.ndarray]], debate: Debate) -> dict[str, object]:
    """The frame of a text from those of its sentences."""
    strongest: dict[int, tuple[float, _Unit]] = {}
    for unit, row in judged:
        for kind in range(3):
            value = unit.relevance * float(row[kind])
            if value > strongest.get(kind, (0.0, unit))[0]:
                strongest[kind] = value, unit
    same, different, both = (strongest[k][0] if k in strongest else 0.0 for k in range(3))
    if min(same, different) >= FIRM and not _overlap(strongest[0][1], strongest[1][1]):
        both = max(both, (same + different) / 2)
        same, different = same - FIRM / 2, different - FIRM / 2
    # "None" is what the most telling sentence leaves; the three claims share the rest.
    claimed = max(same, different, both)
    total = same + different + both
    row = [claimed * part / total if total else 0.0 for part in (same, different, both)]
    frame = as_label(("same", "different", "both", "none"), [*row, 1.0 - claimed])
    label = frame["label"]
    evidence = [] if label == "none" else _evidence(text, ("same", "different", "both").index(str(label)), strongest)
    parties = tuple(dict.fromkeys(p for unit in evidence for p in unit.parties))
    return {
        "debate": debate.name, **frame, "pair": list(parties[:2]) if len(parties) >= 2 else [],
        "respect": [], "evidence": [{"start": u.start, "end": u.end} for u in evidence],
    }  # fmt: skip


def _evidence(text: str, kind: int, strongest: dict[int, tuple[float, _Unit]]) -> list[_Unit]:
    """The sentence behind a label; for ``both`` made of two claims, both sentences."""
    if kind == 2 and (2 not in strongest or strongest[2][0] < FIRM):
        units = [strongest[k][1] for k in (0, 1) if k in strongest]
    else:
        units = [strongest[kind][1]]
    return sorted(units, key=lambda unit: unit.start)


def _overlap(a: _Unit, b: _Unit) -> bool:
    return a.start < b.end and b.start < a.end
