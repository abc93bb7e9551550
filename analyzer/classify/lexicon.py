"""Word lists by language: ``data/frames/*.toml`` as patterns on folded text.

The lists hold regular expressions, matched as whole words on ``analyzer.aliases.fold``.
Which languages' lists apply is decided by the script of the text first and by the known
language of the comment second: Turkish "para" is money, Spanish "para" is not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from analyzer.aliases import APOSTROPHES, fold
from analyzer.letters import LETTER, WORD_ENDS, WORD_STARTS
from analyzer.paths import data_folder
from analyzer.structure.language import detect
from analyzer.structure.scripts import script_of

_SCRIPTS: dict[str, tuple[str, ...]] = {
    "Arabic": ("ar", "fa", "ur"), "Hebrew": ("he",), "Cyrillic": ("ru", "uk"), "Devanagari": ("hi",), "Han": ("zh", "ja"),
    "Kana": ("ja",), "Hangul": ("ko",), "Greek": ("el",), "Bengali": ("bn",),
}  # fmt: skip
_LATIN = ("en", "de", "fr", "es", "it", "pt", "tr", "id", "nl", "pl", "cs", "hi")
_ONLY_KNOWN = ("sv",)  # not tried on a text of unknown language
_LISTED = frozenset(_LATIN).union(*_SCRIPTS.values())
# Languages that are near enough to be read with another's list.
_READ_AS = {"be": "ru", "bg": "ru", "ms": "id", "ca": "es", "gl": "pt", "sk": "cs", "ps": "fa", "ckb": "fa"}
_READ_AS |= {"mr": "hi", "ne": "hi", "as": "bn"}
READ_WITH = {"uk": ("uk", "ru")}
"""Languages that are read with another's lists beside their own."""
_KANA = re.compile("[\u3041-\u30fa]")
UNSPACED = ("zh", "ja")
"""Languages that write no blanks between words."""

# What is written as one with the word behind it.
_PREFIX = {
    "ar": "[وفبلك]?(?:ال|لل)?", "fa": "[وب]?", "he": "[והבלמשכ]{0,2}",
}  # fmt: skip
_ANY_LETTER = re.compile(r"\\w(?![^\[\]]*\])")  # but within brackets


def languages_of(text: str, known: str = "") -> tuple[str, ...]:
    """The languages whose lists apply to a text.

    Args:
        text: a comment or a sentence of it.
        known: the comment's language, where it is known; otherwise the text is asked.
    """
    script = _script(text)
    if not script:  # "100 %"
        return (known,) if known in _LISTED or known in _ONLY_KNOWN else _LATIN
    written = _SCRIPTS.get(script, _LATIN if script == "Latin" else ())
    if len(written) == 1:
        return written
    if script == "Han":
        return ("ja",) if known == "ja" or (known != "zh" and _KANA.search(text)) else ("zh",)
    if known == "ur" and script == "Latin":
        known = "hi"  # romanised, they are one language
    if known in ("", "und") or _of_another_script(known, script):
        known = detect(text).label
    known = _READ_AS.get(known, known)
    if known in written or (known in _ONLY_KNOWN and script == "Latin"):
        return READ_WITH.get(known, (known,))
    if script == "Cyrillic" and known != "und":
        return ("ru",)
    return written if known == "und" else ()


def _script(text: str) -> str:
    """The script that most letters of a text are written in, the empty string where it has none."""
    counts: dict[str, int] = {}
    for char in text[:400]:
        if script := script_of(char):
            counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda name: (counts[name], name), default="")


def _of_another_script(language: str, script: str) -> bool:
    """Whether a language has lists, but none in this script: an Arabic sentence of an English comment."""
    return language in _LISTED and language not in _SCRIPTS.get(script, _LATIN)


def versions(text: str) -> tuple[str, ...]:
    """A text folded; where it has apostrophes a second time with blanks for them ("l'alliance")."""
    whole = fold(text)
    if not any(char in text for char in APOSTROPHES):
        return (whole,)
    return whole, fold(re.sub(f"[{APOSTROPHES}]", " ", text))


class Lexicon:
    """The word lists of one subject: for each language lists by key.

    Args:
        table: language, then key, then regular expressions.
    """

    def __init__(self, table: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._table = table
        self._known: dict[tuple[str, str], re.Pattern[str] | None] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._table)

    def has(self, keys: str | tuple[str, ...], texts: Sequence[str], languages: Sequence[str]) -> bool:
        """Whether a word of the list, or of one of the lists, ``keys`` stands in one of the folded ``texts``."""
        several = (keys,) if isinstance(keys, str) else keys
        return any(pattern.search(text) for key in several for pattern in self._patterns(key, languages) for text in texts)

    def spans(self, key: str, text: str, languages: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Where words of the list ``key`` stand in a folded ``text``."""
        return (match.span() for pattern in self._patterns(key, languages) for match in pattern.finditer(text))

    def places(self, key: str, text: str, languages: Sequence[str]) -> list[tuple[int, int]]:
        """Where words of the list ``key`` stand in ``text``, which is not folded yet, in order."""
        folded = [fold(char) for char in text]
        at = [i for i, letters in enumerate(folded) for _ in letters]
        whole = "".join(folded)
        found = (
            match for pattern in self._patterns(key, languages) for match in pattern.finditer(whole) if match.group()
        )
        return sorted((at[match.start()], at[match.end() - 1] + 1) for match in found)

    def _patterns(self, key: str, languages: Sequence[str]) -> list[re.Pattern[str]]:
        return [pattern for lang in languages if (pattern := self._pattern(lang, key))]

    def alternatives(self, key: str, languages: Sequence[str]) -> str:
        """The lists of ``key`` of several languages as one group of alternatives; empty where there are none."""
        words = {_ANY_LETTER.sub(lambda _: LETTER, fold(word)) for lang in languages for word in self._table.get(lang, {}).get(key, ())}
        return "|".join(sorted(words, key=lambda word: (-len(word), word)))

    def _pattern(self, lang: str, key: str) -> re.Pattern[str] | None:
        if (lang, key) not in self._known:
            words = self.alternatives(key, (lang,))
            before, after = ("", "") if lang in UNSPACED else (f"{WORD_STARTS}{_PREFIX.get(lang, '')}", WORD_ENDS)
            self._known[lang, key] = re.compile(f"{before}(?:{words}){after}") if words else None
        return self._known[lang, key]


@cache
def load(name: str) -> Lexicon:
    """The lexicon ``data/frames/NAME.toml``."""
    return Lexicon(table(name))


def table(name: str) -> dict[str, dict[str, list[str]]]:
    """The lists of ``data/frames/NAME.toml`` as they stand there."""
    with open(data_folder() / "frames" / f"{name}.toml", "rb") as file:
        return tomllib.load(file)
