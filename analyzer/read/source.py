"""A source of bytes with a name: a file, standard input, or a member of an archive.

Readers never open files themselves. They ask a ``Source`` for its first bytes (to
sniff), its stream (to read what is too large to hold) or its text (to read pages), so
that compression, encodings and archives are handled once, here.
"""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, BinaryIO

from analyzer.errors import BinaryInput, EmptyInput, InputError, MalformedInput, MissingInput
from analyzer.read.encoding import byte_order, detect, errors_of

HEAD = 1 << 18  # bytes that sniffing may look at
LONGEST_LINE = 1 << 24  # bytes; what a stream reader holds at once
LARGEST_WHOLE = 1 << 28  # decompressed bytes of a source that must be held whole
_ZSTD, _GZIP = b"\x28\xb5\x2f\xfd", b"\x1f\x8b"
_BLANKS = b" \t\r\n\v\f\xef\xbb\xbf\xff\xfe"
DAMAGE = (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile)


@dataclass(frozen=True, slots=True)
class Reject:
    """Something that could not be read: which file, where in it, and why."""

    file: str
    place: str
    reason: str

    def to_dict(self) -> dict[str, str]:
        return {"file": self.file, "place": self.place, "reason": self.reason}


@dataclass(slots=True)
class Report:
    """What reading one source turned up beside its threads: rejects and notes."""

    file: str = ""
    rejects: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def reject(self, place: str, reason: str) -> None:
        """Record that the item at ``place`` was left out, and why."""
        self.rejects.append(Reject(self.file, place, reason))

    def note(self, message: str) -> None:
        """Record a decision worth knowing (an encoding, a repaired mojibake)."""
        if message not in self.notes:
            self.notes.append(message)


