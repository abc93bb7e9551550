"""Disqus XML export: threads (pages) and posts (comments), all flat, linked by ``dsq:id``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.read._export import by_thread, kind_of
from analyzer.read._export_html import html_to_text
from analyzer.read._xml import attribute, child, events, field, local, release, root, text_of
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record

if TYPE_CHECKING:
    from lxml.etree import _Element


@reader("disqus", "Disqus XML export")
class DisqusXml:
    """Reads what Disqus mails a moderator who exports a forum's comments."""

    def sniff(self, source: Source) -> float:
        return 1.0 if root(source).lower() == "disqus" else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        pages: dict[str, Article] = {}
        posts: list[tuple[str, Record]] = []
        for event, element in events(source, report, "thread", "post"):
            if event == "start":
                continue
            if local(element) == "thread":
                if len(element):  # a page; inside a post it is a mere reference without content
                    pages[attribute(element, "id")] = _article(element)
                continue
            page, record = attribute(child(element, "thread"), "id"), _record(element)
            if page:
                posts.append((page, record))
                if not record.id:
                    report.note(f"{record.where}: a post without an id, which nothing can answer")
            else:
                report.reject(record.where, "a post without the thread that it stands in")
            release(element)
        keys = {page: article.url or page for page, article in pages.items()}
        yield from by_thread(
            ((keys.get(page, page), record) for page, record in posts),
            articles={keys[page]: article for page, article in pages.items()},
        )


def _article(page: _Element) -> Article:
    author = child(page, "author")
    return Article(
        title=field(page, "title") or None,
        author=_name(author),
        text=html_to_text(text_of(child(page, "message")))[0],
        posted=field(page, "createdAt") or None,
        url=field(page, "link") or None,
    )


def _name(author: _Element | None) -> str | None:
    if author is None:
        return None
    return field(author, "name") or field(author, "username") or None


def _record(post: _Element) -> Record:
    text, quotes = html_to_text(text_of(child(post, "message")))
    parent, author = attribute(child(post, "parent"), "id") or None, child(post, "author")
    anonymous = author is None or field(author, "isAnonymous") == "true"
    return Record(
        text,
        id=attribute(post, "id") or None,
        parent=parent,
        top_level=parent is None,
        speaker=_name(author),
        speaker_key=None if anonymous else field(author, "username") or None,
        posted=field(post, "createdAt") or None,
        kind=kind_of(text, gone=field(post, "isDeleted") == "true"),
        quotes=quotes,
        where=f"line {post.sourceline}",
    )
