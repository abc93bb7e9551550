"""What the marks of a page say when looked at together: regularity, counting, plausibility."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from analyzer.read._text_marks import Mark
from analyzer.read._text_model import Page, Segment
from analyzer.read._text_words import name_quality, plain_name, split_lead


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
    """A function that takes off the words that nearly all ``names`` begin or end with."""
    if len(names) < 3 or len(set(names)) < 3:
        return lambda name: name
    tails = Counter(name.rsplit(None, 1)[-1] for name in names if " " in name)
    tail, count = tails.most_common(1)[0] if tails else ("", 0)
    if count >= 0.8 * len(names):
        return lambda name: name.removesuffix(tail).strip()
    leads = Counter(split_lead(name)[0] for name in names)
    lead, count = leads.most_common(1)[0]
    if lead and count >= 0.8 * len(names):
        return lambda name: plain_name(split_lead(name)[1]) if split_lead(name)[0] == lead else name
    return lambda name: name


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
    return len(segments) * quality**2 * (bodies / len(segments)) ** 2 * weight
