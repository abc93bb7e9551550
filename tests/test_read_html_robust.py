"""Saved pages that are cut, damaged, huge or hostile: an answer or an input error, never a crash."""

from __future__ import annotations

import html
import io
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from analyzer.errors import InputError
from analyzer.read.registry import choose
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread

FIXTURES = sorted((Path(__file__).parent / "fixtures" / "html").glob("*.html"))
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in FIXTURES}
NAMES = ("html", "html_wordpress", "html_forum", "html_schema", "html_blogger", "html_drupal", "html_disqus")


def _source(markup: str) -> Source:
    data = markup.encode("utf-8", "replace")
    return Source("page.html", lambda: io.BytesIO(data), Report("page.html"))


def _read(markup: str, name: str | None = None) -> list[RawThread]:
    source = _source(markup)
    return list(choose(source, name).read(source, source.report))


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _check(markup: str, threads: list[RawThread]) -> None:
    """Names come from the source, spans lie inside their text, no comment answers itself."""
    page = html.unescape(html.unescape(markup)).replace("\x00", "")  # HTML drops it
    # Of broken tags a browser keeps other letters than a pattern does ("Jean</<div>ad>" is "Jean" and "ad>").
    printed = LexborHTMLParser(markup.encode("utf-8", "replace")).root
    said = _squeeze(page) + _squeeze(re.sub(r"<[^<>]*>", "", page)) + _squeeze(printed.text() if printed else "")
    for thread in threads:
        for record in thread.records:
            assert record.speaker is None or _squeeze(record.speaker) in said
            assert all(0 <= q.start < q.end <= len(record.text) for q in record.quotes)
            assert record.parent is None or record.parent != record.id


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(PAGES)), st.floats(0, 1), st.sampled_from((None, *NAMES)))
def test_truncated(stem: str, share: float, name: str | None) -> None:
    markup = PAGES[stem][: int(share * len(PAGES[stem]))]
    try:
        _check(markup, _read(markup, name))
    except InputError:
        pass


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(PAGES)), st.data())
def test_mutated(stem: str, data: st.DataObject) -> None:
    markup = PAGES[stem]
    for _ in range(data.draw(st.integers(1, 6))):
        a = data.draw(st.integers(0, len(markup)))
        b = min(len(markup), a + data.draw(st.integers(0, 400)))
        c = data.draw(st.integers(0, len(markup)))
        piece = data.draw(
            st.sampled_from(["", markup[c : c + 300], "<div>", "</div></li>", "\x00", "<!--", '"', "&#0;"])
        )
        markup = markup[:a] + piece + markup[b:]
    try:
        _check(markup, _read(markup))
    except InputError:
        pass


@pytest.mark.parametrize("name", NAMES)
def test_not_a_page(name: str) -> None:
    for markup in ("plain words, no markup at all", "<", "<div>", "{}", "<p>" * 2000):
        assert all(thread.records == () or thread.id for thread in _read(markup, name))


def test_five_thousand_levels() -> None:
    item = (
        '<li id="comment-{0}" class="comment depth-{0}">'
        '<div><cite class="fn">N{0}</cite><p>words {0}</p></div><ol>'
    )
    (thread,) = _read("<html><ol>" + "".join(item.format(n) for n in range(1, 5001)))
    assert len(thread.records) == 5000
    assert thread.records[-1].parent == "4999"
    assert thread.records[-1].text == "words 5000"


def test_deep_markup_inside_a_comment() -> None:
    deep = "<div><b>" * 20_000 + "core" + "</b></div>" * 20_000
    head = '<html><ol><li id="comment-1" class="comment depth-1"><cite class="fn">A</cite><p>x</p>'
    page = head + deep + "</li></ol>"
    (thread,) = _read(page)
    assert thread.records[0].speaker == "A"
    assert "core" in thread.records[0].text


@pytest.mark.parametrize(
    "stem", ["wp_divi_es", "phpbb3_cs", "unknown_margin_zh", "reddit_old_en", "xenforo2_tr"]
)
def test_a_megabyte_in_seconds(stem: str) -> None:
    body = PAGES[stem]
    start = body.index("<body")
    markup = body[:start] + body[start:].replace("</body></html>", "") * (1_000_000 // len(body))
    began = time.process_time()
    threads = _read(markup)
    assert threads and time.process_time() - began < 6  # processor time: 2 s, whatever else runs


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 6000 + "hello 4 May 2012",
        '<blockquote><div class="title">' + "<a>x</a> " * 6000 + "</div>quoted</blockquote> ok",
        '<blockquote><cite><a href="' + "#p1" * 40_000 + "999" + "a" * 20_000 + '">B</a></cite>quoted</blockquote> ok',
        "".join(f'<div class="text message">w{n}</div>' for n in range(6000)),
        "<b>1</b> " * 6000,
    ],
    ids=["nested", "links in a caption", "a long address", "bodies", "numbers"],
)
def test_hostile_markup_takes_no_square_of_time(body: str) -> None:
    head = '<html><ol><li id="comment-1" class="comment depth-1"><cite class="fn">A</cite>'
    began = time.process_time()
    for name in ("html", "html_wordpress"):
        _read(head + body, name)
    assert time.process_time() - began < 6
