"""A thread as the inference of ``_inference`` sees it: what each comment does, who is the host.

Everything here is read off one comment or one thread; what it is worth as evidence for a
reply is weighed there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from analyzer.structure._cues import (
    ASSENT,
    DENIAL,
    GREETING,
    HOST_NAMES,
    QUESTION,
    REPLY,
    SECOND_PERSON,
    THANKS,
)
from analyzer.structure._mentions import Address
from analyzer.structure._names import Names
from analyzer.structure._order import Order
from analyzer.structure._overlap import Token, Vocabulary, fold
from analyzer.structure._pasted import pasted
from analyzer.thread import Record


@dataclass(frozen=True, slots=True)
class Traits:
    """What matters about one comment by itself."""

    words: int
    asks: bool
    ends_asking: bool
    second_person: bool
    reacts: bool
    thanks: bool
    thanks_for_reply: bool
    greets: bool
    reports: bool
    clause: frozenset[str]
    hours: float | None


def _traits(record: Record, words: Sequence[Token], posted: str | None) -> Traits:
    opening = [token.word for token in words[:3]]
    first = opening[0] if opening else ""
    head = [token.word for token in words[:40]]
    questions = [match.end() for match in QUESTION.finditer(record.text)]
    return Traits(
        words=len(words),
        asks=bool(questions),
        ends_asking=bool(questions) and len(record.text.rstrip()) - questions[-1] < 60,
        second_person=any(word in SECOND_PERSON for word in head),
        reacts=first in ASSENT or first in DENIAL,
        thanks=any(word in THANKS for word in opening),
        thanks_for_reply=any(word in THANKS for word in opening) and any(word in REPLY for word in head[:15]),
        greets=first in GREETING,
        reports=len(words) > 60 and sum(end - start for start, end in pasted(record.text, words)) > 100,
        clause=_denied_clause(record.text, words),
        hours=_hours(posted),
    )


def _denied_clause(text: str, words: Sequence[Token]) -> frozenset[str]:
    """The words of a first clause that opens with yes or no: what it denies or grants."""
    if not words or words[0].word not in ASSENT | DENIAL:
        return frozenset()
    clause = []
    for before, token in zip(words, words[1:15]):
        gap = text[before.end : token.start]
        if clause and not gap.isspace():
            break
        clause.append(token.word)
    kept = frozenset(clause) - _NEGATIONS
    return kept if len(kept) >= 3 else frozenset()


_NEGATIONS = DENIAL | frozenset("not nicht pas don't".split())


def _rhythm(hours: Sequence[float | None]) -> float:
    """The median time between neighbouring comments, in hours."""
    gaps = sorted(abs(two - one) for one, two in zip(hours, hours[1:]) if one is not None and two is not None)
    return gaps[len(gaps) // 2] if gaps else 0.0


def _hours(posted: str | None) -> float | None:
    if not posted:
        return None
    try:
        return datetime.fromisoformat(posted[:19]).replace(tzinfo=UTC).timestamp() / 3600
    except ValueError:
        return None


class Context:
    """One thread as the model sees it."""

    def __init__(
        self,
        records: Sequence[Record],
        speakers: Sequence[str | None],
        posted: Sequence[str | None],
        order: Order,
        spoken: Sequence[Sequence[Address]],
        words: Sequence[Sequence[Token]],
        names: Names,
        author: str | None,
    ) -> None:
        self.speakers, self.posted, self.order, self.spoken, self.words = (
            speakers,
            posted,
            order,
            spoken,
            words,
        )
        self.vocabulary = Vocabulary(words)
        self.stems = [frozenset(token.word for token in own) for own in words]
        self.traits = [_traits(*item) for item in zip(records, words, posted)]
        self.talked_of = [names.talked_of(own) for own in words]
        self.host = author if author in speakers else _host(speakers, spoken)
        self.hosts = {self.host, author} - {None}
        self.first_of = {speaker: number for number, speaker in reversed(list(enumerate(speakers)))}
        self.returning = 1 - len(self.first_of) / max(1, len(speakers))
        self.rhythm = _rhythm([traits.hours for traits in self.traits])

    def holds_together(self, wanted: frozenset[str], number: int) -> bool:
        """Whether all the words stand close together in the comment, as in one sentence."""
        if not wanted <= self.stems[number]:
            return False
        plain = [token.word for token in self.words[number]]
        span = 2 * len(wanted)
        return any(wanted <= set(plain[at : at + span]) for at, word in enumerate(plain) if word in wanted)

    def greets_host(self, number: int, address: Address) -> bool:
        """Whether the address goes to the author of the article rather than to a commenter."""
        return self.speakers[number] not in self.hosts and not self.hosts.isdisjoint(address.speakers)


def _host(speakers: Sequence[str | None], spoken: Sequence[Sequence[Address]]) -> str | None:
    """The site's author among the speakers: answers many, and is greeted before having spoken."""
    count = Counter(speaker for speaker in speakers if speaker)
    for speaker in count:
        if fold(speaker) in HOST_NAMES:
            return speaker
    seen: set[str] = set()
    answers: dict[str, set[str]] = {}
    score: Counter[str] = Counter()
    for speaker, places in zip(speakers, spoken):
        for address in places:
            for other in address.speakers:
                if other == speaker:
                    continue
                if other not in seen and address.form in ("greeting", "opening"):
                    score[other] += 2
                elif other in seen and speaker is not None:
                    answers.setdefault(speaker, set()).add(other)
        if speaker is not None:
            seen.add(speaker)
    for speaker, others in answers.items():
        score[speaker] += len(others)
    likely = [speaker for speaker in count if score[speaker] >= 3 and count[speaker] >= 0.15 * len(speakers)]
    return max(likely, key=lambda speaker: (score[speaker], count[speaker])) if likely else None
