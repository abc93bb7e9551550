"""Text dumps in two dozen languages: every layout, rendered, has to come back exactly."""

from __future__ import annotations

import unicodedata

import pytest
from test_read_text import thread_of

from analyzer.read._text_dates import find_date
from analyzer.read._text_words import answered

# language: names, bodies, (long date, short date, ago), header, button, heading, form, footer lead
PAGES = {
    "cs": {
        "names": ["Pavel Novák", "jana", "Karel_B", "Honza z Brna", "jana"],
        "bodies": [
            "Všechny jsou stejné.",
            "Nesouhlasím, rozdíl je v programu.\n\nA taky v lidech.",
            "Pravda: obojí.",
            "Jak kdy. Ale ta první ne.",
            "Díky za článek!",
        ],
        "dates": ["12. března 2014 v 10:%02d", "3. 4. 2015 10:%02d", "před %d dny"],
        "says": "%s napsal:", "head": "%d komentářů", "button": "Odpovědět", "lead": "Vložil",
        "form": "Napsat komentář\nVaše e-mailová adresa nebude zveřejněna.\nJméno *",
        "article": "Proč jsou si strany podobné", "by": "Autor: Marta Malá",
    },
    "es": {
        "names": ["José Luis", "María", "el_gato", "Ana de Soria", "María"],
        "bodies": [
            "Son iguales, como dos gotas.",
            "No estoy de acuerdo.\n\nHay diferencias claras: una cobra y la otra no.",
            "¿Y qué?",
            "Depende del día, @María.",
            "Gracias a todos.",
        ],
        "dates": ["5 de mayo de 2013 a las 3:%02d pm", "05/05/2013 15:%02d", "hace %d días"],
        "says": "%s dice:", "head": "%d comentarios", "button": "Responder", "lead": "Publicado por",
        "form": "Deja una respuesta\nTu dirección de correo electrónico no será publicada.",
        "article": "Son lo mismo o no", "by": "Por Lucía Pérez",
    },
    "fr": {
        "names": ["Marie", "jean-paul", "Le Bel Ours", "Zoé D.", "Marie"],
        "bodies": [
            "C’est bonnet blanc et blanc bonnet.",
            "Pas du tout !\n\nIl y a une différence de fond.",
            "Ni l’un ni l’autre.",
            "Merci Marie, bien vu.",
            "Je persiste.",
        ],
        "dates": ["3 juin 2011 à 14 h %02d min", "3 juin 2011 à 14:%02d", "il y a %d jours"],
        "says": "%s dit :", "head": "%d commentaires", "button": "Répondre", "lead": "Rédigé par ",
        "form": "Laisser un commentaire\nVotre adresse e-mail ne sera pas publiée.",
        "article": "Pareil ou pas ?", "by": "Par Claire Dupont",
    },
    "ru": {
        "names": ["Иван", "Ольга Петровна", "kot_77", "Дед Мазай", "Иван"],
        "bodies": [
            "Одно и то же.",
            "Не согласна.\n\nРазница есть, и большая.",
            "Да ладно вам...",
            "Как сказать.",
            "Спасибо, Ольга!",
        ],
        "dates": ["12 марта 2013 в 14:%02d", "12.03.2013 14:%02d", "%d дня назад"],
        "says": "%s говорит:", "head": "%d комментариев", "button": "Ответить", "lead": "Автор",
        "form": "Добавить комментарий\nВаш адрес email не будет опубликован.",
        "article": "Одно и то же?", "by": "Автор: Анна Белова",
    },
    "tr": {
        "names": ["Ahmet", "Ayşe Yılmaz", "deli_dumrul", "Can B.", "Ahmet"],
        "bodies": [
            "İkisi de aynı.",
            "Katılmıyorum.\n\nAralarında fark var.",
            "Fark etmez.",
            "Bence ikisi de yanlış.",
            "Teşekkürler.",
        ],
        "dates": ["12 Mart 2013, 14:%02d", "12.03.2013 14:%02d", "%d gün önce"],
        "says": "%s dedi ki:", "head": "%d yorum", "button": "Yanıtla", "lead": "Gönderen",
        "form": "Bir cevap yazın\nE-posta hesabınız yayımlanmayacak.",
        "article": "Aynı mı, farklı mı?", "by": "Yazan: Elif Kaya",
    },
    "zh": {
        "names": ["小明", "老王", "cat88", "北京人", "小明"],
        "bodies": [
            "都一样。",
            "我不同意。\n\n区别很大。",
            "随便吧",
            "看情况。",
            "谢谢大家！",
        ],
        "dates": ["2013年3月12日 14:%02d", "2013-03-12 14:%02d", "%d天前"],
        "says": "%s 说道：", "head": "%d 条评论", "button": "回复", "lead": "作者",
        "form": "发表评论\n您的电子邮箱地址不会被公开。",
        "article": "是一样还是不一样？", "by": "作者：李雷",
    },
    "pt": {
        "names": ["João Silva", "Ana", "zé_do_brejo", "Maria das Dores", "Ana"],
        "bodies": [
            "São todos iguais.",
            "Discordo.\n\nHá diferenças enormes.",
            "Tanto faz.",
            "Depende, né?",
            "Valeu!",
        ],
        "dates": ["12 de março de 2015 às 10:%02d", "12/03/2015 10:%02d", "há %d dias"],
        "says": "%s disse:", "head": "%d comentários", "button": "Responder", "lead": "Postado por",
        "form": "Deixe um comentário\nO seu endereço de e-mail não será publicado.",
        "article": "São a mesma coisa?", "by": "Por Rita Souza",
    },
    "ar": {
        "names": ["أحمد", "سارة علي", "قارئ 22", "أبو محمد", "أحمد"],
        "bodies": [
            "كلهم سواء.",
            "لا أوافق.\n\nالفرق كبير.",
            "لا يهم",
            "حسب الحالة.",
            "شكراً لكم.",
        ],
        "dates": ["12 مارس 2013 الساعة 14:%02d", "12/03/2013 14:%02d", "منذ %d أيام"],
        "says": "يقول %s:", "head": "%d تعليقات", "button": "رد", "lead": "بواسطة",
        "form": "اترك تعليقاً\nلن يتم نشر عنوان بريدك الإلكتروني.",
        "article": "هل هما الشيء نفسه؟", "by": "بقلم: ليلى حسن",
    },
    "de": {
        "names": ["Birgit", "Hans-Peter", "eule_42", "Die Müllers", "Birgit"],
        "bodies": [
            "Das ist doch alles dasselbe.",
            "Nein.\n\nDie Unterschiede sind groß.",
            "Egal",
            "Kommt drauf an, Birgit.",
            "Danke!",
        ],
        "dates": ["20. November 2022 um 10:%02d Uhr", "20.11.2022, 10:%02d", "vor %d Tagen"],
        "says": "%s sagt:", "head": "%d Kommentare", "button": "Antworten", "lead": "Geschrieben von",
        "form": "Schreibe einen Kommentar\nDeine E-Mail-Adresse wird nicht veröffentlicht.",
        "article": "Alles dasselbe?", "by": "Von Karl Klein",
    },
    "en": {
        "names": ["Tom", "Jo March", "cat_lady", "Bill from Ohio", "Tom"],
        "bodies": [
            "They are the same.",
            "I disagree.\n\nThe difference is large.",
            "Whatever",
            "It depends, Tom.",
            "Thanks all!",
        ],
        "dates": ["November 14th, 2014, 3:%02d pm", "11/14/2014 15:%02d", "%d days ago"],
        "says": "%s says:", "head": "%d Comments", "button": "Reply", "lead": "Posted by",
        "form": "Leave a Reply\nYour email address will not be published.",
        "article": "Same or different?", "by": "By Ann Reader",
    },
    "hi": {
        "names": ["राहुल वर्मा", "प्रिया", "दिल्ली_वाला", "मोहन लाल", "प्रिया"],
        "bodies": ["दोनों एक जैसे हैं।", "मैं सहमत नहीं हूँ।\n\nफ़र्क बहुत बड़ा है।", "कोई बात नहीं", "यह निर्भर करता है।", "सबको धन्यवाद!"],
        "dates": ["१२ नवंबर २०१३ को १४:%02d", "१२/०३/२०१३ १४:%02d", "%d घंटे पहले"],
        "says": "%s ने कहा:", "head": "%d टिप्पणी", "button": "उत्तर दें", "lead": "द्वारा",
        "form": "टिप्पणी करें\nआपका ईमेल पता प्रकाशित नहीं किया जाएगा.",
        "article": "एक जैसे या अलग?", "by": "लेखक: सीता शर्मा",
    },
    "bn": {
        "names": ["বিপ্লব সাহা", "সুমি", "ঢাকা_বাসী", "রহিম উদ্দিন", "সুমি"],
        "bodies": ["দুটোই এক।", "আমি একমত নই।\n\nপার্থক্য অনেক বড়।", "যাই হোক", "এটা নির্ভর করে।", "সবাইকে ধন্যবাদ!"],
        "dates": ["১২ মার্চ ২০১৩, ১৪:%02d", "১২/০৩/২০১৩ ১৪:%02d", "%d দিন আগে"],
        "says": "%s বলেছেন:", "head": "%dটি মন্তব্য", "button": "উত্তর দিন", "lead": "লিখেছেন",
        "form": "মন্তব্য করুন\nআপনার ই-মেইল এ্যাড্রেস প্রকাশিত হবে না।",
        "article": "একই নাকি আলাদা?", "by": "লেখক: মিতা দাস",
    },
    "ur": {
        "names": ["احمد خان", "سارہ", "لاہوری_منڈا", "بلال حسین", "سارہ"],
        "bodies": ["دونوں ایک جیسے ہیں۔", "میں متفق نہیں ہوں۔\n\nفرق بہت بڑا ہے۔", "کوئی بات نہیں", "یہ حالات پر ہے۔", "سب کا شکریہ!"],
        "dates": ["12 مارچ 2013 بوقت 14:%02d", "12/03/2013 14:%02d", "%d دن پہلے"],
        "says": "%s نے کہا:", "head": "%d تبصرے", "button": "جواب دیں", "lead": "مصنف",
        "form": "تبصرہ کریں\nآپ کا ای میل ایڈریس شائع نہیں کیا جائے گا۔",
        "article": "ایک جیسے یا مختلف؟", "by": "تحریر: نادیہ علی",
    },
    "fa": {
        "names": ["رضا کریمی", "مریم", "تهرانی", "علی اکبر", "مریم"],
        "bodies": ["هر دو یکی هستند.", "موافق نیستم.\n\nتفاوت زیاد است.", "فرقی نمی‌کند", "بستگی دارد.", "ممنون از همه!"],
        "dates": ["۱۲ آبان ۱۳۹۳ ساعت ۱۴:%02d", "۱۳۹۳/۰۸/۱۲ ۱۴:%02d", "%d ساعت قبل"],
        "says": "%s گفت:", "head": "%d نظر", "button": "پاسخ دادن", "lead": "ارسال شده توسط",
        "form": "نظر بدهید\nنشانی ایمیل شما منتشر نخواهد شد.",
        "article": "یکسان یا متفاوت؟", "by": "نویسنده: لیلا رضایی",
    },
    "he": {
        "names": ["דוד לוי", "רחל", "תל_אביבי", "משה כהן", "רחל"],
        "bodies": ["שניהם אותו דבר.", "אני לא מסכים.\n\nההבדל גדול.", "לא משנה", "תלוי במקרה.", "תודה לכולם!"],
        "dates": ["12 במרץ 2013 בשעה 14:%02d", "12/03/2013 14:%02d", "לפני %d ימים"],
        "says": "%s כתב:", "head": "%d תגובות", "button": "הגב", "lead": "מאת",
        "form": "כתיבת תגובה\nהאימייל לא יוצג באתר.",
        "article": "אותו דבר או שונה?", "by": "מאת: נועה ברק",
    },
    "th": {
        "names": ["สมชาย ใจดี", "มาลี", "คนกรุง", "วิชัย", "มาลี"],
        "bodies": ["ทั้งสองเหมือนกัน", "ไม่เห็นด้วย\n\nต่างกันมาก", "ไม่เป็นไร", "แล้วแต่กรณี", "ขอบคุณทุกคน!"],
        "dates": ["12 มีนาคม 2556 เวลา 14:%02d น.", "12/03/2556 14:%02d", "%d วันที่แล้ว"],
        "says": "%s พูดว่า:", "head": "%d ความคิดเห็น", "button": "ตอบกลับ", "lead": "โดย",
        "form": "ใส่ความเห็น\nอีเมลของคุณจะไม่แสดงให้คนอื่นเห็น",
        "article": "เหมือนหรือต่าง", "by": "โดย สุดา แก้ว",
    },
    "vi": {
        "names": ["Nguyễn Văn An", "Hương", "hanoi_88", "Trần Bình", "Hương"],
        "bodies": ["Cả hai giống nhau.", "Tôi không đồng ý.\n\nKhác nhau rất nhiều.", "Sao cũng được", "Còn tùy.", "Cảm ơn mọi người!"],
        "dates": ["12 Tháng Ba, 2013 lúc 14:%02d", "12/03/2013 14:%02d", "%d ngày trước"],
        "says": "%s viết:", "head": "%d bình luận", "button": "Trả lời", "lead": "Đăng bởi",
        "form": "Để lại một bình luận\nEmail của bạn sẽ không được hiển thị công khai.",
        "article": "Giống hay khác?", "by": "Tác giả: Lê Lan",
    },
    "ko": {
        "names": ["김철수", "이영희", "서울사람", "박 민수", "이영희"],
        "bodies": ["둘 다 똑같아요.", "동의하지 않습니다.\n\n차이가 큽니다.", "상관없음", "경우에 따라 달라요.", "모두 감사합니다!"],
        "dates": ["2013년 3월 12일 오후 2:%02d", "2013. 3. 12. 14:%02d", "%d 시간 전"],
        "says": "%s님이 말했습니다:", "head": "%d개의 댓글", "button": "답글 달기", "lead": "작성자",
        "form": "댓글 쓰기\n이메일 주소는 공개되지 않습니다.",
        "article": "같은가 다른가?", "by": "작성자: 최지은",
    },
    "ja": {
        "names": ["山田太郎", "花子", "東京人", "鈴木 一郎", "花子"],
        "bodies": ["どちらも同じです。", "同意できません。\n\n違いは大きい。", "どうでもいい", "場合によります。", "皆さんありがとう！"],
        "dates": ["2013年3月12日 午後2:%02d", "2013年3月12日(火) 14:%02d", "%d 時間前"],
        "says": "%s さんのコメント:", "head": "コメント %d件", "button": "返信する", "lead": "投稿者",
        "form": "コメントを投稿\nメールアドレスが公開されることはありません。",
        "article": "同じか違うか", "by": "著者：田中",
    },
    "el": {
        "names": ["Γιώργος Παππάς", "Ελένη", "αθηναίος_7", "Νίκος Κ.", "Ελένη"],
        "bodies": ["Είναι και οι δύο ίδιοι.", "Διαφωνώ.\n\nΗ διαφορά είναι μεγάλη.", "Δεν πειράζει", "Εξαρτάται.", "Ευχαριστώ όλους!"],
        "dates": ["12 Μαρτίου 2013 στις 14:%02d", "12/03/2013 14:%02d", "πριν από %d ημέρες"],
        "says": "%s λέει:", "head": "%d σχόλια", "button": "Απάντηση", "lead": "Δημοσιεύτηκε από",
        "form": "Αφήστε μια απάντηση\nΗ ηλ. διεύθυνση σας δεν δημοσιεύεται.",
        "article": "Ίδιο ή διαφορετικό;", "by": "Από Μαρία Λάμπρου",
    },
    "uk": {
        "names": ["Іван Коваль", "Оксана", "киянин_9", "Дід Панас", "Оксана"],
        "bodies": ["Одне й те саме.", "Не згодна.\n\nРізниця є, і велика.", "Та хай", "Як сказати.", "Дякую всім!"],
        "dates": ["12 Бер 2013 в 14:%02d", "12.03.2013, 14:%02d", "%d годин тому"],
        "says": "%s коментує:", "head": "Коментарі (%d)", "button": "Відповідь", "lead": "Написав",
        "form": "Додати коментар\nВаша e-mail адреса не оприлюднюватиметься.",
        "article": "Одне й те саме?", "by": "Автор: Леся Біла",
    },
    "hu": {
        "names": ["Kovács János", "Erzsi", "budai_7", "Nagy Béla", "Erzsi"],
        "bodies": ["Mindkettő ugyanaz.", "Nem értek egyet.\n\nNagy a különbség.", "Mindegy", "Attól függ.", "Köszönöm mindenkinek!"],
        "dates": ["2013. március 12. 14:%02d", "2013.03.12. 14:%02d", "%d napja"],
        "says": "%s szerint:", "head": "%d hozzászólás", "button": "Válasz", "lead": "Írta",
        "form": "Hozzászólás írása\nAz e-mail címet nem tesszük közzé.",
        "article": "Ugyanaz vagy más?", "by": "Írta: Szabó Anna",
    },
    "fi": {
        "names": ["Matti Virtanen", "Aino", "turkulainen_7", "Vanha Pekka", "Aino"],
        "bodies": ["Ne ovat samat.", "Olen eri mieltä.\n\nEro on suuri.", "Ihan sama", "Riippuu.", "Kiitos kaikille!"],
        "dates": ["12. maaliskuuta 2013 klo 14:%02d", "12.3.2013 14:%02d", "%d päivää sitten"],
        "says": "%s sanoo:", "head": "%d kommenttia", "button": "Vastaa", "lead": "Kirjoittanut",
        "form": "Jätä kommentti\nSähköpostiosoitettasi ei julkaista.",
        "article": "Sama vai eri?", "by": "Kirjoittanut Liisa Laine",
    },
    "sv": {
        "names": ["Anders Berg", "Karin", "skåning_7", "Gamle Nils", "Karin"],
        "bodies": ["De är likadana.", "Jag håller inte med.\n\nSkillnaden är stor.", "Strunt samma", "Det beror på.", "Tack alla!"],
        "dates": ["12 mars 2013 kl. 14:%02d", "2013-03-12 14:%02d", "för %d dagar sedan"],
        "says": "%s skriver:", "head": "%d kommentarer", "button": "Svara", "lead": "Skrivet av",
        "form": "Lämna ett svar\nDin e-postadress kommer inte publiceras.",
        "article": "Lika eller olika?", "by": "Av Eva Lund",
    },
    "ka": {
        "names": ["გიორგი მაისურაძე", "ნინო", "თბილისელი_7", "დავით ბერიძე", "ნინო"],
        "bodies": ["ორივე ერთნაირია.", "არ ვეთანხმები.\n\nგანსხვავება დიდია.", "სულ ერთია", "გააჩნია.", "მადლობა ყველას!"],
        "dates": ["12 მარტი, 2013 14:%02d", "12.03.2013 14:%02d", "%d დღის წინ"],
        "says": "%s ამბობს:", "head": "%d კომენტარი", "button": "პასუხი", "lead": "ავტორი",
        "form": "დატოვე კომენტარი\nთქვენი ელფოსტის მისამართი არ გამოქვეყნდება.",
        "article": "იგივე თუ სხვა?", "by": "ავტორი: მარიამ კაპანაძე",
    },
    "am": {
        "names": ["አበበ ከበደ", "ሰላም", "አዲስ_አበቤ", "ተስፋዬ ገብሬ", "ሰላም"],
        "bodies": ["ሁለቱም አንድ ናቸው።", "አልስማማም።\n\nልዩነቱ ትልቅ ነው።", "ምንም አይደለም", "እንደ ሁኔታው ነው።", "ሁላችሁንም አመሰግናለሁ!"],
        "dates": ["12 ማርች 2013 14:%02d", "12/03/2013 14:%02d", "ከ%d ቀናት በፊት"],
        "says": "%s እንዲህ ይላል:", "head": "%d አስተያየቶች", "button": "መልስ", "lead": "በ",
        "form": "አስተያየት ይስጡ\nኢሜይልዎ አይታተምም።",
        "article": "አንድ ነው ወይስ ይለያል?", "by": "በ ሄለን",
    },
    "id": {
        "names": ["Budi Santoso", "Siti", "anak_jakarta", "Pak Joko", "Siti"],
        "bodies": ["Keduanya sama saja.", "Saya tidak setuju.\n\nPerbedaannya besar.", "Terserah", "Tergantung.", "Terima kasih semua!"],
        "dates": ["12 Maret 2013 pukul 14:%02d", "12/03/2013 14:%02d", "%d hari yang lalu"],
        "says": "%s berkata:", "head": "%d Komentar", "button": "Balas", "lead": "Ditulis oleh",
        "form": "Tinggalkan Balasan\nAlamat email Anda tidak akan dipublikasikan.",
        "article": "Sama atau beda?", "by": "Oleh Dewi Lestari",
    },
    "sw": {
        "names": ["Juma Hassan", "Asha", "mtu_wa_mwanza", "Baba Ali", "Asha"],
        "bodies": ["Wote ni sawa.", "Sikubaliani.\n\nTofauti ni kubwa.", "Haijalishi", "Inategemea.", "Asanteni nyote!"],
        "dates": ["12 Machi 2013 saa 14:%02d", "12/03/2013 14:%02d", "siku %d zilizopita"],
        "says": "%s anasema:", "head": "Maoni %d", "button": "Jibu", "lead": "Imeandikwa na",
        "form": "Acha maoni\nBarua pepe yako haitachapishwa.",
        "article": "Sawa au tofauti?", "by": "Na Neema Mushi",
    },
}  # fmt: skip

