"""Aliases: the words that mean a party, found in running text of any script.

Commenters write a name as their language makes them: with a clitic before it (Arabic and
Hebrew "and", "for", "the"), a case ending behind it (Russian, Turkish), with or without a
hyphen, an accent, a vowel sign. ``Matcher`` finds an alias in all of these; what it must
not find is the verb "is" in the name of the Islamic State.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from analyzer.letters import LETTER, WORD_ENDS, WORD_STARTS, simplified

ACRONYM = 3  # letters: an upper-case alias up to this long is matched in upper case only
_STEM = 4  # letters that a word must have for its ending to vary

APOSTROPHES = "'’‘`´ʼʿʾ׳״"
_IGNORED = dict.fromkeys(map(ord, APOSTROPHES + "ـ\u00ad\u200b\u200d\u200e\u200f\ufeff"))
_AS_BLANK = dict.fromkeys(map(ord, "-‐‑‒–_\u200c"), " ")
# Letters that Arabic, Persian and Urdu keyboards exchange; hamza and madda go with the combining marks.
_LIKE = str.maketrans(
    {"ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ٱ": "ا", "ة": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ł": "l", "ø": "o", "đ": "d"}
)
# Hebrew letters have another form at a word's end, and Hindi writes either sign for a nasal vowel.
_FORMS = str.maketrans("ךםןףץँ", "כמנפצं")
_FOLDED = _IGNORED | _AS_BLANK | _LIKE | _FORMS
# Hebrew marks an acronym before its last letter, mostly with the quotation mark that keyboards have: צה"ל.
_GERSHAYIM = re.compile('["“”„](?<=[א-ת].)(?=[א-ת])')
_JOINTS = re.compile(f"[{APOSTROPHES}]|{_GERSHAYIM.pattern}")


def fold(text: str) -> str:
    """Text as aliases are matched.

    No case, no accents or vowel signs, apostrophes and the mark of Hebrew acronyms dropped,
    hyphens, underscores and zero-width joints as blanks, the variants of an Arabic letter as one, so the final letters of
    Hebrew and the traditional characters of Chinese.
    """
    # Decomposed first: styled letters ("𝐀") have no case of their own until they are plain ones.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).replace("ı", "i")
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_FOLDED)
    return simplified(_GERSHAYIM.sub("", plain))


def one_blank(folded: str) -> str:
    """Words with one blank between them, whatever stood there."""
    return " ".join(folded.split())


# ---------------------------------------------------------------- patterns, by script

_ARABIC, _HEBREW = re.compile("[\u0600-\u08ff]"), re.compile("[\u0590-\u05ff]")
_CYRILLIC, _NO_BLANKS = re.compile("[\u0400-\u052f]"), re.compile("[\u0e00-\u0eff\u3040-\u9fff]")
_TURKISH = re.compile("[ığşİ]")
# "and", "so", "in", "for", "as", and the article, which "for" melts into, in dialects "on the", "this"; nisba endings behind.
_ARABIC_CLITICS, _ARABIC_ENDINGS = rf"(?:[وف]?(?:[بك]?(?:ال)?|[هع]ال(?={LETTER}{{{_STEM}}})|لل|ل)?)", "(?:ي|يه|يين|يون|يات)?"
# An alias with the article is a name by it: "the base" is al-Qaeda, "a base" is not.
_ARABIC_DEFINED = "(?:[وف]?(?:[بكلهع]?ال|لل|ل(?=ل)))"
_ARTICLE = re.compile("^ال(?!له$)(?=.)")  # "الله" is never without it
_HEBREW_CLITICS = "[והבלמשכ]{0,2}"
_CASES = """
а|я|у|ю|ы|и|е|о|і|ь|ой|ей|ою|ею|ом|ем|ам|ям|ами|ями|ах|ях|ов|ев|ів|ий|ый|ая|яя|ое|ее|ые|ие|ых|их|ого|его|ому|ему|ым|им
ую|юю|ыми|ими|ью|ія|ії|ію|ією
"""
_CASES = "|".join(
    sorted({fold(ending) for ending in _CASES.replace("\n", "|").split("|") if ending}, key=lambda e: -len(e))
)
_CYRILLIC_ENDING = re.compile(f"(?:{_CASES})$")
_SYLLABLE = re.compile("[\u1100-\u1112]")  # what a Korean one begins with, folded
_PARTICLES = "은 는 이 가 을 를 의 에 에서 에게 에게서 한테 께 와 과 랑 이랑 하고 도 만 로 으로 부터 까지 처럼 보다 나 이나 들 "
_PARTICLES += "든 이든 라고 이라고 라는 이라는 란 이란 이야 이다 입니다 이며 조차 마저 밖에 만큼"
_PARTICLES = f"(?:{'|'.join(sorted(map(fold, _PARTICLES.split()), key=lambda p: (-len(p), p)))}){{0,2}}"
# Glued to names in the scripts of India; the Dravidian languages build whole phrases of endings.
_INDIAN = {
    "\u0900-\u097f": "ी ई ों ियों वाद वादी वादियों चा ची चे च्या ला ने नी त शी को का की ले लाई मा बाट हरू",
    "\u0980-\u09ff": "র ের এর কে রা েরা দের তে েতে য় য়ের ে ই ও টা টি গুলো",
    "\u0a80-\u0aff": "ના ની નો નું ને થી એ માં ઓ",
}
_INDIAN_ENDINGS = {
    re.compile(f"[{script}]"): f"(?:{'|'.join(sorted({fold(each) for each in endings.split()}, key=lambda e: (-len(e), e)))}){{0,2}}"
    for script, endings in _INDIAN.items()
} | {re.compile("[\u0b80-\u0d7f]"): f"{LETTER}{{0,12}}"}  # fmt: skip
_SIBILANT = re.compile("(?:[sxz]|[cs]h)$")
# Glued to the name without the apostrophe that careful writers set; tried in Turkish text only.
_TURKISH_ENDINGS = "(?:n?[iu]n|[ny]?[iuea]|n?[dt][ea]n?|y?l[ea]|l[ea]r(?:in|i|e|a|den|dan)?|c[iu]|l[iu])?"
_TURKISH_ACRONYM = "(?:[ny]?[ıiuüea]|n?[ıiuü]n|[nd]?[dt][ea]n?|yl[ea]|l[ıiuü]|(?:l[ıiuü])?l[ae]r[a-zıçğöşü]{0,5})?"


def _pattern(aliases: Iterable[str], turkish: bool) -> re.Pattern[str]:
    """One regular expression for folded aliases: those of a script share what may stand before them."""
    anywhere: list[str] = []
    after: dict[str, list[str]] = {}
    for alias in sorted(aliases, key=lambda alias: (-len(alias), alias)):
        words = alias.split()
        plain = " ?".join(map(re.escape, words))
        if _NO_BLANKS.search(alias):
            anywhere.append(plain)
        elif _ARABIC.search(alias):
            bare = [_ARTICLE.sub("", word) for word in words]
            rest = (f" ?{'(?:ال)?' if word != cut else ''}{re.escape(cut)}" for word, cut in zip(words[1:], bare[1:]))
            ending = _ARABIC_ENDINGS if len(words) == 1 and len(bare[0]) >= _STEM else ""
            before = _ARABIC_CLITICS if bare[0] == words[0] else _ARABIC_DEFINED
            after.setdefault(before, []).append(f"{re.escape(bare[0])}{''.join(rest)}{ending}")
        elif _HEBREW.search(alias):
            after.setdefault(_HEBREW_CLITICS, []).append(plain)
        elif _CYRILLIC.search(alias):
            after.setdefault("", []).append(" ?".join(map(_declined, words)))
        elif syllables := _SYLLABLE.findall(alias):
            after.setdefault("", []).append(plain + (_PARTICLES if len(syllables) > 1 else ""))
        elif ending := next((endings for script, endings in _INDIAN_ENDINGS.items() if script.search(alias)), ""):
            after.setdefault("", []).append(plain + (ending if len(alias) >= _STEM else ""))
        else:
            after.setdefault("", []).append(plain + (_TURKISH_ENDINGS if turkish else _plural(alias)))
    bounded = [f"{before}(?:{'|'.join(bodies)})" for before, bodies in after.items()]
    parts = [f"{WORD_STARTS}(?:{'|'.join(bounded)}){WORD_ENDS}"] if bounded else []
    return re.compile("|".join([*parts, *anywhere]))


def _plural(alias: str) -> str:
    """The ending of an English plural; none for a short name, which is another word with it (Tim, times)."""
    if len(alias) < _STEM:
        return ""
    return "(?:e?s)?" if _SIBILANT.search(alias) else "s?"


def _declined(word: str) -> str:
    """A Cyrillic word with any case ending in the place of its own."""
    if len(word) < _STEM:
        return re.escape(word)
    stem = _CYRILLIC_ENDING.sub("", word)
    stem = stem if len(stem) >= 3 else word
    return rf"{re.escape(stem)}(?:{_CASES})?"


# ---------------------------------------------------------------- acronyms

_WORD_BEFORE, _WORD_AFTER = re.compile(r"(\w+)\s+$"), re.compile(r"\s+(\w+)")
_MONTHS = frozenset("JAN FEB MAR APR JUN JUL AUG SEP OCT NOV DEC".split())
_COMMON = frozenset(
    "IS IT US WE OR AS AN AM BE DO GO HE IF IN ME MY NO OF ON SO TO UP ALL AND ARE BUT CAN FOR HAS HER HIM HIS HOW ITS "
    "MAY NEW NOT NOW ONE OUR OUT OWN SHE THE TOO TWO WAS WHO WHY YES YOU".split()
)
# Beside these an emphasised English word stands, not a name: "it IS", "what IS the", "IS this".
_WORDS_BEFORE = frozenset("it this that these those there here he she who what which where when how why".split())
_WORDS_AFTER = frozenset("a an the not that what it he she they there this these why how".split())


def _is_acronym(alias: str) -> bool:
    return alias.isupper() and len(alias) <= ACRONYM and alias.isalpha() and not _NO_BLANKS.search(alias)


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether an upper-case word is a name here: not shouted, not an emphasised common word, not a month."""
    word = text[start:end]
    before, after = _WORD_BEFORE.search(text[max(0, start - 40) : start]), _WORD_AFTER.match(text, end)
    around = [match.group(1) for match in (before, after) if match]
    if word in _MONTHS:
        return not any(each.isdigit() for each in around)
    if word not in _COMMON:
        return True
    if before and before.group(1).lower() in _WORDS_BEFORE or after and after.group(1).lower() in _WORDS_AFTER:
        return False
    return not any(len(each) > 1 and each.isupper() for each in around)


