"""Frames: does a comment say that the debate's parties are the same, or that they differ?

The head judges a stretch of a few sentences at a time, so that a long comment's one claim
is not drowned in the rest, and each sentence of it alone: the stretch knows what "they"
are, the sentence does not hedge; their mean is the stretch's score, and the sentence that
makes the claim most strongly is the evidence.

What a sentence claims counts by whose claim it is (``voice``) and by whether it is about the
debate's parties (``relevance``); that much is ``claims``. Where a comment is no more than "no they
are not" or "exactly", the claim that it answers counts (``coreference``). From stretches to a comment
(codebook, ``../shared/gold/codebook.md``): the strongest claim of each kind counts; a
comment with a firm claim of sameness and a firm claim of difference is ``both``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analyzer.classify import coreference, pairs, respects, voice
from analyzer.classify.base import Classifier, as_label
from analyzer.classify.claims import FIRM, LABELS, FrameContext, Judged, Reader, Sentence, Unit, scored
from analyzer.classify.sentences import sentences
from analyzer.debates import Debate
from analyzer.spans import Span
from analyzer.structure.language import detect
from analyzer.thread import Comment

CONTEXT = 3  # sentences before the claim in which the two compared things are sought

_NOTHING = [0.0, 0.0, 0.0]


@dataclass(slots=True)
class _Verdict:
    """A text's frame on its way to JSON."""

    frame: dict[str, object]
    telling: list[Sentence] = field(default_factory=list)
    voice: str | None = None
    pair: list[str] = field(default_factory=list)
    respect: list[str] = field(default_factory=list)
    sentences: list[tuple[Sentence, list[float]]] = field(default_factory=list)

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
    readers = [Reader(*each, debate) for each in zip(texts, leave_out, contexts)]
    by_text: list[list[Unit]] = [[] for _ in texts]
    for unit in scored(
        texts, [unit for i, reader in enumerate(readers) for unit in reader.units(i)], debate, classifier
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
    verdict.telling = [Sentence(*span, 1.0, (), voice.OWN)]
    verdict.pair, verdict.respect = list(parent.pair), list(parent.respect)


def _verdict(reader: Reader, stretches: list[Judged], finder: respects.RespectFinder) -> _Verdict:
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


def _pair_before(reader: Reader, claim: Sentence, context: FrameContext, parent: _Verdict | None) -> list[str]:
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


def _join(stretches: list[Judged]) -> tuple[dict[str, object], list[Sentence]]:
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
