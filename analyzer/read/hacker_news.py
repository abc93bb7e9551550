"""Hacker News in JSON: Algolia's tree and search hits, flat arrays, and Firebase items.

All three name the answered item; an answer to the story itself is a top-level comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.read import _json
from analyzer.read._export import by_thread, kind_of
from analyzer.read._export_html import html_to_text
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record

_ITEM = "https://news.ycombinator.com/item?id="
_STORIES = ("story", "job", "poll", "pollopt")


@reader("hacker-news", "Hacker News items (JSON)")
class HackerNews:
    """Reads answers of hn.algolia.com and of the Firebase interface, and arrays of either."""

    def sniff(self, source: Source) -> float:
        value = _json.head(source)
        item = value if isinstance(value, dict) else _json.first(value)
        hit = _json.first(item.get("hits"))
        if {"objectID", "author"} <= hit.keys() and ("comment_text" in hit or "story_text" in hit):
            return 1.0
        if isinstance(item.get("children"), list) and item.keys() >= {"author", "created_at"}:
            if {"story_id", "parent_id"} <= item.keys() or item.get("type") in ("comment", *_STORIES):
                return 1.0
        if {"story_id", "parent_id", "id"} <= item.keys() and ("text" in item or "comment_text" in item):
            return 0.95
        if not {"id", "type"} <= item.keys():  # Firebase items, also as an object keyed by id
            item = next((v for k, v in item.items() if k.isdigit() and isinstance(v, dict)), item)
        firebase = item.get("type") in ("comment", *_STORIES) and isinstance(item.get("id"), int)
        return 0.95 if firebase and item.keys() & {"by", "kids", "descendants"} else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        nodes = list(_json.preorder(_roots(_json.load(source, report)), _children))
        above = {_own(node): _json.ident(node.get("parent_id") or node.get("parent")) for node, _ in nodes}
        stories = {_own(node) for node, _ in nodes if _is_story(node)}
        articles: dict[str, Article] = {}
        declared: dict[str, int] = {}
        pairs = []
        for i, (node, outer) in enumerate(nodes, 1):
            own = _own(node)
            if own in stories and own:
                articles[own] = _article(node, own)
                count = node.get("descendants", node.get("num_comments"))
                if isinstance(count, int):
                    declared[own] = count
                continue
            if own is None or (isinstance(node, _json.Cut) and "children" not in node):
                report.reject(f"item {i}", "an item that breaks off or has no id")
                continue
            parent = _json.ident(node.get("parent_id") or node.get("parent")) or (
                _own(outer) if outer else None
            )
            story = _json.ident(node.get("story_id")) or _top(own, above, stories)
            if node.get("story_title") and story not in articles:
                articles[story] = Article(
                    title=_json.name(node["story_title"]),
                    url=_json.string(node.get("story_url")) or _ITEM + story,
                )
            pairs.append((story, _record(node, own, None if parent in (None, story) else parent, i)))
        yield from by_thread(pairs, articles=articles, declared=declared)


def _roots(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    value = _json.mapping(value)
    if isinstance(value.get("hits"), list):
        return value["hits"]
    keyed = value and all(key.isdigit() and isinstance(item, dict) for key, item in value.items())
    return list(value.values()) if keyed else [value]


def _children(node: dict[str, Any]) -> list[Any]:
    """Nested items; the plain ids that Firebase and search hits list here are skipped later."""
    return _json.listing(node.get("children")) + _json.listing(node.get("kids"))


def _is_story(node: dict[str, Any]) -> bool:
    return node.get("type") in _STORIES or "story" in _json.listing(node.get("_tags"))


def _own(node: dict[str, Any]) -> str | None:
    return _json.ident(node.get("id")) or _json.ident(node.get("objectID"))


def _top(own: str, above: dict[str | None, str | None], stories: set[str | None]) -> str:
    """The story that an item hangs on, as far up as the file goes (Firebase names only parents)."""
    seen, at = {own}, above.get(own) or own
    while at not in stories and at not in seen and above.get(at):
        seen.add(at)
        at = above[at] or at
    return at


def _record(node: dict[str, Any], own: str, parent: str | None, i: int) -> Record:
    body = node.get("text") or node.get("comment_text")
    text, quotes = html_to_text(_json.string(body))
    return Record(
        text,
        id=own,
        parent=parent,
        top_level=parent is None,
        speaker=_json.name(node.get("author") or node.get("by")),
        posted=_json.when(node.get("created_at") or node.get("time") or node.get("created_at_i")),
        kind=kind_of(text, gone=bool(node.get("deleted") or node.get("dead")) or body is None),
        quotes=quotes,
        where=f"item {i}",
    )


def _article(node: dict[str, Any], own: str) -> Article:
    return Article(
        title=_json.name(node.get("title")),
        author=_json.name(node.get("author") or node.get("by")),
        text=html_to_text(_json.string(node.get("text") or node.get("story_text")))[0],
        posted=_json.when(node.get("created_at") or node.get("time")),
        url=_json.string(node.get("url")) or _ITEM + own,
    )
