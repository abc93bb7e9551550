"""Debates: which parties a "same same" versus "different" quarrel is about, as TOML files.

A debate names its parties with every alias that commenters use, in any script, and the
two propositions. ``open`` is the debate of any two parties. A file takes a dozen lines;
``data/debates/*.toml`` are the shipped ones.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from analyzer.errors import DebateError
from analyzer.paths import data_folder

_REMEDY = "compare it with data/debates/jihadist-groups.toml"
_KEYS = {"name", "title", "question", "open", "propositions", "parties"}


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a debate and the words that mean it."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Debate:
    """A debate's parties and propositions; ``open`` debates have no parties of their own."""

    name: str
    title: str
    question: str
    same: str
    different: str
    parties: tuple[Party, ...] = ()
    open: bool = False
    path: str = field(default="", compare=False)

    @cached_property
    def _patterns(self) -> list[tuple[str, re.Pattern[str], bool]]:
        out = []
        for party in self.parties:
            exact = [a for a in (party.name, *party.aliases) if a.isupper() and a.isascii() and len(a) <= 3]
            loose = [a for a in (party.name, *party.aliases) if a not in exact]
            if exact:
                out.append((party.name, _words(exact), True))
            if loose:
                out.append((party.name, _words([fold(a) for a in loose]), False))
        return out

    def mentioned(self, text: str) -> tuple[str, ...]:
        """The parties that a text names, in the order of the debate file."""
        folded = fold(text)
        found = {name for name, pattern, exact in self._patterns if pattern.search(text if exact else folded)}
        return tuple(party.name for party in self.parties if party.name in found)


def fold(text: str) -> str:
    """Text as aliases are matched: no case, no accents or vowel signs, apostrophes dropped, hyphens as blanks."""
    # Decomposed first: styled letters ("𝐀") have no case of their own until they are plain ones.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).replace("ı", "i")
    plain = "".join(c for c in decomposed if not unicodedata.combining(c) and c not in "'’‘`ʿʾـ")
    return re.sub(r"[-‐‑–]", " ", plain)


def _words(aliases: list[str]) -> re.Pattern[str]:
    # Arabic and Hebrew write "and", "in", "the" as prefixes of the next word; Chinese has no blanks.
    parts = []
    for alias in sorted(set(aliases), key=lambda a: (-len(a), a)):
        body = re.escape(alias).replace(r"\ ", r"\s+")
        if re.search("[\u0590-\u08ff]", alias):
            parts.append(rf"(?<!\w)(?:[وفبلكהוובלמש]{{0,2}}){body}(?!\w)")
        elif re.search("[\u3040-\u9fff]", alias):
            parts.append(body)
        else:
            parts.append(rf"(?<!\w){body}(?:'?s)?(?!\w)")
    return re.compile("|".join(parts))


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
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DebateError(f"cannot be opened ({error.strerror})", where=str(path), remedy="check its rights") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DebateError(f"is not valid TOML ({error})", where=str(path), remedy=_REMEDY) from None
    return _checked(raw, str(path))


def _checked(raw: dict, where: str) -> Debate:
    def need(condition: object, message: str) -> None:
        if not condition:
            raise DebateError(message, where=where, remedy=_REMEDY)

    need(
        not (extra := set(raw) - _KEYS), f"unknown key {', '.join(sorted(extra))}; known are {', '.join(sorted(_KEYS))}"
    )
    for key in ("name", "question"):
        need(isinstance(raw.get(key), str) and raw[key].strip(), f"needs a text {key!r}")
    need(isinstance(raw.get("title", ""), str), "'title' must be a text")
    propositions = raw.get("propositions", {})
    need(isinstance(propositions, dict), "[propositions] must be a table with same and different")
    for key in ("same", "different"):
        need(isinstance(propositions.get(key), str), f"[propositions] needs a text {key!r}")
    is_open = raw.get("open", False)
    need(isinstance(is_open, bool), "'open' must be true or false")
    parties = raw.get("parties", [])
    need(isinstance(parties, list), "parties must be [[parties]] tables")
    need(is_open or len(parties) >= 2, f"needs at least two [[parties]], has {len(parties)}")
    built = []
    for number, party in enumerate(parties, 1):
        need(isinstance(party, dict) and _is_word(party.get("name")), f"party {number} needs a text 'name'")
        aliases = party.get("aliases", [])
        need(
            isinstance(aliases, list) and all(map(_is_word, aliases)),
            f"aliases of party {number} must be a list of texts",
        )
        built.append(Party(party["name"], tuple(aliases)))
    names = [party.name for party in built]
    need(len(set(names)) == len(names), "two parties have the same name")
    return Debate(
        raw["name"], raw.get("title") or raw["name"], raw["question"], propositions["same"],
        propositions["different"], tuple(built), is_open, where,
    )  # fmt: skip


def _is_word(value: object) -> bool:
    """A text with something in it that can be matched."""
    return isinstance(value, str) and any(c.isalnum() for c in fold(value))
