"""Whom a comment addresses: the names in its words that stand where one is spoken to.

A name counts as an address only in a vocative place (after '@', after a greeting, before
a comma at the start, between commas), where inflected and misspelt forms are accepted too;
elsewhere it is merely talked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.letters import WORD_ENDS, composed, is_small
from analyzer.structure._cues import DEAR, GREETING, OPENERS, TITLES
from analyzer.structure._names import LONGEST, Names
from analyzer.structure._overlap import Token

_AT = re.compile(r"(?<![\w@])@[ \u00a0]?(?=\w)")
_BREAK = re.compile(r"[,;:!?.…\n–—)\]،！，。：（(-]|$|[^\w\s@'’\"“”.]")


@dataclass(frozen=True, slots=True)
class Address:
    """One place where a comment speaks to somebody.

    ``form`` is ``at``, ``greeting``, ``opening`` or ``inline``; ``exact``
    tells that the name is spelt as its owner spells it, ``full`` that it is the whole name.
    """

    speakers: tuple[str, ...]
    form: str
    start: int
    exact: bool
    full: bool


def addresses(text: str, words: Sequence[Token], names: Names) -> list[Address]:
    """Everybody whom ``text`` addresses, in reading order."""
    found = [*_after_at(text, words, names), *_opening(text, words, names), *_inline(text, words, names)]
    best: dict[tuple[str, ...], Address] = {}
    for address in sorted(found, key=lambda a: (_RANK[a.form], a.start)):
        best.setdefault(address.speakers, address)
    return sorted(best.values(), key=lambda a: (_RANK[a.form], a.start))


_WITHIN = frozenset(("", " ", "\u00a0", ".", ". ", "-", "_", "'", "’"))  # between the words of one name
_RANK = {"at": 0, "greeting": 1, "opening": 2, "inline": 3}


def _printed(text: str, words: Sequence[Token], at: int) -> list[str]:
    """The words from token ``at`` on that may be one name, as printed."""
    out: list[str] = []
    for number in range(at, min(at + LONGEST, len(words))):
        if out and text[words[number - 1].end : words[number].start] not in _WITHIN:
            break
        out.append(text[words[number].start : words[number].end])
    return out


def _after_at(text: str, words: Sequence[Token], names: Names) -> list[Address]:
    starts = {token.start: number for number, token in enumerate(words)}
    out = []
    for match in _AT.finditer(text):
        number = starts.get(match.end())
        while number is not None and number < len(words) and words[number].word in TITLES | DEAR:
            number += 1
        if number is None or number >= len(words):
            continue
        speakers, _, exact, full = names.find(_printed(text, words, number), lenient=True)
        if speakers:
            out.append(Address(speakers, "at", match.start(), exact, full))
    return out


def _opening(text: str, words: Sequence[Token], names: Names) -> list[Address]:
    """A name among the first words: "Ghufran, the goal was", "Yes Ghufran", "Hallo Anna"."""
    greeted = False
    for number in range(min(len(words), 9)):
        token = words[number]
        gap = text[words[number - 1].end : token.start] if number else ""
        if "." in gap and not (number and words[number - 1].word in TITLES):
            return []
        printed = _printed(text, words, number)
        known = token.word in OPENERS
        speakers, used, exact, full = names.find(printed, lenient=greeted and not known)
        if known and not (full and used > 1):
            greeted = greeted or token.word in OPENERS
            continue
        if not speakers and greeted and words[number - 1].word in DEAR | GREETING:
            if hit := names.nickname(printed[0]):
                speakers, used = tuple(hit), 1
        if not speakers:
            if not greeted:
                speakers, used, exact, full = names.find(printed, lenient=True)
            if not speakers:
                return []
        stopped = _stops(text, words[number + used - 1].end)
        if greeted or stopped:
            return [Address(speakers, "greeting" if greeted else "opening", token.start, exact, full)]
        if full and exact and len(token.word) >= 6:
            return [Address(speakers, "opening", token.start, exact, full)]
        return []
    return []


_VOCATIVE = re.compile(r"[,،，፣!]\s*$")
# Behind a name, where many languages have what English puts before it.
_HONORIFIC = re.compile(
    r"^(?:さん|さま|様|くん|ちゃん|君|氏|先生|老师|老師|\s?(?:님|씨|선생님)"
    r"|\s(?:जी|भाई|साहब|दीदी|ভাই|আপা|দাদা|দিদি|সাহেব|صاحب|صاحبہ|بھائی|جان|عزیز|خانم|آقا|گرامی|היקר|היקרה|ji|bey|hanım|abi|hocam|ơi|à|thân mến))"
    rf"{WORD_ENDS}", re.IGNORECASE,
)
_UNCUT = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai and others, whose blanks end phrases, not words


def _stops(text: str, end: int) -> bool:
    """Whether a name that ends there is set off from what follows, an honorific passed over."""
    rest = _HONORIFIC.sub("", composed(text[end : end + 24]), count=1)
    after = rest[:2].strip(" ")
    return not after or bool(_BREAK.match(after) or rest[0] == " " and _UNCUT.match(text, end - 1))


def _inline(text: str, words: Sequence[Token], names: Names) -> list[Address]:
    """A name between commas or after "dear", anywhere: "glad to hear that, Jan.", "ja, lieber Tom"."""
    out = []
    for number in range(1, len(words)):
        before = words[number - 1]
        gap = text[before.end : words[number].start]
        dear = before.word in DEAR and not gap.strip()
        if not dear and not _VOCATIVE.match(gap):
            continue
        if is_small(text[words[number].start]) and not dear:
            continue
        speakers, used, exact, full = names.find(_printed(text, words, number), lenient=dear)
        if not speakers:
            continue
        if dear or _stops(text, words[number + used - 1].end):
            out.append(Address(speakers, "greeting" if dear else "inline", words[number].start, exact, full))
    return out
