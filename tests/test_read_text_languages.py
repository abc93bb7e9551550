"""Text dumps in ten languages: every layout, rendered, has to come back exactly."""

from __future__ import annotations

import pytest
from test_read_text import thread_of

from analyzer.read._text_dates import find_date

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
        ("quill9698", None),
        ("I came in May and then left", None),
        ("May 2012", None),
        ("1024×768", None),
    ],
)
def test_find_date(line: str, date: str | None) -> None:
    span = find_date(line)
    assert (line[span.start : span.end] if span else None) == date
