"""Pasted articles: blocks of reported prose in a voice that is not the speaker's.

People paste news into threads without quote marks and add a line of their own before or
after. Such a block reports ("told Reuters", "according to", "said on Nov. 17"), names
people in the third person and never says "I" or "you" outside quotation marks; the
speaker's own words do. Only blocks of some length with several such signs are taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.letters import SIGNS
from analyzer.structure._cues import FIRST_PERSON, SECOND_PERSON
from analyzer.structure._overlap import Token, between, fold, length
from analyzer.structure._quotemarks import in_marks

_LEAST_WORDS = 40  # of a block
_LEAST_SIGNED_WORDS = 12  # under a first line that names its author
_LEAST_SIGNS = 2  # of reporting in a block
_NEUTRAL_WORDS = 25  # of a paragraph without a sign that may still belong to a block

_SIGN_WORDS = frozenset(
    fold(word)
    for word in (
        "said says told noted stated reported reports announced confirmed added admitted declined claimed "
        "spokesman spokeswoman spokesperson sagte erklärte berichtet berichtete laut betonte zufolge "
        "sprecher "
        "sprecherin selon rapporte dijo declaró según afirmó señaló informó anunció aseguró disse segundo "
        "afirmou "
        "declarou řekl řekla uvedl uvedla podle sdělil sdělila oznámil mluvčí powiedział powiedziała według "
        "poinformował сказал сказала заявил заявила заявили сообщил сообщила сообщает сообщили отметил "
        "отметила "
        "добавил согласно рассказал передает dedi söyledi belirtti açıkladı bildirdi kaydetti göre "
        "قال قالت أضاف أضافت كتب كتبت صرح أكد يؤكد أوضح أعلن أعلنت ذكر ذكرت يقول يضيف يذكر يلفت يروي يلخص "
        "نبه أشار "
        "نقلت بحسب وفقا مراسل وكالة صحيفة "
        "कहा बताया प्रवक्ता मुताबिक अनुसार संवाददाताओं घोषणा জানিয়েছে জানিয়েছেন জানান বলেন মুখপাত্র মতে অনুযায়ী প্রতিবেদনে "
        "کہا بتایا ترجمان مطابق اعلان اعلام سخنگوی سخنگو گزارش خبرگزاری افزود הודיעה הודיע אמר אמרה דובר דוברת "
        "לכתבים לדברי ציין הוסיף דיווח דיווחה 밝혔다 말했다 전했다 보도했다 따르면 설명했다 강조했다 덧붙였다 대변인은 관계자는 "
        "ανακοίνωσε δήλωσε εκπρόσωπος σύμφωνα ανέφερε πρόσθεσε τόνισε заявила повідомив повідомила повідомили речник речниця "
        "зазначив зазначила додав додала журналістам közölte szóvivő szóvivője újságíróknak szerint bejelentette hozzátette tiedottaja toimittajille "
        "ilmoitti kertoi lisäsi meddelade talesperson talesman enligt uppgav განაცხადა უთხრა თქმით ჟურნალისტებს ინფორმაციით სპიკერმა "
        "mengatakan menyatakan menurut jubir mengumumkan menambahkan menegaskan rzecznik rzeczniczka dziennikarzom poinformowała "
        "meldde woordvoerder woordvoerster volgens verklaarde annunciato portavoce dichiarato riferito "
        "porta-voz anunciou informou vocero portavoz"
    ).split()
)
_SIGN_PAIRS = frozenset(
    tuple(fold(word) for word in pair.split("_"))
    for pair in (
        "according_to pointed_out an_interview be_named gegenüber_der a_déclaré a_affirmé a_indiqué "
        "a_annoncé "
        "a_précisé ha_detto ha_dichiarato ha_affermato по_словам ifade_etti حسب_قول 表_示 "
        "报_道 记_者 指_出 宣_布 "
        "声_明 说_道 宣_佈 記_者 報_導 聲_明 述_べ 発_表 報_道 報_じ 語_っ cho_biết phát_ngôn tuyên_bố juru_bicara за_словами "
        "به_گفته az_mondta secondo_il secondo_la secondo_quanto"
    ).split()
)
_DATELINE = re.compile(
    rf"[^\W\d_][\w{SIGNS} .,]{{1,40}}\((?:Reuters|AP|AFP|dpa|RIA|TASS|Xinhua|ANSA|EFE|Lusa|PAP|ČTK|MTI|STT|TT|NTB|Ritzau|ANP|AA|Antara|PTI|"
    r"रॉयटर्स|भाषा|পিটিআই|রয়টার্স|বাসস|رائٹرز|ایسنا|ایرنا|رويترز|אי-פי|רויטרס|연합뉴스|뉴시스|ΑΠΕ|Укрінформ|УНІАН|Рейтер|РИА Новости|ТАСС|"
    r"Интерфакс)\)|[A-ZÄÖÜ]{4}[A-ZÄÖÜ "
    r"]{0,30}(?:\([^)\n]{2,20}\) ?)?[–—-] "
)
_ACCENTED = re.compile("[^\\W\\d_\\x00-\\x7f]")
_LINE = re.compile(r"[^\n]+")
_BYLINE = re.compile(r"(?:[A-Z][\w.'’-]+ ){1,3}[A-Z][\w.'’-]+:")


def pasted(text: str, words: Sequence[Token]) -> list[tuple[int, int]]:
    """Spans of pasted articles in ``text``, leaving out the speaker's introduction and verdict."""
    if len(words) < (_LEAST_SIGNED_WORDS if "\n" in text else _LEAST_WORDS):
        return []
    lines = [
        _Line.of(text, match.start(), match.end(), between(words, *match.span()))
        for match in _LINE.finditer(text)
        if not match[0].isspace()
    ]
    blocks = _after_byline(text, lines) or _reported(lines)
    return [(start, end) for start, end in blocks if end > start]


