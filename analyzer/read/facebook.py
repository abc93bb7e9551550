"""Facebook and Instagram Graph API JSON: comments, posts with comments, pages of either.

Comments nest as ``comments.data`` (Facebook) or ``replies.data`` (Instagram).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.read import _json
from analyzer.read._export import by_thread
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record

_NESTS = ("comments", "replies")
# Only posts have these; a comment's own are comment_count, can_remove, parent, attachment.
_OF_POST = frozenset(
    "story caption permalink shares status_type full_picture attachments is_published media_type "
    "media_url shortcode comments_count type posts".split()
)


@reader("facebook", "Facebook or Instagram comments (Graph API JSON)")
class Facebook:
    """Reads answers of the Graph API's comment edges."""

    def sniff(self, source: Source) -> float:
        value = _json.head(source)
        for item in (_json.mapping(value), _json.first(value)):
            for node in (item, _json.first(item.get("data"))):
                nested = next((_json.mapping(node.get(nest)) for nest in _NESTS if nest in node), {})
                if any(_is_comment(each) for each in (node, _json.first(nested.get("data")))):
                    return 0.95
        return 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        articles: dict[str, Article] = {}
        pairs: list[tuple[str, Record]] = []
        thread, post = source.stem, None
        for node, above in _json.preorder(_roots(_json.load(source, report)), _nested):
            own, place = _json.ident(node.get("id")), f"comment {len(pairs) + 1}"
            inner = _json.first(_nested(node))
            if isinstance(node, _json.Cut) and (not inner or above is None and "id" not in inner):
                report.reject(place, "a post or comment that breaks off")
                continue
            if above is None:
                post = node if _is_post(node) else None
                media = _json.mapping(node.get("media"))
                thread = (own if post else _json.ident(media.get("id"))) or source.stem
            if node is post:
                articles[thread] = _article(node)
            elif _is_comment(node):
                pairs.append((thread, _record(node, None if above is post else above, place)))
            else:
                report.reject(place, "no comment: its id, words or time are missing")
        yield from by_thread(pairs, articles=articles)


def _roots(value: Any) -> list[Any]:
    """Posts or comments at the top of one page, of a list of pages, or of a bare list."""
    out: list[Any] = []
    for page in value if isinstance(value, list) else [value]:
        page = _json.mapping(page)
        if isinstance(page.get("data"), list):
            out += page["data"]
        elif page.keys() & {"posts", "feed", "media"} and not _nested(page):
            for edge in ("posts", "feed", "media"):
                out += _json.listing(_json.mapping(page.get(edge)).get("data"))
        elif _nested(page) and "id" not in page:
            out += _nested(page)
        else:
            out.append(page)
    return out


def _nested(node: dict[str, Any]) -> list[Any]:
    out: list[Any] = []
    for nest in _NESTS:
        out += _json.listing(_json.mapping(node.get(nest)).get("data"))
    return out


def _is_comment(node: dict[str, Any]) -> bool:
    facebook = "message" in node and "created_time" in node
    instagram = (
        "text" in node
        and "timestamp" in node
        and (node.keys() & {"username", "from", "like_count", "replies"})
    )
    return "id" in node and bool(facebook or instagram)


def _is_post(node: dict[str, Any]) -> bool:
    """A post names itself PAGE_POST and its comments POST_COMMENT; comments share the prefix."""
    if node.keys() & _OF_POST or not _is_comment(node):
        return bool(node.keys() & {*_OF_POST, *_NESTS})
    inner = _json.ident(_json.first(_nested(node)).get("id")) or ""
    own = _json.ident(node.get("id")) or ""
    return "_" in inner and "_" in own and inner.split("_")[0] == own.split("_")[-1]


def _record(node: dict[str, Any], outer: dict[str, Any] | None, place: str) -> Record:
    author = _json.mapping(node.get("from"))
    stated = _json.mapping(node.get("parent")).get("id") or node.get("parent_id")
    parent = _json.ident(stated) or (_json.ident(outer.get("id")) if outer else None)
    return Record(
        _json.string(node.get("message", node.get("text"))).strip(),
        id=_json.ident(node.get("id")),
        parent=parent,
        top_level=parent is None,
        speaker=_json.name(author.get("name") or author.get("username") or node.get("username")),
        speaker_key=_json.ident(author.get("id")),
        posted=_json.when(node.get("created_time") or node.get("timestamp")),
        where=place,
    )


def _article(node: dict[str, Any]) -> Article:
    author = _json.mapping(node.get("from")) or _json.mapping(node.get("owner"))
    link = node.get("permalink_url") or node.get("permalink") or node.get("link")
    return Article(
        author=_json.name(author.get("name") or node.get("username")),
        text=_json.string(node.get("message") or node.get("caption") or node.get("story")).strip(),
        posted=_json.when(node.get("created_time") or node.get("timestamp")),
        url=_json.ident(link),
    )
