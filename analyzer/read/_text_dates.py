"""Find the date in a line of a text dump, in any of the languages that pages print dates in.

Comment pages are recognised by their dates more than by anything else, and a page prints
its dates in one fixed form.  So a line is cut into tokens, each token gets a one-letter
class (``M`` month, ``D`` day, ``Y`` year, ``T`` time ...), and a date is a run of classes.
The run is also the date's signature: equal signatures mean the same template.
Parsing the date is the job of ``analyzer.structure``; here it is only found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from analyzer.letters import LETTER, WORD_STARTS, ascii_digits, composed
from analyzer.months import PRINTED

_RUN = 24  # tokens; no date has more
LONGEST = 220  # characters; header and footer lines are short, paragraphs are not

# Found in print like the others, but of another calendar, or half a name only.
_OTHER_MONTHS = """
كانون تشرين فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند
"""
_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
lundi mardi mercredi jeudi vendredi samedi dimanche
lunes martes miércoles jueves viernes sábado domingo
segunda terça quarta quinta sexta feira
lunedì martedì mercoledì giovedì venerdì sabato domenica
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
pondělí úterý středa čtvrtek pátek sobota neděle
poniedziałek wtorek środa czwartek piątek niedziela
понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс
pazartesi salı çarşamba perşembe cuma cumartesi pazar
الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت
सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार সোমবার মঙ্গলবার বুধবার বৃহস্পতিবার শুক্রবার শনিবার রবিবার
پیر منگل بدھ جمعرات جمعہ ہفتہ اتوار شنبه یکشنبه دوشنبه چهارشنبه پنجشنبه پنج‌شنبه جمعه
Δευτέρα Τρίτη Τετάρτη Πέμπτη Παρασκευή Σάββατο Κυριακή понеділок вівторок середа четвер пʼятниця субота неділя
hétfő kedd szerda csütörtök péntek szombat vasárnap maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai
måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag
ორშაბათი სამშაბათი ოთხშაბათი ხუთშაბათი პარასკევი შაბათი კვირა ሰኞ ማክሰኞ ረቡዕ ሐሙስ ዓርብ ቅዳሜ እሁድ
senin selasa rabu kamis jumat sabtu minggu jumatatu jumanne jumatano alhamisi ijumaa jumamosi jumapili
"""
_AGO = """
ago önce назад тому temu geleden fa siden sitten sedan přede lalu קודם prije pred преди πριν اس منذ قبل
vor il hace há ha před пре פני för לפני पहले पूर्व আগে পূর্বে پہلے پیش trước წინ ezelőtt acum முன் முன்பு
zilizopita iliyopita uliopita liliopita iliopita
"""
_UNITS = """
second seconds sec secs minute minutes min mins hour hours hr hrs day days week weeks wk month months mo
mos year years yr yrs
sekunde sekunden minuten stunde stunden std tag tage tagen woche wochen monat monate monaten jahr jahre
jahren
seconde secondes heure heures jour jours semaine semaines mois an ans année années
segundo segundos minuto minutos hora horas día dias dia días semana semanas mes meses mês año años ano anos
secondi minuti ora un'ora un’ora ore giorno giorni settimana settimane mese mesi anno anni
uur dag dagen weken maand maanden jaar jaren seconden
sekundami minutami minutou hodinou hodinami hodin dnem dny dnů týdnem týdny měsícem měsíci měsíců rokem
lety roky roků
godzin godziny godzinę dni dzień tygodni tygodnie miesięcy miesiące rok lata lat minut
секунд секунды минут минуты минуту час часа часов день дня дней неделю недели недель месяц месяца
месяцев год года лет
saniye dakika saat gün hafta ay yıl
ثانية دقيقة دقائق ساعة ساعات يوم يوما أيام ايام أسبوع أسابيع شهر أشهر شهور سنة سنوات عام أعوام ساعتين
يومين شهرين سنتين أسبوعين
timer dager uker måneder dage uger timmar dagar veckor månader år timme uke måned uge vecka månad
sekunder minutter minuter godzinę tydzień miesiąc sekund sekundę minutę minuty
सेकंड सेकेंड मिनट घंटा घंटे घण्टे दिन दिनों हफ़्ता हफ़्ते हफ्ता हफ्ते सप्ताह महीना महीने माह साल वर्ष
সেকেন্ড মিনিট ঘণ্টা ঘন্টা দিন সপ্তাহ মাস বছর
سیکنڈ سیکنڈز منٹ گھنٹا گھنٹہ گھنٹے دن ہفتہ ہفتے مہینہ مہینے ماہ سال ثانیه دقیقه ساعت روز هفته
دقيقتين أسبوعين اسبوعين عامين ثوان ثواني
שנייה שניה שניות דקה דקות שעה שעות שעתיים יום ימים יומיים שבוע שבועות שבועיים חודש חודשים חודשיים שנה שנים שנתיים
giây phút giờ tiếng ngày tuần tháng năm
δευτερόλεπτο δευτερόλεπτα λεπτό λεπτά ώρα ώρες ημέρα ημέρες μέρα μέρες εβδομάδα εβδομάδες μήνα μήνες χρόνο χρόνια έτος έτη
хвилин хвилини хвилину хвилина годин години годину година дні днів тиждень тижні тижнів місяць місяці місяців рік роки років
минута часа ден дни седмица седмици месеца години
másodperccel perccel órával nappal héttel hónappal évvel
sekuntia sekunti minuuttia minuutti tuntia tunti päivää päivä viikkoa viikko kuukautta kuukausi vuotta vuosi
წამის წუთის საათის დღის კვირის თვის წლის
detik menit jam hari minggu bulan tahun sejam sehari seminggu sebulan setahun
sekunde dakika saa siku wiki mwezi miezi mwaka miaka
secunde minute ore oră zi zile săptămână săptămâni lună luni ani
நொடிகளுக்கு வினாடிகளுக்கு விநாடிகளுக்கு நிமிடங்களுக்கு மணிநேரத்திற்கு மணிநேரங்களுக்கு நாட்களுக்கு வாரங்களுக்கு மாதங்களுக்கு ஆண்டுகளுக்கு வருடங்களுக்கு
நிமிடத்திற்கு நாளுக்கு வாரத்திற்கு மாதத்திற்கு ஆண்டுக்கு வருடத்திற்கு
"""
_GLUE = """
at on um am à a las la los le el de del do da em às as ao o в о г у ve kl klo den der om il al alle ore
dne dnia godz of the um
clock في الساعة و v y un una ein einem einer une h e i
को তারিখে بوقت کو در ساعت בשעה ב เวลา เมื่อ lúc vào ngày năm στις στο από περίπου ώρα об год г saat yang pukul jam tanggal saa
"""
_AMPM = (
    "am pm uhr uur बजे টায় بجے ص م صباحا صباحاً مساء مساءً öö ös hrs 오전 오후 上午 下午 午前 午後 π μ πμ μμ पूर्वाह्न अपराह्न পূর্বাহ্ণ পূর্বাহ্ন অপরাহ্ণ অপরাহ্ন "
    "صبح شام sáng chiều tối sa ch em fm asubuhi mchana jioni usiku alasiri ጥዋት"
)
_ZONES = "utc gmt est edt cst cdt mst mdt pst pdt cet cest bst ist msk edt"
_WHEN = """
today yesterday heute gestern vorgestern hier aujourd hoy ayer hoje ontem oggi ieri vandaag gisteren
dnes včera dziś wczoraj
сегодня вчера bugün dün اليوم أمس
आज कल আজ গতকাল آج کل امروز دیروز היום אתמול σήμερα χθες εχθές χτες сьогодні вчора учора днес
tegnap tänään eilen idag igår დღეს გუშინ ዛሬ ትናንት kemarin astăzi 오늘 어제 今日 昨日 今天 昨天 前天
"""


