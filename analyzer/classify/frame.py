"""Frames: does a comment say that the debate's parties are the same, or that they differ?

The head judges a stretch of a few sentences at a time, so that a long comment's one claim
is not drowned in the rest, and each sentence of it alone: the stretch knows what "they"
are, the sentence does not hedge; their mean is the stretch's score, and the sentence that
makes the claim most strongly is the evidence.

What a sentence claims counts by whose claim it is (``voice``) and by whether it is about the
debate's parties (``relevance``); that much is ``claims``. Where a comment is no more than "no they
are not" or "exactly", the claim that it answers counts (``coreference``). From stretches to a comment
(codebook, ``../shared/gold/codebook.md``): the strongest claim of each kind counts; a
comment with a firm claim of sameness and a firm claim of difference, in stretches apart, is ``both``. Where
a single sentence firmly claims the opposite of the comment ("No they are not the same, they are mirror images"),
the label stays, and the sentence is named beside it, for a reader to judge (``counterclaim``): of such comments
no more are ``both`` than are not.

In a named debate a second head, where one is given, reads each comment in its thread (``in_thread``), parents before
their answers, since it is told how the comment answered was framed. Each head misses claims that the other hears, so
that a comment is taken for silent only as far as both find it so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analyzer.classify import coreference, in_thread, pairs, respects, voice
from analyzer.classify.base import DIGITS, Classifier, as_label
from analyzer.classify.claims import FIRM, LABELS, FrameContext, Judged, Reader, Sentence, Unit, scored
from analyzer.classify.sentences import sentences
from analyzer.debates import Debate
from analyzer.spans import Span
from analyzer.structure.language import detect
from analyzer.thread import Comment

CONTEXT = 3  # sentences before the claim in which the two compared things are sought
PIECE = 900  # bytes of a comment that the head that reads it in its thread is given at a time
BOTH_HEAR = 0.65  # in a named debate: how far what the two heads hear in a comment is not the same once more

OPPOSITE = {"same": "different", "different": "same"}
_NOTHING = [0.0, 0.0, 0.0]


@dataclass(slots=True)
class _Verdict:
    """A text's frame on its way to JSON."""

    frame: dict[str, object]
    telling: list[Sentence] = field(default_factory=list)
    voice: str | None = None
    pair: list[str] = field(default_factory=list)
    respect: list[str] = field(default_factory=list)
    sentences: list[tuple[Sentence, list[float], tuple[float, ...]]] = field(default_factory=list)
    takes_over: bool = False
    """It says nothing itself: pair and respects are those of the claim that it answers."""
    counterclaim: dict[str, object] | None = None

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
    thread: Classifier | None = None,
) -> list[dict[str, object]]:
    """The ``frame`` objects of texts (contract: label, scores, pair, respect, evidence; and voice, counterclaim).

    Args:
        texts: comments or paragraphs.
        leave_out: for each text the spans (quotations) that are not the speaker's own.
        contexts: for each text what surrounds it.
        debate: whose parties count.
        classifier: a ``frame`` classifier; it sees stretches of a few sentences.
        thread: a ``frame`` classifier that reads a comment in its place (``in_thread``), for named debates.
    """
    verdicts = _verdicts(texts, leave_out, contexts, debate, classifier, thread)
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
                for sentence, claims, _ in verdict.sentences
            ],
        }
        for (start, end), verdict in zip(spans, verdicts)
    ]  # fmt: skip


def comment_context(
    comment: Comment, by_id: Mapping[str, Comment], article_parties: tuple[str, ...], parent: int | None = None,
    title: str = "",
) -> FrameContext:  # fmt: skip
    """The context of a comment in its thread.

    Args:
        parent: the index of the comment answered, where it is classified in the same call.
        title: the article's.
    """
    answered = by_id.get(comment.parent) if comment.parent else None
    given = str((comment.extra or {}).get("parent_text") or "")
    lang = comment.lang.label if comment.lang else ""
    said = answered.text if answered and answered.kind == "comment" else ""
    return FrameContext(given or said, article_parties, lang, parent, title)


def _as_json(verdict: _Verdict, debate: Debate) -> dict[str, object]:
    evidence = [{"start": sentence.start, "end": sentence.end} for sentence in verdict.telling]
    return {
        "debate": debate.name, **verdict.frame, "pair": verdict.pair, "respect": verdict.respect,
        "evidence": evidence, "voice": verdict.voice, "counterclaim": verdict.counterclaim,
    }  # fmt: skip


# ---------------------------------------------------------------- from texts to verdicts


