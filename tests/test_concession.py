"""What is left out before a claim is judged: idle concessions, and words that credit somebody with it."""

from __future__ import annotations

import pytest
from builders import STUB_RULES, Stub
from hypothesis import given
from hypothesis import strategies as st

from analyzer.classify.concession import concessions, without
from analyzer.classify.frame import FrameContext, frame_all
from analyzer.classify.voice import credited
from analyzer.debates import load_debate


@pytest.mark.parametrize(
    ("lang", "text", "clause", "rest"),
    [
        ("en", "They're one firm, although the canteen is new.", "although the canteen is new", "They're one firm."),
        ("en", "Even if nobody admits it, they are one firm.", "Even if nobody admits it", "they are one firm."),
        ("en", "The two, despite the new paint, are one.", "despite the new paint", "The two are one."),
        ("en", "One firm (though I like the blue one) in the end", "though I like the blue one", "One firm in the end"),
        ("de", "Beide sind gleich, auch wenn man es ungern hört!", "auch wenn man es ungern hört", "Beide sind gleich!"),
        ("fr", "Les deux se valent, même s'ils ne l'avouent pas.", "même s'ils ne l'avouent pas", "Les deux se valent."),
        ("es", "Son lo mismo, aunque duela decirlo.", "aunque duela decirlo", "Son lo mismo."),
        ("ru", "Они одинаковы, хотя никто этого не признаёт.", "хотя никто этого не признаёт", "Они одинаковы."),
        ("tr", "Kimse söylemese de, ikisi aynı.", "Kimse söylemese de", "ikisi aynı."),
        ("ar", "ورغم أن أحدا لا يعترف، كلهم واحد", "ورغم أن أحدا لا يعترف", "كلهم واحد"),
        ("fa", "اینها همه یکی هستند، هرچند کسی نگفت", "هرچند کسی نگفت", "اینها همه یکی هستند"),
        ("he", "הם אותו דבר, למרות שאף אחד לא מודה.", "למרות שאף אחד לא מודה", "הם אותו דבר."),
        ("zh", "虽然没人承认，他们是一样的。", "虽然没人承认", "他们是一样的。"),
        ("zh", "雖然沒人承認，他們是一樣的。", "雖然沒人承認", "他們是一樣的。"),
        ("zh", "即使茅台、五粮液都不承认，他们也一样。", "即使茅台、五粮液都不承认", "他们也一样。"),
        ("hi", "दोनों एक हैं, हालाँकि कोई नहीं मानता।", "हालाँकि कोई नहीं मानता", "दोनों एक हैं।"),
        ("hi", "अलग झंडों के बावजूद, दोनों एक हैं।", "अलग झंडों के बावजूद", "दोनों एक हैं।"),
        ("ur", "دونوں ایک ہیں، اگرچہ کوئی نہیں مانتا۔", "اگرچہ کوئی نہیں مانتا", "دونوں ایک ہیں۔"),
        ("ar", "هم نفس الشيء مع أنهم ينكرون", "مع أنهم ينكرون", "هم نفس الشيء"),
        ("fr", "Ils sont pareils, quoi qu’on en dise.", "quoi qu’on en dise", "Ils sont pareils."),
        ("ru", "Они одинаковы, как бы они ни отрицали.", "как бы они ни отрицали", "Они одинаковы."),
        ("uk", "Вони однакові, хоча ніхто не визнає.", "хоча ніхто не визнає", "Вони однакові."),
        ("ja", "誰も認めないけど、両者は同じだ。", "誰も認めないけど", "両者は同じだ。"),
        ("ko", "아무도 인정하지 않지만, 둘은 같다.", "아무도 인정하지 않지만", "둘은 같다."),
        ("sv", "De är lika, även om ingen erkänner det.", "även om ingen erkänner det", "De är lika."),
        ("el", "Είναι ίδιοι, αν και κανείς δεν το λέει.", "αν και κανείς δεν το λέει", "Είναι ίδιοι."),
    ],
)
def test_a_clause_and_what_it_leaves(lang: str, text: str, clause: str, rest: str) -> None:
    found = concessions(text, lang)
    assert [text[start:end] for start, end in found] == [clause]
    assert without(text, found) == rest


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Although they are the same"),
        ("en", "They are the same and nobody admits it."),
        ("de", "Trotz allem sind sie gleich."),
        ("ru", "Хотя бы раз скажи правду."),
        ("fr", "Ils ne disent pas quoi que ce soit."),
        ("ko", "하지만 둘은 같다."),
        ("en", ""),
    ],
)
def test_no_clause_where_nothing_would_be_left(lang: str, text: str) -> None:
    assert concessions(text, lang) == []


