"""Where a comment's sentences begin and end, in any script, without a language model."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A full stop ends a sentence before white space unless what follows goes on in lower case
# or what precedes is an initial or a number; the other marks always do.
_END = re.compile(r"""(?:[!?؟。！？؛।]+|(?<![A-ZА-Я0-9])\.{1,3}|…)["'”’»)\]]*(?=\s+[^\s\da-zа-я]|\s*$)|[。！？]+|\n+""")


def sentences(text: str, leave_out: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Spans of the sentences of ``text``, trimmed of blanks, in order.

    Args:
        text: a comment or an article.
        leave_out: spans (quotations) that belong to no sentence; a sentence ends at them.
    """
    cuts = sorted({0, len(text), *(match.end() for match in _END.finditer(text))}
                  | {edge for span in leave_out for edge in span})  # fmt: skip
    spans = []
    for start, end in zip(cuts, cuts[1:]):
        if any(a <= start and end <= b for a, b in leave_out):
            continue
        piece = text[start:end]
        start, end = start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
        if start < end and any(c.isalnum() for c in text[start:end]):
            spans.append((start, end))
    return spans
