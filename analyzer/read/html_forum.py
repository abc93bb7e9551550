"""Forum topics: phpBB 2 and 3, vBulletin 3 to 5, XenForo 1 and 2, MyBB, SMF, Invision, Discourse.

Forums are flat: each post stands after the other and says whom it answers only by the
posts that it quotes, which the quotation markup names. One row of ``FORUMS`` a program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.read._html_dom import Node, Page, parse
from analyzer.read._html_page import Block, markup, outermost, shows, thread
from analyzer.read._html_selectors import Theme
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread


@dataclass(frozen=True)
class Forum:
    """How one forum program writes a post.

    Attributes:
        signs: a pattern that its pages match and others do not.
        posts: selectors of the post elements.
        ids: pattern of a post's number in its ``id``, its ``data-*`` or an anchor inside.
    """

    name: str
    signs: re.Pattern[str]
    posts: tuple[str, ...]
    ids: re.Pattern[str]
    theme: Theme


FORUMS = (
    Forum(
        "XenForo",
        re.compile(r"js-post-\d|message-userContent|\bmessageText\b|bbWrapper"),
        (
            "article.message[data-content^=post-]",
            "article.message[id^=js-post]",
            "div.message[data-content^=post-]",
            "li.message[id^=post-]",
        ),
        re.compile(r"(?:js-)?post-(\d+)"),
        Theme(
            author_attribute="data-author",
            author=(".message-name", "a.username", ".username", ".message-userdetails"),
            posted=("time[datetime]", ".datetime", ".datepermalink"),
            body=(".bbwrapper", ".messagetext", ".message-body", ".messagecontent"),
            common=False,
        ),
    ),
    Forum(
        "Discourse",
        re.compile(r"crawler-post|topic-body|class=[\"'][^\"'<>]{0,100}\bcooked\b"),
        ("div.crawler-post", "article[data-post-id]", "div.topic-post"),
        re.compile(r"post_(\d+)"),
        Theme(
            author=(".creator", "[itemprop=author]", ".names", ".username"),
            posted=("time[datetime]", ".relative-date", ".post-time", ".post-date"),
            body=(".cooked", "[itemprop=text]", "[itemprop=articleBody]", ".post"),
            common=False,
        ),
    ),
    Forum(
        "vBulletin",
        re.compile(r"postbit|post_message_\d|\bb-post\b|js-post__content"),
        (
            "li.postcontainer",
            "li.b-post",
            "div.b-post",
            "li[id^=post_]",
            "table[id^=post]",
            "div.postbit[id^=post]",
        ),
        re.compile(r"(?:post_?|node-)(\d+)"),
        Theme(
            author=(
                "a.username",
                ".username",
                "a.bigusername",
                ".bigusername",
                ".username_container",
                ".author",
            ),
            posted=(
                "time[datetime]",
                ".b-post__timestamp",
                ".postdate",
                ".date",
                "td.thead",
                "div.normal",
                ".thead",
            ),
            body=(".js-post__content-text", ".postcontent", "[id^=post_message_]", ".b-post__content"),
            common=False,
        ),
    ),
    Forum(
        "MyBB",
        re.compile(r"id=[\"']pid_?\d|class=[\"']post_body"),
        ("div.post[id^=post_]", "table[id^=post_]", "div[id^=post_]"),
        re.compile(r"(?:post_|pid_?)(\d+)"),
        Theme(author=(".post_author", ".author_information"), posted=(".post_date",), body=(".post_body",)),
    ),
    Forum(
        "SMF",
        re.compile(r"class=[\"']post_wrapper|id=[\"']msg_?\d"),
        ("div.post_wrapper",),
        re.compile(r"msg_?(\d+)"),
        Theme(
            author=("h4", ".poster"),
            posted=(".smalltext", ".postinfo", ".keyinfo"),
            body=(".inner", ".post"),
            common=False,
        ),
    ),
    Forum(
        "Invision",
        re.compile(r"id=[\"']elComment_\d|\bipsComment\b"),
        ("article[id^=elComment_]",),
        re.compile(r"elComment_(\d+)"),
        Theme(
            author=(".ipscomment_author", "[itemprop=name]", "h3"),
            posted=("time[datetime]",),
            body=("[data-role=commentContent]", ".ipstype_richtext"),
            common=False,
        ),
    ),
    Forum(
        "phpBB",
        re.compile(r"\bpostbody\b|\bpostprofile\b|\bphpbb\b", re.IGNORECASE),
        ("div.post[id^=p]", "article.post[id^=p]", "li.post[id^=p]"),
        re.compile(r"(?:p|post|post_content)(\d+)"),
        Theme(
            author=("p.author", ".username", ".username-coloured", ".postauthor", ".postprofile", "dt"),
            posted=("time[datetime]", "p.author", ".postdate", ".post-date"),
            body=("div.content", ".content", ".post-content", ".postbody"),
            common=False,
        ),
    ),
)
_PHPBB2 = Theme(
    author=(".name", ".postauthor"), posted=(".postdetails", ".gensmall"), body=(".postbody",), common=False
)


@reader("html_forum", "forum topic page (phpBB, vBulletin, XenForo, Discourse, MyBB, SMF, Invision)")
class ForumTopic:
    def sniff(self, source: Source) -> float:
        page = markup(source)
        return 0.91 if shows(page, _POSTS) and any(shows(page, forum.signs) for forum in FORUMS) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        page = parse(source.text)
        best, blocks = FORUMS[0], []
        for forum in FORUMS:
            if shows(source.text, forum.signs):
                found = posts(page, forum)
                if len(found) > len(blocks):
                    best, blocks = forum, found
        if blocks:
            yield thread(source, page, blocks, best.theme, report, states_replies=False, is_forum=True)
        else:
            yield thread(source, page, _rows(page), _PHPBB2, report, states_replies=False, is_forum=True)


_POSTS = re.compile(
    r"""(?:id|data-content)=["']?(?:js-post-|post-|post_|post|post_message_|p|pid_?|msg_?|elComment_)\d"""
    r"""|data-post-id=|data-node-id="""
    r"""|class=["'][^"'<>]{0,60}(?:postbody|b-post|crawler-post)|<a name=["']\d"""
)


