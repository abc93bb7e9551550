"""Comment numbers in the words of a comment: "#4", "@12", "1.)", "Sami #4", "3楼"."""

from __future__ import annotations

import re
from typing import NamedTuple

from analyzer.letters import LETTER, ascii_digits, composed, is_small
from analyzer.structure._cues import ASSENT, DENIAL, FIRST_PERSON, GREETING, SECOND_PERSON, THANKS
from analyzer.structure._overlap import fold

# No number goes on in letters ("3rd"), but in scripts that set no blanks ("コメント3は") only a counter tells ("コメント3件").
_END = r"\s?(\d{1,9})(?![^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[.,:/]\d|\s?[%$€件個个条則개건명人分年月日回時시초분일년])"
_NUMBER = re.compile(r"(?:(?<![\w'’])re(?::\s?#?|\s?#)|^\s*re|(?<![\w>])>>)" + _END, re.IGNORECASE)
_WORD = re.compile(
    rf"(?:kommentar|comment|\bpost|beitrag|commentaire|comentario|komentář|yorum|(?:komentar|комментари|коментар|hozzászólás|komment){LETTER}{{0,4}}|"
    r"σχόλιο|टिप्पणी|कमेंट|মন্তব্য|تبصرہ|کمنٹ|نظر|دیدگاه|کامنت|تعليق|תגובה|ความ(?:คิด)?เห็น|คห\.|bình luận|댓글|コメント|评论|評論|კომენტარი|አስተያየት|\bmaoni)"
    r"\s?((?:nr\.?|no\.?|number|numer|номер|número|numéro|numero|nomor|namba|số|sz\.|αριθμός|नंबर|নম্বর|نمبر|شماره|رقم|מספר|ที่|번호|番号|第)?\s?#?)"
    + _END,
    re.IGNORECASE,
)
_SUFFIX = r"\s?(\d{1,6})\b(?![.,:/]?\d|\s?[%$€]|\sof\b)"
_OPENING_NUMBER = re.compile(r"\s*@?\s?(?:#|№|nr\.?|no\.|n°|@)" + _SUFFIX, re.IGNORECASE)
_NAMED_NUMBER = re.compile(r"[^\n#№]{0,40}?[^\W\d_]\s?(?:#|№|nr\.?|no\.|n°)" + _SUFFIX, re.IGNORECASE)
_LOOSE = re.compile(r"\s*\(?(\d{1,6})\.?\)")
_BEFORE = re.compile(
    r"(?:^\W*|\b(?:in|to|see|from|im|zu|auf|siehe|dans|au|en|al|v|w|do|na|в|на|к|у|до|στο|i|till|di|ke|pada|ở|trong|ב|في|على|در|به|az|la)\s?)$",
    re.IGNORECASE,
)
_NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")
# With these a sentence begins; before another word in lower case "#1" may be a rank.
_OPENS = (
    ASSENT | DENIAL | FIRST_PERSON | SECOND_PERSON | GREETING | THANKS
    | frozenset(map(fold, (
        "a the this that these those it its he she they there what who whose which why where when how if and but so is are was "
        "were isn aren do does did don doesn didn can could should would will have has had because please maybe "
        "das der die es er sie ihr man was wer wie wo warum wieso ist sind war hat hast bist aber und wenn "
        "le la les ce c cette il elle ils elles on qui que quoi pourquoi comment est sont mais et j si "
        "el lo los las un una quien por como es son eso esto pero y che chi come perché è sono ma questo o quem porque são isso mas "
        "это он она они оно что кто как где почему а но и если то je to co kdo jak proč ale kto dlaczego jest se "
        "bu o şu onlar kim neden nasıl ama ve dat het de een wie hoe waarom maar en"
    ).split()))
)  # fmt: skip
_FLOOR = re.compile(r"(?:第|回复?)\s?(\d{1,6})\s?[楼樓]|^(\d{1,6})\s?(?:[楼樓]|番?さん|번\s?(?:댓글|글|님))")


class Number(NamedTuple):
    """A comment number in a text.

    ``named``: it hangs on a name ("Sami #4"), without which "#4" behind other words means
    anything. ``doubtful``: it may be a rank ("#1 problem"), as nearly always where the page prints
    no numbers that one could refer to.
    """

    digits: str
    named: bool
    doubtful: bool


def numbers(text: str) -> list[Number]:
    """Comment numbers that the beginning of ``text`` refers to, in reading order."""
    text = ascii_digits(composed(text))
    head = text[:400]
    found = [(match.start(), match.group(1), False, False) for match in _NUMBER.finditer(head)]
    found += [
        (match.start(), match.group(2), False, False) for match in _WORD.finditer(head)
        if match.group(1).strip() or _BEFORE.search(head, 0, match.start()) or not _plain_word(head, match.end())
    ]  # fmt: skip
    found += [(match.start(), match.group(1) or match.group(2), False, False) for match in _FLOOR.finditer(head)]
    if opening := _OPENING_NUMBER.match(head):
        found.append((0, opening.group(1), False, _may_rank(head, opening)))
    elif named := _NAMED_NUMBER.match(head):
        found.append((0, named.group(1), True, False))
    if (loose := _LOOSE.match(head)) and not _is_listed(loose.group(1), text[loose.end() :]):
        found.append((0, loose.group(1), False, False))
    return [Number(*rest) for _, *rest in sorted(found)]


def _plain_word(text: str, at: int) -> str:
    """The word behind place ``at`` if it is no capital one: "comment [2] days ago" names no comment."""
    match = _NEXT_WORD.match(text, at)
    return match.group(1) if match and not match.group(1)[0].isupper() else ""


def _lower_word(text: str, at: int) -> str:
    """The same in lower case, which most scripts have not."""
    word = _plain_word(text, at)
    return word if is_small(word) else ""


def _may_rank(text: str, opening: re.Match[str]) -> bool:
    """Whether the number that opens ``text`` may be a rank: "#1 problem"."""
    sign = text[: opening.start(1)].strip()
    word = _lower_word(text, opening.end())
    return bool(word) and sign[:1] not in ("@", "№") and fold(word) not in _OPENS


def _is_listed(digits: str, rest: str) -> bool:
    """Whether a list goes on behind its first point: its next number anywhere, any number before a line."""
    following = rf"(?<![\w.,]){int(digits) + 1}\.?\)"
    return bool(re.search(rf"^\s*\(?\d{{1,6}}\.?\)|{following}", rest, re.MULTILINE))
