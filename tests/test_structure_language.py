"""Languages: right where the text says enough, ``und`` where it does not, spans without gaps."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.structure.language import detect, main_language

CORPORA = Path("/work/shared/corpora")


@pytest.mark.parametrize("text, label", [
    ("They are completely different groups with one and the same idea.", "en"),
    ("Das ist doch genau dasselbe, nur mit einem anderen Namen.", "de"),
    ("C'est exactement la même chose sous un autre nom.", "fr"),
    ("Es exactamente lo mismo pero con otro nombre, señores.", "es"),
    ("Je to úplně totéž, jen se to jmenuje jinak.", "cs"),
    ("Bu ikisi aynı şey, sadece isimleri farklı.", "tr"),
    ("Это совершенно одно и то же, просто под другим именем.", "ru"),
    ("Це зовсім те саме, тільки під іншою назвою, їй-богу.", "uk"),
    ("Това е съвсем същото нещо, само името е друго.", "bg"),
    ("هذان الأمران متشابهان تماما ولا فرق بينهما", "ar"),
    ("این دو کاملاً یکی هستند و هیچ فرقی با هم ندارند", "fa"),
    ("یہ دونوں بالکل ایک ہی ہیں، کوئی فرق نہیں ہے", "ur"),
    ("זה בדיוק אותו דבר בשם אחר", "he"), ("完全是一回事", "zh"), ("まったく同じことです", "ja"),
    ("완전히 똑같은 말이에요", "ko"), ("Είναι το ίδιο πράγμα", "el"), ("มันเหมือนกันเลย", "th"),
])  # fmt: skip
def test_main_language(text: str, label: str) -> None:
    assert detect(text).label == label


@pytest.mark.parametrize("text", [
    "", "lol", "Hello", "???", "12:30 :-)", "https://example.org/the-same-thing", "@maria #same", "a\n\nb",
])  # fmt: skip
def test_too_short_to_tell(text: str) -> None:
    assert (detect(text).label, detect(text).score) == ("und", 0.0)


def test_arabic_inside_english() -> None:
    lines = (
        "He is on a list of people to be killed:", "نقلت الوكالة عن مصدر مطلع أن الرجل في خطر",
        "and it is the same people as before.",
    )  # fmt: skip
    text = "\n".join(lines)
    found = detect(text)
    assert found.label == "en" and 0.5 < found.score < 0.9
    assert [s.lang for s in found.spans] == ["en", "ar", "en"]
    assert [text[s.start : s.end].strip() for s in found.spans] == list(lines)


def test_sentences_of_two_languages_in_one_script() -> None:
    text = "Je pense que c'est la même chose, vraiment. I think that they are entirely different from it."
    assert [s.lang for s in detect(text).spans] == ["fr", "en"]
    assert detect(text).score < 0.7


def test_a_brand_name_or_one_foreign_word_makes_no_span() -> None:
    assert [s.lang for s in detect("这是iPhone手机，很好用").spans] == ["zh"]
    assert [s.lang for s in detect("The word мир is short and means two things.").spans] == ["en"]


def test_one_language_in_two_scripts() -> None:
    text = "Ne znam šta da kažem, to je isti jezik. Не знам шта да кажем, то је исти језик са два имена."
    assert detect(text).label == "sr"


@given(st.text(st.sampled_from("ab é.!?\n жш؟عب中のカ한@#1😀\u0301"), max_size=60))
def test_spans_cover_the_text_without_overlap(text: str) -> None:
    found = detect(text)
    assert 0 <= found.score <= 1
    edges = [0, *(s.end for s in found.spans)]
    assert [s.start for s in found.spans] == edges[:-1] and edges[-1] == len(text)
    assert all(s.start < s.end for s in found.spans)
    assert all(a.lang != b.lang for a, b in zip(found.spans, found.spans[1:]))


def test_main_language_of_a_page() -> None:
    page = [detect("Das ist doch genau dasselbe, nur mit anderem Namen."), detect("ok"), detect("同じ")]
    assert main_language(page) == "de"
    assert main_language([detect("ok")]) is None


@pytest.mark.parametrize(
    "text", ["." * 300_000, "@" * 300_000, "a.b-" * 75_000, "aб" * 50_000, "\n " * 100_000]
)  # fmt: skip
def test_hostile_text_takes_linear_time(text: str) -> None:
    detect("warm up, please")
    start = time.process_time()
    detect(text)
    assert time.process_time() - start < 3


def _sample(name: str, languages: set[str], each: int) -> list[tuple[str, str]]:
    path = CORPORA / name / "validation.jsonl.gz"
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    rows: dict[str, list[str]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["lang"] in languages and len(rows.setdefault(row["lang"], [])) < each:
                rows[row["lang"]].append(row["text"])
    return [(lang, text) for lang, texts in rows.items() for text in texts]


@pytest.mark.parametrize("name, languages, floor", [
    ("umsab", {"ar", "de", "en", "es", "fr", "it", "pt"}, 0.92),
    ("xnli", {"ar", "bg", "de", "el", "en", "es", "fr", "ru", "sw", "th", "tr", "vi", "zh"}, 0.95),
])  # fmt: skip
def test_accuracy_and_precision_on_corpora(name: str, languages: set[str], floor: float) -> None:
    answers = [(lang, detect(text).label) for lang, text in _sample(name, languages, 120)]
    answered = [(lang, label) for lang, label in answers if label != "und"]
    assert sum(a == b for a, b in answers) / len(answers) > floor
    assert sum(a == b for a, b in answered) / len(answered) > 0.97
