"""Comment numbers in the words of a comment: "#4", "@12", "1.)", "Sami #4", "3楼"."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"(?:(?:kommentar|comment|post|beitrag|commentaire|comentario|komentář|комментарий|yorum)\s?(?:nr\.?|no\.?|number)?\s?#?"
    r"|\bre:?\s?#?|(?<![\w>])>>)\s?(\d{1,9})\b(?![.,:/]\d|\s?[%$€])",
    re.IGNORECASE,
)
_SUFFIX = r"\s?(\d{1,6})\b(?![.,:/]?\d|\s?[%$€])"
_OPENING_NUMBER = re.compile(r"\s*@?\s?(?:#|№|nr\.?|no\.|n°|@)" + _SUFFIX, re.IGNORECASE)
_NAMED_NUMBER = re.compile(r"[^\n#№]{0,40}?[^\W\d_]\s?(?:#|№|nr\.?|no\.|n°)" + _SUFFIX, re.IGNORECASE)
_LOOSE = re.compile(r"\s*\(?(\d{1,6})\.?\)")
_FLOOR = re.compile(r"(?:第|回复?)\s?(\d{1,6})\s?[楼樓]|^(\d{1,6})\s?[楼樓]")


def numbers(text: str) -> list[tuple[str, bool]]:
    """Comment numbers that the beginning of ``text`` refers to, in reading order.

    Each comes with whether it hangs on a name ("Sami #4"), without which "#4" behind other
    words means anything.
    """
    head = text[:400]
    found = [(match.start(), match.group(1), False) for match in _NUMBER.finditer(head)]
    found += [(match.start(), match.group(1) or match.group(2), False) for match in _FLOOR.finditer(head)]
    if opening := _OPENING_NUMBER.match(head):
        found.append((0, opening.group(1), False))
    elif named := _NAMED_NUMBER.match(head):
        found.append((0, named.group(1), True))
    if (loose := _LOOSE.match(head)) and not re.search(
        r"^\s*\(?\d{1,6}\.?\)", text[loose.end() :], re.MULTILINE
    ):
        found.append((0, loose.group(1), False))
    return [(digits, named) for _, digits, named in sorted(found)]
