"""Tables of any make: which column holds what, and a row as a record.

Nobody's table has our column names. The rule here: the caller's mapping first, then our
own names, then the names that exports commonly use, compared without case, blanks and
punctuation ("parentId", "parent-id", "Parent ID"). A column that no rule names is left
alone, except those of our own comment JSON, so that what ``analyzer parse`` wrote can be
read again as the same thread.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from analyzer.errors import MalformedInput, UsageError
from analyzer.read._json import ident, listing, name, string, when
from analyzer.read.encoding import mend
from analyzer.read.source import Report, Source
from analyzer.shapes import label_fault
from analyzer.tasks import TASKS
from analyzer.thread import KINDS, PARENT_SOURCES, QuoteMark, Record

Row = Mapping[str, Any]
FIELDS = ("text", "id", "thread", "parent", "speaker", "posted", "target", "parent_text", "kind", "number")
# Names of other people's exports, best first; an earlier field takes a column before a later one.
_SYNONYMS = {
    "text": "body comment_text comment_body comment_content comment_message message content full_text "
            "comment text_content tweet post_text reply_text utterance selftext body_text review post "
            "kommentar commentaire comentario comentário komentář комментарий yorum 评论 評論 تعليق "
            "texto texte текст metin 内容 內容",
    "id": "comment_id cid message_id tweet_id utterance_id reply_id guid uuid",
    "thread": "thread_id conversation_id root root_id link_id tree_id story_id article_id topic_id "
              "submission_id discussion_id video_id post_id",
    "parent": "parent_id parent_comment_id comment_parent parent_comment reply_to reply_to_id in_reply_to "
              "in_reply_to_id in_reply_to_status_id is_reply_to replied_to response_to parent_post_id",
    "speaker": "author user username author_name user_name screen_name display_name nickname nick commenter "
               "commenter_name poster sender name from author_id user_id by "
               "autor auteur автор yazar 作者 用户 用戶 usuario utilisateur nutzer benutzer",
    "posted": "posted_at created_at created created_utc published_at published timestamp datetime date_time "
              "date comment_date posted_on submitted_at time datum fecha дата tarih 日期 时间 時間",
    "target": "stance_target",
    "parent_text": "parent_body parent_comment_text",
    "kind": "",
    "number": "comment_number",
    "speaker_id": "author_id user_id author_channel_id",
    "parent_source": "",
    "quotes": "",
}  # fmt: skip
_KEPT = ("target", "parent_text", "headline", "parent_score", "lang", "sentiment", "stance", "reply", "frame")
_NOTHING = frozenset(("", "null", "none", "nan", "na", "n/a", "\\n", "undefined"))
_WHOLE_FLOAT = re.compile(r"(\d+)\.0")  # what spreadsheets and pandas make of an id column with gaps


def _plain(column: str) -> str:
    return "".join(char for char in column.casefold() if char.isalnum())


_BY_FIELD = {ours: [_plain(each) for each in (ours, *names.split())] for ours, names in _SYNONYMS.items()}
_KNOWN = frozenset(each for names in _BY_FIELD.values() for each in names)


def known(columns: Iterable[str]) -> int:
    """How many of the names are well known; a header row has some, a row of data none."""
    return sum(_plain(column) in _KNOWN for column in columns if len(column) < 64)


def guess(columns: Iterable[str], mapping: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our fields to their columns: ``mapping``, then exact names, then synonyms."""
    columns = list(columns)
    found = dict(mapping or {})
    found |= {ours: ours for ours in _BY_FIELD if ours in columns and ours not in found}
    by_plain: dict[str, str] = {}
    for column in columns:
        by_plain.setdefault(_plain(column), column)
    for ours, names in _BY_FIELD.items():
        if ours not in found:
            free = (by_plain[n] for n in names if n in by_plain and by_plain[n] not in found.values())
            if theirs := next(free, None):
                found[ours] = theirs
    if "id" not in found and "postid" in by_plain and by_plain["postid"] not in found.values():
        found["id"] = by_plain["postid"]  # beside a better thread column, it numbers the comments
    return found


