"""Frames: does a comment say that the debate's parties are the same, or that they differ?

The head judges a stretch of a few sentences at a time, so that a long comment's one claim
is not drowned in the rest, and each sentence of it alone: the stretch knows what "they"
are, the sentence does not hedge; their mean is the stretch's score, and the sentence that
makes the claim most strongly is the evidence.

What a sentence claims counts by whose claim it is (``voice``), by whether it is about the
debate's parties (``relevance``), and, where a comment is no more than "no they are not" or
"exactly", by the claim that it answers (``coreference``). From stretches to a comment
(codebook, ``../shared/gold/codebook.md``): the strongest claim of each kind counts; a
comment with a firm claim of sameness and a firm claim of difference is ``both``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from analyzer.classify import concession, coreference, cue_phrases, pairs, relevance, respects, voice
from analyzer.classify.base import TASKS, Classifier, Item, as_label
from analyzer.classify.relevance import Around
from analyzer.classify.sentences import sentences
from analyzer.debates import Debate
from analyzer.structure.language import detect
from analyzer.thread import Comment

LABELS = TASKS["frame"]
FIRM = 0.5  # from here on a claim is firm: two opposite firm ones make a comment ``both``
STRETCH = 300  # characters judged at once: what most of the examples that the head learnt from have
HEARSAY = 0.2  # of a claim that is only reported, so much counts
TAKEN = 0.9  # of a quoted claim that is endorsed or rejected, so much counts
QUOTED = 600  # characters of a quotation that an "exactly" or a "nonsense" beside it can be about
CONTEXT = 3  # sentences before the claim in which the two compared things are sought

Span = tuple[int, int]
_NOTHING = [0.0, 0.0, 0.0]


@dataclass(frozen=True, slots=True)
class FrameContext:
    """What surrounds a text.

    Attributes:
        parent_text: the text that it answers.
        article_parties: the parties of the article above it (in the open debate, the two
            things that its title compares).
        lang: the text's language; found from its words where it is not given.
        parent: where the text answered is among those classified together, its index.
    """

    parent_text: str = ""
    article_parties: tuple[str, ...] = ()
    lang: str = ""
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, how much its claims count, and why."""

    start: int
    end: int
    weight: float
    parties: tuple[str, ...]
    voice: str


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch of consecutive sentences that is judged at once, or a quotation that is endorsed or rejected.

    ``whole`` and ``rows`` are the model's claims (same, different, both; the rest is none) for
    the stretch and for each sentence of it.
    """

    owner: int
    spans: tuple[Span, ...]
    voice: str = ""
    whole: tuple[float, ...] = ()
    rows: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Judged:
    """A stretch with its claims, as far as they count, and the sentence behind them."""

    claims: list[float]
    evidence: _Sentence
    reported: bool
    each: tuple[tuple[_Sentence, list[float]], ...]


@dataclass(slots=True)
class _Verdict:
    """A text's frame on its way to JSON."""

    frame: dict[str, object]
    telling: list[_Sentence] = field(default_factory=list)
    voice: str | None = None
    pair: list[str] = field(default_factory=list)
    respect: list[str] = field(default_factory=list)
    sentences: list[tuple[_Sentence, list[float]]] = field(default_factory=list)

    @property
    def claims(self) -> list[float] | None:
        """Same, different, both, where the text claims any of them."""
        scores: Any = self.frame.get("scores")
        return None if self.frame.get("label", "none") == "none" else [scores[label] for label in LABELS[:3]]


def frame_all(
    texts: Sequence[str],
    leave_out: Sequence[Sequence[Span]],
    contexts: Sequence[FrameContext],
    debate: Debate,
    classifier: Classifier,
    progress: Callable[[int], None] | None = None,
) -> list[dict[str, object]]:
    """The ``frame`` objects of texts (contract: label, scores, pair, respect, evidence; and voice).

    Args:
        texts: comments or paragraphs.
        leave_out: for each text the spans (quotations) that are not the speaker's own.
        contexts: for each text what surrounds it.
        debate: whose parties count.
        classifier: a ``frame`` classifier; it sees stretches of a few sentences.
    """
    verdicts = _verdicts(texts, leave_out, contexts, debate, classifier)
    out = []
    for verdict in verdicts[: len(texts)]:
        out.append(_as_json(verdict, debate))
        if progress is not None:
            progress(1)
    return out


