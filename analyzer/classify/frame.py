"""Frames: does a comment say that the debate's parties are the same, or that they differ?

The head judges a few sentences at a time, so that a long comment's one claim is not
drowned in the rest; within the stretch that made a claim, the sentence that carries it is
the evidence. A debate with named parties then asks of each claim whether it is about these
parties: a stretch that names two of them is; one that names none may still be ("they are
all the same"), where the comment, the comment answered or the article makes plain who
"they" are.

From stretches to a comment (codebook, ``../shared/gold/codebook.md``): the strongest claim
of each kind counts; a comment with a firm claim of sameness and a firm claim of difference
is ``both``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from analyzer.classify.base import TASKS, Classifier, Item, as_label
from analyzer.classify.sentences import sentences
from analyzer.debates import Debate
from analyzer.thread import Comment

LABELS = TASKS["frame"]
# How sure it is that a claim is about the debate's parties, by where they are named.
TWO_HERE, ONE_HERE, IN_COMMENT, IN_PARENT, IN_ARTICLE = 1.0, 0.95, 0.85, 0.8, 0.75
FIRM = 0.5  # from here on a claim is firm: two opposite firm ones make a comment ``both``
STRETCH = 300  # characters judged at once: what most of the examples that the head learnt from have


@dataclass(frozen=True, slots=True)
class FrameContext:
    """What surrounds a text: the text it answers, and the parties of the article above it."""

    parent_text: str = ""
    article_parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch of consecutive sentences that is judged at once."""

    owner: int
    sentences: tuple[tuple[int, int], ...]
    relevance: float
    parties: tuple[str, ...]

    @property
    def start(self) -> int:
        return self.sentences[0][0]

    @property
    def end(self) -> int:
        return self.sentences[-1][1]


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
        classifier: a ``frame`` classifier; it sees stretches of a few sentences.
    """
    units = [unit for i, text in enumerate(texts) for unit in _units(i, text, leave_out[i], contexts[i], debate)]
    rows = _judge(classifier, [texts[u.owner][u.start : u.end] for u in units])
    by_text: list[list[tuple[_Unit, list[float]]]] = [[] for _ in texts]
    for unit, row in zip(units, rows):
        by_text[unit.owner].append((unit, row))
    joined = [_join(judged) for judged in by_text]
    evidence = _evidence(texts, joined, classifier)
    out = []
    for (frame, telling), spans in zip(joined, evidence):
        parties = tuple(dict.fromkeys(party for unit in telling for party in unit.parties))
        out.append({
            "debate": debate.name, **frame, "pair": list(parties[:2]) if len(parties) >= 2 else [],
            "respect": [], "evidence": [{"start": a, "end": b} for a, b in spans],
        })  # fmt: skip
        if progress is not None:
            progress(1)
    return out


def _judge(classifier: Classifier, texts: list[str]) -> list[list[float]]:
    """Probabilities of same, different, both, none for each text."""
    order = [classifier.labels.index(label) for label in LABELS]
    return [[float(row[i]) for i in order] for row in classifier.scores([Item(text) for text in texts])] if texts else []


def comment_context(comment: Comment, by_id: dict[str, Comment], article_parties: tuple[str, ...]) -> FrameContext:
    """The context of a comment in its thread."""
    parent = by_id.get(comment.parent) if comment.parent else None
    return FrameContext(parent.text if parent else "", article_parties)


def _units(
    owner: int, text: str, leave_out: Sequence[tuple[int, int]], context: FrameContext, debate: Debate
) -> list[_Unit]:
    """The stretches of a text that may make a claim about the debate's parties."""
    fallback = 0.0 if debate.open else _fallback(text, context, debate)
    units = []
    for run in _stretches(sentences(text, leave_out), leave_out):
        words = text[run[0][0] : run[-1][1]]
        parties = () if debate.open else debate.mentioned(words)
        relevance = 1.0 if debate.open else (fallback, ONE_HERE, TWO_HERE)[min(2, len(parties))]
        if relevance:
            units.append(_Unit(owner, tuple(run), relevance, parties))
    return units


def _fallback(text: str, context: FrameContext, debate: Debate) -> float:
    """The relevance of a stretch that names no party itself."""
    if debate.mentioned(text):
        return IN_COMMENT
    if debate.mentioned(context.parent_text):
        return IN_PARENT
    return IN_ARTICLE if len(context.article_parties) >= 2 else 0.0


def _stretches(
    spans: list[tuple[int, int]], leave_out: Sequence[tuple[int, int]]
) -> Iterator[list[tuple[int, int]]]:
    """Consecutive sentences, as many at a time as fit into ``STRETCH``; a quotation ends a stretch."""
    run: list[tuple[int, int]] = []
    for start, end in spans:
        if run and (end - run[0][0] > STRETCH or any(run[-1][1] <= a < start for a, _ in leave_out)):
            yield run
            run = []
        run.append((start, end))
    if run:
        yield run


def _join(judged: list[tuple[_Unit, list[float]]]) -> tuple[dict[str, object], list[_Unit]]:
    """The frame of a text from those of its stretches, and the stretches behind its label."""
    strongest: list[tuple[float, _Unit | None]] = [(0.0, None)] * 3
    for unit, row in judged:
        for kind in range(3):
            strongest[kind] = max(strongest[kind], (unit.relevance * row[kind], unit), key=lambda pair: pair[0])
    same, different, both = (value for value, _ in strongest)
    two_claims = min(same, different) >= FIRM and strongest[0][1] is not strongest[1][1]
    if two_claims and min(same, different) > both:
        both, same, different = (same + different) / 2, same / 2, different / 2
    # ``none`` is what the strongest claim leaves; the three claims share the rest by their strength.
    claimed, total = max(same, different, both), same + different + both
    parts = [claimed * part / total if total else 0.0 for part in (same, different, both)]
    frame = as_label(LABELS, [*parts, 1.0 - claimed])
    if frame["label"] == "none":
        return frame, []
    kinds = [0, 1] if two_claims and frame["label"] == "both" else [LABELS.index(str(frame["label"]))]
    telling = [unit for unit in (strongest[kind][1] for kind in kinds) if unit is not None]
    return frame, sorted(telling, key=lambda unit: unit.start)


def _evidence(
    texts: Sequence[str], joined: Sequence[tuple[dict[str, object], list[_Unit]]], classifier: Classifier
) -> list[list[tuple[int, int]]]:
    """For each text the sentences that carry its claim.

    Of a stretch of several sentences it is the one that alone makes the claim most
    strongly; where none does so firmly, the claim lies in the stretch as a whole.
    """
    asked = [
        (i, number, sentence)
        for i, (_, telling) in enumerate(joined)
        for number, unit in enumerate(telling)
        for sentence in (unit.sentences if len(unit.sentences) > 1 else ())
    ]
    rows = _judge(classifier, [texts[i][a:b] for i, _, (a, b) in asked])
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {}
    for (i, number, sentence), row in zip(asked, rows):
        label, telling = joined[i][0]["label"], joined[i][1]
        value = max(row[:2]) if label == "both" and len(telling) == 2 else row[LABELS.index(str(label))]
        if value > best.get((i, number), (0.0, sentence))[0]:
            best[i, number] = value, sentence
    out: list[list[tuple[int, int]]] = []
    for i, (_, telling) in enumerate(joined):
        spans = []
        for number, unit in enumerate(telling):
            value, sentence = best.get((i, number), (0.0, (unit.start, unit.end)))
            spans.append(sentence if value >= FIRM else (unit.start, unit.end))
        out.append(spans)
    return out
