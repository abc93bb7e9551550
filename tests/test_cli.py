"""The command line: quick to answer, lazy in what it loads, one clear line for every mistake."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from builders import ROWS, write_rows
from typer.testing import CliRunner

from analyzer import __version__
from analyzer.cli import app

ROOT = Path(__file__).parents[1]
COMMANDS = ("run", "parse", "classify", "evaluate", "summarize", "sample", "models")  # of the contract; ``train`` is still to come
HEAVY = ("torch", "transformers", "pandas", "pyarrow", "sklearn", "scipy", "numpy", "safetensors", "tokenizers")


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "rows.jsonl", ROWS)


def call(*args: Any) -> Any:
    """The command in this process: ``exit_code``, ``stdout``, ``stderr``."""
    result = CliRunner().invoke(app, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def python(*args: Any, **more: Any) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, *map(str, args)]
    return subprocess.run(command, env=env, capture_output=True, text=True, encoding="utf-8", timeout=60, **more)


def loaded_after(code: str) -> set[str]:
    """Which of the heavy packages are loaded once ``code`` ran."""
    done = python("-c", f"import sys\n{code}\nprint('\\n' + ' '.join(n for n in {HEAVY} if n in sys.modules))")
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rsplit("\n", 2)[-2].split())


# ---------------------------------------------------------------- help


def test_help_lists_every_command_of_the_contract() -> None:
    text = call("--help").stdout
    assert [name for name in COMMANDS if f" {name} " not in text] == []


@pytest.mark.parametrize("command", [info.name or info.callback.__name__ for info in app.registered_commands])
def test_every_command_and_option_is_explained(command: str) -> None:
    result = call(command, "--help")
    assert result.exit_code == 0 and "Usage" in result.stdout
    (info,) = (i for i in app.registered_commands if (i.name or i.callback.__name__) == command)
    assert info.callback.__doc__
    bare = [name for name, hint in info.callback.__annotations__.items() if name != "return" and "Annotated" not in
            str(hint) and str(hint) not in vars(sys.modules["analyzer.cli"])]  # fmt: skip
    assert bare == []


def test_help_and_version_come_at_once() -> None:
    best = 9.0
    for _ in range(3):
        start = time.perf_counter()
        done = python("-m", "analyzer", "--help")
        best = min(best, time.perf_counter() - start)
        assert done.returncode == 0
    assert best < 1.5  # 0.3 s on an idle machine
    assert python("-m", "analyzer", "--version").stdout == f"analyzer {__version__}\n"


def test_help_loads_nothing_heavy() -> None:
    code = "import analyzer, analyzer.cli\ntry: analyzer.cli.app(['--help'])\nexcept SystemExit: pass"
    assert loaded_after(code) == set()


def test_parse_loads_no_model_and_no_pandas(rows: Path) -> None:
    page = ROOT / "data" / "samples" / "harbour-twins.txt"
    code = (
        f"import analyzer.cli\ntry: analyzer.cli.app(['parse', {str(rows)!r}, {str(page)!r}])\nexcept SystemExit: pass"
    )
    assert loaded_after(code) <= {"numpy"}  # of the language detector


# ---------------------------------------------------------------- each command


def test_parse_writes_json_lines_when_piped(rows: Path) -> None:
    done = python("-m", "analyzer", "parse", rows)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert [(c["thread"], c["id"], c["parent"], c["text"]) for c in found] == [
        (r["thread"], r["id"], r.get("parent"), r["text"]) for r in ROWS
    ]


def test_parse_reads_standard_input(rows: Path) -> None:
    done = python("-m", "analyzer", "parse", "-", input=rows.read_text("utf-8"))
    assert done.returncode == 0 and len(done.stdout.splitlines()) == len(ROWS)


def test_parse_draws_a_tree_that_no_comment_can_disturb(tmp_path: Path) -> None:
    hostile = [{"id": "1", "speaker": "[red]Eve\x1b[2J", "text": "a\u202eb\x1b]0;x\x07 [/] line\nbreak"}]
    result = call("parse", write_rows(tmp_path / "x.jsonl", hostile), "--format", "tree")
    assert result.exit_code == 0 and "[red]Eve\\u001b[2J" in result.stdout and "a\\u202eb" in result.stdout
    assert not {"\x1b", "\u202e", "\x07"} & set(result.stdout)


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    many = write_rows(tmp_path / "many.jsonl", [{"id": str(i), "text": "word " * 50} for i in range(3000)])
    command = f"'{sys.executable}' -m analyzer parse '{many}' | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True,
        text=True, timeout=60,
    )  # fmt: skip
    assert "Traceback" not in done.stderr and json.loads(done.stdout)["id"] == "0"


def test_output_that_fails_is_named_and_a_closed_pipe_ends_no_command_in_an_error(rows: Path) -> None:
    analyzer = f"'{sys.executable}' -m analyzer"
    for command, status, said in (
        (f"{analyzer} parse '{rows}' > /dev/full", 2, "analyzer: standard output: No space left on device\n"),
        (f"{analyzer} models > /dev/full", 2, "analyzer: standard output: No space left on device\n"),
        (f"{analyzer} summarize '{rows}' | true", 0, ""),
    ):
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True,
            text=True, timeout=200,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (status, said), command


@pytest.mark.parametrize(("format", "shown"), [("jsonl", "שלום"), ("tree", "????")])
def test_json_is_utf_8_and_a_tree_has_what_the_terminal_can_show(tmp_path: Path, format: str, shown: str) -> None:
    path = write_rows(tmp_path / "x.jsonl", [{"id": "1", "text": "שלום"}])
    done = subprocess.run(
        [sys.executable, "-m", "analyzer", "parse", str(path), "--format", format], capture_output=True, timeout=200,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "latin-1"},
    )  # fmt: skip
    assert done.returncode == 0 and shown in done.stdout.decode("utf-8"), done.stderr


def test_run_keeps_standard_output_clean(rows: Path, stubs: None, tmp_path: Path) -> None:
    result = call("run", rows, "-o", tmp_path / "out", "--export", "csv,parquet", "--target", "soup")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "7 comments by 6 speakers" in result.stderr and "stance on soup" in result.stderr
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {
        "report.html",
        "summary.json",
        "comments.jsonl",
        "manifest.json",
        "comments.csv",
        "comments.parquet",
    } == names


def test_classify_and_summarize(rows: Path, stubs: None, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    result = call("classify", rows, "-o", out, "--task", "sentiment,frame", "--batch-size", 2)
    assert (result.exit_code, result.stdout) == (0, "")
    assert set(json.loads(out.read_text("utf-8").split("\n")[0])) >= {"sentiment", "frame"}
    result = call("summarize", out)
    assert result.exit_code == 0 and json.loads(result.stdout)["comments"] == 7
    result = call("summarize", out, "-o", tmp_path / "again")
    assert (result.exit_code, result.stdout) == (0, "")
    assert {p.name for p in (tmp_path / "again").iterdir()} == {"summary.json", "report.html"}


def test_evaluate_prints_json_when_piped(stubs: None, tmp_path: Path) -> None:
    gold = write_rows(tmp_path / "gold.jsonl", [{"id": "1", "text": "good boat", "label": "positive"}])
    result = call("evaluate", gold)
    assert result.exit_code == 0 and json.loads(result.stdout)["macro_f1"] == 1
    assert "macro-F1 100.0" in result.stderr
    assert call("evaluate", gold, "--json").stderr == ""


def test_models_lists_and_verifies(tiny: Path) -> None:
    result = call("models")
    assert result.exit_code == 0
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert {row["name"] for row in found} == {"base", "sentiment", "stance", "reply", "frame"}
    assert call("models", "--verify").exit_code == 0


# ---------------------------------------------------------------- exit statuses


def test_status_1_where_something_was_rejected(rows: Path, stubs: None, tmp_path: Path) -> None:
    for args in (("parse",), ("run", "-o", tmp_path / "out"), ("classify", "-o", tmp_path / "x.csv")):
        result = call(args[0], rows, tmp_path / "gone.txt", *args[1:])
        assert result.exit_code == 1, args
        assert "gone.txt: no such file" in result.stderr


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "no such file"), (b" \n", "empty"), (b"\x00\x01\x02" * 999, "binary data"), (b'{"a": 1}', "no reader")],
    ids=["missing", "empty", "binary", "unknown"],
)
@pytest.mark.parametrize("command", ["parse", "run", "classify"])
def test_status_2_and_one_clear_line_where_nothing_is_readable(
    stubs: None, tmp_path: Path, command: str, content: bytes | None, reason: str
) -> None:
    path = tmp_path / "input.txt"
    if content is not None:
        path.write_bytes(content)
    out = {"parse": (), "run": ("-o", tmp_path / "out"), "classify": ("-o", tmp_path / "out.csv")}[command]
    result = call(command, path, *out)
    lines = result.stderr.splitlines()
    assert (result.exit_code, result.stdout, len(lines)) == (2, "", 1)
    assert lines[0].startswith(f"analyzer: {path}: {reason}") and ";" in lines[0]


def test_an_empty_folder_is_nothing_readable(tmp_path: Path) -> None:
    result = call("parse", tmp_path)
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
    assert result.stderr.startswith(f"analyzer: {tmp_path}: a folder without a file to read; ")


def test_evaluate_tells_of_broken_rows(tmp_path: Path) -> None:
    gold = write_rows(tmp_path / "gold.jsonl", [{"id": "1", "text": "good boat", "label": "positive"}])
    pred = write_rows(tmp_path / "pred.jsonl", [{"id": "1", "label": "positive"}])
    assert call("evaluate", gold, "--pred", pred).exit_code == 0
    with open(gold, "a") as file:
        file.write("{broken\n")
    result = call("evaluate", gold, "--pred", pred, "--json")
    assert result.exit_code == 1 and json.loads(result.stdout)["rows_broken"] == 1
    assert result.stderr == "analyzer: 1 rows could not be read, or have no text, and are not scored\n"


MISTAKES = [
    (("parse", "x", "--format", "xml"), "'xml'; use jsonl or tree"),
    (("parse", "x", "--from", "nonesuch"), "'nonesuch'; use one of: "),
    (("parse", "x", "--column", "text"), "write for example --column text=body"),
    (("run", "x", "-o", "out", "--debate", "nonesuch"), "jihadist-groups"),
    (("run", "x", "-o", "out", "--export", "xlsx"), "csv, jsonl, parquet"),
    (("run", "x", "-o", "out", "--model", "mood=y"), "'mood'; use any of: sentiment"),
    (("run", "x", "-o", "out", "--model", "frame=no/such"), "no/such"),
    (("classify", "x", "-o", "out.doc"), "write to .jsonl, .csv or .parquet"),
    (("classify", "x", "-o", "out.csv", "--task", "mood"), "'mood'"),
    (("classify", "x", "-o", "out.csv", "--task", ""), "no task"),
    (("classify", "x", "-o", "out.csv", "--task", "reply", "--debate", "two-parties"), "add the task frame"),
    (("classify", "x", "-o", "out.csv", "--task", "stance"), "no comment has a target; give one with --target"),
    (("summarize", "nowhere.jsonl"), "nowhere.jsonl"),
    (("evaluate", "x", "--pred", "y", "--debate", "two-parties"), "leave out --model and --debate, or --pred"),
    (("evaluate", "x", "--pred", "y", "--model", "z"), "leave out --model and --debate, or --pred"),
    (("evaluate", "nowhere.jsonl"), "nowhere.jsonl: no such file"),
    (("evaluate", "nowhere.jsonl", "--task", "mood"), "'mood'"),
]


@pytest.mark.parametrize(("args", "said"), MISTAKES, ids=[" ".join(args) for args, _ in MISTAKES])
def test_a_mistake_is_one_line_with_a_remedy(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_rows(tmp_path / "x")
    result = call(*args)
    lines = result.stderr.splitlines()
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(lines) == 1 and lines[0].startswith("analyzer: ") and said in lines[0], result.stderr


def test_a_folder_that_cannot_be_written_is_one_line(rows: Path, stubs: None, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = call("run", rows, "-o", tmp_path / "file" / "out")
    assert result.exit_code == 2 and result.stderr.startswith("analyzer: ") and len(result.stderr.splitlines()) == 1


def test_errors_show_hostile_names_as_escapes(tmp_path: Path) -> None:
    result = call("parse", tmp_path / "a\x1b[31m\u202e.txt")
    assert result.exit_code == 2 and "a\\u001b[31m\\u202e.txt" in result.stderr and "\x1b" not in result.stderr
