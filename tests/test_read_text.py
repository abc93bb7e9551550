"""The reader of text dumps: fixtures of every layout, the seed thread, hostile text."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.errors import InputError
from analyzer.read.registry import readers
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread, Record

FIXTURES = Path(__file__).parent / "fixtures" / "text"
SHARED = Path("/work/shared")


def source_of(text: str, name: str = "page.txt") -> Source:
    data = text.encode("utf-8", "surrogatepass")
    return Source(name, lambda: io.BytesIO(data), Report(name))


def thread_of(text: str) -> RawThread:
    source = source_of(text)
    (thread,) = readers()["text"].read(source, source.report)
    return thread


def fixture(name: str) -> RawThread:
    return thread_of((FIXTURES / f"{name}.txt").read_text("utf-8"))


def speakers(thread: RawThread) -> list[str | None]:
    return [record.speaker for record in thread.records]


# ---------------------------------------------------------------- layouts


def test_said_with_a_date_footer() -> None:
    thread = fixture("said_then_date")
    assert speakers(thread) == ["marta", "Old Baker", "marta", None, "Piet"]
    assert thread.records[0].posted == "March 2nd, 2015, 9:14 am"
    assert thread.records[3].text == "I never said that they bake badly. Who took my name away?"
    assert thread.records[-1].text == "Old Baker #2, well put."
    assert thread.declared == 5 and not thread.states_replies
    assert thread.article is not None
    assert (thread.article.title, thread.article.author) == ("Two Bakeries, One Oven?", "Nadia Field")
    assert thread.article.text.startswith("The two bakeries") and thread.article.text.endswith("to comment.")


def test_a_header_like_line_inside_a_body_stays_there() -> None:
    body = fixture("said_then_date").records[1].text
    assert body.startswith("1. The flour") and body.endswith("As my aunt said:\n\nbread is bread.")
    assert "In passing" not in speakers(fixture("said_then_date"))


def test_a_whole_wordpress_page() -> None:
    thread = fixture("wordpress_page")
    found = [(r.speaker, r.kind, r.text) for r in thread.records]
    assert found == [
        ("Alice", "comment", "They are the same."),
        ("Some other blog | Same", "pingback", ""),
        ("Bob", "comment", "No. As Obama said:\nWe are not the same.\nThat is it."),
        ("Carol", "comment", "Fine."),
    ]
    assert thread.declared == 3 and thread.article is not None and thread.article.title == "Same same?"


@pytest.mark.parametrize(
    ("name", "who", "last"),
    [
        ("name_ago", ["@alice", "@bob", "@carol"], "lol"),
        ("name_dot_ago", ["alice", "bob", "carol"], "Meh."),
        ("footer_dash_place", ["Alice, London", "Bob, Leeds, UK", "Carol, Perth, Australia"], "Whatever."),
        ("said_time_footer", ["Alice", "Bob", "Anonymous"], "Fine."),
        ("subject_by_name", ["alice", "bob", "carol"], "Fine."),
        ("replied_to", ["Alice", "Bob", "Carol", "Dave"], "Hm."),
        ("response_to", ["Alice", "Bob", "Carol"], "Fine."),
        ("name_dot_addressee", ["Alice Smith", "Bob", "Carol"], "Both!"),
    ],
)
def test_speakers_and_the_last_body(name: str, who: list[str], last: str) -> None:
    thread = fixture(name)
    assert speakers(thread) == who
    assert thread.records[-1].text == last


def test_addressees_in_headers() -> None:
    assert [r.reply_to for r in fixture("replied_to").records] == [None, "Alice", "Bob", None]
    assert fixture("name_dot_addressee").records[1].reply_to == "Alice Smith"
    answer = fixture("response_to").records[1]
    assert (answer.reply_to, answer.reply_to_posted, answer.text) == (
        "Alice",
        "1 November 2012 9:48PM",
        "No.",
    )


def test_numbers_and_headlines_above_the_header() -> None:
    thread = fixture("numbered_headlines")
    assert [r.number for r in thread.records] == ["1", "2", "3", "4"]
    assert thread.records[1].text == "Das stimmt nicht."
    assert [(r.extra or {}).get("headline") for r in thread.records] == ["Immer dasselbe", "Nein", "Doch", "Egal"]


@pytest.mark.parametrize(
    ("name", "parents"),
    [
        ("nested_by_name", [None, "1", "2", "1", None]),
        ("indented_links", [None, "1", "2", None]),
        ("es_nested", [None, "1", "2", "1", None]),
    ],
)
def test_indentation_is_nesting(name: str, parents: list[str | None]) -> None:
    thread = fixture(name)
    assert thread.states_replies
    assert [r.parent for r in thread.records] == parents
    assert all(r.top_level == (r.parent is None) and r.parent_source == "indentation" for r in thread.records)


def test_a_prose_line_that_begins_with_by_is_no_header() -> None:
    assert fixture("nested_by_name").records[1].text.endswith("by a friend of mine.")


def test_lists_without_names() -> None:
    posts, opinions = fixture("posts_names_lost"), fixture("opinions_bulleted")
    assert speakers(posts) == [None] * 4 and posts.article is None
    assert speakers(opinions) == [None] * 3
    assert opinions.records[0].extra == {"headline": "They are both the same."}
    assert opinions.records[0].text.startswith("Cats and dogs")


def test_an_article_alone() -> None:
    thread = fixture("article_only")
    assert thread.records == () and thread.article is not None
    assert (thread.article.title, thread.article.author, thread.article.posted) == (
        "Leaders meet again", "Jane Roe", "May 3, 2012",
    )  # fmt: skip


def test_the_article_header_is_no_comment() -> None:
    head = "May 1, 2012\n\nA Day at the Fair\n\n" + "The fair was long and loud. " * 80 + "\n\n"
    rest = "".join(f"May {n}, 2012\n\nVisitor {n}\n\nI was there too, stall {n}.\n\n" for n in range(2, 8))
    thread = thread_of(head + rest)
    assert speakers(thread) == [f"Visitor {n}" for n in range(2, 8)]
    assert thread.article is not None and thread.article.title == "A Day at the Fair"


def test_a_sidebar_of_headlines_is_no_thread() -> None:
    rows = "".join(f"Mayor opens bridge number {n}\nMay {n}, 2012\n" for n in range(1, 9))
    assert thread_of("News\n" + rows).records == ()


# ---------------------------------------------------------------- sniffing


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Alice says:\nMay 1, 2012 at 3:04 pm\nYes.\n\nBob says:\nMay 1, 2012 at 3:14 pm\nNo.\n", 0.3, 0.6),
        ("Nothing here but a sentence of prose.", 0.1, 0.1),
        ("<html><body><p>Alice says:</p></body></html>", 0, 0),
        ('{"comments": []}', 0, 0),
        ('[{"text": "a"}]', 0, 0),
    ],
)
def test_sniff(text: str, low: float, high: float) -> None:
    assert low <= readers()["text"].sniff(source_of(text)) <= high


# ---------------------------------------------------------------- any text at all

_PIECES = st.sampled_from(
    ["Alice", "Bob said:", "says:", "May 3, 2012", "at 10:22 am", "3 days ago", "by", "(123)", "on", "1."]
    + ["Reply", "17 Comments", "Posted by:", "|", "-", "•", "  ", "\t", "\n", "\n\n", "    ", "говорит:"]
    + ["说道：", "#4", "Response to Bob, May 3, 2012", "Pingback: x", "The same, I think.", "\u200f"]
    + ["\u00a0", "\u2028", "\x0b"]
)
_JOINED = st.lists(_PIECES, max_size=60)
_PAGES = st.one_of(st.text(max_size=400), _JOINED.map(" ".join), _JOINED.map("".join))


def _sound(record: Record, source: str, lines: set[str]) -> None:
    assert record.speaker is None or (record.speaker and record.speaker in source)
    assert record.posted is None or record.posted in source
    for line in record.text.split("\n"):
        assert line.strip() in source
        assert line.strip() in lines or any(line.strip() in whole for whole in lines)


@settings(max_examples=150)
@given(_PAGES)
def test_any_text_gives_threads_that_quote_it_or_an_input_error(text: str) -> None:
    source = source_of(text)
    try:
        threads = list(readers()["text"].read(source, source.report))
    except InputError:
        return
    lines = {line.strip() for line in source.text.split("\n")}
    for record in (record for thread in threads for record in thread.records):
        _sound(record, source.text, lines)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"Guest {n} May {n % 28 + 1}, 2012 at 3:04 pm\nhello\n" for n in range(4000)),
        "".join(f"hello {n}\n\nPosted by: Guest {n} at May {n % 28 + 1}, 2012\n\n" for n in range(4000)),
        "".join(f"X said:\nhello\n\nMay {n % 28 + 1}, 2012 10:22\n\n" for n in range(4000)),
        "".join(f"{n}. Guest\n" for n in range(15000)),
        "said: " * 35000,
        ("12 " * 70 + "\n") * 1000,
        (" " * 200 + "a\n") * 1000,
        "".join(" " * min(n, 300) + "by x (1)\n" for n in range(1000)),
        "".join(f"Bob {n:b} May 3, 2012\n\n".replace("1", "|").replace("0", "-") for n in range(8000)),
        "".join(f"Bob May 3, 2012 at 10:{n % 60:02d}\nComments\n" for n in range(5000)),
        "3 Comments\n\n" + "".join(
            f"{name}\nMay 3, 2012 at 10:22 am\na{' · ' * 16000 * (name == 'Ben')}1\nReply\n\n"
            for name in ("Anna", "Ben", "Carl", "Dora")
        ),
    ],
    ids=[
        "headers",
        "footers",
        "closed",
        "numbered",
        "one line",
        "numbers",
        "blanks",
        "deep",
        "templates",
        "headings",
        "signs",
    ],
)
def test_large_pages_are_quick(text: str) -> None:
    start = time.process_time()
    thread_of(text[:200_000])
    assert time.process_time() - start < 4


# ---------------------------------------------------------------- what speakers say is no furniture

NAMES = ("Anna", "Ben", "Carl Smith", "Dora", "Emil", "Fay", "Gus")
BODIES = (
    "I think the bridge should have been built years ago.",
    "No, the costs are far too high.",
    "Trains are better for everyone here.",
    "Who pays for that in the end?",
    "The city council has promised it twice.",
    "They never keep promises.",
    "My street floods each year.",
)


def page_of(bodies: tuple[str, ...], heading: str = "%d Comments", article: str = "Some words of an article.") -> str:
    text = f"Why we need the bridge\n\n{article}\n\n" + (heading % len(bodies) if "%" in heading else heading) + "\n\n"
    for n, (name, body) in enumerate(zip(NAMES, bodies, strict=False), 1):
        text += f"{name} says:\nMay {n}, 2012 at 10:2{n} am\n{body}\nReply\n\n"
    return text


@pytest.mark.parametrize(
    "changed",
    [
        {1: "The council wants a tunnel instead.\n\nThoughts?"},
        {0: "Why is there no train?\nComments?\nThanks."},
        {0: "\n\n".join(["The bridge was planned in 1987, and I worked in the office that drew it."] * 12)},
        {0: "👍", 2: "👍", 4: "👍"},
        {0: "+1", 2: "+1", 4: "+1"},
        {0: "Fine.\n:)", 2: "So it is.\n\n:)", 4: "Yes!\n:)"},
        {0: "Agreed.", 1: "Agreed.", 3: "Agreed.", 6: "Agreed."},
        {6: "Your comment about the mayor made me laugh.\n\nHe promised it in 2009 as well."},
        {6: "Leave a comment where it belongs.\n\nThis is about the bridge."},
    ],
    ids=["thoughts?", "comments?", "long", "thumbs", "plus one", "smileys", "agreed", "your comment", "leave a comment"],
)
def test_bodies_that_look_like_the_pages_own_lines(changed: dict[int, str]) -> None:
    bodies = tuple(changed.get(n, body) for n, body in enumerate(BODIES))
    thread = thread_of(page_of(bodies))
    assert [(r.speaker, r.text) for r in thread.records] == list(zip(NAMES, bodies, strict=True))
    assert thread.article is not None and thread.article.text == "Some words of an article."


def test_a_closing_word_of_two_comments_does_not_end_the_last() -> None:
    bodies = ("I learnt a lot.\n\nCheers", "Too high.\n\nCheers", "Cheers\n\nfor the link, but it is wrong.")
    assert [r.text for r in thread_of(page_of(bodies)).records] == list(bodies)


@pytest.mark.parametrize("heading", ["%d Comments", "Comments"])
def test_a_long_first_comment_below_a_heading_is_no_article(heading: str) -> None:
    bodies = ("\n\n".join(["I worked in the office that drew the first plans for the bridge."] * 30), *BODIES[1:])
    assert thread_of(page_of(bodies, heading)).records[0].text == bodies[0]


def test_the_articles_header_above_an_uncounted_heading_is_no_comment() -> None:
    page = page_of(BODIES, "Comments", "Max says:\nApril 30, 2012 at 9:00 am\nThe bridge is old.\n\nIt needs paint.")
    assert speakers(thread_of(page)) == list(NAMES)


@pytest.mark.parametrize("form", ["{} • {}", "{}\n{}", "{} {}"])
def test_dates_that_count_in_words(form: str) -> None:
    ago = ("2 years ago", "a year ago", "about an hour ago", "a few seconds ago", "one month ago", "over 3 years ago", "an hour ago")
    text = "Title\n\nWords of an article that go on for a while.\n\n7 Comments\n\n"
    for name, when, body in zip(NAMES, ago, BODIES, strict=True):
        text += form.format(name, when) + f"\n\n{body}\n\nReply\n\n"
    assert [(r.speaker, r.posted, r.text) for r in thread_of(text).records] == list(zip(NAMES, ago, BODIES, strict=True))


# ---------------------------------------------------------------- the shared examples

needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="/work/shared is not on this machine")


@needs_shared
def test_the_seed_thread() -> None:
    truth = json.loads((SHARED / "gold" / "seed-thread.json").read_text("utf-8"))
    thread = thread_of(next(SHARED.glob("seeds/001*.txt")).read_text("utf-8"))
    assert speakers(thread) == [comment["speaker"] for comment in truth["comments"]]
    assert all(r.text.startswith(c["begins"]) for r, c in zip(thread.records, truth["comments"], strict=True))
    assert thread.declared == truth["declared_comments"] and thread.article is not None
    assert {"title": thread.article.title, "author": thread.article.author} == truth["article"]
    assert not any("Post a comment" in record.text or "Neoprofit" in record.text for record in thread.records)


@needs_shared
@pytest.mark.parametrize("number", ["000", "002", "003", "004"])
def test_the_other_seeds_are_articles(number: str) -> None:
    thread = thread_of(next(SHARED.glob(f"seeds/{number}*.txt")).read_text("utf-8"))
    assert thread.records == () and thread.article is not None
    assert thread.article.title and len(thread.article.text) > 4000
