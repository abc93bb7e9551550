"""Isso JSON: the generic import format (a list of pages) and the answers of its server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.read import _json
from analyzer.read._export import kind_of
from analyzer.read._export_html import html_to_text
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record

_DELETED = 4  # Isso's ``mode`` of a comment that was deleted but has replies


@reader("isso", "Isso comments (JSON)")
class Isso:
    """Reads both forms; comment ids count from 0 again on each page."""

    def sniff(self, source: Source) -> float:
        value = _json.head(source)
        page = _json.first(value)
        comment = _json.first(page.get("comments"))
        generic = {"id", "title", "comments"} <= page.keys()
        if generic and ({"author", "text", "created"} <= comment.keys() or page["comments"] == []):
            return 0.95
        value = _json.mapping(value)
        reply = _json.first(value.get("replies"))
        return (
            0.95 if {"total_replies", "replies"} <= value.keys() and (not reply or "text" in reply) else 0.0
        )

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        value = _json.load(source, report)
        if isinstance(value, dict):
            yield from _of_server(value, source, report)
            return
        for n, page in enumerate(_json.listing(value), 1):
            page = _json.mapping(page)
            comments = _json.whole(page.get("comments"), report, f"page {n}, comment")
            records = [_record(comment, None, f"page {n}, comment {i}") for i, comment in comments]
            key = _json.ident(page.get("id")) or f"page {n}"
            if records:
                article = Article(title=_json.name(page.get("title")), url=key)
                yield RawThread(key, tuple(records), article, states_replies=True)


def _of_server(value: dict[str, Any], source: Source, report: Report) -> Iterator[RawThread]:
    records = []
    roots = _json.listing(value.get("replies"))
    for comment, above in _json.preorder(roots, lambda node: _json.listing(node.get("replies"))):
        place = f"comment {len(records) + 1}"
        if {"id", "text"} <= comment.keys() and (not isinstance(comment, _json.Cut) or "replies" in comment):
            records.append(_record(comment, above, place))
        else:
            report.reject(place, "no comment, or one that breaks off")
    key = _json.ident(_json.first(roots).get("uri")) or source.stem
    total = value.get("total_replies")
    if records:
        yield RawThread(key, tuple(records), None, total if isinstance(total, int) else None, True)


def _record(comment: dict[str, Any], above: dict[str, Any] | None, place: str) -> Record:
    text, quotes = html_to_text(_json.string(comment.get("text")))
    parent = _json.ident(comment.get("parent")) or (_json.ident(above.get("id")) if above else None)
    return Record(
        text,
        id=_json.ident(comment.get("id")),
        parent=parent,
        top_level=parent is None,
        speaker=_json.name(comment.get("author")),
        posted=_json.when(comment.get("created")),
        kind=kind_of(text, gone=comment.get("mode") == _DELETED),
        quotes=quotes,
        where=place,
    )
