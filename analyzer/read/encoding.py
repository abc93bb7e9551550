"""Bytes to text: which encoding a source is in, and mojibake undone on a stated rule."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^<>]*?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_LABELS = {"windows-874": "cp874", "dos-874": "cp874", "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8"}
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"})
# What browsers read under these names (WHATWG Encoding Standard): always a superset.
_SUPERSETS = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "hz": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "cp950", "tis-620": "cp874",
}  # fmt: skip
_GUESSES = [
    "cp1252", "cp1250", "cp1251", "koi8_r", "cp866", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "cp874", "gb18030", "big5", "cp932", "euc_jp", "cp949",
]  # fmt: skip
# Letters beyond ASCII of the languages that each Latin code page serves.
_ALPHABETS = {
    "cp1252": (
        "àâæçèéêëîïôœùûüÿ", "äöüß", "áéíñóúü", "áâãàçéêíóôõú", "àèéìòóùú", "åäöé", "æøåé", "ëïéèöü",
        "áéíóúýðþæö",
    ),
    "cp1250": ("áčďéěíňóřšťúůýž", "áäčďéíľĺňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "ăâîşţ", "čćđšž", "äöüß"),
    "cp1254": ("çğıöşüâîûi\u0307",),
    "cp1257": ("āčēģīķļņšūž", "ąčęėįšųūž", "äõöüšž"),
}  # fmt: skip
_SHARED = frozenset("«»„“”‘’‚–—…•°§©®·€™´¨¿¡‹›†‡\xa0\xad")
_PUNCTUATION = "«»„“”‘’‚–—…•°§©®·€™´¨‹›†‡\xa0\xad"
_MOJIBAKE = re.compile("[ÂÃÄÅÎÏÐÑ×ØÙâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]")
_CAPITAL_THEN_SIGN = re.compile(rf"(?<=[^\W\d_])[ÂÃÄÅÎÏÐÑØÙ][{_PUNCTUATION}]")


def byte_order(head: bytes) -> str | None:
    """The codec that a byte-order mark names, or the NULs of unmarked UTF-16 give away."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = head[:512]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) < 0.2 * len(start) or max(even, odd) < 8 * min(even, odd) or len(start) < 8:
        return None
    codec = "utf-16-le" if odd > even else "utf-16-be"
    text = start.decode(codec, errors="replace")
    shown = sum(char.isprintable() or char in "\t\r\n" for char in text)
    return codec if shown > 0.95 * len(text) else None


def decode(data: bytes) -> tuple[str, str]:
    """Decode a whole source.

    Returns:
        The text, and a note for the manifest ("" for plain UTF-8).
    """
    codec, note = detect(data)
    text = data.decode(codec, errors=errors_of(codec))
    mended, marks = mend(text)
    if marks:
        note = "; ".join(filter(None, [note, f"mojibake repaired ({marks} places)"]))
    return mended, note


def detect(data: bytes) -> tuple[str, str]:
    """The codec of ``data`` and a note ("" for UTF-8).

    The rule: byte-order mark; ISO-2022-JP by its escapes; UTF-8 where it decodes; the charset that a page or XML head
    declares, where it decodes but for one byte in a thousand; UTF-8 with stray bytes, where
    there are two well-formed characters to each (a text cut or joined within a character;
    code pages hardly ever look like UTF-8); else what charset-normalizer finds
    in the first 64 KiB that hold anything but ASCII.
    """
    if codec := byte_order(data):
        return codec, "" if codec == "utf-8-sig" else f"encoding {codec} (byte order)"
    if _is_iso_2022_jp(data):
        return "iso2022_jp", "encoding iso2022_jp (escapes)"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)  # a character cut off at the end is no error
        return "utf-8", ""
    except UnicodeDecodeError as error:
        first_bad = error.start
    if codec := _declared(data):
        return codec, f"encoding {codec} (declared)"
    lenient = data.decode("utf-8", errors="replace")
    bad = lenient.count("\ufffd")
    good = sum(1 for char in lenient if char > "\x7f") - bad
    if good >= 2 * bad:
        return "utf-8", f"encoding utf-8 with {bad} stray bytes, read as windows-1252"
    sample = data[data.rfind(b"\n", 0, first_bad) + 1 :][: 1 << 16]
    codec = _guess(sample[: sample.rfind(b"\n") + 1] or sample)  # whole lines hold whole characters
    return codec, f"encoding {codec} (guessed)"


