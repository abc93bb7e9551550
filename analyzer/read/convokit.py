"""ConvoKit corpora: the folder (utterances, speakers, conversations) or its utterances alone.

On disk the reply is called ``reply-to``, in Python ``reply_to``; dumps before 2.4 say
``user`` for the speaker and ``root`` for the conversation.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from analyzer.read import _rows_json as rows_json
from analyzer.read._json import ident, mapping, name, string, when
from analyzer.read._rows_columns import Row
from analyzer.read._rows_grouping import Rows, threads
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record

_REPLY = ("reply-to", "reply_to")
_SPEAKER = ("speaker", "user")
_CONVERSATION = ("conversation_id", "root")
_NAMES = ("name", "display_name", "username", "screen_name")
_LARGEST_INDEX = 1 << 27  # bytes of speakers.json or conversations.json that are held


@reader("convokit", "ConvoKit corpus")
class ConvoKit:
    def sniff(self, source: Source) -> float:
        rows = [] if rows_json.is_array(source) else rows_json.sample(source)
        return 0.95 if rows and all(map(_is_utterance, rows)) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        speakers = _index(source, "speakers.json", report) or _index(source, "users.json", report)
        titles = _index(source, "conversations.json", report)
        rows = Rows(
            source=source,
            read=lambda notes: rows_json.objects(source, notes),
            item=partial(_record, speakers),
            thread=lambda row: ident(_first(row, _CONVERSATION)),
            states_replies=True,
            article=_article(titles),
        )
        yield from threads(rows, report)


def _is_utterance(row: Row) -> bool:
    named = (_REPLY, _SPEAKER, _CONVERSATION)
    return "id" in row and "text" in row and all(any(key in row for key in keys) for keys in named) and (
        "meta" in row or "reply-to" in row or "vectors" in row
    )  # fmt: skip


def _first(row: Row, keys: tuple[str, ...]) -> Any:
    return next((row[key] for key in keys if key in row), None)


def _record(speakers: dict[str, Any], place: str, row: Row, report: Report) -> Record | None:
    if not isinstance(row.get("text"), str):
        report.reject(place, "no text in 'text'")
        return None
    parent = ident(_first(row, _REPLY))
    who = _first(row, _SPEAKER)
    key = ident(mapping(who).get("id") if isinstance(who, dict) else who)
    text = string(row["text"])
    return Record(
        text=text,
        id=ident(row.get("id")),
        parent=parent,
        top_level=parent is None,
        speaker=_name(speakers.get(key or "")) or name(key),
        speaker_key=key,
        posted=when(row.get("timestamp")),
        kind="comment" if text.strip() else "placeholder",
        where=place,
    )


def _meta(entry: Any) -> dict[str, Any]:
    """What an index file says of one speaker or conversation; older dumps have no ``meta``."""
    return mapping(mapping(entry).get("meta")) or mapping(entry)


def _name(entry: Any) -> str | None:
    return next(filter(None, (name(_meta(entry).get(key)) for key in _NAMES)), None)


def _article(titles: dict[str, Any]) -> Callable[[Row], Article | None]:
    def article(row: Row) -> Article | None:
        title = name(_meta(titles.get(ident(_first(row, _CONVERSATION)) or "")).get("title"))
        return Article(title=title) if title else None

    return article


def _index(source: Source, file: str, report: Report) -> dict[str, Any]:
    """One of the corpus's JSON files beside the utterances; empty where there is none."""
    path = Path(source.name, file)
    if not path.is_file():
        return {}
    if path.stat().st_size > _LARGEST_INDEX:
        report.note(f"{file} is larger than {_LARGEST_INDEX >> 20} MiB and was not read")
        return {}
    try:
        return mapping(json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError) as error:
        report.reject(file, f"broken JSON ({error})")
        return {}
