"""What the comments stand under: title, author, address and main text of the page.

A modest extraction on purpose: the machine-readable head first, then the usual
containers, then the element with the most text in paragraphs. Comments never are part
of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from analyzer.read._html_dom import TEXT, Node, Page, Scope, matches_any, one_line
from analyzer.read._html_fields import name_in
from analyzer.read._html_text import is_furniture, line_of, text_of
from analyzer.thread import Article

_TITLES = (
    "h1.entry-title", "h1.post-title", "h3.post-title", "h2.entry-title", ".entry-title", ".post-title",
    "h1",
)  # fmt: skip
_BODIES = (
    "[itemprop=articleBody]", ".entry-content", ".post-content", ".post-body", ".post-entry",
    ".article-content", ".article-body", ".articlebody", ".td-post-content", ".et_pb_post_content",
    ".entry-body", ".asset-body", ".field-name-body", ".field--name-body", ".storycontent", ".entrytext",
    ".entry", "article", "main",
)  # fmt: skip
_AUTHORS = (
    "[rel=author]", "[itemprop=author]", ".entry-author", ".post-author", ".byline", ".author.vcard",
    ".author",
)  # fmt: skip
_ASIDE = (
    "nav", "aside", "form", "footer", "h1", ".post-title", ".entry-title", ".sharedaddy", ".share",
    ".social", ".related-posts", ".jp-relatedposts", ".post-navigation", ".nav-links", ".navigation",
    ".entry-meta", ".entry-footer", ".post-meta", ".post-footer", ".author-box", ".tags", ".tagcloud",
    ".widget", ".sidebar", "#sidebar", "#comments", "#respond", ".comments-area",
    ".addtoany_share_save_container", ".yarpp-related", ".breadcrumbs", ".breadcrumb",
)  # fmt: skip
_COUNT = re.compile(r"(?<![\d.,:/])(\d{1,3}(?:[.,  \u202f]\d{3})+|\d{1,7})(?![\d:/])")
_QUOTED = re.compile(r"[“„«\"»”'‘][^“”„«»\"]{0,300}[“”»«\"’']")
_COUNTERS = (
    "h1", "h2", "h3", "h4", "h5", "h6", ".comments-title", ".comment-title", ".comment-count",
    ".comments-count", ".comments_title", ".num-comments", ".comment-heading", ".comments-heading",
    ".comments_head", ".page-title", "#comments-title", "[itemprop=commentCount]",
)  # fmt: skip


def article_of(page: Page, before: Node | None) -> Article | None:
    """The article of a page, None where there is nothing but the comments.

    Args:
        before: the first comment; titles and authors after it are not the article's.
    """
    head = page.nodes if before is None else page.nodes[: before.order]
    scope = Scope(head)
    title = _meta(scope, "og:title") or _title(page, scope)
    author = _meta(scope, "author", "article:author") or _linked_author(page) or _author(page, scope)
    posted = _meta(scope, "article:published_time", "datePublished", "date")
    text = _main_text(page, scope, before)
    if not (title or text):
        return None
    return Article(title, author, text, posted, address(page))


def address(page: Page) -> str | None:
    """The page's canonical address, where it states one."""
    link = page.all.first(("link[rel=canonical]",))
    found = (link.get("href") if link else "") or _meta(page.all, "og:url") or ""
    return found if found.startswith(("http://", "https://")) else None


def declared_count(page: Page, first: Node) -> int | None:
    """The number of comments that the heading nearest above them claims."""
    above = page.nodes[max(0, first.order - 400) : first.order]
    for node in reversed(above):
        if node.tag != TEXT and matches_any(node, _COUNTERS):
            if node.get("content").isdigit():
                return int(node.get("content"))
            words = _QUOTED.sub(" ", line_of(page, node))
            if len(words) < 200 and (numbers := _COUNT.findall(words)):
                return int(re.sub(r"\D", "", numbers[0]))
            if words and not _linked_heading(page, node):
                return None
    return None


def _linked_heading(page: Page, node: Node) -> bool:
    return any(inner.tag == "a" for inner in page.inside(node))


def _meta(scope: Scope, *names: str) -> str | None:
    for name in names:
        for node in scope.every((f"meta[property={name}]", f"meta[name={name}]", f"meta[itemprop={name}]")):
            content = one_line(node.get("content"))
            if content and not content.startswith("http") or content and name == "og:url":
                return content
    return None


def _title(page: Page, scope: Scope) -> str | None:
    for node in (*scope.every(_TITLES), *scope.every(("title",))):
        text = one_line("".join(inner.text for inner in page.inside(node) if inner.tag == TEXT))
        if text:
            return text[:500]
    return None


def _author(page: Page, scope: Scope) -> str | None:
    for node in scope.every(_AUTHORS):
        if name := name_in(page, node):
            return name
    return None


def _linked_author(page: Page) -> str | None:
    for item in linked_data(page):
        if any(kind.endswith(("Article", "Posting")) for kind in types_of(item)):
            author = item.get("author")
            author = author[0] if isinstance(author, list) and author else author
            name = author.get("name") if isinstance(author, dict) else author
            if isinstance(name, str) and name.strip():
                return one_line(name)
    return None


def linked_data(page: Page) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD blocks, those of ``@graph`` and lists singly."""
    for script in page.all.every(("script[type=application/ld+json]",)):
        try:
            data = json.loads("".join(child.text for child in script.children), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in data if isinstance(data, list) else [data]:
            graph = item.get("@graph") if isinstance(item, dict) else None
            for each in graph if isinstance(graph, list) else [item]:
                if isinstance(each, dict):
                    yield each


def types_of(item: dict[str, Any]) -> set[str]:
    """The types of a JSON-LD object, which states one or a list of them, without the vocabulary's address."""
    stated = item.get("@type")
    return {str(each).rsplit("/", 1)[-1] for each in (stated if isinstance(stated, list) else [stated])}


def _main_text(page: Page, scope: Scope, before: Node | None) -> str:
    def skip(node: Node) -> bool:
        return (
            node.tag != TEXT
            and (is_furniture(node) or matches_any(node, _ASIDE) or before is not None and node is before)
        )  # fmt: skip

    for node in scope.every(_BODIES):
        if before is not None and before in node and node.tag not in ("article", "main"):
            continue
        text = text_of(page, node, skip=_until(before, skip))[0]
        if len(text) >= 60:
            return text
    weight: dict[int, int] = {}
    for node in scope.nodes:
        if node.tag == "p" and node.parent is not None:
            inner = sum(len(each.text) for each in page.inside(node) if each.tag == TEXT)
            weight[node.parent.order] = weight.get(node.parent.order, 0) + inner
    best = max(weight, key=lambda order: weight[order], default=None)
    if best is None or weight[best] < 80:
        return ""
    return text_of(page, page.nodes[best], skip=_until(before, skip))[0]


def _until(before: Node | None, skip: Callable[[Node], bool]) -> Callable[[Node], bool]:
    """``skip``, and everything from the first comment on."""
    if before is None:
        return skip
    return lambda node: node.order >= before.order or skip(node)
