"""Debates: which parties a "same same" versus "different" quarrel is about, as TOML files.

A debate names its parties with every alias that commenters use, in any script, and the
two propositions. ``open`` is the debate of any two parties. A file takes a dozen lines;
``data/debates/*.toml`` are the shipped ones, ``docs/debates.md`` is the schema.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from analyzer.aliases import Matcher, fold
from analyzer.errors import DebateError
from analyzer.paths import data_folder

__all__ = ["RESPECTS", "Debate", "Party", "fold", "load_debate", "shipped"]

RESPECTS = (
    "goals", "ideology", "methods", "leadership", "origin or sponsor", "alliance", "effect on people", "other",
)  # fmt: skip
"""In what the parties are said to be the same or to differ (the codebook's list)."""

_REMEDY = "compare it with data/debates/jihadist-groups.toml"
_KEYS = ("name", "title", "question", "open", "propositions", "parties", "respects", "cues")
_PARTY_KEYS = ("name", "aliases")
_SIDES = ("same", "different")


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a debate and the words that mean it."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Debate:
    """A debate's parties and propositions; ``open`` debates have no parties of their own.

    Attributes:
        same, different: the two propositions, as sentences.
        respects: further cue words for some of ``RESPECTS``, beside the shipped lexicon.
        cues: phrases that make the claim in this debate's own slang, by ``same`` and ``different``.
    """

    name: str
    title: str
    question: str
    same: str
    different: str
    parties: tuple[Party, ...] = ()
    open: bool = False
    path: str = field(default="", compare=False)
    respects: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    cues: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher({party.name: (party.name, *party.aliases) for party in self.parties})

    def mentioned(self, text: str) -> tuple[str, ...]:
        """The parties that a text names, in the order of the debate file."""
        found = self._matcher.places(text) if self.parties else ()
        return tuple(party.name for party in self.parties if party.name in found)

    def in_order_of_mention(self, text: str) -> tuple[str, ...]:
        """The parties that a text names, the first named first."""
        return tuple(self._matcher.places(text)) if self.parties else ()


def shipped() -> dict[str, Path]:
    """The debate files that come with the package, by name."""
    return {path.stem: path for path in sorted((data_folder() / "debates").glob("*.toml"))}


def load_debate(name_or_file: str | Path) -> Debate:
    """A shipped debate by name, or the debate of a TOML file.

    Raises:
        DebateError: there is none of that name, or the file breaks the schema.
    """
    known = shipped()
    path = known.get(str(name_or_file), Path(name_or_file))
    if not path.is_file():
        raise DebateError(
            f"there is no debate {str(name_or_file)!r}",
            remedy=f"give a .toml file or one of: {', '.join(known)}",
        )
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DebateError(f"cannot be opened ({error.strerror})", where=str(path), remedy="check its rights") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DebateError(f"is not valid TOML ({error})", where=str(path), remedy=_REMEDY) from None
    return _Check(str(path)).debate(raw)


class _Check:
    """The schema: each fault is a ``DebateError`` with the file, the place in it, and a remedy."""

    def __init__(self, where: str) -> None:
        self.where = where

    def debate(self, raw: dict[str, Any]) -> Debate:
        self.keys(raw, _KEYS, "the file")
        name, question = (self.text(raw.get(key), f"a text {key!r}") for key in ("name", "question"))
        title = self.text(raw.get("title", name), "'title' as a text")
        propositions = self.table(raw.get("propositions", {}), "[propositions]")
        self.keys(propositions, _SIDES, "[propositions]")
        same, different = (self.text(propositions.get(s), f"a text {s!r} in [propositions]") for s in _SIDES)
        is_open = raw.get("open", False)
        self.need(isinstance(is_open, bool), "'open' must be true or false")
        parties = self.parties(raw.get("parties", []))
        self.need(is_open or len(parties) >= 2, f"needs at least two [[parties]], has {len(parties)}")
        return Debate(
            name, title, question, same, different, parties, is_open, self.where,
            respects=self.words(raw.get("respects", {}), "[respects]", RESPECTS),
            cues=self.words(raw.get("cues", {}), "[cues]", _SIDES),
        )  # fmt: skip

    def parties(self, raw: object) -> tuple[Party, ...]:
        self.need(isinstance(raw, list), "parties must be [[parties]] tables")
        built, owners = [], {}
        for number, party in enumerate(raw, 1):
            self.need(isinstance(party, dict) and _is_word(party.get("name")), f"party {number} needs a text 'name'")
            self.keys(party, _PARTY_KEYS, f"party {number} ({party['name']})")
            aliases = party.get("aliases", [])
            self.need(
                isinstance(aliases, list) and all(map(_is_word, aliases)),
                f"aliases of party {number} ({party['name']}) must be a list of texts with letters in them",
            )
            self.need(
                all(party["name"] != each.name for each in built), f"two parties have the same name {party['name']!r}"
            )
            built.append(Party(party["name"], tuple(aliases)))
            for alias in {fold(alias) for alias in (party["name"], *aliases)}:
                other = owners.setdefault(alias, party["name"])
                self.need(other == party["name"], f"{other!r} and {party['name']!r} share the alias {alias!r}")
        return tuple(built)

    def words(self, raw: object, place: str, allowed: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        table = self.table(raw, place)
        self.keys(table, allowed, place)
        for key, words in table.items():
            self.need(
                isinstance(words, list) and all(map(_is_word, words)), f"{key!r} in {place} must be a list of texts"
            )
        return {key: tuple(words) for key, words in table.items()}

    def table(self, raw: object, place: str) -> dict[str, Any]:
        self.need(isinstance(raw, dict), f"{place} must be a table")
        return raw

    def keys(self, raw: Mapping[str, object], allowed: Iterable[str], place: str) -> None:
        unknown = sorted(set(raw) - set(allowed))
        near = [match for key in unknown for match in difflib.get_close_matches(key, list(allowed), 1)]
        hint = f" (did you mean {', '.join(near)}?)" if near else ""
        self.need(not unknown, f"unknown key {', '.join(unknown)} in {place}{hint}; known are {', '.join(allowed)}")

    def text(self, value: object, what: str) -> str:
        self.need(isinstance(value, str) and value.strip(), f"needs {what}")
        return value

    def need(self, condition: object, message: str) -> None:
        if not condition:
            raise DebateError(message, where=self.where, remedy=_REMEDY)


def _is_word(value: object) -> bool:
    """A text with something in it that can be matched."""
    return isinstance(value, str) and any(c.isalnum() for c in fold(value))