WORDS = ["although", "even if", "the same", ",", "(", ")", "(though", "obwohl", "رغم", "虽然", "olsa da", ".", "x", " "]


@given(st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_clauses_lie_apart_and_in_the_sentence(text: str) -> None:
    found = concessions(text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(first[1] <= second[0] for first, second in zip(found, found[1:]))
    assert len(without(text, found)) <= len(text)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("They are the same, although it rains.", "same"),  # idle: the whole would be both
        ("They are the same, although different in colour.", "both"),  # a claim of its own
        ("Even if it rains, the two are different in every way.", "different"),
        ("Although they are the same", "both"),  # no clause beside it: read as it stands
    ],
)
def test_only_a_concession_without_a_claim_is_left_out(text: str, label: str) -> None:
    hears_both = {"same, although": "both", "rains, the": "both", "Although they": "both"}
    classifier = Stub("frame", hears_both | STUB_RULES["frame"], "none")
    found = frame_all([text], [()], [FrameContext(lang="en")], load_debate("open"), classifier)[0]
    assert found["label"] == label
    (span,) = found["evidence"]
    assert text[span["start"] : span["end"]] == text


@pytest.mark.parametrize(
    ("lang", "text", "rest"),
    [
        ("en", "As Mara said, same same.", "same same."),
        ("en", "They are, as my aunt put it, one firm.", "They are one firm."),
        ("en", "One firm (as Bo wrote).", "One firm."),
        ("es", "Son lo mismo, como dice mi abuela.", "Son lo mismo."),
        ("ru", "Как сказал Иван, все одинаковы.", "все одинаковы."),
        ("de", "Wie Oma immer sagte, alles eins.", "alles eins."),
        ("fr", "C'est pareil, comme disait Luc.", "C'est pareil."),
        ("tr", "Ali dediği gibi, hepsi aynı.", "hepsi aynı."),
        ("ar", "كما قال سامي، كلهم واحد", "كلهم واحد"),
        ("he", "כמו שאמר דני, הם אותו דבר.", "הם אותו דבר."),
        ("zh", "正如小明所说，他们是一样的。", "他们是一样的。"),
        ("ja", "太郎の言う通り、両者は同じだ。", "両者は同じだ。"),
        ("ko", "철수 말대로, 둘은 같다.", "둘은 같다."),
        ("uk", "Як сказав Іван, вони однакові.", "вони однакові."),
        ("en", "They are alike as everybody says.", "They are alike as everybody says."),  # not set apart
        ("en", "As my aunt put it.", "As my aunt put it."),  # nothing beside it
        ("en", "He says they are alike.", "He says they are alike."),  # reported, not endorsed
    ],
)
def test_words_that_credit_somebody_stand_beside_the_claim(lang: str, text: str, rest: str) -> None:
    assert without(text, credited(text, lang)) == rest


def test_an_endorsed_claim_is_judged_without_its_credit() -> None:
    classifier = Stub("frame", {"As Mara": "none"} | STUB_RULES["frame"], "none")
    text = "As Mara said, they are the same."
    found = frame_all([text], [()], [FrameContext(lang="en")], load_debate("open"), classifier)[0]
    assert (found["label"], found["voice"]) == ("same", "endorsed quote")
    assert found["evidence"] == [{"start": 0, "end": len(text)}]
