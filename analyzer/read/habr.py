"""Habr comments JSON (``/kek/v2/articles/ID/comments/``): an object keyed by comment id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.read import _json
from analyzer.read._export import kind_of
from analyzer.read._export_html import html_to_text
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread, Record


@reader("habr", "Habr comments (JSON)")
class Habr:
    """Reads the comments of one article; they carry neither its title nor its address."""

    def sniff(self, source: Source) -> float:
        comment = _json.first(_comments(_json.head(source)))
        return 1.0 if {"id", "parentId", "message"} <= comment.keys() else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        found = _json.whole(_comments(_json.load(source, report)), report, "comment")
        records = tuple(_record(comment, i) for i, comment in found)
        if records:
            yield RawThread(source.stem, records, states_replies=True)


def _comments(value: Any) -> list[Any]:
    """The comments in the order of the file; some tools save the object's values as an array."""
    value = _json.mapping(value)
    comments = (_json.mapping(value.get("data")) or value).get("comments")
    return list(comments.values()) if isinstance(comments, dict) else _json.listing(comments)


def _record(comment: dict[str, Any], i: int) -> Record:
    text, quotes = html_to_text(_json.string(comment.get("message")))
    author, parent = _json.mapping(comment.get("author")), _json.ident(comment.get("parentId"))
    return Record(
        text,
        id=_json.ident(comment.get("id")),
        parent=parent,
        top_level=parent is None,
        speaker=_json.name(author.get("alias")),
        speaker_key=_json.ident(author.get("id")),
        posted=_json.when(comment.get("timePublished")),
        kind=kind_of(text, gone=comment.get("status") not in (None, "published")),
        quotes=quotes,
        where=f"comment {i}",
    )
