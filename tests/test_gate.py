"""The quality gate: pinned score floors, so that no change makes the labels or the parsing worse unnoticed.

The floors stand in ``gate.toml``. They may be raised by whoever improves a score; to lower one is a
decision that belongs in the change's message. Everything here reads ``../shared``, which is not part
of the repository, and is skipped where it is absent.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
FLOORS = tomllib.loads((Path(__file__).parent / "gate.toml").read_text(encoding="utf-8"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here: the gate needs its labelled data"),
]


@pytest.mark.parametrize("name", sorted(FLOORS["evaluate"]))
def test_scores_do_not_fall(name: str) -> None:
    from analyzer import evaluate

    floor = FLOORS["evaluate"][name]
    result = evaluate(SHARED / floor["file"], task=floor["task"])
    assert result["rows"] == floor["rows"], "the sample is not the one that the floor was measured on"
    assert result[floor["score"]] >= floor["at_least"]


def test_the_parser_does_not_fall() -> None:
    """The shared scorer over all shared threads: its five means."""
    done = subprocess.run(
        [sys.executable, SHARED / "tools/score_threads.py", SHARED / "threads", "--json",
         "--", sys.executable, "-m", "analyzer", "parse", "--format", "jsonl"],
        capture_output=True, text=True, timeout=600, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout[: done.stdout.rindex("}") + 1])
    for score, floor in FLOORS["threads"].items():
        values = [row[score] for row in rows.values() if row[score] is not None]
        assert 100 * sum(values) / len(values) >= floor, score


def test_the_seed_thread(tmp_path: Path) -> None:
    """The thread that it began with, through the main job, offline: bodies, speakers, times, parents, frames."""
    program = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise OSError('the network is blocked')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from analyzer.cli import app\n"
        "app()\n"
    )
    seed = SHARED / "seeds/001_a8c7876512229f26.txt"
    done = subprocess.run(
        [sys.executable, "-c", program, "run", str(seed), "--debate", "jihadist-groups", "-o", str(tmp_path)],
        capture_output=True, text=True, timeout=300, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in (tmp_path / "comments.jsonl").read_text(encoding="utf-8").splitlines()]
    truth = json.loads((SHARED / "gold/seed-thread.json").read_text(encoding="utf-8"))["comments"]
    number = {row["id"]: row["n"] for row in found}
    assert len(found) == len(truth)
    for row, true in zip(found, truth):
        assert row["text"].startswith(true["begins"])
        assert (row["speaker"], row["speaker_id"]) == (true["speaker"], true["speaker_id"])
        assert row["posted"].startswith(true["posted"])
    parents = sum(number.get(row["parent"]) in true["parent"] for row, true in zip(found, truth))
    frames = sum(row["frame"]["label"] in true["frame"] for row, true in zip(found, truth))
    assert parents >= FLOORS["seed"]["parents"]
    assert frames >= FLOORS["seed"]["frames"]
