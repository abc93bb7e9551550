"""The documentation is true: its examples run, and its tables name what there is."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from analyzer.paths import models_folder

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
_BLOCK = re.compile(r"^```pycon([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADS = ("sentiment", "reply", "frame")
MODELS = all((models_folder() / name).is_file() for name in ("SHA256SUMS", *(f"heads/{h}.safetensors" for h in _HEADS)))


def run_examples(page: Path, folder: Path, models: bool) -> int:
    """Run the ``pycon`` blocks of a page in order, one namespace for all; the number of examples.

    Blocks marked ``model`` need the embedded model and are left out without it.
    """
    text = page.read_text("utf-8")
    names: dict[str, object] = {"folder": folder}
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    for block in _BLOCK.finditer(text):
        if "model" in block[1] and not models:
            continue
        line = text[: block.start()].count("\n") + 1
        example = doctest.DocTestParser().get_doctest(block[2], names, page.name, str(page), line)
        runner.run(example, clear_globs=False)
        names = example.globs
    assert not runner.failures, f"{runner.failures} examples of {page.name} failed, see above"
    return runner.tries


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_examples_without_models(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    wanted = any("model" not in block[1] for block in _BLOCK.finditer(page.read_text("utf-8")))
    assert (run_examples(page, tmp_path, models=False) > 0) == wanted


@pytest.mark.slow
@pytest.mark.skipif(not MODELS, reason="the embedded models are not there")
def test_examples_with_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert run_examples(DOCS / "python.md", tmp_path, models=True) > 20


def rows_of(page: str, first: str) -> list[list[str]]:
    """The cells of the table whose header row begins with ``first``, without back-ticks."""
    lines = (DOCS / page).read_text("utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith(f"| {first} "))
    table = lines[at + 2 : next(i for i in range(at, len(lines)) if not lines[i].startswith("|"))]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in table]


def test_every_reader_is_documented() -> None:
    from analyzer.read import readers

    documented = {row[0]: row[1] for row in rows_of("formats.md", "`--from`")}
    assert documented == {name: reader.title for name, reader in readers().items()}


def test_every_column_is_documented() -> None:
    from analyzer.read._rows_columns import FIELDS, guess

    rows = rows_of("formats.md", "ours")
    assert [row[0] for row in rows] == list(FIELDS)
    for ours, others, _ in rows:
        for theirs in filter(None, others.split(", ")):
            assert guess([theirs, "text"] if ours != "text" else [theirs])[ours] == theirs


def test_every_parent_source_is_documented() -> None:
    from analyzer.thread import PARENT_SOURCES

    assert [row[0] for row in rows_of("structure.md", "`parent_source`")] == list(PARENT_SOURCES)


def test_every_repair_is_documented() -> None:
    from analyzer.structure import forest

    noted = set(re.findall(r'ledger\.note\(\s*"([^"]+)"', Path(forest.__file__).read_text("utf-8")))
    assert {row[0] for row in rows_of("structure.md", "kind")} == noted


def test_every_field_of_a_comment_is_documented() -> None:
    from analyzer.classify.base import TASKS
    from analyzer.parse import parse

    documented = {name.strip(" `") for row in rows_of("output.md", "field") for name in row[0].split(",")}
    (thread,) = parse([ROOT / "data" / "samples" / "phones.html"])
    fields = {name for comment in thread.comments for name in comment.to_dict()} | set(TASKS)
    assert fields <= documented


def test_every_shipped_debate_is_documented() -> None:
    from analyzer.debates import load_debate, shipped

    names = {row[0].split("`")[0] for row in rows_of("debates.md", "name")}
    assert names == set(shipped())
    for name in names:
        assert load_debate(name).name == name


def test_the_example_debate_is_valid(tmp_path: Path) -> None:
    from analyzer.debates import load_debate

    block = re.search(r"^```toml\n(.*?)^```$", (DOCS / "debates.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert block is not None
    path = tmp_path / "ferries.toml"
    path.write_text(block[1], "utf-8")
    debate = load_debate(path)
    assert debate.mentioned("Stella and BL are both late") == ("Blue Line", "Star Ferries")
    assert debate.mentioned("والخط الأزرق أسوأ") == ("Blue Line",)
    assert debate.mentioned("bl") == ()


def test_links_between_pages_lead_somewhere() -> None:
    for page in (*DOCS.glob("*.md"), ROOT / "benchmarks" / "README.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name} links to {link}"
        for path in re.findall(r"`((?:analyzer|data|benchmarks)/[\w./-]+)`", page.read_text("utf-8")):
            assert (ROOT / path).exists(), f"{page.name} names {path}"
