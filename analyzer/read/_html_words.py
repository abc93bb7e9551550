"""The few words that pages print around a name and a time, in the languages of the web.

Used only to trim what the markup leaves beside a name ("Anna says:", "Publié par Anna",
"on May 4"), never to find names: structure comes from the markup.
"""

from __future__ import annotations

import re

from analyzer.read._text_dates import find_date

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
    """.split()
)
_EDGE = " \t\n-–—|·•,:;()[]«»/#>~†‡…@\u200e\u200f\u202a\u202c"
_BY = re.compile(
    r"^(?:posted by|submitted by|comment by|written by|by|geschrieben von|verfasst von|eingereicht von|von|"
    r"publié par|soumis par|par|publicado por|enviado por|por|inviato da|scritto da|da|vložil|odeslal|"
    r"автор|отправил|от|gönderen|yazan|作者|由|door|skrevet av|av)[\s:：]+",
    re.IGNORECASE,
)
_BY_LABEL = re.compile(r"^\S{2,14} (?:by|par|por|von|da|door|od|av|af)\s?[:：]\s+", re.IGNORECASE)
_DATED = re.compile(
    r"(?:19|20)\d\d|\d{1,2}[./-]\s?\d{1,2}[./-]|\d{1,2}[:.h]\d\d|\d+\s?(?:年|月|日|分钟|小时|天)|"
    r"\b\d+\s\w+\s(?:ago|назад|önce|temu|sedan|siden|sitten|geleden|fa|atrás)\b|"
    r"\b(?:vor|il y a|hace|há|před|acum|pred)\s\d+",
    re.IGNORECASE,
)


def dated(text: str) -> bool:
    """Whether a short text holds a date or a time of day, absolute or relative."""
    return len(text) < 120 and bool(_DATED.search(text))


def bare_name(text: str) -> str:
    """A printed name without "by" before it and "says:" after it."""
    words = text.strip().strip("\u200e\u200f").split()
    colon = bool(words) and words[-1].endswith((":", "："))
    while len(words) > 1 and (
        colon
        and words[-1].strip(_EDGE + "：.…").lower() in SAYS
        or words[-1] in _LEFT_OVER
        or not words[-1].strip(_EDGE + "：")
    ):
        words.pop()
    name = _BY.sub("", _BY_LABEL.sub("", " ".join(words))).strip()
    return name.rstrip(" :：,|–—·•-").lstrip(" |–—·•").strip()


# Words that stay behind a name when the time after it was taken out; never a name's own last word.
_LEFT_OVER = frozenset(
    "says said sagt wrote говорит says... said... 说 说道 說道 at on am um le el dne".split()
)
_LABEL_BEFORE = re.compile(r"^[^\d:]{2,25}(?:#\d{1,5} \w{1,5})?:\s+(?=\S*\d|\S+ \d)")
_LABEL_AFTER = re.compile(r"(?<=\d)\s+[^\d\s:][^\d:]{2,40}:(?:\s.*|$)")
_BEFORE_DATE = re.compile(
    r"\s+(?:at|on|am|le|el|il|op|em|dne|den|в|from|[|»·•—–-]|[|»·•—–-]\s+on)\s+|\s*[|»·•,]\s*"
)


def split_byline(text: str) -> tuple[str, str | None]:
    """Name and time of a line such as "Posted by: Anna on May 4, 2009 | Permalink"."""
    when, _, name = text.rpartition(" — ")
    if dated(when) and name and not dated(name):
        return bare_name(name), bare_date(when) or None
    words = text.split(None, 1)
    linked = bool(words) and words[0].strip(_EDGE).lower() in LINKERS | {""} and not _BY.match(text)
    if linked and dated(text):
        return "", bare_date(text) or None
    date = find_date(text)
    for match in _BEFORE_DATE.finditer(text):
        if date is not None and date.start < match.start() < date.end:
            continue  # "7 March, 2018": a separator within the time
        head, tail = text[: match.start()], text[match.end() :]
        if dated(tail) and not dated(head):
            return bare_name(head), bare_date(tail) or None
    return ("", bare_date(text)) if dated(text) else (bare_name(text), None)


def bare_date(text: str) -> str:
    """A printed time without "on", "le", "am" and separators around it."""
    words = _LABEL_AFTER.sub("", _LABEL_BEFORE.sub("", text)).split()
    while words and words[0].strip(_EDGE).lower() in LINKERS | SAYS | {""}:
        words.pop(0)
    while words and (words[-1].strip(_EDGE + ".").lower() in SAYS | {"", "by", "von", "par", "por"}):
        words.pop()
    return " ".join(words).strip(_EDGE.replace("(", "").replace(")", ""))


def only_linkers(line: str) -> bool:
    """Whether a line holds nothing but such words, separators or a number: no one's comment."""
    words = line.split()
    return len(line) < 40 and all(
        (bare := word.strip(_EDGE + ".：").lower()) in LINKERS or bare in SAYS or bare == "" for word in words
    )
