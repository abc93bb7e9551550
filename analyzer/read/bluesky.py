"""Bluesky JSON: ``app.bsky.feed.getPostThread`` (nested) and its flat second version.

The post that was asked for is the first comment; what it answers itself stands above the
thread as its article. Posts that are gone or blocked are placeholders.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.read import _json
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record


@reader("bluesky", "Bluesky thread (JSON)")
class Bluesky:
    """Reads threads of the public interface; people are named by their handles."""

    def sniff(self, source: Source) -> float:
        value = _json.mapping(_json.head(source))
        thread = value.get("thread", value)
        node = _json.first(thread) or _json.mapping(thread)
        node = _json.mapping(node.get("value")) or node
        post = _json.mapping(node.get("post"))
        if str(post.get("uri")).startswith("at://"):
            return 1.0
        return 0.95 if str(node.get("$type")).startswith("app.bsky.feed.defs#") else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        value = _json.mapping(_json.load(source, report))
        thread = value.get("thread", value)
        if isinstance(thread, list):
            records, article = [], None
            for i, item in _json.whole(thread, report, "post"):
                if record := _flat(item):
                    records.append(record)
                else:
                    report.reject(f"post {i}", "a post without an address")
        else:
            nodes = _json.preorder([thread], lambda node: _json.listing(node.get("replies")))
            records = []
            for node, above in nodes:
                if record := _nested(node, above):
                    records.append(record)
                else:
                    report.reject(f"post {len(records) + 1}", "a post that breaks off or has no address")
            article = _article(_json.mapping(thread))
        if records:
            yield RawThread(records[0].id or source.stem, tuple(records), article, states_replies=True)


def _uri(node: dict[str, Any]) -> str | None:
    return _json.ident(_json.mapping(node.get("post")).get("uri")) or _json.ident(node.get("uri"))


def _nested(node: dict[str, Any], above: dict[str, Any] | None) -> Record | None:
    own = _uri(node)
    parent = _uri(above) if above else None
    if own is None:
        return None
    if node.get("notFound") or node.get("blocked"):
        return Record("", id=own, parent=parent, top_level=parent is None, kind="placeholder")
    post = _json.mapping(node.get("post"))
    if "record" not in post or isinstance(post, _json.Cut):
        return None
    return _record(post, own, parent)


def _flat(item: dict[str, Any]) -> Record | None:
    own = _json.ident(item.get("uri"))
    value = _json.mapping(item.get("value"))
    post = _json.mapping(value.get("post"))
    reply = _json.mapping(_json.mapping(_json.mapping(post.get("record")).get("reply")).get("parent"))
    parent = _json.ident(reply.get("uri"))
    if own is None:
        return None
    if not post:
        return Record("", id=own, kind="placeholder")
    return _record(post, own, parent)


def _record(post: dict[str, Any], own: str, parent: str | None) -> Record:
    record, author = _json.mapping(post.get("record")), _json.mapping(post.get("author"))
    return Record(
        _json.string(record.get("text")).strip(),
        id=own,
        parent=parent,
        top_level=parent is None,
        speaker=_json.name(author.get("handle")),
        speaker_key=_json.ident(author.get("did")),
        posted=_json.when(record.get("createdAt") or post.get("indexedAt")),
    )


def _article(thread: dict[str, Any]) -> Article | None:
    """The posts above the one that was asked for, the oldest first."""
    posts = []
    node = _json.mapping(thread.get("parent"))
    while node:
        posts.append(_json.mapping(node.get("post")))
        node = _json.mapping(node.get("parent"))
    posts = [post for post in reversed(posts) if post.get("record")]
    if not posts:
        return None
    oldest = _record(posts[0], "", None)
    text = "\n\n".join(_json.string(_json.mapping(post["record"]).get("text")).strip() for post in posts)
    return Article(
        author=oldest.speaker, text=text, posted=oldest.posted, url=_json.ident(posts[0].get("uri"))
    )
