"""Whether a line or a part of it is one of the words of ``_text_tables``: the predicates.

Who-said verbs, lead-ins ("Posted by"), buttons, headings with a count, and the lines with
which the part after the comments begins. Nothing here knows a site; a page's own fixed
phrases are learnt in ``_text_bodies``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from analyzer.letters import WORD_ENDS, composed
from analyzer.read._text_dates import LONGEST, find_date
from analyzer.read._text_tables import (
    ANSWERS,
    BUTTONS,
    COMMENTS,
    CONNECTORS,
    ENDS,
    GLUED_ANSWERS,
    LEADS,
    TO_AFTER,
    TO_BEFORE,
    TO_BEFORE_GLUED,
    VERBS,
    WHOLE,
)

_COUNTED_WORD = re.compile(f"{COMMENTS}|想法|düşünce|件|個|개|hozzászólás", re.I)
_DECLARED = (
    re.compile(
        rf"^\W{{0,3}}(?:all |total )?(\d{{1,6}})\s?(?:leser|nutzer|user |reader |টি |টা |개의 ?|件の|則|条)?(?:{COMMENTS}){WORD_ENDS}",
        re.I,
    ),
    re.compile(
        rf"^\W{{0,3}}(?:{COMMENTS})\s?(?:sur|zu|on|for)?\s?[:：(（\[]\s?(\d{{1,6}})\s?[)）\]]?\s?$", re.I
    ),
    re.compile(rf"^\W{{0,3}}(?:{COMMENTS})\s?(\d{{1,6}})\s?(?:개|件|個|条|則|टी|টি)?$", re.I),
    re.compile(r"^\W{0,3}(?:共|全部)?\s?(\d{1,6})\s?(?:条|則|个|件の)\s?(?:评论|留言|回复|回應|コメント)"),
    re.compile(r"》(?:有|上有)\s?(\d{1,6})\s?(?:条|个|則|篇)\s?(?:评论|想法|回复|留言|評論|迴響)"),
    re.compile(r"[”»」\"]\s?(?:için|hakkında|üzerine)\s(\d{1,6})\s(?:yorum|cevap|yanıt|düşünce)", re.I),
    re.compile(r"[”»」\"]\s?(?:への|に|에|에 대한|bejegyzéshez)\s?(\d{1,6})\s?(?:件|개|hozzászólás)"),
)
_HAS_DIGIT = re.compile(r"\d")
_HEADING = re.compile(rf"^\W{{0,3}}(?:(?:user|reader|leser|nutzer)[- ]?)?(?:{COMMENTS})\W{{0,3}}$", re.I)
_END = re.compile(rf"^\W{{0,3}}(?:{ENDS.replace('$', WHOLE)}){WORD_ENDS}", re.I)
_VERB = "(?:" + VERBS.replace("(", "[(]").replace(")", "[)]") + ")"
_VERB_END = re.compile(
    rf"(?:^|(?<=[\s\"”»)\]*\u3000-\u9fff\uac00-\ud7af\uff00-\uffef])){_VERB}\s?(?:[:：]|\.\.\.|…)?\s*$", re.I
)
_VERB_GLUED = re.compile(
    r"(?:wrote|said|says|writes|schrieb|schreibt|sagt|sagte|dice|dijo|escribió|dit|napsal|пишет|написал)$"
)
_VERB_LEAD = re.compile(rf"^{_VERB}\s+(?=\S)", re.I)
_VERB_START = re.compile(rf"^{_VERB}\s?(?:[:：]|\.\.\.|…)$", re.I)
_ANSWER = re.compile(
    rf"(?:(?:{ANSWERS}){WORD_ENDS}|{GLUED_ANSWERS})\s*(?:(?:(?:an?|the|einen?|den|une?|le|uma?|el|il)\s)?(?:comment|post|kommentar|beitrag|commentaire|"
    r"comentario|comentário|commento|komentář|комментарий)\s(?:from|by|of|von|de|di|da|od|от)\s)?",
    re.I,
)
_TO = re.compile(
    rf"(?:{TO_BEFORE})\s+(\S.*)$|(?:{TO_BEFORE_GLUED})\s?(\S.*)$|válasz\s(\S.{{0,40}}?)\srészére$|"
    rf"(\S.{{0,40}}?)(?:{TO_AFTER})\W{{0,3}}$",
    re.I,
)
_STOP = re.compile(r"[,:;!?，：；！？。،؛؟।…]|\.\s")
_LEAD = re.compile(rf"^(?:{LEADS})(?:\s?[:：]\s?|\s+)", re.I)
_CONNECT_END = re.compile(rf"(?:^|\s)(?:{CONNECTORS})$", re.I)
_TRIM = re.compile(r"^[\s|·•\-–—,:;/)\]\u200e\u200f]+|[\s|·•\-–—,:;/@(\[~>«»<#\u200e\u200f]+$")
_SIGNS = re.compile(r"^(?:[*+‣●◦▪■○►»-]\s+)?[\s|·•–—\u200e\u200f]+|^[*+‣●◦▪■○►»-]\s+|[\s|·•–—,:：\u200e\u200f]+$")
_PARTS = re.compile(r"[|·•/()\[\],↓↑→←▲▼»«]+|\s{2,}")
_COUNTED = re.compile(r"^\d+\s|\s\d+$")
_COUNT = re.compile(r"^[+\-–#]?\d{1,6}%?$")


@lru_cache(maxsize=1 << 14)
def declared_count(line: str) -> int | None:
    """The number of comments that a heading like "17 Comments" or "Comments (17)" claims."""
    if len(line) > 160 or not _HAS_DIGIT.search(line) or not _COUNTED_WORD.search(line):
        return None
    for rule in _DECLARED:
        if match := rule.search(line):
            return int(match.group(1))
    return None


@lru_cache(maxsize=1 << 14)
def is_heading(line: str) -> bool:
    """A line that opens the comments: "Comments", "17 Kommentare", "3 thoughts on …"."""
    return (
        len(line) <= 160
        and not is_button(line)
        and (bool(_HEADING.match(line)) or declared_count(line) is not None)
    )


def is_end(line: str) -> bool:
    """A line with which the page goes on after its comments: a form, related articles, a footer."""
    return len(line) <= 200 and bool(_END.match(line))


@lru_cache(maxsize=4096)
def is_button(line: str) -> bool:
    """Reply, Report, Like · Share, "Antworten ↓", "Recommend? (3)": a line of controls only."""
    if len(line) > 90:
        return False
    parts = [part.strip(" \t.:…-–") for part in _PARTS.split(composed(line.casefold()))]
    others = [part for part in parts if part and not _is_control(part)]
    if len(others) == sum(map(bool, parts)):
        return False
    spans = [(part, find_date(part)) for part in others if not _COUNT.match(part)]
    return all(span and span.end - span.start == len(part) for part, span in spans)


def _is_control(part: str) -> bool:
    return part in _BUTTONS or _COUNTED.sub("", part) in _BUTTONS


# Bengali and Hindi letters with a dot below may be one character or two, and Greek ones end in another sigma.
_BUTTONS = frozenset(composed(word.casefold()) for word in BUTTONS)


def trim(text: str) -> str:
    """A name next to a date, without separators and connecting words ("on", "um", "le")."""
    while True:
        cut = _CONNECT_END.sub("", _TRIM.sub("", text))
        if cut == text:
            return cut
        text = cut


def plain_name(text: str) -> str:
    """A name that has a line to itself: only bullets and a colon are taken off.

    A long line is none, and the search for signs at its end would take quadratic time.
    """
    return text if len(text) > LONGEST else _SIGNS.sub("", text)


def split_lead(text: str) -> tuple[str, str]:
    """("posted by:", rest) where the text starts with such a phrase, else ("", text)."""
    match = _LEAD.match(text)
    return (match.group().strip().casefold(), text[match.end() :]) if match else ("", text)


def split_verb(text: str, glued: bool = False) -> str | None:
    """What stands before a closing "said:", "a écrit :", "说道："; None where there is none."""
    if match := _VERB_END.search(text):
        return text[: match.start()].rstrip()
    if glued and (match := _VERB_GLUED.search(text)):
        return text[: match.start()].rstrip()
    return None


def after_verb(text: str) -> str:
    """What stands behind an opening "schrieb", "escribió" ("Am 3. Mai schrieb Anna:"), or ""."""
    match = _VERB_LEAD.match(text)
    return text[match.end() :] if match else ""


def is_verb(text: str) -> bool:
    """A bare "said:" (what is left right of "NAME on DATE")."""
    return bool(_VERB_START.match(text.strip(" ,")))


def split_answer(text: str) -> tuple[str, str] | None:
    """(speaker, addressee) of "X responded to Y"; the name may be glued to the verb."""
    match = _ANSWER.search(text)
    return (text[: match.start()].strip(), text[match.end() :].strip()) if match else None


def answered(line: str) -> str | None:
    """The name of a line that says no more than whom a comment answers ("в ответ на Анна"); None where it is no such line."""
    match = _TO.match(line) if len(line) <= 80 else None
    name = next(filter(None, match.groups()), "").strip() if match else ""
    return name if name and not _STOP.search(name) and name_quality(name) >= 0.5 else None


@lru_cache(maxsize=4096)
def name_quality(name: str) -> float:
    """How much a string looks like a name, 0 to 1."""
    if not name or len(name) > 60 or is_button(name) or is_end(name):
        return 0.0
    words = name.split()
    if len(words) > 8 or not any(c.isalnum() for c in name):
        return 0.0
    if name[-1] in ".?!;,…。！？" and not (name[-1] == "." and (len(words[-1]) <= 4 or len(words) == 1)):
        return 0.1
    score = 1.0 if len(words) <= 3 else (0.9, 0.7, 0.4, 0.3, 0.2)[len(words) - 4]
    if "://" in name or (name[0] in "\"“„«'-•*–" and len(words) > 1):
        score *= 0.3
    if ":" in name or is_heading(name):
        score *= 0.4
    if len(words) >= 4 and not any(w[0].isupper() for w in words[1:]):
        score *= 0.5
    if len(name) > 14 and len(words) == 1 and ord(max(name)) > 0x3000:
        score *= 0.3
    return score
