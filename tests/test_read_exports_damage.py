"""Platform exports that are cut off, damaged, hostile or huge."""

from __future__ import annotations

import io
import json
import random
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.errors import InputError, MalformedInput
from analyzer.read import Report, Source
from analyzer.read._export_html import html_to_text
from analyzer.read._json import Cut, parse
from analyzer.read.registry import choose, readers
from analyzer.thread import RawThread

EXPORTS = Path(__file__).parent / "fixtures" / "exports"
FIXTURES = sorted(EXPORTS.iterdir())
each_fixture = pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)


def source_of(data: bytes, name: str = "x") -> Source:
    return Source(name, lambda: io.BytesIO(data), Report(name))


def read_bytes(data: bytes, reader: str) -> tuple[list[RawThread], Report]:
    source = source_of(data)
    return list(readers()[reader].read(source, source.report)), source.report


def reader_of(path: Path) -> str:
    return choose(source_of(path.read_bytes())).name


@each_fixture
def test_cut_off_files_keep_whole_comments_and_invent_none(path: Path) -> None:
    """Every comment of a truncated file is one of the whole file, word for word."""
    data, reader = path.read_bytes(), reader_of(path)
    whole, _ = read_bytes(data, reader)
    known = {(r.id, r.text, r.kind) for thread in whole for r in thread.records}
    speakers = {r.speaker for thread in whole for r in thread.records} | {None}
    dice = random.Random(path.name)
    most = 0
    for at in sorted(dice.randrange(1, len(data)) for _ in range(40)):
        try:
            found, report = read_bytes(data[:at], reader)
        except InputError:
            continue
        cut = [record for thread in found for record in thread.records]
        if reader == "whatsapp":  # nothing in it marks the end of the text
            assert all(r.speaker in data[:at].decode("utf-8", "replace") for r in cut)
            continue
        assert {(r.id, r.text, r.kind) for r in cut} <= known and {r.speaker for r in cut} <= speakers
        assert report.rejects or len(cut) == len(known) or data[at - 1 : at + 1] in (b"}\n", b"\n{")
        most = max(most, len(cut))
    assert most or len(known) < 3 or reader == "whatsapp"


