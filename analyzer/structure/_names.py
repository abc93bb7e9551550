"""The speakers of a thread, found by any spelling of any part of their names.

Names are compared by a key that ignores case, accents and script, so that "Гуфран",
"غفران" and "ghufran" meet; inflected and misspelt forms are accepted where asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from analyzer.structure._cues import OPENERS, TITLES
from analyzer.structure._overlap import Token, fold

_CYRILLIC = dict(
    zip(
        "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюяў",
        "a b v g g d e e ie zh z i i i i k l m n o p r s t u f kh ts ch sh sch  y  e iu ia u".split(" "),
        strict=True,
    )
)
_ARABIC = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأإؤئپچژگیک",
        "a b t th j h kh d dh r z s sh s d t z - gh f q k l m n h w y a a - a a a w y p ch zh g y k".split(
            " "
        ),
        strict=True,
    )
)
_LETTERS = str.maketrans(_CYRILLIC | {char: latin.replace("-", "") for char, latin in _ARABIC.items()})
_VOWELS = re.compile(r"[aeiouyw]+|(.)(?=\1)")
_HARD = str.maketrans("qcx", "kkk")
# Case and possessive endings of names, in Latin letters: Slavic, Turkish, German.
_ENDINGS = frozenset(
    "a e i o u y s n em om ou ovi ovy ovo in un en es oj oy ei iu ii ie ya ye yi yu ju ego emu am ami ka ko "
    "ku ke ce".split()
)
LONGEST = 6  # tokens of a name; each ideograph is one


def latin(word: str) -> str:
    """The folded word in Latin letters, whatever of the known scripts it is in."""
    return fold(word).translate(_LETTERS)


def _skeleton(key: str) -> str:
    """Consonants only: scripts that leave out vowels can be compared with ones that don't."""
    return _VOWELS.sub("", key.translate(_HARD))


def _is_abjad(word: str) -> bool:
    return any("\u0590" <= char <= "\u06ff" for char in word)


class Names:
    """The speakers of a thread, found by any spelling of any part of their names."""

    def __init__(self, pairs: Iterable[tuple[str | None, str | None]]) -> None:
        """``pairs``: printed name and speaker id of every comment."""
        self._full: dict[str, list[str]] = defaultdict(list)
        self._part: dict[str, list[str]] = defaultdict(list)
        self._near: dict[str, list[str]] = defaultdict(list)
        self._bone: dict[str, list[str]] = defaultdict(list)
        named = [(name, speaker) for name, speaker in dict.fromkeys(pairs) if name and speaker]
        self._abjad = any(_is_abjad(name) for name, _ in named)
        for name, speaker in named:
            self._add(name, speaker)
        for key in list(self._part) + list(self._full):
            for cut in _deletions(key):
                _append(self._near[cut], key)

    def _add(self, name: str, speaker: str) -> None:
        words = re.findall(r"[^\W_]+", re.sub(r"\([^)]*\)|@\S+", " ", name)) or re.findall(r"[^\W_]+", name)
        keys = [latin(word) for word in words]
        kept = [key for key, word in zip(keys, words) if fold(word) not in TITLES] or keys
        for form in {"".join(keys), "".join(kept)}:
            if form:
                _append(self._full[form], speaker)
        for key, word in zip(keys, words):
            if len(key) >= 3 and not key.isdigit() and fold(word) not in OPENERS:
                _append(self._part[key], speaker)
                if _is_abjad(name) or key.isascii():
                    bone = _skeleton(key)
                    if len(bone) >= 3:
                        _append(self._bone[bone], speaker)

    def find(self, words: Sequence[str], lenient: bool) -> tuple[tuple[str, ...], int, bool, bool]:
        """Speakers that the beginning of ``words`` names, the longest reading first.

        Args:
            words: tokens as printed.
            lenient: accept inflected, misspelt and transliterated forms too.

        Returns:
            Speakers, number of words used, whether the spelling is exact, whether it is a
            whole name. No speakers and 0 words where nothing fits.
        """
        keys = [latin(word) for word in words[:LONGEST]]
        for size in range(len(keys), 0, -1):
            joined = "".join(keys[:size])
            if joined in self._full and (len(joined) > 1):
                return tuple(self._full[joined]), size, True, True
        if not keys or not keys[0]:
            return (), 0, False, False
        first = keys[0]
        if first in self._part:
            hit = self._part[first]
            size = 1
            if len(keys) > 1 and (both := [s for s in self._part.get(keys[1], ()) if s in hit]):
                hit, size = both, 2
            return tuple(hit), size, True, False
        if not lenient or len(first) < 3:
            return (), 0, False, False
        if self._abjad or _is_abjad(words[0]):
            if hit := self._bone.get(_skeleton(first)):
                return tuple(hit), 1, False, False
        if hit := self._inflected(first) or self._misspelt(first):
            return tuple(hit), 1, False, False
        return (), 0, False, False

    def _inflected(self, key: str) -> list[str]:
        for cut in range(1, 4):
            stem, ending = key[:-cut], key[-cut:]
            if len(stem) < 3 or ending not in _ENDINGS:
                continue
            for form in (stem, stem + "a", stem + "e", stem + "o"):
                if form != key and (hit := self._part.get(form) or self._full.get(form)):
                    return hit
        return []

    def _misspelt(self, key: str) -> list[str]:
        if len(key) < 5:
            return []
        near = [form for cut in _deletions(key) for form in self._near.get(cut, ())]
        hits = dict.fromkeys(s for form in near for s in self._part.get(form) or self._full.get(form, ()))
        return list(hits) if len(hits) == 1 else []

    def nickname(self, word: str) -> list[str]:
        """Speakers whose name begins with ``word`` ("Karo" for "Karoline"), if it is one only."""
        key = latin(word)
        if len(key) < 4:
            return []
        hits = dict.fromkeys(s for form, owners in self._part.items() if form.startswith(key) for s in owners)
        return list(hits) if len(hits) == 1 else []

    def talked_of(self, words: Sequence[Token]) -> frozenset[str]:
        """Speakers of whose names a part stands anywhere among ``words``, spelt exactly."""
        named: set[str] = set()
        for token in words:
            if token.word in self._part:
                named.update(self._part[token.word])
        return frozenset(named)


def _append(items: list[str], item: str) -> None:
    if item not in items:
        items.append(item)


def _deletions(key: str) -> list[str]:
    """The key and every form of it with one letter left out."""
    if not 5 <= len(key) <= 24:
        return []
    return [key, *dict.fromkeys(key[:at] + key[at + 1 :] for at in range(len(key)))]