def frame_paragraphs(
    text: str, spans: Sequence[Span], context: FrameContext, debate: Debate, classifier: Classifier
) -> list[dict[str, object]]:
    """The frames of an article's paragraphs, and of each sentence in them.

    Returns:
        for each paragraph ``start``, ``end``, ``frame``, and ``sentences``: those that may make
        a claim about the debate's parties, each with start, end, label, score, scores and voice;
        all offsets count from the beginning of ``text``.
    """
    paragraphs = [text[start:end] for start, end in spans]
    verdicts = _verdicts(paragraphs, [()] * len(spans), [context] * len(spans), debate, classifier)
    return [
        {
            "start": start, "end": end, "frame": _as_json(verdict, debate),
            "sentences": [
                {
                    "start": start + sentence.start, "end": start + sentence.end,
                    **as_label(LABELS, [*claims, 1.0 - sum(claims)]), "voice": sentence.voice,
                }
                for sentence, claims in verdict.sentences
            ],
        }
        for (start, end), verdict in zip(spans, verdicts)
    ]  # fmt: skip


def comment_context(
    comment: Comment, by_id: Mapping[str, Comment], article_parties: tuple[str, ...], parent: int | None = None
) -> FrameContext:
    """The context of a comment in its thread.

    Args:
        parent: the index of the comment answered, where it is classified in the same call.
    """
    answered = by_id.get(comment.parent) if comment.parent else None
    given = str((comment.extra or {}).get("parent_text") or "")
    lang = comment.lang.label if comment.lang else ""
    return FrameContext(given or (answered.text if answered else ""), article_parties, lang, parent)


def _as_json(verdict: _Verdict, debate: Debate) -> dict[str, object]:
    evidence = [{"start": sentence.start, "end": sentence.end} for sentence in verdict.telling]
    return {
        "debate": debate.name, **verdict.frame, "pair": verdict.pair, "respect": verdict.respect,
        "evidence": evidence, "voice": verdict.voice,
    }  # fmt: skip


# ---------------------------------------------------------------- from texts to verdicts


def _verdicts(
    texts: Sequence[str], leave_out: Sequence[Sequence[Span]], contexts: Sequence[FrameContext], debate: Debate,
    classifier: Classifier,
) -> list[_Verdict]:  # fmt: skip
    """A verdict for each text; behind them those of parents that are known by their words only."""
    contexts = [context if context.lang else replace(context, lang=detect(text).label)
                for text, context in zip(texts, contexts)]  # fmt: skip
    texts, leave_out, answers = list(texts), list(leave_out), {}
    for i, (text, context) in enumerate(zip(list(texts), list(contexts))):
        if (context.parent is not None or context.parent_text) and (found := _answer(text, leave_out[i], context.lang)):
            if context.parent is None:
                contexts[i] = context = replace(context, parent=len(texts))
                texts.append(context.parent_text)
                leave_out.append(())
                contexts.append(FrameContext("", context.article_parties, detect(context.parent_text).label))
            answers[i] = found
    readers = [_Reader(*each, debate) for each in zip(texts, leave_out, contexts)]
    by_text: list[list[_Unit]] = [[] for _ in texts]
    for unit in _scored(
        texts, [unit for i, reader in enumerate(readers) for unit in reader.units(i)], [c.lang for c in contexts], debate, classifier
    ):
        by_text[unit.owner].append(unit)
    finder = respects.finder(debate)
    verdicts: list[_Verdict] = [_Verdict({})] * len(texts)
    for i in _parents_first(contexts):
        reader, context = readers[i], contexts[i]
        parent = verdicts[context.parent] if context.parent is not None else None
        answers_claim = parent is not None and parent.claims is not None
        muted = [u.spans[0] for u in by_text[i] if u.voice == voice.REJECTED and sum(u.whole) >= FIRM]
        verdicts[i] = _verdict(reader, [reader.judged(unit, answers_claim, muted) for unit in by_text[i]], finder)
        if i in answers and parent is not None:
            _take_over(verdicts[i], parent, *answers[i])
        if debate.open and verdicts[i].telling and not verdicts[i].pair:
            verdicts[i].pair = _pair_before(reader, verdicts[i].telling[0], context, parent)
    return verdicts


def _parents_first(contexts: Sequence[FrameContext]) -> Iterator[int]:
    """All indices, each behind that of the text that it answers."""
    done: set[int] = set()
    for i in range(len(contexts)):
        chain: list[int] = []
        at: int | None = i
        while at is not None and at not in done:
            done.add(at)
            chain.append(at)
            at = contexts[at].parent
        yield from reversed(chain)


