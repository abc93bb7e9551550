"""Month names of the languages in which comment pages print their dates.

One table for the whole package: ``read`` asks whether a printed word is a month at all
(``PRINTED``, exact, because names and prose stand beside it), ``structure`` asks which
one (``month_of``, which takes abbreviations and inflected forms too: "ноябр" finds
ноябрю). A look-up costs a few dictionary reads, where a general date library tries every
locale in turn (20 ms a date).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_TABLE = (
    "january janvier januar januari janeiro enero gennaio gener ianuarie leden ledna stycz siječanj siječnj "
    "январ січен студзен януари јануар ocak tammikuu ιανουαρ γεναρ يناير جانفي كانونالثاني ژانویه جنوری "
    "ינואר जनवरी জানুয়ারি มกราคม มค sausio janvār jan janv ene gen stycznia styczeń sty január января "
    "январь янв oca ιανουαρίου tammikuuta januára siječnja jänner січня "
    "січ ιαν იანვარი იან ጃንዋሪ ጃንዩወሪ ஜனவரி जानेवारी জানুয়ারী",
    "february février februar februari fevereiro febrero febbraio febrer februarie pebruari únor února luty "
    "lutego veljač феврал лют февруари фебруар şubat helmikuu φεβρουαρ فبراير فيفري شباط فوریه فروری פברואר "
    "फरवरी फ़रवरी ফেব্রুয়ারি กุมภาพันธ์ กพ vasario februār feb fevrier févr fevr fev lut február февраля "
    "февраль фев şub φεβρουαρίου helmikuuta februára veljače лютого "
    "febr φεβ თებერვალი თებ ፌብሩዋሪ ፌብሩወሪ பிப்ரவரி फेब्रुवारी ফেব্রুয়ারী",
    "march mars märz maart mrt marzo março març martie mart marts marec březen března marzec marca ožujak "
    "ožujk maret mac март берез maaliskuu március μαρτ مارس آذار مارچ מרץ मार्च মার্চ มีนาคม มีค kovo "
    "марта мар березня μαρτίου maaliskuuta ožujka mar mär mrz اذار "
    "бер márc μάρ μαρ მარტი მარ machi ማርች மார்ச் מרס",
    "april avril abril aprile aprilie duben dubna kwiecień kwietnia travanj travnj апрел квіт красавік "
    "април nisan huhtikuu április απριλ أبريل ابريل أفريل نيسان آوریل اپریل אפריל अप्रैल এপ্রিল เมษายน เมย "
    "balandžio apr avr abr kwi apríl апреля апрель апр квітня nis απριλίου huhtikuuta apríla travnja إبريل "
    "кві ápr απρ აპრილი აპრ aprili ኤፕሪል ኤፕረል ஏப்ரல் एप्रिल",
    "may mai mei mayo maio maggio maig maj květen května svibanj svibnj май мая трав мај mayıs toukokuu "
    "május μαι مايو ماي أيار مه مئی מאי मई মে พฤษภาคม พค gegužės maij mag máj травня toukokuuta svibnja "
    "maja ايار μαΐου μαίου mája маја "
    "тра μάι მაისი ሜይ மே मे",
    "june juin juni junho junio giugno juny iunie červen června czerw lipanj lipnj июн черв юни јун haziran "
    "kesäkuu június ιουν يونيو جوان حزيران ژوئن جون יוני जून জুন มิถุนายน มิย birželio jūnij jun giu "
    "czerwca czerwiec cze jún червня haz ιουνίου kesäkuuta lipnja июня июнь júna јуна "
    "чер ιούν ივნისი ივნ ጁን ஜூன் يونيه",
    "july juillet juli julho julio luglio juliol julai iulie červenec července lipiec lipca srpanj srpnja "
    "июл лип юли јул temmuz heinäkuu július ιουλ يوليو جويلية يوليوز تموز ژوئیه جولائی יולי जुलाई জুলাই "
    "กรกฎาคม กค liepos jūlij jul juil lug júl tem ιουλίου heinäkuuta júla lip июля июль липня јула "
    "ιούλ ივლისი ივლ ጁላይ ஜூலை जुलै يوليه جولای",
    "august août agosto augustus agost agustus ogos avgust srpen srpna sierpień sierpnia kolovoz август "
    "серп жнівен ağustos elokuu augusztus αυγουστ أغسطس أوت غشت آب اوت اگست אוגוסט अगस्त আগস্ট สิงหาคม สค "
    "rugpjūčio aug aout ago sie августа авг серпня ağu αυγούστου elokuuta augusta kolovoza اغسطس "
    "сер αύγ აგვისტო აგვ agosti augusti ኦገስት ஆகஸ்ட் ऑगस्ट আগষ্ট آگوست",
    "september septembre setembro septiembre setiembre settembre setembre septembrie septembar září "
    "wrzesień września rujan rujna сентябр верес верасен септември септембар eylül syyskuu szeptember "
    "σεπτεμβρ سبتمبر شتنبر أيلول سپتامبر ستمبر ספטמבר सितंबर सितम्बर সেপ্টেম্বর กันยายน กย rugsėjo septembr "
    "sep sept set wrz сентября сентябрь сен сент вересня eyl σεπτεμβρίου syyskuuta septembra ايلول "
    "вер szept σεπ სექტემბერი სექ septemba ሴፕቴምበር செப்டம்பர் सप्टेंबर",
    "october octobre oktober outubro octubre ottobre octombrie oktobar říjen října październik października "
    "октябр жовт кастрычнік октомври октобар ekim lokakuu október οκτωβρ أكتوبر اكتوبر تشرينالأول اکتبر "
    "اکتوبر אוקטובר अक्टूबर अक्तूबर অক্টোবর ตุลาคม ตค spalio oktobr oct okt out ott paź октября октябрь окт "
    "жовтня eki οκτωβρίου lokakuuta októbra "
    "жов οκτ ოქტომბერი ოქტ oktoba ኦክቶበር ኦክተውበር அக்டோபர் ऑक्टोबर",
    "november novembre novembro noviembre noiembrie novembar nopember listopad studeni studenog ноябр "
    "листопад лістапад ноември новембар kasım marraskuu νοεμβρ نوفمبر نونبر تشرينالثاني نوامبر نومبر נובמבר "
    "नवंबर नवम्बर নভেম্বর พฤศจิกายน พย lapkričio novembr nov listopadu listopada lis ноября ноябрь ноя нояб "
    "листопада kas νοεμβρίου marraskuuta novembra studenoga "
    "лис νοέ ნოემბერი ნოე novemba ኖቬምበር நவம்பர் नोव्हेंबर",
    "december décembre dezember dezembro diciembre dicembre desembre decembrie decembar desember disember "
    "prosin grudzień grudnia декабр груд снежан декември децембар aralık joulukuu δεκεμβρ ديسمبر دجنبر "
    "كانونالأول دسامبر دسمبر דצמבר दिसंबर दिसम्बर ডিসেম্বর ธันวาคม ธค gruodžio decembr dec dez decembre déc "
    "dic prosinec prosince gru декабря декабрь дек грудня ara δεκεμβρίου joulukuuta decembra prosinca "
    "гру δεκ დეკემბერი დეკ desemba ዲሴምበር டிசம்பர் डिसेंबर",
)


PRINTED = frozenset(name for names in _TABLE for name in names.split())  # lower case, with diacritics


def plain(text: str) -> str:
    """Lower case without diacritics, ligatures, invisible characters; all digits as 0-9."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold()).replace("ı", "i")
    kept = (
        str(unicodedata.digit(c)) if not c.isascii() and c.isdigit() else c
        for c in text
        if not "\u0300" <= c <= "\u036f" and unicodedata.category(c) != "Cf"
    )
    return unicodedata.normalize("NFC", "".join(kept))


def _index() -> tuple[dict[str, int], dict[str, int]]:
    whole: dict[str, int] = {}
    beginnings: dict[str, int] = {}
    for month, names in enumerate(_TABLE, 1):
        for name in map(plain, names.split()):
            whole[name] = month
            for end in range(3, len(name)):
                beginnings[name[:end]] = month if beginnings.get(name[:end], month) == month else 0
    return whole, beginnings


_WHOLE, _BEGINNINGS = _index()


@lru_cache(maxsize=4096)
def month_of(word: str, language: str | None = None) -> int | None:
    """The month that ``word`` (already ``plain``) names, 1 to 12, or None.

    Whole names, abbreviations of three letters or more that fit one month only, and
    inflected forms: a stem of four letters or more and at most four letters after it.
    Croatian "listopad" is October, elsewhere it is November: ``language`` decides.
    """
    if language == "hr" and word.startswith("listopad"):
        return 10
    if found := _WHOLE.get(word) or _BEGINNINGS.get(word):
        return found
    for end in range(len(word) - 1, max(3, len(word) - 5), -1):
        if found := _WHOLE.get(word[:end]):
            return found
    if word[:1] == "ב":  # Hebrew "in November" is one word
        return _WHOLE.get(word[1:])
    return None
