"""Frames: from the sentences' claims to the comment's label, its parties and its evidence."""

from __future__ import annotations

import random
import re
import time

import pytest
from builders import STUB_RULES, Stub, comment
from hypothesis import given
from hypothesis import strategies as st

from analyzer.classify import Plan, classify, coreference, voice
from analyzer.classify.base import DIGITS
from analyzer.classify.frame import FrameContext, comment_context, frame_all
from analyzer.classify.lexicon import Lexicon, languages_of, versions
from analyzer.classify.pairs import compared
from analyzer.classify.respects import lexicon
from analyzer.debates import Debate, Party, load_debate
from analyzer.thread import Article, Comment, Quote, Thread

MILLS = Debate(
    "mills", "Two mills", "Are the mills the same?", "same", "different",
    (Party("Old Mill", ("the old mill", "moulin vieux")), Party("New Mill", ("the new mill", "NM"))),
)  # fmt: skip
OPEN = load_debate("open")


def stub(**rules: str) -> Stub:
    return Stub("frame", STUB_RULES["frame"] | {"mixed": "both"} | rules, "none")


def frame(text: str, debate: Debate = OPEN, leave_out: tuple = (), context: FrameContext | None = None) -> dict:
    return frame_all([text], [leave_out], [context or FrameContext()], debate, stub())[0]


def evidence(text: str, found: dict) -> list[str]:
    return [text[span["start"] : span["end"]] for span in found["evidence"]]


# ---------------------------------------------------------------- from sentences to a comment


@pytest.mark.parametrize(
    ("text", "label", "shown"),
    [
        ("They are the same.", "same", ["They are the same."]),
        ("I like soup. Honestly the two are different in every way. Good night to all.", "different",
         ["Honestly the two are different in every way."]),
        ("Nothing to see here. Move along.", "none", []),
        ("A mixed picture, taken all in all, that one.", "both", ["A mixed picture, taken all in all, that one."]),
        ("", "none", []),
        ("🙂 !!!", "none", []),
    ],
)  # fmt: skip
def test_the_telling_sentence_is_the_evidence(text: str, label: str, shown: list[str]) -> None:
    found = frame(text)
    assert (found["label"], evidence(text, found)) == (label, shown)


FILLER = "The baker asked after my knee and I told him all about it, at length, as one does. " * 5


def test_two_firm_claims_make_both_and_both_are_shown() -> None:
    text = f"I think they are the same. {FILLER}In their methods, however, they are different. {FILLER}"
    found = frame(text)
    assert found["label"] == "both"
    assert evidence(text, found) == ["I think they are the same.", "In their methods, however, they are different."]


def test_a_weak_second_claim_makes_no_both() -> None:
    weak = Stub("frame", {"the same": "same", "perhaps": (0.05, 0.3, 0.05, 0.6)}, "none")
    text = f"In their creed they are the same. {FILLER}In their methods, perhaps, they do diverge a bit."
    found = frame_all([text], [()], [FrameContext()], OPEN, weak)[0]
    assert found["label"] == "same" and evidence(text, found) == ["In their creed they are the same."]


@pytest.mark.parametrize(
    ("text", "against"),
    [
        ("They are the same. No, in their methods they are different.", "No, in their methods they are different."),
        ("They are the same. They are the same in creed too.", None),
        ("They are the same. Soup.", None),
        ("Soup.", None),
        ("Experts say that they are different. They are the same.", None),
    ],
)
def test_a_sentence_that_firmly_says_the_opposite_is_named_beside_the_label(text: str, against: str | None) -> None:
    surer = Stub("frame", {"the same": (0.9, 0.05, 0.0, 0.05), "different": (0.1, 0.7, 0.0, 0.2)}, "none")
    found = frame_all([text], [()], [FrameContext()], OPEN, surer)[0]
    told = found["counterclaim"]
    assert told is None if against is None else (text[told["start"] : told["end"]], told["label"], told["score"]) == (against, "different", 0.7)
    assert found["label"] == "same" or text == "Soup."


