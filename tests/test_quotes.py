"""Which words of a comment are somebody else's, and which stay the speaker's."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.structure.parents import Edge
from analyzer.structure.quotes import mark
from analyzer.thread import QuoteMark, Record

EARLIER = "The new bridge was paid for twice, once by the county and once by us."


def quotes(*texts, edges=None, **fields):
    """The quoted strings of the last of ``texts``, each by another speaker, with their origin."""
    records = [Record(text=text, **fields.get(f"c{n}", {})) for n, text in enumerate(texts)]
    speakers = [f"speaker {n}" for n in range(len(texts))]
    spans = mark(records, speakers, edges or [None] * len(texts))[-1]
    return [(texts[-1][start:end], of) for start, end, of in spans]


@pytest.mark.parametrize(
    "marks",
    ["“{}”", "„{}“", "«{}»", "»{}«", '"{}"', "”{}”", "「{}」", "‘{}’", "'{}'", "‚{}‘", "„{}”", "‹{}›"],
)
def test_quote_marks_of_many_languages(marks):
    said = "we shall never again build anything of that size"
    assert quotes("The minister: " + marks.format(said) + ". Who believes her?") == [(said, None)]


def test_words_in_marks_are_traced_to_the_comment_that_held_them():
    assert quotes(EARLIER, "Hm.", "“paid for twice, once by the county” is a lie") == [
        ("paid for twice, once by the county", 0)
    ]


def test_a_short_quotation_counts_if_the_answered_comment_holds_it():
    text = "“paid for twice” is a lie"
    assert quotes(EARLIER, text) == []
    assert quotes(EARLIER, text, edges=[None, Edge(0, "mention", 0.9)]) == [("paid for twice", 0)]


def test_lines_after_an_angle_bracket():
    text = f"> {EARLIER}\n> Really.\nNo, only once."
    assert quotes(EARLIER, text) == [(f"> {EARLIER}\n> Really.", 0)]


def test_where_the_newest_stands_first_the_repetition_is_above():
    records = [Record(text=f"{EARLIER} No, only once."), Record(text=EARLIER)]
    assert mark(records, ["a", "b"], [None, None], backwards=True) == [((0, len(EARLIER), 1),), ()]


def test_a_repeated_sentence_needs_no_marks():
    assert quotes(EARLIER, f"{EARLIER} No, only once.") == [(EARLIER, 0)]


def test_a_repeated_id_means_the_first_comment():
    fields = {f"c{n}": {"id": "7"} for n in (0, 1)} | {"c2": {"quotes": (QuoteMark(0, 4, None, "7"),)}}
    assert quotes(EARLIER, "Hm.", "Hmm.\nNo.", **fields) == [("Hmm.", 0)]


def test_marked_up_quotations_keep_their_source():
    fields = {"c0": {"id": "7"}, "c1": {"quotes": (QuoteMark(0, 4, "speaker 0", "7"),)}}
    assert quotes(EARLIER, "Hmm.\nNo.", **fields) == [("Hmm.", 0)]


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “experts” and their 'bridge' again.",
        "Read “The Bridge Over The Long Grey River” by our own librarian.",
        "It's the county's fault, isn't it? The engineers' plans weren't theirs, they're copied.",
        'A 5" pipe and a 7" pipe were left in the hole behind the bridge by the men.',
        "“An opening mark that is never closed, however long the line behind it may run on.",
        ">:( that bridge\n>>12 nobody asked you\n-> no",
        "I said to my neighbour that the county told us nothing, and I think that she noted it.",
        "They said it would last. It did not. He said it would hold. It fell.",
        "My son reported the hole in May, my wife announced it in June, and according to me it is still "
        "there, "
        "because I told them twice and they said we should wait for the spring, which we did, as you can "
        "see.",
    ],
)
def test_the_speakers_own_words_stay_their_own(text):
    assert quotes(EARLIER, text) == []


def test_repeating_oneself_is_no_quotation():
    records = [Record(text=EARLIER), Record(text=EARLIER)]
    assert mark(records, ["ann", "ann"], [None, None]) == [(), ()]


NEWS = (
    "The county of Eastmoor has withdrawn its engineers from the unfinished bridge, a senior official told "
    "the "
    "Eastmoor Herald on Tuesday.\n"
    "“The works have stopped,” confirmed the official, who asked not to be named.\n"
    "According to the newspaper, the contractor said that the remaining steel would be sold abroad by autumn."
)


def test_a_pasted_article_is_marked_but_not_the_words_around_it():
    before, after = (
        "Look what our paper found out:",
        "I told you so, did I not? You will all pay for this again.",
    )
    assert quotes(f"{before}\n\n{NEWS}\n\n{after}") == [(NEWS, None)]


def test_a_pasted_article_in_another_language():
    news = (
        "Власти области остановили строительство моста через реку, сообщил представитель администрации.\n"
        "По словам чиновника, деньги закончились ещё весной, а рабочие уехали домой; подрядчик заявил, что "
        "остатки "
        "стали будут проданы за границу до осени, и добавил, что новых договоров область пока не подписывала."
    )
    assert quotes(f"{news}\n\nЯ так и знал, что вы нас обманете.") == [(news, None)]


def test_a_text_under_its_authors_name():
    body = "A bridge is a promise between two banks. Suffice it to say that one of them kept it."
    assert quotes(f"Ada Maria Quill:\n{body}") == [(body, None)]


@settings(max_examples=80)
@given(st.lists(st.text(alphabet="ab >\"'“”„«»\n.,:", max_size=60), min_size=1, max_size=6))
def test_spans_are_sorted_disjoint_and_inside(texts):
    records = [Record(text=text) for text in texts]
    for number, spans in enumerate(mark(records, [None] * len(texts), [None] * len(texts))):
        end = 0
        for start, stop, of in spans:
            assert end <= start < stop <= len(texts[number])
            assert of is None or of < number
            end = stop


def test_hostile_input_stays_linear():
    texts = [
        '"' * 20_000,
        "“a " * 20_000,
        "> \n" * 20_000,
        "a b c d " * 15_000,
        "said told " * 15_000,
        "‘a" * 30_000,
        "«" + "don't " * 80_000,
        "one two three four five six seven eight nine ten eleven twelve\n" + " " * 40_000 + "\nend",
    ]
    start = time.perf_counter()
    mark([Record(text=text) for text in texts * 2], [None] * 16, [None] * 16)
    assert time.perf_counter() - start < 15


def test_hebrew_abbreviations_open_no_quotation():
    plain = 'צה"ל אמר שהגשר נמכר כבר בשבוע שעבר לחברה זרה מארה"ב'
    quoted = 'הוא אמר "הגשר נמכר כבר בשבוע שעבר לחברה זרה" ולא הסביר'
    spans = mark([Record(text=plain), Record(text=quoted)], ["a", "b"], [None, None])
    assert spans[0] == () and [quoted[a:b] for a, b, _ in spans[1]] == ["הגשר נמכר כבר בשבוע שעבר לחברה זרה"]
