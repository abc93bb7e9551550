"""WordPress REST API: the answer of ``/wp-json/wp/v2/comments``, one page or several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.read import _json
from analyzer.read._export import by_thread, post_address
from analyzer.read._export_html import html_to_text
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record


@reader("wp-rest", "WordPress REST comments (JSON)")
class WpRest:
    """Reads arrays of comment objects, also an array of such pages."""

    def sniff(self, source: Source) -> float:
        value = _json.head(source)
        item = _json.first(value) or _json.first(next(iter(_json.listing(value)), None))
        return 1.0 if {"author_name", "post", "content"} <= item.keys() else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        value = _json.load(source, report)
        pages = value if value and all(isinstance(page, list) for page in _json.listing(value)) else [value]
        articles: dict[str, Article] = {}
        pairs = []
        for page in pages:
            for i, item in _json.whole(page, report, "comment"):
                record = _record(item, i)
                link = post_address(_json.string(item.get("link")))
                post = link or f"post {_json.ident(item.get('post'))}"
                articles.setdefault(post, Article(url=link or None))
                pairs.append((post, record))
        yield from by_thread(pairs, articles=articles)


def _record(item: dict[str, Any], i: int) -> Record:
    content = _json.mapping(item.get("content"))
    if content.get("raw"):
        text, quotes = html_to_text(_json.string(content["raw"]), newlines=True)
    else:
        text, quotes = html_to_text(_json.string(content.get("rendered")))
    parent, author = _json.ident(item.get("parent")), _json.ident(item.get("author"))
    answers = parent not in (None, "0")
    return Record(
        text,
        id=_json.ident(item.get("id")),
        parent=parent if answers else None,
        top_level=not answers,
        speaker=_json.name(item.get("author_name")),
        speaker_key=f"user {author}" if author not in (None, "0") else None,
        posted=_json.when(item.get("date") or item.get("date_gmt")),
        kind="pingback" if item.get("type") in ("pingback", "trackback") else "comment",
        quotes=quotes,
        where=f"comment {i}",
    )
