"""Markup to plain text: line breaks, quotations as spans, furniture left out."""

from __future__ import annotations

import pytest

from analyzer.read._html_dom import parse
from analyzer.read._html_text import text_of
from analyzer.read._html_words import bare_date, bare_name, split_byline


def _text(markup: str) -> tuple[str, list[tuple]]:
    page = parse(markup)
    text, quotes = text_of(page, page.nodes[0])
    return text, [(text[q.start : q.end], q.speaker, q.id) for q in quotes]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<p>one\n  two&nbsp;three</p>", "one two three"),
        ("&amp;lt; &lt;b&gt;", "&lt; <b>"),
        ("<ul><li>x</li><li>y</li></ul>z", "x\ny\n\nz"),
        ("<pre>a\n  b\n</pre>c", "a\n  b\n\nc"),
        ('see <a href="http://x">here</a><script>bad()</script>', "see here"),
        ('<img class="avatar" alt="me">hi <img alt="😀" class="emoji">', "hi 😀"),
        ('oh <img class="smilie" alt=":oops:"> no', "oh no"),
        ('well <img class="smilies" alt="🙂"> then <img class="smilie" alt=";)">', "well 🙂 then ;)"),
        ('<img class="figure" alt=":oops:">', ":oops:"),
        ('x<span style="display: none">gone</span><b hidden>gone</b>', "x"),
        ('<div class="spoiler"><div style="display:none">kept</div></div>', "kept"),
        ("<b>un</b>broken", "unbroken"),
    ],
)
def test_text(markup: str, text: str) -> None:
    assert _text(markup)[0] == text


def test_quotes_are_spans_in_code_points() -> None:
    text, quotes = _text(
        "<p>😀</p><blockquote><p>old</p><blockquote>older</blockquote></blockquote><p>new</p>"
    )
    assert text == "😀\n\nold\n\nolder\n\nnew"
    assert quotes == [("old\n\nolder", None, None)]


def test_quote_names_its_speaker_and_post() -> None:
    _, quotes = _text('<blockquote data-quote="Ann B" data-source="post: 12"><div>x</div></blockquote>y')
    assert quotes == [("x", "Ann B", "12")]
    _, quotes = _text(
        '<blockquote><cite>Karel píše: <a data-post-id="7" href="#p7">↑</a></cite>x</blockquote>y'
    )
    assert [quote[2] for quote in quotes] == ["7"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Anna says:", "Anna"),
        ("Anna sagt:", "Anna"),
        ("Mirek z Brna napsal:", "Mirek z Brna"),
        ("Posted by: Kai Ro", "Kai Ro"),
        ("Rédigé par : mouette |", "mouette"),
        ("Maria da Silva", "Maria da Silva"),
        ("Nguyen Van Le", "Nguyen Van Le"),
        ("1009", "1009"),
    ],
)
def test_bare_name(line: str, name: str) -> None:
    assert bare_name(line) == name


def test_bylines() -> None:
    assert split_byline("März 7, 2018") == ("", "März 7, 2018")
    assert split_byline("Anna May, 7 March, 2018") == ("Anna May", "7 March, 2018")
    assert split_byline("Posted by: old salt at January 4, 2005 01:10 AM") == (
        "old salt",
        "January 4, 2005 01:10 AM",
    )
    assert split_byline("Thu, 08/09/2012 - 14:41 — ZeroCool") == ("ZeroCool", "Thu, 08/09/2012 - 14:41")
    assert bare_date("en marzo 3, 2021 a las 10:15 am") == "marzo 3, 2021 a las 10:15 am"