def posts(page: Page, forum: Forum) -> list[Block]:
    """The posts of a topic, each element once. A ``hentry`` is an article of WordPress, whatever else it is called."""
    numbered = [
        (node, _number(page, node, forum.ids))
        for node in page.all.every(forum.posts)
        if "hentry" not in node.classes
    ]
    unnumbered = [node for node, ident in numbered if not ident]
    found = outermost((node, ident) for node, ident in numbered if ident)
    blocks = [Block((node,), ident, kind=_kind(node)) for node, ident in found]
    blocks += [
        Block((node,), None, kind=_kind(node)) for node in unnumbered if not any(node in n for n, _ in found)
    ]
    return sorted(blocks, key=lambda block: block.roots[0].order)


def _number(page: Page, node: Node, ids: re.Pattern[str]) -> str:
    for each in (node, *page.nodes[node.order + 1 : min(node.end + 1, node.order + 60)]):
        for name in ("id", "data-content", "name"):
            if name in each.attrs and (match := ids.fullmatch(each.get(name))):
                return match.group(1)
    return node.get("data-post-id") or node.get("data-node-id")


def _kind(node: Node) -> str:
    return (
        "deleted"
        if node.classes & {"message--deleted", "deleted", "postbitdeleted", "post-deleted"}
        else "comment"
    )


def _rows(page: Page) -> list[Block]:
    """phpBB 2: a table whose rows hold ``span.name`` and ``span.postbody`` and no id but an anchor."""
    blocks = []
    for node in page.all.every(("tr",)):
        inside = page.inside(node)
        names = [each for each in inside if "name" in each.classes or "postauthor" in each.classes]
        if len(names) == 1 and any("postbody" in each.classes for each in inside):
            ident = next((n.get("name") for n in inside if n.tag == "a" and n.get("name").isdigit()), None)
            body = next(each for each in inside if "postbody" in each.classes)
            cell = next((each for each in body.ancestors() if each.parent is node), node)
            blocks.append(Block((names[0], cell), ident))
    return blocks
