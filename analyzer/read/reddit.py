"""Reddit JSON: ``COMMENTS.json`` pages, listings, "more children", and flat arrays of praw.

A comment's ids are Reddit's full names (``t1_…``; posts are ``t3_…``), so that a parent
tells by itself whether it is the post. Dumps of one object a line are another reader's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.read import _json
from analyzer.read._export import by_thread, kind_of, reddit_markdown
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record

_POST, _COMMENT = "t3_", "t1_"
_SITE = "https://www.reddit.com"


@reader("reddit", "Reddit thread or listing (JSON)")
class Reddit:
    """Reads what reddit.com answers to ``.json`` requests, and comment objects saved from praw."""

    def sniff(self, source: Source) -> float:
        value = _json.head(source)
        item = value if isinstance(value, dict) else _json.first(value)
        if item.get("kind") == "Listing" and "data" in item:
            return 1.0
        if "things" in _json.mapping(_json.mapping(item.get("json")).get("data")):
            return 1.0
        if item.get("kind") in ("t1", "t3") and "data" in item:
            return 1.0
        item = _json.first(item.get("comments")) or item
        states = {"link_id", "parent_id", "body"} <= item.keys()
        return 0.95 if states and str(item["link_id"]).startswith(_POST) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        articles: dict[str, Article] = {}
        declared: dict[str, int] = {}
        pairs: list[tuple[str, Record]] = []
        thread = ""
        roots = _things(_json.load(source, report))
        nodes = [(*_unwrap(node), above) for node, above in _json.preorder(roots, _replies)]
        present = {_full(data, _COMMENT) for kind, data, _ in nodes if kind not in ("t3", "more")}
        for kind, data, above in nodes:
            if kind == "t3":
                thread = _full(data, _POST)
                articles[thread] = _article(data)
                if isinstance(data.get("num_comments"), int):
                    declared[thread] = data["num_comments"]
                continue
            thread = _json.string(data.get("link_id")) or thread or source.stem
            place = f"comment {len(pairs) + 1}"
            record = _more(data, place, present) if kind == "more" else _record(data, above, place)
            if record is not None:
                pairs.append((thread, record))
            elif kind == "more" and _json.listing(data.get("children")):
                continue  # what it stands for has been loaded
            elif kind == "more":
                report.note("some replies stand on another page (continue this thread)")
            else:
                report.reject(place, "no comment: its id or its body is missing")
        yield from by_thread(pairs, articles=articles, declared=declared)


def _things(value: Any) -> list[Any]:
    """The wrapped or bare objects at the top of any of the file's shapes."""
    out: list[Any] = []
    for item in value if isinstance(value, list) else [value]:
        item = _json.mapping(item)
        if item.get("kind") == "Listing":
            out += _json.listing(_json.mapping(item.get("data")).get("children"))
        elif "json" in item:
            out += _json.listing(_json.mapping(_json.mapping(item["json"]).get("data")).get("things"))
        elif isinstance(item.get("comments"), list):
            out += [{"kind": "t3", "data": item}, *item["comments"]]
        elif item:
            out.append(item)
    return out


def _unwrap(node: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Kind and data of a thing; a bare object is a comment."""
    if isinstance(node.get("data"), dict):
        return str(node.get("kind")), node["data"]
    return ("" if "kind" in node and "body" not in node else "t1"), node


def _replies(node: dict[str, Any]) -> list[Any]:
    kind, data = _unwrap(node)
    replies = data.get("replies") if kind == "t1" else None
    return replies if isinstance(replies, list) else _things(replies) if replies else []


def _full(data: dict[str, Any], prefix: str) -> str:
    own = _json.ident(data.get("name")) or _json.ident(data.get("id")) or ""
    return own if own.startswith(prefix) or not own else prefix + own


def _record(data: dict[str, Any], above: dict[str, Any] | None, place: str) -> Record | None:
    own = _full(data, _COMMENT)
    if not own or "body" not in data or isinstance(data, _json.Cut) and "author" not in data:
        return None
    text, author = _unescaped(data["body"]), data.get("author")
    if isinstance(author, dict):  # praw objects turned to dicts in full
        author = author.get("name")
    speaker = _json.name(author)
    parent = _json.ident(data.get("parent_id"))
    if parent is None and above is not None:
        parent = _full(_unwrap(above)[1], _COMMENT)
    on_post = parent is None or parent.startswith(_POST)
    return Record(
        text,
        id=own,
        parent=None if on_post else parent,
        top_level=on_post,
        speaker=None if speaker in ("[deleted]", "[removed]") else speaker,
        speaker_key=_json.ident(data.get("author_fullname")),
        posted=_json.when(data.get("created_utc")),
        kind=kind_of(text, gone=True),
        where=place,
    )


def _more(data: dict[str, Any], place: str, present: set[str]) -> Record | None:
    """One placeholder for the comments that the page names but leaves out.

    Its id is that of the first of them which the file does not have elsewhere (``present``).
    """
    parent, ids = _json.ident(data.get("parent_id")), map(_json.ident, _json.listing(data.get("children")))
    on_post = parent is None or parent.startswith(_POST)
    own = next((each for each in ids if each and _COMMENT + each not in present), None)
    if own is None:
        return None
    return Record(
        "",
        id=_COMMENT + own,
        parent=None if on_post else parent,
        top_level=on_post,
        kind="placeholder",
        where=place,
    )


def _unescaped(markdown: Any) -> str:
    return reddit_markdown(_json.string(markdown).strip())


def _article(data: dict[str, Any]) -> Article:
    link = _json.string(data.get("permalink"))
    return Article(
        title=_json.name(data.get("title")),
        author=_json.name(data.get("author")),
        text=_unescaped(data.get("selftext")),
        posted=_json.when(data.get("created_utc")),
        url=_SITE + link if link.startswith("/") else link or _json.string(data.get("url")) or None,
    )