class _Line:
    """One paragraph and what it shows of whose voice it is."""

    __slots__ = ("end", "introduces", "personal", "signs", "start", "words")

    def __init__(
        self, start: int, end: int, words: Sequence[Token], signs: int, personal: bool, introduces: bool
    ) -> None:
        self.start, self.end, self.words = start, end, length(words)
        self.signs, self.personal, self.introduces = signs, personal, introduces

    @classmethod
    def of(cls, text: str, start: int, end: int, words: Sequence[Token]) -> _Line:
        line = text[start:end]
        speech = [(start + a, start + b) for a, b in in_marks(line)]
        speeches = [between(words, a, b) for a, b in speech]
        quoted = {token.start for said in speeches for token in said}
        accented = bool(_ACCENTED.search(line))
        personal = any(_is_personal(text, token, accented) for token in words if token.start not in quoted)
        signs = _signs(words) + bool(_DATELINE.match(line)) + sum(length(said) >= 6 for said in speeches)
        return cls(start, end, words, signs, personal, line.rstrip().endswith((":", "：")))


def _signs(words: Sequence[Token]) -> int:
    """Signs of reporting; Arabic ones also behind "and" and "so"."""
    plain = [token.word for token in words]
    single = sum(word in _SIGN_WORDS or (word[:1] in "وف" and word[1:] in _SIGN_WORDS) for word in plain)
    return single + sum(pair in _SIGN_PAIRS for pair in zip(plain, plain[1:]))


def _is_personal(text: str, token: Token, accented: bool) -> bool:
    """A pronoun of the first or second person, and no abbreviation ("US", "U.S.")."""
    if token.word not in FIRST_PERSON and token.word not in SECOND_PERSON:
        return False
    printed = text[token.start : token.end]
    if printed == "i" and accented:  # "and" or "in", where not English
        return False
    if len(printed) == 1 and "." in text[max(0, token.start - 1) : token.end + 1]:
        return False
    return not (len(printed) == 2 and printed.isupper())


def _after_byline(text: str, lines: list[_Line]) -> list[tuple[int, int]]:
    """Everything of one voice under a first line that only names its author."""
    if len(lines) < 2 or not _BYLINE.fullmatch(text[lines[0].start : lines[0].end].strip()):
        return []
    end = lines[1].end
    for one, two in zip(lines[1:], lines[2:]):
        if text[one.end : two.start].count("\n") > 1 or two.personal:
            break
        end = two.end
    enough = sum(line.words for line in lines[1:] if line.end <= end) >= _LEAST_SIGNED_WORDS
    return [(lines[1].start, end)] if enough else []


def _reported(lines: list[_Line]) -> list[tuple[int, int]]:
    """Runs of impersonal paragraphs from one that reports to the last one that does."""
    blocks = []
    run: list[_Line] = []
    for line in [*lines, None]:
        if line is not None and not line.personal and not line.introduces:
            run.append(line)
            continue
        if block := _trim(run):
            blocks.append(block)
        run = []
    return blocks


def _trim(run: list[_Line]) -> tuple[int, int] | None:
    reporting = [number for number, line in enumerate(run) if line.signs]
    if not reporting:
        return None
    first, last = reporting[0], reporting[-1]
    while first and run[first - 1].words >= _NEUTRAL_WORDS:
        first -= 1
    block = run[first : last + 1]
    if sum(line.words for line in block) < _LEAST_WORDS or sum(line.signs for line in block) < _LEAST_SIGNS:
        return None
    return block[0].start, block[-1].end
