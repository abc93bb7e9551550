"""Bytes to text: the right code page, and repairs of mojibake but never of proper words."""

from __future__ import annotations

import time

import ftfy  # noqa: F401  (registers sloppy-windows-1252)
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.read.encoding import decode, mend

SENTENCES = {
    "fr": (
        "Je suis désolé, mais l'été dernier à l'école c'était déjà très différent. Où êtes-vous ?",
        "cp1252",
    ),
    "fr_short": ("Même thème, même problème.", "cp1252"),
    "de": ("Für mich ist das völlig übertrieben, größere Städte müssen Bürger schützen.", "cp1252"),
    "pt": ("Não é verdade que a situação já estava resolvida; são opiniões, coração e razão.", "cp1252"),
    "es": ("¿Por qué mañana no habrá reunión? El año pasado también fue así, señor.", "cp1252"),
    "it": ("Perché non è così? È più facile, però la verità è un'altra.", "cp1252"),
    "sv": ("Jag tycker att det är för mycket prat om åsikter här på sidan.", "cp1252"),
    "da": ("Det er også på høje tid at få prøvet noget nyt, spørg bare København.", "cp1252"),
    "cs": ("Myslím, že příliš žluťoučký kůň úpěl ďábelské ódy, a to není dobře řešitelné.", "cp1250"),
    "pl": ("Myślę, że to jest zupełnie inna sprawa, którą należy załatwić później, może w środę.", "cp1250"),
    "hu": ("Azt hiszem, ez két különböző dolog, és nem kellene összekeverni őket.", "cp1250"),
    "hr": ("Mislim da su to različite stvari i ne treba ih miješati, čovječe, šteta.", "cp1250"),
    "ru": ("Я думаю, что это совершенно разные вещи, и не надо их путать друг с другом.", "cp1251"),
    "ru_koi8": ("Я думаю, что это совершенно разные вещи, и не надо их путать друг с другом.", "koi8-r"),
    "uk": ("Я думаю, що це зовсім різні речі, і їх не треба плутати. Її думка інша.", "cp1251"),
    "el": ("Νομίζω ότι είναι εντελώς διαφορετικά πράγματα και δεν πρέπει να τα μπερδεύουμε.", "cp1253"),
    "tr": ("Bence bunlar tamamen farklı şeyler ve karıştırmamak gerekiyor, değil mi? Çünkü güzel.", "cp1254"),
    "he": ("אני חושב שאלה דברים שונים לגמרי ואסור לבלבל ביניהם.", "cp1255"),
    "ar": ("أعتقد أن هذه أشياء مختلفة تماما ولا ينبغي الخلط بينها أبدا يا صديقي.", "cp1256"),
    "zh": ("我认为这是完全不同的事情，不应该混为一谈。你怎么看这个问题呢？", "gb18030"),
    "zh_tw": ("我認為這是完全不同的事情，不應該混為一談。你怎麼看這個問題呢？", "big5"),
    "ja": ("これは全く違うことだと思います。混同してはいけません。どう思いますか？", "cp932"),
    "ko": ("이것은 완전히 다른 것이라고 생각합니다. 혼동하면 안 됩니다.", "cp949"),
}
each_language = pytest.mark.parametrize("language", SENTENCES)


def page(language: str) -> str:
    return f"12. somebody wrote on 2014-11-18 at 21:33\n{SENTENCES[language][0]}\n"


@each_language
@pytest.mark.parametrize("times", [1, 30])
def test_code_page_is_found(language: str, times: int) -> None:
    text, codec = page(language) * times, SENTENCES[language][1]
    found, note = decode(text.encode(codec))
    assert found == text
    assert "guessed" in note


@each_language
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_left_alone(language: str, codec: str) -> None:
    found, note = decode(page(language).encode(codec))
    assert found == page(language)
    assert ("utf-16" in note) == codec.startswith("utf-16")


@pytest.mark.parametrize(
    ("declared", "codec", "language"),
    [("windows-1251", "cp1251", "ru"), ("gb2312", "gb18030", "zh"), ("ISO-8859-1", "cp1252", "fr"),
     ("iso-8859-9", "cp1254", "tr"), ("Shift_JIS", "cp932", "ja"), ("iso-8859-2", "iso-8859-2", "cs"),
     ("x-sjis", "cp932", "ja"), ("iso-8859-8-i", "iso-8859-8", "he")],
)  # fmt: skip
def test_declared_charset(declared: str, codec: str, language: str) -> None:
    for head in (f'<meta charset="{declared}">', f'<?xml version="1.0" encoding="{declared}"?>'):
        text = (
            f"{head}<p>“{SENTENCES[language][0]}”"
            if codec == "cp1252"
            else f"{head}<p>{SENTENCES[language][0]}"
        )
        found, note = decode(text.encode(codec))
        assert found == text and "declared" in note


