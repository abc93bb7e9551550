"""Where a text says by its typography that somebody else speaks: quote marks, '>' lines."""

from __future__ import annotations

import re

# Which marks close what an opening mark opened. Curly and angled marks are used the wrong
# way round as often as not (”so“, »so«), hence several closers.
_CLOSERS = {
    "“": "”“\"", "”": "”\"", "„": "“”\"‟", "\"": "\"”“", "«": "»", "»": "«»", "‹": "›", "›": "‹",
    "「": "」", "『": "』", "《": "》", "‘": "’", "‚": "‘’", "״": "״", "〝": "〞〟", "'": "'", "’": "’",
}  # fmt: skip
_SINGLE = "‘’‚'״"  # also apostrophes, and in Hebrew abbreviations
_HEBREW = "[\u05d0-\u05ea]"
_ABBREVIATION = re.compile(f"(?<={_HEBREW})\"(?={_HEBREW})")
_MARK = re.compile("[" + "".join(dict.fromkeys("".join(_CLOSERS) + "".join(_CLOSERS.values()))) + "\n]")
_QUOTED_LINE = re.compile(
    r"^[^\S\n]*(?:>|&gt;)(?!(?:>|&gt;)*\d|[._<]|[:;=]-?[()DP]|[^\S\n]*$)[^\n]*", re.MULTILINE
)


def in_marks(text: str) -> list[tuple[int, int]]:
    """Spans between paired quote marks of one paragraph, the marks left out.

    A mark that is never closed opens nothing; marks within a quotation belong to it.
    """
    spans, start, closers = [], -1, ""
    for match in _MARK.finditer(text):
        at, char = match.start(), match.group()
        if char == '"' and _ABBREVIATION.match(text, at):
            continue
        if char == "\n":
            start = -1
        elif start < 0:
            if char in _CLOSERS and _may_open(text, at, char):
                start, closers = at + 1, _CLOSERS[char]
        elif char in closers and _may_close(text, at, char):
            if text[start:at].strip():
                spans.append((start, at))
            start = -1
    return spans


def _may_open(text: str, at: int, char: str) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if char in _SINGLE:
        return not before.isalnum() and after.isalnum()
    return not (before.isalnum() and not after.isalnum()) or char in "「『《«„"


def _may_close(text: str, at: int, char: str) -> bool:
    return char not in _SINGLE or not text[at + 1 : at + 2].isalnum()


def quoted_lines(text: str) -> list[tuple[int, int]]:
    """Spans of lines that begin with '>', runs of them joined, as in e-mail."""
    spans: list[tuple[int, int]] = []
    for match in _QUOTED_LINE.finditer(text):
        if spans and not text[spans[-1][1] : match.start()].strip():
            spans[-1] = (spans[-1][0], match.end())
        else:
            spans.append((match.start(), match.end()))
    return spans