@each_fixture
def test_damaged_files_give_threads_or_an_input_error(path: Path) -> None:
    data, reader = path.read_bytes(), reader_of(path)
    dice = random.Random(path.name)
    for _ in range(40):
        mutant = bytearray(data)
        for _ in range(dice.randint(1, 6)):
            at = dice.randrange(len(mutant))
            mutant[at : at + dice.choice((0, 1, 1, 30))] = dice.choice(
                (
                    b"",
                    b"<",
                    b">",
                    b'"',
                    b"{",
                    b"[",
                    b"]",
                    b"}",
                    b"null",
                    b"[]",
                    b"{}",
                    b"\xff",
                    b"\x00",
                    b"&x;",
                    b"1e9",
                )
            )
        start = time.perf_counter()
        source = source_of(bytes(mutant))
        for each in readers().values():
            assert 0 <= each.sniff(source) <= 1
        try:
            found, _ = read_bytes(bytes(mutant), reader)
        except InputError:
            found = []
        for thread in found:
            assert isinstance(thread.id, str) and thread.id
            for record in thread.records:
                assert isinstance(record.text, str) and record.speaker != ""
                assert record.id is None or isinstance(record.id, str)
                assert all(0 <= q.start < q.end <= len(record.text) for q in record.quotes)
        assert time.perf_counter() - start < 2


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**12)
    | st.floats(allow_nan=False)
    | st.sampled_from(["", "a", "1", "[deleted]"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=6,
)
JSON_FIXTURES = [path for path in FIXTURES if path.suffix == ".json" and "backup" not in path.name]


@settings(max_examples=150)
@given(path=st.sampled_from(JSON_FIXTURES), value=values, pick=st.integers(0, 10**6))
def test_a_value_of_another_type_anywhere(path: Path, value: object, pick: int) -> None:
    """JSON whose shape is almost right must not end in a traceback."""
    data = json.loads(path.read_text("utf-8"))
    places: list[tuple[object, object]] = []
    stack = [data]
    while stack:
        box = stack.pop()
        for key, inner in box.items() if isinstance(box, dict) else enumerate(box):
            places.append((box, key))
            if isinstance(inner, (dict, list)):
                stack.append(inner)
    box, key = places[pick % len(places)]
    box[key] = value  # type: ignore[index]
    try:
        found, _ = read_bytes(json.dumps(data).encode(), reader_of(path))
    except InputError:
        return
    for thread in found:
        assert isinstance(thread.id, str) and thread.id
        for record in thread.records:
            for field in (record.id, record.parent, record.speaker, record.speaker_key, record.posted):
                assert field is None or (isinstance(field, str) and field)


def test_broken_json_says_where() -> None:
    data = (EXPORTS / "habr.json").read_bytes()
    at = data.index(b'"7003"')
    found, report = read_bytes(data[:at] + b"}" + data[at:], "habr")
    assert [r.id for r in found[0].records] == ["7001", "7002"]
    assert report.rejects[0].place.startswith("line 4, column")
    with pytest.raises(MalformedInput, match="line 1, column 1"):
        read_bytes(b"hello", "habr")


def test_broken_xml_keeps_what_comes_before_and_after() -> None:
    data = (EXPORTS / "disqus_trains.xml").read_bytes()
    found, report = read_bytes(data.replace(b"</author>", b"</autor>", 1), "disqus")
    assert [r.id for thread in found for r in thread.records][:3] == ["101", "103", "102"] or len(found) == 2
    assert report.rejects and report.rejects[0].place == "line 10"


def test_what_is_readable_of_a_slipshod_export_is_read_and_noted() -> None:
    data = (EXPORTS / "disqus_trains.xml").read_bytes()
    data = data.replace(b'<thread dsq:id="11"/>', b"<thread dsq:id=11/>", 1)
    found, report = read_bytes(data.replace(b'<post dsq:id="102">', b"<post>"), "disqus")
    ids = [record.id for thread in found for record in thread.records]
    assert sorted(ids, key=str) == ["101", "103", "104", None] and not report.rejects
    assert "attributes without quotes mended" in report.notes and "without an id" in report.notes[-1]


@pytest.mark.parametrize("reader", ["wxr", "disqus", "feed"])
def test_entities_are_refused(reader: str) -> None:
    entities = b'<!ENTITY a "ha"><!ENTITY b "&a;&a;">'
    bomb = b'<?xml version="1.0"?><!DOCTYPE r [' + entities + b"]><disqus><post>&b;</post></disqus>"
    with pytest.raises(MalformedInput, match="entities"):
        read_bytes(bomb, reader)
    assert readers()["disqus"].sniff(source_of(bomb)) == 1


def test_outside_entity_in_the_body_is_not_fetched() -> None:
    body = b"<message>&passwd; A &amp; B &eacute; C & D</message>"
    data = b'<disqus><post id="1">' + body + b'<thread id="2"/></post></disqus>'
    found, _ = read_bytes(data, "disqus")
    assert found[0].records[0].text == "&passwd; A & B é C & D"


def test_control_characters_lose_no_text() -> None:
    data = (
        b'<disqus><post id="1"><message><![CDATA[a\x08b <i>c</i>]]></message><thread id="2"/></post></disqus>'
    )
    found, report = read_bytes(data, "disqus")
    assert found[0].records[0].text == "ab c" and report.notes


def test_entities_across_blocks() -> None:
    words = "x&amp;y " * 30_000
    data = f'<disqus><post id="1"><message>{words}</message><thread id="2"/></post></disqus>'.encode()
    found, _ = read_bytes(data, "disqus")
    assert found[0].records[0].text == ("x&y " * 30_000).strip()


def test_deep_trees() -> None:
    depth = 20_000
    deep = '{"comment":{"id":"%d","pid":"","text":"t","locator":{"url":"u"}},"replies":['
    data = '{"comments":[' + "".join(deep % i for i in range(depth)) + "]}" * depth + "]}"
    found, report = read_bytes(data.encode(), "remark42")
    assert len(found[0].records) == depth and not report.rejects
    assert found[0].records[-1].parent == str(depth - 2)


def test_large_xml_is_read_in_bounded_memory() -> None:
    import tracemalloc

    post = "<item><title>t</title><link>http://p/{0}</link>{1}<wp:comment><wp:comment_id>{0}</wp:comment_id><wp:comment_content>hi</wp:comment_content></wp:comment></item>"
    filler = "<wp:postmeta><wp:meta_value>" + "x" * 2000 + "</wp:meta_value></wp:postmeta>"
    body = "".join(post.format(i, filler) for i in range(2500))
    data = f'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>{body}</channel></rss>'.encode()
    source = source_of(data)
    tracemalloc.start()
    count = sum(len(thread.records) for thread in readers()["wxr"].read(source, source.report))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 2500 and peak < len(data) / 2


@settings(max_examples=60)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda v: st.lists(v) | st.dictionaries(st.text(max_size=3), v),
    )
)
def test_the_slow_parser_agrees_with_the_standard_one(value: object) -> None:
    for dumped in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        assert parse(dumped) == (json.loads(dumped), None, "")


