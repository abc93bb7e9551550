"""RSS and Atom feeds of comments: of one post, of a whole site, of a forum topic.

Feeds name the post in the channel ("Comments on: TITLE") or in each entry ("Comment on
TITLE by NAME"). The answered comment stands in ``thr:in-reply-to``, in a related link
(Blogger), or in the sentence that WordPress puts before the body of a reply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analyzer.read._export import by_thread, post_address
from analyzer.read._export_html import html_to_text
from analyzer.read._xml import attribute, child, events, field, local, release, root, text_of
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record

if TYPE_CHECKING:
    from lxml.etree import _Element

# A feed of posts looks the same but for these.
_HINTS = re.compile(
    r"in-reply-to\b|#comment-?\d|/comments/default"
    r"|<title[^<>]{0,60}>\s{0,9}(?:<!\[CDATA\[)?\s{0,9}(?:Comments? on\b|By: )"
    r"|<id>t1_|<guid[^<>]*>[^<>]*-post-\d+-\d+<|viewtopic\.php\?[^<>\"]*#p\d",
    re.IGNORECASE,
)
# The comment's own number at the end of a link or an id; the first group is sure to mean a comment.
_NUMBER = re.compile(
    r"(?:#comment-?|#c|/comments/default/|#p(?:ost)?-?|-post-\d+-)(\d+)(?:\?[^#]*)?$|^(t1_\w+)$|\.post-?(\d+)$"
)
_OF_FORUM = re.compile(r"(/comments/\w+/[^/]*/|/t/[^/]+/\d+)/?\w*/?$")
_CHANNEL = re.compile(
    r"^(?:Comments (?:on|for)|Comentarios? (?:en|sobre)|Comentários (?:em|sobre)"
    r"|Comment(?:aires|i) (?:sur|su)|Kommentare (?:zu|für)|Reacties op|Комментарии (?:на|к|для)"
    r"|Komentáře(?: k)?|Yorumlar)\s?:?\s+",
    re.IGNORECASE,
)
_BY = re.compile(r"^(?:By|Von|Par|Por|De|Door|Di|От|Автор|Od|Av|Af|Yazan|作者|投稿者)\s?[:：]\s*(\S.*)$")
_ON_BY = re.compile(
    r"^(?:Comment on|Kommentar zu|Commentaires? sur|Comentario (?:en|sobre)|Comentário (?:em|sobre)"
    r"|Commento su|Reactie op|Комментарий (?:к|на))\s+(.+)\s(?:by|von|par|por|di|da|door|от)\s+(\S.*)$"
)
# "In reply to <a href="...#comment-12">Ana</a>." before the body, in whatever language.
_ANSWERS = re.compile(
    r"\s*(?:<p>)?[^<>\n]{1,40}<a\s[^<>]*#comment-(\d+)[\"'][^<>]*>([^<>]{1,100})</a>[^<>\w\n]{0,5}"
    r"(?:</p>|<br\s*/?>|\n)\s*"
)
_FULL_TOPIC = re.compile(r"<p><a [^<>]*>Read full topic</a></p>\s*$")  # Discourse
_LONGEST = 300  # characters of a link's end or of a name that patterns look at
_EMAIL_NAME = re.compile(r"^\S+@\S+\s*\((.+)\)$")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry: its record, the post it stands under, and what it links to."""

    record: Record
    post: str
    post_title: str | None
    answers: tuple[str, ...]


@reader("feed", "RSS or Atom feed of comments")
class Feed:
    """Reads comment feeds of WordPress, Blogger, Discourse, Reddit and their like."""

    def sniff(self, source: Source) -> float:
        if root(source).lower() not in ("rss", "feed", "rdf"):
            return 0.0
        if "wordpress.org/export/" in source.head_text or not _HINTS.search(source.head_text):
            return 0.0
        return 0.95

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        entries: list[_Entry] = []
        about = Article()
        for event, element in events(source, report, "item", "entry", "title", "link"):
            if event == "start":
                continue
            if local(element) in ("item", "entry"):
                entry = _entry(element)
                if entry is None:
                    report.reject(f"line {element.sourceline}", "an entry without a body")
                elif (entry.record.id or "").startswith("t3_"):  # Reddit: the post itself
                    about = replace(about, text=entry.record.text, author=entry.record.speaker)
                else:
                    entries.append(entry)
                release(element)
            elif not entries and _holder(element) in ("channel", "feed"):
                about = _about(about, element)
        yield from _threads(entries, about, source.stem)


