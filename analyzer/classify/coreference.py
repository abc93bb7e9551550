"""Coreference: what "they", "both" and "no they are not" refer to, as far as it decides a frame.

Two questions only. Does a sentence point back at parties named before it? And is a sentence
a bare answer to a claim, so that the claim answered tells what it says? Both are answered
from word lists (``data/frames/pointers.toml``, ``data/frames/answers.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from analyzer.classify.lexicon import UNSPACED, Lexicon, languages_of, load, versions
from analyzer.letters import LETTER

AGREE, DENY, NO, YES = "agree", "deny", "no", "yes"
BARE = 0.7  # of the answered claim's score, an answer without words of its own has this much
LONGEST = 80  # characters of a bare answer
_KINDS = (AGREE, DENY, NO, YES)

_ASKS = re.compile(r"(?:[?؟？]|[\u0370-\u03ff];)\W*$")
_DRAWN_OUT = re.compile(rf"({LETTER})\1{{2,}}")  # "exactlyyyy", "agreeeed"
_MARKS = re.compile(rf"(?:(?!{LETTER})[^+\s])+")
_CAPITALS = "".join(chr(code) for code in range(0x530) if chr(code).isupper())
_NAME = rf"(?:[{_CAPITALS}][\w.]*\s?){{1,3}}(?:#\d+)?"
_ADDRESSEES = (
    re.compile(rf"^\s*@[\w.\- ]{{1,30}}?(?=[\s,:])|^\s*{_NAME}[,:]\s+|#\d+"),
    re.compile(rf",\s*{_NAME}\W*$|@[\w.\-]{{1,30}}\W*$"),
)

# In scripts without capitals two or three words before a comma may be a name, unless they say something themselves.
_UNCASED_NAME = re.compile(r"\s*((?:[\u0590-\u1dff\u3040-\u9fff\uac00-\ud7a3]+\s?){1,3})[,،、，፣]\s*(?=\S)")


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
    if len(sentence) > LONGEST or _ASKS.search(sentence):
        return ""
    # "Exactly, bro" before "Ed, exactly": what looks like a name may be the answer.
    without = [pattern.sub(" ", sentence) for pattern in _ADDRESSEES]
    if (name := _UNCASED_NAME.match(sentence)) and not _says_something(name.group(1), lang):
        without.append(sentence[name.end() :])
    return next((kind for said in dict.fromkeys((sentence, *without)) if (kind := _kind(said, lang))), "")


def _says_something(words: str, lang: str) -> bool:
    return bool(_kind(words, lang)) or load("negations").has("not", versions(words), languages_of(words, lang) or languages_of(words, "und"))


def _kind(sentence: str, lang: str) -> str:
    languages = languages_of(sentence, lang) or ("en",)
    # Short words are too short to tell their language; those of the script's other languages are tried after.
    for tried in dict.fromkeys((languages, languages_of(sentence, "und"))):
        blank = "" if tried[:1] and tried[0] in UNSPACED else " "
        for folded in versions(sentence):
            plain = blank.join(_MARKS.sub(" ", folded).split())
            said = (plain, *(_DRAWN_OUT.sub(letters, plain) for letters in (r"\1", r"\1\1"))) if plain else ()
            # What is an answer as it stands is not read as another with a word before it: "no es verdad" is no "es verdad".
            for patterns in _answers(tried):
                for kind, pattern in patterns.items():
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
def _answers(languages: tuple[str, ...]) -> tuple[Mapping[str, re.Pattern[str]], ...]:
    """One pattern a kind, then for each language one with its words that may stand around; a repeated answer is one."""
    words = load("answers")
    return tuple(_patterns(words, each, around) for each, around in ((languages, False), *(((each,), True) for each in languages)))


def _patterns(words: Lexicon, languages: tuple[str, ...], around: bool) -> dict[str, re.Pattern[str]]:
    fill = words.alternatives("fill", languages) if around else ""
    blank = "" if languages[:1] and languages[0] in UNSPACED else " "
    out = {}
    for kind in _KINDS:
        if body := words.alternatives(kind, languages):
            repeated = rf"(?:{body})(?:{blank}(?:{body})){{0,3}}"
            out[kind] = re.compile(rf"(?:(?:{fill}){blank}){{0,3}}{repeated}(?:{blank}(?:{fill})){{0,3}}" if fill else repeated)
    return out
