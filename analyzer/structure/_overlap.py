"""What two comments have in common: shared words, and passages repeated word for word.

Both ``parents`` (whom does this answer?) and ``quotes`` (whose words are these?) look for
a later comment's words in earlier ones. Everything is indexed, so that a thread of ten
thousand comments costs a few seconds.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from analyzer.letters import word

# Han and kana have no blanks between words: each character is a token of its own.
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
# ... but for the words with which a comment may open: ``_cues`` knows them as wholes.
_WHOLE = (
    "谢谢|謝謝|感谢|感謝|多谢|你好|您好|亲爱的|親愛的|是的|同意|没错|沒錯|不是|不对|错了|错誤|回复|回答|答复|你们|我们|"
    "こんにちは|こんばんは|ありがとうございます|ありがとう|はい|いいえ|なるほど|確かに|同感|違います"
)
_TOKEN = re.compile(f"(?<![{_IDEOGRAPHS}])(?:{_WHOLE})|[{_IDEOGRAPHS}]|" + word(rf"[^\W_{_IDEOGRAPHS}]"))
_ASCII_TOKEN = re.compile("[a-z0-9]+")
_SHINGLE = 4  # tokens that must agree before a repetition is looked at
_STEM = 6  # letters that stand for a word, so that inflected forms agree


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """``word`` without case, accents and vowel signs."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i"))
    return "".join(char for char in plain if not unicodedata.combining(char) and char != "ـ")


class Token(NamedTuple):
    """A folded word with its place in the text, in code points."""

    word: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words of ``text``, folded; ideographs one by one."""
    if text.isascii():  # nothing to fold but case: a quicker way to the same words
        return [Token(match[0], *match.span()) for match in _ASCII_TOKEN.finditer(text.lower())]
    return [Token(fold(match[0]), *match.span()) for match in _TOKEN.finditer(text)]


def between(words: Sequence[Token], start: int, end: int) -> Sequence[Token]:
    """The words that begin within the span; found by bisection."""
    first = bisect_left(words, start, key=lambda token: token.start)
    return words[first : bisect_left(words, end, lo=first, key=lambda token: token.start)]


def is_ideograph(word: str) -> bool:
    return "\u3040" <= word <= "\u9fff" and len(word) == 1


def length(words: Sequence[Token]) -> float:
    """Number of words, an ideograph counting half of one."""
    return len(words) - 0.5 * sum(map(is_ideograph, (token[0] for token in words)))


class Vocabulary:
    """Bags of word stems with inverse document frequencies over one thread."""

    def __init__(self, tokenised: Sequence[Sequence[Token]]) -> None:
        self.bags = [_bag(words) for words in tokenised]
        seen = Counter(stem for bag in self.bags for stem in bag)
        count = len(self.bags)
        self._idf = {stem: math.log((1 + count) / (0.5 + number)) for stem, number in seen.items()}
        self._norm = [math.sqrt(sum(self._idf[stem] ** 2 for stem in bag)) for bag in self.bags]

    def cosine(self, one: int, other: int) -> float:
        """Similarity of two comments, 0 to 1, rare words counting most."""
        small, large = sorted((self.bags[one], self.bags[other]), key=len)
        norm = self._norm[one] * self._norm[other]
        return sum(self._idf[stem] ** 2 for stem in small if stem in large) / norm if norm else 0.0


def _bag(words: Sequence[Token]) -> frozenset[str]:
    stems = {token.word[:_STEM] for token in words if len(token.word) > 3}
    pairs = {
        one.word + two.word
        for one, two in zip(words, words[1:])
        if is_ideograph(one.word) and is_ideograph(two.word)
    }
    return frozenset(stems | pairs)


@dataclass(frozen=True, slots=True)
class Repeat:
    """A run of words of one comment that an earlier comment, ``of``, already held.

    ``start`` and ``end`` are code points of the later text.
    """

    start: int
    end: int
    of: int
    words: float


@lru_cache(maxsize=1)
def compared(texts: tuple[str, ...]) -> tuple[list[list[Token]], list[list[Repeat]]]:
    """The words of each text, and the passages of four words or more that an earlier text held.

    The first text that held a passage counts as its origin. Time is linear in the number of
    words. The last result is kept, since ``parents`` and ``quotes`` ask for the same thread.
    """
    tokenised = [tokens(text) for text in texts]
    index: dict[int, tuple[int, int]] = {}
    found: list[list[Repeat]] = []
    for number, words in enumerate(tokenised):
        plain = [token[0] for token in words]
        keys = [*map(hash, zip(*(plain[at:] for at in range(_SHINGLE))))]
        found.append(list(_runs(words, plain, keys, index, tokenised)))
        for at, key in enumerate(keys):
            index.setdefault(key, (number, at))
    return tokenised, found


def _runs(
    words: Sequence[Token],
    plain: Sequence[str],
    keys: Sequence[int],
    index: dict[int, tuple[int, int]],
    tokenised: Sequence[Sequence[Token]],
) -> Iterator[Repeat]:
    at = 0
    while at < len(keys):
        run = 0
        if keys[at] in index:
            origin, there = index[keys[at]]
            theirs = tokenised[origin]
            limit = min(len(plain) - at, len(theirs) - there)
            while run < limit and plain[at + run] == theirs[there + run][0]:
                run += 1
            size = length(words[at : at + run])
            if size >= _SHINGLE:
                yield Repeat(words[at].start, words[at + run - 1].end, origin, size)
        # The last shingle is looked up again: another origin may hold a longer passage.
        at += max(run - _SHINGLE + 1, 1)