def _verdicts(
    texts: Sequence[str], leave_out: Sequence[Sequence[Span]], contexts: Sequence[FrameContext], debate: Debate,
    classifier: Classifier, thread: Classifier | None = None,
) -> list[_Verdict]:  # fmt: skip
    """A verdict for each text; behind them those of parents that are known by their words only."""
    contexts = [context if context.lang else replace(context, lang=detect(text).label)
                for text, context in zip(texts, contexts)]  # fmt: skip
    reads = thread is not None and not debate.open
    texts, leave_out, answers = list(texts), list(leave_out), {}
    for i, (text, context) in enumerate(zip(list(texts), list(contexts))):
        if context.parent is None and not context.parent_text:
            continue
        if found := _answer(text, leave_out[i], context.lang):
            answers[i] = found
        if context.parent is None and (found or reads):
            contexts[i] = replace(context, parent=len(texts))
            texts.append(context.parent_text)
            leave_out.append(())
            contexts.append(FrameContext("", context.article_parties, detect(context.parent_text).label, None, context.title))
    readers = [Reader(*each, debate) for each in zip(texts, leave_out, contexts)]
    by_text: list[list[Unit]] = [[] for _ in texts]
    for unit in scored(
        texts, [unit for i, reader in enumerate(readers) for unit in reader.units(i)], debate, classifier
    ):
        by_text[unit.owner].append(unit)
    finder = respects.finder(debate)
    verdicts: list[_Verdict] = [_Verdict({})] * len(texts)
    for level in _levels(contexts):
        places = _places([i for i in level if by_text[i]], readers, verdicts, thread) if thread and reads else {}
        for i in level:
            reader, context = readers[i], contexts[i]
            parent = verdicts[context.parent] if context.parent is not None else None
            answers_claim = parent is not None and parent.claims is not None
            muted = [u.spans[0] for u in by_text[i] if u.voice == voice.REJECTED and sum(u.whole) >= FIRM]
            verdicts[i] = _verdict(
                reader, [reader.judged(unit, answers_claim, muted) for unit in by_text[i]], parent, answers.get(i),
                places.get(i), finder,
            )  # fmt: skip
            if debate.open and verdicts[i].telling and not verdicts[i].pair:
                verdicts[i].pair = _pair_before(reader, verdicts[i].telling[0], context, parent)
    return verdicts


def _places(
    chosen: Sequence[int], readers: Sequence[Reader], verdicts: Sequence[_Verdict], thread: Classifier
) -> dict[int, list[float]]:
    """What the head that reads comments in their thread says of each, in the order of ``LABELS``.

    A long comment is read in pieces, and the one that claims most counts: a single claim would be drowned in the rest.
    """
    items, owners = [], []
    for i in chosen:
        context, parties = readers[i].context, [party.name for party in readers[i].debate.parties]
        answered, frame = context.title, in_thread.ARTICLE
        if context.parent is not None:
            answered, frame = context.parent_text, str(verdicts[context.parent].frame["label"])
        for piece in readers[i].own_words(PIECE):
            items.append(in_thread.item(piece, parties, answered, frame))
            owners.append(i)
    order = [thread.labels.index(label) for label in LABELS]
    found: dict[int, list[float]] = {}
    for i, row in zip(owners, thread.scores(items) if items else []):
        said = [float(row[k]) for k in order]
        if i not in found or said[3] < found[i][3]:
            found[i] = said
    return found


def _levels(contexts: Sequence[FrameContext]) -> Iterator[list[int]]:
    """All indices, level by level: first texts that answer none, then their answers, and so on."""
    answers: dict[int, list[int]] = {}
    for i, context in enumerate(contexts):
        answers.setdefault(-1 if context.parent is None else context.parent, []).append(i)
    level, seen = answers.get(-1, []), 0
    while level:
        yield level
        seen += len(level)
        level = [k for i in level for k in answers.get(i, ())]
    assert seen == len(contexts), "answers in a circle"


def _answer(text: str, leave_out: Sequence[Span], lang: str) -> tuple[str, Span] | None:
    """The bare answer that a text begins with, and its place."""
    first = next(iter(sentences(text, leave_out)), None)
    kind = coreference.answer(text[first[0] : first[1]], lang) if first else ""
    return (kind, first) if first and kind else None


def _taken_over(parent: _Verdict | None, answer: tuple[str, Span] | None) -> tuple[dict[str, object], Sentence] | None:
    """The frame of a bare answer, from the claim that it answers, and the answer as its evidence."""
    if parent is None or answer is None or parent.claims is None:
        return None
    claims = coreference.answered(answer[0], parent.claims)
    frame = as_label(LABELS, [*claims, 1.0 - sum(claims)]) if claims else {"label": "none"}
    return None if frame["label"] == "none" else (frame, Sentence(*answer[1], 1.0, (), voice.OWN))