@dataclass(frozen=True, slots=True)
class Columns:
    """The layout of one table: where each of our fields stands.

    Attributes:
        of: our field to their column; only the fields that the table has.
        roots: what stands in the parent column of a comment that answers the article.
    """

    of: Mapping[str, str]
    roots: frozenset[str] = frozenset()

    def thread(self, row: Row) -> str | None:
        """The thread that ``row`` belongs to; None where it does not say."""
        return _key(row.get(self.of["thread"]))

    def record(self, place: str, row: Row, report: Report) -> Record | None:
        """``row`` as a record; None, and a reject, where it has no text.

        A row that states its kind may have no text: deleted comments have none.
        """
        of = self.of
        stated = string(row.get(of["kind"])) if "kind" in of else ""
        kind = stated if stated in KINDS else "comment"
        value = row.get(of["text"])
        text = string(value)
        if not text.strip() and not stated:
            empty = value is None or value == "" or isinstance(value, (str, float))
            report.reject(
                place, f"no text in column {of['text']!r}" if empty else f"{of['text']!r} is no text"
            )
            return None
        quotes = _quotes(row.get(of["quotes"]), len(text)) if "quotes" in of else ()
        if not quotes:  # spans of a text that is changed would point beside it
            text = _clean(text, report)
        parent = self._cell(row, "parent")
        source = row.get(of["parent_source"]) if "parent_source" in of else None
        speaker = self._speaker(row)
        return Record(
            text=text,
            id=self._cell(row, "id"),
            parent=None if parent in self.roots else parent,
            parent_source=source if source in PARENT_SOURCES else "export",
            speaker=speaker,
            speaker_key=self._account(row) if speaker or of.get("speaker_id") == "speaker_id" else None,
            posted=when(row.get(of["posted"])) if "posted" in of else None,
            kind=kind,
            number=self._cell(row, "number"),
            quotes=quotes,
            where=place,
            extra=_extra(row, of, report) or None,
        )

    def _cell(self, row: Row, ours: str) -> str | None:
        return _key(row.get(self.of[ours])) if ours in self.of else None

    def _account(self, row: Row) -> str | None:
        """The speaker's account; of our own ids ("anonymous#35") the part that tells namesakes apart."""
        account = self._cell(row, "speaker_id")
        return account.rpartition("#")[2] if account and self.of["speaker_id"] == "speaker_id" else account

    def _speaker(self, row: Row) -> str | None:
        value = row.get(self.of["speaker"]) if "speaker" in self.of else None
        who = name(value) if isinstance(value, str) else _key(value)
        return None if who is None or who in ("null", "NULL", "nan", "NaN", "None") else who


def find(source: Source, seen: Iterable[str], sample: Iterable[Row] = ()) -> Columns:
    """The layout of a table with the columns ``seen``.

    Raises:
        UsageError: the caller's mapping names a field or a column that does not exist.
        MalformedInput: no column holds text, by name.
    """
    seen = list(seen)
    listed = ", ".join(seen[:40]) + (" ..." if len(seen) > 40 else "")
    for ours, theirs in source.columns.items():
        if ours not in FIELDS:
            raise UsageError(
                f"--column {ours}={theirs}: no field {ours!r}", remedy=f"use one of: {', '.join(FIELDS)}"
            )
        if theirs not in seen:
            raise UsageError(
                f"--column {ours}={theirs}: no column {theirs!r}",
                where=source.name,
                remedy=f"columns are: {listed}",
            )
    of = guess(seen, source.columns)
    if "text" not in of:
        raise MalformedInput(
            f"no column holds the text of the comments (columns: {listed})", where=source.name,
            remedy="name it with --column text=NAME",
        )  # fmt: skip
    of |= {ours: ours for ours in _KEPT if ours in seen and ours not in of}
    ids = {_key(row.get(of["id"])) for row in sample} if "id" in of else set()
    return Columns(of, frozenset(("0", "-1")) - ids)


def _key(value: Any) -> str | None:
    """A cell as an id: whole floats as integers, the many spellings of nothing as None."""
    if isinstance(value, float) and value != value:
        return None
    key = ident(value)
    if key is None or key.casefold() in _NOTHING:
        return None
    match = _WHOLE_FLOAT.fullmatch(key)
    return match.group(1) if match else key


def _clean(text: str, report: Report) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, mended = mend(text)
    if mended:
        report.note("mojibake repaired")
    return text


def _extra(row: Row, of: Mapping[str, str], report: Report) -> dict[str, Any]:
    """What of ``_KEPT`` the row has; a label only where it is the object that ``classify`` writes.

    Other tables call a column "stance" or "sentiment" too, and what stands in it is no label of ours.
    """
    found = {ours: _value(row.get(of[ours])) for ours in _KEPT if ours in of}
    found = {ours: value for ours, value in found.items() if value is not None and value != ""}
    for task in [task for task in TASKS if task in found and not _is_written_label(task, found[task])]:
        del found[task]
        report.note(f"column {of[task]!r} holds no labels as analyzer writes them, and was left out")
    return found


def _is_written_label(task: str, value: Any) -> bool:
    """Whether ``value`` has all that ``classify`` writes and later stages read of a label of ``task``."""
    whole = task != "frame" or (isinstance(value, dict) and None not in (value.get("pair"), value.get("evidence")))
    return whole and label_fault(task, value) is None


def _value(cell: Any) -> Any:
    """A cell of our own JSON: objects and arrays that a CSV holds as text are read back."""
    if not isinstance(cell, str):
        return None if cell != cell else cell
    if cell[:1] in ("{", "["):
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            pass
    return string(cell)


def _quotes(cell: Any, size: int) -> tuple[QuoteMark, ...]:
    marks = []
    for item in listing(_value(cell)):
        start, end = (item.get("start"), item.get("end")) if isinstance(item, dict) else (None, None)
        if type(start) is int and type(end) is int and 0 <= start < end <= size:
            marks.append(QuoteMark(start, end, id=_key(item.get("of"))))
    return tuple(marks)
