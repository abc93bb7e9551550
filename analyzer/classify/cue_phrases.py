"""A debate's own cue phrases: the slang in which its commenters claim sameness or difference.

A head that has never met "two legs, one arse" reads it as nothing. A debate file can say
what it means ([cues] in ``docs/debates.md``); the phrase then weighs as much as the model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from analyzer.aliases import fold, one_blank
from analyzer.classify.lexicon import table
from analyzer.debates import Debate
from analyzer.letters import WORD_ENDS, WORD_STARTS

WEIGHT = 0.6  # of a sentence with a cue phrase, the share that the phrase decides
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_BEFORE, _BEFORE_UNSPACED = 3, 4  # words, characters of Chinese, in which a negation turns a phrase round
_BEHIND = 2  # words behind it, in languages whose verb comes last
_CLAUSE = re.compile("[,.;:!?—、。،؛؟۔।]")  # "No, they are ..." denies what was said before, not what follows


class CueFinder:
    """Shifts a sentence's scores towards what its cue phrases claim."""

    def __init__(self, cues: Mapping[str, Sequence[str]]) -> None:
        self._patterns = [
            (kind, re.compile("|".join(map(_whole, phrases))))
            for kind, phrases in cues.items() if phrases
        ]  # fmt: skip
        lists = table("negations").values() if self._patterns else ()
        words = sorted({fold(word) for each in lists for word in each["not"]})
        behind = sorted({fold(word) for each in lists for word in each.get("behind", ())})
        spaced = (word for word in words if not _UNSPACED.search(word))
        self._negation = re.compile(f"{WORD_STARTS}(?:{'|'.join(spaced)}){WORD_ENDS}")
        self._unspaced = re.compile("|".join(filter(_UNSPACED.search, words)))
        self._behind = re.compile(rf"\s*(?:\S+\s+){{,{_BEHIND - 1}}}(?:{'|'.join(behind)}){WORD_ENDS}")

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
        near = " ".join(clause.split()[-_BEFORE:])
        denied = (
            self._negation.search(near) or self._unspaced.search(clause, max(0, len(clause) - _BEFORE_UNSPACED))
            or self._behind.match(_CLAUSE.split(after)[0])
        )  # fmt: skip
        if not denied:
            return kind
        return "different" if kind == "same" else "same"


def _whole(phrase: str) -> str:
    """A pattern for a phrase between word borders, which Chinese and Japanese do not write."""
    words = re.escape(one_blank(fold(phrase)))
    return words if _UNSPACED.search(phrase) else f"{WORD_STARTS}{words}{WORD_ENDS}"


def finder(debate: Debate) -> CueFinder:
    """The cue phrases of a debate."""
    return CueFinder(debate.cues)