# Months and days that are two words, or hold a full stop, in the forms in which pages print them.
_VIETNAMESE = "một hai ba tư bốn năm sáu bảy tám chín mười"
_PHRASES = {"hôm nay": "H", "hôm qua": "H", "วันนี้": "H", "เมื่อวาน": "H", "เมื่อวานนี้": "H"}


def _classes() -> dict[str, str]:
    """Word to class letters; a word may have several (``mar``, ``vor``, ``am``)."""
    table: dict[str, str] = {}
    months = " ".join((*sorted(PRINTED), _OTHER_MONTHS))
    for letter, words in (
        ("M", months), ("W", _WEEKDAYS), ("U", _UNITS), ("O", _AGO), ("H", _WHEN),
        ("A", _AMPM), ("Z", _ZONES), ("G", _GLUE),
    ):  # fmt: skip
        for word in composed(words.casefold()).split():
            if letter not in table.get(word, ""):
                table[word] = table.get(word, "") + letter
    return table | _PHRASES


_CLASS = _classes()
_HALF = r"上午|下午|午前|午後|凌晨|早上|中午|傍晚|晚上|오전|오후"
_CJK_UNITS = (
    r"[秒초]|秒[钟鐘]|分[钟鐘]?|小[时時]|天|[周週]|星期|個?个?[月]|[ヶか]月|年|時間|日|週間|시간|분|일|주일?|개월|달|년"
)
_THAI_UNITS = "วินาที|นาที|ชั่วโมง|วัน|สัปดาห์|อาทิตย์|เดือน|ปี"
_AMHARIC_UNITS = "ሰከንዶ?ች?|ደቂቃ(?:ዎች)?|ሰዓ(?:ት|ታት)|ቀን|ቀናት|ሳምንት(?:ታት)?|ወር|ወራት|ዓመ(?:ት|ታት)"
_TOKEN = re.compile(
    r"(?P<N>(?:\d{4}\s?[年년]\s?)?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일號号](?:\s?[(（][日月火水木金土一二三四五六일월화수목금토][)）])?"
    r"|\d{4}([-/.])\d{1,2}\2\d{1,2}(?!\d)|\d{4}\.\s\d{1,2}\.\s\d{1,2}\.(?!\d)"
    r"|\d{1,2}([-/.])\s?\d{1,2}\3\s?(?:\d{4}|\d{2})(?!\d))"
    rf"|(?P<T>T?(?:(?:{_HALF})\s?)?\d{{1,2}}(?:[:：]\d{{2}}(?::\d{{2}}(?:\.\d{{1,6}})?)?"
    r"(?:\s?[AaPp]\.?[Mm]\b\.?|\s?(?:[ap]m|Uhr)(?=[A-Z])|\s?น\.|\s?[πμ]\.\s?μ\.|\s?[بق]\.\s?ظ\.?|\s?(?:אחה|לפנה)[\"'״]{1,2}צ)?"
    r"|[时時시]\s?\d{1,2}[分분]"
    r"|\.\d{2}\s?(?:[AaPp]\.?[Mm]\b\.?|Uhr|uur)|\s?[AaPp]\.?[Mm]\b\.?|h\d{2}\b|\s?h\s?\d{2}(?:\s?min(?![a-z])|\b))"
    r"(?:Z\b|\s?[+-]\d{2}:?\d{2}\b)?)"
    rf"|(?P<R>\d{{1,3}}\s?(?:{_CJK_UNITS})\s?(?:之?前|전)|\d{{1,3}}\s?(?:{_THAI_UNITS})\s?(?:ที่แล้ว|ที่ผ่านมา|มาแล้ว|ก่อน)"
    rf"|ከ\s?\d{{1,3}}\s(?:{_AMHARIC_UNITS})\sበፊት|\d{{1,3}}\s(?:másodperce|perce|órája|napja|hete|hónapja|éve)\b)"
    r"|(?P<Y>['’]\d{2}\b|(?:(?:19|20)|(?<=[ก-๙\u0600-\u06ff]\s)(?:1[34]|25)|(?<=[ก-๙]\.\s)25)\d{2}(?!\d))"
    r"|(?P<D>\d{1,2}(?:st|nd|rd|th|er|º|ª)?(?![\w]))"
    r"|(?P<S>\d{1,2}\s?(?:min|hr|mo|yr|[smhdwy])\b\.?)"
    rf"|(?P<w>(?i:tháng\s(?:\d{{1,2}}\b|(?:{'|'.join(_VIETNAMESE.split())})\b(?:\s(?:một|hai)\b)?)|hôm\s(?:nay|qua)\b)"
    rf"|[ก-ฮ][ก-๙]{{0,2}}\.[ก-ฮ]\.|[^\W\d_]{LETTER}*(?:['’]{LETTER}+)?)"
    r"|(?P<P>[-–—,.@|/·•:~،;\u200e\u200f\u202f])"
    r"|(?P<x>\S)"
)
_URL = re.compile(r"\w{2,8}://\S+")
_DIGIT = re.compile(r"\d")
# "a year ago", "about an hour ago", "for et år siden": what stands for the number before a unit.
_ONE = re.compile(
    rf"{WORD_STARTS}(?:an?|one|(?:a )?few|una?|uno|een|één|en|ett?|bir|jeden|jedną|один|одну|одна|един|една|एक|এক|একটি|ایک|یک|một|egy|ერთი|"
    r"yksi|o|μία|μια|έναν|ένα)\s+$",
    re.I,
)
_ABOUT = re.compile(
    r"(?<!\w)(?:about|over|almost|for|för|noin|около|близько|khoảng|sekitar|لگ بھگ|حدود|लगभग|প্রায়)\s+$", re.I
)
_RELATIVE = frozenset((_AGO + " " + _WHEN + " วันนี้ เมื่อวาน เมื่อวานนี้ qua nay").split())
_COUNTED = re.compile("(?<=O)(?:DU)+|(?:DU)+(?=O)")  # the number before a unit is no day of the month
_GLUED_MONTH = re.compile(r"(?<=\w)(?=[^\W\d_a-zа-яё][^\W\d_A-ZА-ЯЁ])")
_GLUED_DAY = re.compile(
    rf"(?<={LETTER})(?=(?:[12]\d|3[01]|0?[1-9])(?:\.\s|\s[^\W\d]|[./-]\d{{1,2}}[./-]\d{{2}})|(?:19|20)\d\d[-年/])"
)
_GLUED_YEAR = re.compile(rf"(?<={LETTER})(?=(?:19|20)\d\d(?:\s?[年년]|\.\s|\s[^\W\d]{{3,}}\.?\s\d{{1,2}}))")
_DAY = r"(?:DMD?Y|MDY|DM|MD|YMD|YDM|N)"
_CLOCK = r"T[AH]?Z*"
_DATE = re.compile(
    rf"W?(?:{_CLOCK})?W?{_DAY}W?(?:{_CLOCK})?|(?:{_CLOCK})?W?{_DAY}|HT?|H{_CLOCK}|W{_CLOCK}|R|S|"
    rf"O?(?:QU){{1,2}}O|O?UU?O|O(?:QU){{1,2}}|OUU?|UDO"
)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Where a line's date stands, and the form it is printed in.

    ``weak`` dates (a bare time, ``3h``, ``yesterday``) count only where they repeat.
    """

    start: int
    end: int
    signature: str

    @property
    def weak(self) -> bool:
        return self.signature in {"T", "TA", "TZ", "S", "H", "HT"}


@lru_cache(maxsize=4096)
def _word_class(word: str) -> str:
    word = composed(word.casefold())
    if word.startswith("tháng "):
        return "M"
    if word[0] == "ב" and "M" in _CLASS.get(word[1:], ""):  # Hebrew "in November" is one word
        return "M"
    return _CLASS.get(word.rstrip("."), "") or _CLASS.get(word.replace(".", ""), "")


def _tokens(line: str) -> list[tuple[int, int, str, str]]:
    """(start, end, classes, text) of each token; the classes are alternatives."""
    out: list[tuple[int, int, str, str]] = []
    for match in _TOKEN.finditer(line):
        kind = match.lastgroup or "x"
        if kind in "23" or match.group("N"):
            kind = "N"
        start, end, text = match.start(), match.end(), match.group()
        if kind != "w":
            out.append((start, end, {"P": "G", "x": ""}.get(kind, kind), text))
            continue
        classes = _word_class(text)
        if not classes:
            for cut in _GLUED_MONTH.finditer(text):  # "John DoeNovember 14"
                tail = _word_class(text[cut.start() :])
                if "M" in tail:
                    out.append((start, start + cut.start(), "", text[: cut.start()]))
                    start, classes = start + cut.start(), tail
                    break
        if not classes and out and "D" in out[-1][2] and text.casefold() in {"th", "st", "nd", "rd"}:
            classes = "G"
        out.append((start, end, classes, text))
    return out


def _pick(classes: str, previous: str, nearby: str) -> str:
    """One class for a word with several meanings, by its neighbours."""
    if "U" in classes and previous.endswith("D") and "O" in nearby:
        return "U"
    if "U" in classes and "G" in classes:
        return "U" if "O" in nearby else "G"
    if "A" in classes and previous.endswith("T"):
        return "A"
    if "G" in classes and "U" not in classes and "M" not in classes and "O" not in classes:
        return "G" if "W" not in classes else "W"
    if "O" in classes:
        return "O" if "U" in nearby and not previous.endswith("O") else ("G" if "G" in classes else "O")
    if "M" in classes and ("D" in nearby or "Y" in nearby):
        return "M" if not ("U" in classes and "O" in previous) else "U"
    return classes[0]


def _runs(line: str) -> list[list[tuple[int, int, str]]]:
    """Maximal runs of date-like tokens, glue tokens dropped (at most three in a row)."""
    runs: list[list[tuple[int, int, str]]] = []
    run: list[tuple[int, int, str]] = []
    glue = 0
    tokens = _tokens(line)
    for at, (start, end, classes, text) in enumerate(tokens):
        one = classes
        if len(classes) > 1:
            nearby = "".join(t[2] for t in tokens[max(0, at - 4) : at + 5])
            one = _pick(classes, "".join(r[2] for r in run[-2:]), nearby)
        clock = text == "|" and run and tokens[at + 1 : at + 2] and tokens[at + 1][2] == "T"  # "3.5.2012 | 10:22"
        if one == "G" and (text != "|" or clock):
            glue += 1
            if glue <= 3:
                continue
            one = ""
        if one in {"", "G"}:
            if text in "([)]":
                continue
            if run:
                runs.append(run)
            run, glue = [], 0
            continue
        if one == "O" and run and not any(c in "UDQ" for _, _, c in run):
            runs.append(run)
            run = []
        run.append((start, end, one))
        glue = 0
    if run:
        runs.append(run)
    return runs


@lru_cache(maxsize=8192)
def find_date(line: str) -> DateSpan | None:
    """The most complete date of a short line, or None.

    Lines over ``LONGEST`` characters have none: they are prose.
    """
    if len(line) > LONGEST:
        return None
    if "://" in line:
        line = _URL.sub(lambda url: "\x00" * len(url.group()), line)
    if not _DIGIT.search(line) and _RELATIVE.isdisjoint(line.casefold().split()):
        return None
    line = ascii_digits(line)
    best = _best(line)
    cut = _GLUED_DAY.search(line) if best is None or best.weak else None  # "Birgit20. November"
    if cut := cut or _GLUED_YEAR.search(line):  # "Erzsi2013. március 12."
        at = cut.start()
        found = _best(line[at:])
        if found and not found.weak and (best is None or best.weak or at < best.start and found.start == 0 and at + found.end >= best.end):
            return DateSpan(found.start + at, found.end + at, found.signature)
    return best


def _best(line: str) -> DateSpan | None:
    best: DateSpan | None = None
    for run in _runs(line):
        classes = "".join(c for _, _, c in run)
        classes = _COUNTED.sub(lambda found: found.group().replace("D", "Q"), classes)[:_RUN]
        starts = (_DATE.match(classes, at) for at in range(len(classes)))  # "Jo March 4. May 2012"
        for match in filter(None, starts):
            found = _counted(line, DateSpan(run[match.start()][0], run[match.end() - 1][1], match.group()))
            if best is None or _weight(found) > _weight(best):
                best = found
        if best is None and classes in {"T", "TA", "TZ"}:
            best = DateSpan(run[0][0], run[-1][1], "T")
    return best


def _counted(line: str, span: DateSpan) -> DateSpan:
    """The span with the "a" of "a year ago", which is a number like that of "2 years ago"."""
    start, signature = span.start, span.signature
    if signature[0] not in "QU" or signature[-1] != "O":
        return span
    if signature.startswith("UU") and line[start : start + 3].casefold() == "an ":  # a unit in French
        signature = "Q" + signature[1:]
    elif signature[0] == "U" and (one := _ONE.search(line, 0, start)):
        start, signature = one.start(), "Q" + signature
    about = _ABOUT.search(line, 0, start)
    return DateSpan(about.start() if about else start, span.end, signature)


def _weight(span: DateSpan) -> tuple[bool, int]:
    return (not span.weak, len(span.signature))
