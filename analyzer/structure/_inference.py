"""Whom a comment most probably answers, judged by what it says and where it stands.

The last resort of ``parents``, for comments that neither name nor quote anybody: a
conditional logit model that weighs each of the last few comments, and "answers the
article", by a handful of features. It is small enough to be read: ``WEIGHTS`` says what
each feature is worth. They were fitted by ``benchmarks/fit_reply_inference.py`` on
threads whose replies are stated (WordPress pages, exports, nested forums), with the
edges taken away; only comments that the surer clues leave open take part. Those are few,
so the fit is held near weights set by hand, and ``SURE`` was chosen with every source left
out of its own fit: 81 F1 over 13 WordPress and Blogger pages, all clues together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from analyzer.structure._context import Context
from analyzer.structure._order import later

WINDOW = 8  # comments looked back
SURE = 0.45  # least probability of an edge that the reading order does not force

WEIGHTS: dict[str, float] = {
    "adjacent": 0.66,
    "answers back": 1.31,
    "answers host": -0.67,
    "asks you": 1.43,
    "denies": 4.0,
    "distance": -0.4,
    "ends asking": 0.14,
    "follows up": 1.07,
    "host answers": 2.44,
    "lag": -0.23,
    "newcomer, to root": 0.62,
    "none": 2.28,
    "none, asks": 0.47,
    "none, by host": -1.52,
    "none, greets": 0.28,
    "none, greets host": 2.02,
    "none, long": 0.01,
    "none, nested page": 0.51,
    "none, reports": 2.0,
    "none, returns": -0.49,
    "none, speakers return": -0.56,
    "overlap": 3.03,
    "question answered": 0.47,
    "reacts": 0.86,
    "root": 0.22,
    "same speaker": -1.17,
    "short": 0.68,
    "talks of": 0.42,
    "thanks back": 1.48,
    "thanks for reply": 1.5,
    "you": 0.41,
}


# ---------------------------------------------------------------- candidates and features


def open_path(context: Context, number: int, parents: Sequence[int | None]) -> list[int]:
    """The comments that ``number`` may answer on a page that nests: the last one and those above it.

    A sibling printed earlier must be dated earlier, which rules out some of them.
    """
    path: list[int] = []
    child, at = None, number - 1
    for _ in range(WINDOW):
        if at is None or at >= number:
            break
        if child is None or not later(context.posted[child], context.posted[number]):
            path.append(at)
        child, at = at, parents[at]
    return path


def candidates(context: Context, number: int, parents: Sequence[int | None]) -> list[int]:
    """The comments that ``number`` may answer, nearest first."""
    if context.order.nested:
        near = open_path(context, number, parents)
    else:
        near = list(range(number - 1, max(-1, number - 1 - WINDOW), -1))
    return [
        parent
        for parent in near
        if not later(context.posted[parent], context.posted[number])
        and context.stems[parent] != context.stems[number]  # the same comment sent twice
    ]


def features(context: Context, number: int, parent: int, parents: Sequence[int | None]) -> dict[str, float]:
    """What speaks for or against ``number`` answering ``parent``."""
    own, theirs = context.traits[number], context.traits[parent]
    me, other = context.speakers[number], context.speakers[parent]
    above = parents[parent]
    host = context.host
    same = me is not None and me == other
    adjacent = parent == number - 1
    back = above is not None and me is not None and context.speakers[above] == me and not same
    hosted = host is not None and me == host and other != host
    gap = own.hours - theirs.hours if own.hours is not None and theirs.hours is not None else None
    return {
        "adjacent": float(adjacent),
        "distance": math.log(number - parent),
        "overlap": context.vocabulary.cosine(number, parent),
        "question answered": float(theirs.asks and not own.asks and not same),
        "ends asking": float(theirs.ends_asking and not same),
        "same speaker": float(same),
        "answers back": float(back),
        "host answers": float(hosted),
        "answers host": float(host is not None and other == host and not back and not same),
        "you": float(own.second_person and adjacent and not same),
        "reacts": float(own.reacts and adjacent and not same),
        "thanks back": float(own.thanks and back),
        "thanks for reply": float(own.thanks_for_reply and adjacent and not same),
        "follows up": float(same and adjacent and gap is not None and gap < 24),
        "newcomer, to root": float(
            context.order.nested
            and not adjacent
            and above is None
            and not any(me == context.speakers[n] for n in range(parent, number))
        ),
        "talks of": float(other is not None and not same and other in context.talked_of[number]),
        "short": float(own.words < 12 and adjacent),
        "denies": float(bool(own.clause) and context.holds_together(own.clause, parent)),
        "root": float(above is None),
        "asks you": float(own.asks and own.second_person and own.words < 30 and adjacent and not same),
        "lag": _lag(gap, context.rhythm),
    }


def _lag(gap: float | None, rhythm: float) -> float:
    """How much later than the thread's rhythm the comment came, as a bounded log ratio.

    A gap may seem negative where one of two dates lacks the time of day; it counts as none.
    """
    return 0.0 if gap is None else max(-3.0, min(3.0, math.log((max(gap, 0.0) + 0.05) / (rhythm + 0.05))))


def features_of_none(context: Context, number: int) -> dict[str, float]:
    """What speaks for ``number`` answering the article."""
    own = context.traits[number]
    me = context.speakers[number]
    return {
        "none": 1.0,
        "none, nested page": float(context.order.nested),
        "none, by host": float(context.host is not None and me == context.host),
        "none, greets": float(own.greets),
        "none, greets host": float(any(context.greets_host(number, a) for a in context.spoken[number])),
        "none, long": math.log1p(own.words),
        "none, asks": float(own.asks),
        "none, returns": float(me is not None and me != context.host and context.first_of[me] < number),
        "none, speakers return": context.returning,
        "none, reports": float(own.reports),
    }


def infer(context: Context, number: int, parents: Sequence[int | None]) -> tuple[int, float] | None:
    """The most probable parent and its probability; None where the article is, or nothing stands out.

    Args:
        parents: those of the earlier records, as far as resolved.
    """
    forced = context.order.reply[number]
    if forced is False:
        return None
    options = candidates(context, number, parents)
    if not options:
        return None
    scores = [_score(features(context, number, parent, parents)) for parent in options]
    weights = [math.exp(score) for score in scores]
    total = sum(weights) + (0.0 if forced else math.exp(_score(features_of_none(context, number))))
    best = max(range(len(options)), key=lambda at: (weights[at], options[at]))
    share = weights[best] / total
    return (options[best], share) if forced or share >= SURE else None


def _score(values: dict[str, float]) -> float:
    return sum(WEIGHTS.get(name, 0.0) * value for name, value in values.items())