def test_a_wrong_declaration_is_overruled_by_the_bytes() -> None:
    text = f'<meta charset="iso-8859-1"><p>{SENTENCES["ru"][0]}'
    assert decode(text.encode("utf-8")) == (text, "")
    text = f'<meta charset="utf-8"><p>{SENTENCES["ru"][0]}'
    assert decode(text.encode("cp1251"))[0] == text
    assert decode(b'<meta charset="no-such"><p>caf\xe9 cr\xe8me')[0].endswith("café crème")


def test_a_page_declares_its_charset_not_a_script() -> None:
    thai = '<meta charset="windows-874"><p>สวัสดีครับ'
    assert decode(thai.encode("cp874"))[0] == thai
    text = '<script src="a.js" charset="utf-8"></script><meta charset="iso-8859-2"><p>Żółta łódź płynęła źle'
    assert decode(text.encode("iso-8859-2")) == (text, "encoding iso8859-2 (declared)")


def test_seven_bit_japanese() -> None:
    text = page("ja")
    assert decode(text.encode("iso-2022-jp")) == (text, "encoding iso2022_jp (escapes)")
    assert decode(b"\x1b[31mred\x1b[0m $B")[1] == ""


def test_stray_bytes_in_utf8() -> None:
    text = SENTENCES["cs"][0] * 3
    found, note = decode(text.encode() + b" \x93quoted\x94 caf\xe9 ")
    assert found == text + " “quoted” café " and "3 stray bytes" in note
    assert decode(text.encode() + "ě".encode()[:1])[0] == text + "\ufffd"  # cut off: nothing is invented


def test_one_accent_is_enough() -> None:
    assert decode("Das ist schön.".encode("cp1252"))[0] == "Das ist schön."


@each_language
def test_one_megabyte_is_quick(language: str) -> None:
    text = page(language) * ((1 << 20) // len(page(language)))
    data = text.encode(SENTENCES[language][1])
    start = time.perf_counter()
    assert decode(data)[0] == text
    assert time.perf_counter() - start < 2


# ---------------------------------------------------------------- mojibake


@pytest.mark.parametrize("language", sorted(SENTENCES.keys() - {"zh", "zh_tw", "ja", "ko"}))
def test_utf8_read_as_windows_1252_is_mended(language: str) -> None:
    text = SENTENCES[language][0]
    spoilt = text.encode().decode("sloppy-windows-1252")  # ftfy's: what browsers do
    assert mend(f"before\n{spoilt}\nafter") == (f"before\n{text}\nafter", 1)


@pytest.mark.parametrize(
    "proper",
    [
        *(text for text, _ in SENTENCES.values()),
        "disse “AMANHÔ e saiu", "«A ALEMû", "NUMA MANHÃ…", "IRMÃ – E IRMÃO", "IRMÔ", "A MAÇû",
        "SÃO PAULO, NÃO MANHÃ", "é À «la carte»", "« Â »", "CRÊPE À L’ÂNE…", "ÂGE D’OR", "LE CHÂTEAU”",
        "GROẞ ÜBER ÖSTERREICH", "„ÄRGER“", "BRØ” og BRÅ", "ŒUVRE – ŸES", "EL NIÑO…", "ESPAÑA”", "PIÑÓN",
        "„MENÜ“ und „TÄTERÄ“", "LA PÎLE… L’AÏ…", "PÅ”, på Å…", "3 ×… 4 × 5", "Ä…", "ÅÄÖ – åäö", "”Ö”",
        "it’s “fine” –", "10 °C ± 2 µm © 2014 ®", "Ñ: letra", "Å… Ö… Ä…", "vis-à-vis", "ÎLE", "x â – y",
    ],
)  # fmt: skip
def test_proper_text_is_never_repaired(proper: str) -> None:
    assert mend(proper) == (proper, 0)


def test_mend_goes_line_by_line_and_is_stable() -> None:
    text = "«A ALEMû\nL’Ã©tÃ© Ã  la mer\nÃ¼ber – itâ€™s “fine”\n"
    once, lines = mend(text)
    assert once.split("\n")[0] == "«A ALEMû" and once.split("\n")[2] == "über – it’s “fine”" and lines == 2
    assert mend(once) == (once, 0)


@given(st.text(alphabet="aeiouAEIOU çãõâêôéíóúàüöäßñÇÃÕÂÊÔÉÍÓÚÀÜÖÄÑ.,!?'\n", max_size=80))
def test_letters_alone_are_never_mojibake(text: str) -> None:
    assert mend(text) == (text, 0)


@given(st.binary(max_size=300))
def test_any_bytes_decode(data: bytes) -> None:
    text, _ = decode(data)
    text.encode("utf-8")


def test_mend_is_quick_on_hostile_text() -> None:
    start = time.perf_counter()
    mend("Ã©" * 250_000)
    mend("Ã\x80Â\n" * 20_000)
    assert time.perf_counter() - start < 15
