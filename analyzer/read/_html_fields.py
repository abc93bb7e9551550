"""Who, when and what of one comment: the fields inside a block of markup.

Themes differ in class names more than in structure, so each field is a list of
selectors tried in order, shared by all families and extended by each. Where no element
holds the body alone, the body is the block less its header, its buttons and the
comments nested in it.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.read._html_dom import TEXT, Node, Page, Scope, matches_any, one_line
from analyzer.read._html_quotes import is_quote
from analyzer.read._html_selectors import BESIDE_NAME, HEADER, Theme
from analyzer.read._html_text import is_furniture, line_of, text_of, without_frame
from analyzer.read._html_words import bare_date, bare_name, dated, holds_date, only_date, only_linkers, split_byline
from analyzer.read._text_dates import find_date
from analyzer.read._text_words import is_button, name_quality, split_lead
from analyzer.thread import QuoteMark

_NAME_HOLDERS = frozenset("b strong cite h3 h4 h5 h6 dt a".split())
_NAME_ALONE = (".fn", ".username", ".hnuser", "[itemprop=name]", "a")
_NAME_TAGS = ("b", "strong", "cite", "a", "em", "i")
_CONTROL = re.compile(
    r"repl(?:y|ies)|respon|answer|report|flag|vote|like|permalink|share|quote", re.IGNORECASE
)
_CONTROL_ADDRESS = re.compile(
    r"(?<![a-z])(?:repl(?:y|ies)(?:to\w*)?|respond|answer|report|flag|(?:up|down)?vote|(?:dis)?like|permalink|share|quote)"
    r"(?![a-z])",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"[#(]?\d{1,5}[.):]?")
_TIME_AND_EPOCH = re.compile(r"^(\d{4}-\d\d-\d\dT\S+) \d+$")
_FOOTERS = frozenset("p div footer li small dd td".split())
_VOTES = re.compile(r"[♥❤👍👎▲▼]?\s?[+−–-]?\s?\d{1,5}\s?[♥❤👍👎▲▼]?|[+−♥❤👍👎▲▼-]")
_INLINE = frozenset("a abbr b cite em i small span strong u".split())
_PARAGRAPHS = frozenset("p blockquote pre ul ol table".split())


@dataclass(frozen=True, slots=True)
class Fields:
    speaker: str | None
    posted: str | None
    text: str
    quotes: tuple[QuoteMark, ...] = ()


def own_nodes(page: Page, roots: tuple[Node, ...], nested: frozenset[int]) -> Iterator[Node]:
    """The nodes of a comment without those of the comments nested in it, in document order."""
    for root in roots:
        at = root.order
        while at <= root.end:
            if at in nested and page.nodes[at] is not root:
                at = page.nodes[at].end + 1
                continue
            yield page.nodes[at]
            at += 1


def fields(page: Page, roots: tuple[Node, ...], nested: frozenset[int], theme: Theme) -> Fields:
    """Speaker, time and body of the comment that ``roots`` hold.

    Args:
        nested: positions of the roots of all comments; those inside belong to replies.
    """
    scope = Scope(list(own_nodes(page, roots, nested)))
    bodies = _bodies(scope, roots, theme)
    author, speaker = _speaker(page, scope, bodies, theme)
    speaker = one_line(roots[0].get(theme.author_attribute)) or speaker
    when, posted = _posted(page, scope, bodies, author, theme)
    if posted is None and author is not None:
        when, posted = _date_beside(scope, author, bodies)
    header = [node for node in (author, when) if node is not None]

    def skip(node: Node) -> bool:
        return node.order in nested or node.tag != TEXT and is_furniture(node)

    for body in bodies:
        if not any(node in body for node in header):
            parts = [each for each in bodies if _goes_on(body, each) and not any(node in each for node in header)]
            text, quotes = without_frame(*text_of(page, *parts, skip=skip), is_button, starts=False)
            if text:
                return Fields(speaker, posted, text, quotes)
    text, quotes = _rest(page, roots, nested, author, when)
    if speaker is not None:  # printed twice: a portrait's label and the name
        text, quotes = without_frame(text, quotes, lambda line: line == speaker, ends=False)
    return Fields(speaker, posted, text, quotes)


def _goes_on(body: Node, other: Node) -> bool:
    """Whether a theme prints the body in several elements (a paragraph each), ``other`` one of them."""
    alike = other.tag == body.tag and other.classes == body.classes and bool(body.classes)
    return other is body or alike and other.parent is body.parent


def _bodies(scope: Scope, roots: tuple[Node, ...], theme: Theme) -> list[Node]:
    """Candidates for the body, the likeliest first; of two that contain each other the likelier."""
    found: list[Node] = []
    places: list[int] = []
    for node in scope.every(theme.selectors("body")):
        alone = len(roots) == 1 and node is roots[0]
        at = bisect_left(places, node.order)
        if node.end > node.order and not alone and not (at < len(places) and places[at] <= node.end):
            found.append(node)
            places.insert(at, node.order)
    return found


def _speaker(page: Page, scope: Scope, bodies: list[Node], theme: Theme) -> tuple[Node | None, str | None]:
    later = None
    for node in scope.every(theme.selectors("author")):
        if any(node is not body and body in node for body in bodies) or _in_quote(node, scope):
            continue
        name = name_in(page, node)
        if name is None:
            continue
        if not any(node in body for body in bodies):
            return node, name
        later = later or (node, name)
    if not theme.common:
        return later or (None, None)
    if later is not None and not _in_prose(page, scope, *later):
        return later
    return (
        _name_at_top(page, scope, bodies)
        or _name_before_date(scope, bodies)
        or _name_below(page, scope, bodies)
        or (None, None)
    )


def _in_prose(page: Page, scope: Scope, node: Node, name: str) -> bool:
    """Whether other words than linking ones and a date stand beside a name that a body holds."""
    around = node.parent
    while around is not None and around.tag in _INLINE and around is not scope.nodes[0]:
        around = around.parent
    if around is None:
        return False
    before = [each for each in page.inside(around) if each.tag == TEXT and each.order < node.order]
    lead = one_line("".join(each.text for each in before))
    rest = line_of(page, around).replace(name, " ", 1)
    return not (only_linkers(lead) or only_date(lead)) and not only_linkers(rest) and not only_date(rest)


def _name_at_top(page: Page, scope: Scope, bodies: list[Node]) -> tuple[Node, str] | None:
    """An emphasised or linked name that opens the block, where no class tells it."""
    before = 0
    for node in scope.nodes[1:]:
        if node.tag == TEXT and not dated(node.text):
            before += len(one_line(node.text))
        if before > 60 or node.tag in _PARAGRAPHS and node.tag != "p" or any(node in body for body in bodies):
            return None
        if node.tag not in _NAME_HOLDERS or is_furniture(node) or _is_control(node):
            continue
        name = name_in(page, node)
        if not name or len(name) > 60 or holds_date(name) or not any(char.isalpha() for char in name):
            continue
        beside = line_of(page, node.parent) if node.parent is not None and node.parent.tag == "p" else ""
        if len(beside) > len(name) + 60 and not dated(beside[len(name) : len(name) + 60]):
            return None  # emphasis or a link inside prose
        return node, name
    return None


def _name_before_date(scope: Scope, bodies: list[Node]) -> tuple[Node, str] | None:
    """A short text that opens the block right before its time, where neither tag nor class tells."""
    texts = [node for node in scope.nodes if node.tag == TEXT and node.text.strip()]
    texts = [node for node in texts if not _ORDINAL.fullmatch(node.text.strip())][:2]
    if len(texts) < 2 or any(texts[0] in body for body in bodies):
        return None
    holder, name = texts[0].parent, bare_name(one_line(texts[0].text))
    if holder is None or holder is scope.nodes[0] or holds_date(name) or name_quality(name) < 0.4:
        return None
    when = one_line(texts[1].text)
    if split_lead(when)[0] and split_byline(when)[0]:
        return None  # short words above "Posted by Anna | May 3"
    return (holder, name) if dated(when) else None


def _name_below(page: Page, scope: Scope, bodies: list[Node]) -> tuple[Node, str] | None:
    """The name in a line below the body that says who and when ("Posted by: Anna | 3 May 2012")."""
    for node in reversed(scope.nodes[1:]):
        if node.tag not in _FOOTERS or any(node in body or body in node for body in bodies):
            continue
        line = line_of(page, node)
        if len(line) < 120 and dated(line):
            name = split_byline(line)[0]
            return (node, name) if name and name_quality(name) >= 0.4 else None
    return None


def _in_quote(node: Node, scope: Scope) -> bool:
    first = scope.nodes[0]
    for above in node.ancestors():
        if above.order < first.order:
            return False
        if is_quote(above):
            return True
    return False


def name_in(page: Page, node: Node) -> str | None:
    """The name that an author element prints, without "says", dates and badges beside it."""
    if node.tag == "meta":
        return one_line(node.get("content")) or None

    def skip(inner: Node) -> bool:
        return inner.tag != TEXT and (is_furniture(inner) or matches_any(inner, BESIDE_NAME))

    lines = [line.strip() for line in text_of(page, node, skip=skip)[0].split("\n") if line.strip()]
    if not lines:
        return bare_name(line_of(page, node), loose=False) or None if len(line_of(page, node)) < 60 else None
    whole = " ".join(lines)
    printed = line_of(page, node)
    # Where the page's own words stand beside the name, a preposition is one of them.
    loose = ":" in printed or "：" in printed or holds_date(printed) or printed[:1].islower()
    inner = Scope(page.inside(node)[1:])
    for part in inner.every((".fn", "[itemprop=name]", *_NAME_TAGS)):
        name = line_of(page, part, skip=skip)
        if name and len(name) < len(whole) and whole.find(name, 0, len(name) + 30) >= 0 and not holds_date(name):
            return bare_name(name, loose=loose and not _is_exact(page, part)) or None
    # A theme may print the name and "said..." on two source lines of one text.
    raw = [line for line in (child.text for child in node.children if child.tag == TEXT) if line.strip()]
    first = lines[0]
    if len(raw) == 1 and one_line(raw[0]) == whole:
        first = next(one_line(line) for line in raw[0].split("\n") if line.strip())
    name = split_byline(first)[0] if holds_date(first) else bare_name(first, loose=loose and not _is_exact(page, node))
    return name if name and len(name) <= 100 else None


def _is_exact(page: Page, node: Node) -> bool:
    """Whether a node is, or holds nothing but, an element that prints a name alone."""
    whole = line_of(page, node)
    return any(matches_any(each, _NAME_ALONE) and line_of(page, each) == whole for each in page.walk(node, 6))


def _posted(
    page: Page, scope: Scope, bodies: list[Node], author: Node | None, theme: Theme
) -> tuple[Node | None, str | None]:
    for node in scope.every(theme.selectors("posted")):
        if any(node in body or body in node for body in bodies if not (author and author in body)):
            continue
        typed = "itemprop" in node.attrs or "property" in node.attrs
        machine = node.get("datetime") or (node.get("content") if typed else "")
        if machine:
            return node, machine
        title = node.get("title")
        if sum(char.isdigit() for char in title) >= 5 and find_date(title):
            return node, _TIME_AND_EPOCH.sub(r"\1", title)
        text = line_of(page, node, skip=lambda inner: inner.tag == "img" or is_furniture(inner))
        if author is not None and author in node:
            continue
        if holds_date(text):
            return node, bare_date(text)
    return None, None


def _date_beside(scope: Scope, author: Node, bodies: list[Node]) -> tuple[Node | None, str | None]:
    """A date printed as bare text in the header, the nearer to the name the better; none that prose names."""
    near = [author, *itertools.islice(author.ancestors(), 2)]
    for area in near:
        for node in scope.nodes:
            text = one_line(node.text) if node.tag == TEXT and node in area else ""
            if not holds_date(text) or any(node in body for body in bodies if author not in body):
                continue
            beside, when = split_byline(text)
            if when and (node in author or not beside and only_date(when) and not _in_paragraph(node, author)):
                alone = (
                    node.parent is not None and len(node.parent.children) == 1 and node.parent is not author
                )
                return (node.parent if alone else node), when
    return None, None


def _in_paragraph(node: Node, author: Node) -> bool:
    """Whether a paragraph that does not hold the name holds ``node``."""
    return any(above.tag in _PARAGRAPHS and author not in above for above in node.ancestors())


def _rest(
    page: Page, roots: tuple[Node, ...], nested: frozenset[int], author: Node | None, when: Node | None
) -> tuple[str, tuple[QuoteMark, ...]]:
    """The block less header, buttons and nested comments."""
    marks = [node for node in (author, when) if node is not None]
    between = _between(page, author, when)

    def is_header(node: Node) -> bool:
        if node.order in nested or any(node is mark for mark in marks) or node.order in between:
            return True
        if node.tag == TEXT:  # the number before a name
            return (
                author is not None
                and node.order < author.order
                and bool(_ORDINAL.fullmatch(node.text.strip()))
            )
        return node.tag != TEXT and (is_furniture(node) or _is_control(node))

    def is_header_by_class(node: Node) -> bool:
        return is_header(node) or node.tag != TEXT and matches_any(node, HEADER)

    for skip in (is_header_by_class, is_header):
        text, quotes = text_of(page, *roots, skip=skip)
        text, quotes = without_frame(text, quotes, lambda line: only_linkers(line) or is_button(line))
        if text:
            return text, quotes
    return "", ()


def _is_control(node: Node) -> bool:
    """A link that does something to the comment (answer, like, report) instead of leading elsewhere.

    A count of votes in an element of its own is one too. Neither stands within a sentence.
    """
    if node.parent is None or node.tag not in ("a", "span", "b", "em", "i"):
        return False
    words = one_line("".join(each.text for child in node.children for each in (child, *child.children)))
    votes = len(node.children) == 1 and node.children[0].tag == TEXT and bool(_VOTES.fullmatch(words))
    if node.tag != "a":
        return votes and _is_alone(node)
    href = node.attrs.get("href", "").strip().lower()
    button = is_button(words)
    if href in ("", "#") and "href" in node.attrs or href.startswith("javascript:"):
        return button and not _is_amid(node) or _is_alone(node)
    # Another site's path tells what it writes about; its query may still be this site's own.
    address = href if "//" not in href else "".join(href.partition("?")[1:])
    named = _CONTROL.search(node.get("class") + " " + node.get("rel")) or _CONTROL_ADDRESS.search(address)
    return (votes or button or bool(named)) and _is_alone(node)


def _is_alone(node: Node) -> bool:
    """Whether only linking words stand beside a node."""
    beside = node.parent.children if node.parent is not None else []
    return len(beside) < 100 and all(only_linkers(each.text) for each in beside if each.tag == TEXT)


def _is_amid(node: Node) -> bool:
    """Whether words stand on both sides of a node: it is a part of their sentence."""
    beside = node.parent.children[:100] if node.parent is not None else []
    words = [each.order for each in beside if each.tag == TEXT and not only_linkers(each.text)]
    return bool(words) and words[0] < node.order < words[-1]


def _between(page: Page, author: Node | None, when: Node | None) -> range:
    """What stands between name and time, where that is only linking words, and the ":" after."""
    if author is None or when is None:
        return range(0)
    head, tail = sorted((author, when), key=lambda node: node.order)
    gap = page.nodes[head.end + 1 : tail.order]
    words = one_line("".join(node.text for node in gap if node.tag == TEXT))
    if tail in head or words and not only_linkers(words) or any(node.tag in _PARAGRAPHS for node in gap):
        return range(0)
    end = tail.end + 1
    if end < len(page.nodes) and page.nodes[end].tag == TEXT:
        after = one_line(page.nodes[end].text)
        end += len(after) <= 25 and after.endswith((":", "：", "..."))
    return range(head.end + 1, end)
