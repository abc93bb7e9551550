"""What a thread holds that tells who answers whom, each thing computed when first asked for.

The clues of ``parents`` look things up here. Laziness is what makes a million rows with
stated replies cheap: most threads are never asked for their words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from analyzer.letters import ascii_digits
from analyzer.structure._context import Context
from analyzer.structure._mentions import Address, addresses
from analyzer.structure._names import Names
from analyzer.structure._order import Order, later
from analyzer.structure._overlap import Repeat, Token, compared, fold
from analyzer.structure.speakers import speaker_id
from analyzer.thread import Record


class Evidence:
    """Everything about a thread that the clues look up; ``parents`` grows while edges are made."""

    def __init__(
        self,
        records: Sequence[Record],
        speakers: Sequence[str | None],
        posted: Sequence[str | None],
        stated: Sequence[int | None],
        author: str | None = None,
    ) -> None:
        self.records, self.speakers, self.posted, self.parents = records, speakers, posted, list(stated)
        self._author = author

    @cached_property
    def order(self) -> Order:
        return Order.of(self.posted)

    @cached_property
    def _compared(self) -> tuple[list[list[Token]], list[list[Repeat]]]:
        return compared(tuple(record.text for record in self.records))

    @property
    def repeats(self) -> list[list[Repeat]]:
        """The passages of each comment that an earlier one held."""
        return self._compared[1]

    @cached_property
    def _names(self) -> Names:
        pairs = [(record.speaker, speaker) for record, speaker in zip(self.records, self.speakers)]
        return Names([*pairs, (self._author, speaker_id(self._author or ""))])

    def addresses(self, number: int) -> list[Address]:
        """Everybody whom the comment addresses."""
        if number not in self._spoken:
            text, words = self.records[number].text, self._compared[0][number]
            self._spoken[number] = addresses(text, words, self._names)
        return self._spoken[number]

    @cached_property
    def _spoken(self) -> dict[int, list[Address]]:
        return {}

    @cached_property
    def context(self) -> Context:
        """The thread as the inference sees it."""
        spoken = [self.addresses(number) for number in range(len(self.records))]
        return Context(
            self.records, self.speakers, self.posted, self.order, spoken, self._compared[0], self._names,
            speaker_id(self._author or "") or None,
        )  # fmt: skip

    @cached_property
    def quoting(self) -> bool:
        """A forum whose software marks up whom a post quotes: one without such a mark answers the thread."""
        return any(mark.id or mark.speaker for record in self.records for mark in record.quotes)

    @cached_property
    def by_speaker(self) -> dict[str, list[int]]:
        return _grouped(self.speakers)

    @cached_property
    def by_name(self) -> dict[str, list[int]]:
        """The comments under each printed name, folded."""
        return _grouped(fold(record.speaker) if record.speaker else None for record in self.records)

    @cached_property
    def numbered(self) -> bool:
        """Whether the source prints numbers beside its comments."""
        return any(record.number for record in self.records)

    @cached_property
    def by_number(self) -> dict[str, int]:
        """The comments by the numbers printed beside them, else by their places."""
        printed = {
            ascii_digits(record.number.strip("#. ")): number for number, record in enumerate(self.records) if record.number
        }
        return printed or {str(number + 1): number for number in range(len(self.records))}

    @cached_property
    def by_id(self) -> dict[str, int]:
        return places_of_ids(self.records)

    def may_answer(self, number: int, parent: int) -> bool:
        """Whether ``parent`` stands earlier and is not dated later."""
        return parent < number and not later(self.posted[parent], self.posted[number])

    def answers_speaker_of(self, number: int, parent: int) -> bool:
        """Whether ``parent`` itself answers somebody who is the speaker of ``number``."""
        above = self.parents[parent]
        return (
            above is not None
            and self.speakers[above] is not None
            and self.speakers[above] == self.speakers[number]
        )

    def earlier_of(self, speaker: str, number: int) -> list[int]:
        """That speaker's earlier comments, latest last, as far back as 50 of them."""
        own = self.by_speaker.get(speaker, ())
        stop = bisect_left(own, number)
        return [parent for parent in own[max(0, stop - 50) : stop] if self.may_answer(number, parent)]


def places_of_ids(records: Sequence[Record]) -> dict[str, int]:
    """The places of records by their ids; a repeated id means the first, as in ``forest``."""
    return {record.id: number for number, record in reversed(list(enumerate(records))) if record.id}


def _grouped(keys: Iterable[str | None]) -> dict[str, list[int]]:
    """The places of each key."""
    out: dict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        if key is not None:
            out[key].append(number)
    return out
