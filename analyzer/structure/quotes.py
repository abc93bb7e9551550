"""Which spans of a comment are somebody else's words.

A classifier that reads a quotation as its speaker's opinion labels the comment with the
opponent's stance. So the words of others are marked, by every sign they leave: markup of
the source, '>' lines, quote marks, repetition of an earlier comment, and the reporting
voice of a pasted article. What is not clearly another's is left to the speaker: titles,
single words and scare quotes are no quotations.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import takewhile

from analyzer.structure._evidence import places_of_ids
from analyzer.structure._overlap import Repeat, Token, between, compared, length
from analyzer.structure._pasted import pasted
from analyzer.structure._quotemarks import in_marks, quoted_lines
from analyzer.structure.parents import Edge, turned
from analyzer.thread import Record

Span = tuple[int, int, int | None]

_LEAST_WORDS = 6  # in quote marks, or repeated without them
_LEAST_FOUND = 3  # in quote marks and found in an earlier comment
_LEAST_CHARS = 35  # of a repetition without marks: shorter ones are formulas ("all the best to you and")
_LOOKED_AT = 50  # repetitions within one quotation
_INNER, _CLOSING = "'’-(", ".,;:!?…)"


def mark(
    records: Sequence[Record],
    speaker_ids: Sequence[str | None],
    edges: Sequence[Edge | None],
    *,
    backwards: bool = False,
) -> list[tuple[Span, ...]]:
    """The quotations of every record: start, end, index of the quoted record or None.

    Spans are code points of ``Record.text``, sorted and disjoint. A passage in quote marks
    is sought first in the comment that is answered, then in every earlier one: those above,
    or, where the page runs ``backwards``, those below.
    """
    if backwards:
        last = len(records) - 1
        found = mark(records[::-1], speaker_ids[::-1], turned(edges))
        return [tuple((a, b, None if of is None else last - of) for a, b, of in spans) for spans in reversed(found)]
    words, found = compared(tuple(record.text for record in records))
    by_id = places_of_ids(records)
    out = []
    for number, record in enumerate(records):
        foreign = [
            repeat for repeat in found[number]
            if speaker_ids[number] is None or speaker_ids[repeat.of] != speaker_ids[number]
        ]  # fmt: skip
        parent = edges[number].parent if edges[number] else None
        spans = _marked_up(record, by_id)
        spans += [(start, end, _origin(start, end, foreign)) for start, end in quoted_lines(record.text)]
        spans += _in_marks(record.text, words[number], foreign, parent, words)
        spans += [_whole_words(record.text, repeat) for repeat in foreign if _stands_alone(repeat)]
        spans += [(start, end, None) for start, end in pasted(record.text, words[number])]
        out.append(_disjoint(spans, len(record.text)))
    return out


def _marked_up(record: Record, by_id: dict[str | None, int]) -> list[Span]:
    return [(m.start, m.end, by_id.get(m.id) if m.id is not None else None) for m in record.quotes]


def _origin(start: int, end: int, foreign: Sequence[Repeat]) -> int | None:
    """The earlier comment that held most of the span, if one did."""
    first = bisect_right(foreign, start, key=lambda repeat: repeat.end)
    inside = takewhile(lambda repeat: repeat.start < end, foreign[first : first + _LOOKED_AT])
    best = max(inside, key=lambda repeat: repeat.words, default=None)
    return best.of if best else None


def _in_marks(
    text: str,
    words: Sequence[Token],
    foreign: Sequence[Repeat],
    parent: int | None,
    all_words: Sequence[Sequence[Token]],
) -> list[Span]:
    answered = _triples(all_words[parent]) if parent is not None else frozenset()
    spans: list[Span] = []
    for start, end in in_marks(text):
        inside = between(words, start, end)
        size = length(inside)
        of = _origin(start, end, foreign)
        if of is None and size >= _LEAST_FOUND and _triples(inside) and _triples(inside) <= answered:
            of = parent
        if of is not None or (size >= _LEAST_WORDS and not _is_title(text, inside)):
            spans.append((start, end, of))
    return spans


def _triples(words: Sequence[Token]) -> frozenset[tuple[str, ...]]:
    """Every three words in a row: those of a quotation stand in what it quotes."""
    plain = [token.word for token in words]
    return frozenset(zip(plain, plain[1:], plain[2:]))


def _is_title(text: str, inside: Sequence[Token]) -> bool:
    """Nearly every longer word capitalised: a book, a film, an article."""
    initials = [text[token.start] for token in inside if token.end - token.start > 3]
    return sum(char.isupper() for char in initials) > 0.8 * len(initials)


def _stands_alone(repeat: Repeat) -> bool:
    """Whether a repetition counts without marks."""
    return repeat.words >= _LEAST_WORDS and repeat.end - repeat.start >= _LEAST_CHARS


def _whole_words(text: str, repeat: Repeat) -> Span:
    """The span of a repetition with the punctuation that clings to it, but without quote marks."""
    start, end = repeat.start, repeat.end
    while start and text[start - 1] in _INNER:
        start -= 1
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    return start, end, repeat.of


def _disjoint(spans: list[Span], size: int) -> tuple[Span, ...]:
    """Sorted spans without overlap; those that meet become one, with the origin that is known."""
    out: list[Span] = []
    for start, end, of in sorted(spans, key=lambda span: (span[0], -span[1])):
        start, end = max(0, start), min(end, size)
        if start >= end:
            continue
        if out and start < out[-1][1]:
            last = out[-1]
            out[-1] = (last[0], max(last[1], end), last[2] if last[2] is not None else of)
        else:
            out.append((start, end, of))
    return tuple(out)
