"""What words are made of in every script, for regular expressions.

``\\w`` leaves out the vowel signs of Indian, Thai or vocalised Arabic words, so that it ends "राहुल" behind its first
letter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_CODES = {code for code in range(0x300, 0x2000) if unicodedata.category(chr(code)) in ("Mn", "Mc")}
_FIRST, _LAST = (sorted(code for code in _CODES if code + step not in _CODES) for step in (-1, 1))
SIGNS = "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(_FIRST, _LAST))
"""Vowel signs and accents that are characters of their own, as ranges to stand in brackets."""

LETTER = rf"[\w{SIGNS}]"
WORD_STARTS, WORD_ENDS = f"(?<!{LETTER})", f"(?!{LETTER})"


def word(letter: str) -> str:
    """A word of characters that ``letter`` matches, with the signs that they carry."""
    return rf"{letter}+(?:[{SIGNS}]+{letter}*)*"


WORD = re.compile(word(r"[^\W_]"))


def composed(text: str) -> str:
    """``text`` with letters and their signs as one character where there is one (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_small(text: str) -> bool:
    """Whether letters are small ones that a name would begin with capitals for; most scripts have none, and Georgian does not use them."""
    return text.islower() and text.title() != text


_NATIVE_DIGIT = re.compile(r"(?![0-9])\d")


def ascii_digits(text: str) -> str:
    """``text`` with the digits of every script as 0-9, one for one."""
    return text if text.isascii() else _NATIVE_DIGIT.sub(lambda digit: str(int(digit.group())), text)


_HAN = re.compile("[\u4e00-\u9fff]")


def simplified(text: str) -> str:
    """``text`` with the traditional characters of Chinese as the simplified ones, one for one."""
    return text.translate(_simplified()) if _HAN.search(text) else text


@cache
def _simplified() -> dict[int, str]:
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    characters = list(map(chr, range(0x4E00, 0xA000)))
    lines = "\n".join(characters)  # apart, so that no phrases of them are converted
    pairs = zip(characters, convert(convert(lines)).split("\n"))
    return {ord(one): other for one, other in pairs if one != other} | {ord("著"): "着"}  # either, by what it means
