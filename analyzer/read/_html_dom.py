"""A saved page as a tree of plain nodes in document order.

lxml stops at a depth of about a thousand elements and libxml2 knows no HTML5; the
Lexbor parser follows the HTML5 rules (as browsers do) at any depth. Its tree is copied
once into ``Node`` objects that know their place in document order, so that "is inside"
is a comparison of two numbers and "everything below" is a slice. Nothing here recurses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

TEXT = "#text"
_SELECTOR = re.compile(r"([#.]?)([\w:-]+)|\[([\w:-]+)(?:([\^*]?=)([^\]]*))?\]")
_SPACE = re.compile(r"\s+")


class Node:
    """An element, or a run of text (``tag`` is ``#text``).

    Attributes:
        order, end: position in document order, and that of the last node inside.
        classes: the class names, lower case.
    """

    __slots__ = ("tag", "attrs", "classes", "text", "parent", "children", "order", "end")

    def __init__(
        self, tag: str, parent: Node | None, order: int, attrs: dict[str, str], text: str = ""
    ) -> None:
        self.tag, self.parent, self.order, self.end = tag, parent, order, order
        self.attrs, self.text = attrs, text
        self.classes = frozenset(attrs.get("class", "").lower().split())
        self.children: list[Node] = []

    def __contains__(self, other: Node) -> bool:
        return self.order <= other.order <= self.end

    def get(self, name: str) -> str:
        """An attribute without surrounding blanks, "" where it is absent."""
        return self.attrs.get(name, "").strip()

    def ancestors(self) -> Iterator[Node]:
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


@dataclass(frozen=True)
class Page:
    """All nodes of a page in document order; the first is the root."""

    nodes: list[Node]

    def walk(self, node: Node, most: int = 1 << 60) -> Iterator[Node]:
        """``inside`` one by one, at most so many: for a search that ends early."""
        for at in range(node.order, min(node.end, node.order + most - 1) + 1):
            yield self.nodes[at]

    @cached_property
    def all(self) -> Scope:
        return Scope(self.nodes)

    def inside(self, node: Node) -> list[Node]:
        """The node and everything below it, in document order."""
        return self.nodes[node.order : node.end + 1]


def parse(markup: str) -> Page:
    """The tree of a page or of a fragment; broken markup gives what a browser would show."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(markup.encode("utf-8", "replace").decode("utf-8"))
    nodes = [Node("html", None, 0, {})]
    if tree.root is None:
        return Page(nodes)
    place = {tree.root.mem_id: nodes[0]}
    for found in tree.root.traverse(include_text=True):
        above = found.parent
        parent = place.get(above.mem_id) if above is not None else None
        if parent is None:
            nodes[0].attrs = {key: value or "" for key, value in found.attributes.items()}
            continue
        if found.is_text_node:
            node = Node(TEXT, parent, len(nodes), {}, found.text_content or "")
        elif found.is_element_node:
            attrs = {key.lower(): value or "" for key, value in found.attributes.items()}
            node = place[found.mem_id] = Node(found.tag or "", parent, len(nodes), attrs)
        else:
            continue
        parent.children.append(node)
        nodes.append(node)
    for node in reversed(nodes):
        if node.parent is not None:
            node.parent.end = max(node.parent.end, node.end)
    return Page(nodes)


@lru_cache(maxsize=2048)
def _compile(selector: str) -> tuple[str, str, frozenset[str], tuple[tuple[str, str, str], ...]]:
    tag, ident, classes, attrs = "", "", set(), []
    for mark, name, attr, operator, value in _SELECTOR.findall(selector):
        if attr:
            attrs.append((attr, operator, value))
        elif mark == "#":
            ident = name
        elif mark == ".":
            classes.add(name)
        else:
            tag = name
    return tag, ident, frozenset(classes), tuple(attrs)


def matches(node: Node, selector: str) -> bool:
    """Whether one compound selector fits: ``tag.class#id[attr][attr=v][attr^=v][attr*=v]``."""
    tag, ident, classes, attrs = _compile(selector)
    if (tag and node.tag != tag) or not classes <= node.classes or (ident and node.get("id") != ident):
        return False
    for name, operator, value in attrs:
        if name not in node.attrs:
            return False
        have = node.attrs[name].strip()
        if operator == "=" and have != value:
            return False
        if operator == "^=" and not have.startswith(value):
            return False
        if operator == "*=" and value not in have:
            return False
    return True


def matches_any(node: Node, selectors: Iterable[str]) -> bool:
    return any(matches(node, selector) for selector in selectors)


class Scope:
    """Some nodes of a page, indexed by tag, class and attribute for quick selection."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = nodes if isinstance(nodes, list) else list(nodes)
        self._index: dict[str, list[Node]] = {}
        for node in self.nodes:
            for key in (
                node.tag,
                *("." + name for name in node.classes),
                *("[" + name for name in node.attrs),
            ):
                self._index.setdefault(key, []).append(node)

    def every(self, selectors: Iterable[str]) -> Iterator[Node]:
        """All fitting nodes: by selector, then in document order."""
        for selector in selectors:
            tag, ident, classes, attrs = _compile(selector)
            key = "." + min(classes) if classes else tag or "[" + ("id" if ident else attrs[0][0])
            for node in self._index.get(key, ()):
                if matches(node, selector):
                    yield node

    def first(self, selectors: Iterable[str]) -> Node | None:
        """The first node that fits the first selector that fits any."""
        return next(self.every(selectors), None)


def one_line(text: str) -> str:
    """White space collapsed and trimmed, no-break spaces included."""
    return _SPACE.sub(" ", text).strip()
