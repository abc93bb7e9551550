"""What the marks of a page say when looked at together: regularity, counting, plausibility."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from analyzer.read._text_dates import LONGEST
from analyzer.read._text_marks import Mark
from analyzer.read._text_model import Page, Segment
from analyzer.read._text_words import name_quality, plain_name, split_lead

_NUMBER = re.compile(r"[-+−–]?\d[\d.,]*k?")
_PARTS = re.compile(r"\s[·|]\s(?=.*[^\W\d_])")  # "Tom · Works at ...", not "3 | Tom"
_SIGNS = re.compile(r"^[^\w@]+")


def as_usual(page: Page, near: list[int], good: set[int], names: dict[int, str]) -> set[int]:
    """Dates beside an odd name ("Why me?") that stands just where the names of the page stand."""
    gap, count = Counter(page.gap(i, near[i]) for i in good).most_common(1)[0]
    if count < 0.8 * len(good) or len(good) < 0.6 * len(names):
        return set()
    return {i for i, name in names.items() if page.gap(i, near[i]) == gap and name_quality(name) > 0}


def joined(page: Page, name: int, date: int) -> Mark:
    """The mark of a header of two lines; with no name where the name line is lost."""
    mark, dated = page.at(name), page.at(date)
    return replace(mark, posted=dated.posted, signature=dated.signature)


def commonest_signature(page: Page, at: list[int]) -> str:
    """The commonest date form of these marks."""
    return Counter(page.at(i).signature for i in at).most_common(1)[0][0]


def regular(page: Page, at: list[int]) -> list[int]:
    """Marks whose date has a clock time, where nearly all of the family have one."""
    timed = [i for i in at if "T" in page.at(i).signature]
    return timed if len(timed) >= 0.8 * len(at) and len(timed) >= 3 else at


def one_verb(page: Page, at: list[int]) -> list[int]:
    """Headers with the verb that nearly all of them have: on a page that prints "Anna says:",
    "Churchill said:" is somebody's body text.  "X replied to Y:" may stand among them."""
    verbs = Counter(page.at(i).shape for i in at if page.at(i).shape != "answered")
    verb, count = verbs.most_common(1)[0] if verbs else ("", 0)
    if count < 0.7 * verbs.total():
        return at
    return [i for i in at if page.at(i).shape in {verb, "answered"}]


def counting(page: Page, at: list[int]) -> Iterable[list[int]]:
    """Chains of numbered lines that count up one by one with the same blank lines around.

    A list inside a body counts as well, but from a "1." of its own or without those blanks.
    """

    def around(i: int) -> tuple[bool, bool]:
        return page.gap(i, page.before[i]) > 0, page.gap(i, page.after[i]) > 0

    starts = [n for n, i in enumerate(at) if int(page.at(i).number or 0) <= 1]
    for first in starts[:8]:
        chain: list[int] = []
        wanted = int(page.at(at[first]).number or 0)
        for i in at[first:]:
            if int(page.at(i).number or 0) == wanted and around(i) == around(at[first]):
                chain.append(i)
                wanted += 1
        yield chain


def common_affix(names: list[str]) -> Callable[[str], str]:
    """A function that takes off the words that nearly all ``names`` begin or end with.

    "Tom schrieb", "Kommentiert von: Tom", "Tom · Works at Mill Ltd", "Comment by Tom", "[-] Tom 12 points": no table
    knows every wording, but what stands beside every name of a page is none. Numbers count
    as one word. Words that could be a name of their own (capitalised, no colon) are left
    in front, and so is what leaves a bare number.
    """
    if len(names) < 3 or len(set(names)) < 3:
        return lambda name: name
    names = list(dict.fromkeys(names))
    enough = 0.8 * len(names)
    parts = [_first_part(name) for name in names]
    cut = [a for a, b in zip(parts, names, strict=True) if a != b]
    if len(cut) >= enough and all(any(map(str.isalpha, part)) for part in cut):
        return lambda name: plain_name(_first_part(name)) or name
    leads = Counter(split_lead(name)[0] for name in names)
    lead, count = leads.most_common(1)[0]
    if lead and count >= enough:
        return lambda name: plain_name(split_lead(name)[1]) if split_lead(name)[0] == lead else name
    signs = Counter(name[: len(name) - len(_SIGNS.sub("", name))] for name in names).most_common(1)[0]
    sign = signs[0] if signs[1] >= enough else ""
    keys = [[_key(word) for word in name.removeprefix(sign).split()] for name in names]
    tail = _shared([words[::-1] for words in keys], enough)
    if all(word == "#" for word in tail):
        tail = []  # "Guest 12"
    head = _shared(keys, enough)
    if not _beside_names(head, keys, enough):
        head = []
    if not (head or tail or sign):
        return lambda name: name

    def strip(name: str) -> str:
        words = name.removeprefix(sign).split()
        for cut, ends in ((head, words), (tail, words[::-1])):
            if [_key(word) for word in ends[: len(cut)]] != cut or len(words) <= len(cut):
                continue
            words = words[len(cut) :] if ends is words else words[: len(words) - len(cut)]
        return plain_name(" ".join(words)) or name

    return strip