# layout: how one comment is printed; {n} counts from 1
LAYOUTS = {
    "said, date as a footer": "{says}\n\n{body}\n\n{long}\n\n\n",
    "said, date, button": " {says} \n {long} \n{body}\n {button} \n",
    "date, said": "{long}\n{says}\n\n{body}\n\n",
    "name, date": "{name}\n{long}\n\n{body}\n\n",
    "name, ago": "{name}\n{ago}\n{body}\n{n}\n{button}\n",
    "name ago": "{name} {ago}\n{body}\n{button}\n",
    "date, name": "{long}\n\n{name}\n\n{body}\n\n",
    "name date, button": " {name} {long} \n {button} \n{body}\n",
    "glued": "{name}{long}{button}\n{body}\n",
    "n. name - date": "{n}. {name} - {long}\n\n{body}\n\n",
    "n. name": "{n}. {name}\n\n{body}\n\n",
    "#n name, date": "#{n} {name}, {short}\n{body}\n\n",
    "name — date": "{name} — {short}\n{body}\n\n",
    "name (date):": "{name} ({short}):\n{body}\n\n",
    "date | name": "{short} | {name}\n{body}\n\n",
    "footer": "{body}\n\n{lead}: {name} | {long}\n\n",
    "said": "{says}\n{body}\n\n",
    "name, the page's own lines, date": "{name}\nPosts: 1{n}\nPosted: {long} (local)\n\n{body}\n\n",
    "name, body, date": "{name}\n{body}\n{button} · {n} · {short}\n\n",
    "name · place, body, date": "{name} · City {n}\n{body}\n{short}\n{button}\n\n",
    "avatar, name, date": "{name}'s avatar\n{name}\n{long}\n{body}\n{button}\n\n",
    "bulleted": "  * {name}\n    {long}\n\n{body}\n\n",
    "n. body, footer": "{n}. {body}\n\n{lead}: {name} | {long}\n\n",
    "footer of unknown words": "{body}\nKvak kvok: {name} | {long}\nKlik {n}\n\n",
    "votes, date by name": "{body}\n{n} votes, {long} by {name}\n\n",
    "n | name | date": "{n} | {name} | {short}\n{body}\n\n",
}
DATES = {"{long}": 0, "{short}": 1, "{ago}": 2}


