"""One identity for each person of a thread, without ever merging two people.

A name is printed in many ways ("ghufran", "Ghufran", "GHUFRAN (Author)", a name with
an emoji or an invisible character). What differs only in such dress is one speaker;
anything beyond is only suggested, because merging two people changes every count.

The rules:

* The id is the name without case, diacritics, invisible characters, emoji, punctuation
  around it, a role in brackets after it, or a leftover "says". Letters of another script
  that pass for Latin ones become Latin where the word mixes scripts. The name itself
  stays as printed.
* Names with the same id are one speaker, except where their accounts
  (``Record.speaker_key``) differ: the first account keeps the id, the others get
  ``id#account``. One account with several names is one speaker.
* A name that many share ("Anonymous", "Guest", "[deleted]") is nobody's: each comment
  under it gets an id of its own, ``anonymous#14`` for comment number 14, unless an
  account tells who it is. So nobody is taken for one voice who may be twenty.
* Neither name nor account: no speaker (None).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from analyzer.thread import Record, Speaker, Thread

_SHARED = frozenset((
    "anonymous|anon|anonymous user|an anonymous user|anonymous coward|anonymous commenter|guest|a guest|"
    "guest user|unknown|unknown user|deleted|removed|deleted user|user deleted|no name|noname|"
    "anonyme|invite|utilisateur supprime|anonym|gast|unbekannt|geloschter benutzer|anonimo|anonima|invitado|"
    "usuario anonimo|ospite|utente anonimo|convidado|visitante|anoniem|anonimowy|gosc|anonymni|host|anonim|"
    "misafir|ziyaretci|konuk|tamu|аноним|анонимно|анонимныи|гость|анонім|гість|مجهول|غير معروف|زائر|ضيف|"
    "अज्ञात|अनाम|बेनामी|गुमनाम|অজ্ঞাতনামা|বেনামী|নামহীন|অতিথি|گمنام|نامعلوم|نامشخص|کاربر مهمان|میهمان|بی نام|بینام|ללא שם|משתמש אנונימי|"
    "ไม่ระบุชื่อ|ไม่ประสงค์ออกนาม|นิรนาม|ผู้เยี่ยมชม|an danh|nguoi dung an danh|khach|비회원|게스트|ゲスト|匿名さん|名無し|ανωνυμος|ανωνυμη|επισκεπτης|"
    "анонимен|гост|nevtelen|vendeg|nimeton|vieras|anonyymi|okand|ანონიმი|ანონიმური|სტუმარი|asiyejulikana|mgeni|vizitator|oaspete|"
    "ناشناس|مهمان|אנונימי|אורח|匿名|匿名用户|匿名用戶|匿名网友|游客|匿名希望|名無し|名無しさん|익명|손님"
).split("|"))  # fmt: skip
_ROLE = re.compile(
    r"\s*[(\[【](?:author|article author|post author|op|mod|moderator|admin|administrator|editor|staff|"
    r"verified|guest|host|autor|autorin|beitragsautor|auteur|autrice|autore|autora|redaktion|автор|модератор|админ|"
    r"yazar|yönetici|作者|楼主|管理员|投稿者|글쓴이|الكاتب|نویسنده|המחבר)[)\]】]$",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\s(?:says|said|writes|wrote|sagt|sagte|schreibt|schrieb|meint|dit|a dit|dice|dijo|scrive|schreef|"
    r"ha scritto|diz|disse|zegt|pisze|napsala?|říká|пишет|пише|написала?|dedi ki|diyor ki|يقول|说)"
    r"(?:\.{3}|…)?:?$"
)
_EDGE = " \"'`*†‡•·|«»<>“”„:;,.…–—@"
_NO_ACCOUNT = ("", "0", "-1", "null", "none")
_PLAIN = str.maketrans("ıøłđʼ’‘", "iold'''")
_LOOKALIKES = str.maketrans("аеорсухіјѕһԁԛԝкмтαορνικ", "aeopcyxijshdqwkmtaopvik")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u0652\u0670\u0640]")
_LATIN = re.compile("[a-z]")


@lru_cache(maxsize=1 << 16)
def speaker_id(name: str) -> str:
    """The id of a printed name, accounts apart; empty where the name is blank.

    A name of nothing but symbols keeps them, since they are all that tells it apart.
    """
    visible = "".join(c for c in unicodedata.normalize("NFKC", name) if not _invisible(c))
    whole = " ".join(visible.split())
    bare = " ".join("".join(c for c in whole if unicodedata.category(c) != "So").split())
    for pattern in (_ROLE, _SAYS, _ROLE):
        bare = pattern.sub("", bare.rstrip(_EDGE)) or bare
    bare = bare.strip(_EDGE) or whole
    if bare.startswith("[") and bare.endswith("]"):
        bare = bare[1:-1].strip() or bare
    folded = unicodedata.normalize("NFD", bare.casefold().translate(_PLAIN))
    folded = unicodedata.normalize("NFC", _MARKS.sub("", folded))
    return " ".join(word.translate(_LOOKALIKES) if _LATIN.search(word) else word for word in folded.split())


def _invisible(char: str) -> bool:
    """Control and format characters, variation selectors, skin tones, private use."""
    if char.isspace():
        return False
    kind = unicodedata.category(char)
    skin_tone = kind == "Sk" and char > "\uffff"
    return kind in ("Cf", "Cc", "Cs", "Co", "Me") or "\ufe00" <= char <= "\ufe0f" or skin_tone


def is_shared(name: str) -> bool:
    """Whether many people sign with ``name``, so that it identifies none of them."""
    return speaker_id(name) in _SHARED


def identify(records: Sequence[Record], offset: int = 0) -> tuple[list[str | None], tuple[Speaker, ...]]:
    """The speaker's id for each record, and the speakers in the order of appearance.

    ``Speaker.comments`` counts records of kind ``comment`` only, so that the sender of a
    pingback has 0; ``Speaker.name`` is the commonest spelling, the first of equals.
    """
    ids: list[str | None] = []
    by_account: dict[str, str] = {}
    owner: dict[str, str] = {}
    for n, record in enumerate(records, offset + 1):
        base = speaker_id(record.speaker or "")
        account = (record.speaker_key or "").strip()
        if account.casefold() in _NO_ACCOUNT:
            ids.append((f"{base}#{n}" if base in _SHARED else base) or None)
            continue
        if account not in by_account:
            free = base and base not in _SHARED and owner.setdefault(base, account) == account
            by_account[account] = base if free else f"{base}#{account}"
        ids.append(by_account[account])

    spellings: dict[str, Counter[str]] = {}
    counts: Counter[str] = Counter()
    for record, known in zip(records, ids):
        if known is not None:
            spellings.setdefault(known, Counter()).update([record.speaker.strip()] if record.speaker else [])
            counts[known] += record.kind == "comment"
    speakers = (
        Speaker(key, max(names, key=names.__getitem__, default=key), tuple(names), counts[key])
        for key, names in spellings.items()
    )
    return ids, tuple(speakers)


def suggestions(thread: Thread, cutoff: float = 0.9) -> list[tuple[str, str, float, str]]:
    """Pairs of speakers that may be one person, for a human to decide; never merged.

    Returns:
        (id, id, score in 0 to 1, reason), best first. Compared are names that agree
        but for accounts or separators, names that begin with another whole name, and
        names of five letters or more with the same first letter whose spelling agrees
        to at least ``cutoff``.
    """
    people = {s.id: s.id.split("#")[0] for s in thread.speakers if s.id.split("#")[0] not in _SHARED | {""}}
    found: dict[tuple[str, str], tuple[float, str]] = {}

    def add(pair: Iterable[str], score: float, reason: str) -> None:
        a, b = sorted(pair)
        if a != b and score > found.get((a, b), (0.0, ""))[0]:
            found[a, b] = (score, reason)

    by_name: dict[str, list[str]] = {}
    by_letters: dict[str, list[str]] = {}
    blocks: dict[str, list[str]] = {}
    for key, name in people.items():
        letters = "".join(c for c in name if c.isalnum())
        by_name.setdefault(name, []).append(key)
        by_letters.setdefault(letters or name, []).append(key)
        if len(letters) >= 5:
            blocks.setdefault(letters[0], []).append(key)
    for key, name in people.items():
        for other in by_name[name][:1]:
            add((key, other), 0.95, "same name, different accounts")
        words = name.split()
        for cut in range(1, len(words)):
            for other in by_name.get(" ".join(words[:cut]), ())[:1]:
                add((key, other), 0.7, "one name begins with the other")
    for keys in by_letters.values():
        for key in keys[1:]:
            add((keys[0], key), 0.97, "same letters, other separators")
    for keys in blocks.values():
        for a, b, score in _similar([people[key] for key in keys], cutoff):
            add((keys[a], keys[b]), score, "similar spelling")
    return sorted(((a, b, *why) for (a, b), why in found.items()), key=lambda row: (-row[2], row[0], row[1]))


def _similar(names: Sequence[str], cutoff: float) -> Iterable[tuple[int, int, float]]:
    """Index pairs whose normalised edit similarity reaches ``cutoff``."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    for i, name in enumerate(names):
        rest = names[i + 1 :]
        scorer = OSA.normalized_similarity
        for _, score, j in process.extract(name, rest, scorer=scorer, score_cutoff=cutoff, limit=None):
            yield i, i + 1 + j, float(score)
