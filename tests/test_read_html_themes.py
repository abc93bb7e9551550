"""Themes that no reader knows: comments by their structure alone, in a page full of other lists."""

from __future__ import annotations

import io
from html import escape

import pytest

from analyzer.read import Report, Source
from analyzer.read.registry import choose

PEOPLE = ["Jana", "Karel Novák", "北京人", "María de Soria", "Дед Мазай"]
WORDS = ["Souhlasím.", "Ne.\n\nRozdíl je v ceně.", "看情况。", "Depende del día, como siempre.", "Как сказать."]
WHEN = [f"{day}. března 2014 v 10:1{day}" for day in range(1, 6)]
BUTTON = ["Odpovědět", "Odpovědět", "回复", "Responder", "Ответить"]
CHROME = """<!DOCTYPE html><html><head><title>A page</title></head><body><nav><ul>{nav}</ul></nav>
<article><h1>Which bread?</h1><div class="meta">by <a rel="author">Ann Reader</a> <time>3 March 2014</time></div>
<p>{article}</p></article>
<section class="related"><ul>{related}</ul></section>{comments}
<form action="/wp-comments-post.php"><textarea></textarea><input type="submit"></form>
<footer>© 2014</footer></body></html>"""

# theme: the list around the comments, one comment
THEMES = {
    "classes that say nothing": (
        '<div class="css-1x"><h2>5</h2>%s</div>',
        '<div class="css-9a"><div class="css-1"><span class="css-2">{name}</span><span class="css-3">{when}</span></div>'
        '<div class="css-4">{body}</div><div class="css-5"><button>{button}</button><span>{n} ♥</span></div></div>',
    ),
    "signed below": (
        '<div class="block">%s</div>',
        '<div class="cmt" id="c{n}"><div class="cmt-body">{body}</div>'
        '<p class="cmt-footer">Posted by: <a href="#">{name}</a> | <a href="#c{n}">{when}</a></p></div>',
    ),
    "name twice": (
        '<div class="discussion"><ul>%s</ul></div>',
        '<li><div class="entry"><img class="pic" src="a.png" alt="{name}"><a class="user" href="/u/{n}">{name}</a> '
        '<time datetime="2014-03-0{n}T10:10:00Z">{when}</time><div class="msg">{body}</div></div></li>',
    ),
    "votes in links": (
        '<section id="reader-opinions">%s</section>',
        '<div class="box"><div class="top"><span class="nick">{name}</span> <span class="when">{when}</span></div>'
        '<div class="txt">{body}</div><div class="bot"><a>+{n}</a><a>-1</a><a href="#">{button}</a></div></div>',
    ),
    "media objects": (
        '<div class="comments-list">%s</div>',
        '<div class="media"><a href="#"><img src="x"></a><div class="media-body"><h4>{name} <small>{when}</small></h4>'
        '{body}<a class="btn">{button}</a></div></div>',
    ),
}  # fmt: skip


def page(around: str, one: str) -> str:
    comments = "".join(
        one.format(
            n=n, name=escape(name), when=when, button=button,
            body="".join(f"<p>{escape(part)}</p>" for part in words.split("\n\n")),
        )  # fmt: skip
        for n, (name, words, when, button) in enumerate(zip(PEOPLE, WORDS, WHEN, BUTTON, strict=True), 1)
    )
    related = "".join(
        f'<li class="item"><a href="/{n}">Bread {n}</a> <span class="date">{n} May 2013</span>'
        f'<span class="author">Desk</span><p>Flour is up again.</p></li>'
        for n in range(1, 6)
    )
    nav = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in ("Home", "About", "Archive", "Contact"))
    return CHROME.format(nav=nav, related=related, article="Bread is bread. " * 12, comments=around % comments)


@pytest.mark.parametrize("theme", THEMES)
def test_theme(theme: str) -> None:
    data = page(*THEMES[theme]).encode()
    source = Source("page.html", lambda: io.BytesIO(data), Report("page.html"))
    (thread,) = choose(source).read(source, source.report)
    assert [(record.speaker, record.text) for record in thread.records] == list(zip(PEOPLE, WORDS, strict=True))
    assert thread.article is not None and thread.article.title == "Which bread?"