def _holder(element: _Element) -> str:
    above = element.getparent()
    return "" if above is None else local(above)


def _about(known: Article, element: _Element) -> Article:
    if local(element) == "title":
        title = _CHANNEL.sub("", _flat(text_of(element)))
        return replace(known, title=known.title or title or None)
    url = attribute(element, "href") or text_of(element).strip()
    if attribute(element, "rel") in ("", "alternate") and url:
        return replace(known, url=known.url or url)
    return known


def _threads(entries: list[_Entry], about: Article, stem: str) -> Iterator[RawThread]:
    ids = {entry.record.id for entry in entries}
    one = len({entry.post for entry in entries}) == 1
    pairs, articles = [], {}
    for entry in entries:
        post = entry.post or about.url or stem
        pairs.append((post, _placed(entry, ids)))
        if one:
            articles[post] = replace(about, title=entry.post_title or about.title)
        else:
            articles.setdefault(post, Article(title=entry.post_title, url=entry.post or None))
    stated = any(record.parent for _, record in pairs)
    yield from by_thread(pairs, articles=articles, states_replies=stated)


def _placed(entry: _Entry, ids: set[str | None]) -> Record:
    """The record with its parent: an entry of the feed, or a comment that the feed lacks."""
    for link in entry.answers:
        number = _NUMBER.search(link[-_LONGEST:])
        if _key(link) in ids or (number and not number.group(3)):
            return replace(entry.record, parent=_key(link))
    return replace(entry.record, top_level=bool(entry.answers))


def _entry(item: _Element) -> _Entry | None:
    markup, answers, said = _markup(item), [], None
    if markup is None:
        return None
    if match := _ANSWERS.match(markup):
        answers, said, markup = [f"#comment-{match.group(1)}"], _flat(match.group(2)), markup[match.end() :]
    text, quotes = html_to_text(_FULL_TOPIC.sub("", markup))
    link = ""
    for each in item:
        if local(each) == "link":
            url, rel = attribute(each, "href") or text_of(each).strip(), attribute(each, "rel")
            link = link or (url if rel in ("", "alternate") else "")
            answers += [url] * (rel == "related")
    answers += [
        attribute(each, "ref") or attribute(each, "href") for each in item if local(each) == "in-reply-to"
    ]
    speaker, post_title = _names(item)
    author = child(item, "author")
    record = Record(
        text,
        id=_key(field(item, "guid", "id") or link) or None,
        speaker=speaker,
        speaker_key=field(author, "uri") or None if author is not None else None,
        posted=field(item, "pubDate", "published", "updated", "date") or None,
        quotes=quotes,
        reply_to=said,
        where=f"line {item.sourceline}",
    )
    return _Entry(record, _OF_FORUM.sub(r"\1", post_address(link)), post_title, tuple(answers))


def _markup(item: _Element) -> str | None:
    """The body as HTML: the first that holds anything; an XHTML one (Atom) with its elements."""
    names = ("encoded", "content", "description", "summary")
    bodies = [each for name in names if (each := child(item, name)) is not None]
    body = next((each for each in bodies if text_of(each).strip()), bodies[0] if bodies else None)
    if body is None or not any(map(local, body)):
        return None if body is None else text_of(body)
    from lxml import etree

    for each in body.iterdescendants("*"):
        each.tag = local(each)  # "xhtml:p" is a "p"
    return (body.text or "") + "".join(etree.tostring(each, encoding="unicode") for each in body)


def _names(item: _Element) -> tuple[str | None, str | None]:
    """The commenter and, where the entry's own title says so, the title of the post."""
    author, title = child(item, "author"), _flat(text_of(child(item, "title")))
    speaker = field(item, "creator")
    if not speaker and author is not None:
        speaker = field(author, "name") or field(item, "author")
    if match := _EMAIL_NAME.match(speaker[:_LONGEST]):
        speaker = match.group(1)
    about, by = _ON_BY.match(title), _BY.match(title)
    speaker = speaker or (by.group(1) if by else about.group(2) if about else "")
    return speaker.removeprefix("/u/") or None, about.group(1) if about else None


def _key(link: str) -> str:
    """The comment's number in a link or an id, else the whole of it."""
    match = _NUMBER.search(link[-_LONGEST:])
    return next(filter(None, match.groups())) if match else link


def _flat(markup: str) -> str:
    return " ".join(html_to_text(markup)[0].split())