def test_the_slow_parser_marks_what_is_cut() -> None:
    value, fault, _ = parse('{"a": [{"b": 1}, {"c": 2, "d": "x')
    assert fault == 31 and isinstance(value, Cut) and isinstance(value["a"][1], Cut)
    assert value == {"a": [{"b": 1}, {"c": 2}]} and not isinstance(value["a"][0], Cut)
    assert parse("[1, 2,]")[0] == [1, 2] and parse("[12")[0] == [] and parse("")[0] is None
    assert parse("[1] x")[:2] == ([1], 4)


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        ("feed", "<rss><channel><title>" + " " * 200_000 + "</title></channel></rss>"),
        (
            "feed",
            "<rss><item><guid>" + "-post-1-1?" * 40_000 + "</guid><summary>x</summary></item></rss>",
        ),
        (
            "feed",
            "<rss><item><author>" + "a@" * 200_000 + "</author><summary>x</summary></item></rss>",
        ),
        (
            "feed",
            "<rss><item><summary><![CDATA[<img " + "a" * 400_000 + ">x]]></summary></item></rss>",
        ),
        ("whatsapp", "1/5/24, 9:05 PM - Ann: a" + " " * 400_000 + "b"),
        ("whatsapp", "1/5/24, 9:05 PM - Ann: a\n" * 20_000),
        ("habr", "[" * 300_000),
        ("habr", '{"a":' * 100_000),
        ("wxr", "<rss>" + "<item>" * 50_000),
    ],
    ids=range(9),
)
def test_hostile_input_takes_linear_time(reader: str, data: str) -> None:
    start = time.perf_counter()
    source = source_of(data.encode())
    for each in readers().values():
        each.sniff(source)
    sniffed = time.perf_counter() - start
    with suppress(InputError):
        read_bytes(data.encode(), reader)
    assert time.perf_counter() - start < 10, f"sniffing took {sniffed}"


@pytest.mark.parametrize(
    "bit", ["<", "<a ", "<a href='", "<!--", "&", "<blockquote>", "</p>", "<pre>", "\n", "<? "]
)
def test_html_is_read_in_linear_time(bit: str) -> None:
    start = time.perf_counter()
    html_to_text(bit * 100_000)
    assert time.perf_counter() - start < 5


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [
                "a b",
                "<p>",
                "</p>",
                "<br>",
                "\n",
                "<blockquote>",
                "</blockquote>",
                "<pre>",
                "</pre>",
                "  ",
                "&lt;",
                "<!-- x -->",
                "<aside class=quote>",
                "</aside>",
                "<div class=title>",
                "</div>",
            ]
        ),
        max_size=15,
    )
)
def test_html_spans_are_inside_the_text(parts: list[str]) -> None:
    text, quotes = html_to_text("".join(parts))
    assert text == text.rstrip() and all(0 <= q.start < q.end <= len(text) for q in quotes)