def _answer(text: str, leave_out: Sequence[Span], lang: str) -> tuple[str, Span] | None:
    """The bare answer that a text begins with, and its place."""
    first = next(iter(sentences(text, leave_out)), None)
    kind = coreference.answer(text[first[0] : first[1]], lang) if first else ""
    return (kind, first) if first and kind else None


def _take_over(verdict: _Verdict, parent: _Verdict, kind: str, span: Span) -> None:
    """Give a bare answer without a claim of its own what it makes of the claim that it answers."""
    if parent.claims is None or verdict.frame["label"] != "none":
        return
    claims = coreference.answered(kind, parent.claims)
    if claims is None:
        return
    frame = as_label(LABELS, [*claims, 1.0 - sum(claims)])
    if frame["label"] == "none":
        return
    verdict.frame, verdict.voice = frame, voice.OWN
    verdict.telling = [_Sentence(*span, 1.0, (), voice.OWN)]
    verdict.pair, verdict.respect = list(parent.pair), list(parent.respect)


def _verdict(reader: _Reader, stretches: list[_Judged], finder: respects.RespectFinder) -> _Verdict:
    frame, telling = _join(stretches)
    verdict = _Verdict(frame, telling, sentences=sorted(
        (each for judged in stretches for each in judged.each), key=lambda each: each[0].start
    ))  # fmt: skip
    if not telling:
        if any(judged.reported for judged in stretches):
            verdict.voice = voice.REPORTED
        return verdict
    words = [reader.text[sentence.start : sentence.end] for sentence in telling]
    verdict.voice = voice.ENDORSED if any(s.voice == voice.ENDORSED for s in telling) else voice.OWN
    named = {respect for sentence in words for respect in finder.find(sentence, reader.lang)}
    verdict.respect = [respect for respect in respects.RESPECTS if respect in named]
    if reader.debate.open:
        found = next((pair for sentence in words if (pair := pairs.compared(sentence, reader.lang))), ())
        verdict.pair = list(found)
    else:
        parties = list(dict.fromkeys(party for sentence in telling for party in sentence.parties))[:2]
        order = [party.name for party in reader.debate.parties]
        verdict.pair = sorted(parties, key=order.index) if len(parties) == 2 else []
    return verdict


def _pair_before(reader: _Reader, claim: _Sentence, context: FrameContext, parent: _Verdict | None) -> list[str]:
    """In the open debate: whom "they" means, from the sentences before, the comment answered, the article."""
    if not coreference.points_back(reader.text[claim.start : claim.end], reader.lang):
        return []
    earlier = [span for span in reader.own if span[1] <= claim.start][-CONTEXT:]
    for start, end in reversed(earlier):
        if found := pairs.compared(reader.text[start:end], reader.lang):
            return list(found)
    if parent is not None and parent.pair:
        return list(parent.pair)
    for start, end in sentences(context.parent_text):
        if found := pairs.compared(context.parent_text[start:end], guess=False):
            return list(found)
    return list(context.article_parties) if len(context.article_parties) == 2 and not context.parent_text else []


# ---------------------------------------------------------------- from a text to its stretches


class _Reader:
    """One text, cut into its speaker's sentences and others' quotations, each with its weight."""

    def __init__(self, text: str, leave_out: Sequence[Span], context: FrameContext, debate: Debate) -> None:
        self.text, self.context, self.debate, self.lang = text, context, debate, context.lang
        found = sentences(text, leave_out)
        quoted = [span for span in found if voice.wholly_quoted(text[span[0] : span[1]])]
        self.own = [span for span in found if span not in set(quoted)]
        self.leave_out = sorted([*leave_out, *quoted])

    def units(self, owner: int) -> Iterator[_Unit]:
        """What is to be judged: nothing where no party of the debate is named anywhere near."""
        if not self.debate.open and not self._around.levels:
            return
        for run in _stretches(self.own, self.leave_out):
            yield _Unit(owner, tuple(run))
        for start, end in self.own:
            if inner := voice.rejected_inside(self.text[start:end], self.lang):
                yield _Unit(owner, ((start + inner[0], start + inner[1]),), voice.REJECTED)
        short = [span for span in self.leave_out if span[1] - span[0] <= QUOTED]
        for quotation in voice.quotations(self.text, short, self.own, self.lang):
            if quotation.voice != voice.REPORTED:
                yield _Unit(owner, ((quotation.start, quotation.end),), quotation.voice)

    @cached_property
    def _around(self) -> Around:
        return relevance.around(
            self.debate, self.text, self.context.parent_text, self.context.article_parties,
            [self.text[start:end] for start, end in self.own], self.lang,
        )  # fmt: skip

    def judged(self, unit: _Unit, answers_claim: bool, muted: Sequence[Span]) -> _Judged:
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
        return _Judged(mean, weighed[best], reported, tuple(zip(weighed, claims)))

    def _weighed(self, unit: _Unit, answers_claim: bool, muted: Sequence[Span]) -> Iterator[_Sentence]:
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
            yield _Sentence(start, end, weight, about.parties, said)


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


