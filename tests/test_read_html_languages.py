"""Saved pages in two dozen languages: what is read of an English page is read of theirs."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from test_read_text_languages import PAGES

from analyzer.read import read
from analyzer.read._html_words import bare_date, bare_name, dated, split_byline
from analyzer.thread import Record

# theme: around all, one comment, which of the page's dates it prints
THEMES = {
    "verb in the name's element": (
        '<ol class="commentlist">%s</ol>',
        '<li class="comment thread-even depth-1" id="comment-{n}"><cite>{says}</cite><small class="commentmetadata">'
        '<a href="#comment-{n}">{long}</a></small>{body}</li>',
        0,
    ),
    "verb before the time": (
        '<div class="comments">%s</div>',
        '<div class="comment"><b>{name}</b> {verb} <span class="date">{long}</span>{body}</div>',
        0,
    ),
    "verb behind the time": (
        '<div class="comments">%s</div>',
        '<div class="comment"><b>{name}</b> <span class="date">{long}</span> {verb}{body}</div>',
        0,
    ),
    "byline": (
        '<div class="comments">%s</div>',
        '<div class="comment"><p class="comment-author">{lead}: {name} | {short}</p>{body}</div>',
        1,
    ),
    "byline below": (
        '<div class="comments">%s</div>',
        '<div class="comment" id="comment-{n}"><div class="comment-content">{body}</div><p class="comment-footer">{lead}: '
        '<a href="u">{name}</a> | <a href="#comment-{n}">{long}</a></p></div>',
        0,
    ),
    "ago, no classes": (
        "<div>%s</div>",
        '<div class="item"><a href="/u/{n}">{name}</a> <span>{ago}</span><div>{body}</div><div>{button} · 12</div></div>',
        2,
    ),
    "ago and button": (
        '<ul class="comment-list">%s</ul>',
        '<li><div class="user">{name}</div><div class="text">{body}</div><div class="time">{ago} · {button}</div></li>',
        2,
    ),
    "microdata": (
        "<div>%s</div>",
        '<div itemscope itemtype="http://schema.org/Comment" id="c{n}"><span itemprop="author">{says}</span> '
        '<span class="d">{long}</span><div itemprop="text">{body}</div></div>',
        0,
    ),
}


@pytest.fixture
def records(tmp_path: Path) -> Callable[[str], tuple[Record, ...]]:
    def of(markup: str) -> tuple[Record, ...]:
        page = tmp_path / "page.html"
        page.write_text(f"<!doctype html><html><body>{markup}</body></html>", encoding="utf-8")
        ((_, thread),) = read([page])
        return thread.records

    return of


def render(page: dict, theme: str) -> tuple[str, list[tuple[str, str, str]]]:
    around, one, which = THEMES[theme]
    comments, found = "", []
    for n, (name, body) in enumerate(zip(page["names"], page["bodies"], strict=True), 1):
        dates = [date % (n + 10 * (at < 2)) for at, date in enumerate(page["dates"])]
        paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in body.split("\n\n"))
        comments += one.format(
            n=n, name=name, body=paragraphs, says=page["says"] % name, verb=(page["says"] % "").strip(), lead=page["lead"].strip(),
            long=dates[0], short=dates[1], ago=dates[2], button=page["button"],
        )  # fmt: skip
        found.append((name, dates[which], body))
    return around % comments, found


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", PAGES.keys() - {"am"})  # Amharic writes "by" as a prefix of one letter
def test_every_theme_in_every_language(language: str, theme: str, records: Callable) -> None:
    markup, expected = render(PAGES[language], theme)
    assert [(r.speaker, r.posted, r.text) for r in records(markup)] == expected


@pytest.mark.parametrize("theme", ["verb before the time", "ago and button"])
@pytest.mark.parametrize("language", ["vi", "ko", "el", "sv", "hi"])
def test_letters_apart_from_their_accents(language: str, theme: str, records: Callable) -> None:
    markup, expected = render(PAGES[language], theme)
    found = records(unicodedata.normalize("NFD", markup))
    assert [tuple(unicodedata.normalize("NFC", part) for part in (r.speaker, r.posted, r.text)) for r in found] == expected


@pytest.mark.parametrize(
    "button",
    ["संपादित", "পার্মালিংক", "مزید دیکھیں", "ویرایش شده", "קישור ישיר", "رابط دائم", "แก้ไขแล้ว", "Đã chỉnh sửa", "더보기", "編集済み", "永久链接",
     "Μόνιμος σύνδεσμος", "Вподобати", "Постоянная ссылка", "Alıntıla", "Közvetlen link", "Näytä lisää", "Permalänk", "მუდმივი ბმული",
     "Tautan permanen", "Ver más", "Lire la suite"],
)  # fmt: skip
def test_buttons_are_no_words_of_a_comment(button: str, records: Callable) -> None:
    one = '<div class="comment"><b>Ana</b> <span class="date">3.5.2012 10:00</span><p>Body here.</p><div>%s</div></div>' % button
    assert [record.text for record in records(one * 3)] == ["Body here."] * 3


def test_marks_of_direction_are_no_part_of_a_name(records: Callable) -> None:
    one = '<div class="comment"><div class="author">&rlm;רחל&rlm;:</div><div class="date">&rlm;12/03/2013 14:11&lrm;</div><p>נכון.</p></div>'
    assert [(r.speaker, r.posted) for r in records(one * 3)] == [("רחל", "12/03/2013 14:11")] * 3


@pytest.mark.parametrize("caption", ["Jo March wrote:", "राहुल वर्मा ने लिखा:", "דוד לוי כתב:", "Нина Ким написала:", "鈴木 一郎 さんが書きました:"])
def test_who_is_quoted(caption: str, records: Callable) -> None:
    post = (
        '<div id="p{n}" class="post"><div class="postbody"><p class="author"><a class="username" href="u">Ana</a> » 3 May 2012</p>'
        '<div class="content"><blockquote><div><cite>{caption}</cite>Both.</div></blockquote>No.</div></div></div>'
    )
    first, _ = records("".join(post.format(n=n, caption=caption) for n in (1, 2)))
    assert first.quotes[0].speaker == " ".join(caption.split()[:2])


@pytest.mark.parametrize(
    "name",
    ["Oleh Petrenko", "Yazan Khalil", "Автор статьи", "Кто сказал", "द्वारका प्रसाद", "Lê Viết Hòa", "Cao Viết", "Katie Scrive", "さより", "من"],
)
def test_names_with_the_words_of_pages_in_them(name: str) -> None:
    assert bare_name(name, loose=False) == name


def test_bylines() -> None:
    assert split_byline("द्वारा: राहुल वर्मा | १२/०३/२०१३ १४:११") == ("राहुल वर्मा", "१२/०३/२०१३ १४:११")
    assert split_byline("Posted by Bill from Ohio | 11/14/2014 15:14") == ("Bill from Ohio", "11/14/2014 15:14")


def test_words_of_a_time_stay_with_it() -> None:
    assert bare_date("il y a 3 jours · Répondre") == "il y a 3 jours"
    assert bare_date("১২ মার্চ ২০১৩ (সম্পাদিত)") == "১২ মার্চ ২০১৩"
    assert bare_date("le 3 juin 2011") == "3 juin 2011"


@pytest.mark.parametrize("text", ["3 দিন আগে", "۱۲ آبان ۱۳۹۳", "12 มีนาคม 2556", "3일 전", "3 hari yang lalu", "il y a 3 jours"])
def test_dated(text: str) -> None:
    assert dated(text)


@pytest.mark.parametrize("text", ["in 3 days", "100 ans", "5 hari", "5楼", "1 час", "yesterday"])
def test_spans_of_time_are_no_dates(text: str) -> None:
    assert not dated(text)