PARTS = [
    "They are the same. ",
    "Quite different! ",
    "A mixed one.\n",
    "Soup? ",
    "面一样。",
    "> the same\n",
    "  \n",
    FILLER,
]


@given(st.lists(st.sampled_from(PARTS), max_size=8))
def test_evidence_is_made_of_own_words_and_only_where_there_is_a_claim(parts: list[str]) -> None:
    text = "".join(parts)
    quotes = tuple((m.start(), m.end()) for m in re.finditer("> the same\n", text))
    found = frame(text, leave_out=quotes)
    assert (found["label"] == "none") == (not found["evidence"])
    assert round(sum(found["scores"].values()), DIGITS) == 1
    for span in found["evidence"]:
        assert 0 <= span["start"] < span["end"] <= len(text)
        words = text[span["start"] : span["end"]]
        assert words == words.strip() and ">" not in words
    if "the same" not in text.replace("> the same", ""):
        assert found["label"] != "same"


def test_scores_add_up_and_none_is_what_the_claims_leave() -> None:
    found = frame("They are the same.")
    assert round(sum(found["scores"].values()), DIGITS) == 1
    assert found["score"] == found["scores"]["same"] == max(found["scores"].values())
    assert set(found) == {"debate", "label", "score", "scores", "pair", "respect", "evidence", "voice", "counterclaim"}


def test_a_frame_depends_on_its_own_text_only() -> None:
    texts = [
        "They are the same.",
        "No. They are different!",
        "Soup.",
        "",
        "The same. But different in the end, they say.",
    ]
    contexts = [FrameContext()] * len(texts)
    whole = frame_all(texts, [()] * len(texts), contexts, OPEN, stub())
    order = list(range(len(texts)))
    random.Random(2).shuffle(order)
    shuffled = frame_all([texts[i] for i in order], [()] * len(texts), contexts, OPEN, stub())
    assert shuffled == [whole[i] for i in order]


def test_the_order_of_a_classifiers_labels_does_not_matter() -> None:
    turned = stub()
    turned.labels = ("none", "both", "different", "same")
    texts = ["They are the same.", "They are different."]
    found = frame_all(texts, [()] * 2, [FrameContext()] * 2, OPEN, turned)
    assert [each["label"] for each in found] == ["same", "different"]


def test_progress_counts_every_text() -> None:
    counted: list[int] = []
    frame_all(["a", "b. c", ""], [()] * 3, [FrameContext()] * 3, OPEN, stub(), counted.append)
    assert sum(counted) == 3


# ---------------------------------------------------------------- quotations


def test_quoted_words_make_no_claim() -> None:
    text = "You wrote: they are the same. The weather in your town must be fine these days."
    start, end = text.index("they"), text.index(" The wea")
    assert frame(text)["label"] == "same"
    assert frame(text, leave_out=((start, end),))["label"] == "none"


def test_a_claim_after_a_quotation_has_the_right_evidence() -> None:
    text = "they are the same\nNonsense, the two are quite different, as any child could tell you."
    found = frame(text, leave_out=((0, 17),))
    assert (found["label"], evidence(text, found)) == ("different", [text[18:]])


def test_nothing_but_a_quotation_is_no_claim() -> None:
    assert frame("They are the same.", leave_out=((0, 18),))["label"] == "none"


def test_a_sentence_between_two_quotations_answers_the_first() -> None:
    text = "> They are the same.\n{}\n> They are different.\nI wonder about that."
    for answer, label in (("Nonsense.", "different"), ("Exactly.", "same"), ("As I said:", "different")):
        filled = text.format(answer)
        quotes = [m.span() for m in re.finditer("> .*", filled)]
        assert frame(filled, leave_out=quotes, context=FrameContext(lang="en"))["label"] == label, answer


@pytest.mark.parametrize(
    ("text", "quoted"),
    [('"A" is the same as "B".', False), ("“Old” mills are no “new” ones", False), ('"They are the same as ever."', True),
     ("“He said “no” to all of them”", True)],
)  # fmt: skip
def test_names_in_quote_marks_make_no_quotation(text: str, quoted: bool) -> None:
    assert voice.wholly_quoted(text) == quoted


