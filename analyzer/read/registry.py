"""The readers, by name, and the choice among them by looking at the content.

A reader is a module of this package that ends in one ``@reader(...)`` class with two
methods. ``sniff`` says how well the first bytes fit (0 no, 1 certain); ``read`` yields
the threads. The best fit wins, so a WordPress export named ``.txt`` is still one.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from analyzer.errors import BinaryInput, UnknownFormat, UsageError
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread

_INFRASTRUCTURE = {"registry", "source", "encoding"}
_ARCHIVES = (b"PK\x03\x04", b"BZh91AY", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!")


class Reader(Protocol):
    """What a reader offers; see ``tests/test_readers_contract.py`` for what it promises."""

    name: str
    title: str

    def sniff(self, source: Source) -> float:
        """How well ``source.head`` fits this format, 0 to 1. Never raises."""

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        """The threads of ``source``; bad items go to ``report``.

        Raises:
            MalformedInput: nothing of the source can be read.
        """


_READERS: dict[str, Reader] = {}


def reader(name: str, title: str) -> Callable[[type], type]:
    """Class decorator: register a reader under ``name`` (what ``--from`` takes)."""

    def register(cls: type) -> type:
        cls.name, cls.title = name, title  # type: ignore[attr-defined]
        _READERS[name] = cls()
        return cls

    return register


@cache
def readers() -> Mapping[str, Reader]:
    """All readers by name, sorted; the modules of this package are imported on first call."""
    package = importlib.import_module("analyzer.read")
    for module in pkgutil.iter_modules(package.__path__):
        if not module.name.startswith("_") and module.name not in _INFRASTRUCTURE:
            importlib.import_module(f"analyzer.read.{module.name}")
    return MappingProxyType(dict(sorted(_READERS.items())))


def choose(source: Source, name: str | None = None) -> Reader:
    """The reader called ``name``, or the one that fits ``source`` best.

    Raises:
        UsageError: there is no reader of that name.
        UnknownFormat: no reader recognises the content.
        InputError: the source cannot be opened, is empty or binary.
    """
    known = readers()
    if name is not None and name not in known:
        raise UsageError(f"no reader is called {name!r}", remedy=f"use one of: {', '.join(known)}")
    head = source.head  # an input that is missing or empty is that before it is anything else
    if head.startswith(_ARCHIVES):
        what = "an archive inside an archive, or of a kind that is not unpacked"
        raise BinaryInput(what, where=source.name, remedy="unpack it first")
    if name is not None:
        return known[name]
    scores = {key: each.sniff(source) for key, each in known.items()}
    best = max(scores, key=lambda key: (scores[key], key), default=None)
    if best is None or scores[best] <= 0:
        source.refuse_binary()
        raise UnknownFormat(
            "no reader recognises this content", where=source.name,
            remedy=f"name the format with --from ({', '.join(known)})",
        )  # fmt: skip
    return known[best]


def folder_content(path: Path) -> Path | None:
    """The file that holds the comments where a whole folder is one export (a ConvoKit corpus)."""
    content = path / "utterances.jsonl"
    return content if content.is_file() else None
