"""Concessions: a clause that grants something beside the claim ("all the same, although it protects nobody").

The codebook's fifth rule: the claim in the main clause wins over the concession. A concession
that compares nothing is therefore no second claim, but a head that reads the whole sentence hears
"although" and half expects one. Here the clause is found (``data/frames/concessions.toml``), so that
``frame`` can ask what it says alone, and leave it out where that is nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from analyzer.classify.lexicon import UNSPACED, languages_of, load, versions
from analyzer.letters import WORD
from analyzer.spans import Span

_END = ".!?؟。！？।۔"
# An enumeration comma ("、") is one of clauses in Japanese only: behind kana.
_EDGE = re.compile(rf"(?:[,;:،؛；，：—–()（）\n]|(?<=[\u3041-\u30ff])、|\.{{2,}}|…)\s*|\s-\s|(?<![{_END}])[{_END}]+\s*$")
_MARKS = " ,;:،؛；，：、—–"


def concessions(sentence: str, lang: str = "") -> list[Span]:
    """The places of the concessive clauses of a sentence that leave a clause beside them, in order.

    A clause runs from its conjunction to the next mark of punctuation or the sentence's end; one that
    opens the sentence without such a mark behind it cannot be told from the claim and is no clause here.

    Args:
        lang: the language of the comment, where it is known.
    """
    languages, words = languages_of(sentence, lang), load("concessions")
    if not words.has(("opens", "closes"), versions(sentence), languages):
        return []
    edges = [(match.start(), match.end()) for match in _EDGE.finditer(sentence)]
    starts, ends = [0, *(end for _, end in edges)], [*(start for start, _ in edges), len(sentence)]
    found = [(at, ends[bisect_left(ends, end)]) for at, end in words.places("opens", sentence, languages)]
    found += [(starts[bisect_right(starts, at) - 1], end) for at, end in words.places("closes", sentence, languages)]
    out: list[Span] = []
    for start, end in sorted(found):
        if not out or start >= out[-1][1]:
            out.append((start, end))
    rest = without(sentence, out)
    return out if len(WORD.findall(rest)) > 1 or (languages[0] in UNSPACED and len(rest) > 3) else []


def without(text: str, spans: Sequence[Span]) -> str:
    """``text`` with ``spans``, in order, left out, and the marks around them."""
    out, at = "", 0
    for start, end in spans:
        out = _joined(out, text[at:start], at).rstrip(_MARKS + "(（")
        at = max(at, end)
    return _joined(out, text[at:], at).strip() if spans else text


def _joined(out: str, piece: str, at: int) -> str:
    """``out`` and a piece that goes on at ``at``, behind a clause unless that is the beginning."""
    piece = piece.lstrip(_MARKS + ")）") if at else piece
    return out + " " * bool(out and piece[:1].isalnum()) + piece
