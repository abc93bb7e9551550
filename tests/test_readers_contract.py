"""What every reader promises, held against every sample in ``fixtures/samples.toml``.

A new reader needs a sample there and no test of its own for what stands here.
"""

from __future__ import annotations

import html
import io
import json
import random
import re
import time
import tomllib
from pathlib import Path

import pytest

from analyzer.errors import BinaryInput, EmptyInput, InputError, MissingInput, UnknownFormat
from analyzer.read import read, readers, sources
from analyzer.read.source import Report, Source
from analyzer.thread import KINDS, PARENT_SOURCES, RawThread

FIXTURES = Path(__file__).parent / "fixtures"
SAMPLES = tomllib.loads((FIXTURES / "samples.toml").read_text("utf-8"))["sample"]
MUTANTS = 32  # a sample
SLOWEST = 5.0  # seconds that a damaged sample may take

each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["path"])


def source_of(sample: dict) -> Source:
    return next(sources([FIXTURES / sample["path"]]))


def threads_of(sample: dict) -> list[RawThread]:
    return [thread for _, thread in read([FIXTURES / sample["path"]])]


def words_of(sample: dict) -> str:
    """All that the source says, with its escapes undone and its blanks collapsed."""
    path = FIXTURES / sample["path"]
    if path.is_dir():
        raw = "\n".join(file.read_text("utf-8") for file in sorted(path.iterdir()))
    elif path.suffix == ".parquet":
        parquet = pytest.importorskip("pyarrow.parquet")
        raw = json.dumps(parquet.read_table(path).to_pylist(), ensure_ascii=False, default=str)
    else:
        raw = source_of(sample).text
    raw = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match.group(1), 16)), raw)
    raw = raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # two escapes are one character
    raw = html.unescape(html.unescape(raw)).replace('""', '"').replace('\\"', '"')
    return " ".join(raw.replace("\xad", "").split())


def test_every_reader_has_a_sample() -> None:
    assert set(readers()) == {sample["reader"] for sample in SAMPLES}


def test_every_sample_is_listed() -> None:
    listed = {FIXTURES / sample["path"] for sample in SAMPLES}
    sidecars = {path.with_suffix(".json") for path in listed if path.suffix != ".json"}
    files = {path for path in FIXTURES.rglob("*") if path.is_file() and path.name != "samples.toml"}
    strays = {path for path in files - listed - sidecars if path.parent not in listed}
    assert not strays, sorted(str(path.relative_to(FIXTURES)) for path in strays)


@each_sample
def test_the_right_reader_is_the_best_and_the_only_best(sample: dict) -> None:
    source = source_of(sample)
    scores = {name: reader.sniff(source) for name, reader in readers().items()}
    assert all(0 <= score <= 1 for score in scores.values())
    own = scores.pop(sample["reader"])
    assert own > 0 and own > max(scores.values()), {k: v for k, v in scores.items() if v}


@each_sample
def test_it_holds_what_the_table_says(sample: dict) -> None:
    threads = threads_of(sample)
    found = [record for thread in threads for record in thread.records if record.kind != "pingback"]
    assert (len(found), len({thread.id for thread in threads})) == (sample["comments"], sample["threads"])


@each_sample
def test_records_are_sound(sample: dict) -> None:
    words = words_of(sample)
    for thread in threads_of(sample):
        assert isinstance(thread.id, str) and thread.id
        places = [record.where for record in thread.records if record.where]
        assert len(set(places)) * 2 >= len(places), "places that tell nothing apart"
        for record in thread.records:
            assert isinstance(record.text, str)
            assert record.kind in KINDS and record.parent_source in PARENT_SOURCES
            assert not (record.top_level and record.parent)
            record.text.encode("utf-8")  # no lone surrogates
            for value in (record.id, record.parent, record.speaker, record.posted, record.number):
                assert value is None or (isinstance(value, str) and value)
            for quote in record.quotes:
                assert 0 <= quote.start < quote.end <= len(record.text)
            if record.speaker is not None:
                assert " ".join(record.speaker.split()) in words


@each_sample
def test_reading_twice_gives_the_same(sample: dict) -> None:
    assert threads_of(sample) == threads_of(sample)


# ---------------------------------------------------------------- what is no sample


@pytest.mark.parametrize("content", [b"", b" \n\t\n", b"\xef\xbb\xbf\n"])
@pytest.mark.parametrize("name", [None, *readers()])
def test_empty(tmp_path: Path, name: str | None, content: bytes) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(content)
    with pytest.raises(EmptyInput):
        list(read([path], format=name))


@pytest.mark.parametrize("name", [None, *readers()])
def test_missing(tmp_path: Path, name: str | None) -> None:
    with pytest.raises(MissingInput, match="nowhere.json"):
        list(read([tmp_path / "nowhere.json"], format=name))


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, b"\x00\x01\x02" * 99, random.Random(3).randbytes(9000)],
    ids=["picture", "zeros", "noise"],
)
def test_binary(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "picture.txt"
    path.write_bytes(content)
    with pytest.raises(BinaryInput):
        list(read([path]))


def test_unknown(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"colour": "blue", "size": [1, 2, 3]}')
    with pytest.raises(UnknownFormat, match="--from"):
        list(read([path]))


# ---------------------------------------------------------------- damage


def mutants(content: bytes, dice: random.Random) -> list[bytes]:
    """Truncations, changed bytes, a piece taken out, a piece twice."""
    made = []
    for i in range(MUTANTS):
        at, other = sorted(dice.randrange(len(content) + 1) for _ in range(2))
        if i % 4 == 0:
            made.append(content[:other])
        elif i % 4 == 1:
            damaged = bytearray(content)
            for _ in range(dice.randint(1, 20)):
                byte = dice.choice((0, 10, 34, 44, 60, 92, 123, 125, dice.randrange(256)))
                damaged[dice.randrange(len(damaged))] = byte
            made.append(bytes(damaged))
        elif i % 4 == 2:
            made.append(content[:at] + content[other:])
        else:
            made.append(content[:other] + content[at:])
    return made


def source_of_bytes(content: bytes, name: str) -> Source:
    return Source(name, lambda: io.BytesIO(content), Report(name))


@each_sample
def test_damage_is_an_input_error_or_a_thread(sample: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    path = FIXTURES / sample["path"]
    content = (path / "utterances.jsonl" if path.is_dir() else path).read_bytes()
    for i, mutant in enumerate(mutants(content, random.Random(sample["path"]))):
        ends: list[InputError | None] = []
        monkeypatch.setattr(
            "analyzer.read.sources", lambda *_, m=mutant, **__: [source_of_bytes(m, path.name)]
        )
        start = time.perf_counter()
        for forced in (None, sample["reader"]):
            done = lambda _, __, error, to=ends: to.append(error)  # noqa: E731
            for _, thread in read([path], format=forced, on_source=done):
                for record in thread.records:
                    assert record.kind in KINDS and record.parent_source in PARENT_SOURCES
                    assert all(0 <= quote.start < quote.end <= len(record.text) for quote in record.quotes)
        assert time.perf_counter() - start < SLOWEST, f"mutant {i}"
        assert len(ends) == 2 and all(error is None or isinstance(error, InputError) for error in ends)
