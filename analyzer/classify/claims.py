"""Beside ``frame``: a text's claims, stretch by stretch, each weighed by whose and about whom it is.

A text is cut into stretches of a few sentences (``Reader.units``), the model judges each stretch
and each of its sentences (``scored``), and what they claim counts by voice and relevance
(``Reader.judged``). What a text as a whole says is ``frame``'s.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from analyzer.classify import concession, cue_phrases, relevance, voice
from analyzer.classify.base import TASKS, Classifier, Item
from analyzer.classify.relevance import Around
from analyzer.classify.sentences import sentences
from analyzer.debates import Debate
from analyzer.spans import Span

LABELS = TASKS["frame"]
FIRM = 0.5  # from here on a claim is firm: two opposite firm ones make a comment ``both``
STRETCH = 300  # characters judged at once: what most of the examples that the head learnt from have
HEARSAY = 0.2  # of a claim that is only reported, so much counts
TAKEN = 0.9  # of a quoted claim that is endorsed or rejected, so much counts
QUOTED = 600  # characters of a quotation that an "exactly" or a "nonsense" beside it can be about


@dataclass(frozen=True, slots=True)
class FrameContext:
    """What surrounds a text.

    Attributes:
        parent_text: the text that it answers.
        article_parties: the parties of the article above it (in the open debate, the two
            things that its title compares).
        lang: the text's language; found from its words where it is not given.
        parent: where the text answered is among those classified together, its index.
        title: the article's title.
    """

    parent_text: str = ""
    article_parties: tuple[str, ...] = ()
    lang: str = ""
    parent: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, how much its claims count, and why."""

    start: int
    end: int
    weight: float
    parties: tuple[str, ...]
    voice: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of consecutive sentences that is judged at once, or a quotation that is endorsed or rejected.

    ``lang`` is the text's; ``whole`` and ``rows`` are the model's claims (same, different, both; the rest is none) for
    the stretch and for each sentence of it.
    """

    owner: int
    lang: str
    spans: tuple[Span, ...]
    voice: str = ""
    whole: tuple[float, ...] = ()
    rows: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A stretch with its claims, as far as they count, and the sentence behind them."""

    claims: list[float]
    evidence: Sentence
    reported: bool
    each: tuple[tuple[Sentence, list[float], tuple[float, ...]], ...]
    """Its sentences, with what they claim as far as it counts, and what the model hears in them."""


# ---------------------------------------------------------------- from a text to its stretches


class Reader:
    """One text, cut into its speaker's sentences and others' quotations, each with its weight."""

    def __init__(self, text: str, leave_out: Sequence[Span], context: FrameContext, debate: Debate) -> None:
        self.text, self.context, self.debate, self.lang = text, context, debate, context.lang
        found = sentences(text, leave_out)
        quoted = {span for span in found if voice.wholly_quoted(text[span[0] : span[1]])}
        self.own = [span for span in found if span not in quoted]
        self.leave_out = sorted([*leave_out, *quoted])

    def units(self, owner: int) -> Iterator[Unit]:
        """What is to be judged: nothing where no party of the debate is named anywhere near."""
        if not self.debate.open and not self._around.levels:
            return
        for run in _stretches(self.own, self.leave_out):
            yield Unit(owner, self.lang, tuple(run))
        for start, end in self.own:
            if inner := voice.rejected_inside(self.text[start:end], self.lang):
                yield Unit(owner, self.lang, ((start + inner[0], start + inner[1]),), voice.REJECTED)
        short = [span for span in self.leave_out if span[1] - span[0] <= QUOTED]
        for quotation in voice.quotations(self.text, short, self.own, self.lang):
            if quotation.voice != voice.REPORTED:
                yield Unit(owner, self.lang, ((quotation.start, quotation.end),), quotation.voice)

    def own_words(self, size: int) -> list[str]:
        """The speaker's sentences, quotations left out, in pieces of at most ``size`` bytes where their sentences allow."""
        pieces: list[str] = []
        for start, end in self.own:
            words = self.text[start:end]
            if pieces and len(f"{pieces[-1]} {words}".encode(errors="replace")) <= size:
                pieces[-1] += f" {words}"
            else:
                pieces.append(words)
        return pieces

    @cached_property
    def _around(self) -> Around:
        return relevance.around(
            self.debate, self.text, self.context.parent_text, self.context.article_parties,
            [self.text[start:end] for start, end in self.own], self.lang,
        )  # fmt: skip

    def judged(self, unit: Unit, answers_claim: bool, muted: Sequence[Span]) -> Judged:
        """A scored stretch, its claims weighed by voice and relevance.

        The mean of the stretch's own claims and its most telling sentence's. A sentence around a
        ``muted`` span says nothing but that what stands there is wrong.
        """
        weighed = list(self._weighed(unit, answers_claim, muted))
        claims = [_counted(sentence, row) for sentence, row in zip(weighed, unit.rows)]
        best = max(range(len(claims)), key=lambda k: (sum(claims[k]), -k))
        whole = _counted(weighed[best], unit.whole)
        mean = [(a + b) / 2 for a, b in zip(whole, claims[best])]
        reported = any(
            sentence.voice == voice.REPORTED and sentence.weight * sum(row) >= FIRM
            for sentence, row in zip(weighed, unit.rows)
        )
        return Judged(mean, weighed[best], reported, tuple(zip(weighed, claims, unit.rows)))

    def _weighed(self, unit: Unit, answers_claim: bool, muted: Sequence[Span]) -> Iterator[Sentence]:
        before: tuple[str, ...] = ()
        for start, end in unit.spans:
            words = self.text[start:end]
            said = unit.voice or voice.of_sentence(words, self.lang)
            if self.debate.open:
                about = relevance.Relevance(relevance.NAMED)
            else:
                # An endorsed or rejected quotation is about what the speaker is about.
                about = relevance.of_sentence(
                    words, before, self._around, self.debate, self.lang,
                    answers_claim=answers_claim or bool(unit.voice),
                )  # fmt: skip
                before = tuple(dict.fromkeys((*before, *self.debate.in_order_of_mention(words))))
            weight = TAKEN * about.weight if unit.voice else about.weight
            if not unit.voice and any(start <= inner[0] and inner[1] <= end for inner in muted):
                weight = 0.0
            yield Sentence(start, end, weight, about.parties, said)