def render(page: dict, layout: str) -> tuple[str, list[tuple[str, str | None, str]]]:
    """The page in that layout, and what has to be found in it."""
    text, found = f"{page['article']}\n\n{page['by']}\n\n{'…' * 60}\n\n{page['head'] % 5}\n\n", []
    which = next((at for mark, at in DATES.items() if mark in layout), None)
    for n, (name, body) in enumerate(zip(page["names"], page["bodies"], strict=True), 1):
        long, short, ago = (date % (n + 10 * (at < 2)) for at, date in enumerate(page["dates"]))
        text += layout.format(
            n=n, name=name, body=body, says=page["says"] % name, long=long, short=short, ago=ago,
            button=page["button"], lead=page["lead"],
        )  # fmt: skip
        found.append((name, None if which is None else (long, short, ago)[which], body))
    return text + "\n" + page["form"] + "\n", found


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", PAGES)
def test_every_layout_in_every_language(language: str, layout: str) -> None:
    text, expected = render(PAGES[language], LAYOUTS[layout])
    thread = thread_of(text)
    assert [(r.speaker, r.posted, r.text) for r in thread.records] == expected
    assert thread.declared == 5 and not thread.states_replies
    assert thread.article is not None and thread.article.title == PAGES[language]["article"]


@pytest.mark.parametrize("layout", ["said, date, button", "name, ago", "name date, button", "footer"])
@pytest.mark.parametrize("language", ["vi", "ko", "el", "sv"])
def test_letters_apart_from_their_accents(language: str, layout: str) -> None:
    text, expected = render(PAGES[language], LAYOUTS[layout])
    records = thread_of(unicodedata.normalize("NFD", text)).records
    whole = [tuple(unicodedata.normalize("NFC", part or "") for part in (r.speaker, r.posted, r.text)) for r in records]
    assert whole == expected
    assert [r.text for r in records] == [unicodedata.normalize("NFD", body) for _, _, body in expected]  # as printed


