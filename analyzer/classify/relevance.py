"""Relevance: how sure it is that a claim is about the parties of a named debate.

A sentence that names two parties is about them. One that names fewer needs an antecedent:
"they are all the same" means whoever was named last, in the sentence before, in the comment
answered, in the article. A sentence that compares something else ("cats and dogs are the
same") is about that, whatever stands around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.classify.coreference import points_back
from analyzer.classify.pairs import compared, names, own_subject
from analyzer.debates import Debate

NAMED = 1.0  # two parties in the sentence itself
IN_STRETCH, IN_COMMENT, IN_PARENT, IN_ARTICLE = 1.0, 0.95, 0.9, 0.85  # where the antecedent was found
ALONE = 0.5  # one party in the sentence, and no other anywhere: compared with whom?
NO_POINTER = 0.5  # factor where the antecedent is far and no word points back to anybody
LONG = 120  # characters (of Chinese a third) from which a sentence that names no party is about what it names itself
OTHERS_NEARER = 0.5  # factor where the comment itself names others that "they" can mean


@dataclass(frozen=True, slots=True)
class Relevance:
    """How sure a sentence is about the debate's parties, and which two of them it compares."""

    weight: float
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What a pointer can point to, from near to far: parties, each with its weight.

    Attributes:
        levels: parties named in the stretch before the sentence, in the rest of the comment,
            in the comment answered, in the article.
        others: the comment names others, and none of the debate's parties.
    """

    levels: tuple[tuple[tuple[str, ...], float], ...] = ()
    others: bool = False


def around(
    debate: Debate, comment: str, parent: str, article: Sequence[str], own: Sequence[str], lang: str = ""
) -> Around:
    """The antecedents of a comment's sentences, but for what stands in the sentences themselves.

    Args:
        comment: its whole text.
        parent: the text that it answers.
        article: the parties of the article.
        own: the speaker's own sentences.
    """
    here = debate.in_order_of_mention(comment)
    levels = ((here, IN_COMMENT), (debate.in_order_of_mention(parent), IN_PARENT), (tuple(article), IN_ARTICLE))
    others = not here and any(names(sentence, lang) for sentence in own)
    return Around(tuple((parties, weight) for parties, weight in levels if parties), others)


def of_sentence(
    sentence: str, before: tuple[str, ...], surroundings: Around, debate: Debate, lang: str = "", *,
    answers_claim: bool = False,
) -> Relevance:  # fmt: skip
    """How sure one sentence's claim is about the debate's parties.

    Args:
        before: the parties named in the sentences of the same stretch before this one.
        answers_claim: the comment answered makes a claim in this debate, so that a sentence
            that names nobody goes on about it ("one paymaster, one army").
    """
    here = debate.in_order_of_mention(sentence)
    if len(here) >= 2:
        return Relevance(NAMED, _compared_parties(sentence, here, debate, lang))
    points = answers_claim or points_back(sentence, lang) > 0
    strangers = any(not debate.mentioned(name) for name in compared(sentence, lang, guess=False))
    if strangers and not points:
        return Relevance(0.0)
    parties, weight = here, 0.0
    for named, sure in ((before, IN_STRETCH), *surroundings.levels):
        parties, weight = tuple(dict.fromkeys((*parties, *named))), sure
        if len(parties) >= 2:
            break
    if len(parties) < 2:
        return Relevance(ALONE if here else 0.0, here)
    if not answers_claim and weight in (IN_PARENT, IN_ARTICLE):
        subject = own_subject(sentence, lang)
        strangers |= surroundings.others or bool(subject and not here and not points_back(subject, lang))
        strangers |= not here and sum(3 if char >= "\u3000" else 1 for char in sentence) > LONG
    if strangers:
        weight *= OTHERS_NEARER
    if not points and weight < IN_STRETCH and (not here or weight == IN_ARTICLE):
        weight *= NO_POINTER
    return Relevance(weight, parties)


def _compared_parties(sentence: str, here: tuple[str, ...], debate: Debate, lang: str) -> tuple[str, ...]:
    """Of more than two parties named, the two that the sentence compares; else the first two."""
    if len(here) > 2:
        found = [party for name in compared(sentence, lang) for party in debate.mentioned(name)[:1]]
        if len(set(found)) == 2:
            return tuple(found)
    return here
