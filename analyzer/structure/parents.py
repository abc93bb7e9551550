"""Who answers whom where the source does not say: replies recovered from the words.

Most pages lose their reply structure on the way to a text file, and many never had one:
people write "Sami #4" or "Yes Ghufran" instead. The clues are tried from the surest to the
weakest, and the first that holds makes the edge: what the source states, the addressee in
a header, a comment number, an addressed name, words taken from an earlier comment, and
last what the comment says and where it stands. Where the evidence is thin there is no edge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyzer.structure._evidence import Evidence
from analyzer.structure._inference import infer, open_path
from analyzer.structure._numbers import numbers
from analyzer.structure._order import on_one_clock, runs_backwards
from analyzer.structure._overlap import fold
from analyzer.structure._quotemarks import in_marks, quoted_lines
from analyzer.structure.speakers import speaker_id
from analyzer.thread import Record


@dataclass(frozen=True, slots=True)
class Edge:
    """A reply: the index of the answered record, how it is known, how sure it is (0, 1]."""

    parent: int
    source: str
    score: float


def resolve(
    records: Sequence[Record],
    speaker_ids: Sequence[str | None],
    posted: Sequence[str | None],
    stated: Sequence[int | None],
    *,
    states_replies: bool,
    author: str | None = None,
) -> list[Edge | None]:
    """The parent of every record, or None where it answers the article or nothing tells.

    Args:
        records: the comments in source order.
        speaker_ids: the identity of each one's speaker.
        posted: each one's time, ISO 8601.
        stated: the index of the parent that the source states.
        states_replies: the source carries the whole reply structure. Then a record
            without a stated parent gets one only for an unmistakable ``@Name`` or number.
        author: who wrote the article; whoever addresses him or her answers the article.

    Returns:
        One edge or None for each record. Edges that the source does not state lead to an
        earlier record that is not dated later, and never close a cycle. Where a flat page
        shows the newest comment first, the earlier records are those below.
    """
    clock = on_one_clock(posted)
    if not newest_first(posted, stated, states_replies):
        return _resolve(records, speaker_ids, clock, stated, states_replies, author)
    return turned(_resolve(records[::-1], speaker_ids[::-1], clock[::-1], stated, states_replies, author))


def newest_first(posted: Sequence[str | None], stated: Sequence[int | None], states_replies: bool) -> bool:
    """Whether the records run from the newest to the oldest on a page that states no replies."""
    flat = not states_replies and all(parent is None for parent in stated)
    return flat and runs_backwards(on_one_clock(posted))


def turned(edges: Sequence[Edge | None]) -> list[Edge | None]:
    """The edges of the same thread read from its other end."""
    return [edge and replace(edge, parent=len(edges) - 1 - edge.parent) for edge in reversed(edges)]


def _resolve(
    records: Sequence[Record],
    speaker_ids: Sequence[str | None],
    posted: Sequence[str | None],
    stated: Sequence[int | None],
    states_replies: bool,
    author: str | None,
) -> list[Edge | None]:
    """The same for records in the order in which they were written."""
    thread = Evidence(records, speaker_ids, posted, stated, author)
    roots = [number if parent is None else parent for number, parent in enumerate(stated)]
    edges: list[Edge | None] = [
        None if parent is None else Edge(parent, record.parent_source, 1.0)
        for record, parent in zip(records, stated)
    ]
    for number, record in enumerate(records):
        if edges[number] is not None or record.kind != "comment":
            continue
        edge = _stated_in_words(thread, number) if states_replies else explicit(thread, number)
        if edge is None and not states_replies and not record.top_level and not thread.quoting:
            edge = _inferred(thread, number)
        if edge is not None and _root(roots, edge.parent) != number:
            edges[number] = edge
            roots[number] = thread.parents[number] = edge.parent
    return edges


def _root(roots: list[int], number: int) -> int:
    """The root above ``number``; paths are halved on the way, so that this stays near-linear.

    Ends on a stated cycle too (those are broken elsewhere): halving makes it a self-loop.
    """
    while roots[number] != number:
        roots[number] = roots[roots[number]]
        number = roots[number]
    return number


# ---------------------------------------------------------------- the clues, surest first


def explicit(thread: Evidence, number: int) -> Edge | None:
    """The edge that the words of a header or of the comment itself name, if any do."""
    clues = (_header, _marked, _number, _mention, _quote)
    return next((edge for clue in clues if (edge := clue(thread, number))), None)


def _stated_in_words(thread: Evidence, number: int) -> Edge | None:
    """The same where the source states replies: only a header, or "@Name" exactly and in front."""
    edge, text = _header(thread, number), thread.records[number].text
    if edge is not None or not text.lstrip().startswith("@"):
        return edge
    for address in thread.addresses(number):
        if address.form == "at" and address.exact and address.full and not text[: address.start].strip():
            return _mention(thread, number)
    return None


def _header(thread: Evidence, number: int) -> Edge | None:
    """The addressee that the header names, with the time of the answered comment if printed."""
    record = thread.records[number]
    if not record.reply_to:
        return None
    name = record.reply_to.lstrip("@")
    named = thread.by_name.get(fold(name)) or thread.by_speaker.get(speaker_id(name), ())  # "Anna (Author)"
    speakers = dict.fromkeys(speaker for at in named[-50:] if (speaker := thread.speakers[at]))
    earlier = sorted(parent for speaker in speakers for parent in thread.earlier_of(speaker, number))
    if record.reply_to_posted:
        time = r"\s*".join(map(re.escape, "".join(fold(record.reply_to_posted).split())))
        whole = re.compile(rf"(?<!\d){time}(?!\d)")  # 1:37 is not 11:37
        exact = [p for p in earlier if whole.search(fold(thread.records[p].posted or ""))]
        if exact:
            return Edge(exact[-1], "header", 0.98)
    return Edge(earlier[-1], "header", 0.9) if earlier else None


def _number(thread: Evidence, number: int) -> Edge | None:
    """A comment number in the first lines, checked against the name beside it."""
    spoken = {speaker for address in thread.addresses(number) for speaker in address.speakers}
    for digits, named, doubtful in numbers(thread.records[number].text):
        parent = thread.by_id.get(digits) if len(digits) > 4 else thread.by_number.get(digits.lstrip("0"))
        if parent is None or not thread.may_answer(number, parent):
            continue
        owner = thread.speakers[parent]
        agrees = owner is not None and (owner in spoken or owner in thread.context.talked_of[number])
        if (named or spoken or (doubtful and not thread.numbered)) and not agrees:
            continue  # "Sami #4" where 4 is not Sami's: the numbering has shifted, or it is no comment's
        return Edge(parent, "number reference", 0.98 if agrees else 0.6 if doubtful else 0.9)
    return None


def _mention(thread: Evidence, number: int) -> Edge | None:
    """The latest comment of whom the text addresses, or the one that it has most in common with."""
    for address in thread.addresses(number):
        others = [speaker for speaker in address.speakers if speaker != thread.speakers[number]]
        if not others or (address.form == "inline" and len(others) < len(address.speakers)):
            continue  # nobody answers themselves; "..., John." behind a sentence is how John signs
        if address.form != "at" and (thread.quoting or thread.order.reply[number] is False):
            continue
        earlier = sorted(parent for speaker in others for parent in thread.earlier_of(speaker, number))
        if address.form != "at" and thread.context.greets_host(number, address):
            earlier = [parent for parent in earlier if thread.answers_speaker_of(number, parent)]
        if earlier:
            score = _MENTION[address.form] - (0.0 if address.exact else 0.1)
            return Edge(_which(thread, number, earlier), "mention", score)
    return None


_MENTION = {"at": 0.95, "greeting": 0.9, "opening": 0.85, "inline": 0.75}


def _which(thread: Evidence, number: int, earlier: Sequence[int]) -> int:
    """Which of the addressed speaker's comments is meant."""
    if len(earlier) == 1:
        return earlier[0]
    for repeat in thread.repeats[number]:
        if repeat.of in earlier:
            return repeat.of
    if thread.order.nested:
        path = set(open_path(thread.context, number, thread.parents))
        if within := [parent for parent in earlier if parent in path]:
            return within[-1]
    alike = {parent: thread.context.vocabulary.cosine(number, parent) for parent in earlier[-8:]}
    best = max(alike, key=lambda parent: (alike[parent], parent))
    return best if alike[best] > 2.5 * alike[earlier[-1]] + 0.1 else earlier[-1]


