"""The thread model: plain, frozen records that every stage reads and none mutates.

Two shapes, one for each side of the ``structure`` stage:

``RawThread`` of ``Record``
    what a reader found, in the order and words of the source, with only those facts
    that the source states (an id, a parent id, a printed number, an addressee).
``Thread`` of ``Comment``
    what ``analyzer.structure`` made of it: unique ids, one forest of replies, speakers
    with identities, quotes and languages marked, and a ledger of every repair.

The terms follow ConvoKit (speaker, reply-to) where it has one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = ("comment", "pingback", "deleted", "placeholder")
PARENT_SOURCES = (
    "export", "markup", "indentation", "header", "number reference", "mention", "quote", "inferred",
)  # fmt: skip


# ---------------------------------------------------------------- what a reader yields


@dataclass(frozen=True, slots=True)
class QuoteMark:
    """A quotation that the source itself marks up, as a span of the record's text.

    ``speaker`` and ``id`` tell whom or which comment it quotes, where the source says so.
    Offsets count Unicode code points of ``Record.text``.
    """

    start: int
    end: int
    speaker: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One comment exactly as far as its source states it; everything else is None.

    Attributes:
        text: the body without header, footer and buttons; markup already turned to text.
        id: the source's own id (it may repeat; ``structure`` makes it unique).
        parent: the source's id of the comment that this one answers.
        parent_source: how the source states ``parent``: one of ``export``, ``markup``,
            ``indentation``, ``header``.
        top_level: True where the source states that this comment answers the article.
        speaker: the name as printed; None where the source carries none.
        speaker_key: an account id or the like, where the source has one.
        posted: the time as printed or exported, not yet parsed.
        kind: one of ``KINDS``.
        number: the number printed beside the comment ("4."), as text.
        reply_to: the addressee that the header names ("X replying to Y").
        reply_to_posted: the addressee's time in the header ("Response to Y, 9:37PM").
        quotes: quotations marked up by the source.
        where: the place in the source, for messages ("line 12", "row 4").
        extra: columns that the caller wants kept (``target``, ``parent_text``).
    """

    text: str
    id: str | None = None
    parent: str | None = None
    parent_source: str = "export"
    top_level: bool = False
    speaker: str | None = None
    speaker_key: str | None = None
    posted: str | None = None
    kind: str = "comment"
    number: str | None = None
    reply_to: str | None = None
    reply_to_posted: str | None = None
    quotes: tuple[QuoteMark, ...] = ()
    where: str = ""
    extra: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What the comments stand under: an article, a post, a video, a question."""

    title: str | None = None
    author: str | None = None
    text: str = ""
    posted: str | None = None
    url: str | None = None

    def paragraphs(self) -> list[tuple[int, int]]:
        """Spans of the paragraphs of ``text``: runs of lines between blank lines.

        Where an article has no blank line at all, each line is a paragraph.
        """
        import re

        rule = r"\n[^\S\n]*\n\s*" if re.search(r"\n[^\S\n]*\n", self.text) else r"\n"
        spans, start = [], 0
        for gap in re.finditer(rule, self.text):
            spans.append((start, gap.start()))
            start = gap.end()
        spans.append((start, len(self.text)))
        return [(a, b) for a, b in spans if self.text[a:b].strip()]


@dataclass(frozen=True, slots=True)
class RawThread:
    """The records of one thread in source order, as a reader yields them.

    Attributes:
        id: the thread's key in its source (URL, post id), or the source's name.
        records: the comments in the order of the source.
        article: what stands above them, where the source holds it.
        declared: the number of comments that the source claims to hold.
        states_replies: True where the source carries the whole reply structure (ids,
            nesting, indentation), so that a record without a parent is known to answer
            the article and no parent needs to be inferred from prose.
        offset: records of the same thread that earlier pieces already held; readers of
            endless flat files yield a thread in pieces to bound memory.
    """

    id: str
    records: tuple[Record, ...]
    article: Article | None = None
    declared: int | None = None
    states_replies: bool = False
    offset: int = 0


# ---------------------------------------------------------------- what ``structure`` makes


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of a comment that repeats somebody else's words.

    ``of`` is the id of the quoted comment in the same thread, or None where it is not
    known or comes from outside (a pasted news article, a proverb, a film line).
    """

    start: int
    end: int
    of: str | None = None