def test_verbs_of_men_and_women_are_one_template() -> None:
    names = ["דוד", "רחל", "משה", "יוסי", "דן"]
    verbs = ["כתב", "כתבה", "כתב", "כתב", "כתב"]
    bodies = ["הגשר נמכר.", "לא נכון.", "גשם היום.", "השוק פתוח.", "תודה."]
    text = "".join(f"{name} {verb}:\n{body}\n\n" for name, verb, body in zip(names, verbs, bodies, strict=True))
    assert [(r.speaker, r.text) for r in thread_of(text).records] == list(zip(names, bodies, strict=True))


@pytest.mark.parametrize("language", PAGES)
def test_a_lost_speaker_is_nobody(language: str) -> None:
    page = PAGES[language]
    text, expected = render(page, LAYOUTS["said, date as a footer"])
    thread = thread_of(text.replace(page["says"] % page["names"][2], ""))
    left = [name if n != 2 else None for n, (name, _, _) in enumerate(expected)]
    assert [r.speaker for r in thread.records] == left
    assert [r.text for r in thread.records] == [body for _, _, body in expected]


NOISE = [
    "I read it on May 3, 2012.\n\nOn May 3, 2012, Anna wrote:\n> They are the same.",
    "1. One thing is this.\n2. Another thing is that.\n\nJohn",
    "As Churchill exclaimed:\n\nNever.\n\nhttp://example.org/2012/05/03/story.html",
    "Thanks for asking.",
    "@Tom, I saw that on May 3, 2012.",
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", ["en", "de", "ru"])
def test_lines_of_bodies_that_look_like_headers(language: str, layout: str) -> None:
    text, expected = render(PAGES[language] | {"bodies": NOISE}, LAYOUTS[layout])
    found = [(record.speaker, record.text) for record in thread_of(text).records]
    assert found == [(name, body) for name, _, body in expected]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Anna, 5. 11. 2012 14:32", "5. 11. 2012 14:32"),
        ("Thu, 08/09/2012 - 14:32 | 2691789 Quill", "Thu, 08/09/2012 - 14:32"),
        ("quill 08.30.12 at 14:22", "08.30.12 at 14:22"),
        ("John DoeNovember 14, 2014 at 3:56 pmReply", "November 14, 2014 at 3:56 pm"),
        ("March 4 days ago", "4 days ago"),
        ("Jo March 20. November 2022", "20. November 2022"),
        ("http://example.org/2012/05/03/story.html", None),
        ("2013年3月12日 下午 3:05", "2013年3月12日 下午 3:05"),
        ("Ольга, вчера", "вчера"),
        ("Anna • a year ago", "a year ago"),
        ("Anna about an hour ago", "about an hour ago"),
        ("Anna - almost 2 years ago", "almost 2 years ago"),
        ("Anna un anno fa", "un anno fa"),
        ("Anna un'ora fa", "un'ora fa"),
        ("een jaar geleden", "een jaar geleden"),
        ("ett år sedan", "ett år sedan"),
        ("for et år siden", "for et år siden"),
        ("Ali bir yıl önce", "bir yıl önce"),
        ("vor einem Jahr", "vor einem Jahr"),
        ("il y a un an", "il y a un an"),
        ("3 मार्च 2021 को 4:05 बजे", "3 मार्च 2021 को 4:05 बजे"),
        ("प्रिया • 3 दिन पहले", "3 दिन पहले"),
        ("প্রিয়া একদিন, ১২ জানুয়ারি ২০১৩", "১২ জানুয়ারি ২০১৩"),
        ("مریم ۱۲ آبان ۱۳۹۳ ساعت ۱۴:۱۰", "۱۲ آبان ۱۳۹۳ ساعت ۱۴:۱۰"),
        ("רחל, 12 בנובמבר 2013 בשעה 9:33 אחה\"צ", "12 בנובמבר 2013 בשעה 9:33 אחה\"צ"),
        ("มาลี 12 มี.ค. 2556 14:10 น.", "12 มี.ค. 2556 14:10 น."),
        ("มาลี 3 ชั่วโมงที่ผ่านมา", "3 ชั่วโมงที่ผ่านมา"),
        ("Nguyễn Văn An 1 ngày trước", "1 ngày trước"),
        ("Hương, 12 Tháng Mười Một, 2013 lúc 14:10", "12 Tháng Mười Một, 2013 lúc 14:10"),
        ("이영희 3 시간 전", "3 시간 전"),
        ("이영희2013년 3월 12일 14:10", "2013년 3월 12일 14:10"),
        ("花子 2013年3月12日(火) 午後2:10", "2013年3月12日(火) 午後2:10"),
        ("Ελένη 12 Μαρτίου 2013 στις 9:33 μ.μ.", "12 Μαρτίου 2013 στις 9:33 μ.μ."),
        ("Erzsi 3 napja", "3 napja"),
        ("ሰላም ከ3 ቀናት በፊት", "ከ3 ቀናት በፊት"),
        ("Asha siku 3 zilizopita", "siku 3 zilizopita"),
        ("Siti 3 hari yang lalu", "3 hari yang lalu"),
        ("March 12 Dan", "March 12"),
        ("AC2 on November 9, 2012 3:09 AM", "November 9, 2012 3:09 AM"),
        ("Erzsi2013. március 12. 14:10", "2013. március 12. 14:10"),
        ("12 May 1393", "12 May"),
        ("quill9698", None),
        ("I came in May and then left", None),
        ("May 2012", None),
        ("1024×768", None),
    ],
)
def test_find_date(line: str, date: str | None) -> None:
    span = find_date(line)
    assert (line[span.start : span.end] if span else None) == date


