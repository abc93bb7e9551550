"""Platform exports: what each reader makes of a small file of its format."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from analyzer.read import Report, Source, read
from analyzer.read.registry import choose, readers
from analyzer.thread import RawThread, Record

EXPORTS = Path(__file__).parent / "fixtures" / "exports"

# file: (reader, threads, one "id<parent speaker kind" a record; "-" stands for None)
EXPECTED = {
    "wxr_garden.xml": (
        "wxr",
        2,
        [
            "7<- Jörg & Ute comment",
            "9<7 Hanna Vogt comment",
            "10<- Backblog » Links pingback",
            "8<999 - comment",
        ],
    ),
    "disqus_trains.xml": (
        "disqus",
        2,
        ["101<- Ana P. comment", "103<101 Ana P. deleted", "104<77 - comment", "102<- bo comment"],
    ),
    "disqus_stray.xml": (
        "disqus",
        2,
        ["101<- Ana P. comment", "103<101 Ana P. deleted", "104<77 - comment", "102<- bo comment"],
    ),
    "feed_post.rss": ("feed", 1, ["22<21 Marek comment", "21<- Li comment", "20<3 Old hand comment"]),
    "feed_site.rss": ("feed", 2, ["31<- Marek comment", "29<- Li comment", "30<- Ines R. comment"]),
    "feed_blogger.atom": ("feed", 1, ["501<- Ronja comment", "502<501 Tom comment"]),
    "feed_wp.atom": ("feed", 1, ["2<- Nadia comment", "3<2 Piet comment"]),
    "feed_reddit.atom": ("feed", 1, ["t1_ee01<- rye_bread comment"]),
    "wp_rest.json": ("wp-rest", 2, ["31<- Søren comment", "32<31 - comment", "33<30 Andre blog pingback"]),
    "reddit_thread.json": (
        "reddit",
        1,
        [
            "t1_c1<- mud comment",
            "t1_c2<t1_c1 - deleted",
            "t1_c3<t1_c2 reed comment",
            "t1_c7<t1_c1 - placeholder",
            "t1_c9<- - comment",
        ],
    ),
    "reddit_flat.json": (
        "reddit",
        2,
        ["t1_k1<- ann comment", "t1_k2<t1_k1 - deleted", "t1_k3<t1_k0 cy comment"],
    ),
    "reddit_more.json": ("reddit", 1, ["t1_m1<t1_m0 dee comment", "t1_m2<t1_m1 eli comment"]),
    "hn_algolia.json": (
        "hacker-news",
        1,
        ["901<- tabby comment", "902<901 - deleted", "903<902 ws comment", "904<- ed comment"],
    ),
    "hn_firebase.json": ("hacker-news", 1, ["71<- kit comment", "72<71 pup comment", "73<- - deleted"]),
    "hn_flat.json": ("hacker-news", 2, ["51<- fe comment", "52<51 o2 comment", "62<61 cu comment"]),
    "hn_search.json": ("hacker-news", 1, ["81<- x1 comment", "82<81 x2 comment"]),
    "discourse_topic.json": (
        "discourse",
        1,
        ["1<- clay comment", "2<- kiln comment", "3<2 glaze comment", "4<9 clay deleted"],
    ),
    "youtube_threads.json": (
        "youtube",
        1,
        ["UgA<- @lute comment", "UgA.1<UgA @harp comment", "UgA.2<UgA - comment", "UgB<- Oud comment"],
    ),
    "youtube_ytdlp.json": ("youtube", 1, ["Ug1<- @a comment", "Ug1.9<Ug1 @b comment"]),
    "telegram_chat.json": ("telegram", 1, ["2<- Ира comment", "3<2 Пётр comment", "4<99 - comment"]),
    "telegram_all.json": ("telegram", 2, ["10<- U comment", "10<- V comment"]),
    "mastodon_context.json": ("mastodon", 1, ["201<- oak@trees.example comment", "202<201 elm comment"]),
    "mastodon_outbox.json": (
        "mastodon",
        1,
        [
            "https://m.example/users/elm/statuses/1<- elm comment",
            "https://m.example/users/elm/statuses/2<https://m.example/users/elm/statuses/1 elm comment",
        ],
    ),
    "bluesky_thread.json": (
        "bluesky",
        1,
        [
            "at://did:plc:a/app.bsky.feed.post/1<- moss.example comment",
            "at://did:plc:b/app.bsky.feed.post/2<at://did:plc:a/app.bsky.feed.post/1 fern.example comment",
            "at://did:plc:a/app.bsky.feed.post/3<at://did:plc:b/app.bsky.feed.post/2 moss.example comment",
            "at://did:plc:c/app.bsky.feed.post/4<at://did:plc:a/app.bsky.feed.post/1 - placeholder",
            "at://did:plc:d/app.bsky.feed.post/5<at://did:plc:a/app.bsky.feed.post/1 - placeholder",
        ],
    ),
    "bluesky_v2.json": (
        "bluesky",
        1,
        [
            "at://did:plc:a/app.bsky.feed.post/1<- moss.example comment",
            "at://did:plc:b/app.bsky.feed.post/2<at://did:plc:a/app.bsky.feed.post/1 fern.example comment",
        ],
    ),
    "facebook_posts.json": (
        "facebook",
        1,
        ["10_1<- Olga comment", "10_2<10_1 Raj comment", "10_3<- - comment"],
    ),
    "instagram_comments.json": (
        "facebook",
        1,
        ["178<- pix comment", "179<178 grain comment", "180<- iso comment"],
    ),
    "isso_generic.json": ("isso", 2, ["0<- Pip comment", "1<0 - comment", "0<- Sow comment"]),
    "isso_server.json": ("isso", 1, ["4<- Pip comment", "5<4 - comment", "6<- - deleted"]),
    "commento.json": ("commento", 2, ["aa<- Weaver comment", "cc<aa - deleted", "bb<- anonymous comment"]),
    "remark42_tree.json": ("remark42", 1, ["r1<- Frost comment", "r2<r1 - deleted", "r3<r2 Thaw comment"]),
    "remark42_backup.json": (
        "remark42",
        2,
        ["b1<- Frost comment", "b2<b1 Thaw comment", "b3<- Thaw comment"],
    ),
    "habr.json": ("habr", 1, ["7001<- volna comment", "7002<7001 bereg comment", "7003<7001 - deleted"]),
    "whatsapp_android.txt": (
        "whatsapp",
        1,
        ["-<- Lena comment", "-<- +49 151 0000000 comment", "-<- Jo 🌲 comment", "-<- Lena deleted"],
    ),
    "whatsapp_ios.txt": ("whatsapp", 1, ["-<- Max comment", "-<- Ida comment", "-<- Ida comment"]),
    "whatsapp_german.txt": ("whatsapp", 1, ["-<- Uwe comment", "-<- Änne comment"]),
    "whatsapp_chinese.txt": ("whatsapp", 1, ["-<- 小林 comment", "-<- 阿明 comment"]),
    "whatsapp_arabic.txt": ("whatsapp", 1, ["-<- سارة comment", "-<- علي comment"]),
}


def threads(name: str) -> tuple[list[RawThread], Report]:
    reports: list[Report] = []
    found = [thread for _, thread in read([EXPORTS / name], on_source=lambda r, _, e: reports.append(r))]
    return found, reports[0]


def records(name: str) -> list[Record]:
    return [record for thread in threads(name)[0] for record in thread.records]


def line(record: Record) -> str:
    return f"{record.id or '-'}<{record.parent or '-'} {record.speaker or '-'} {record.kind}"


def test_every_fixture_is_expected() -> None:
    assert set(EXPECTED) == {path.name for path in EXPORTS.iterdir()}


@pytest.mark.parametrize("name", EXPECTED)
def test_structure(name: str) -> None:
    reader, count, expected = EXPECTED[name]
    found, report = threads(name)
    assert [line(record) for thread in found for record in thread.records] == expected
    assert len(found) == count and len({thread.id for thread in found}) == count
    assert not report.rejects
    for thread in found:
        for record in thread.records:
            assert record.parent_source == "export"
            assert thread.states_replies or record.parent is None
            assert all(0 <= q.start < q.end <= len(record.text) for q in record.quotes)


@pytest.mark.parametrize("name", EXPECTED)
def test_one_reader_is_sure_and_no_other_claims_it(name: str) -> None:
    path = EXPORTS / name
    source = Source(name, lambda: io.BytesIO(path.read_bytes()), Report(name))
    scores = {key: reader.sniff(source) for key, reader in readers().items()}
    own = EXPECTED[name][0]
    assert choose(source).name == own and scores[own] >= 0.9
    assert all(score < 0.9 for key, score in scores.items() if key != own), scores


def test_wxr_article_text_and_quotes() -> None:
    found, _ = threads("wxr_garden.xml")
    thread = found[0]
    assert thread.id == thread.article.url == "https://brot.example/2024/01/sauerteig/"
    assert thread.article.title == "Sauerteig & Hefe: dasselbe?" and thread.article.author == "Hanna Vogt"
    assert thread.article.text == "Ist Sauerteig nur langsame Hefe?"
    first, second, ping = thread.records
    assert first.text == "Gar nicht dasselbe!\nDer Geschmack ist ein anderer 🍞."
    assert first.posted == "2024-01-05 09:12:33" and first.top_level and first.speaker_key is None
    assert second.text == "Gar nicht dasselbe!\n\nDoch: a < b, und vector<string> bleibt."
    assert [second.text[q.start : q.end] for q in second.quotes] == ["Gar nicht dasselbe!"]
    assert second.speaker_key == "user 3" and not second.top_level
    assert found[1].article.author == "gast" and found[1].records[0].text == ""


def test_disqus_text_and_article() -> None:
    found, report = threads("disqus_stray.xml")
    assert any("stray" in note for note in report.notes)
    assert (
        found[0].id == "https://trains.example/night" and found[0].article.title == "Night trains & sleepers"
    )
    assert found[0].records[0].text == "Same thing, honestly.\n\nSee this.\nAnd that."
    assert found[0].records[2].text == "Same thing\n\nNo, different."
    assert (
        found[1].records[0].text == "Plain words\non two lines" and found[1].records[0].speaker_key == "bo42"
    )


def test_feed_keeps_only_the_words_of_the_comment() -> None:
    found, _ = threads("feed_post.rss")
    assert found[0].article.title == "Tea or infusion?" and found[0].id == "https://tea.example/infusion/"
    first, _, third = found[0].records
    assert first.text == "They are not the same.\n\nOne has caffeine – the other not."
    assert first.reply_to == "Li" and third.text == "Agreed." and found[0].states_replies
    site, _ = threads("feed_site.rss")
    assert [thread.article.title for thread in site] == ["Tea or infusion?", "Made by hand"]
    assert not site[0].states_replies
    assert threads("feed_blogger.atom")[0][0].records[0].top_level
    assert threads("feed_reddit.atom")[0][0].article.text == "Asking."


def feed(*items: str, title: str = "X") -> Source:
    data = (
        '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{title}</title><link>https://f.example/post/</link>{''.join(items)}</channel></rss>"
    )
    return Source("f.rss", lambda: io.BytesIO(data.encode()), Report())


def test_feed_of_posts_is_not_a_feed_of_comments() -> None:
    item = "<item><title>A</title><link>https://f.example/a/</link><description>B</description></item>"
    assert readers()["feed"].sniff(feed(item, title="News")) == 0


def test_feed_in_german_without_creator() -> None:
    item = "<item><title>Von: Käthe</title><link>https://f.example/post/#comment-4</link><description>Ja.</description></item>"
    source = feed(item, title="Kommentare zu: Äpfel &amp; Birnen")
    assert choose(source).name == "feed"
    (thread,) = choose(source).read(source, source.report)
    assert thread.article.title == "Äpfel & Birnen" and thread.id == "https://f.example/post/"
    assert [(r.id, r.speaker, r.text) for r in thread.records] == [("4", "Käthe", "Ja.")]


def test_feed_of_a_discourse_topic() -> None:
    item = (
        "<item><title>Topic</title><dc:creator><![CDATA[ana]]></dc:creator><description><![CDATA[<p>Yes</p>"
        '<p><a href="https://d.example/t/topic/12/3">Read full topic</a></p>]]></description>'
        "<link>https://d.example/t/topic/12/3</link><guid>d.example-post-12-3</guid></item>"
    )
    source = feed(item)
    (thread,) = choose(source).read(source, source.report)
    assert thread.id == "https://d.example/t/topic/12"
    assert [(r.id, r.speaker, r.text) for r in thread.records] == [("3", "ana", "Yes")]


def records_of(reader: str, content: str) -> list[Record]:
    source = Source("x", lambda: io.BytesIO(content.encode()), Report())
    return [record for thread in readers()[reader].read(source, source.report) for record in thread.records]


def test_atom_bodies_in_xhtml() -> None:
    entry = (
        "<entry><id>http://e.example/post#comment-{}</id><author><name>Ana</name></author>"
        '<content type="xhtml">{}</content></entry>'
    )
    div = '<div xmlns="http://www.w3.org/1999/xhtml">'
    first = entry.format(1, div + "<p>The <b>new <i>bridge</i> plan</b> is 5 &lt; 6.</p><p>Build it.</p></div>")
    second = entry.format(
        2, '<h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:blockquote>Build it.</h:blockquote><h:p>No.</h:p></h:div>'
    )
    found = records_of("feed", f'<feed xmlns="http://www.w3.org/2005/Atom">{first}{second}</feed>')
    assert [r.text for r in found] == ["The new bridge plan is 5 < 6.\n\nBuild it.", "Build it.\n\nNo."]
    assert [(q.start, q.end) for q in found[1].quotes] == [(0, 9)]


def test_pictures_in_feeds_hide_no_text() -> None:
    media = '<media:title>Pic</media:title><media:content xmlns:media="http://search.yahoo.com/mrss/" url="a.jpg"/>'
    item = (
        media.replace("<media:title>", '<media:title xmlns:media="http://search.yahoo.com/mrss/">')
        + "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'/>"
        "<title>By: Ana</title><link>https://f.example/post/#comment-4</link><description>Yes.</description>"
    )
    source = feed(f"<item>{item}</item>")
    (thread,) = readers()["feed"].read(source, source.report)
    assert [(r.speaker, r.text) for r in thread.records] == [("Ana", "Yes.")]


def test_addresses_in_xml_are_unescaped_once() -> None:
    data = (
        '<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals"><thread dsq:id="1"><id/>'
        "<link>http://e.example/?p=1&amp;section=3&amp;currency=eur</link><title>Salt &amp;amp; Co</title></thread>"
        '<post dsq:id="5"><message>Yes</message><thread dsq:id="1"/></post></disqus>'
    )
    source = Source("x", lambda: io.BytesIO(data.encode()), Report())
    (thread,) = readers()["disqus"].read(source, source.report)
    assert thread.article.url == "http://e.example/?p=1&section=3&currency=eur" and thread.article.title == "Salt & Co"


def test_youtube_pages_of_replies_beside_their_threads() -> None:
    def comment(own: str, **more: str) -> dict:
        return {"kind": "youtube#comment", "id": own, "snippet": {"textOriginal": own, **more}}

    top = {"videoId": "v", "topLevelComment": comment("U1", videoId="v")}
    replies = [comment("U1.a", parentId="U1"), comment("U1.b", parentId="U1")]
    first = {"kind": "youtube#commentThread", "id": "U1", "snippet": top, "replies": {"comments": replies[:1]}}
    pages = [{"items": [first]}, {"kind": "youtube#commentListResponse", "items": replies}]
    for order in (pages, pages[::-1]):
        source = Source("x", lambda order=order: io.BytesIO(json.dumps(order).encode()), Report())
        (thread,) = readers()["youtube"].read(source, source.report)
        found = sorted((r.id, r.parent) for r in thread.records)
        assert thread.id == "v" and found == [("U1", None), ("U1.a", "U1"), ("U1.b", "U1")]


@pytest.mark.parametrize(
    ("children", "expected"),
    [(["b"], ["t1_a", "t1_b"]), (["b", "c"], ["t1_a", "t1_c placeholder", "t1_b"])],
)
def test_reddit_comments_that_were_loaded_later(children: list[str], expected: list[str]) -> None:
    def comment(own: str, parent: str, replies: object = "") -> dict:
        data = {"id": own, "parent_id": parent, "link_id": "t3_p", "author": "x", "body": own, "replies": replies}
        return {"kind": "t1", "data": data}

    more = {"kind": "more", "data": {"parent_id": "t1_a", "children": children}}
    page = {"kind": "Listing", "data": {"children": [comment("a", "t3_p", {"kind": "Listing", "data": {"children": [more]}})]}}
    loaded = {"json": {"data": {"things": [comment("b", "t1_a")]}}}
    found = records_of("reddit", json.dumps([page, loaded]))
    assert [f"{r.id} {r.kind}".removesuffix(" comment") for r in found] == expected


def test_reddit_details() -> None:
    thread = threads("reddit_thread.json")[0][0]
    assert thread.id == "t3_zz1" and thread.declared == 7
    assert thread.article.title == "Lake or pond?" and thread.article.text == "Is there a difference?"
    assert (
        thread.records[2].text == "> quoted\n\nNope 🐸" and thread.records[2].posted == "2020-09-13T12:31:40Z"
    )


def test_hacker_news_text() -> None:
    thread = threads("hn_algolia.json")[0][0]
    assert thread.article.title == "Tabs are spaces" and thread.article.url == "https://tabs.example/"
    assert thread.records[0].text == "They are not.\n\n> Tabs are spaces\n\nSee https://a.example"
    assert thread.records[3].text == "  a\n    b\n\nok"
    assert threads("hn_firebase.json")[0][0].declared == 3


def test_discourse_quotations_name_the_post() -> None:
    post = records("discourse_topic.json")[1]
    assert post.text == "shallow bowl\n\nYes :wink:"
    (quote,) = post.quotes
    assert (post.text[quote.start : quote.end], quote.speaker, quote.id) == ("shallow bowl", "clay", "1")


def test_other_bodies() -> None:
    assert [r.text for r in records("telegram_chat.json")] == [
        "Смотри https://hleb.example — то же самое", "то же самое\nНет! 🙅", "",
    ]  # fmt: skip
    assert len(records("telegram_chat.json")[1].quotes) == 1
    assert records("youtube_threads.json")[0].text == "Same song's tune\ntwice"
    assert records("youtube_threads.json")[1].text == "No <3 way"
    assert records("mastodon_context.json")[0].text == "@elm Same wood?\nNo.\n\nhttps://w.example/x"
    assert records("habr.json")[0].text == "Одно и то же.\n\na = b\n  c"
    assert records("isso_server.json")[0].posted == "2013-12-17T23:01:01Z"
    assert records("remark42_tree.json")[2].quotes[0].end == len("water")
    assert threads("youtube_ytdlp.json")[0][0].article.author == "Lute Channel"
    assert threads("facebook_posts.json")[0][0].article.text == "Soup or stew?"
    assert threads("commento.json")[0][0].article.url == "https://loom.example/wool"


@pytest.mark.parametrize(
    ("name", "posted"),
    [
        (
            "whatsapp_android.txt",
            ["2023-02-03T21:06:00", "2023-02-03T21:07:00", "2023-02-14T09:00:00", "2023-02-14T09:01:00"],
        ),
        ("whatsapp_ios.txt", ["2024-01-31T21:05:30", "2024-02-01T00:10:00", "2024-02-01T08:00:01"]),
        ("whatsapp_german.txt", ["2024-01-15T08:31:00", "2024-01-16T18:31:00"]),
        ("whatsapp_chinese.txt", ["2024-01-05T15:20:00", "2024-01-05T09:05:00"]),
        ("whatsapp_arabic.txt", ["2024-01-15T22:30:00", "2024-01-16T09:05:00"]),
    ],
)
def test_whatsapp_dates(name: str, posted: list[str]) -> None:
    assert [record.posted for record in records(name)] == posted


def test_whatsapp_bodies() -> None:
    assert records("whatsapp_android.txt")[0].text == "Tent or hut?\nSame price!\n\nDecide: now"
    assert records("whatsapp_android.txt")[2].text == "not the same 🏕 https://a.example/x: y"
    assert [r.text for r in records("whatsapp_ios.txt")] == [
        "Same soup\nas always",
        "image omitted",
        "Different bowl",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "1/5/24, 9:05 PM - Ann: hi", "05.01.2024, 21:05 - Ann: hi", "2024-01-05, 9:05 p.m. - Ann: hi",
        "05/01/2024 21:05 - Ann: hi", "5/1/24, 21.05 - Ann: hi", "05/01/2024 às 21:05 - Ann: hi",
        "05/01/2024 à 21:05 - Ann: hi", "[05.01.24, 21:05:33] Ann: hi", "[5/1/2024, 9:05:33 p. m.] Ann: hi",
        "2024년 1월 5일 오후 9:05, Ann : hi", "2024. 1. 5. 오후 9:05 - Ann: hi", "05-01-2024 21:05 - Ann: hi",
    ],
)  # fmt: skip
def test_whatsapp_locales(line: str, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(line + "\n", encoding="utf-8")
    (thread,) = [thread for _, thread in read([tmp_path / "chat.txt"])]
    (record,) = thread.records
    assert (record.speaker, record.text, record.posted[10:16]) == ("Ann", "hi", "T21:05")