def _is_iso_2022_jp(data: bytes) -> bool:
    """Whether seven-bit bytes switch to Japanese signs; UTF-8 would read them too, as nonsense."""
    if not (b"\x1b$B" in data or b"\x1b$@" in data) or not data.isascii():
        return False
    try:
        codecs.getincrementaldecoder("iso2022_jp")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def errors_of(codec: str) -> str:
    """The error handler to decode with: stray bytes in UTF-8 are most often Windows-1252."""
    return "stray-cp1252" if codec.startswith("utf-8") else "replace"


def _stray(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    if error.reason == "unexpected end of data":
        return "\ufffd", error.end
    one = error.object[error.start : error.start + 1]
    return one.decode("cp1252", errors="replace"), error.start + 1


codecs.register_error("stray-cp1252", _stray)


def _declared(data: bytes) -> str | None:
    head = data[:4096].lstrip()
    match = _DECLARED.search(head) if head[:1] == b"<" else None
    if match is None:
        return None
    try:
        label = match.group(1).decode("ascii").lower().removeprefix("x-")
        codec = codecs.lookup(_LABELS.get(label, label)).name
        codec = _SUPERSETS.get(codec, codec)
        if codec.startswith("utf") or codec in _NO_CHARSETS:
            return None
        bad = data.decode(codec, errors="replace").count("\ufffd")
    except (LookupError, UnicodeError):
        return None
    return codec if bad <= len(data) // 1000 else None


def _guess(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_GUESSES).best()
    codec = best.encoding if best else "cp1252"
    # The statistics tell scripts apart, but not one Latin code page from the next.
    return _latin(sample) if codec in _ALPHABETS else codec


def _latin(sample: bytes) -> str:
    """The Latin code page in which most signs beyond ASCII belong to one alphabet."""

    def fit(codec: str) -> float:
        signs = [c for c in sample.decode(codec, errors="replace").lower() if c > "\x7f" and c not in _SHARED]
        return max(sum(map(alphabet.count, signs)) for alphabet in _ALPHABETS[codec]) / max(1, len(signs))

    return max(_ALPHABETS, key=fit)  # the first wins where several fit alike


def mend(text: str) -> tuple[str, int]:
    """Undo UTF-8 that was read as Windows-1252 ("Ã©" for "é"), line by line.

    The rule: a line is replaced by ftfy's reading of it only where it holds a mojibake
    pair and ftfy's reading holds fewer; typographic characters stay as they are. A capital
    at the end of a word before a quotation mark or a dash (Portuguese "«A ALEMû") is no
    evidence by itself.

    Returns:
        The text and the number of lines changed.
    """
    if text.isascii() or not _MOJIBAKE.search(text):
        return text, 0
    import ftfy

    config = ftfy.TextFixerConfig(
        unescape_html=False, remove_terminal_escapes=False, fix_latin_ligatures=False,
        fix_character_width=False, uncurl_quotes=False, fix_line_breaks=False,
        remove_control_chars=False, normalization=None, fix_surrogates=False,
    )  # fmt: skip
    lines, changed = text.split("\n"), 0
    for i, line in enumerate(lines):
        found = len(_MOJIBAKE.findall(line))
        if found > len(_CAPITAL_THEN_SIGN.findall(line)):
            fixed = ftfy.fix_text(line, config)
            if len(_MOJIBAKE.findall(fixed)) < found:
                lines[i], changed = fixed, changed + 1
    return "\n".join(lines), changed
