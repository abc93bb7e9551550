"""WordPress eXtended RSS: a whole site's posts with their comments.

Each post that has comments is a thread, keyed by its address. Moderated comments (held
back, spam) are comments: the export carries their words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.read._export_html import html_to_text
from analyzer.read._xml import child, events, field, local, release, root, text_of
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record

if TYPE_CHECKING:
    from lxml.etree import _Element

_WP = "wordpress.org/export/"


@reader("wxr", "WordPress export (WXR)")
class Wxr:
    """Reads what Tools > Export of a WordPress site writes, versions 1.0 to 1.2."""

    def sniff(self, source: Source) -> float:
        return 1.0 if root(source).lower() == "rss" and _WP in source.head_text else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        authors: dict[str, str] = {}
        item, records, posts = None, [], 0
        for event, element in events(source, report, "item", "comment", "author"):
            tag = local(element)
            if tag == "item" and event == "start":
                if item is not None:  # the post before was never closed
                    yield from _thread(item, records, authors)
                item, records, posts = element, [], posts + 1
            elif tag == "item":
                yield from _thread(element, records, authors)
                item, records = None, []
                release(element)
            elif tag == "comment" and event == "end" and item is not None:
                record = _record(element)
                if record is None:
                    report.reject(f"line {element.sourceline}", "a comment with neither an id nor a text")
                else:
                    records.append(record)
                element.clear()
            elif tag == "author" and event == "end" and item is None:
                authors[field(element, "author_login")] = field(element, "author_display_name")
        if item is not None:
            yield from _thread(item, records, authors)
        if not posts:
            report.note("the export holds no posts")


def _record(comment: _Element) -> Record | None:
    number, body = field(comment, "comment_id"), child(comment, "comment_content")
    if not number and body is None:
        return None
    text, quotes = html_to_text(text_of(body), newlines=True)
    parent, user = field(comment, "comment_parent"), field(comment, "comment_user_id")
    answers = parent not in ("", "0")
    ping = field(comment, "comment_type").lower() in ("pingback", "trackback")
    return Record(
        text,
        id=number or None,
        parent=parent if answers else None,
        top_level=not answers,
        speaker=field(comment, "comment_author") or None,
        speaker_key=f"user {user}" if user not in ("", "0") else None,
        posted=_date(comment, "comment_date"),
        kind="pingback" if ping else "comment",
        quotes=quotes,
        where=f"line {comment.sourceline}",
    )


def _date(element: _Element, name: str) -> str | None:
    """The site's local time, else the time in UTC; drafts have zeros for both."""
    for tag, zone in ((name, ""), (f"{name}_gmt", "Z")):
        date = field(element, tag)
        if date and not date.startswith("0000"):
            return date + zone
    return None


def _thread(item: _Element, records: list[Record], authors: dict[str, str]) -> Iterator[RawThread]:
    if not records:
        return
    link = field(item, "link") or field(item, "guid") or f"post {field(item, 'post_id')}"
    login = field(item, "creator")
    article = Article(
        title=field(item, "title") or None,
        author=authors.get(login) or login or None,
        text=html_to_text(text_of(child(item, "encoded", space="content")), newlines=True)[0],
        posted=_date(item, "post_date"),
        url=field(item, "link") or None,
    )
    yield RawThread(link, tuple(records), article, states_replies=True)
