"""Stretches of a text, as pairs of offsets that count Unicode code points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

Span = tuple[int, int]


def cut(length: int, *groups: Iterable[Span], at: Iterable[int] = ()) -> Iterator[tuple[int, int, tuple[bool, ...]]]:
    """A text of ``length`` cut at every edge of the spans, and at further places.

    Yields:
        start, end, and for each group of spans whether one of them covers the piece.
        One sweep: a hundred thousand spans cost no more than sorting them.
    """
    opened: list[Counter[int]] = []
    for spans in groups:
        edges: Counter[int] = Counter()
        for start, end in spans:
            if start < end:
                edges[start] += 1
                edges[end] -= 1
        opened.append(edges)
    cuts = sorted({0, length, *at, *(edge for edges in opened for edge in edges)})
    levels = [0] * len(opened)
    for start, end in zip(cuts, cuts[1:]):
        levels = [level + edges[start] for level, edges in zip(levels, opened)]
        yield start, end, tuple(level > 0 for level in levels)