def _verdict(
    reader: Reader, stretches: list[Judged], parent: _Verdict | None, answer: tuple[str, Span] | None,
    place: Sequence[float] | None, finder: respects.RespectFinder,
) -> _Verdict:  # fmt: skip
    frame, telling = _join(stretches)
    verdict = _Verdict(frame, telling, sentences=sorted(
        (each for judged in stretches for each in judged.each), key=lambda each: each[0].start
    ))  # fmt: skip
    if frame["label"] == "none" and (taken := _taken_over(parent, answer)):
        verdict.frame, verdict.telling, verdict.takes_over = taken[0], [taken[1]], True
    reported = not verdict.telling and any(judged.reported for judged in stretches)
    if place is not None and not reported:  # what others claim stays theirs, however clear it is
        _weigh_in(verdict, place)
    if not verdict.telling:
        verdict.voice = voice.REPORTED if reported else None
        return verdict
    words = [reader.text[sentence.start : sentence.end] for sentence in verdict.telling]
    verdict.voice = voice.ENDORSED if any(s.voice == voice.ENDORSED for s in verdict.telling) else voice.OWN
    if verdict.takes_over and parent is not None:
        verdict.pair, verdict.respect = list(parent.pair), list(parent.respect)
        return verdict
    named = {respect for sentence in words for respect in finder.find(sentence, reader.lang)}
    verdict.respect = [respect for respect in respects.RESPECTS if respect in named]
    verdict.counterclaim = _counterclaim(verdict)
    if reader.debate.open:
        found = next((pair for sentence in words if (pair := pairs.compared(sentence, reader.lang))), ())
        verdict.pair = list(found)
    else:
        verdict.pair = _named_pair(reader, verdict.telling, parent)
    return verdict


def _counterclaim(verdict: _Verdict) -> dict[str, object] | None:
    """Of a text that claims sameness or difference: the sentence, other than its evidence, that firmly claims the opposite."""
    if (label := str(verdict.frame["label"])) not in OPPOSITE:
        return None
    kind, telling = LABELS.index(OPPOSITE[label]), {(sentence.start, sentence.end) for sentence in verdict.telling}
    others = [each for each in verdict.sentences if (each[0].start, each[0].end) not in telling]
    sentence, claims, _ = max(others, key=lambda each: each[1][kind], default=(None, _NOTHING, ()))
    if sentence is None or claims[kind] < FIRM:
        return None
    return {"start": sentence.start, "end": sentence.end, "label": OPPOSITE[label], "score": round(claims[kind], DIGITS)}


def _weigh_in(verdict: _Verdict, place: Sequence[float]) -> None:
    """Join a verdict with what the comment says in its place; find the sentence behind a new label.

    A noisy-or (Pearl 1988): the chance of no claim is the product of both heads', tempered since they do not hear
    independently. Which claim it is, both say, each by how much it hears at all.
    """
    scores: Any = verdict.frame["scores"]
    words, before = [scores[label] for label in LABELS], verdict.frame["label"]
    heard = [sum(words[:3]) * words[k] + sum(place[:3]) * place[k] for k in range(3)]
    none = (words[3] * place[3]) ** BOTH_HEAR
    total = sum(heard) or 1.0
    verdict.frame = as_label(LABELS, [*((1.0 - none) * each / total for each in heard), none])
    label = verdict.frame["label"]
    if label == before:
        return
    verdict.takes_over = False
    verdict.telling = []
    if label != "none" and verdict.sentences:
        kind = LABELS.index(str(label))
        verdict.telling = [max(verdict.sentences, key=lambda each: (each[1][kind], each[2][kind]))[0]]


def _named_pair(reader: Reader, telling: Sequence[Sentence], parent: _Verdict | None) -> list[str]:
    """Two parties of a named debate: those of the claim, else of the claim answered, else the only two there are.

    A claim that names one ("nor is al-Qaeda any different") is about that one and, of the two that it answers about, the other or the first.
    """
    order = [party.name for party in reader.debate.parties]
    named = list(dict.fromkeys(party for sentence in telling for party in sentence.parties))[:2]
    before = list(parent.pair) if parent is not None and parent.pair else order if len(order) == 2 else []
    if len(named) == 1 and before:
        named += [party for party in before if party != named[0]][:1]
    return sorted(named if len(named) == 2 else before, key=order.index)


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
