"""The speakers of a thread, found by any spelling of any part of their names.

Names are compared by a key that ignores case, accents and script, so that "Гуфран",
"غفران" and "ghufran" meet; inflected and misspelt forms are accepted where asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from analyzer.letters import WORD
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
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأإؤئپچژگیکٹڈڑںھہے",
        "a b t th j h kh d dh r z s sh s d t z - gh f q k l m n h w y a a - a a a w y p ch zh g y k t d r n h h y".split(" "),
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(" "),
        strict=True,
    )
)
_LETTERS = str.maketrans(_CYRILLIC | _GREEK | {char: latin.replace("-", "") for char, latin in _ARABIC.items()})
_VOWELS = re.compile(r"[aeiouyw]+|(.)(?=\1)")
_HARD = str.maketrans("qcx", "kkk")
# Case and possessive endings of names, in Latin letters: Slavic, Turkish, German.
_ENDINGS = frozenset(
    "a e i o u y s n em om ou ovi ovy ovo in un en es oj oy ei iu ii ie ya ye yi yu ju ego emu am ami ka ko "
    "ku ke ce".split()
)
# What Korean and Thai glue to a name: "Mr", "Ms", and the signs of the one spoken to, folded.
_GLUED_BEHIND = tuple(map(fold, "님아 님 씨 아 야 ครับ ค่ะ คะ".split()))
_GLUED_BEFORE = tuple(map(fold, "คุณ พี่ น้อง".split()))
LONGEST = 6  # tokens of a name; each ideograph is one
_SHARED = 20  # speakers: a name that more of them share ("User", "Anonymous") names nobody


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
        self._full: _Owners = defaultdict(dict)
        self._part: _Owners = defaultdict(dict)
        self._near: _Owners = defaultdict(dict)
        self._bone: _Owners = defaultdict(dict)
        named = [(name, speaker) for name, speaker in dict.fromkeys(pairs) if name and speaker]
        self._abjad = any(_is_abjad(name) for name, _ in named)
        for name, speaker in named:
            self._add(name, speaker)
        for key in list(self._part) + list(self._full):
            for cut in _deletions(key):
                self._near[cut][key] = None

    def _add(self, name: str, speaker: str) -> None:
        words = WORD.findall(re.sub(r"\([^)]*\)|@\S+", " ", name)) or WORD.findall(name)
        keys = [latin(word) for word in words]
        kept = [key for key, word in zip(keys, words) if fold(word) not in TITLES] or keys
        for form in {"".join(keys), "".join(kept)}:
            if form:
                self._full[form][speaker] = None
        for key, word in zip(keys, words):
            if len(key) >= 3 and not key.isdigit() and fold(word) not in OPENERS:
                self._part[key][speaker] = None
                if _is_abjad(name) or key.isascii():
                    bone = _skeleton(key)
                    if len(bone) >= 3:
                        self._bone[bone][speaker] = None

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
                hit = _few(self._full[joined])
                return hit, size if hit else 0, bool(hit), bool(hit)
        if not keys or not keys[0]:
            return (), 0, False, False
        first = keys[0]
        if first in self._part:
            both = _common(self._part[first], self._part.get(keys[1], {})) if len(keys) > 1 else ()
            hit = both or _few(self._part[first])
            return hit, 2 if both else len(hit) and 1, bool(hit), False
        if not lenient or len(first) < 3:
            return (), 0, False, False
        if self._abjad or _is_abjad(words[0]):
            if hit := _few(self._bone.get(_skeleton(first), {})):
                return hit, 1, False, False
        if hit := self._inflected(first) or self._titled(first) or self._misspelt(first):
            return hit, 1, False, False
        return (), 0, False, False

    def _titled(self, key: str) -> tuple[str, ...]:
        """The owners of a name with an honorific grown to it: "영희님", "คุณมาลี"."""
        if key.isascii():
            return ()
        befores = ("", *(title for title in _GLUED_BEFORE if key.startswith(title)))
        behinds = ("", *(title for title in _GLUED_BEHIND if key.endswith(title)))
        forms = (key[len(before) : len(key) - len(behind)] for before in befores for behind in behinds)
        return next((hit for form in forms if form != key and (hit := _few(self._full.get(form) or self._part.get(form, {})))), ())

    def _owners(self, form: str) -> dict[str, None]:
        return self._part.get(form) or self._full.get(form, {})

    def _inflected(self, key: str) -> tuple[str, ...]:
        for cut in range(1, 4):
            stem, ending = key[:-cut], key[-cut:]
            if len(stem) < 3 or ending not in _ENDINGS:
                continue
            for form in (stem, stem + "a", stem + "e", stem + "o"):
                if form != key and (hit := _few(self._owners(form))):
                    return hit
        return ()

    def _misspelt(self, key: str) -> tuple[str, ...]:
        if len(key) < 5:
            return ()
        near = [form for cut in _deletions(key) for form in self._near.get(cut, ())]
        return _only(self._owners(form) for form in near)

    def nickname(self, word: str) -> tuple[str, ...]:
        """Speakers whose name begins with ``word`` ("Karo" for "Karoline"), if it is one only."""
        key = latin(word)
        if len(key) < 4:
            return ()
        return _only(owners for form, owners in self._part.items() if form.startswith(key))

    def talked_of(self, words: Sequence[Token]) -> frozenset[str]:
        """Speakers of whose names a part stands anywhere among ``words``, spelt exactly."""
        named: set[str] = set()
        for token in words:
            if token.word in self._part:
                named.update(_few(self._part[token.word]))
        return frozenset(named)


_Owners = dict[str, dict[str, None]]  # by a form of a name; dictionaries as sets that keep their order


def _few(owners: dict[str, None]) -> tuple[str, ...]:
    """Those who share a form, nobody where they are too many to be meant by it."""
    return tuple(owners) if len(owners) <= _SHARED else ()


def _only(shares: Iterable[dict[str, None]]) -> tuple[str, ...]:
    """The one speaker in all of ``shares``, if there is no second one."""
    found: set[str] = set()
    for owners in shares:
        found.update(islice(owners, 2))
        if len(found) > 1:
            return ()
    return tuple(found)


def _common(one: dict[str, None], other: dict[str, None]) -> tuple[str, ...]:
    """Those who share two forms, if few share the rarer one."""
    small, large = sorted((one, other), key=len)
    return tuple(speaker for speaker in _few(small) if speaker in large)


def _deletions(key: str) -> list[str]:
    """The key and every form of it with one letter left out."""
    if not 5 <= len(key) <= 24:
        return []
    return [key, *dict.fromkeys(key[:at] + key[at + 1 :] for at in range(len(key)))]
