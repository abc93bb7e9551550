"""The few words that pages print around a name and a time, in the languages of the web.

Used only to trim what the markup leaves beside a name ("Anna says:", "Publié par Anna",
"on May 4"), never to find names: structure comes from the markup.
"""

from __future__ import annotations

import re

from analyzer.letters import composed
from analyzer.read._text_dates import find_date
from analyzer.read._text_words import is_button, split_lead, split_verb

SAYS = frozenset(
    """
    says said wrote writes commented replied responded posted comments sagt sagte schreibt schrieb
    meint meinte kommentierte antwortete dit disait écrit déclare déclaré répond commente dice dijo
    escribió escribe comenta comentó respondió disse diz escreveu comentou scrive scritto detto ha
    zegt zei schreef schreeft říká řekl řekla napsal napsala píše povedal píše hovorí mówi pisze
    napisał napisała powiedział powiedziała говорит сказал сказала пишет написал написала писал
    комментирует каже пише dedi diyor yazdı yazmış demiş ki mondta írta szerint sanoo sanoi
    kirjoitti säger skriver skrev sier sa siger spune scrie zice 说 说道 說 說道 写道 寫道
    表示 发表于 發表於 さん より
    のコメント يقول قال كتب אמר כתב a hat gesagt geschrieben thuis reply replies réponse antwort
    """.split()
)
LINKERS = frozenset(
    """
    by from on at the posted von am um le à par el la las los en a às il alle op om dne v ve w dnia
    o в о от kl den às de da do del på - – — | · • , . : ; ( ) « » / # > ago said
    को पर তারিখে بوقت در ساعت في بتاريخ בתאריך בשעה เมื่อ เวลา lúc vào στις στο об klo pada pukul tanggal tarehe tarihinde
    """.split()
)
_DIRECTIONS = "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069"
_EDGE = " \t\n-–—|·•,:;()[]«»/#>~†‡…@" + _DIRECTIONS
_COLONS = (":", "：")
_ARABIC_SAYS = frozenset(("يقول", "قال", "قالت", "تقول"))  # before the name
# Verbs that no name ends with, so that no colon has to tell: of several words, or of scripts from Greek to Ethiopic.
_PLAIN_VERB = re.compile(r"\S+\s\S.*|(?:さん|님|の)\S+|[\u0370-\u03ff\u0530-\u1fff]+")
_BY = re.compile(
    r"^(?:posted by|submitted by|comment by|written by|by|geschrieben von|verfasst von|eingereicht von|"
    r"publié par|soumis par|publicado por|enviado por|inviato da|scritto da|vložil|odeslal|"
    r"отправил|gönderen|作者|由|skrevet av)[\s:：]+",
    re.IGNORECASE,
)
_BARE_BY = re.compile(r"^(?:von|par|por|da|от|door|av)[\s:：]+", re.IGNORECASE)  # or a name's own first word
_BY_LABEL = re.compile(r"^\S{2,14} (?:by|par|por|von|da|door|od|av|af)\s?[:：]\s+", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATED = re.compile(
    r"\d{1,2}[./-]\s?\d{1,2}[./-]|\d{1,2}[:.h]\d\d|\d+\s?(?:年|月|日|分钟|小时|天)|"
    r"\b\d+\s\w+\s(?:ago|назад|önce|temu|sedan|siden|sitten|geleden|fa|atrás)\b|"
    r"\b(?:vor|il y a|hace|há|před|acum|pred)\s\d+",
    re.IGNORECASE,
)


def _short(text: str) -> str:
    """``text`` with its accents composed, where it is short enough for a header's."""
    return composed(text) if len(text) < 240 else text


def dated(text: str) -> bool:
    """Whether a short text holds a date or a time of day, absolute or relative."""
    text = _short(text)
    return len(text) < 120 and bool(_YEAR.search(text) or _DATED.search(text) or _told(text))


def holds_date(text: str) -> bool:
    """``dated``, but for the year in a name ("Maria1985", "user 2012")."""
    text = _short(text)
    return len(text) < 120 and bool(_DATED.search(text) or _YEAR.search(text) and find_date(text) or _told(text))


def _told(text: str) -> bool:
    """A date in words or numerals that the patterns do not know: "3 দিন আগে", "۱۲ آبان ۱۳۹۳"."""
    date = find_date(text)
    return date is not None and not _TOLD.isdisjoint(date.signature)


_TOLD = frozenset("ORY")  # ago, glued to its unit, a year of another calendar or in other numerals


def only_date(text: str) -> bool:
    """Whether a short text is a date and nothing else but linking words."""
    text = _short(text)
    date = find_date(text) if dated(text) else None
    return date is not None and only_linkers(text[: date.start]) and only_linkers(text[date.end :])


def bare_name(text: str, *, loose: bool = True) -> str:
    """A printed name without "by" before it and "says:" after it.

    Args:
        loose: whether words that may be a part of the name ("Da Silva", "Kim Le") are taken for the page's.
    """
    words = _without_verb(composed(text).strip().strip(_DIRECTIONS)).split()
    colon = bool(words) and words[-1].endswith(_COLONS)
    while len(words) > 1 and (
        colon
        and words[-1].strip(_EDGE + "：.…").lower() in SAYS
        or words[-1] in (_LEFT_OVER if loose else _SAYS_AT_END)
        or not words[-1].strip(_EDGE + "：")
    ):
        words.pop()
    name = _BY.sub("", _BY_LABEL.sub("", " ".join(words))).strip()
    name = _without_lead(name, loose)
    name = _BARE_BY.sub("", name).strip() if loose else name
    return name.rstrip(" :：,|–—·•-" + _DIRECTIONS).lstrip(" |–—·•" + _DIRECTIONS).strip()


def _without_verb(text: str) -> str:
    """A name without the "ने कहा:", "さんのコメント" behind or the "يقول" before it, where one is the page's."""
    if len(text) > 160:
        return text
    name = split_verb(text)
    if name and (text.rstrip(" .…").endswith(_COLONS) or _PLAIN_VERB.fullmatch(text[len(name) :].strip())):
        return name
    lead, rest = split_lead(text) if text.endswith(_COLONS) else ("", text)
    return rest if lead in _ARABIC_SAYS else text


def _without_lead(text: str, loose: bool) -> str:
    """A name without the "द्वारा:" before it: the word alone may be a part of the name."""
    lead, name = split_lead(text)
    return name if name and (lead.endswith(_COLONS) or " " in lead or loose and (not lead.isascii() or len(lead) > 8)) else text


# Words that stay behind a name when the time after it was taken out.
_SAYS_AT_END = frozenset("says said sagt wrote говорит says... said... 说 说道 說道".split())
_LEFT_OVER = _SAYS_AT_END | frozenset("at on am um le el dne".split())
_LABEL_BEFORE = re.compile(r"^[^\d:]{2,25}(?:#\d{1,5} \w{1,5})?:\s+(?=\S*\d|\S+ \d)")
_LABEL_AFTER = re.compile(r"(?<=\d)\s+[^\d\s:][^\d:]{2,40}:(?:\s.*|$)")
_BEFORE_DATE = re.compile(
    r"\s+(?:at|on|am|le|el|il|op|em|dne|den|в|from(?=\s\S{0,12}\s?\d)|[|»·•—–-]|[|»·•—–-]\s+on)\s+|\s*[|»·•,]\s*"
)


def split_byline(text: str) -> tuple[str, str | None]:
    """Name and time of a line such as "Posted by: Anna on May 4, 2009 | Permalink"."""
    text = composed(text)
    when, _, name = text.rpartition(" — ")
    if dated(when) and name and not holds_date(name):
        return bare_name(name), bare_date(when) or None
    words = text.split(None, 1)
    by = _BY.match(text) or _BARE_BY.match(text)
    linked = bool(words) and words[0].strip(_EDGE).lower() in LINKERS | {""} and not by
    if linked and dated(text):
        return "", bare_date(text) or None
    date = find_date(text)
    for match in _BEFORE_DATE.finditer(text):
        if date is not None and date.start < match.start() < date.end:
            continue  # "7 March, 2018": a separator within the time
        head, tail = text[: match.start()], text[match.end() :]
        if dated(tail) and not holds_date(head):
            return bare_name(head), bare_date(tail) or None
    return ("", bare_date(text)) if dated(text) else (bare_name(text), None)


def bare_date(text: str) -> str:
    """A printed time without "on", "le", "am", buttons and separators around it."""
    text = _LABEL_AFTER.sub("", _LABEL_BEFORE.sub("", composed(text)))
    date = find_date(text)
    first, last = (len(text[: date.start].split()), len(text[: date.end].split())) if date else (len(text), 0)
    words = text.split()
    first -= bool(date and text[: date.start] and not text[date.start - 1].isspace())
    if date and is_button(" ".join(words[last:]).strip(_EDGE)):
        words = words[:last]
    start, end = 0, len(words)  # "il y a 3 jours": within the time such words are its own
    while start < min(first, end) and words[start].strip(_EDGE).lower() in LINKERS | SAYS | {""}:
        start += 1
    while end > max(last, start) and words[end - 1].strip(_EDGE + ".").lower() in SAYS | {"", "by", "von", "par", "por"}:
        end -= 1
    return " ".join(words[start:end]).strip(_EDGE.replace("(", "").replace(")", ""))


def only_linkers(line: str) -> bool:
    """Whether a line holds nothing but such words, separators or a number: no one's comment."""
    line = _short(line)
    words = line.split()
    return len(line) < 40 and (split_verb(line) == "" or all(
        (bare := word.strip(_EDGE + ".：").lower()) in LINKERS or bare in SAYS or bare == "" for word in words
    ))
