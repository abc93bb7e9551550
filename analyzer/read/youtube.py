"""YouTube comments in JSON: pages of the Data API, and the ``.info.json`` of yt-dlp.

YouTube has two levels: a reply names its top-level comment, whomever it really answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.read import _json
from analyzer.read._export import by_thread
from analyzer.read._export_html import html_to_text
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record

_WATCH = "https://www.youtube.com/watch?v="


@reader("youtube", "YouTube comments (JSON)")
class Youtube:
    """Reads commentThreads and comments answers, one or a list of them or of their items."""

    def sniff(self, source: Source) -> float:
        value = _json.head(source)
        item = value if isinstance(value, dict) else _json.first(value)
        if _is_api(item) or _is_api(_json.first(item.get("items"))):
            return 1.0
        comment = _json.first(item.get("comments")) or item
        return 0.95 if {"id", "text", "author_id", "parent"} <= comment.keys() else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        articles: dict[str, Article] = {}
        declared: dict[str, int] = {}
        found: list[tuple[str | None, Record]] = []
        value = _json.load(source, report)
        flat = _json.mapping(value)
        if isinstance(flat.get("comments"), list) and "items" not in flat:  # yt-dlp
            video = _json.ident(flat.get("id")) or source.stem
            articles[video] = _video(flat, video)
            if isinstance(flat.get("comment_count"), int):
                declared[video] = flat["comment_count"]
            value = flat["comments"]
        else:
            video = source.stem
        for i, item in enumerate(_items(value), 1):
            for comment in _comments(_json.mapping(item)):
                snippet = comment.get("snippet", comment)
                if isinstance(snippet, _json.Cut) or not isinstance(snippet, dict):
                    report.reject(f"item {i}", "a comment that breaks off")
                elif "snippet" in comment:
                    key = snippet.get("videoId") or _json.mapping(item.get("snippet")).get("videoId")
                    found.append((_json.ident(key), _of_api(comment, item, i)))
                elif "text" in comment:
                    found.append((video, _of_ytdlp(comment, i)))
                else:
                    report.reject(f"item {i}", "no comment: neither snippet nor text")
        pairs = list(_placed(found, video, report))
        for key, _ in pairs:
            if key != source.stem:
                articles.setdefault(key, Article(url=_WATCH + key))
        yield from by_thread(pairs, articles=articles, declared=declared)


def _is_api(item: dict[str, Any]) -> bool:
    kind = str(item.get("kind"))
    return kind.startswith("youtube#comment") or "topLevelComment" in _json.mapping(item.get("snippet"))


def _items(value: Any) -> list[Any]:
    """The items of one page, of a list of pages, or the list itself."""
    out: list[Any] = []
    for page in value if isinstance(value, list) else [value]:
        if isinstance(page, dict) and isinstance(page.get("items"), list):
            out += page["items"]
        elif isinstance(page, list):
            out += page
        else:
            out.append(page)
    return out


def _comments(item: dict[str, Any]) -> list[dict[str, Any]]:
    """A thread's top-level comment and its replies; a bare comment is itself."""
    top = _json.mapping(item.get("snippet")).get("topLevelComment")
    if not isinstance(top, dict):
        return [item]
    replies = _json.listing(_json.mapping(item.get("replies")).get("comments"))
    return [top, *(reply for reply in replies if isinstance(reply, dict))]


def _placed(
    found: list[tuple[str | None, Record]], video: str, report: Report
) -> Iterator[tuple[str, Record]]:
    """Each comment once, under its video.

    Pages of comments.list name no video and repeat replies of commentThreads: there the video is
    that of the comment which they answer.
    """
    videos = {record.id: key for key, record in found if key and record.id}
    seen: set[tuple[str, str]] = set()
    for key, record in found:
        key = key or videos.get(record.id) or videos.get(record.parent) or video
        if record.id and (key, record.id) in seen:
            report.note("comments that stand in several pages were read once")
            continue
        seen.add((key, record.id or ""))
        yield key, record


def _of_api(comment: dict[str, Any], item: dict[str, Any], i: int) -> Record:
    snippet = _json.mapping(comment.get("snippet"))
    if "textOriginal" in snippet:
        text = _json.string(snippet["textOriginal"]).strip()
    else:
        text = html_to_text(_json.string(snippet.get("textDisplay")))[0]
    own = _json.ident(comment.get("id"))
    parent = _json.ident(snippet.get("parentId"))
    top = _json.mapping(_json.mapping(item.get("snippet")).get("topLevelComment"))
    if parent is None and top and comment is not top:
        parent = _json.ident(top.get("id")) or _json.ident(item.get("id"))
    return Record(
        text,
        id=own,
        parent=parent,
        top_level=parent is None,
        speaker=_json.name(snippet.get("authorDisplayName")),
        speaker_key=_json.ident(_json.mapping(snippet.get("authorChannelId")).get("value")),
        posted=_json.when(snippet.get("publishedAt")),
        where=f"item {i}",
    )


def _of_ytdlp(comment: dict[str, Any], i: int) -> Record:
    parent = _json.ident(comment.get("parent"))
    parent = None if parent == "root" else parent
    return Record(
        _json.string(comment["text"]).strip(),
        id=_json.ident(comment.get("id")),
        parent=parent,
        top_level=parent is None,
        speaker=_json.name(comment.get("author")),
        speaker_key=_json.ident(comment.get("author_id")),
        posted=_json.when(comment.get("timestamp")),
        where=f"item {i}",
    )


def _video(info: dict[str, Any], key: str) -> Article:
    return Article(
        title=_json.name(info.get("title")),
        author=_json.name(info.get("uploader") or info.get("channel")),
        text=_json.string(info.get("description")).strip(),
        posted=_json.when(info.get("timestamp")),
        url=_json.string(info.get("webpage_url")) or _WATCH + key,
    )
