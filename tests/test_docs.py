"""Everything that can be named on the command line is named in the documentation."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from analyzer.classify.base import TASKS
from analyzer.cli import app
from analyzer.debates import shipped
from analyzer.export import exporters
from analyzer.read import readers

ROOT = Path(__file__).parents[1]
TEXT = "\n".join(page.read_text("utf-8") for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])
COMMANDS = [info.name or info.callback.__name__ for info in app.registered_commands]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert f"analyzer {command}" in TEXT


@pytest.mark.parametrize("name", [*readers(), *exporters(), *TASKS, *shipped()])
def test_every_reader_exporter_task_and_debate_is_named_as_code(name: str) -> None:
    assert re.search(rf"`[^`\n]*(?<![\w-]){re.escape(name)}(?![\w-])[^`\n]*`", TEXT), name


def test_the_readme_begins_with_its_two_commands() -> None:
    """The contract: the first two fenced ``sh`` blocks are one line each."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert [block.count("\n") for block in blocks[:2]] == [1, 1]
    for block in blocks[:2]:
        if made := re.fullmatch(r"make (\w+)\n", block):
            assert re.search(rf"^{made[1]}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_every_link_to_a_file_arrives() -> None:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
            assert re.match(r"https?:", target) or (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_word_list_is_in_the_wheel() -> None:
    """An installed package has no checkout beside it: what ``lexicon`` loads must be packed."""
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for path in sorted((ROOT / "data" / "frames").glob("*.toml")):
        name = f"data/frames/{path.name}"
        assert packed.get(name) == f"analyzer/_{name}"
