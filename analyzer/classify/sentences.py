"""Where a comment's sentences begin and end, in any script, without a language model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.spans import cut

# A full stop ends a sentence before white space unless what follows goes on in lower case
# or what precedes is an initial or a number of one or two digits; the other marks always do, but for a quoted one in
# the middle (asked "why?" and left). Nor does one between two single letters ("z. B."). A run of marks is tried at its
# start only, so that a line of a million of them takes linear time.
_LOWER, _UPPER = ("".join(chr(code) for code in range(0x530) if is_case(chr(code))) for is_case in (str.islower, str.isupper))
_MARKS = "[!?؟۔。！？‼⁇⁈⁉؛।॥။።]"
_END = re.compile(
    rf"""(?<!{_MARKS}){_MARKS}+\ufe0f?(?=\s)|"""
    rf"""(?:(?<!{_MARKS}){_MARKS}+|(?<!\b[{_UPPER}])(?<!\b[0-9])(?<!\b[0-9][0-9])"""
    rf"""(?!(?<=\b[^\W\d_])\.\s+[^\W\d_]\.)\.{{1,3}}|…)["'”’»)\]]*(?=\s+[^\s\d{_LOWER}]|\s*$)|"""
    r"""[。！？।॥۔]+["”’»」』）]*|(?<=[\u0370-\u03ff]);(?=\s)|\n+"""
)


def sentences(text: str, leave_out: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Spans of the sentences of ``text``, trimmed of blanks, in order.

    Args:
        text: a comment or an article.
        leave_out: spans (quotations) that belong to no sentence; a sentence ends at them.
    """
    spans = []
    for start, end, (left_out,) in cut(len(text), leave_out, at=(match.end() for match in _END.finditer(text))):
        if left_out:
            continue
        piece = text[start:end]
        start, end = start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
        if start < end and any(c.isalnum() for c in text[start:end]):
            spans.append((start, end))
    return spans
