"""Rows to threads in bounded memory, however many rows there are and in what order.

The rule, by what the table states:

- neither threads nor parents: one thread named after the source, in pieces of ``PIECE``
  records;
- threads, each in one stretch of rows: every thread is yielded as it ends;
- threads that come back after others: the rows go through a temporary SQLite file first
  and leave it thread by thread, in the order in which the threads began;
- parents but no threads: one thread named after the source.

A thread of more than ``WHOLE`` records is yielded in pieces of so many. Each piece tells
by ``RawThread.offset`` how many records came before; a parent in an earlier piece stays
the id that it is. Rows beyond ``PIECE`` that state neither threads nor parents are a
collection and no conversation: nobody is taken to answer the row above.
"""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from analyzer.errors import EmptyInput, MalformedInput
from analyzer.read._rows_columns import Columns, Row
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record

PIECE = 5_000  # records at a time where nothing links one row to another
WHOLE = 20_000  # records of one thread that are held at once; the structure of so many takes some 150 MB
_MOST_KEYS = 1_000_000  # threads remembered while looking whether one comes back


@dataclass(frozen=True, slots=True)
class Rows:
    """A table that can be read more than once.

    Attributes:
        source: where it comes from; names the thread of rows that state none.
        read: a new pass over the rows, each with its place; bad ones go to the report.
        item: a row as a record, as the article of its thread, or (rejected) as None.
        thread: the key of a row's thread; None where the table has no such column.
        states_replies: the table says which comment answers which.
        conversation: False where not even the speakers of the texts are known: a collection,
            in which no row is taken to answer another.
        article: what the first row of a thread tells of its article.
    """

    source: Source
    read: Callable[[Report], Iterator[tuple[str, Row]]]
    item: Callable[[str, Row, Report], Record | Article | None]
    thread: Callable[[Row], str | None] | None
    states_replies: bool
    conversation: bool = True
    article: Callable[[Row], Article | None] | None = None


def table(
    source: Source, columns: Columns, read: Callable[[Report], Iterator[tuple[str, Row]]],
    article: Callable[[Row], Article | None] | None = None,
) -> Rows:  # fmt: skip
    """The rows of a plain table, of which ``columns`` says what is where."""
    of = columns.of
    thread = columns.thread if "thread" in of else None
    conversation = "thread" in of or "speaker" in of
    return Rows(source, read, columns.record, thread, "parent" in of, conversation, article)


def threads(rows: Rows, report: Report) -> Iterator[RawThread]:
    """The threads of a table.

    Raises:
        EmptyInput: it has no rows.
        MalformedInput: no row of it could be read.
    """
    if rows.thread is None:
        keyed = ((None, place, row) for place, row in rows.read(report))
    elif _adjacent(rows):
        keyed = ((rows.thread(row), place, row) for place, row in rows.read(report))
    else:
        keyed = _sorted(rows, report)
    limit = WHOLE if rows.thread or rows.states_replies else PIECE
    nothing = True
    for thread in _cut(rows, keyed, limit, report):
        nothing = False
        yield thread
    if nothing and report.rejects:
        first = report.rejects[0]
        raise MalformedInput(
            f"no row could be read ({len(report.rejects)} rejected)", where=rows.source.name,
            remedy=f"the first is {first.place}: {first.reason}",
        )  # fmt: skip
    if nothing:
        raise EmptyInput("no rows", where=rows.source.name, remedy="give a table with rows")


def _adjacent(rows: Rows) -> bool:
    """Whether the rows of each thread stand together; one pass over the keys."""
    assert rows.thread is not None
    ended: set[int] = set()
    current: Any = ended  # equal to no key
    for _, row in rows.read(Report()):
        key = rows.thread(row)
        if key != current:
            if hash(key) in ended or len(ended) >= _MOST_KEYS:
                return False
            ended.add(hash(key))
            current = key
    return True


def _sorted(rows: Rows, report: Report) -> Iterator[tuple[str | None, str, Row]]:
    """The rows with their keys, thread by thread, by way of a temporary SQLite file."""
    assert rows.thread is not None
    with closing(sqlite3.connect("")) as spool:  # the empty name: a file that SQLite itself removes
        spool.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32000;")
        spool.execute("CREATE TABLE spool (n INTEGER PRIMARY KEY, key TEXT, row BLOB)")
        packed = ((rows.thread(row) or "", marshal.dumps((place, row))) for place, row in rows.read(report))
        spool.executemany("INSERT INTO spool (key, row) VALUES (?, ?)", packed)
        spool.execute("CREATE INDEX by_key ON spool (key)")
        for (key,) in spool.execute("SELECT key FROM spool GROUP BY key ORDER BY MIN(n)"):
            for (blob,) in spool.execute("SELECT row FROM spool WHERE key = ? ORDER BY n", (key,)):
                yield key or None, *marshal.loads(blob)


def _cut(
    rows: Rows, keyed: Iterator[tuple[str | None, str, Row]], limit: int, report: Report
) -> Iterator[RawThread]:
    """Rows in thread order to threads, and threads beyond ``limit`` to pieces."""
    records: list[Record] = []
    article: Article | None = None
    current: str | None = None
    offset, fresh = 0, True

    def piece() -> RawThread:
        name, in_pieces = current or rows.source.stem, offset > 0 or len(records) >= limit
        found = records if in_pieces else _settle(records, name)
        settled = rows.states_replies or not rows.conversation or (rows.thread is None and in_pieces)
        return RawThread(name, tuple(found), article, None, settled, offset)

    for key, place, row in keyed:
        item = rows.item(place, row, report)
        if item is None:
            continue
        if fresh or key != current:
            if records:
                yield piece()
            records, offset, current, fresh = [], 0, key, False
            article = rows.article(row) if rows.article else None
        elif len(records) >= limit:
            yield piece()
            offset += len(records)
            records = []
        if isinstance(item, Article):
            article = item
        else:
            records.append(item)
    if records:
        yield piece()


def _settle(records: list[Record], thread: str) -> list[Record]:
    """Parents that name the thread itself, where no comment has its id, answer the article."""
    if not any(record.parent == thread for record in records):
        return records
    if any(record.id == thread for record in records):
        return records
    return [
        replace(record, parent=None, top_level=True) if record.parent == thread else record
        for record in records
    ]