def _scored(
    texts: Sequence[str], units: Sequence[_Unit], langs: Sequence[str], debate: Debate, classifier: Classifier
) -> Iterator[_Unit]:
    """The stretches with the model's scores, and with the debate's own cue phrases weighed in.

    A concession that alone claims nothing is left out (codebook, rule 5): beside it the claim counts whole.
    """
    order = [classifier.labels.index(label) for label in LABELS[:3]]

    def rows(words: Sequence[str]) -> list[tuple[float, ...]]:
        scores = classifier.scores([Item(text) for text in words]) if words else []
        return [tuple(float(row[i]) for i in order) for row in scores]

    granted = [
        [(start + a, start + b) for start, end in unit.spans
         for a, b in concession.concessions(texts[unit.owner][start:end], langs[unit.owner])]
        for unit in units
    ]  # fmt: skip
    claims = iter(rows([texts[unit.owner][start:end] for unit, spans in zip(units, granted) for start, end in spans]))
    idle = [[span for span in spans if sum(next(claims)) < FIRM] for spans in granted]

    def words(unit: _Unit, start: int, end: int, left_out: Sequence[Span]) -> str:
        inside = [(a - start, b - start) for a, b in left_out if start <= a and b <= end]
        return concession.without(texts[unit.owner][start:end], inside)

    wholes = rows([words(unit, unit.spans[0][0], unit.spans[-1][1], out) for unit, out in zip(units, idle)])
    parts = iter(rows([words(unit, *span, out) for unit, out in zip(units, idle) if len(unit.spans) > 1 for span in unit.spans]))
    cues = cue_phrases.finder(debate)
    for unit, whole in zip(units, wholes):
        text = texts[unit.owner]
        raw = [next(parts) for _ in unit.spans] if len(unit.spans) > 1 else [whole]
        told = tuple(tuple(cues.shift(row, text[start:end])) for row, (start, end) in zip(raw, unit.spans))
        whole = tuple(cues.shift(whole, text[unit.spans[0][0] : unit.spans[-1][1]]))
        yield replace(unit, whole=whole, rows=told)


def _counted(sentence: _Sentence, row: Sequence[float]) -> list[float]:
    """A sentence's claims, by how much they count; of a rejected quotation the opposite."""
    same, different, both = (sentence.weight * value for value in row)
    if sentence.voice == voice.REPORTED:
        return [HEARSAY * same, HEARSAY * different, HEARSAY * both]
    return [different, same, 0.0] if sentence.voice == voice.REJECTED else [same, different, both]


def _join(stretches: list[_Judged]) -> tuple[dict[str, object], list[_Sentence]]:
    """The frame of a text from those of its stretches, and the sentences behind its label."""
    strongest = max(stretches, key=lambda judged: sum(judged.claims), default=None)
    claims = strongest.claims if strongest else _NOTHING
    sides = [max(stretches, key=lambda judged: judged.claims[kind], default=None) for kind in (0, 1)]
    firm = [side for kind, side in enumerate(sides) if side is not None and side.claims[kind] >= FIRM]
    if len(firm) == 2 and firm[0] is not firm[1]:
        # Two firm claims in different places: each is real, so that together they are ``both``.
        together = (firm[0].claims[0] + firm[1].claims[1]) / 2
        frame = as_label(LABELS, [(1 - together) / 3, (1 - together) / 3, together, (1 - together) / 3])
        return frame, sorted((side.evidence for side in firm), key=lambda sentence: sentence.start)
    frame = as_label(LABELS, [*claims, 1.0 - sum(claims)])
    return frame, [strongest.evidence] if strongest and frame["label"] != "none" else []
