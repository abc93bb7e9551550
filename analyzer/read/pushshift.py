"""Reddit dumps by Pushshift and its heirs: one comment or submission as JSON a line.

A dump is in the order of time, so the comments of a thread lie scattered over it and
are brought together through a temporary file. A submission is the article of its thread;
in a dump that begins with submissions only, they are themselves what people wrote there.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from analyzer.read import _rows_json as rows_json
from analyzer.read._export import is_tombstone, reddit_markdown
from analyzer.read._json import ident, string, when
from analyzer.read._rows_columns import Row
from analyzer.read._rows_grouping import Rows, threads
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record

_GONE = ("[deleted]", "[removed]")


def _is_comment(row: Row) -> bool:
    return "body" in row and ("link_id" in row or "parent_id" in row)


def _is_submission(row: Row) -> bool:
    return "title" in row and ("selftext" in row or "subreddit" in row)


@reader("pushshift", "Reddit dump (Pushshift, Arctic Shift)")
class Pushshift:
    def sniff(self, source: Source) -> float:
        rows = [] if rows_json.is_array(source) else rows_json.sample(source)
        if not rows:
            return 0.0
        fits = sum(_is_comment(row) or _is_submission(row) for row in rows)
        return 0.97 * fits / len(rows) if fits * 2 > len(rows) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        comments = any(map(_is_comment, rows_json.sample(source)))
        rows = Rows(
            source=source,
            read=lambda notes: rows_json.objects(source, notes),
            item=partial(_item, _article if comments else _post),
            thread=_thread,
            states_replies=True,
        )
        yield from threads(rows, report)


def _bare(fullname: Any) -> str | None:
    """The id without its type ("t1_" a comment, "t3_" a submission)."""
    key = ident(fullname)
    return key[3:] if key and len(key) > 3 and key[:1] == "t" and key[2] == "_" else key


def _thread(row: Row) -> str | None:
    return _bare(row.get("link_id") if _is_comment(row) else row.get("id"))


def _item(submission: Any, place: str, row: Row, report: Report) -> Record | Article | None:
    if _is_comment(row):
        return _comment(place, row, report)
    if _is_submission(row):
        return submission(place, row)
    report.reject(place, "neither a comment (body, link_id) nor a submission (title, selftext)")
    return None


def _comment(place: str, row: Row, report: Report) -> Record | None:
    if not isinstance(row["body"], str):
        report.reject(place, "no text in 'body'")
        return None
    parent = ident(row.get("parent_id"))
    top = bool(parent and parent.startswith("t3_"))
    text = _unescaped(row["body"])
    return Record(
        text=text,
        id=_bare(row.get("id") or row.get("name")),
        parent=None if top else _bare(parent),
        top_level=top,
        speaker=_author(row),
        speaker_key=_key(row),
        posted=_posted(row),
        kind="deleted" if is_tombstone(text) else "comment",
        where=place,
    )


def _article(place: str, row: Row) -> Article:
    return Article(
        title=_unescaped(row["title"]) or None, author=_author(row), text=_unescaped(row.get("selftext")),
        posted=_posted(row), url=string(row.get("url")) or None,
    )  # fmt: skip


def _post(place: str, row: Row) -> Record:
    body = _unescaped(row.get("selftext"))
    gone = body.strip() in _GONE
    return Record(
        text=body if gone else "\n\n".join(filter(None, (_unescaped(row["title"]), body))),
        id=_bare(row.get("id")), top_level=True, speaker=_author(row), speaker_key=_key(row),
        posted=_posted(row), kind="deleted" if gone else "comment", where=place,
    )  # fmt: skip


def _unescaped(value: Any) -> str:
    return reddit_markdown(string(value))


def _author(row: Row) -> str | None:
    who = string(row.get("author")).strip()
    return who if who and who not in _GONE else None


def _key(row: Row) -> str | None:
    return ident(row.get("author_fullname")) if _author(row) else None


def _posted(row: Row) -> str | None:
    """``created_utc``: a number, in older dumps the same number as text."""
    value = row.get("created_utc")
    return when(int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 12 else value)
