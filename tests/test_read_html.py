"""Saved pages of every family: what a page says is read, and nothing else.

Each fixture is a small page of our own invention beside a JSON of what it says.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.read import read, sources
from analyzer.read.registry import choose
from analyzer.thread import RawThread

PAGES = sorted((Path(__file__).parent / "fixtures" / "html").glob("*.html"))


def _expected(page: Path) -> dict:
    return json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))


def _thread(page: Path) -> RawThread:
    (_, thread), *rest = read([page])
    assert not rest
    return thread


@pytest.fixture
def rows(tmp_path: Path) -> Callable[[str], list[tuple]]:
    """Who, when and what of the comments of a page given as its markup."""

    def of(markup: str) -> list[tuple]:
        page = tmp_path / "page.html"
        page.write_text(f"<!doctype html><html><body>{markup}</body></html>", encoding="utf-8")
        return [(r.id, r.parent, r.speaker, r.posted, r.text) for r in _thread(page).records]

    return of


def _wordpress(*comments: tuple[str, str], around: str = "%s") -> str:
    """A page of the oldest theme, whose words stand in no element of their own."""
    items = "".join(
        f'<li class="comment thread-even depth-1" id="comment-{n}"><div class="comment-author vcard"><cite class="fn">{name}'
        f'</cite> <span class="says">says:</span></div><div><a href="#comment-{n}">May {n}, 2012</a></div><p>{body}</p>'
        f'<div class="reply"><a class="comment-reply-link" href="#">Reply</a></div></li>'
        for n, (name, body) in enumerate(comments, 1)
    )
    return around % f'<ol class="commentlist">{items}</ol>'


def _plain(*comments: str, around: str = '<div class="comment">%s</div>') -> str:
    return '<div class="comments">' + "".join(around % comment for comment in comments) + "</div>"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_family_is_recognised(page: Path) -> None:
    (source,) = sources([page])
    assert choose(source).name == _expected(page)["reader"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_comments(page: Path) -> None:
    expected, thread = _expected(page), _thread(page)
    kinds = expected.get("kinds", {})
    wanted = [row[:5] for row in expected["comments"]]
    found = [
        [r.id, "?" if r.parent and row[1] == "?" else r.parent, r.speaker, r.posted, r.text]
        for r, row in zip([r for r in thread.records if r.id not in kinds], wanted, strict=True)
    ]
    assert [
        [None, *row[1:]] if want[0] is None else row for row, want in zip(found, wanted, strict=True)
    ] == wanted
    assert {r.id: r.kind for r in thread.records if r.kind != "comment"} == kinds
    assert all(r.parent is None or r.parent_source == "markup" for r in thread.records)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_quotes(page: Path) -> None:
    kinds = _expected(page).get("kinds", {})
    records = [r for r in _thread(page).records if r.id not in kinds]
    for record, row in zip(records, _expected(page)["comments"], strict=True):
        wanted = row[5] if len(row) > 5 else []
        found = [
            [q.start, None if want[1] is None else q.end, q.speaker, q.id]
            for q, want in zip(record.quotes, wanted, strict=True)
        ]
        assert found == wanted, record.text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page: Path) -> None:
    expected, thread = _expected(page), _thread(page)
    assert thread.states_replies == expected["states_replies"]
    assert thread.article is not None
    if "id" in expected:
        assert thread.id == expected["id"]
    if "declared" in expected:
        assert thread.declared == expected["declared"]
    for key in ("title", "author"):
        if key in expected:
            assert getattr(thread.article, key) == expected[key]
    assert thread.article.text.startswith(expected.get("article_starts", ""))
    assert thread.article.text.endswith(expected.get("article_ends", ""))
    for record in thread.records:
        assert len(record.text) < 8 or record.text not in thread.article.text


@pytest.mark.parametrize(
    ("words", "around"),
    [
        ('Use <code>&lt;span class="comhead"&gt;</code>', "%s"),
        ("My vBulletin postbit broke", '<div id="post-12">%s</div>'),
        ("Powered by phpBB is what the footer said", '<div id="post-12" class="post hentry">%s</div>'),
        ('Thanks id="t1_x"', "%s"),
        ("One", '<div id="post-12" class="postbody">x</div>%s'),
        ("One", '<p class="post-message">Hi</p>%s'),
        ("One", '<p><i id="t1_x">Hi</i></p>%s'),
    ],
)
def test_signs_of_another_program_cost_no_comments(words: str, around: str, rows: Callable) -> None:
    found = rows(_wordpress(("Anna", words), ("Bob", "Yes"), around=around))
    assert [row[2] for row in found] == ["Anna", "Bob"] and found[1][4] == "Yes"


def test_an_address_elsewhere_makes_no_drupal_page(rows: Callable) -> None:
    one = (
        '<div class="comment" id="{0}{1}"><b>{2}</b> <time datetime="2013-05-01">x</time><p>Words of {2}</p>%s</div>'
    )
    answered = [
        one.format(prefix, n, name) % one.format(prefix, n + 10, "Re" + name) % ""
        for prefix in ("cmt", "comment-")
        for n, name in enumerate(("Anna", "Bob"), 1)
    ]
    link = '<a href="https://www.who.int/sites/default/files/x.pdf">WHO</a>'
    style = '<link rel="stylesheet" href="/sites/default/files/x.css">'
    for sign, comments in ((link, answered[:2]), (style, answered[2:])):
        found = rows(sign + _plain(*comments, around="%s"))
        assert [row[:3] for row in found] == [
            ("1", None, "Anna"), ("11", "1", "ReAnna"), ("2", None, "Bob"), ("12", "2", "ReBob")
        ]  # fmt: skip
        assert [row[4] for row in found] == [f"Words of {row[2]}" for row in found]


def test_reddit_of_2018(rows: Callable) -> None:
    one = (
        '<div class="Comment t1_f{0} P8SG" id="t1_f{0}"><span>level {0}</span><a href="/user/{1}/">{1}</a> '
        '<a href="https://www.reddit.com/r/x/comments/a/b/f{0}/">5 years ago</a>'
        '<div data-testid="comment"><div class="md RichTextJSON-root"><p>Words of {1}</p></div></div></div>'
    )
    found = rows(one.format(1, "Anna") + one.format(2, "Bob"))
    assert found == [
        ("f1", None, "Anna", "5 years ago", "Words of Anna"), ("f2", "f1", "Bob", "5 years ago", "Words of Bob")
    ]  # fmt: skip


def test_names_are_not_cut(rows: Callable) -> None:
    names = ["Maria1985", "anna2003", "user 2012", "Da Silva", "Von Hagen", "Door Man", "kim le"]
    assert [row[2] for row in rows(_wordpress(*((name, "Yes") for name in names)))] == names
    comments = (f'<b>{name}</b> <time datetime="2013-05-01">x</time><p>Hello there</p>' for name in names[:6])
    assert [row[2] for row in rows(_plain(*comments))] == names[:6]


def test_short_words_are_no_header_and_their_date_is_no_time(rows: Callable) -> None:
    comments = ("<b>Anna</b><div>Totally agree.</div><small>May 1, 2013</small>",) * 3
    assert [row[2:] for row in rows(_plain(*comments))] == [("Anna", "May 1, 2013", "Totally agree.")] * 3
    undated = _wordpress(("Anna", "I was there on 4 May 2009.")).replace("May 1, 2012", "")
    assert rows(undated)[0][2:] == ("Anna", None, "I was there on 4 May 2009.")
    titled = _wordpress(("Anna", "Yes")).replace('<a href="#c', '<a title="Permalink to comment 1234567" href="#c')
    assert rows(titled)[0][3] == "May 1, 2012"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("I read <i>1984</i> twice, and <b>2</b> times more.", "I read 1984 twice, and 2 times more."),
        ('<a href="https://www.ipcc.ch/report/ar6/">The sixth report</a>', "The sixth report"),
        ('see <a href="#">here</a>.', "see here."),
        ('I <a href="#">like</a> it', "I like it"),
        ('Yes <a href="#">Reply</a>', "Yes"),
        ('Yes</p><p><a href="https://x.org/a/?replytocom=5#respond">Onward</a>', "Yes"),
    ],
)
def test_numbers_and_links_in_prose_stay(body: str, text: str, rows: Callable) -> None:
    assert rows(_wordpress(("Anna", body)))[0][4] == text


def test_who_is_named_in_the_words_is_not_the_speaker(rows: Callable) -> None:
    bodies = ("In <cite>The Guardian</cite> of today.", 'As <a class="username">@Bob</a> says', "No.")
    found = rows(
        _plain(
            *(f'<b>Anna</b> <time datetime="2013-05-01">x</time><div class="comment-text">{b}</div>' for b in bodies)
        )
    )
    assert [row[2] for row in found] == ["Anna"] * 3
    assert [row[4] for row in found] == ["In The Guardian of today.", "As @Bob says", "No."]


def test_a_body_in_several_elements(rows: Callable) -> None:
    comment = '<b>Anna</b> <time datetime="2013-05-01">x</time><p class="text">One.</p><p class="text">Two.</p>'
    assert rows(_plain(comment))[0][4] == "One.\n\nTwo."


@pytest.mark.parametrize("kind", ["reply", "answer"])
def test_answers_by_another_class(kind: str, rows: Callable) -> None:
    one = '<b>{0}</b> <time datetime="2013-05-01">x</time><p>Words of {0}</p>'
    comments = (
        one.format(name) + f'<div class="replies"><div class="{kind}">{one.format("Re" + name)}</div></div>'
        for name in ("Anna", "Bob")
    )
    found = rows(_plain(*comments))
    assert [(row[2], row[4]) for row in found] == [
        (name, f"Words of {name}") for name in ("Anna", "ReAnna", "Bob", "ReBob")
    ]
    assert [row[1] for row in found] == [None, found[0][0], None, found[2][0]]


def test_the_id_of_the_article_is_no_comments(rows: Callable) -> None:
    one = '<div class="comment" data-post-id="77"><b>{0}</b> <time datetime="2013-05-01">x</time><p>Thanks!</p>{1}</div>'
    found = rows(_plain(*(one.format(name, one.format("Guest", "")) for name in ("Anna", "Bob")), around="%s"))
    assert [row[2] for row in found] == ["Anna", "Guest", "Bob", "Guest"]
    assert [row[1] for row in found] == [None, found[0][0], None, found[2][0]]


def _linked(*comments: dict, kind: object = "DiscussionForumPosting") -> str:
    data = {"@type": kind, "headline": "H", "comment": comments}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def _said(name: str, **more: object) -> dict:
    return {"@type": "Comment", "author": {"@type": "Person", "name": name}, "text": f"Words of {name}", **more}


def test_linked_data_with_lists_of_types(rows: Callable) -> None:
    listed = _linked(_said("Anna") | {"@type": ["Comment"]}, _said("Bob"), kind=["NewsArticle", "Article"])
    assert [row[2] for row in rows(listed)] == ["Anna", "Bob"]


@pytest.mark.parametrize("more", [{}, {"url": "https://x.org/page"}])
def test_linked_data_without_ids_of_its_own(more: dict, rows: Callable) -> None:
    found = rows(_linked(_said("Anna", **more), _said("Bob", comment=[_said("Cem", **more)], **more)))
    assert [(row[2], row[4]) for row in found] == [(n, f"Words of {n}") for n in ("Anna", "Bob", "Cem")]
    assert all(row[0] for row in found)
    assert [row[1] for row in found] == [None, None, found[1][0]]


def test_microdata_of_the_comment_answered_is_not_the_answer(rows: Callable) -> None:
    typed = 'itemscope itemtype="https://schema.org/Comment"'
    one = (
        f'<div {typed} id="c{{0}}"><div itemprop="parentItem" {typed}><b itemprop="author">Zed</b><p itemprop="text">Stub</p>'
        '</div><b itemprop="author">{1}</b><time datetime="2013-05-01">x</time><p itemprop="text">Words of {1}</p></div>'
    )
    found = rows(one.format(1, "Anna") + one.format(2, "Bob"))
    assert [(row[2], row[4]) for row in found] == [("Anna", "Words of Anna"), ("Bob", "Words of Bob")]


def test_movable_type_before_the_hundredth_comment(rows: Callable) -> None:
    one = (
        '<div class="comment" id="comment-{0}"><div class="comment-header"><span class="vcard author">A{0}x</span> '
        '<abbr class="published" title="2013-05-01T10:00">x</abbr></div><div class="comment-content"><p>Yes</p></div></div>'
    )
    page = '<meta name="generator" content="Movable Type 4.2">' + "".join(map(one.format, (98, 99, 100)))
    assert [row[0] for row in rows(page)] == ["98", "99", "100"]
