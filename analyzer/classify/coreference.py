"""Coreference: what "they", "both" and "no they are not" refer to, as far as it decides a frame.

Two questions only. Does a sentence point back at parties named before it? And is a sentence
a bare answer to a claim, so that the claim answered tells what it says? Both are answered
from word lists (``data/frames/pointers.toml``, ``data/frames/answers.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from analyzer.classify.lexicon import languages_of, load, versions
from analyzer.letters import LETTER

AGREE, DENY, NO, YES = "agree", "deny", "no", "yes"
BARE = 0.7  # of the answered claim's score, an answer without words of its own has this much
LONGEST = 80  # characters of a bare answer
_KINDS = (AGREE, DENY, NO, YES)

_DRAWN_OUT = re.compile(r"(\w)\1{2,}")  # "exactlyyyy"
_MARKS = re.compile(rf"(?:(?!{LETTER})[^+\s])+")
_ADDRESSEE = re.compile(r"^\s*@[\w.\- ]{1,30}?(?=[\s,:])|^\s*(?:[A-Z][\w.]*\s?){1,3}(?:#\d+)?[,:]\s+|#\d+")


def points_back(sentence: str, lang: str = "") -> int:
    """How many parties a sentence points back to: 2 for "both", 1 for "they" (any number), 0 for nobody."""
    texts, languages = versions(sentence), languages_of(sentence, lang)
    words = load("pointers")
    if words.has("two", texts, languages):
        return 2
    return int(words.has("plural", texts, languages))


def answer(sentence: str, lang: str = "") -> str:
    """The kind of a bare answer: ``AGREE``, ``DENY``, ``NO``, ``YES``; empty where it is more or other than that.

    ``NO`` and ``YES`` speak of sameness ("no they are not"), the other two of whatever was claimed.
    """
    if len(sentence) > LONGEST or sentence.rstrip().endswith(("?", "؟", "？")):
        return ""
    # "Exactly, bro" before "Ed, exactly": what looks like a name may be the answer.
    return next((kind for said in (sentence, _ADDRESSEE.sub(" ", sentence)) if (kind := _kind(said, lang))), "")


def _kind(sentence: str, lang: str) -> str:
    languages = languages_of(sentence, lang) or ("en",)
    # Short words are too short to tell their language; those of the script's other languages are tried after.
    for tried in dict.fromkeys((languages, languages_of(sentence, "und"))):
        for folded in versions(sentence):
            plain = " ".join(_MARKS.sub(" ", folded).split())
            said = (plain, _DRAWN_OUT.sub(r"\1", plain)) if plain else ()
            for kind, pattern in _answers(tried).items():
                if any(pattern.fullmatch(words) for words in said):
                    return kind
    return ""


def answered(kind: str, claims: Sequence[float]) -> list[float] | None:
    """The claims (same, different, both) of a bare answer to a text with these claims; None where it tells nothing."""
    same, different, both = claims
    if kind == AGREE:
        return [BARE * same, BARE * different, BARE * both]
    if kind == DENY:
        return [BARE * different, BARE * same, 0.0]
    if kind == NO and same > max(different, both):
        return [0.0, BARE * same, 0.0]
    if kind == YES and same > max(different, both):
        return [BARE * same, 0.0, 0.0]
    return None


@lru_cache(maxsize=64)
def _answers(languages: tuple[str, ...]) -> Mapping[str, re.Pattern[str]]:
    """One pattern a kind, with words that may stand around an answer; a repeated answer is one ("no, no")."""
    words = load("answers")
    fill = words.alternatives("fill", languages)
    out = {}
    for kind in _KINDS:
        if body := words.alternatives(kind, languages):
            blank = "" if languages == ("zh",) else " "
            around = rf"(?:(?:{fill}){blank}){{0,3}}" if fill else ""
            behind = rf"(?:{blank}(?:{fill})){{0,3}}" if fill else ""
            out[kind] = re.compile(rf"{around}(?:{body})(?:{blank}(?:{body})){{0,3}}{behind}")
    return out
