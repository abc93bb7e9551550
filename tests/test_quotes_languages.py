"""Pasted articles in languages other than those of ``test_quotes``: an introduction, the article, a verdict."""

from __future__ import annotations

import pytest

from analyzer.structure._overlap import tokens
from analyzer.structure._pasted import pasted

ARTICLES = {
    "hi": (
        "यह देखिए:",
        "नई दिल्ली (रॉयटर्स) - नगर परिषद ने सोमवार को कहा कि दोनों क्लब अगले वसंत से एक ही मैदान साझा करेंगे। एक प्रवक्ता ने "
        "पत्रकारों को बताया कि यह फैसला दोनों क्लबों के मालिकों के साथ लंबी बातचीत के बाद लिया गया। महापौर के अनुसार काम का खर्च "
        "शहर और क्षेत्र मिलकर उठाएंगे और निर्माण जून में शुरू होगा।",
        "मुझे इस पर विश्वास नहीं है।",
    ),
    "bn": (
        "এটা দেখুন:",
        "ঢাকা (রয়টার্স) - নগর পরিষদ সোমবার জানিয়েছে যে আগামী বসন্ত থেকে দুই ক্লাব একই মাঠ ব্যবহার করবে। একজন মুখপাত্র "
        "সাংবাদিকদের বলেন, দুই ক্লাবের মালিকদের সঙ্গে দীর্ঘ আলোচনার পর এই সিদ্ধান্ত নেওয়া হয়েছে। মেয়রের মতে কাজের খরচ শহর এবং "
        "অঞ্চল যৌথভাবে বহন করবে এবং জুন মাসে নির্মাণকাজ শুরু হবে বলে জানান তিনি।",
        "আমি বিশ্বাস করি না।",
    ),
    "ur": (
        "یہ دیکھیں:",
        "لاہور (رائٹرز) - بلدیہ نے پیر کو کہا کہ دونوں کلب اگلے موسم بہار سے ایک ہی میدان استعمال کریں گے۔ ایک ترجمان نے صحافیوں "
        "کو بتایا کہ یہ فیصلہ دونوں کلبوں کے مالکان سے طویل بات چیت کے بعد کیا گیا۔ میئر کے مطابق کام کے اخراجات شہر اور علاقہ مل "
        "کر برداشت کریں گے اور تعمیر جون میں شروع ہو گی۔",
        "مجھے یقین نہیں۔",
    ),
    "fa": (
        "این را ببینید:",
        "تهران (ایسنا) - شورای شهر روز دوشنبه اعلام کرد که دو باشگاه از بهار آینده یک زمین مشترک خواهند داشت. سخنگوی شورا به "
        "خبرنگاران گفت که این تصمیم پس از گفت‌وگوهای طولانی با مالکان دو باشگاه گرفته شد. به گفته شهردار هزینه کارها را شهر و "
        "استان با هم پرداخت خواهند کرد و ساخت آن در خرداد آغاز می‌شود.",
        "من باور نمی‌کنم.",
    ),
    "he": (
        "תראו את זה:",
        "תל אביב (רויטרס) - מועצת העיר הודיעה ביום שני כי שני המועדונים יחלקו מגרש אחד החל מהאביב הבא. דובר העירייה אמר לכתבים כי "
        "ההחלטה התקבלה אחרי שיחות ארוכות עם הבעלים של שני המועדונים. לדברי ראש העיר עלות העבודות תתחלק בין העיר והמחוז והבנייה "
        "תתחיל בחודש יוני הקרוב ותימשך שלוש שנים לפחות.",
        "אני לא מאמין.",
    ),
    "ko": (
        "이거 보세요:",
        "서울(연합뉴스) - 시의회는 월요일 두 구단이 내년 봄부터 경기장 하나를 함께 쓰게 된다고 밝혔다. 대변인은 기자들에게 이번 결정이 두 구단 소유주와의 긴 협의 끝에 내려졌다고 말했다. 시장에 따르면 공사 비용은 "
        "시와 지역이 함께 부담하고 공사는 유월에 시작될 예정이며 적어도 삼 년이 걸릴 것으로 보인다고 신문은 전했다. 구단 관계자들은 아직 공식 입장을 내지 않은 상태이며 팬들의 반발도 거세다.",
        "저는 못 믿겠어요.",
    ),
    "ja": (
        "これを見て:",
        "【ロンドン時事】市議会は月曜日、二つのクラブが来年の春から一つの競技場を共同で使うと発表した。報道官は記者団に対し、決定は両クラブの所有者と"
        "の長い協議の後に下されたと述べた。市長によると、工事の費用は市と地域が共同で負担する。",
        "私は信じません。",
    ),
    "zh": (
        "看这个：",
        "新华社伦敦电 市议会星期一宣布，两家俱乐部从明年春天起将共用一个球场。发言人对记者表示，这一决定是在与两家俱乐部的老板长时间谈判之后作出的。"
        "据市长介绍，工程费用将由市和地区共同承担，工程将于六月开始。",
        "我不信。",
    ),
    "el": (
        "Δείτε αυτό:",
        "ΑΘΗΝΑ (ΑΠΕ) - Το δημοτικό συμβούλιο ανακοίνωσε τη Δευτέρα ότι οι δύο σύλλογοι θα μοιράζονται ένα γήπεδο από την επόμενη "
        "άνοιξη. Ο εκπρόσωπος δήλωσε στους δημοσιογράφους ότι η απόφαση ελήφθη ύστερα από μακρές συνομιλίες με τους ιδιοκτήτες "
        "των δύο συλλόγων. Σύμφωνα με τον δήμαρχο το κόστος των έργων θα καλυφθεί από την πόλη και την περιφέρεια.",
        "Εγώ δεν το πιστεύω.",
    ),
    "uk": (
        "Дивіться:",
        "КИЇВ (Укрінформ) - Міська рада заявила в понеділок, що обидва клуби з наступної весни ділитимуть один стадіон. Речник "
        "повідомив журналістам, що рішення ухвалено після довгих переговорів з власниками обох клубів. За словами мера, витрати "
        "на роботи покриють місто й область разом, а будівництво почнеться в червні і триватиме щонайменше три роки, додав він.",
        "Я не вірю.",
    ),
    "hu": (
        "Nézzétek:",
        "BUDAPEST (MTI) - A városi tanács hétfőn közölte, hogy a két klub jövő tavasztól egy pályán osztozik. A szóvivő azt "
        "mondta az újságíróknak, hogy a döntés a két klub tulajdonosaival folytatott hosszú tárgyalások után született. A "
        "polgármester szerint a munkálatok költségeit a város és a régió közösen viseli, az építkezés pedig júniusban kezdődik és "
        "legalább három évig tart.",
        "Én nem hiszem.",
    ),
    "fi": (
        "Katsokaa:",
        "HELSINKI (STT) - Kaupunginvaltuusto kertoi maanantaina, että kaksi seuraa jakaa yhden kentän ensi keväästä alkaen. "
        "Tiedottaja sanoi toimittajille, että päätös tehtiin pitkien neuvottelujen jälkeen molempien seurojen omistajien kanssa. "
        "Kaupunginjohtajan mukaan töiden kustannukset maksavat kaupunki ja maakunta yhdessä, ja rakentaminen alkaa kesäkuussa "
        "sekä kestää ainakin kolme vuotta.",
        "Minä en usko.",
    ),
    "sv": (
        "Titta:",
        "STOCKHOLM (TT) - Kommunfullmäktige meddelade i måndags att de två klubbarna ska dela en plan från nästa vår. En "
        "talesperson sade till reportrar att beslutet fattades efter långa samtal med ägarna till båda klubbarna. Enligt "
        "borgmästaren betalas kostnaderna för arbetet av staden och regionen tillsammans, och bygget börjar i juni och pågår i "
        "minst tre år.",
        "Jag tror inte på det.",
    ),
    "ka": (
        "ნახეთ:",
        "თბილისი (ინტერპრესნიუსი) - საკრებულომ ორშაბათს განაცხადა, რომ ორი კლუბი მომავალი გაზაფხულიდან ერთ მოედანს გაიყოფს. "
        "სპიკერმა ჟურნალისტებს უთხრა, რომ გადაწყვეტილება ორივე კლუბის მფლობელებთან ხანგრძლივი მოლაპარაკების შემდეგ მიიღეს. მერის "
        "თქმით, სამუშაოების ხარჯებს ქალაქი და რეგიონი ერთად დაფარავენ, ხოლო მშენებლობა ივნისში დაიწყება და სულ მცირე სამ წელს "
        "გაგრძელდება ინფორმაციით.",
        "მე არ მჯერა.",
    ),
    "pl": (
        "Patrzcie:",
        "WARSZAWA (PAP) - Rada miasta poinformowała w poniedziałek, że oba kluby od przyszłej wiosny będą dzielić jedno boisko. "
        "Rzecznik powiedział dziennikarzom, że decyzję podjęto po długich rozmowach z właścicielami obu klubów. Według burmistrza "
        "koszty prac poniosą wspólnie miasto i region, a budowa rozpocznie się w czerwcu i potrwa co najmniej trzy lata.",
        "Ja w to nie wierzę.",
    ),
    "nl": (
        "Kijk:",
        "AMSTERDAM (ANP) - De gemeenteraad meldde maandag dat de twee clubs vanaf volgend voorjaar een veld zullen delen. Een "
        "woordvoerder zei tegen journalisten dat het besluit werd genomen na lange gesprekken met de eigenaars van beide clubs. "
        "Volgens de burgemeester worden de kosten van het werk gedragen door de stad en de regio samen.",
        "Ik geloof er niets van.",
    ),
    "it": (
        "Guardate:",
        "ROMA (ANSA) - Il consiglio comunale ha annunciato lunedì che le due squadre divideranno un campo dalla prossima "
        "primavera. Un portavoce ha detto ai giornalisti che la decisione è stata presa dopo lunghi colloqui con i proprietari "
        "delle due squadre. Secondo il sindaco i costi dei lavori saranno sostenuti dalla città e dalla regione insieme.",
        "Io non ci credo.",
    ),
    "pt": (
        "Vejam:",
        "LISBOA (Lusa) - A câmara municipal anunciou na segunda-feira que os dois clubes vão partilhar um campo a partir da "
        "próxima primavera. Um porta-voz disse aos jornalistas que a decisão foi tomada depois de longas conversas com os donos "
        "dos dois clubes. Segundo o presidente da câmara os custos das obras serão suportados pela cidade e pela região.",
        "Eu não acredito.",
    ),
    "tr": (
        "Bakın:",
        "ANKARA (AA) - Belediye meclisi pazartesi günü iki kulübün gelecek bahardan itibaren tek bir sahayı paylaşacağını "
        "açıkladı. Bir sözcü gazetecilere kararın iki kulübün sahipleriyle uzun görüşmelerden sonra alındığını söyledi. Belediye "
        "başkanına göre çalışmaların masrafları şehir ve bölge tarafından birlikte karşılanacak, inşaat haziran ayında başlayacak "
        "ve en az üç yıl sürecek diye bildirildi.",
        "Ben inanmıyorum.",
    ),
}


@pytest.mark.parametrize("language", ARTICLES)
def test_a_pasted_article(language: str) -> None:
    text = "\n".join(ARTICLES[language])
    assert [text[start:end] for start, end in pasted(text, tokens(text))] == [ARTICLES[language][1]]


def test_one_who_speaks_for_himself_is_no_article() -> None:
    text = (
        "i think the council said too little about the grounds and the mayor told nobody what was planned, and i do not see why "
        "we should pay for it, according to whom? they announced it, they denied it, they confirmed it and nobody here knows more."
    )
    assert pasted(text, tokens(text)) == []
