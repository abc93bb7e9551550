"""Two camps of a signed network: agreement inside, disagreement across.

Structural balance (Harary 1953; Cartwright and Harary 1956): a network of agreements and
disagreements is balanced if its members fall into two camps with every agreement inside
one and every disagreement across. What contradicts the best pair of camps, counted, is
the frustration (the line index of balance, Harary 1959). It is minimised exactly for
up to ``EXACT`` members by trying all pairs of camps. Larger networks start from
the tree of the strongest ties, which can always be satisfied, and single members then
change sides as long as this lessens the frustration (the relocation of Doreian and Mrvar
1996). Everything is whole numbers and fixed orders: the same network gives the same camps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

EXACT = 14  # members up to which all 2^(n-1) pairs of camps are tried
SMALLEST = 4  # members of a network in which camps are looked for

Ties = Mapping[tuple[int, int], int]


@dataclass(frozen=True)
class Camps:
    """A connected network in two camps.

    Attributes:
        members: all members, ascending.
        side: for each member 0 or 1; the larger camp is 0, of equal ones that of the first member.
        frustration: agreements across and disagreements inside, added up.
        weight: all agreements and disagreements.
        loops: ties beyond those that any network of this size could satisfy; with 0 nothing
            could have contradicted the camps.
        exact: whether no better pair of camps exists.
        unique: whether no other pair of camps is as good; of a large network, whether none is that differs in one
            member. Where it is not, who stands with whom is a matter of chance.
    """

    members: tuple[int, ...]
    side: tuple[int, ...]
    frustration: int
    weight: int
    loops: int
    exact: bool
    unique: bool


def components(ties: Ties) -> list[list[int]]:
    """The connected parts of a network, largest first."""
    beside: dict[int, list[int]] = defaultdict(list)
    for a, b in ties:
        beside[a].append(b)
        beside[b].append(a)
    seen: set[int] = set()
    parts = []
    for start in sorted(beside):
        if start in seen:
            continue
        part, stack = [], [start]
        seen.add(start)
        while stack:
            here = stack.pop()
            part.append(here)
            for other in beside[here]:
                if other not in seen:
                    seen.add(other)
                    stack.append(other)
        parts.append(sorted(part))
    return sorted(parts, key=lambda part: (-len(part), part[0]))


def find_camps(members: Sequence[int], ties: Ties) -> Camps:
    """The two camps of one connected network.

    Args:
        members: its members, ascending.
        ties: for each pair (a < b) agreements less disagreements, never 0.
    """
    place = {member: i for i, member in enumerate(members)}
    edges = sorted((place[a], place[b], w) for (a, b), w in ties.items() if a in place)
    size, exact = len(members), len(members) <= EXACT
    side, unique = _try_all(size, edges) if exact else _relocate(size, edges, _from_tree(size, edges))
    if 2 * sum(side) > size or (2 * sum(side) == size and side[0] == 1):
        side = [1 - s for s in side]
    return Camps(
        tuple(members), tuple(side), _frustration(side, edges), sum(abs(w) for _, _, w in edges),
        len(edges) - size + 1, exact, unique,
    )  # fmt: skip


def _frustration(side: Sequence[int], edges: Sequence[tuple[int, int, int]]) -> int:
    return sum(abs(w) for a, b, w in edges if (side[a] == side[b]) != (w > 0))


def _try_all(size: int, edges: Sequence[tuple[int, int, int]]) -> tuple[list[int], bool]:
    masks = np.arange(2 ** (size - 1), dtype=np.int64) << 1  # the first member is on side 0
    cost = np.zeros(len(masks), np.int64)
    for a, b, w in edges:
        apart = (masks >> a ^ masks >> b) & 1
        cost += abs(w) * (apart if w > 0 else 1 - apart)
    best = int(masks[np.argmin(cost)])
    return [best >> i & 1 for i in range(size)], int((cost == cost.min()).sum()) == 1


def _from_tree(size: int, edges: Sequence[tuple[int, int, int]]) -> list[int]:
    """Sides that satisfy the maximum spanning tree (Kruskal, with the side relative to the root kept)."""
    root, flip = list(range(size)), [0] * size

    def find(i: int) -> tuple[int, int]:
        turned = 0
        while root[i] != i:
            turned ^= flip[i]
            i = root[i]
        return i, turned

    for a, b, w in sorted(edges, key=lambda e: (-abs(e[2]), e[0], e[1])):
        (ra, fa), (rb, fb) = find(a), find(b)
        if ra != rb:
            root[max(ra, rb)] = min(ra, rb)
            flip[max(ra, rb)] = fa ^ fb ^ (w < 0)
    return [find(i)[1] for i in range(size)]


def _relocate(size: int, edges: Sequence[tuple[int, int, int]], side: list[int]) -> tuple[list[int], bool]:
    """Single members change sides, the most useful move first, until none helps."""
    beside: list[list[tuple[int, int]]] = [[] for _ in range(size)]
    for a, b, w in edges:
        beside[a].append((b, w))
        beside[b].append((a, w))
    # What a member's move would take off the frustration.
    gain = np.array([sum(-w if side[i] == side[j] else w for j, w in beside[i]) for i in range(size)], np.int64)
    while gain.max() > 0:
        i = int(np.argmax(gain))
        side[i] = 1 - side[i]
        gain[i] = -gain[i]
        for j, w in beside[i]:
            gain[j] += 2 * (-w if side[i] == side[j] else w)
    return side, bool(gain.max() < 0)
