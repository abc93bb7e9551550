"""Commento export JSON: comments of every page of a site, names in a list of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.read import _json
from analyzer.read._export import by_thread, kind_of
from analyzer.read._export_html import html_to_text
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record


@reader("commento", "Commento export (JSON)")
class Commento:
    """Reads the data that Commento and Commento++ hand out to a site's owner."""

    def sniff(self, source: Source) -> float:
        value = _json.mapping(_json.head(source))
        return 1.0 if "commentHex" in _json.first(value.get("comments")) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        value = _json.mapping(_json.load(source, report))
        names = {
            _json.ident(each.get("commenterHex")): _json.name(each.get("name"))
            for each in _json.listing(value.get("commenters")) if isinstance(each, dict)
        }  # fmt: skip
        pairs = []
        articles: dict[str, Article] = {}
        for i, comment in _json.whole(value.get("comments"), report, "comment"):
            page = _json.ident(comment.get("url")) or _json.ident(comment.get("path")) or source.stem
            domain = _json.string(comment.get("domain"))
            articles.setdefault(
                page, Article(url=f"https://{domain}{page}" if domain and page[:1] == "/" else page)
            )
            pairs.append((page, _record(comment, names, i)))
        yield from by_thread(pairs, articles=articles)


def _record(comment: dict[str, Any], names: dict[str | None, str | None], i: int) -> Record:
    text, quotes = _json.string(comment.get("markdown")).strip(), ()
    if not text:
        text, quotes = html_to_text(_json.string(comment.get("html")))
    author, parent = _json.ident(comment.get("commenterHex")), _json.ident(comment.get("parentHex"))
    parent = None if parent == "root" else parent
    anonymous = author == "anonymous"  # the export's own word for those without an account
    return Record(
        text,
        id=_json.ident(comment.get("commentHex")),
        parent=parent,
        top_level=parent is None,
        speaker=author if anonymous else names.get(author),
        speaker_key=None if anonymous else author,
        posted=_json.when(comment.get("creationDate")),
        kind=kind_of(text, gone=bool(comment.get("deleted"))),
        quotes=quotes,
        where=f"comment {i}",
    )