@pytest.mark.parametrize(
    ("text", "found"),
    [("Analysts say that both are right-wing and the same.", "reported"), ("It makes no difference which of them is right.", "own"),
     ("He is right.", "endorsed quote")],
)  # fmt: skip
def test_who_is_right_is_endorsed_and_who_is_right_wing_is_not(text: str, found: str) -> None:
    assert voice.of_sentence(text, "en") == found
    assert voice.rejected_inside('Who says "they are all the same" is not wrong.', "en") is None
    assert voice.rejected_inside('Who says "they are all the same" is wrong.', "en")


@pytest.mark.parametrize(("text", "kind"), [("Exactly, bro.", "agree"), ("Nonsense, mate!", "deny"), ("Genau, Leute!", "agree"), ("Ed, no", "no"),
    ("राहुल जी, सही कहा।", "agree"), ("محمد علي، غلط", "deny"), ("דני, בדיוק", "agree"), ("영희님, 맞아요", "agree"), ("प्रिया, आप गलत हैं।", "deny"), ("Du liegst falsch", "deny"), ("آپ ٹھیک کہتے ہیں", "agree"), ("गलत, सही कहा", ""), ("我不这么认为，对", ""),
])
def test_an_answer_with_a_capital_is_no_name(text: str, kind: str) -> None:
    assert coreference.answer(text) == kind


@pytest.mark.parametrize(("text", "kind"), [("सही है भाई!", "agree"), ("बकवास", "deny"), ("नहीं।", "no"), ("हाँ", "yes")])
def test_hindi_answers_keep_their_vowel_signs(text: str, kind: str) -> None:
    assert coreference.answer(text, "hi") == kind


@pytest.mark.parametrize(
    ("lang", "text", "kind"),
    [
        # a negation before an assent is no filler
        ("es", "No es verdad", "deny"), ("pt", "Não concordo", "deny"), ("ar", "لا أتفق معك", "deny"), ("he", "לא נכון", "deny"),
        ("pl", "Nie zgadzam się", "deny"), ("es", "No exactamente", ""), ("he", "לא בדיוק", ""), ("fa", "نه دقیقا", ""),
        ("tr", "Tabii ki hayır", "no"), ("ru", "Нет, конечно", "no"), ("it", "No, assolutamente", "no"), ("ar", "لا طبعا 😂", "no"),
        # letters that are drawn out, in any script, to one or to two
        ("hi", "नहींंंं", "no"), ("nl", "Neeeee", "no"), ("en", "Agreeeed", "agree"), ("ar", "صحيييح", "agree"),
        # marks, also of scripts without blanks
        ("zh", "对，没错！", "agree"), ("zh", "不，不是", "no"), ("en", "100%", "agree"), ("ar", "١٠٠٪", "agree"), ("tr", "%100 katılıyorum", "agree"),
        # whoever is addressed
        ("ru", "Иван, нет", "no"), ("en", "No, Ed", "no"), ("ar", "لا يا أحمد", "no"), ("en", "No, it was different", ""),
        ("en", "Exactly?! 😂", ""), ("el", "Όχι;", ""),
        # letters with two forms
        ("zh", "沒錯", "agree"), ("he", "אני מסכים", "agree"), ("he", "מסכימה", "agree"),
        ("uk", "Ні!", "no"), ("uk", "Це правда", "agree"), ("ja", "その通りです", "agree"), ("ja", "違います", "deny"), ("ko", "맞습니다", "agree"),
        ("ko", "아니요", "no"), ("sv", "Jag håller inte med", "deny"), ("el", "Όχι!", "no"), ("bn", "একদম ঠিক", "agree"),
        ("de", "Du hast völlig recht", "agree"), ("fr", "Je suis pas d’accord", "deny"), ("ur", "بالکل غلط", "deny"),
    ],
)  # fmt: skip
def test_bare_answers_in_other_languages(lang: str, text: str, kind: str) -> None:
    assert coreference.answer(text, lang) == kind


