"""Sources: files, folders, pipes, archives and compression, and what is wrong with each."""

from __future__ import annotations

import gzip
import io
import os
import threading
import zipfile
from pathlib import Path

import pytest

from analyzer.errors import BinaryInput, EmptyInput, InputError, MalformedInput, MissingInput, UsageError
from analyzer.read import _inputs, read, sources
from analyzer.read import source as source_module
from analyzer.read.source import Report, Source

LINE = '{"text": "Zwei Brücken, ein Fluss", "speaker": "Ole"}\n'
ROWS = LINE * 3


def texts(path: Path | str, **options: object) -> list[str]:
    return [record.text for _, thread in read([path], **options) for record in thread.records]


def test_compression_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    raw = ROWS.encode()
    halves = zstandard.compress(LINE.encode()) + zstandard.compress(2 * LINE.encode())  # two frames
    for name, data in {
        "a.jsonl": raw, "a.gz": gzip.compress(raw), "b.txt": gzip.compress(raw), "c": zstandard.compress(raw),
        "d.zst": halves, "e.gz": gzip.compress(LINE.encode()) + gzip.compress(2 * LINE.encode()),
    }.items():  # fmt: skip
        path = tmp_path / name
        path.write_bytes(data)
        assert texts(path) == ["Zwei Brücken, ein Fluss"] * 3, name


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_of_streams(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(ROWS.encode(codec))
    assert texts(path) == ["Zwei Brücken, ein Fluss"] * 3


def test_blocks_and_lines_hold_the_same_text(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    text = "12. Wang | 2014: 我认为这是完全不同的事情，不应该混为一谈。\n" * 9_000
    for codec in ("utf-8", "utf-16", "utf-16-be", "gb18030"):
        path.write_bytes(text.encode(codec))
        source = next(sources([path]))
        assert "".join(source.blocks(source.report)) == "".join(source.lines(source.report)) == text


def test_line_ends_become_newlines(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"one\r\ntwo\rthree\n")
    assert next(sources([path])).text == "one\ntwo\nthree\n"


def test_standard_input_can_be_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    data = gzip.compress(ROWS.encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    (source,) = sources(["-"], columns={"text": "text"})
    assert (source.name, source.columns) == ("-", {"text": "text"})
    assert source.data == source.data == ROWS.encode() == b"".join(iter(source.open().readline, b""))


def test_a_pipe_is_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(ROWS.encode(),))
    writer.start()
    assert len(texts(pipe)) == 3
    writer.join()


def test_folder_in_name_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a/z.jsonl", "a/.hidden.jsonl", ".git/c.jsonl", "c.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(ROWS)
    os.mkfifo(tmp_path / "pipe")  # would block
    names = [source.name.removeprefix(f"{tmp_path}/") for source in sources([tmp_path])]
    assert names == ["b.jsonl", "c.jsonl", "a/z.jsonl"]


def test_one_bad_file_does_not_stop_the_good_ones(tmp_path: Path) -> None:
    (tmp_path / "1.jsonl").write_text(ROWS)
    (tmp_path / "2.gz").write_bytes(gzip.compress(ROWS.encode())[:9])
    (tmp_path / "3.txt").write_bytes(bytes(1000))
    (tmp_path / "4.txt").write_text("")
    (tmp_path / "5.jsonl").symlink_to(tmp_path / "nowhere")
    (tmp_path / "6.jsonl").write_text('{"text": "x"\n' + LINE)
    (tmp_path / "7.zip").write_bytes(b"PK\x03\x04 and no more")
    ends = {}
    threads = list(
        read([tmp_path], on_source=lambda report, name, error: ends.update({report.file: (error, report)}))
    )
    kinds = {Path(name).name: type(error).__name__ for name, (error, _) in ends.items()}
    assert kinds == {
        "1.jsonl": "NoneType", "2.gz": "MalformedInput", "3.txt": "BinaryInput", "4.txt": "EmptyInput",
        "5.jsonl": "MissingInput", "6.jsonl": "NoneType", "7.zip": "MalformedInput",
    }  # fmt: skip
    assert [len(thread.records) for _, thread in threads] == [3, 1]
    (reject,) = ends[str(tmp_path / "6.jsonl")][1].rejects
    assert reject.place == "line 1" and "JSON" in reject.reason
    assert all(Path(name).name in str(error) for name, (error, _) in ends.items() if error)


def test_a_reader_that_fails_is_an_input_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(ROWS)
    monkeypatch.setattr("analyzer.read.rows_jsonl.threads", lambda *_: {}["no such key"])
    with pytest.raises(MalformedInput, match="rows-jsonl reader could not make sense.*KeyError"):
        texts(path)


def test_the_name_of_a_format(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(ROWS)
    assert len(texts(path, format="rows-jsonl")) == 3
    with pytest.raises(UsageError, match="rows-csv"):
        texts(path, format="rows")


# ---------------------------------------------------------------- archives


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return path


def test_zip_members_are_sources(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "all.zip",
        {
            "b/two.jsonl": ROWS.encode(),
            "a.jsonl.gz": gzip.compress(ROWS.encode()),
            "__MACOSX/x.jsonl": b"{}",
            ".h": b"",
        },
    )
    found = [(source.name, len(thread.records)) for source, thread in read([path])]
    assert found == [(f"{path}!a.jsonl.gz", 3), (f"{path}!b/two.jsonl", 3)]


def test_zip_inside_a_zip_is_refused(tmp_path: Path) -> None:
    inner = archive(tmp_path / "inner.zip", {"a.jsonl": ROWS.encode()}).read_bytes()
    with pytest.raises(BinaryInput, match=r"outer.zip!inner.zip.*unpack"):
        texts(archive(tmp_path / "outer.zip", {"inner.zip": inner}))


def test_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        out.writestr("a.jsonl", ROWS)
        out.writestr("b.jsonl", ROWS)
    data = bytearray(path.read_bytes())
    data[data.index(ROWS.encode()) + 20] ^= 1  # its checksum is now wrong
    path.write_bytes(data)
    errors: list[InputError | None] = []
    found = list(read([path], on_source=lambda report, name, error: errors.append(error)))
    assert [source.name.rpartition("!")[2] for source, _ in found][-1] == "b.jsonl"
    assert errors[-1] is None


def test_zip_bomb_and_crowded_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_inputs, "BOMB_SIZE", 1 << 20)
    path = archive(tmp_path / "bomb.zip", {"a.jsonl": ROWS.encode(), "bomb.txt": bytes(1 << 22)})
    errors: list[InputError | None] = []
    found = list(read([path], on_source=lambda report, name, error: errors.append(error)))
    assert len(found) == 1 and "bomb.txt" in str(errors[1]) and "expands" in str(errors[1])
    monkeypatch.setattr(_inputs, "MOST_MEMBERS", 1)
    with pytest.raises(MalformedInput, match="2 files, more than 1"):
        texts(path)


def test_encrypted_member(tmp_path: Path) -> None:
    path = archive(tmp_path / "locked.zip", {"a.jsonl": ROWS.encode()})
    data = bytearray(path.read_bytes())
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + flags] |= 1
    path.write_bytes(data)
    with pytest.raises(MalformedInput, match="password"):
        texts(path)


# ---------------------------------------------------------------- sizes and damage


def noisy_rows(count: int) -> bytes:
    return b"".join(b'{"text": "%d"}\n' % (i * 7919 % 1_000_003) for i in range(count))


@pytest.mark.parametrize("kind", ["gzip", "zstd"])
def test_what_stands_before_the_damage_is_kept(tmp_path: Path, kind: str) -> None:
    raw = noisy_rows(60_000)
    packed = gzip.compress(raw) if kind == "gzip" else pytest.importorskip("zstandard").compress(raw)
    path = tmp_path / "cut.jsonl"
    path.write_bytes(packed[: len(packed) // 2])
    reports: list[Report] = []
    threads = list(read([path], on_source=lambda report, name, error: reports.append(report)))
    count = sum(len(thread.records) for _, thread in threads)
    assert 10_000 < count < 60_000
    assert "damaged compression" in reports[0].rejects[-1].reason
    source = next(sources([path]))
    assert raw.startswith(source.data) and source.report.rejects


def test_what_is_read_whole_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "LARGEST_WHOLE", 1 << 20)
    path = tmp_path / "large.html.gz"
    path.write_bytes(gzip.compress(b"<p>" + bytes(b" " * (1 << 21))))
    with pytest.raises(MalformedInput, match="more than 1 MiB"):
        _ = next(sources([path])).text


def test_a_line_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "LONGEST_LINE", 100)
    report = Report("x")
    source = Source("x", lambda: io.BytesIO(b"a\n" + b"b" * 1000 + b"\nc\n"), report)
    assert list(source.lines(report)) == ["a\n", "b" * 100, "c\n"]
    assert report.notes == ["line 2 is longer than 0 MiB and was cut"]


@pytest.mark.parametrize(
    ("content", "error"),
    [(b"", EmptyInput), (b"\xff\xfe", EmptyInput), (gzip.compress(b""), EmptyInput),
     (b"\x1f\x8b\x08", MalformedInput), (b"%PDF-1.7\nplain", BinaryInput), (bytes(500), BinaryInput)],
)  # fmt: skip
def test_nothing_to_read(tmp_path: Path, content: bytes, error: type[InputError]) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    with pytest.raises(error, match="x.txt"):
        texts(path)


def test_one_stray_zero_is_not_binary(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes((ROWS * 20).encode().replace(b"Fluss", b"Flu\x00ss", 1))
    assert len(texts(path)) == 60


def test_missing_and_unreadable(tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match="no such file"):
        texts(tmp_path / "nowhere")
    assert next(sources([tmp_path / "x" / "y.json.gz"])).stem == "y.json"
