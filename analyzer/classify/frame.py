"""Frames: does a comment say that the debate's parties are the same, or that they differ?

The head judges a stretch of a few sentences at a time, so that a long comment's one claim
is not drowned in the rest, and each sentence of it alone: the stretch knows what "they"
are, the sentence does not hedge; their mean is the stretch's score, and the sentence that
makes the claim most strongly is the evidence. A debate with named parties then asks of
each claim whether it is about these parties: a stretch that names two of them is; one that
names none may still be ("they are all the same"), where it points back to somebody and the
comment, the comment answered or the article makes plain to whom.

From stretches to a comment (codebook, ``../shared/gold/codebook.md``): the strongest claim
of each kind counts; a comment with a firm claim of sameness and a firm claim of difference
is ``both``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from analyzer.classify.base import TASKS, Classifier, Item, as_label
from analyzer.classify.sentences import sentences
from analyzer.debates import Debate
from analyzer.thread import Comment

LABELS = TASKS["frame"]
# How sure it is that a claim is about the debate's parties, by where they are named: in the stretch
# itself, else in the comment, in the comment answered, or in the article.
TWO_HERE, ONE_HERE, IN_COMMENT, IN_PARENT, IN_ARTICLE = 1.0, 0.85, 0.8, 0.75, 0.75
NO_POINTER = 0.6  # factor where none is named here and no word points back to anybody
# Words that point back to parties named before: they, both, these, neither, each other, all of them.
_POINTING = """
they|them|their|theirs|both|these|those|neither|either|it|each other|one another|all of them|same same|sie|ihr|ihre|beide
beiden|beides|diese|alle|einander|ils|elles|leur|leurs|eux|les deux|ces|tous|toutes|ellos|ellas|ambos|ambas|estos|esos
todos|todas|sus|loro|entrambi|questi|tutti|tutte|eles|elas|esses|estes|они|их|им|оба|обе|все|эти|onlar|onların|onları|ikisi
hepsi|bunlar|mereka|keduanya|semua|semuanya|zij|ze|hun|oni|one|ich|obaj|obie|oba|všichni|wszyscy|هم|هما|كلهم|كلاهما|كليهما
هؤلاء|هذه|هذان|بعضهم|كلها|جميعهم|بينهم|بينهما|آنها|این|هردو|هر دو|همه
"""
POINTERS = re.compile(
    rf"(?<!\w)(?:{'|'.join(_POINTING.split(chr(10))).strip('|')})(?!\w)"
    r"|הם|שניהם|כולם|האלה|他们|它们|两者|两个|都|双方|彼此|वे|दोनों|ये|یہ|وہ|دونوں",
    re.IGNORECASE,
)
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


@dataclass(frozen=True, slots=True)
class _Judged:
    """A stretch with its claims (same, different, both; the rest is none) and the sentence behind them."""

    unit: _Unit
    claims: list[float]
    evidence: tuple[int, int]


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
    by_text: list[list[_Judged]] = [[] for _ in texts]
    for judged in _judge(texts, units, classifier):
        by_text[judged.unit.owner].append(judged)
    out = []
    for each in by_text:
        frame, telling = _join(each)
        parties = tuple(dict.fromkeys(party for judged in telling for party in judged.unit.parties))
        out.append({
            "debate": debate.name, **frame, "pair": list(parties[:2]) if len(parties) >= 2 else [],
            "respect": [], "evidence": [{"start": j.evidence[0], "end": j.evidence[1]} for j in telling],
        })  # fmt: skip
        if progress is not None:
            progress(1)
    return out


def _judge(texts: Sequence[str], units: Sequence[_Unit], classifier: Classifier) -> list[_Judged]:
    """The claims of stretches: the mean of the stretch's own scores and its most telling sentence's."""
    order = [classifier.labels.index(label) for label in LABELS]

    def rows(spans: list[tuple[int, tuple[int, int]]]) -> list[list[float]]:
        items = [Item(texts[owner][start:end]) for owner, (start, end) in spans]
        return [[float(row[i]) for i in order] for row in classifier.scores(items)] if items else []

    wholes = rows([(unit.owner, (unit.start, unit.end)) for unit in units])
    parts = [(unit.owner, span) for unit in units if len(unit.sentences) > 1 for span in unit.sentences]
    alone = iter(rows(parts))
    out = []
    for unit, whole in zip(units, wholes):
        mean, evidence = whole, (unit.start, unit.end)
        if len(unit.sentences) > 1:
            judged = [(next(alone), span) for span in unit.sentences]
            best, evidence = min(judged, key=lambda pair: pair[0][-1])
            mean = [(a + b) / 2 for a, b in zip(whole, best)]
        out.append(_Judged(unit, [unit.relevance * value for value in mean[:3]], evidence))
    return out


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
        implied = fallback if POINTERS.search(words) else fallback * NO_POINTER
        relevance = 1.0 if debate.open else (implied, ONE_HERE, TWO_HERE)[min(2, len(parties))]
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
    quotes = sorted(start for start, _ in leave_out)
    for start, end in spans:
        if run and (end - run[0][0] > STRETCH or bisect_left(quotes, run[-1][1]) < bisect_left(quotes, start)):
            yield run
            run = []
        run.append((start, end))
    if run:
        yield run


def _join(stretches: list[_Judged]) -> tuple[dict[str, object], list[_Judged]]:
    """The frame of a text from those of its stretches, and the stretches behind its label."""
    nothing = [0.0, 0.0, 0.0]
    strongest = max(stretches, key=lambda judged: sum(judged.claims), default=None)
    claims = strongest.claims if strongest else nothing
    sides = [max(stretches, key=lambda judged: judged.claims[kind], default=None) for kind in (0, 1)]
    firm = [side for kind, side in enumerate(sides) if side is not None and side.claims[kind] >= FIRM]
    if len(firm) == 2 and firm[0] is not firm[1]:
        # Two firm claims in different places: each is real, so that together they are ``both``.
        together = (firm[0].claims[0] + firm[1].claims[1]) / 2
        frame = as_label(LABELS, [(1 - together) / 3, (1 - together) / 3, together, (1 - together) / 3])
        return frame, sorted(firm, key=lambda judged: judged.unit.start)
    frame = as_label(LABELS, [*claims, 1.0 - sum(claims)])
    return frame, [strongest] if strongest and frame["label"] != "none" else []