@pytest.mark.parametrize(
    ("lang", "text", "count"),
    [
        ("ru", "Ни тот, ни другой не лучше.", 2), ("pl", "Jeden wart drugiego.", 2), ("pl", "Lubię tę zupę.", 0), ("he", "שני הצדדים שקרנים", 2),
        ("he", "המרק השני היה טעים", 0), ("ar", "قال بعض الناس ذلك", 0), ("ar", "زي بعض", 2), ("de", "Ich mag diese Suppe.", 0),
        ("zh", "兩者都不好。", 2), ("hi", "उनमें कोई फर्क नहीं।", 1), ("uk", "Обидва погані.", 2), ("ja", "両者は同じだ。", 2), ("ko", "그들은 같다.", 1),
        ("ko", "둘째 아이", 0), ("sv", "Båda ljuger.", 2), ("el", "Και οι δύο είναι κακοί.", 2), ("bn", "তারা একই।", 1),
    ],
)  # fmt: skip
def test_words_that_point_back_in_other_languages(lang: str, text: str, count: int) -> None:
    assert coreference.points_back(text, lang) == count


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("fr", "Les experts disent qu’ils sont pareils.", "reported"), ("tr", "Ali'ye göre ikisi aynı.", "reported"),
        ("tr", "Geçen yıla göre ikisi aynı.", "own"), ("tr", "İkisinin aynı olduğunu söylüyorum.", "own"), ("he", "אני אומר שהם אותו דבר.", "own"),
        ("he", "כמו שאמר דני, הם אותו דבר.", "endorsed quote"), ("zh", "专家认为两者没有区别。", "reported"), ("zh", "可以说两者一样", "own"),
        ("zh", "他說得一點沒錯", "endorsed quote"), ("pl", "Według mnie są tacy sami.", "own"), ("de", "Wir sagen, dass beide gleich sind.", "own"),
        ("ru", "Они говорят одно и то же.", "own"), ("uk", "Експерти кажуть, що вони однакові.", "reported"),
        ("uk", "Іван має рацію.", "endorsed quote"),
        ("ja", "専門家は両者は同じだと言っている。", "reported"), ("ja", "私は同じだと思う。", "own"), ("ko", "철수는 둘이 같다고 주장했다.", "reported"),
        ("sv", "Enligt polisen är de lika.", "reported"), ("el", "Λένε ότι είναι ίδιοι.", "reported"),
        ("en", "هم نفس الشيء بحسب الصحيفة", "reported"),
    ],
)  # fmt: skip
def test_whose_claim_it_is_in_other_languages(lang: str, text: str, found: str) -> None:
    assert voice.of_sentence(text, lang) == found


@pytest.mark.parametrize(("lang", "text"), [("zh", "说“他们一样”是胡说。"), ("ja", "「両者は同じだ」なんて嘘だ。"), ("ko", '"둘은 다 똑같다"는 헛소리다.')])
def test_a_claim_in_quote_marks_without_blanks_beside_them_is_rejected(lang: str, text: str) -> None:
    assert voice.rejected_inside(text, lang)


@pytest.mark.parametrize(
    ("lang", "text", "pair"),
    [
        ("fr", "L'Iran et l’Irak sont pareils.", ("Iran", "Irak")), ("it", "Non c'è differenza tra l'Iran e l'Iraq.", ("Iran", "Iraq")),
        ("fr", "Nivea et L'Oréal sont pareils.", ("Nivea", "L'Oréal")), ("tr", "CHP'nin AKP'den farkı yok.", ("CHP", "AKP")),
        ("ar", "السُنّة والشيعة إخوة", ("السُنّة", "الشيعة")), ("ar", "داعش لا تختلف عن النصرة", ("داعش", "النصرة")),
        ("zh", "民主黨跟共和黨一樣", ("民主黨", "共和黨")), ("pt", "Lula não é diferente de Bolsonaro.", ("Lula", "Bolsonaro")),
        ("uk", "Між Росією та США немає різниці.", ("Росією", "США")), ("sv", "Saab och Volvo är likadana.", ("Saab", "Volvo")),
        ("ja", "自民党と民主党は同じだ", ("自民党", "民主党")), ("ja", "友達と映画を見た", ()), ("ko", "민주당과 국민의힘은 똑같다", ("민주당", "국민의힘")),
        ("bn", "বিজেপি আর তৃণমূল একই।", ("বিজেপি", "তৃণমূল")),
    ],
)  # fmt: skip
def test_what_is_compared_in_other_languages(lang: str, text: str, pair: tuple[str, ...]) -> None:
    assert compared(text, lang) == pair


