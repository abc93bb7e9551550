"""Replies recovered from prose: each clue by itself, and the promises that hold for any thread."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.structure.parents import Edge, resolve
from analyzer.thread import QuoteMark, Record

SHARED = Path("/work/shared")


def thread(*comments, posted=None, stated=None, states_replies=False, **fields):
    """Edges of (speaker, text) pairs as {comment: (parent, source)}, numbered from 1."""
    records = [
        Record(text=text, speaker=speaker, **fields.get(f"c{n}", {}))
        for n, (speaker, text) in enumerate(comments, 1)
    ]
    speakers = [speaker.casefold() if speaker else None for speaker, _ in comments]
    edges = resolve(
        records,
        speakers,
        posted or [None] * len(records),
        stated or [None] * len(records),
        states_replies=states_replies,
    )
    return {n: (edge.parent + 1, edge.source) for n, edge in enumerate(edges, 1) if edge}


CLUBS = [
    ("Brenda Oakes", "Both clubs are run by the same three landlords and the tickets cost a fortune."),
    ("Sami", "The river ground floods every spring, nobody maintains the drains."),
    ("Tomasz W.", "My grandfather built the north stand with his own hands in 1951."),
]


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        ("Sami #2, drains are the council's job.", 2),
        ("#3 what a story", 3),
        ("@1 who are these landlords then", 1),
        ("re: 1 not true at all", 1),
        ("No. 2: drains again", 2),
        ("№ 3 хорошая история", 3),
        ("Kommentar 1 ist Unsinn", 1),
        ("回复2楼 同意", 2),
        (">>3 lovely", 3),
        ("RE #2 Drains again", 2),
        ("wie in Kommentar 2 gesagt", 2),
        ("So says comment 3, wrongly", 3),
        ("2) No (not in 1951)", 2),
        ("#२ यह सच नहीं है", 2),
        ("टिप्पणी नंबर 2 गलत है", 2),
        ("মন্তব্য ২ ভুল", 2),
        ("تعليق رقم ٢ خطأ", 2),
        ("نظر ۲ غلط است", 2),
        ("תגובה 2 שגויה", 2),
        ("ความเห็นที่ 2 ผิด", 2),
        ("bình luận số 2 sai", 2),
        ("2번 댓글 틀렸어요", 2),
        ("コメント2は違います", 2),
        ("в комментарии 2 неправда", 2),
        ("w komentarzu 2 jest błąd", 2),
        ("στο σχόλιο 2 υπάρχει λάθος", 2),
    ],
)
def test_a_comment_number_names_the_parent(text, parent):
    assert thread(*CLUBS, ("Ilse", text))[4] == (parent, "number reference")


def test_printed_numbers_win_over_positions():
    printed = {f"c{n}": {"number": f"{n + 10}."} for n in range(1, 5)}
    assert thread(*CLUBS, ("Ilse", "#12 drains again"), **printed)[4] == (2, "number reference")


@pytest.mark.parametrize(
    "text",
    [
        "We finished #1 in the league, easily.",
        "@ 13:06 it was still raining in town.",
        "1.) Sell the ground.\n2.) Build a new one.",
        "#2,500 people came to the last match.",
        "#9 never existed in this list.",
        "They're 2 different groups, said the mayor.",
        "We’re 2 years into this mess.",
        "I read your comment 2 days ago and laughed.",
        "There was yet another post 1 minute later.",
        "In spring a comment 3 times as long was printed here.",
        "1) they are rich 2) they are lazy 3) so there.",
        "#1 problem is corruption, as everybody knows.",
        "No. 3 of them came from abroad.",
        "Sami #3, the stand was built later.",
        "मैंने आपकी टिप्पणी 2 दिन पहले पढ़ी।",
        "コメント2件を読みました。",
        "댓글 2개 읽었어요",
    ],
)
def test_other_numbers_name_nobody(text):
    edge = thread(*CLUBS, ("Ilse", text)).get(4)
    assert edge is None or edge[1] != "number reference"


# ---------------------------------------------------------------- headers


def test_the_time_in_a_header_is_a_whole_one():
    posted = ["Nov 18, 2014 1:37 PM", "Nov 18, 2014 2:37 PM", "Nov 18, 2014 11:37 PM", None]
    fields = {f"c{n}": {"posted": printed} for n, printed in enumerate(posted, 1)}
    fields["c4"] = {"reply_to": "Anna", "reply_to_posted": "1:37PM"}
    edges = thread(("Anna", "Rain."), ("Bob", "Sun."), ("Anna", "Snow."), ("Cem", "Wind."), **fields)
    assert edges[4] == (1, "header")


def test_a_header_names_its_addressee_without_the_role():
    records = [Record("Rain.", speaker="Anna (Author)"), Record("Sun.", speaker="Bob", reply_to="Anna")]
    edges = resolve(records, ["anna", "bob"], [None, None], [None, None], states_replies=False)
    assert edges[1] == Edge(0, "header", 0.9)


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("राहुल वर्मा", "@राहुल वर्मा सही कहा आपने।"), ("प्रिया", "प्रिया, आप गलत हैं।"), ("বিপ্লব", "@বিপ্লব ঠিক বলেছেন"), ("கிருஷ்ணன்", "@கிருஷ்ணன் உண்மை"),
        ("วิชัย", "@วิชัย ไม่จริง"), ("วิชัย", "คุณวิชัย ผิดแล้วครับ"), ("วิชัย", "วิชัย คุณผิดแล้ว"),
        ("प्रिया", "प्रिया जी, आप गलत हैं।"), ("प्रिया", "हाँ प्रिया, यह सही है"), ("प्रिया", "यह सुनकर खुशी हुई, प्रिया।"), ("সুমি", "সুমি আপা, আপনি ভুল।"),
        ("মিতা", "ধন্যবাদ মিতা"), ("سارہ", "جی سارہ یہ درست ہے"), ("مریم", "مریم جان، اشتباه می‌کنی."), ("مریم", "خوشحالم، مریم."), ("רחל", "שלום רחל! תודה."),
        ("영희", "영희님, 틀렸어요."), ("영희", "영희 씨, 틀렸어요."), ("영희", "네 영희님, 맞아요"), ("花子", "花子さん、違います。"), ("花子", "こんにちは、花子さん！"),
        ("小明", "你好小明！"), ("小明", "亲爱的小明，谢谢。"), ("Ελένη", "Γεια σου Ελένη! Ευχαριστώ."), ("Γιώργος", "@Giorgos lathos"), ("Hương", "Hương ơi, bạn sai rồi."),
        ("Ayşe", "Ayşe Hanım, yanılıyorsunuz."), ("Оксана", "Вітаю Оксано! Дякую."), ("ნინო", "გამარჯობა ნინო! მადლობა."), ("ნინო", "მიხარია, ნინო."),
        ("አበበ", "አዎ አበበ፣ ልክ ነው"), ("Erzsi", "Szia Erzsi! Köszi."), ("Aino", "Kyllä Aino, oikein"), ("Karin", "Hej Karin! Tack."), ("Asha", "Ndiyo Asha, kweli"), ("مُحَمَّد", "@محمد كلامك غلط"), ("محمد", "@مُحَمَّد كلامك غلط"), ("Rene\u0301", "@René c'est faux"),
    ],
)  # fmt: skip
def test_names_with_vowel_signs_are_whole_names(name: str, address: str) -> None:
    assert thread(*CLUBS, (name, "The tickets."), ("Zed", "Rain."), ("Kim", address))[6] == (4, "mention")



@pytest.mark.parametrize(
    ("speaker", "text"),
    [
        ("Ghufran", "Ghufran, the plan was another one from the start."),
        ("Ghufran", "Yes Ghufran I have called for that since spring."),
        ("Ghufran", "@ghufran nobody said so"),
        ("Ghufran", "@Gufran nobody said so"),
        ("Anna", "Hallo Anna! Danke für den Tipp."),
        ("Anna Berger", "Liebe Anna, das stimmt so nicht."),
        ("Марина", "Marina, the bridge is older than that."),
        ("Marina", "Марина, мост гораздо старше."),
        ("Anna", "@Анне: мост гораздо старше."),
        ("Petr", "@Petrovi: most je mnohem starší."),
        ("Mehmet", "@Mehmet'e: köprü daha eski."),
        ("ghufran", "يا غفران، الجسر أقدم من ذلك بكثير"),
        ("غفران", "Ghufran, the bridge is older than that."),
        ("Jan Novák", "I am glad to hear that, Jan. The bridge is older, though."),
        ("王小明", "@王小明 桥更老"),
        ("Dr. Webers", "@ Herr Webers die Brücke ist älter."),
    ],
)
def test_an_addressed_name_is_the_parent(speaker, text):
    edges = thread(
        ("Zoe", "The old bridge was sold last week."),
        (speaker, "1931, I think."),
        ("Kim", "Rain again."),
        ("Lou", text),
    )
    assert edges[4] == (2, "mention")


def test_the_latest_comment_of_the_addressed_counts():
    edges = thread(*CLUBS, ("Sami", "Also the pitch is too short by a yard."), ("Ilse", "Sami, says who?"))
    assert edges[5] == (4, "mention")


def test_content_points_to_an_earlier_comment_of_the_addressed():
    edges = thread(
        ("Sami", "The drains below the river ground were blocked by gravel for decades."),
        ("Zoe", "Rain again."),
        ("Sami", "Happy birthday to our goalkeeper!"),
        ("Kim", "Late again."),
        ("Ilse", "Sami, gravel never blocked the drains below the river ground, roots did."),
    )
    assert edges[5] == (1, "mention")


def test_being_talked_about_is_not_being_addressed():
    assert 4 not in thread(
        *CLUBS, ("Ilse", "I went to school where Sami lives and the tickets were cheaper there, long ago.")
    )


def test_greeting_the_author_is_no_reply_to_the_authors_last_answer():
    edges = thread(
        ("Birgit", "Liebe Hanna, was für ein schöner Text über den Garten!"),
        ("Hanna", "Danke, liebe Birgit!"),
        ("Uwe", "Liebe Hanna, die Bilder vom Teich sind großartig."),
        ("Hanna", "Lieber Uwe, das freut mich."),
        ("Ute", "Liebe Hanna, ein wunderbarer Text, ich habe ihn gern gelesen."),
        ("Hanna", "Danke, Ute!"),
    )
    assert edges == {2: (1, "mention"), 4: (3, "mention"), 6: (5, "mention")}


def test_whoever_addresses_the_author_answers_the_article():
    def edge(author):
        records = [
            Record("Trams were slower before the war.", speaker="Daniel K."),
            Record("The rails are the same as in 1920.", speaker="Olga"),
            Record("Daniel, you wrote that nobody takes the bridge.", speaker="Ines"),
        ]
        speakers = [record.speaker.casefold() for record in records]
        nothing = [None] * len(records)
        return resolve(records, speakers, nothing, nothing, states_replies=False, author=author)[2]

    assert edge(None) == Edge(0, "mention", 0.85)
    assert edge("Daniel Wren") is None


def test_nobody_answers_themselves_by_signing():
    assert (
        thread(*CLUBS, ("Ilse", "Ilse, from the village, says hello to everybody who reads this long after."))
        == {}
    )


def test_a_namesake_can_be_addressed():
    johns = (("John Smith", "Prices rise."), ("Zoe", "Rain again."), ("Kim", "Late again."))
    assert thread(*johns, ("John Doe", "@John that is not true at all."))[4] == (1, "mention")
    assert 4 not in thread(*johns, ("John Doe", "The tram was on time and warm, John."))


def test_a_name_that_very_many_share_names_nobody():
    users = [(f"User {n}", f"Line {n} runs through the valley.") for n in range(25)]
    edges = thread(*users, ("Ilse", "@User no it does not"), ("Ida", "@User 7 no it does not"))
    assert edges.get(26, (0, "inferred"))[1] == "inferred" and edges[27] == (8, "mention")


# ---------------------------------------------------------------- quotations


@pytest.mark.parametrize(
    "text",
    [
        "“nobody maintains the drains” is simply wrong",
        "> The river ground floods every spring, nobody maintains the drains.\nSays who?",
        "The river ground floods every spring, nobody maintains the drains. Wrong on both counts, sorry.",
    ],
)
def test_quoted_words_name_the_parent(text):
    assert thread(*CLUBS, ("Ilse", text))[4] == (2, "quote")


def test_a_marked_up_quotation_names_its_post():
    fields = {"c2": {"id": "p77"}, "c4": {"quotes": (QuoteMark(0, 6, "Sami", "p77"),)}}
    assert thread(*CLUBS, ("Ilse", "drains\nNo."), **fields) == {4: (2, "quote")}


def test_of_several_marked_up_quotations_the_first_is_answered():
    quotes = (QuoteMark(0, 3, "Bob", "2"), QuoteMark(4, 7, "Ann", "1"))
    edges = thread(
        ("Ann", "One."), ("Bob", "Two."), ("Cid", "Tw. On. @Ann so what?"),
        c1={"id": "1"}, c2={"id": "2"}, c3={"quotes": quotes},
    )  # fmt: skip
    assert edges[3] == (2, "quote")


def test_a_forum_that_marks_quotations_up_gets_no_guesses():
    fields = {"c2": {"id": "p77"}, "c4": {"quotes": (QuoteMark(0, 6, "Sami", "p77"),)}}
    edges = thread(*CLUBS, ("Ilse", "drains\nNo."), ("Sami", "Yes, why do you think so?"), **fields)
    assert edges == {4: (2, "quote")}


# ---------------------------------------------------------------- headers and what is stated


def test_the_header_names_the_addressee_and_the_time():
    fields = {
        "c1": {"posted": "3 May 2011 9:37PM"}, "c2": {"posted": "3 May 2011 9:50PM"},
        "c3": {"reply_to": "Sami", "reply_to_posted": "9:37PM"},
    }  # fmt: skip
    assert thread(("Sami", "a"), ("Sami", "b"), ("Ilse", "c"), **fields)[3] == (1, "header")
    assert thread(("Sami", "a"), ("Sami", "b"), ("Ilse", "c"), c3={"reply_to": "Sami"})[3] == (2, "header")


def test_stated_parents_stand_even_if_printed_later():
    stated = [1, None, 0, None]
    edges = thread(*CLUBS, ("Ilse", "Good."), stated=stated, states_replies=True)
    assert edges[1] == (2, "export") and edges[3] == (1, "export")


def test_where_replies_are_stated_only_an_unmistakable_address_adds_one():
    edges = thread(*CLUBS, ("Ilse", "Sami, says who?"), ("Kim", "@Sami says who?"), states_replies=True)
    assert edges == {5: (2, "mention")}


def test_no_edge_leads_to_a_comment_that_is_dated_later():
    posted = ["2011-05-03T10:00:00", "2011-05-03T12:00:00", "2011-05-03T10:30:00", "2011-05-03T11:00:00"]
    assert 4 not in thread(*CLUBS, ("Ilse", "Sami, says who?"), posted=posted)


# ---------------------------------------------------------------- inference


def test_reading_order_proves_replies():
    posted = [f"2013-{month:02}-01T10:00:00" for month in (1, 9, 2, 3, 8, 4)]
    speakers = ["Ada", "Bea", "Cy", "Di", "Ed", "Flo"]
    edges = thread(*[(name, f"Nice recipe number {name}.") for name in speakers], posted=posted)
    assert edges[2] == (1, "inferred") and edges[5] == (4, "inferred")


def test_newest_first_pages_are_read_too():
    posted = [f"2013-{month:02}-01T10:00:00" for month in (9, 7, 8, 5, 3)]
    edges = thread(
        *[(name, f"Nice recipe, says {name}.") for name in ("Ada", "Bea", "Cy", "Di", "Ed")], posted=posted
    )
    assert edges == {3: (2, "inferred")}


def test_a_denial_goes_to_the_claim_that_it_denies():
    edges = thread(
        ("Ada", "Rain is forecast for the weekend in most of the country."),
        ("Bea", "Red team, blue team… they are all the same"),
        ("Cy", "Tickets go on sale in March, by telephone only."),
        ("Di", "No they are not the same, one of them can play."),
    )
    assert edges[4] == (2, "inferred")


def test_alternation_answers_back():
    edges = thread(
        ("Ada", "The mayor opened the new library in the old mill."),
        ("Bea", "Ada, which mill do you mean?"),
        ("Ada", "The one behind the station."),
    )
    assert edges[3] == (2, "inferred")


def test_unrelated_comments_get_no_parent():
    assert thread(*CLUBS) == {}


# ---------------------------------------------------------------- the order of time


def test_times_of_several_zones_are_compared_as_moments():
    posted = ["2014-11-18T21:33:00+02:00", "2014-11-18T20:33:00+00:00"]
    assert thread(("Anna", "Rain."), ("Bob", "@Anna no."), posted=posted) == {2: (1, "mention")}


def test_on_a_flat_page_with_the_newest_first_the_earlier_ones_are_below():
    posted = [f"2014-11-{day}T10:00:00" for day in (20, 19, 18, 17)]
    said = (("Anna", "Thanks Bob."), ("Cem", "Football at nine."), ("Bob", "@Anna no."), ("Anna", "Prices rise."))
    assert thread(*said, posted=posted) == {1: (3, "mention"), 3: (4, "mention")}


# ---------------------------------------------------------------- promises

_words = st.text(alphabet='ab @#1>"“”,.?\n', max_size=40)
_dates = st.one_of(st.none(), st.sampled_from([f"2020-01-0{day}T00:00:00" for day in range(1, 9)]))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", "ab", None]), _words, _dates), max_size=12), st.data())
def test_edges_are_earlier_and_acyclic(comments, data):
    count = len(comments)
    stated = [data.draw(st.one_of(st.none(), st.integers(0, count - 1))) for _ in comments]
    stated = [None if parent is not None and parent >= n else parent for n, parent in enumerate(stated)]
    if count > 2:
        stated[0] = count - 1  # one stated edge leads forward
        stated[count - 1] = None
    records = [Record(text=text, speaker=speaker) for speaker, text, _ in comments]
    posted = [date for _, _, date in comments]
    edges = resolve(records, [c[0] for c in comments], posted, stated, states_replies=False)
    assert len(edges) == count
    for n, edge in enumerate(edges):
        if stated[n] is not None:
            assert edge == Edge(stated[n], "export", 1.0)
        elif edge is not None:
            assert edge.parent < n and 0 < edge.score <= 1
            assert not (posted[n] and posted[edge.parent] and posted[edge.parent] > posted[n])
        seen, at = set(), n
        while edges[at] is not None:
            assert at not in seen
            seen.add(at)
            at = edges[at].parent


def test_hostile_input_stays_linear():
    texts = [
        "@" * 200_000,
        "a " * 100_000,
        ", " * 100_000,
        '"' * 200_000,
        "#1 " * 60_000,
        "liebe " * 40_000,
        "> " * 90_000,
    ]
    start = time.process_time()
    thread(*[("Ann", text) for text in texts], *[("Bob", text) for text in texts])
    assert time.process_time() - start < 20


def test_a_name_part_that_all_share_costs_no_more():
    users = [(f"User {n}", f"@User every user has the number {n * 7919 % 1000}") for n in range(7000)]
    start = time.process_time()
    thread(*users)
    assert time.process_time() - start < 10


def test_deep_chains_of_stated_replies_stay_near_linear():
    count = 15_000
    records = [Record(text="Ann, no", speaker=("Ann", "Bob")[n % 2]) for n in range(count)]
    stated = [n - 1 if n % 3 else None for n in range(count)]
    start = time.perf_counter()
    resolve(records, [r.speaker for r in records], [None] * count, stated, states_replies=False)
    assert time.perf_counter() - start < 30


# ---------------------------------------------------------------- real threads


@pytest.mark.skipif(not SHARED.exists(), reason="the shared examples are not on this machine")
def test_the_seed_thread():
    text = (SHARED / "seeds/001_a8c7876512229f26.txt").read_text(encoding="utf-8")
    gold = json.loads((SHARED / "gold/seed-thread.json").read_text(encoding="utf-8"))["comments"]
    body = text[text.index("Comments (17)") + 13 : text.index("Post a comment")]
    pieces = re.split(r"\n(?:November \d+\w+, \d{4}, \d+:\d+ [ap]m)\n", body)[:17]
    records = []
    for piece, comment in zip(pieces, gold):
        header = re.match(r"\s*[^\n]{1,40} said:\n", piece)
        records.append(
            Record(text=piece[header.end() if header else 0 :].strip(), speaker=comment["speaker"])
        )
    edges = resolve(
        records,
        [c["speaker_id"] for c in gold],
        [c["posted"] for c in gold],
        [None] * 17,
        states_replies=False,
    )
    right = sum(
        (edge.parent + 1 if edge else None) in comment["parent"] for edge, comment in zip(edges, gold)
    )
    assert right >= 16