@dataclass(frozen=True, slots=True)
class LangSpan:
    """A stretch of text in one language (ISO 639-1 code, or ``und``)."""

    start: int
    end: int
    lang: str


@dataclass(frozen=True, slots=True)
class Language:
    """The main language of a comment; ``und`` where the text is too short to tell."""

    label: str
    score: float
    spans: tuple[LangSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment of a thread, its place in the reply forest resolved.

    ``parent`` is None (answers the article) or the ``id`` of another comment of the same
    thread; ``parent_source`` is one of ``PARENT_SOURCES`` and ``parent_score`` in (0, 1]
    says how sure the edge is (1 where the source states it). ``depth`` of a top-level
    comment is 1. ``posted`` is ISO 8601, without an offset where the source gives none.
    """

    id: str
    text: str
    n: int
    thread: str = ""
    kind: str = "comment"
    depth: int = 1
    parent: str | None = None
    parent_source: str | None = None
    parent_score: float | None = None
    speaker: str | None = None
    speaker_id: str | None = None
    posted: str | None = None
    quotes: tuple[Quote, ...] = ()
    lang: Language | None = None
    extra: Mapping[str, Any] | None = None

    def own_words(self) -> str:
        """``text`` with the quoted spans taken out, each leaving one line break.

        Falls back to the whole text where nothing but quotations is left.
        """
        if not self.quotes:
            return self.text
        parts, at = [], 0
        for quote in sorted(self.quotes, key=lambda q: q.start):
            parts.append(self.text[at : max(at, quote.start)])
            at = max(at, quote.end)
        parts.append(self.text[at:])
        own = "\n".join(part.strip() for part in parts if part.strip())
        return own or self.text

    def to_dict(self) -> dict[str, Any]:
        """The comment as the JSON object of ``comments.jsonl`` (without labels)."""
        out: dict[str, Any] = {
            "id": self.id, "thread": self.thread, "n": self.n, "kind": self.kind,
            "depth": self.depth, "parent": self.parent, "parent_source": self.parent_source,
        }  # fmt: skip
        if self.parent_score is not None:
            out["parent_score"] = round(self.parent_score, 4)
        out |= {
            "speaker": self.speaker, "speaker_id": self.speaker_id,
            "posted": self.posted, "text": self.text,
            "quotes": [{"start": q.start, "end": q.end, "of": q.of} for q in self.quotes],
        }  # fmt: skip
        if self.lang is not None:
            out["lang"] = {
                "label": self.lang.label,
                "score": round(self.lang.score, 4),
                "spans": [{"start": s.start, "end": s.end, "lang": s.lang} for s in self.lang.spans],
            }
        if self.extra:
            out |= {key: value for key, value in self.extra.items() if key not in out}
        return out


@dataclass(frozen=True, slots=True)
class Speaker:
    """One person of a thread: every spelling of the name that is taken for the same."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Repair:
    """One line of the ledger: what contradicted itself and what was done about it."""

    kind: str
    comment: str | None
    detail: str
    action: str

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "comment": self.comment, "detail": self.detail, "action": self.action}


@dataclass(frozen=True, slots=True)
class Thread:
    """A reply forest in reading order, with its article, its speakers and its repairs."""

    id: str
    comments: tuple[Comment, ...]
    article: Article | None = None
    speakers: tuple[Speaker, ...] = ()
    declared: int | None = None
    repairs: tuple[Repair, ...] = ()
    source: str = ""
    notes: tuple[str, ...] = field(default=())

    def by_id(self) -> dict[str, Comment]:
        return {comment.id: comment for comment in self.comments}

    def children(self) -> dict[str | None, list[Comment]]:
        """Comments by the id of their parent; the roots stand under None."""
        out: dict[str | None, list[Comment]] = {}
        for comment in self.comments:
            out.setdefault(comment.parent, []).append(comment)
        return out

    def walk(self) -> Iterator[Comment]:
        """Depth first, replies in source order; iterative, so that depth has no limit.

        In a piece of a longer thread a comment whose parent is in an earlier piece is a root.
        """
        children, here = self.children(), self.by_id()
        roots = [c for c in self.comments if c.parent is None or c.parent not in here]
        stack = roots[::-1]
        while stack:
            comment = stack.pop()
            yield comment
            stack.extend(reversed(children.get(comment.id, ())))