@pytest.mark.parametrize(
    ("lang", "text", "respects"),
    [
        ("zh", "他們的目標一樣，手段不同", ["goals", "methods"]), ("he", "אותן מטרות, דרכים שונות", ["goals", "methods"]),
        ("he", "ישבתי עם חבר על כיסא ליד החלון", ["alliance"]), ("ja", "目的は同じだが手段が違う", ["goals", "methods"]),
        ("ko", "목표는 같지만 방법은 다르다", ["goals", "methods"]), ("uk", "Одна мета, різні методи", ["goals", "methods"]),
    ],
)  # fmt: skip
def test_respects_in_other_languages(lang: str, text: str, respects: list[str]) -> None:
    assert lexicon().find(text, lang) == respects


def test_a_sentence_in_another_script_is_read_in_its_own_language() -> None:
    known = {"كلاهما واحد": "en", "They are the same": "ar", "dono ek hain": "ur", "τα ίδια": "en", "De är lika": "sv"}
    assert [languages_of(text, lang) for text, lang in known.items()] == [("ar",), ("en",), ("hi",), ("el",), ("sv",)]
    assert [languages_of(text) for text in ("両者は同じ", "两者一样")] == [("ja",), ("zh",)]


def test_words_of_indian_scripts_end_behind_their_vowel_signs() -> None:
    lists = Lexicon({"hi": {"that": ["कि"], "poor": ["गरीब\\w*"]}})
    assert lists.has("that", versions("उसने कहा कि दोनों एक हैं"), ("hi",))
    assert not lists.has("that", versions("किंतु दोनों एक हैं"), ("hi",))
    assert lists.has("poor", versions("गरीबों का नुकसान"), ("hi",))


def test_long_words_take_little_time() -> None:
    began = time.perf_counter()
    for text, lang in (("ہا" * 20_000, "ur"), ("हा" * 20_000, "hi"), ("Anna Bob, " * 10_000, "en")):
        compared(text, lang)
    assert time.perf_counter() - began < 10


# ---------------------------------------------------------------- named debates


def test_a_claim_about_other_parties_is_none() -> None:
    found = frame("Cats and dogs are the same.", MILLS)
    assert (found["label"], found["score"], found["evidence"]) == ("none", 1.0, [])
    assert frame("Cats and dogs are the same.")["label"] == "same"


def test_a_claim_that_names_both_parties_counts_and_names_the_pair() -> None:
    found = frame("The Old Mill and the NM are the same.", MILLS)
    assert (found["label"], found["pair"], found["debate"]) == ("same", ["Old Mill", "New Mill"], "mills")


def test_what_names_fewer_parties_is_less_sure() -> None:
    context = FrameContext("I bought flour at the old mill and at the new mill.", ())
    article = FrameContext("", ("Old Mill", "New Mill"))
    scores = [
        frame("The old mill and the new mill are the same.", MILLS)["score"],
        frame("I know the old mill and the new mill. Honestly, they are the same thing with another sign.", MILLS)["score"],
        frame(f"I know the old mill and the new mill. {FILLER}Honestly, they are the same thing with another sign.", MILLS)["score"],
        frame("They are the same.", MILLS, context=context)["score"],
        frame("They are the same.", MILLS, context=article)["score"],
    ]
    assert scores == sorted(scores, reverse=True) and scores[0] > scores[-1] > 0.5


def test_one_party_of_an_article_is_not_enough() -> None:
    assert frame("They are the same.", MILLS, context=FrameContext("", ("Old Mill",)))["label"] == "none"


def test_the_pair_of_a_both_joins_its_claims() -> None:
    text = f"In its flour the old mill is the same as ever. {FILLER}In its manners the new mill is different."
    found = frame(text, MILLS)
    assert (found["label"], found["pair"]) == ("both", ["Old Mill", "New Mill"])


