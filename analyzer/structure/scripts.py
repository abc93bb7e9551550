"""Writing systems: which script a character belongs to, and which languages use it.

The script alone settles half of all languages, and tells an Arabic quotation from the
English comment around it, before any statistics are asked.
"""

from __future__ import annotations

from bisect import bisect_right

# First code point of each range and its script; "" where a range belongs to none of them.
_RANGES = (
    (0x00, ""), (0x41, "Latin"), (0x5B, ""), (0x61, "Latin"), (0x7B, ""), (0xAA, "Latin"), (0xAB, ""),
    (0xBA, "Latin"), (0xBB, ""), (0xC0, "Latin"), (0xD7, ""), (0xD8, "Latin"), (0xF7, ""), (0xF8, "Latin"),
    (0x2B9, ""), (0x370, "Greek"), (0x400, "Cyrillic"), (0x530, "Armenian"), (0x590, "Hebrew"), (0x600,
    "Arabic"),
    (0x660, ""), (0x66E, "Arabic"), (0x6D4, ""), (0x6D5, "Arabic"), (0x6F0, ""), (0x6FA, "Arabic"),
    (0x700, ""),
    (0x750, "Arabic"), (0x780, ""), (0x8A0, "Arabic"), (0x900, "Devanagari"), (0x980, "Bengali"), (0xA00,
    "Gurmukhi"),
    (0xA80, "Gujarati"), (0xB00, "Oriya"), (0xB80, "Tamil"), (0xC00, "Telugu"), (0xC80, "Kannada"),
    (0xD00, "Malayalam"), (0xD80, "Sinhala"), (0xE00, "Thai"), (0xE80, "Lao"), (0xF00, "Tibetan"),
    (0x1000, "Myanmar"),
    (0x10A0, "Georgian"), (0x1100, "Hangul"), (0x1200, "Ethiopic"), (0x13A0, ""), (0x1780, "Khmer"),
    (0x1800, ""),
    (0x1C80, "Cyrillic"), (0x1C90, "Georgian"), (0x1CC0, ""), (0x1E00, "Latin"), (0x1F00, "Greek"),
    (0x2000, ""),
    (0x2C60, "Latin"), (0x2C80, ""), (0x2D80, "Ethiopic"), (0x2DE0, "Cyrillic"), (0x2E00, ""), (0x3041,
    "Kana"),
    (0x3100, ""), (0x3130, "Hangul"), (0x3190, ""), (0x31F0, "Kana"), (0x3200, ""), (0x3400, "Han"),
    (0x4DC0, ""),
    (0x4E00, "Han"), (0xA000, ""), (0xA640, "Cyrillic"), (0xA6A0, ""), (0xAC00, "Hangul"), (0xD7A4, ""),
    (0xF900, "Han"), (0xFB00, "Latin"), (0xFB13, "Armenian"), (0xFB1D, "Hebrew"), (0xFB50, "Arabic"),
    (0xFE00, ""),
    (0xFE70, "Arabic"), (0xFEFF, ""), (0xFF21, "Latin"), (0xFF3B, ""), (0xFF41, "Latin"), (0xFF5B, ""),
    (0xFF66, "Kana"), (0xFFA0, ""), (0x20000, "Han"), (0x323B0, ""),
)  # fmt: skip
_STARTS = [start for start, _ in _RANGES]

# Scripts that one language, of those told apart here, writes.
ONE_LANGUAGE = {
    "Greek": "el", "Armenian": "hy", "Hebrew": "he", "Gurmukhi": "pa", "Gujarati": "gu", "Oriya": "or",
    "Tamil": "ta",
    "Telugu": "te", "Kannada": "kn", "Malayalam": "ml", "Sinhala": "si", "Thai": "th", "Lao": "lo",
    "Tibetan": "bo",
    "Myanmar": "my", "Georgian": "ka", "Hangul": "ko", "Khmer": "km", "Kana": "ja", "Han": "zh",
    "Ethiopic": "am",
}  # fmt: skip

# Scripts that several write; the Latin ones are all the others that py3langid knows well.
LANGUAGES = {
    "Arabic": "ar fa ur".split(),
    "Cyrillic": "ru uk be bg mk sr kk ky mn tg".split(),
    "Devanagari": "hi mr ne".split(),
    "Bengali": "bn as".split(),
    "Latin": (
        "af az bs ca cs cy da de en es et eu fi fr ga gl ha hr hu id ig is it ku lt lv mg ms mt nl no om pl "
        "pt ro rw sk sl so sq sr sv sw tl tr uz vi xh yo zu"
    ).split(),
}


def script_of(char: str) -> str:
    """The script of a letter, or the empty string for anything else.

    Combining marks and vowel signs belong to the block that they stand in.
    """
    return _RANGES[bisect_right(_STARTS, ord(char)) - 1][1]


# Letters that only some of a script's languages use, the most telling first; the other
# languages written in Arabic letters have their own in all but the shortest texts.
_MARKS = {
    "Arabic": (
        ("ٹڈڑںے", ("ur",)), ("ۇۈۋڭ", ("ug",)), ("ټډړږښګڼۍې", ("ps",)), ("ێڕڵۆ", ("ku",)), ("پچژگکی",
        ("fa", "ur")),
    ),
    "Cyrillic": (
        ("ў", ("be",)), ("ґїє", ("uk",)), ("ѓќ", ("mk",)), ("љњћђ", ("sr", "mk")), ("ұ", ("kk",)), ("қғ",
        ("kk", "tg")),
        ("өү", ("kk", "ky", "mn")),
    ),
    "Ethiopic": (("ቐቑቒቓቔቕቖኣ", ("ti",)),),
}  # fmt: skip


def marked_languages(text: str, script: str) -> tuple[str, ...]:
    """The languages that letters of ``text`` single out, or an empty tuple."""
    for letters, languages in _MARKS.get(script, ()):
        if any(letter in text for letter in letters):
            return languages
    return ()