# language: "X answered Y", "in reply to Y", "on DATE, X wrote:"
ANSWERED = {
    "en": ("%s replied to %s", "in reply to %s", "On %s, %s wrote:"),
    "de": ("%s antwortete auf %s", "als Antwort auf %s", "Am %s schrieb %s:"),
    "es": ("%s respondió a %s", "en respuesta a %s", "El %s, %s escribió:"),
    "cs": ("%s odpověděla na %s", "v odpovědi na %s", "Dne %s %s napsal:"),
    "ru": ("%s ответила %s", "в ответ на %s", "%s %s написал:"),
    "uk": ("%s відповіла %s", "у відповідь на %s", "%s %s написав:"),
    "el": ("%s απάντησε στον %s", "σε απάντηση προς %s", "Στις %s, ο χρήστης %s έγραψε:"),
    "tr": ("%s → %s", "%s adlı kişiye yanıt olarak", "%s tarihinde %s yazdı:"),
    "ar": ("%s رداً على %s", "رداً على %s", "في %s، كتب %s:"),
    "fa": ("%s در پاسخ به %s", "در پاسخ به %s", "در %s، %s نوشت:"),
    "he": ("%s הגיב ל%s", "בתגובה ל%s", "ב-%s, %s כתב:"),
    "ur": ("%s ▸ %s", "%s کے جواب میں", "%s کو %s نے لکھا:"),
    "hi": ("%s ▸ %s", "%s के जवाब में", "%s को %s ने लिखा:"),
    "bn": ("%s → %s", "%s-এর জবাবে", "%s তারিখে %s লিখেছেন:"),
    "th": ("%s ตอบกลับ %s", "ตอบกลับ %s", "เมื่อ %s %s เขียนว่า:"),
    "vi": ("%s đã trả lời %s", "trả lời %s", "Vào %s, %s đã viết:"),
    "ko": ("%s → %s", "%s님에게 답글", "%s, %s님이 작성:"),
    "ja": ("%s → %s", "%s さんへの返信", "%s, %sさんが書きました:"),
    "zh": ("%s 回复 %s", "回复 %s", "%s，%s 写道："),
    "hu": ("%s → %s", "válasz %s részére", "%s, %s írta:"),
    "fi": ("%s vastasi käyttäjälle %s", "vastauksena käyttäjälle %s", "%s %s kirjoitti:"),
    "sv": ("%s svarade %s", "som svar på %s", "Den %s skrev %s:"),
    "ka": ("%s → %s", "%s-ის პასუხად", "%s, %s წერს:"),
    "id": ("%s membalas %s", "membalas %s", "Pada %s, %s menulis:"),
}


