"""Cue phrases: words that claim sameness or difference, found in any language at once.

A small model that has read a few thousand examples misses plain words now and then
("whatever, same same"). The phrases of ``data/frames/cues.toml`` are evidence beside its
scores: ``find`` counts nothing and decides nothing, it says which kinds are there, and
weights fitted with the head (``HeadSpec.extra["cues"]``) say how much each shifts the
labels.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache

from analyzer.paths import data_folder

KINDS = ("same", "different", "neither")
_BEFORE = 3  # words in which a negation turns a cue around


def find(text: str) -> list[float]:
    """Which kinds of cue a text has, as 0 or 1 in the order of ``KINDS``.

    A negated cue counts as the other kind ("no difference", "not the same"). Languages share
    words ("difference"), so that a negation of any language turns a cue of any other.
    """
    folded = text.casefold()
    found = {"same": False, "different": False}
    patterns, negation = _patterns()
    for kind, pattern in patterns:
        for match in pattern.finditer(folded):
            before = " ".join(folded[max(0, match.start() - 40) : match.start()].split()[-_BEFORE:])
            turned = bool(negation.search(before))
            found[kind if not turned else "different" if kind == "same" else "same"] = True
    return [float(found["same"]), float(found["different"]), float(not any(found.values()))]


@lru_cache(maxsize=1)
def _patterns() -> tuple[list[tuple[str, re.Pattern[str]]], re.Pattern[str]]:
    """For each language and kind the cues as one pattern, and every language's negations as one."""
    with open(data_folder() / "frames" / "cues.toml", "rb") as file:
        languages = tomllib.load(file)
    patterns = []
    for name, cues in sorted(languages.items()):
        before, after = ("", "") if name == "zh" else (r"(?<!\w)", r"(?!\w)")
        if name in ("ar", "fa"):
            before += "[وبلفک]?"  # "and", "by", "for" are written as one word with the next
        for kind in ("same", "different"):
            # The longer alternatives first: "no difference" must win over "difference".
            phrases = "|".join(sorted(cues[kind], key=len, reverse=True))
            patterns.append((kind, re.compile(f"{before}(?:{phrases}){after}")))
    words = "|".join(word for name, cues in sorted(languages.items()) if name != "zh" for word in cues["not"])
    return patterns, re.compile(rf"(?<!\w)(?:{words})(?!\w)|{'|'.join(languages['zh']['not'])}$")
