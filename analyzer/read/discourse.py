"""Discourse topic JSON (``/t/SLUG/ID.json``): posts numbered from 1, replies by number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.read import _json
from analyzer.read._export import by_thread, kind_of
from analyzer.read._export_html import html_to_text
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record


@reader("discourse", "Discourse topic (JSON)")
class Discourse:
    """Reads a topic, an array of its pages, or the bare list of posts.

    A post's id is its number in the topic: that is what replies and quotations name.
    """

    def sniff(self, source: Source) -> float:
        value = _json.head(source)
        item = value if isinstance(value, dict) else _json.first(value)
        if "posts" in _json.mapping(item.get("post_stream")):
            return 1.0
        posts = _json.first(item.get("latest_posts")) or item
        return (
            0.95 if {"post_number", "username"} <= posts.keys() and posts.keys() & {"cooked", "raw"} else 0.0
        )

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        value = _json.load(source, report)
        pages = [page for page in (value if isinstance(value, list) else [value]) if isinstance(page, dict)]
        articles: dict[str, Article] = {}
        declared: dict[str, int] = {}
        pairs, seen = [], set()
        for page in pages if pages and "post_number" not in pages[0] else [{"posts": pages}]:
            stream = _json.mapping(page.get("post_stream")) or page
            for i, post in _json.whole(stream.get("posts") or stream.get("latest_posts"), report, "post"):
                topic = _json.ident(page.get("id")) or _json.ident(post.get("topic_id")) or source.stem
                key = (topic, _json.ident(post.get("post_number")))
                if key in seen and key[1]:
                    continue  # pages overlap by their first post
                seen.add(key)
                pairs.append((topic, _record(post, i)))
                if page.get("title") or post.get("topic_slug"):
                    articles.setdefault(topic, _article(page, post))
                if isinstance(page.get("posts_count"), int):
                    declared[topic] = page["posts_count"]
        yield from by_thread(pairs, articles=articles, declared=declared)


def _record(post: dict[str, Any], i: int) -> Record:
    cooked = post.get("cooked")
    text, quotes = (
        html_to_text(_json.string(cooked)) if cooked else (_json.string(post.get("raw")).strip(), ())
    )
    parent = _json.ident(post.get("reply_to_post_number"))
    gone = bool(post.get("user_deleted") or post.get("deleted_at"))
    return Record(
        text,
        id=_json.ident(post.get("post_number")) or _json.ident(post.get("id")),
        parent=parent,
        top_level=parent is None,
        speaker=_json.name(post.get("username")),
        speaker_key=_json.ident(post.get("user_id")),
        posted=_json.when(post.get("created_at")),
        kind="placeholder" if post.get("action_code") and not text else kind_of(text, gone=gone),
        quotes=quotes,
        where=f"post {i}",
    )


def _article(page: dict[str, Any], post: dict[str, Any]) -> Article:
    return Article(
        title=_json.name(page.get("title")) or _json.name(post.get("topic_title")),
        author=_json.name(
            _json.mapping(_json.mapping(page.get("details")).get("created_by")).get("username")
        ),
        posted=_json.when(page.get("created_at")),
    )