@pytest.mark.parametrize("layout", ["undated", "header", "line below", "line below a verb"])
@pytest.mark.parametrize("language", ANSWERED)
def test_whom_a_header_says_to_be_answered(language: str, layout: str) -> None:
    page, (answered, to, _) = PAGES[language], ANSWERED[language]
    text, expected, before = "", [], None
    for n, (name, body) in enumerate(zip(page["names"], page["bodies"], strict=True)):
        date, says = page["dates"][1] % (n + 11), page["says"] % name
        both = answered % (name, before) if before else name
        line = to % before + "\n" if before else ""
        text += {
            "undated": f"{both}:\n" if before else f"{says}\n",
            "header": f"{both} | {date}\n",
            "line below": f"{name} | {date}\n{line}",
            "line below a verb": f"{says}\n{line}",
        }[layout] + f"{body}\n\n"
        expected.append((name, before.rstrip(".") if before else None, body))
        before = name
    found = [(r.speaker, r.reply_to and r.reply_to.rstrip("."), r.text) for r in thread_of(text).records]
    assert found == expected


@pytest.mark.parametrize("language", ANSWERED)
def test_on_that_day_somebody_wrote(language: str) -> None:
    page, wrote = PAGES[language], ANSWERED[language][2]
    pairs = list(zip(page["names"], page["bodies"], strict=True))
    text = "".join(f"{wrote % (page['dates'][0] % (n + 11), name)}\n{body}\n\n" for n, (name, body) in enumerate(pairs))
    assert [(r.speaker, r.text) for r in thread_of(text).records] == pairs


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("у відповідь на Оксана", "Оксана"),
        ("בתגובה לרחל", "רחל"),
        ("राहुल वर्मा के जवाब में", "राहुल वर्मा"),
        ("in reply to Anna", None),  # by another rule
        ("trả lời", None),
        ("В ответ на это скажу: нет", None),
        ("Ответ прост", None),
        ("回复小明，你说得对", None),
        ("रतन के जवाब में कुछ नहीं", None),
    ],
)
def test_a_line_that_names_who_is_answered(line: str, name: str | None) -> None:
    assert answered(line) == name


def test_names_that_are_words_of_pages_elsewhere() -> None:
    names = ["Oleh Petrenko", "Yazan Khalil", "Anna", "Oleh Petrenko"]
    text = "".join(f"{name} | 1{n}.03.2013 14:10\nBody {n} of it.\n\n" for n, name in enumerate(names))
    assert [r.speaker for r in thread_of(text).records] == names