@dataclass(frozen=True)
class Source:
    """Named bytes, decompressed and, on demand, decoded.

    Args:
        name: how messages call it (the path as given, ``-``, ``archive.zip!member``).
        opener: returns a new binary stream of the raw bytes.
        report: where decoding notes go.
        columns: the caller's column mapping, ours to theirs (``{"text": "body"}``).
    """

    name: str
    opener: Callable[[], BinaryIO]
    report: Report
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """File name without folders and without compression suffixes."""
        base = self.name.replace("\\", "/").rsplit("/", 1)[-1].rsplit("!", 1)[-1]
        for suffix in (".gz", ".zst", ".zip"):
            base = base.removesuffix(suffix)
        return base

    def open(self) -> BinaryIO:
        """A new buffered stream of the decompressed bytes; the caller closes it.

        Raises:
            MissingInput, MalformedInput: it does not exist, is locked or damaged.
        """
        try:
            raw = self.opener()
            magic = raw.read(4)
            raw.seek(0)
        except FileNotFoundError:
            raise MissingInput("no such file", where=self.name, remedy="check the path") from None
        except OSError as error:
            raise MissingInput(f"cannot be opened ({error.strerror or error})", where=self.name) from None
        except DAMAGE as error:
            raise MalformedInput(f"cannot be unpacked ({error})", where=self.name) from None
        if magic.startswith(_GZIP):
            return gzip.open(raw)  # type: ignore[return-value]
        if magic == _ZSTD:
            return _zstd(raw, self.name)
        return raw

    def _read(self, limit: int) -> tuple[bytes, Exception | None]:
        """Up to ``limit`` decompressed bytes, and the damage that ended them early, if any."""
        blocks, size = [], 0
        with self.open() as stream:
            try:
                while size < limit and (block := stream.read1(min(1 << 16, limit - size))):  # type: ignore[attr-defined]
                    blocks.append(block)
                    size += len(block)
            except DAMAGE as error:
                return b"".join(blocks), error
        return b"".join(blocks), None

    @cached_property
    def head(self) -> bytes:
        """The first ``HEAD`` decompressed bytes.

        Raises:
            MissingInput, EmptyInput, MalformedInput: it cannot be opened, holds nothing,
                or its compression is damaged from the start.
        """
        head, damage = self._read(HEAD)
        if head.strip(_BLANKS):
            return head
        if damage:
            raise MalformedInput(f"damaged compression ({damage})", where=self.name, remedy="fetch it again")
        raise EmptyInput("empty", where=self.name, remedy="give a file with content")

    @cached_property
    def head_text(self) -> str:
        """``head`` decoded, for sniffing only."""
        codec, _ = detect(self.head)
        return self.head.decode(codec, errors=errors_of(codec))

    def refuse_binary(self) -> None:
        """Raise ``BinaryInput`` where the head is a PDF or more than one byte in fifty is control."""
        head = self.head
        if byte_order(head):
            return
        control = sum(head.count(byte) for byte in (*range(9), *range(14, 27), *range(28, 32)))
        if head.startswith(b"%PDF-") or control > len(head) * 0.02:
            raise BinaryInput(
                "binary data, not a comment page or an export",
                where=self.name,
                remedy="save the page as HTML or text, or export the comments",
            )

    @cached_property
    def data(self) -> bytes:
        """All decompressed bytes; for formats that must be held whole.

        What stands before a damaged stretch of a compressed source is kept, and the damage
        reported as a reject.
        """
        data, damage = self._read(LARGEST_WHOLE + 1)
        if len(data) > LARGEST_WHOLE:
            raise MalformedInput(
                f"holds more than {LARGEST_WHOLE >> 20} MiB, too much for a format that is read whole",
                where=self.name, remedy="split it, or give rows as JSON Lines, CSV or Parquet",
            )  # fmt: skip
        if damage:
            self.report.reject(f"after byte {len(data)}", f"damaged compression ({damage})")
        return data

    @cached_property
    def text(self) -> str:
        """``data`` decoded, line ends as ``\\n``.

        The rule: byte-order mark; a charset that an HTML or XML head declares and that
        decodes; UTF-8; else what charset-normalizer finds. Anything but plain UTF-8 is
        noted in the report.
        """
        self.refuse_binary()
        from analyzer.read.encoding import decode

        text, note = decode(self.data)
        if note:
            self.report.note(note)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _codec(self, report: Report) -> tuple[str, str]:
        """The encoding of ``head`` and its error handler, for what is decoded as a stream."""
        self.refuse_binary()
        codec, note = detect(self.head)
        if note:
            report.note(note)
        return codec, errors_of(codec)

    def blocks(self, report: Report) -> Iterator[str]:
        """Decoded text in pieces of arbitrary ends; otherwise like ``lines``."""
        codec, errors = self._codec(report)
        decoder = codecs.getincrementaldecoder(codec)(errors)
        size = 0
        with self.open() as stream:
            try:
                while block := stream.read1(1 << 16):  # type: ignore[attr-defined]
                    size += len(block)
                    yield decoder.decode(block)
            except DAMAGE as error:
                report.reject(f"after byte {size}", f"damaged compression ({error})")
        yield decoder.decode(b"", True)

    def lines(self, report: Report) -> Iterator[str]:
        """Decoded lines with their line ends, one at a time; for formats read as a stream.

        The encoding is decided by ``head``. A line beyond ``LONGEST_LINE`` is cut and
        noted; damaged compression ends the lines and is a reject of ``report``.
        """
        codec, errors = self._codec(report)
        only_cr = b"\r" in self.head and b"\n" not in self.head
        number = 0
        with self.open() as stream:
            try:
                if only_cr or codec.startswith("utf-16"):
                    end = "\r" if only_cr else "\n"
                    yield from io.TextIOWrapper(stream, codec, errors, newline=end)
                    return
                while line := stream.readline(LONGEST_LINE):
                    number += 1
                    if len(line) == LONGEST_LINE and line[-1:] != b"\n":
                        report.note(f"line {number} is longer than {LONGEST_LINE >> 20} MiB and was cut")
                        while (rest := stream.readline(LONGEST_LINE)) and rest[-1:] != b"\n":
                            pass
                    yield line.decode(codec, errors)
                    codec = codec.removesuffix("-sig")  # the mark stands before the first line only
            except DAMAGE as error:
                report.reject(f"after line {number}", f"damaged compression ({error})")


class _Zstd(io.RawIOBase):
    """A zstd stream whose damage, an early end included, is an ``OSError``, as with gzip."""

    def __init__(self, raw: BinaryIO) -> None:
        import zstandard

        self._raw, self._error = raw, zstandard.ZstdError
        # Pushshift dumps use a 2 GiB window, beyond the library's default limit.
        self._frames = zstandard.ZstdDecompressor(max_window_size=1 << 31)
        self._frame: Any = None
        self._input, self._output = b"", memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._output:
            # So little at a time, because a hostile frame can grow thirty-thousandfold.
            self._input = self._input or self._raw.read(2048)
            if not self._input:
                if self._frame is not None:
                    raise OSError("the zstd stream breaks off")
                return 0
            try:
                self._frame = self._frame or self._frames.decompressobj()
                self._output = memoryview(self._frame.decompress(self._input))
            except self._error as error:
                raise OSError(str(error)) from None
            self._input = self._frame.unused_data if self._frame.eof else b""
            self._frame = None if self._frame.eof else self._frame
        block = self._output[: len(buffer)]
        self._output = self._output[len(block) :]
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _zstd(raw: BinaryIO, name: str) -> BinaryIO:
    try:
        return io.BufferedReader(_Zstd(raw), 1 << 17)
    except ImportError:
        raw.close()
        raise InputError(
            "is compressed with zstd", where=name, remedy="run: pip install zstandard"
        ) from None
