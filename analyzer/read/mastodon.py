"""Mastodon JSON: the context of a status, lists of statuses, and ActivityPub outboxes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.read import _json
from analyzer.read._export_html import html_to_text
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record


@reader("mastodon", "Mastodon thread or outbox (JSON)")
class Mastodon:
    """Reads ``/statuses/ID/context`` (also saved beside its status) and ``outbox.json``."""

    def sniff(self, source: Source) -> float:
        value = _json.head(source)
        item = _json.mapping(value)
        item = _json.mapping(item.get("context")) or item
        if "ancestors" in item or "descendants" in item:
            status = _json.first(item.get("ancestors")) or _json.first(item.get("descendants"))
            return 1.0 if _is_status(status) or {"ancestors", "descendants"} <= item.keys() else 0.0
        first = _json.first(item.get("orderedItems"))
        if first:
            return 1.0 if "object" in first or first.get("type") in ("Note", "Create", "Announce") else 0.0
        return 0.95 if _is_status(_json.first(value)) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        value = _json.load(source, report)
        if isinstance(value, dict) and "orderedItems" in value:
            yield from _outbox(value, source, report)
            return
        item = _json.mapping(value)
        context = _json.mapping(item.get("context")) or item
        focus = item.get("status") if isinstance(item.get("status"), dict) else item
        statuses = [
            *_json.listing(context.get("ancestors")),
            *([focus] if _is_status(_json.mapping(focus)) else []),
            *_json.listing(context.get("descendants")),
        ] or _json.listing(value)
        records = [_of_status(status, i) for i, status in _json.whole(statuses, report, "status")]
        if records:
            yield _thread(records, source, context)


def _is_status(item: dict[str, Any]) -> bool:
    return {"id", "account", "content"} <= item.keys() and "in_reply_to_id" in item


def _thread(records: list[Record], source: Source, context: dict[str, Any]) -> RawThread:
    """One thread; where the asked-for status is not in its own context, it is the article.

    The first descendant of a context always answers the status that was asked for.
    """
    from dataclasses import replace

    key = records[0].id or source.stem
    if context.get("descendants") and not context.get("ancestors") and records[0].parent:
        key = records[0].parent
        records = [replace(r, parent=None, top_level=True) if r.parent == key else r for r in records]
    return RawThread(key, tuple(records), states_replies=True)


def _of_status(status: dict[str, Any], i: int) -> Record:
    text, quotes = html_to_text(_json.string(status.get("content")))
    account, parent = _json.mapping(status.get("account")), _json.ident(status.get("in_reply_to_id"))
    return Record(
        text,
        id=_json.ident(status.get("id")),
        parent=parent,
        top_level=parent is None,
        speaker=_json.name(account.get("acct") or account.get("username")),
        speaker_key=_json.ident(account.get("id")),
        posted=_json.when(status.get("created_at")),
        quotes=quotes,
        where=f"status {i}",
    )


def _outbox(value: dict[str, Any], source: Source, report: Report) -> Iterator[RawThread]:
    records: list[Record] = []
    shared = 0
    for i, activity in _json.whole(value["orderedItems"], report, "activity"):
        note = activity if activity.get("type") == "Note" else activity.get("object")
        if isinstance(note, dict) and "content" in note and not isinstance(note, _json.Cut):
            records.append(_of_note(note, activity, i))
        else:
            shared += 1
    if shared:
        report.note(f"{shared} activities without words of their own (boosts, likes) left out")
    if records:
        total = value.get("totalItems")
        yield RawThread(
            _json.ident(value.get("id")) or source.stem, tuple(records), Article(),
            total if isinstance(total, int) else None, True,
        )  # fmt: skip


def _of_note(note: dict[str, Any], activity: dict[str, Any], i: int) -> Record:
    text, quotes = html_to_text(_json.string(note.get("content")))
    actor = _json.ident(note.get("attributedTo")) or _json.ident(activity.get("actor"))
    parent = _json.ident(note.get("inReplyTo"))
    return Record(
        text,
        id=_json.ident(note.get("id")) or _json.ident(activity.get("id")),
        parent=parent,
        top_level=parent is None,
        speaker=_json.name(actor.rstrip("/").rpartition("/")[2].removeprefix("@")) if actor else None,
        speaker_key=actor,
        posted=_json.when(note.get("published") or activity.get("published")),
        quotes=quotes,
        where=f"activity {i}",
    )