def _stretches(spans: Sequence[Span], leave_out: Sequence[Span]) -> Iterator[list[Span]]:
    """Consecutive sentences, as many at a time as fit into ``STRETCH``; a quotation ends a stretch."""
    run: list[Span] = []
    quotes = sorted(start for start, _ in leave_out)
    for start, end in spans:
        if run and (end - run[0][0] > STRETCH or bisect_left(quotes, run[-1][1]) < bisect_left(quotes, start)):
            yield run
            run = []
        run.append((start, end))
    if run:
        yield run


# ---------------------------------------------------------------- from stretches to claims


def scored(texts: Sequence[str], units: Sequence[Unit], debate: Debate, classifier: Classifier) -> Iterator[Unit]:
    """The stretches with the model's scores, and with the debate's own cue phrases weighed in.

    Left out are concessions that alone claim nothing (codebook, rule 5: beside them the claim counts whole) and
    words that only credit somebody with an endorsed claim (rule 1: it is the speaker's).
    """
    order = [classifier.labels.index(label) for label in LABELS[:3]]

    def rows(words: Sequence[str]) -> list[tuple[float, ...]]:
        scores = classifier.scores([Item(text) for text in words]) if words else []
        return [tuple(float(row[i]) for i in order) for row in scores]

    def places(unit: Unit, find: Callable[[str, str], list[Span]]) -> list[Span]:
        text = texts[unit.owner]
        return [(start + a, start + b) for start, end in unit.spans for a, b in find(text[start:end], unit.lang)]

    granted = [places(unit, concession.concessions) for unit in units]
    claims = iter(rows([texts[unit.owner][start:end] for unit, spans in zip(units, granted) for start, end in spans]))
    left_out = [
        sorted([*(span for span in spans if sum(next(claims)) < FIRM), *places(unit, voice.credited)])
        for unit, spans in zip(units, granted)
    ]

    def words(i: int, start: int, end: int) -> str:
        inside = [(a - start, b - start) for a, b in left_out[i] if start <= a and b <= end]
        return concession.without(texts[units[i].owner][start:end], inside)

    wholes = rows([words(i, unit.spans[0][0], unit.spans[-1][1]) for i, unit in enumerate(units)])
    parts = iter(rows([words(i, *span) for i, unit in enumerate(units) if len(unit.spans) > 1 for span in unit.spans]))
    cues = cue_phrases.finder(debate)
    for unit, whole in zip(units, wholes):
        text = texts[unit.owner]
        raw = [next(parts) for _ in unit.spans] if len(unit.spans) > 1 else [whole]
        told = tuple(tuple(cues.shift(row, text[start:end])) for row, (start, end) in zip(raw, unit.spans))
        whole = tuple(cues.shift(whole, text[unit.spans[0][0] : unit.spans[-1][1]]))
        yield replace(unit, whole=whole, rows=told)


def _counted(sentence: Sentence, row: Sequence[float]) -> list[float]:
    """A sentence's claims, by how much they count; of a rejected quotation the opposite."""
    same, different, both = (sentence.weight * value for value in row)
    if sentence.voice == voice.REPORTED:
        return [HEARSAY * same, HEARSAY * different, HEARSAY * both]
    return [different, same, 0.0] if sentence.voice == voice.REJECTED else [same, different, both]