# ---------------------------------------------------------------- the matcher


class Matcher:
    """Finds which of several names a text mentions.

    Args:
        aliases: for each name the words that mean it, the name itself among them or not.
    """

    def __init__(self, aliases: Mapping[str, Iterable[str]]) -> None:
        self._names = tuple(aliases)
        self._exact: list[tuple[str, re.Pattern[str], re.Pattern[str]]] = []
        self._loose: list[tuple[str, re.Pattern[str], re.Pattern[str]]] = []
        for name, given in aliases.items():
            words = [unicodedata.normalize("NFC", word) for word in given]
            exact = {word for word in words if _is_acronym(word)}
            loose = {one_blank(fold(word)) for word in words if word not in exact}
            if exact:
                body = "|".join(re.escape(word) for word in sorted(exact))
                endings = ("(?:['’]?s)?", _TURKISH_ACRONYM)
                plain, turkish = (re.compile(rf"(?<!\w)(?:{body})(?={ending}(?!\w))") for ending in endings)
                self._exact.append((name, plain, turkish))
            if loose:
                self._loose.append((name, _pattern(loose, turkish=False), _pattern(loose, turkish=True)))

    def places(self, text: str) -> dict[str, int]:
        """The names that ``text`` mentions, each with about the place of its first mention, in order of place."""
        found: dict[str, int] = {}
        text = unicodedata.normalize("NFC", text)
        suffixed = bool(_TURKISH.search(text))
        for name, plain, turkish in self._exact:
            for match in (turkish if suffixed else plain).finditer(text):
                if _is_name(text, *match.span()):
                    found[name] = match.start()
                    break
        whole = one_blank(fold(text))
        # "Da'esh" is one word, "Nusra'nın" and "l'État" are two: an apostrophe is read both ways.
        apart = one_blank(fold(_JOINTS.sub(" ", text))) if _JOINTS.search(text) else None
        for version in filter(None, (whole, apart)):
            for name, start in self._longest(version, suffixed):
                found[name] = min(start, found.get(name, start))
        return dict(sorted(found.items(), key=lambda item: (item[1], self._names.index(item[0]))))

    def _longest(self, folded: str, suffixed: bool) -> list[tuple[str, int]]:
        """Names with the places of their mentions, but none within a longer one ("Free [Syrian Army]")."""
        spans = [
            (*match.span(), name)
            for name, plain, turkish in self._loose
            for match in (turkish if suffixed else plain).finditer(folded)
        ]
        kept, reached = [], -1
        for start, end, name in sorted(spans, key=lambda span: (span[0], -span[1])):
            if end > reached:
                kept.append((name, start))
                reached = end
        return kept