# ---------------------------------------------------------------- in a thread


def threads() -> list[Thread]:
    article = Article("Two mills", None, "The old mill and the new mill are different.\n\nThe weather was fine.")
    comments = (
        comment("1", "They are the same."),
        comment("2", "> They are the same.\nNo, they are quite different, and you know that very well.", "1", "Bo",
                quotes=(Quote(0, 20, "1"),)),
        comment("3", "The same.", "2", None, kind="deleted"),
        comment("4", "No.", "3", "Cem"),
    )  # fmt: skip
    return [Thread("t", comments, article), Thread("u", (comment("1", "Soup", thread="u"),))]


def plan(debate: Debate = MILLS) -> Plan:
    return Plan({"frame": stub(), "reply": Stub("reply", STUB_RULES["reply"])}, debate)


def test_the_context_of_a_comment_is_what_it_answers() -> None:
    by_id = {c.id: c for c in threads()[0].comments}
    assert comment_context(by_id["2"], by_id, ("x",)) == FrameContext("They are the same.", ("x",))
    assert comment_context(by_id["4"], by_id, ("x",)).parent_text == "", "what a deleted comment said is not known"
    assert comment_context(by_id["1"], by_id, ()) == FrameContext("", ())
    assert comment_context(Comment(id="9", text="", n=9, parent="gone"), by_id, ()) == FrameContext("", ())


def test_comments_and_article_are_framed_and_the_deleted_are_left_alone() -> None:
    labelled, other = classify(threads(), plan())
    labels = [dict(each.labels) for each in labelled.comments]
    assert [each.get("frame", {}).get("label") for each in labels] == ["same", "different", None, "none"]
    assert [each.get("reply", {}).get("label") for each in labels] == [None, "disagree", None, None]
    assert [part["frame"]["label"] for part in labelled.article] == ["different", "none"]
    text = labelled.thread.article.text
    assert text[labelled.article[1]["start"] : labelled.article[1]["end"]] == "The weather was fine."
    assert other.article == () and other.comments[0].labels["frame"]["label"] == "none"


def test_quoted_words_count_where_that_is_asked_for() -> None:
    from dataclasses import replace

    asked = replace(plan(), with_quotes=True)
    list(classify(threads(), asked))
    assert any("> They are the same" in item.text for item in asked.classifiers["reply"].seen)
    assert asked.classifiers["frame"].seen[1].text == threads()[0].comments[1].text


@pytest.mark.parametrize("chunk", [1, 2, 3, 100])
def test_chunks_change_nothing_and_progress_counts_every_comment(chunk: int) -> None:
    counted: list[int] = []
    found = list(classify(threads() * 3, plan(), counted.append, chunk=chunk))
    assert found == list(classify(threads() * 3, plan()))
    assert sum(counted) == 3 * 5 and all(step >= 0 for step in counted)


def test_stance_on_several_targets_never_counts_a_comment_twice() -> None:
    counted: list[int] = []
    many = Plan({"stance": Stub("stance", STUB_RULES["stance"])}, targets=("mills", "soup", "rain"))
    rows = next(
        classify([Thread("t", (comment("1", "I am for it."), comment("2", "  ")))], many, counted.append)
    ).comments
    assert [s["target"] for s in rows[0].labels["stance"]] == ["mills", "soup", "rain"]
    assert {s["label"] for s in rows[0].labels["stance"]} == {"favor"} and not rows[1].labels
    assert sum(counted) == 2 and all(step >= 0 for step in counted)


def test_a_target_or_parent_of_the_rows_own_goes_first() -> None:
    own = comment("1", "No, I am against it.", extra={"target": "soup", "parent_text": "Soup?"})
    asked = Plan({t: Stub(t, STUB_RULES[t]) for t in ("stance", "reply")}, targets=("mills",))
    labels = next(classify([Thread("t", (own,))], asked)).comments[0].labels
    assert [s["target"] for s in labels["stance"]] == ["soup"]
    assert asked.classifiers["reply"].seen[0].parent_text == "Soup?"
