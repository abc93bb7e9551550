"""Voice: does a sentence claim something itself, endorse somebody's words, or only report them?

The codebook counts what the speaker claims or endorses. So a claim that is only reported
("X says that they are the same") is none, one that is reported with assent ("as X says")
is the speaker's, and a quotation that is answered ("They are the same"? Nonsense.) counts
as the answer makes it. Words decide (``data/frames/voice.toml``): what no word marks is
the speaker's own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.classify.concession import without
from analyzer.classify.coreference import AGREE, DENY, NO, answer
from analyzer.classify.lexicon import languages_of, load, versions
from analyzer.letters import LETTER
from analyzer.spans import Span
from analyzer.structure._quotemarks import in_marks

OWN, ENDORSED, REPORTED = "own", "endorsed quote", "reported"
REJECTED = "rejected"
"""A quotation that the speaker rejects: the claim is turned, the voice is the speaker's own."""

_OPENS, _CLOSES = 70, 30  # characters at either end of a sentence in which it is said who speaks
_NEAR = 160  # characters of the own words beside a quotation that can endorse or reject it
_WHOLLY_QUOTED = re.compile(
    r"^\s*[\"“”„«»「『‘‚][^\n]{8,}?[\"“”«»」』’][\s.,;:!?…]*$"  # an apostrophe opens nothing
)
# Chinese and Japanese write no blanks beside quote marks, Korean none behind them.
_INNER = re.compile(r"(?:(?<!\w)[\"“”„«‘'‚]|[“「『])([^\"“”„«»「」『』\n]{4,120}?)(?:[\"“”»’'](?!\w)|[\"”](?=[\u3040-\u9fff가-힣])|[」』])")
_UNSPACED_CLAIM = re.compile("[\u3040-\u9fff]{4}")
_LEADS_IN = re.compile(r"[:：]\s*$")
_MARK_BEFORE = re.compile(r"[,:;،؛，、：；—–(（]\s*$")
_MARK_AFTER = re.compile(r"()\s*(?:[.!?؟。！？।۔]*\s*$|[,:;،؛，、：；—–)）])")
_NAME_AND_MARK = re.compile(_MARK_AFTER.pattern.replace("()", rf"((?:\s+{LETTER}+){{0,3}}?)", 1))
_NAME_FIRST = {"en", "de", "tr", "hi", "ur", "zh", "nl", "ja", "ko", "bn"}  # "as X said"; elsewhere "as said X" is as good
_ENDORSES = ("credits", "endorses")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A span of somebody else's words and how the speaker takes them."""

    start: int
    end: int
    voice: str


def of_sentence(sentence: str, lang: str = "") -> str:
    """``OWN``, ``ENDORSED`` or ``REPORTED``: in whose voice a sentence of running text speaks.

    Args:
        lang: the language of the comment, where it is known.
    """
    texts, languages = versions(sentence), languages_of(sentence, lang)
    words = load("voice")
    if words.has(_ENDORSES, texts, languages):
        return ENDORSED
    # Reporting words stand before what is reported, or behind all of it (", officials said").
    at_an_edge = any(
        end <= _OPENS or start >= len(text) - _CLOSES for text in texts for start, end in words.spans("reports", text, languages)
    )
    if not at_an_edge or words.has("judges", texts, languages):
        return OWN
    return OWN if sentence.rstrip(' )"”’»').endswith(("?", "؟", "？")) else REPORTED


def wholly_quoted(sentence: str) -> bool:
    """Whether a sentence is nothing but one quotation; '"A" is no different from "B"' is the speaker's own."""
    return bool(_WHOLLY_QUOTED.match(sentence)) and len(in_marks(sentence)) <= 1


def credited(sentence: str, lang: str = "") -> list[Span]:
    """The places of words that only credit somebody with what the speaker endorses ("As X said, ..."), in order.

    What they stand beside is the speaker's claim, and is judged better without them. They count where marks or the
    ends of the sentence set them apart.

    Args:
        lang: the language of the comment, where it is known.
    """
    languages, words = languages_of(sentence, lang), load("voice")
    if not words.has("credits", versions(sentence), languages):
        return []
    out: list[Span] = []
    marks = _MARK_AFTER if _NAME_FIRST & set(languages) else _NAME_AND_MARK
    for start, end in words.places("credits", sentence, languages):
        before, after = _MARK_BEFORE.search(sentence[max(0, start - 3) : start]), marks.match(sentence, end)
        if after and (before or not start) and start >= (out[-1][1] if out else 0):
            out.append((start, after.end(1)))
    return out if any(char.isalnum() for char in without(sentence, out)) else []


def rejected_inside(sentence: str, lang: str = "") -> Span | None:
    """The place of a claim in quote marks that the rest of the sentence rejects ("they're all the same" is nonsense)."""
    inner = next((match for match in _INNER.finditer(sentence) if _is_claim(match.group(1))), None)
    if inner is None:
        return None
    outside = sentence[: inner.start()] + " " + sentence[inner.end() :]
    if not load("voice").has("rejects", versions(outside), languages_of(outside, lang)):
        return None
    return inner.start(1), inner.end(1)


def _is_claim(quoted: str) -> bool:
    """Whether words in quote marks are long enough for a claim; less is a name."""
    return len(quoted.split()) >= 3 or bool(_UNSPACED_CLAIM.search(quoted))


def quotations(text: str, quoted: Sequence[Span], own: Sequence[Span], lang: str = "") -> list[Quotation]:
    """How the speaker takes each quotation of a comment.

    The own sentence right before it and the one right behind it tell: an answer ("Exactly.",
    "Nonsense."), words of assent ("as X says:") or of rejection. Without one it is reported. A sentence between two quotations
    answers the first, unless it ends in a colon.

    Args:
        text: the comment.
        quoted: spans of others' words, in order.
        own: spans of the speaker's sentences, in order.
    """
    out: list[Quotation] = []
    starts, ends = [start for start, _ in own], [end for _, end in own]
    answered = -1  # where the own sentence begins that answers the quotation before
    for (start, end), (next_start, _) in zip(quoted, [*quoted[1:], (len(text) + 1, 0)]):
        lead = follow = ""
        if (at := bisect_right(ends, start) - 1) >= 0 and _adjacent(text, ends[at], start):
            lead = text[starts[at] : ends[at]][-_NEAR:]
            if starts[at] == answered:
                lead = ""
        if (at := bisect_left(starts, end)) < len(own) and _adjacent(text, end, starts[at]):
            follow = text[starts[at] : ends[at]][:_NEAR]
            if _LEADS_IN.search(follow) and next_start <= len(text) and _adjacent(text, ends[at], next_start):
                follow = ""
            else:
                answered = starts[at]
        out.append(Quotation(start, end, _taken(lead, follow, lang)))
    return out


def _adjacent(text: str, end: int, start: int) -> bool:
    """Whether nothing but marks and at most one empty line lies between two places."""
    between = text[end:start]
    return between.count("\n") <= 2 and not any(char.isalnum() for char in between)


def _taken(lead: str, follow: str, lang: str) -> str:
    words = load("voice")
    for said in (follow, lead):
        if not said:
            continue
        kind = answer(said, lang)
        if kind == AGREE:
            return ENDORSED
        if kind in (DENY, NO):
            return REJECTED
        texts, languages = versions(said), languages_of(said, lang)
        short = len(said) < _NEAR
        if said is lead and not _LEADS_IN.search(said) and not short:
            continue
        if words.has(_ENDORSES, texts, languages):
            return ENDORSED
        if short and words.has("rejects", texts, languages):
            return REJECTED
    return REPORTED
