"""Stage 2, structure: a raw thread in, one repaired reply forest out.

``structure`` is the whole stage: unique ids and a forest (``forest``), ISO dates
(``dates``), one identity for each speaker (``speakers``), an edge for each reply
(``parents``), quoted words (``quotes``) and languages (``language``). What contradicted
itself stands in ``Thread.repairs``; nothing is dropped and nothing invented. On request
the names are then hidden (``pseudonyms``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analyzer.structure.dates import read_dates
from analyzer.structure.forest import Ledger, check_count, depths, stated_parents, unique_ids
from analyzer.structure.language import detect, main_language
from analyzer.structure.parents import newest_first, resolve
from analyzer.structure.pseudonyms import pseudonymise, pseudonyms
from analyzer.structure.quotes import mark
from analyzer.structure.speakers import identify, suggestions
from analyzer.thread import Comment, Quote, RawThread, Record, Thread

__all__ = ["detect", "pseudonymise", "pseudonyms", "structure", "suggestions"]


def structure(raw: RawThread, *, strict: bool = False, source: str = "") -> Thread:
    """The thread of ``raw``: comments in source order, every one with its place resolved.

    Args:
        raw: what a reader found.
        strict: refuse a thread that contradicts itself, instead of repairing it.
        source: the file, for ``Thread.source`` and for messages.

    A piece of a longer thread (``raw.offset`` > 0) keeps parent ids that point into
    earlier pieces; its depths count from there (see ``forest.depths``).

    Raises:
        StructureError: ``strict``, and something had to be repaired; it names the first
            contradiction with its thread, comment and place.
    """
    records, ledger = raw.records, Ledger(raw.id, source, strict)
    ids = unique_ids(records, raw.offset, ledger)
    languages = [detect(record.text) for record in records]
    posted = read_dates([record.posted for record in records], main_language(languages))
    stated = stated_parents(raw, ids, posted, ledger)
    check_count(raw, ledger)
    speaker_ids, speakers = identify(records, raw.offset)

    author = raw.article.author if raw.article else None
    edges = resolve(
        records, speaker_ids, posted, stated.parents, states_replies=raw.states_replies, author=author
    )
    edges = [None if i in stated.settled or i in stated.outside else edge for i, edge in enumerate(edges)]
    backwards = newest_first(posted, stated.parents, raw.states_replies)
    quotes = mark(records, speaker_ids, edges, backwards=backwards)
    depth = depths([edge.parent if edge else None for edge in edges], stated.outside.keys())

    comments = []
    for i, (record, edge) in enumerate(zip(records, edges)):
        parent, origin, score = None, None, None
        if edge is not None:
            parent, origin = ids[edge.parent], edge.source
            score = edge.score if stated.parents[i] is None else _stated_score(record)
        elif i in stated.outside:
            parent, origin, score = stated.outside[i], record.parent_source, _stated_score(record)
        comments.append(
            Comment(
                id=ids[i], text=record.text, n=raw.offset + i + 1, thread=raw.id, kind=record.kind,
                depth=depth[i], parent=parent, parent_source=origin, parent_score=score,
                speaker=record.speaker, speaker_id=speaker_ids[i], posted=posted[i],
                quotes=tuple(Quote(a, b, None if of is None else ids[of]) for a, b, of in quotes[i]),
                lang=languages[i], extra=_extra(record),
            )  # fmt: skip
        )
    return Thread(
        id=raw.id, comments=tuple(comments), article=raw.article, speakers=speakers,
        declared=raw.declared, repairs=tuple(ledger.repairs), source=source,
    )  # fmt: skip


def _stated_score(record: Record) -> float:
    """How sure the stated parent is: 1, unless the source is our own output, which says."""
    try:
        score = float((record.extra or {}).get("parent_score", 1.0))
    except (TypeError, ValueError):
        return 1.0
    return score if 0.0 < score <= 1.0 else 1.0


def _extra(record: Record) -> Mapping[str, Any] | None:
    """The columns to keep, less the one that ``Comment.parent_score`` holds."""
    return {key: value for key, value in (record.extra or {}).items() if key != "parent_score"} or None