def _first_part(name: str) -> str:
    """What stands before the first "·" or "|"; a line too long for a name is not searched (quadratic)."""
    return name if len(name) > LONGEST else _PARTS.split(name, maxsplit=1)[0]


def _key(word: str) -> str:
    return _NUMBER.sub("#", word)


def _shared(names: list[list[str]], enough: float) -> list[str]:
    """The words that nearly all names begin with, at least one word of each left over."""
    head: list[str] = []
    while True:
        at = len(head)
        nexts = Counter(words[at] for words in names if words[:at] == head and len(words) > at + 1)
        word, count = nexts.most_common(1)[0] if nexts else ("", 0)
        if count < enough:
            return head
        head.append(word)


def _beside_names(head: list[str], names: list[list[str]], enough: float) -> bool:
    """Whether words in front of all names are no part of them ("Dr." may be, "von" is not)."""
    beside = any(not word[0].isupper() or word.endswith((":", "：")) for word in head)
    rests = ["".join(words[len(head) :]) for words in names]
    return beside and sum(any(map(str.isalpha, rest)) for rest in rests) >= enough


def numbered_names(page: Page, at: Iterable[int]) -> bool:
    """Whether the lines are a list ("1. Anna", "2. Ben") rather than names that hold a number."""
    lines = list(at)
    marks = [page.mark(i) for i in lines]
    numbers = [int(mark.number or 0) for mark in marks if mark is not None and mark.kind == "numbered"]
    steps = sum(b == a + 1 for a, b in zip(numbers, numbers[1:], strict=False))
    return len(numbers) >= 2 and steps >= 0.7 * (len(lines) - 1)


def people(texts: list[str]) -> bool:
    """Whether lines are names of people rather than headlines: short, each word capitalised."""
    words = [text.split() for text in texts]
    capital = [len(own) <= 3 and all(word[0].isupper() for word in own) or len(own) == 1 for own in words]
    return sum(capital) >= 0.8 * len(words) and sum(len(own) > 1 for own in words) >= 0.3 * len(words)


def echoes(line: str, name: str) -> bool:
    """Whether a line is an avatar's: the name once more with little beside it, or its initials."""
    line, name = line.casefold(), name.casefold()
    if len(line) <= 2:
        return name.startswith(line) or line == "".join(word[0] for word in name.split()[:2])
    return name in line and len(line) <= len(name) + 24


def gap_bonus(page: Page, blocks: list[tuple[int, int]], *, header: bool) -> float:
    """Headers stand close to what follows, footers to what precedes."""
    up = [page.gap(first, page.before[first]) for first, _ in blocks[1:]]
    down = [page.gap(last, page.after[last]) for _, last in blocks[:-1]]
    if not up or sum(up) == sum(down):
        return 1.0
    return 1.1 if (sum(down) < sum(up)) == header else 1.0


def score(page: Page, segments: list[Segment], weight: float) -> float:
    """Number of comments times how well they look; names count squared."""
    if not segments:
        return 0.0
    qualities = [name_quality(s.mark.name) if s.mark.name else 0.5 for s in segments]
    bodies = sum(page.text_between(s.begin, min(s.end, s.begin + 60)) for s in segments)
    quality = sum(qualities) / len(qualities)
    total = len(segments) * quality**2 * (bodies / len(segments)) ** 2 * weight
    names = {_key(s.mark.name) for s in segments if s.mark.name}
    alone = len(segments) >= 4 and len(names) == 1  # "Posted", "Updated": a word of the page's
    dates = {s.mark.posted for s in segments if s.mark.posted}
    return total * (0.5 if alone else 1.0) * (0.95 + 0.05 * min(1.0, len(dates) / len(segments)))
