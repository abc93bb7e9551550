"""A debate's own cue phrases: the slang in which its commenters claim sameness or difference.

A head that has never met "two legs, one arse" reads it as nothing. A debate file can say
what it means ([cues] in ``docs/debates.md``); the phrase then weighs as much as the model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from analyzer.aliases import fold, one_blank
from analyzer.classify.lexicon import UNSPACED, table
from analyzer.debates import Debate
from analyzer.letters import LETTER, WORD_ENDS, WORD_STARTS

WEIGHT = 0.6  # of a sentence with a cue phrase, the share that the phrase decides
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_BEFORE, _BEFORE_UNSPACED = 3, 4  # words, characters of Chinese, in which a negation turns a phrase round
_BEHIND = 2  # words behind it, in languages whose verb comes last
_BEFORE_NEGATION = {"ar": "[وف]?", "he": "[והש]{0,2}"}  # "and", "so", "that" are one word with what follows
_BEFORE_PHRASE = {re.compile("[\u0600-\u08ff]"): "(?:[وف]?[بلك]?)", re.compile("[\u0590-\u05ff]"): "[והבלמשכ]{0,2}"}
_KOREAN = re.compile("[\u1100-\u11ff]")
_ENDINGS = 12  # letters of a Korean phrase's particles and copula
_CLAUSE = re.compile("[,.;:!?—、。،؛؟۔।]")  # "No, they are ..." denies what was said before, not what follows


class CueFinder:
    """Shifts a sentence's scores towards what its cue phrases claim."""

    def __init__(self, cues: Mapping[str, Sequence[str]]) -> None:
        self._patterns = [
            (kind, re.compile("|".join(map(_whole, phrases))))
            for kind, phrases in cues.items() if phrases
        ]  # fmt: skip
        lists = table("negations") if self._patterns else {}
        spaced = (f"{_BEFORE_NEGATION.get(lang, '')}(?:{'|'.join(map(fold, each['not']))})" for lang, each in lists.items() if lang not in UNSPACED)
        behind = "|".join(_words(lists, "behind", unspaced=False))
        last = "|".join(_words(lists, "behind", unspaced=True))
        self._negation = re.compile(f"{WORD_STARTS}(?:{'|'.join(spaced)}){WORD_ENDS}")
        self._sure = re.compile(f"{WORD_STARTS}(?:{'|'.join(_words(lists, 'sure', unspaced=False))}){WORD_ENDS}")
        self._unspaced = re.compile("|".join(_words(lists, "not", unspaced=True)))
        self._behind = re.compile(rf"\s*(?:\S+\s+){{,{_BEHIND - 1}}}(?:{behind}){WORD_ENDS}|(?:{last})")

    def shift(self, row: Sequence[float], sentence: str) -> list[float]:
        """``row`` (same, different, both) with the phrases of ``sentence`` weighed in."""
        if not self._patterns:
            return list(row)
        text = one_blank(fold(sentence))
        found = {self._turned(kind, text[: match.start()], text[match.end() :]) for kind, pattern in self._patterns
                 if (match := pattern.search(text))}  # fmt: skip
        if not found:
            return list(row)
        told = (float(found == {"same"}), float(found == {"different"}), float(len(found) == 2))
        return [(1 - WEIGHT) * value + WEIGHT * sure for value, sure in zip(row, told)]

    def _turned(self, kind: str, before: str, after: str) -> str:
        clause = _CLAUSE.split(before)[-1].rstrip()
        near = self._sure.sub(" ", " ".join(clause.split()[-_BEFORE:]))
        denied = (
            self._negation.search(near) or self._unspaced.search(clause, max(0, len(clause) - _BEFORE_UNSPACED))
            or self._behind.match(_CLAUSE.split(after)[0])
        )  # fmt: skip
        if not denied:
            return kind
        return "different" if kind == "same" else "same"


def _words(lists: Mapping[str, Mapping[str, Sequence[str]]], key: str, *, unspaced: bool) -> list[str]:
    """The folded words ``key`` of the languages that write blanks between words, or of those that do not."""
    return [fold(word) for lang, each in lists.items() if (lang in UNSPACED) == unspaced for word in each.get(key, ())]


def _whole(phrase: str) -> str:
    """A pattern for a phrase between word borders, which Chinese and Japanese do not write; with what is glued to it elsewhere."""
    folded = one_blank(fold(phrase))
    words = re.escape(folded)
    if _IDEOGRAPH.search(phrase):
        return words
    if _KOREAN.search(folded):
        return f"{WORD_STARTS}{words}{LETTER}{{0,{_ENDINGS}}}"
    clitic = next((clitic for script, clitic in _BEFORE_PHRASE.items() if script.match(folded)), "")
    return f"{WORD_STARTS}{clitic}{words}{WORD_ENDS}"


def finder(debate: Debate) -> CueFinder:
    """The cue phrases of a debate."""
    return CueFinder(debate.cues)
