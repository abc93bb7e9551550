"""WhatsApp's "export chat" text, as Android and iOS write it in any locale.

A message begins with date and time (iOS: in brackets) and a name; lines without them
belong to the message above. The export states no replies, so none are claimed. Lines
without a name are notices of the program, not comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread, Record

_MARK = "[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]*"  # invisible direction marks
_HALF = (
    r"(?P<half{n}>[AaPp]\.?[ \u00a0\u202f]?[Mm]\b\.?|上午|下午|午前|午後|오전|오후|凌晨|早上|中午|晚上"
    r"|[صم]|ق\.ظ|ب\.ظ|[πμ]\.?μ\.?|[ΠΜ]Μ|ÖÖ|ÖS|öö|ös|de\.|du\.|पूर्वाह्न|अपराह्न)"
)
_DATE = rf"(?P<a>\d{{1,4}}){_MARK}[./-] ?{_MARK}(?P<b>\d{{1,2}}){_MARK}[./-] ?{_MARK}(?P<c>\d{{1,4}})\.?"
_TIME = (
    rf"{_HALF.format(n=1)}?\s?(?P<hour>\d{{1,2}})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?"
    rf"(?:\s?{_HALF.format(n=2)})?"
)
_STAMP = rf"{_DATE}{_MARK}[,،]?\s(?:(?:um|à|às|a las|at|в|kl\.?|o)\s)?{_MARK}{_TIME}{_MARK}"
_ANDROID = re.compile(rf"{_MARK}{_STAMP}(?: Uhr)?\s-\s{_MARK}")
_IOS = re.compile(rf"{_MARK}\[{_STAMP}\]\s{_MARK}")
_KOREAN = re.compile(rf"(?P<a>\d{{4}})년 (?P<b>\d{{1,2}})월 (?P<c>\d{{1,2}})일 {_TIME}, ")
_SENDER = re.compile(rf"{_MARK}(?:~[ \u00a0\u202f]?)?([^:\n]{{1,100}}?){_MARK} ?:(?: |$)")
_EDITED = re.compile(r"(?:\u200e<[^<>\n]{5,60}>|<This message was edited>)$")
_AFTERNOON = re.compile(r"[Pp]|下午|午後|오후|中午|晚上|م|ب|[μΜ]|ÖS|ös|du|अप")
_LOST = re.compile(
    r"(?:this message was deleted|you deleted this message|diese nachricht wurde gelöscht"
    r"|du hast diese nachricht gelöscht|se eliminó este mensaje|este mensaje fue eliminado"
    r"|eliminaste este mensaje|(?:essa |esta )?mensagem (?:foi )?apagada|você apagou esta mensagem"
    r"|ce message a été supprimé|vous avez supprimé ce message|questo messaggio è stato eliminato"
    r"|hai eliminato questo messaggio|данное сообщение удалено|вы удалили данное сообщение"
    r"|bu mesaj silindi|bu mesajı sildiniz|dit bericht is verwijderd"
    r"|tato zpráva byla (?:smazána|odstraněna)"
    r"|ta wiadomość została usunięta|تم حذف هذه الرسالة|لقد حذفت هذه الرسالة"
    r"|此消息已删除|此訊息已刪除)[.。]?",
    re.IGNORECASE,
)
_LOOK = 60  # lines that sniffing looks at


@dataclass(slots=True)
class _Message:
    stamp: re.Match[str]
    sender: str
    line: int
    lines: list[str] = field(default_factory=list)


@reader("whatsapp", "WhatsApp chat export (text)")
class Whatsapp:
    """Reads the ``_chat.txt`` or "WhatsApp Chat with ….txt" of one chat."""

    def sniff(self, source: Source) -> float:
        lines = [line for line in source.head_text[:100_000].splitlines() if line.strip()][:_LOOK]
        starts = [stamp for line in lines if (stamp := _stamp(line))]
        if not lines or not starts or not _stamp(lines[0]):
            return 0.0
        named = sum(bool(_sender(stamp.string[stamp.end() :])) for stamp in starts)
        return 0.97 if named >= 2 or named == len(starts) == 1 else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        messages, notices, lost = _messages(source.text)
        order = _order([message.stamp for message in messages])
        if notices:
            report.note(f"{notices} notices of the program left out")
        if lost:
            report.reject("line 1", f"{lost} lines before the first message")
        if messages:
            records = tuple(_record(message, order) for message in messages)
            yield RawThread(source.stem, records)


def _stamp(line: str) -> re.Match[str] | None:
    return _IOS.match(line) or _ANDROID.match(line) or _KOREAN.match(line)


def _sender(rest: str) -> re.Match[str] | None:
    """The name before the colon; a notice may quote a title with a colon in it."""
    match = _SENDER.match(rest)
    if match and sum(match.group(1).count(mark) for mark in '"“”«»„') % 2 == 0:
        return match
    return None


def _messages(text: str) -> tuple[list[_Message], int, int]:
    """The messages, the number of notices, and of lines that belong to nothing."""
    messages: list[_Message] = []
    notices = lost = 0
    current: _Message | None = None
    in_notice = False
    for number, line in enumerate(text.split("\n"), 1):
        stamp = _stamp(line)
        if stamp is None:
            if current is not None:
                current.lines.append(line)
            elif not in_notice and line.strip():
                lost += 1
            continue
        rest = line[stamp.end() :]
        sender = _sender(rest)
        body = rest[sender.end() :] if sender else ""
        if sender is None or _is_notice(body):
            current, in_notice, notices = None, True, notices + 1
            continue
        name = " ".join(re.sub(_MARK, "", sender.group(1)).split())
        current = _Message(stamp, name, number, [body])
        messages.append(current)
    return messages, notices, lost


def _is_notice(body: str) -> bool:
    """iOS writes notices as messages of the group: a direction mark, then a sentence.

    Left-out media begin with the mark too ("image omitted", "<attached: …>"), in at most
    three words or in angle brackets; they are messages.
    """
    words = body[1:].strip()
    return (
        body.startswith("\u200e")
        and not words.startswith("<")
        and len(words.split()) > 3
        and not _LOST.match(words)
    )


def _record(message: _Message, order: str) -> Record:
    whole = "\n".join(message.lines).strip()
    text = _EDITED.sub("", whole).strip("\u200e\u200f \n")
    return Record(
        text,
        speaker=message.sender or None,
        posted=_posted(message.stamp, order),
        kind="deleted" if _LOST.fullmatch(text) else "comment",
        where=f"line {message.line}",
    )


def _order(stamps: list[re.Match[str]]) -> str:
    """How the dates of a chat are ordered: "ymd", "dmy" or "mdy", by what the whole chat allows.

    Where day and month are never above 12 the time format decides: a 12-hour clock with
    slashes is taken for American.
    """
    triples = [tuple(int(stamp.group(part)) for part in "abc") for stamp in stamps]
    if any(a > 31 for a, _, _ in triples):
        return "ymd"
    if any(a > 12 for a, _, _ in triples):
        return "dmy"
    if any(b > 12 for _, b, _ in triples):
        return "mdy"
    if len({b for _, b, _ in triples}) > len({a for a, _, _ in triples}) and len(triples) > 20:
        return "mdy"  # the quicker changing number is the day
    american = stamps and all(s.group("half2") and "/" in s.group() for s in stamps)
    return "mdy" if american else "dmy"


def _posted(stamp: re.Match[str], order: str) -> str:
    """ISO 8601 without an offset, which the export does not state; as printed where that fails."""
    parts = dict(zip(order, (int(stamp.group(part)) for part in "abc"), strict=True))
    year = parts["y"] + (2000 if parts["y"] < 100 else 0)
    hour, half = int(stamp.group("hour")), stamp.group("half1") or stamp.group("half2")
    if half:
        hour = hour % 12 + 12 * bool(_AFTERNOON.match(half))
    second = int(stamp.group("second") or 0)
    from datetime import datetime

    try:
        return datetime(year, parts["m"], parts["d"], hour, int(stamp.group("minute")), second).isoformat()
    except ValueError:
        return re.sub(_MARK, "", stamp.group()).strip(" []-")
