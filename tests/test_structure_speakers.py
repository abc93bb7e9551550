"""Speaker identities and pseudonyms: one id for one name's variants, never one id for two people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.structure import pseudonymise, pseudonyms, structure, suggestions
from analyzer.structure.speakers import identify, speaker_id
from analyzer.thread import Article, RawThread, Record


@pytest.mark.parametrize("name, expected", [
    ("Ghufran", "ghufran"), ("  GHUFRAN ", "ghufran"), ("Amir in Tel Aviv", "amir in tel aviv"),
    ("Anna (Author)", "anna"), ("Anna *", "anna"), ("Anna 🌸", "anna"), ("Anna says:", "anna"),
    ("Anna\u200b", "anna"),
    ("\u202eAnna\u202c", "anna"), ("José", "jose"), ("Jose\u0301", "jose"),
    ("Ａｎｎａ", "anna"), ("Аnnа", "anna"),
    ("Анна", "анна"), ("IŞIL", "isil"), ("कविता", "कविता"), ("ガク", "ガク"),
    ("مُحَمَّد", "محمد"), ("@anna", "anna"),
    ("john_doe", "john_doe"), ("Simon Says", "simon says"), ("🌸🌸", "🌸🌸"),
    ("(Author)", "(author)"), ("", ""), (" \u200b", ""),
])  # fmt: skip
def test_speaker_id(name: str, expected: str) -> None:
    assert speaker_id(name) == expected


@given(st.text(max_size=30))
def test_speaker_id_is_stable(name: str) -> None:
    assert speaker_id(name) == speaker_id(name.strip()) == speaker_id(f"\u200e{name} ")


def test_variants_are_one_speaker_and_the_names_are_kept() -> None:
    ids, speakers = identify([Record("", speaker=n) for n in ("ghufran", "Ghufran", "Ghufran", None, " ")])
    assert ids == ["ghufran", "ghufran", "ghufran", None, None]
    (speaker,) = speakers
    assert (speaker.name, speaker.names, speaker.comments) == ("Ghufran", ("ghufran", "Ghufran"), 3)


def test_accounts_part_and_join() -> None:
    rows = [("Kim", "u1"), ("Kim", "u2"), ("Kim K.", "u1"), ("Kim", None), (None, "u2"), (None, "u3")]
    rows.append(("Lee", "0"))  # how exports write "no account"
    ids, _ = identify([Record("", speaker=name, speaker_key=key) for name, key in rows])
    assert ids == ["kim", "kim#u2", "kim", "kim", "kim#u2", "#u3", "lee"]


@pytest.mark.parametrize(
    "name", ["Anonymous", "GUEST", "Anonyme", "Аноним", "匿名", "[deleted]", "مجهول", "Anonymní"]
)  # fmt: skip
def test_a_shared_name_is_never_one_voice(name: str) -> None:
    ids, speakers = identify([Record("", speaker=name), Record("", speaker=name)], offset=4)
    assert len(set(ids)) == len(speakers) == 2
    assert ids[0].endswith("#5") and ids[1].endswith("#6")
    (known, again), _ = identify([Record("", speaker=name, speaker_key="7")] * 2)
    assert known == again


def test_a_pingback_is_no_comment_of_its_sender() -> None:
    _, (speaker,) = identify([Record("", speaker="Other Blog", kind="pingback")])
    assert speaker.comments == 0


def test_suggestions_name_pairs_and_merge_nothing() -> None:
    names = ["Norman Wells", "Norman Welles", "Amir", "Amir in Jaffa", "jo_lee", "jolee", "Zed", "Anonymous"]
    records = [Record("x", speaker=name) for name in names]
    records += [Record("x", speaker="Kim", speaker_key=key) for key in "ab"]
    thread = structure(RawThread("t", tuple(records), states_replies=True))
    assert len(thread.speakers) == len(records)
    assert {(a, b) for a, b, _, _ in suggestions(thread)} == {
        ("norman welles", "norman wells"), ("amir", "amir in jaffa"), ("jo_lee", "jolee"), ("kim", "kim#b"),
    }  # fmt: skip
    assert all(0 < score <= 1 and reason for _, _, score, reason in suggestions(thread))


def _talk() -> RawThread:
    records = (
        Record("They are the same thing, if you ask me.", speaker="Amir in Jaffa"),
        Record(
            'Amir in Jaffa: "They are the same thing, if you ask me." No, Normandy is far. Ask Norman!',
            speaker="Sami",
        ),
        Record("Sami is right", speaker="Norman", extra={"parent_text": "said Sami", "target": 3}),
        Record("guest here", speaker="Guest"),
    )
    return RawThread("t", records, article=Article(title="Dumplings", author="norman"))


def test_pseudonyms_hide_names_and_keep_the_analysis() -> None:
    thread = structure(_talk())
    hidden = pseudonymise(thread, "salt")
    key = pseudonyms([thread], "salt")
    for before, after in zip(thread.comments, hidden.comments):
        assert after.speaker == after.speaker_id == key[before.speaker_id]
        assert (after.id, after.parent, after.depth) == (before.id, before.parent, before.depth)
        assert len(after.quotes) == len(before.quotes)
        for old, new in zip(before.quotes, after.quotes):
            if "Jaffa" not in before.text[old.start : old.end]:
                assert after.text[new.start : new.end] == before.text[old.start : old.end]
        if after.lang and after.lang.spans:
            assert after.lang.spans[-1].end == len(after.text)
    body = hidden.comments[1].text
    assert "Amir" not in body and "Normandy" in body and f"Ask {key['norman']}!" in body
    assert hidden.comments[2].extra == {"parent_text": f"said {key['sami']}", "target": 3}
    assert hidden.article.author == key["norman"]
    assert hidden.comments[3].text == "guest here"
    shown = {name for s in hidden.speakers for name in (s.id, s.name, *s.names)}
    assert shown == set(key.values())


def test_pseudonyms_depend_on_the_salt_only() -> None:
    thread = structure(_talk())
    assert pseudonymise(thread, "a") == pseudonymise(thread, "a")
    assert not set(pseudonyms([thread], "a").values()) & set(pseudonyms([thread], "b").values())


@given(st.lists(st.sampled_from(["Sami", "Amir", " ", "!", "text", "Samira", "Amir in Jaffa"]), max_size=12))
def test_every_offset_lands_inside_the_new_text_in_order(parts: list[str]) -> None:
    from analyzer.structure.pseudonyms import _Names

    text = "".join(parts)
    new, moved = _Names([("Sami", "s1"), ("Amir", "longer-name"), ("Amir in Jaffa", "a2")]).replaced(text)
    places = [moved(i) for i in range(len(text) + 1)]
    assert places == sorted(places) and places[0] == 0 and places[-1] == len(new)
