"""Debate files: the shipped ones load, broken ones are explained, parties are found in any script."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.debates import Debate, Party, fold, load_debate, shipped
from analyzer.errors import DebateError

GOOD = """
name = "mills"
question = "Are the mills the same?"
[propositions]
same = "yes"
different = "no"
[[parties]]
name = "Old Mill"
aliases = ["OM", "moulin vieux", "الطاحونة", "老磨坊", "l'Ancien", "Değirmen"]
[[parties]]
name = "New Mill"
aliases = ["NM", "טחנה"]
"""


def load(folder: Path, text: str | bytes):
    path = folder / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_debate(path)


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_shipped_debates_load(name: str) -> None:
    debate = load_debate(name)
    assert debate.name == name and debate.question and debate.same and debate.different
    assert debate.open == (not debate.parties)
    for party in debate.parties:
        for alias in (party.name, *party.aliases):
            assert party.name in debate.mentioned(f"x {alias} y"), alias


def test_open_and_the_debate_of_the_seeds_are_shipped() -> None:
    assert {"open", "jihadist-groups"} <= set(shipped())


def test_a_file_of_a_dozen_lines_is_a_debate(tmp_path: Path) -> None:
    debate = load(tmp_path, GOOD)
    assert (debate.name, debate.title, len(debate.parties), debate.open) == ("mills", "mills", 2, False)


BROKEN = [
    ('name = "x', "not valid TOML"),
    (b'name = "\xff"', "not valid TOML"),
    (GOOD.replace('name = "mills"\n', ""), "'name'"),
    (GOOD.replace('name = "mills"', "name = 3"), "'name'"),
    (GOOD.replace('"Are the mills the same?"', '"  "'), "'question'"),
    ("title = 4\n" + GOOD, "'title'"),
    ("colour = 1\nsize = 2\n" + GOOD, "colour, size"),
    (GOOD.replace('different = "no"', ""), "'different'"),
    (GOOD.replace("[propositions]", "[[propositions]]"), "propositions"),
    ('open = "yes"\n' + GOOD, "'open'"),
    (GOOD[: GOOD.rindex("[[parties]]")], "at least two"),
    (GOOD[: GOOD.index("[[parties]]")], "at least two"),
    ("parties = 1\n" + GOOD[: GOOD.index("[[parties]]")], "parties"),
    ("parties = [1, 2]\n" + GOOD[: GOOD.index("[[parties]]")], "party 1"),
    (GOOD.replace('name = "New Mill"', ""), "party 2"),
    (GOOD.replace('"NM"', "5"), "aliases of party 2"),
    (GOOD.replace('"NM"', '"-"'), "aliases of party 2"),
    (GOOD.replace('["NM", "טחנה"]', '"NM"'), "aliases of party 2"),
    (GOOD.replace('"New Mill"', '"Old Mill"'), "same name"),
]


@pytest.mark.parametrize(("text", "reason"), BROKEN, ids=[reason for _, reason in BROKEN])
def test_every_fault_names_the_file_the_reason_and_a_remedy(tmp_path: Path, text: str | bytes, reason: str) -> None:
    with pytest.raises(DebateError) as caught:
        load(tmp_path, text)
    assert reason in caught.value.reason
    assert caught.value.where == str(tmp_path / "mine.toml")
    assert "data/debates" in caught.value.remedy


@pytest.mark.parametrize("name", ["no-such-debate", "no/such.toml", ".", ""])
def test_an_unknown_debate_lists_the_known_ones(name: str) -> None:
    with pytest.raises(DebateError, match="jihadist-groups, open"):
        load_debate(name)


# ---------------------------------------------------------------- aliases

SEED = load_debate("jihadist-groups")


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("IS is not winning", ("Islamic State",)),
        ("it is what it is, isn't it", ()),
        ("Is this a joke? THIS! ISland", ()),
        ("IS's leader", ("Islamic State",)),
        ("ISIS and AL-NUSRA", ("Islamic State", "Jabhat al-Nusra")),
        ("the islamic   state\nof things", ("Islamic State",)),
        ("Da'esh, Da’esh and daesh", ("Islamic State",)),
        ("l’État islamique; Estado Islamico", ("Islamic State",)),
        ("IŞİD ve işid ve ışid", ("Islamic State",)),
        ("ИГИЛ и Аль-Каида", ("Islamic State", "al-Qaeda")),
        ("داعش", ("Islamic State",)),
        ("وداعش والنصرة", ("Islamic State", "Jabhat al-Nusra")),
        ("لداعش وبالقاعدة", ("Islamic State", "al-Qaeda")),
        ("الدَّوْلَة الإسْلامِيَّة", ("Islamic State",)),
        ("مداعشة", ()),
        ("ודאעש", ("Islamic State",)),
        ("伊斯兰国和基地组织是一回事", ("Islamic State", "al-Qaeda")),
        ("nusraesque Talibanize", ()),
        ("the jihadis' and the regime's men", ("other Islamist rebels", "Assad regime")),
        ("", ()),
        ("نصرة للشعب السوري", ()),
        ("قصف قاعدة عسكرية أمريكية", ()),
        ("نظام غذائي صحي، أسد في الغابة", ()),
        ("من أجل دولة إسلامية عادلة", ()),
        ("في كل حزب له رأي", ()),
        ("حزب الله وللنظام", ("Assad regime",)),
        ("فللقاعدة وبالدولة الإسلامية", ("Islamic State", "al-Qaeda")),
    ],
)
def test_parties_are_found_as_whole_words_in_any_script(text: str, parties: tuple[str, ...]) -> None:
    assert SEED.mentioned(text) == parties


def test_parties_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    debate = load(tmp_path, GOOD)
    assert debate.mentioned("NM versus om? No: OM") == ("Old Mill", "New Mill")
    assert debate.mentioned("שבמטחנה") == () and debate.mentioned("בטחנה") == ("New Mill",)
    assert debate.mentioned("把老磨坊卖了") == ("Old Mill",)
    assert debate.mentioned("lANCIEN, DEĞİRMEN") == ("Old Mill",)


@pytest.mark.parametrize(
    ("alias", "found", "not_found"),
    [
        ("Tim", ("Tim's", "TIM’s boat"), ("many times", "Tims")),
        ("Al", ("Al's",), ("größer als ich",)),
        ("Ma", (), ("no quiero más",)),
        ("Tree", ("trees",), ("treees",)),
        ("Boss", ("bosses", "boss's"), ()),
        ("FSA", ("FSAs", "FSA's"), ("fsas",)),
        ("राम", ("राम के", "जय राम।"), ("रामायण", "रामा")),
        ("कमल", ("कमल,",), ("कमला",)),
        ("तालिबान", ("तालिबानी सोच", "तालिबानको"), ("तालिबानपुर",)),
        ("বিজেপি", ("বিজেপির", "বিজেপিকে", "বিজেপিরও"), ("বিজেপিনগর",)),
        ("காங்கிரஸ்", ("காங்கிரஸ்க்கும்", "காங்கிரஸ்."), ()),
        ("צה״ל", ('צה"ל', "לצה”ל", "צהל"), ()),
        ('צה"ל', ("צה״ל", "צה''ל"), ()),
        ("הארץ", ('ב"הארץ"', 'וכשב"הארץ"'), ()),
        ("ÖVP", ("die O\u0308VP",), ("övp",)),
        ("FPO\u0308", ("die FPÖ",), ("fpö",)),
        ("Regime", ("Re\u00adgime",), ()),
        ("CHP", ("CHP'liler çok", "CHPye oy yağdı", "CHPliler sığınır"), ("CHPpr ış", "CHPye oy")),
        ("النظام", ("هالنظام", "عالنظام"), ("نظام",)),
        ("مي", (), ("عالمي",)),
        ("民主黨", ("民主党和",), ()),
        ("伊斯兰国", ("在伊斯蘭國",), ()),
        ("काँग्रेस", ("कांग्रेस का",), ()),
        ("민주당", ("민주당이", "민주당과는", "민주당", "민주당이든", "민주당이라고"), ("더민주당", "민주당원")),
        ("한국", ("한국의",), ("한국은행",)),
        ("정", ("정,",), ("정의",)),
    ],
)
def test_an_alias_is_found_with_its_endings_and_in_no_longer_word(
    alias: str, found: tuple[str, ...], not_found: tuple[str, ...]
) -> None:
    debate = Debate("d", "d", "?", "same", "different", (Party(alias), Party("zzzz")))
    assert [text for text in found if not debate.mentioned(text)] == []
    assert [text for text in not_found if debate.mentioned(text)] == []


def test_folding_each_character_twice_changes_nothing_more() -> None:
    assert [chr(code) for code in range(0x110000) if fold(fold(chr(code))) != fold(chr(code))] == []


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_hostile_text_takes_linear_time() -> None:
    import time

    start = time.perf_counter()
    for text in ("islamic " * 20_000, "islamic" + " " * 100_000, "و" * 100_000, "I" * 100_000):
        assert SEED.mentioned(text) == ()
    assert time.perf_counter() - start < 10


def test_the_debates_own_slang_claims_what_its_file_says_and_a_negation_turns_it() -> None:
    from analyzer.classify.cue_phrases import finder

    cues = finder(Debate(
        "mills", "Two mills", "Are they the same?", "same", "different", (Party("Old", ("old",)), Party("New", ("new",))),
        cues={"same": ("two legs, one trunk", "soup - same pot", "وجهان لعملة", "一丘之貉", "한통속", "同じ穴のムジナ", "två ben"),
              "different": ("oil and water", "天壤之别")},
    ))  # fmt: skip
    row = [0.1, 0.2, 0.0]

    def claimed(text: str) -> str:
        shifted = cues.shift(row, text)
        return ("same", "different", "both")[shifted.index(max(shifted))] if shifted != row else "nothing"

    assert claimed("Two legs, ONE trunk!") == "same"
    assert claimed("هما وجهان لعملة واحدة") == "same"
    assert claimed("they are not two legs, one trunk") == "different"
    assert claimed("oil and water, yet two legs, one trunk") == "both"
    assert claimed("他们真是天壤之别啊") == "different"
    assert claimed("two legs and a boiling kettle") == "nothing"
    assert claimed("two legs,\none  trunk") == claimed("soup-same pot") == "same"
    for word in ("hardly", "isn't", "aren’t", "don't", "aucune", "hiç", "bukan", "geen", "bez", "नहीं"):
        assert claimed(f"{word} two legs, one trunk") == "different", word
    for word in ("no doubt", "they are nothing but", "ohne Zweifel", "sans aucun doute", "sin duda", "без сомнения", "بلا شك", "אין ספק", "noch"):
        assert claimed(f"{word} two legs, one trunk") == "same", word
    for said in ("No, they're", "Not so. They are", "不，", "नाम"):
        assert claimed(f"{said} two legs, one trunk") == "same", said
    for word in ("değil", "değiller", "kesinlikle değil", "نیستند", "नहीं हैं", "nahi hai"):
        assert claimed(f"two legs, one trunk {word}") == "different", word
    for said in ("that much, değil", "or is it at all değil"):
        assert claimed(f"two legs, one trunk {said}") == "same", said
    assert claimed("وليسا وجهان لعملة واحدة") == claimed("ولا وجهان لعملة") == "different"
    assert claimed("فهما كوجهان لعملة واحدة") == "same"
    for said in ("한통속이다", "완전 한통속임"):
        assert claimed(said) == "same", said
    for said in ("한통속이 아니다", "同じ穴のムジナではない", "inte två ben", "sin två ben", "不是同じ穴のムジナ", "他們不是一丘之貉"):
        assert claimed(said) == "different", said
    assert claimed("同じ穴のムジナじゃん") == claimed("それは同じ穴のムジナだ") == "same"
    assert claimed("他们不是一丘之貉") == claimed("并非一丘之貉") == "different"
    for said in ("不，他们是一丘之貉", "不过是一丘之貉", "他们差不多一丘之貉", "他们不和，所以说还是一丘之貉"):
        assert claimed(said) == "same", said
