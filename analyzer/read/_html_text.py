"""From a piece of the tree to plain text, with the quotations it marks up.

Block tags are line breaks (paragraphs leave a blank line), ``<br>`` too; ``<pre>`` keeps
its lines; a link gives its words and an image its ``alt``. Quotations stay in the text
and are returned as spans of it. One pass, no recursion.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from analyzer.read._html_dom import TEXT, Node, Page, matches_any, one_line
from analyzer.read._html_quotes import is_quote, quoted
from analyzer.thread import QuoteMark

_BLANKS = re.compile(r"\s+")
_WIDE = frozenset("p blockquote pre ul ol dl table h1 h2 h3 h4 h5 h6 hr figure aside details".split())
_NARROW = frozenset(
    "div li tr dt dd article section header footer figcaption summary main nav address fieldset "
    "td th caption center tbody thead tfoot form body html".split()
)
_NEVER = frozenset(
    "script style template noscript head title iframe object embed svg button input select textarea option "
    "audio video canvas meta link base map area".split()
)
# Furniture that themes put between or inside the words of a comment.
_FURNITURE = (
    ".reply", ".comment-reply", ".comment-reply-link", ".comment-edit-link", ".comment-actions",
    ".comment_actions", ".comment-action", ".reply-link", ".reply-container", ".avatar", ".gravatar",
    ".avatar-image-container", ".screen-reader-text", ".sr-only", ".visually-hidden", ".sharedaddy",
    ".jp-relatedposts", ".signature", ".signaturecontainer", ".message-signature", ".quote-controls",
    ".bbcodeblock-expandlink", ".quoteexpand", ".comment-likes", ".comment-vote", ".votes", ".vote",
    ".wpulike", ".cld-like-dislike-wrap", ".wpd-comment-footer", ".wpd-tools", ".comment-share",
    ".codeblock-copy", ".attributionlink", ".post-likes", ".flat-list.buttons",
    "[class*=comment-rating]", "[class*=rating-box]", "[id^=comment-actions]",
)  # fmt: skip
_PORTRAITS = (".avatar", ".photo")
_SMILEYS = ("[class*=smil]", "[class*=emoticon]", "[class*=bbcode_emo]", "[src*=smil]", "[src*=/emoticons/]")
_SMILEY_CODE = re.compile(r":[\w+-]{2,30}:")
_REVEALED = ("spoil", "more", "quote", "toggle", "hidden-text")


def is_furniture(node: Node) -> bool:
    """Scripts, buttons, avatars, vote widgets and what the page hides."""
    if node.tag in _NEVER or (node.classes or "id" in node.attrs) and matches_any(node, _FURNITURE):
        return True
    hidden = "hidden" in node.attrs or "display:none" in node.get("style").replace(" ", "").lower()
    if not hidden:
        return False
    # A folded spoiler or "read more" is hidden on screen and still the writer's text.
    near = node.get("class") + (node.parent.get("class") if node.parent else "")
    return not any(word in near.lower() for word in _REVEALED)


def text_of(
    page: Page, *roots: Node, skip: Callable[[Node], bool] = is_furniture
) -> tuple[str, tuple[QuoteMark, ...]]:
    """Plain text of some nodes, in order, and the outermost quotations in it.

    Args:
        skip: nodes to leave out with all they contain; never asked about ``roots``.
    """
    out = _Builder()
    for root in roots:
        out.break_line(1)
        open_nodes: list[Node] = []
        nodes, at = page.nodes, root.order
        while at <= root.end:
            node = nodes[at]
            while open_nodes and at > open_nodes[-1].end:
                _leave(out, open_nodes.pop())
            if node is not root and node.tag != TEXT and skip(node):
                at = node.end + 1
                continue
            if node.tag == TEXT:
                if not (node is not root and skip(node)):
                    out.words(node.text)
            else:
                _enter(out, node, page, node is root)
                open_nodes.append(node)
            at += 1
        while open_nodes:
            _leave(out, open_nodes.pop())
    return "".join(out.parts), tuple(out.quotes)


def line_of(page: Page, node: Node, skip: Callable[[Node], bool] = is_furniture) -> str:
    """The text of a node as one line."""
    return one_line(text_of(page, node, skip=skip)[0])


def without_frame(
    text: str,
    quotes: tuple[QuoteMark, ...],
    is_frame: Callable[[str], bool],
    *,
    starts: bool = True,
    ends: bool = True,
) -> tuple[str, tuple[QuoteMark, ...]]:
    """Leading (``starts``) and trailing (``ends``) lines that are the page's own ("says:", "|", "Reply") taken off.

    A text that holds nothing else is kept as it is.
    """
    start, end = 0, len(text)
    while starts and start < end:
        line_end = text.find("\n", start, end)
        line_end = end if line_end < 0 else line_end
        if text[start:line_end].strip() and not is_frame(text[start:line_end]):
            break
        start = min(end, line_end + 1)
    while ends and end > start:
        line_start = text.rfind("\n", start, end) + 1 or start
        if line_start <= start or text[line_start:end].strip() and not is_frame(text[line_start:end]):
            break
        end = line_start - 1
    if not text[start:end].strip():
        return text, quotes
    moved = (QuoteMark(max(0, q.start - start), min(q.end, end) - start, q.speaker, q.id) for q in quotes)
    return text[start:end], tuple(q for q in moved if q.start < q.end)


def _enter(out: _Builder, node: Node, page: Page, is_root: bool) -> None:
    tag = node.tag
    if tag == "br":
        out.breaks = min(2, out.breaks + 1)
    elif tag == "img":
        out.words(_alt(node))
    else:
        out.break_line(2 if tag in _WIDE else 1 if tag in _NARROW else 0)
        out.pre += tag in ("pre", "listing", "xmp")
        if not is_root and is_quote(node):
            out.open_quote(node, page)


def _alt(image: Node) -> str:
    """What an image says in words: its ``alt``, but no portrait's and no smiley's code (":oops:")."""
    alt = image.attrs.get("alt", "")
    if matches_any(image, _PORTRAITS) or (_SMILEY_CODE.search(alt) and matches_any(image, _SMILEYS)):
        return ""
    return alt


def _leave(out: _Builder, node: Node) -> None:
    out.break_line(2 if node.tag in _WIDE else 1 if node.tag in _NARROW else 0)
    out.pre -= node.tag in ("pre", "listing", "xmp")
    out.close_quote(node)


class _Builder:
    """The text so far, the white space still owed before the next word, the open quotation."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.breaks = 0
        self.space = False
        self.pre = 0
        self.quotes: list[QuoteMark] = []
        self.quote: Node | None = None
        self.quote_start: int | None = None
        self.credit: tuple[str | None, str | None] = (None, None)

    def break_line(self, lines: int) -> None:
        self.breaks = max(self.breaks, lines)

    def words(self, text: str) -> None:
        if self.pre:
            body = text.rstrip() if text.endswith("\n") else text
            self._put(body if self.parts else body.lstrip("\n"))
            self.breaks = max(self.breaks, int(text.endswith("\n")))
            return
        flat = _BLANKS.sub(" ", text)
        body = flat.strip(" ")
        if body:
            self.space = self.space or flat.startswith(" ")
            self._put(body)
        self.space = self.space or flat.endswith(" ")

    def _put(self, body: str) -> None:
        if not body:
            return
        gap = ("\n" * self.breaks or " " * self.space) if self.parts else ""
        self.breaks, self.space = 0, False
        self.length += len(gap)
        if self.quote is not None and self.quote_start is None:
            self.quote_start = self.length
        self.parts += (gap, body)
        self.length += len(body)

    def open_quote(self, node: Node, page: Page) -> None:
        if self.quote is None:
            self.quote, self.quote_start, self.credit = node, None, quoted(page, node)

    def close_quote(self, node: Node) -> None:
        if self.quote is node:
            if self.quote_start is not None:
                self.quotes.append(QuoteMark(self.quote_start, self.length, *self.credit))
            self.quote = None
