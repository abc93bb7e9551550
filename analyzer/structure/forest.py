"""The reply forest: unique ids, one parent or none for each comment, no cycles.

Exports repeat ids, lose parents and point in circles; a tool that assumes a tree then
loses comments or hangs. Here every contradiction is settled by one rule, and each rule
leaves a line in the ledger. Nothing recurses, so depth has no limit.

The rules, in the order in which they are applied:

``duplicate id``    the first record keeps the id, later ones get ``~2``, ``~3`` ...
                    A parent id that was repeated means the first record.
``orphan``          the stated parent is not in the file: the comment becomes top-level.
``self-reply``      a comment that answers itself becomes top-level.
``cycle``           the earliest comment of the circle (by time, else by place) becomes
                    top-level, since it cannot answer a later one.
``time``            a stated parent is dated after its reply: noted, and kept.
``count``           the source claims another number of comments than it holds: noted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from analyzer.errors import StructureError
from analyzer.structure.dates import is_later
from analyzer.thread import RawThread, Record, Repair


@dataclass(slots=True)
class Ledger:
    """Collects the repairs of one thread, or, where ``strict``, refuses the first one."""

    thread: str
    source: str = ""
    strict: bool = False
    repairs: list[Repair] = field(default_factory=list)

    def note(self, kind: str, comment: str | None, detail: str, action: str, place: str = "") -> None:
        """Enter one repair.

        Raises:
            StructureError: the ledger is strict.
        """
        if self.strict:
            where = ":".join(part for part in (self.source, place) if part) or self.thread
            who = f"comment {comment!r} of thread {self.thread!r}" if comment else f"thread {self.thread!r}"
            raise StructureError(
                f"{who}: {kind}: {detail}", where=where, remedy="correct the source, or allow repairs"
            )
        self.repairs.append(Repair(kind, comment, detail, action))


def unique_ids(records: Sequence[Record], offset: int, ledger: Ledger) -> list[str]:
    """One id for each record: the source's own, else its printed number, else its position.

    Positions count from 1 over the whole thread, ``offset`` records of earlier pieces
    included. Repeats among the pieces of one thread cannot be seen here.
    """
    own = [(record.id or "").strip() for record in records]
    printed = ["" if known else (record.number or "").strip(" \t.#()") for known, record in zip(own, records)]
    taken: set[str] = set()
    ids: list[str | None] = [None] * len(records)
    for names in (own, printed):
        for i, name in enumerate(names):
            if name and name not in taken:
                taken.add(name)
                ids[i] = name
    tries: dict[str, int] = {}
    for i, record in enumerate(records):
        if ids[i] is not None:
            continue
        base = own[i] or str(offset + i + 1)
        name, count = base, tries.get(base, 1)
        while name in taken:
            count += 1
            name = f"{base}~{count}"
        tries[base] = count
        taken.add(name)
        ids[i] = name
        if own[i]:
            detail = f"id {base!r} stands more than once"
            ledger.note("duplicate id", name, detail, f"renamed to {name!r}", record.where)
    return ids  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Stated:
    """What the source says about parents, after repair.

    Attributes:
        parents: index of the stated parent, for each record, or None.
        outside: ids of stated parents that earlier pieces of the thread hold, by index.
        settled: records whose stated parent was taken away; none may be inferred for them.
    """

    parents: list[int | None]
    outside: dict[int, str]
    settled: frozenset[int]


def stated_parents(
    raw: RawThread, ids: Sequence[str], posted: Sequence[str | None], ledger: Ledger
) -> Stated:
    """Resolve the parents that the records state; orphans, self-replies and cycles repaired.

    In a later piece of a thread (``raw.offset`` > 0) a parent id that is not among the
    records is taken to be in an earlier piece, and kept.
    """
    at = {name: i for i, name in reversed(list(enumerate(ids)))}
    parents: list[int | None] = [None] * len(ids)
    outside: dict[int, str] = {}
    settled: set[int] = set()
    for i, record in enumerate(raw.records):
        wanted = (record.parent or "").strip()
        if not wanted:
            continue
        if wanted not in at and raw.offset:
            outside[i] = wanted
        elif wanted not in at:
            detail = f"answers {wanted!r}, which is not in the thread"
            ledger.note("orphan", ids[i], detail, "made top-level", record.where)
            settled.add(i)
        elif at[wanted] == i or wanted == (record.id or "").strip():
            ledger.note("self-reply", ids[i], "answers itself", "made top-level", record.where)
            settled.add(i)
        else:
            parents[i] = at[wanted]
    for i, length in _break_cycles(parents, posted):
        detail = f"closes a circle of {length} replies"
        ledger.note("cycle", ids[i], detail, "made top-level", raw.records[i].where)
        settled.add(i)
    for i, parent in enumerate(parents):
        if parent is not None and is_later(posted[parent], posted[i]):
            detail = f"dated {posted[i]}, before its parent {ids[parent]!r} of {posted[parent]}"
            ledger.note("time", ids[i], detail, "kept as stated", raw.records[i].where)
    return Stated(parents, outside, frozenset(settled))


def _break_cycles(
    parents: list[int | None], posted: Sequence[str | None]
) -> list[tuple[int, int]]:
    """Open every cycle of ``parents`` in place; the opened records with the cycles' lengths."""
    opened: list[tuple[int, int]] = []
    walk_of = [-1] * len(parents)  # which walk came by first
    for start in range(len(parents)):
        at: int | None = start
        while at is not None and walk_of[at] < 0:
            walk_of[at] = start
            at = parents[at]
        if at is None or walk_of[at] != start:
            continue
        cycle, member = [at], parents[at]
        while member != at:
            cycle.append(member)  # type: ignore[arg-type]
            member = parents[member]  # type: ignore[index]
        first = min(cycle)
        for i in sorted(cycle):
            if is_later(posted[first], posted[i]):
                first = i
        parents[first] = None
        opened.append((first, len(cycle)))
    return opened


def depths(parents: Sequence[int | None], outside: frozenset[int] | set[int] = frozenset()) -> list[int]:
    """Depth of each record of an acyclic forest: 1 for a top-level comment.

    A comment whose parent is in an earlier piece counts as 2, the least it can be.
    """
    out = [0] * len(parents)
    for start in range(len(parents)):
        path, at = [], start
        while not out[at]:
            path.append(at)
            parent = parents[at]
            if parent is None:
                out[at] = 2 if at in outside else 1
                path.pop()
                break
            at = parent
        depth = out[at]
        for member in reversed(path):
            depth += 1
            out[member] = depth
    return out


def check_count(raw: RawThread, ledger: Ledger) -> None:
    """Note where the source claims another number of comments than it holds.

    Sources differ in whether they count pingbacks and deleted comments, so each way of
    counting is accepted. Pieces of a thread are not counted.
    """
    if raw.declared is None or raw.offset:
        return
    kinds = [record.kind for record in raw.records]
    comments, pingbacks = kinds.count("comment"), kinds.count("pingback")
    if raw.declared not in (comments, comments + pingbacks, len(kinds) - pingbacks, len(kinds)):
        detail = f"the source declares {raw.declared} comments and holds {comments}"
        ledger.note("count", None, detail, "kept what is there")