def _marked(thread: Evidence, number: int) -> Edge | None:
    """The first comment that the markup of a quotation names by its id."""
    for mark in thread.records[number].quotes:
        parent = thread.by_id.get(mark.id) if mark.id is not None else None
        if parent is not None and thread.may_answer(number, parent):
            return Edge(parent, "quote", 0.97)
    return None


def _quote(thread: Evidence, number: int) -> Edge | None:
    """The comment whose words this one holds, in quote marks, in '>' lines or bare."""
    record = thread.records[number]
    found = [
        repeat for repeat in thread.repeats[number]
        if thread.speakers[repeat.of] != thread.speakers[number] or thread.speakers[number] is None
        if thread.may_answer(number, repeat.of)
    ]  # fmt: skip
    if not found:
        return None
    marked = [(m.start, m.end) for m in record.quotes] + quoted_lines(record.text) + in_marks(record.text)
    for repeat in found:
        if any(start - 3 <= repeat.start and repeat.end <= end + 3 for start, end in marked):
            return Edge(repeat.of, "quote", 0.9)
    longest = max(found, key=lambda repeat: repeat.words)
    whole = longest.end - longest.start > 0.8 * len(record.text)
    return Edge(longest.of, "quote", 0.7) if longest.words >= 8 and not whole else None


def _inferred(thread: Evidence, number: int) -> Edge | None:
    guess = infer(thread.context, number, thread.parents)
    return Edge(guess[0], "inferred", guess[1]) if guess else None
