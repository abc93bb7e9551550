"""Quotations as blogs and forum programs mark them up: where they are and whom they name.

Each program writes its quotation in its own nesting (``blockquote``, XenForo 1's
``div.bbCodeQuote``, vBulletin's ``div.bbcode_quote``, Discourse's ``aside.quote``); the
name and the post it points to stand in an attribute or in the caption's link.
"""

from __future__ import annotations

import re

from analyzer.read._html_dom import TEXT, Node, Page, Scope, matches_any, one_line
from analyzer.read._text_dates import find_date
from analyzer.read._text_words import split_verb

_QUOTES = (
    "aside.quote", "div.bbcodequote", "div.bbcode_quote", "div.quotewrapper",
    "div.quotecontainer", "div.quote_container", "dl.quote", "div.quotebox", "div.b-bbcode__quote",
)  # fmt: skip
_NOT_QUOTES = (".postcontent", ".messagetext", ".message-text", ".comment-content", ".comment-body")
_CAPTIONS = (
    ".bbcodeblock-title", ".attribution", ".bbcode_postedby", ".quote-attribution", ".title", "cite",
    ".quoteheader", ".quotetitle", ".topslice_quote", ".ipsquote_citation",
)  # fmt: skip
_POST_REFERENCE = re.compile(
    r"(?:post[: /=_-]{0,2}|[?&;]p=|#p|pid=?|msg|comment-|#c)(\d+)(?!.*\d{3})", re.IGNORECASE
)
_NAME_ATTRIBUTES = (
    "data-username", "data-quote", "data-author", "data-ipsquote-username", "data-quoted-name",
)  # fmt: skip
_ID_ATTRIBUTES = ("data-post", "data-source", "data-post-id", "data-ipsquote-contentcommentid")


def is_quote(node: Node) -> bool:
    """Whether the node is a quotation (and not vBulletin's or XenForo 1's message itself)."""
    if node.tag == "blockquote":
        return not matches_any(node, _NOT_QUOTES)
    if node.classes:
        return node.tag in ("div", "aside", "dl") and matches_any(node, _QUOTES)
    return node.tag == "div" and _is_vbulletin3(node)


def _is_vbulletin3(node: Node) -> bool:
    """vBulletin 3 marks a quotation only by its layout: a small caption above a table."""
    inner = [child for child in node.children if child.tag != TEXT]
    return len(inner) >= 2 and "smallfont" in inner[0].classes and inner[1].tag == "table"


def quoted(page: Page, node: Node) -> tuple[str | None, str | None]:
    """Speaker and id of the quoted comment, each None where the markup does not state it."""
    speaker = ident = None
    nodes = list(page.walk(node, 200))  # the caption comes first; a bound for quotes in quotes in quotes
    for each in (node, *(n for n in nodes[1:6] if is_quote(n))):
        speaker = speaker or next((each.get(name) for name in _NAME_ATTRIBUTES if each.get(name)), None)
        source = next((each.get(name) for name in _ID_ATTRIBUTES if each.get(name)), "")
        if source and ident is None:
            ident = source if source.isdigit() else _reference(source)
    caption = Scope(nodes).first(_CAPTIONS) or (node if not node.classes and node.tag == "div" else None)
    if caption is None and node.order > 0:
        caption = _header_before(page, node)
    if caption is not None:
        inside = list(page.walk(caption, 400))
        for link in inside:
            if ident is None and link.tag == "a":
                ident = link.get("data-post-id") or _reference(link.get("href"))
        if speaker is None:
            speaker = _named(inside)
    return speaker, ident or None


def _header_before(page: Page, node: Node) -> Node | None:
    """SMF prints the caption beside the quotation, not in it."""
    before = page.nodes[node.order - 1]
    return next((each for each in (before, *before.ancestors()) if "quoteheader" in each.classes), None)


def _reference(text: str) -> str | None:
    match = _POST_REFERENCE.search(text[-500:])
    return match.group(1) if match else None


def _named(caption: list[Node]) -> str | None:
    """The name in "NAME wrote:" or "Originally posted by NAME": emphasised, linked, or first."""
    for tag in ("strong", "b", "a"):
        for node in caption:
            if node.tag == tag:
                name = one_line("".join(n.text for n in caption if n.tag == TEXT and n in node))
                if 1 < len(name) <= 60 and ":" not in name[:-1]:
                    return name.removesuffix(":").rstrip()
    words = one_line("".join(node.text for node in caption if node.tag == TEXT))
    name = split_verb(words) if len(words) <= 120 else None
    if name and len(name) <= 60 and find_date(name) is None:
        return name
    match = re.fullmatch(r"(.{1,60}?) \S{1,20}(?: \S{1,20})?:", words)
    return match.group(1) if match and " " not in match.group(1) else None
