"""Telegram Desktop's ``result.json``: one chat, or every chat of an account.

Service messages (joins, pins, calls) are not comments. A message's text is a string or
a list of pieces, some of them formatted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.read import _json
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, QuoteMark, RawThread, Record


@reader("telegram", "Telegram Desktop export (JSON)")
class Telegram:
    """Reads the machine-readable export; media without words are comments without text."""

    def sniff(self, source: Source) -> float:
        value = _json.mapping(_json.head(source))
        chats = value.get("chats")
        chat = _json.first(chats.get("list") if isinstance(chats, dict) else chats) or value
        message = _json.first(chat.get("messages"))
        if message.get("type") in ("message", "service") and {"id", "date"} <= message.keys():
            return 1.0
        return 0.9 if isinstance(chats, dict) and "list" in chats and "about" in value else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        value = _json.mapping(_json.load(source, report))
        service = 0
        for chat in _chats(value):
            records: list[Record] = []
            for i, message in _json.whole(chat.get("messages"), report, "message"):
                if message.get("type") == "message":
                    records.append(_record(message, i))
                else:
                    service += 1
            if records:
                key = _json.ident(chat.get("id")) or _json.name(chat.get("name")) or source.stem
                yield RawThread(
                    key, tuple(records), Article(title=_json.name(chat.get("name"))), states_replies=True
                )
        if service:
            report.note(f"{service} service messages left out")


def _chats(value: dict[str, Any]) -> list[dict[str, Any]]:
    if isinstance(value.get("messages"), list):
        return [value]
    out: list[Any] = []
    for part in ("chats", "left_chats"):
        group = value.get(part)
        out += _json.listing(group.get("list") if isinstance(group, dict) else group)
    return [chat for chat in out if isinstance(chat, dict)]


def _record(message: dict[str, Any], i: int) -> Record:
    text, quotes = _text(message.get("text"))
    parent = _json.ident(message.get("reply_to_message_id"))
    if message.get("reply_to_peer_id"):
        parent = None  # answers a message of another chat
    return Record(
        text,
        id=_json.ident(message.get("id")),
        parent=parent,
        top_level=parent is None,
        speaker=_json.name(message.get("from")),
        speaker_key=_json.ident(message.get("from_id")),
        posted=_json.when(message.get("date")),
        quotes=quotes,
        where=f"message {i}",
    )


def _text(value: Any) -> tuple[str, tuple[QuoteMark, ...]]:
    """The words of a message, and those pieces of it that are block quotations."""
    parts, quotes, length = [], [], 0
    for piece in value if isinstance(value, list) else [value]:
        words = _json.string(_json.mapping(piece).get("text") if isinstance(piece, dict) else piece)
        if isinstance(piece, dict) and piece.get("type") == "blockquote" and words.strip():
            quotes.append(QuoteMark(length, length + len(words)))
        parts.append(words)
        length += len(words)
    return "".join(parts), tuple(quotes)
