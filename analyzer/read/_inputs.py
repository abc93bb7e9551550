"""From what the user names to sources: files, folders, pipes and the members of archives."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from analyzer.errors import InputError, MalformedInput
from analyzer.read.registry import folder_content
from analyzer.read.source import DAMAGE, Report, Source

MOST_MEMBERS = 10_000  # files in one archive
BOMB_RATIO, BOMB_SIZE = 300, 1 << 26  # an archive member that grows so much, to so many bytes
_ZIP = b"PK\x03\x04"


def sources(
    inputs: list[str | Path], *, columns: dict[str, str] | None = None, leave_out: Collection[str | Path] = ()
) -> Iterator[Source]:
    """Every source behind the inputs: files, folders (walked in name order), ``-``, zips.

    Errors of one input do not end the walk: a path that does not exist is yielded as a
    source whose ``head`` raises ``MissingInput``, a folder that holds nothing to read as one
    whose ``head`` says so. What is in ``leave_out`` (files, folders with all they hold) is not
    found by walking; an input that is named itself is read.
    """
    mapping = columns or {}
    left_out = frozenset(map(os.path.realpath, leave_out))
    for item in inputs:
        path = Path(item)
        if str(item) == "-":
            yield from _unzip(_spooled(sys.stdin.buffer, "-", mapping))
        elif path.is_dir():
            found = _of_folder(path, mapping, left_out)
            first = next(found, None)
            nothing = _refused(
                _of_file(path, path, mapping), str(path), "a folder without a file to read",
                "give one with files; hidden ones, and the command's own output, do not count",
            )  # fmt: skip
            yield nothing if first is None else first
            yield from found
        elif path.exists() and not path.is_file():  # a pipe, as in ``analyzer parse <(zcat dump.gz)``
            with open(path, "rb") as stream:
                source = _spooled(stream, str(path), mapping)
            yield from _unzip(source)
        else:
            yield from _unzip(_of_file(path, path, mapping))


def _of_file(path: Path, content: Path, columns: dict[str, str]) -> Source:
    return Source(str(path), lambda: open(content, "rb"), Report(str(path)), columns)


def _of_folder(top: Path, columns: dict[str, str], left_out: Collection[str]) -> Iterator[Source]:
    """The files below ``top``; a folder that is one export is one source, named after it."""

    def wanted(folder: str, name: str) -> bool:
        return not name.startswith(".") and not (left_out and os.path.realpath(Path(folder, name)) in left_out)

    for folder, folders, files in os.walk(top):
        if content := folder_content(Path(folder)):
            folders.clear()
            yield _of_file(Path(folder), content, columns)
            continue
        folders[:] = sorted(name for name in folders if wanted(folder, name))
        for name in sorted(files):
            path = Path(folder, name)
            if wanted(folder, name) and (path.is_file() or path.is_symlink()):
                yield from _unzip(_of_file(path, path, columns))


def _spooled(stream: BinaryIO, name: str, columns: dict[str, str]) -> Source:
    """A pipe as a source that can be opened twice: copied to disk past 16 MiB."""
    spool = tempfile.SpooledTemporaryFile(max_size=1 << 24)
    while block := stream.read(1 << 20):
        spool.write(block)

    def opener() -> BinaryIO:
        spool.seek(0)
        return io.BufferedReader(_Unclosed(spool))  # type: ignore[arg-type]

    return Source(name, opener, Report(name), columns)


class _Unclosed(io.RawIOBase):
    """A view of a shared stream whose ``close`` leaves the stream open; one view at a time."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        block = self._stream.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)


def _unzip(source: Source) -> Iterator[Source]:
    """The members of a zip as sources of their own; any other source as it is.

    An archive that is damaged or too large, and a member that is a bomb, is a source whose
    ``open`` raises.
    """
    try:
        if not source.head.startswith(_ZIP):
            yield source
            return
        archive = zipfile.ZipFile(source.open())
        members = sorted(archive.infolist(), key=lambda member: member.filename)
    except InputError:
        yield source  # reading it will raise the same error, where it can be reported
        return
    except DAMAGE as error:
        yield _refused(source, source.name, f"damaged zip archive ({error})", "fetch it again")
        return
    if len(members) > MOST_MEMBERS:
        reason = f"archive of {len(members)} files, more than {MOST_MEMBERS}"
        yield _refused(source, source.name, reason, "unpack it and give the folder")
        return
    for member in members:
        hidden = any(part.startswith((".", "__MACOSX")) for part in member.filename.split("/"))
        if member.is_dir() or hidden:
            continue
        name = f"{source.name}!{member.filename}"
        if member.file_size > max(BOMB_SIZE, BOMB_RATIO * member.compress_size):
            reason = f"expands from {member.compress_size} to {member.file_size} bytes, as archive bombs do"
            yield _refused(source, name, reason, "unpack it yourself if you trust it")
            continue

        def opener(member: zipfile.ZipInfo = member) -> BinaryIO:
            return archive.open(member)  # type: ignore[return-value]

        yield Source(name, opener, Report(name), source.columns)


def _refused(source: Source, name: str, reason: str, remedy: str) -> Source:
    def opener() -> BinaryIO:
        raise MalformedInput(reason, where=name, remedy=remedy)

    return Source(name, opener, Report(name), source.columns)
