"""Pseudonyms: the same analysis, without the names of the people who wrote.

Each speaker id becomes a keyed hash of itself. The same salt gives the same pseudonym
in every thread of a run, and without the salt nobody can tell who it was by hashing
guesses; whoever keeps no salt cannot go back.

What is replaced: speaker names and ids, the article's author where one of the speakers
has that name, and, in comment bodies and extra text columns, every mention that spells
a speaker's name exactly as it was printed, as whole words.
What is not: nicknames, inflected or misspelt names, names of two letters or fewer,
names of people who do not speak in the thread, and what the text gives away about its
writer. The article's text and URL stay. This hides names; it does not anonymise.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import blake2b

from analyzer.letters import LETTER
from analyzer.structure.speakers import is_shared, speaker_id
from analyzer.thread import Article, Comment, LangSpan, Quote, Speaker, Thread

_WORD = re.compile(f"{LETTER}+")


def pseudonym(identity: str, salt: str) -> str:
    """``speaker-`` and 12 hexadecimal digits that depend on ``identity`` and ``salt``."""
    key = blake2b(salt.encode("utf-8", "surrogatepass"), digest_size=32).digest()
    digest = blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=6, key=key)
    return f"speaker-{digest.hexdigest()}"


def pseudonyms(threads: Iterable[Thread], salt: str) -> dict[str, str]:
    """The key to all ``threads``: each speaker id with its pseudonym.

    Keep it apart from the pseudonymised output, or do not keep it.
    """
    return {s.id: pseudonym(s.id, salt) for thread in threads for s in thread.speakers}


def pseudonymise(thread: Thread, salt: str) -> Thread:
    """``thread`` with every speaker under a pseudonym; see above for the limits."""
    known = pseudonyms([thread], salt)
    names = _Names((name, known[s.id]) for s in thread.speakers for name in s.names if not is_shared(name))
    return replace(
        thread,
        comments=tuple(_comment(comment, known, names) for comment in thread.comments),
        speakers=tuple(Speaker(p := known[s.id], p, (p,), s.comments) for s in thread.speakers),
        article=_article(thread.article, known),
    )


def _article(article: Article | None, known: dict[str, str]) -> Article | None:
    author = known.get(speaker_id(article.author or "")) if article else None
    return replace(article, author=author) if article and author else article


def _comment(comment: Comment, known: dict[str, str], names: _Names) -> Comment:
    who = known[comment.speaker_id] if comment.speaker_id is not None else None
    text, moved = names.replaced(comment.text)
    lang = comment.lang
    if lang is not None:
        spans = tuple(LangSpan(moved(s.start), moved(s.end), s.lang) for s in lang.spans)
        lang = replace(lang, spans=spans)
    extra = comment.extra
    if extra:
        extra = {k: names.replaced(v)[0] if isinstance(v, str) else v for k, v in extra.items()}
    return replace(
        comment, speaker=who if comment.speaker is not None else None, speaker_id=who, text=text, lang=lang,
        quotes=tuple(Quote(moved(q.start), moved(q.end), q.of) for q in comment.quotes), extra=extra,
    )  # fmt: skip


class _Names:
    """Names to look for in text, by their first word, longest first."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._by_word: dict[str, list[tuple[str, str]]] = {}
        for name, substitute in sorted(names, key=lambda pair: (-len(pair[0]), pair)):
            first = _WORD.search(name)
            if first and len(name) - first.start() > 2:
                self._by_word.setdefault(first.group(), []).append((name[first.start() :], substitute))

    def replaced(self, text: str) -> tuple[str, Callable[[int], int]]:
        """``text`` with its mentions replaced, and where an offset of the old one went."""
        out: list[str] = []
        ends, starts, shifts = [0], [0], [0]  # of each mention in the old text; the shift after it
        for word in _WORD.finditer(text):
            if word.start() < ends[-1]:
                continue
            for name, substitute in self._by_word.get(word.group(), ()):
                end = word.start() + len(name)
                if text.startswith(name, word.start()) and not _WORD.match(text, end):
                    out += (text[ends[-1] : word.start()], substitute)
                    ends.append(end)
                    starts.append(word.start())
                    shifts.append(shifts[-1] + len(substitute) - len(name))
                    break
        out.append(text[ends[-1] :])

        def moved(offset: int) -> int:
            i = bisect_right(ends, offset) - 1
            inside = i + 1 < len(starts) and offset > starts[i + 1]
            return (starts[i + 1] if inside else offset) + shifts[i]

        return "".join(out), moved
