"""Respects: in what two parties are said to be the same or to differ.

Words tell it: "same sponsors", "different methods". The lexicon ``data/frames/respects.toml``
holds them by respect and language; a debate file may add its own. What no word tells is
left empty: figures of speech ("two heads, one snake") name no respect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from analyzer.aliases import Matcher
from analyzer.classify.lexicon import Lexicon, languages_of, table, versions
from analyzer.debates import RESPECTS, Debate


class RespectFinder:
    """Finds the respects of a claim.

    Args:
        more: further words by respect, as a debate file gives them; matched like aliases.
    """

    def __init__(self, more: Mapping[str, Sequence[str]] | None = None) -> None:
        self._lexicon = _lexicon()
        self._more = Matcher(more or {})

    def find(self, sentence: str, lang: str = "") -> list[str]:
        """The respects that a sentence names, in the order of ``RESPECTS``.

        Args:
            lang: the language of the comment, where it is known.
        """
        texts, languages = versions(sentence), languages_of(sentence, lang)
        own = self._more.places(sentence)
        return [each for each in RESPECTS if each in own or self._lexicon.has(each, texts, languages)]


def lexicon() -> RespectFinder:
    """The finder of the shipped words alone."""
    return RespectFinder()


def finder(debate: Debate) -> RespectFinder:
    """The finder of a debate: the shipped words and the debate's own."""
    return RespectFinder(debate.respects)


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    by_language: dict[str, dict[str, list[str]]] = {}
    for respect, languages in table("respects").items():
        for lang, words in languages.items():
            by_language.setdefault(lang, {})[respect] = words
    return Lexicon(by_language)
