"""Cue phrases: found in any language, turned around by a negation, never inside other words."""

from __future__ import annotations

import re
import tomllib

import pytest

from analyzer.classify.cues import find
from analyzer.paths import data_folder

SAME, DIFFERENT, NEITHER = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("whatever, same same", SAME),
        ("They are all the same to me", SAME),
        ("there is no difference between the two", SAME),
        ("They are not the same, stop it", DIFFERENT),
        ("worlds apart", DIFFERENT),
        ("The bridge was closed on Monday.", NEITHER),
        ("كلهم زي بعض", SAME),
        ("شتان بين الاثنين", DIFFERENT),
        ("这两个没区别", SAME),
        ("c'est bonnet blanc et blanc bonnet", SAME),
        ("это небо и земля", DIFFERENT),
        ("", NEITHER),
    ],
)
def test_kinds(text: str, kinds: list[float]) -> None:
    assert find(text) == kinds


def test_both_kinds_can_be_there() -> None:
    assert find("identical goals, but rivals all the same")[:2] == [1.0, 1.0]


def test_every_phrase_is_a_regular_expression() -> None:
    with open(data_folder() / "frames" / "cues.toml", "rb") as file:
        for name, language in tomllib.load(file).items():
            assert set(language) == {"same", "different", "not"}, name
            for phrase in (*language["same"], *language["different"], *language["not"]):
                re.compile(phrase)
