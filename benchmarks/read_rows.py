"""How fast a million rows become threads, and in how much memory.

    python benchmarks/read_rows.py [--rows 1000000] [--shape flat-jsonl ...] [--stage read]

Each shape is generated into a temporary folder and read by a process of its own, whose
peak resident memory is what the system counted for it; the seconds are its processor
time, so that a busy machine does not count. Stage ``parse`` adds the reply
forest and the JSON Lines that ``analyzer parse`` writes.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_WORDS = (
    "the to and of a in is that it you for on are they not with as this have be but was if or we at what "
    "all one so there about would who people just like from can do no more when by will he other them up "
    "your an out how say same different why both think because only know even their than want where good "
    "make now time see then been really years much never said could these any those after read right two "
    "money still point world way ever every down work need should article book side believe country war "
    "different idea church party group leader money history street river bridge evening water summer dog "
    "bread garden school teacher child mother letter window train winter price doctor question answer "
    "reason number problem story truth friend enemy village mountain island captain soldier peace law "
    "court judge vote power election minister border language science theory evidence opinion argument"
).split()
_ODDS = [1 / rank for rank in range(1, len(_WORDS) + 1)]  # words of a language follow Zipf's law
_CHILD = """
import json, resource, sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from analyzer.read import read
from analyzer.structure import structure
rows, pieces, rejects = 0, 0, []
with open("/dev/null", "w") as out:
    done = lambda report, name, error: rejects.append((error, report.rejects))
    for source, raw in read([{path!r}], on_source=done):
        pieces += 1
        rows += len(raw.records)
        if {stage!r} == "parse":
            for comment in structure(raw).comments:
                out.write(json.dumps(comment.to_dict(), ensure_ascii=False) + "\\n")
seconds = time.process_time()
assert not any(error or rejected for error, rejected in rejects), rejects
status = Path("/proc/self/status")
if status.exists():  # getrusage would count the parent's pages that the fork still shared
    kib = int(status.read_text().split("VmHWM:")[1].split()[0])
else:
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps(dict(rows=rows, pieces=pieces, seconds=round(seconds, 1), peak_mb=round(kib / 1024))))
"""


def _row(i: int, dice: random.Random, **columns: str) -> dict[str, str]:
    text = " ".join(dice.choices(_WORDS, _ODDS, k=dice.randint(5, 40)))
    speaker, posted = f"reader {dice.randrange(5000)}", "2019-05-04T10:00:00"
    return {"id": str(i), "speaker": speaker, "posted": posted, **columns, "text": text}


def flat(n: int, dice: random.Random) -> Iterator[dict[str, str]]:
    """Neither threads nor parents."""
    for i in range(n):
        yield _row(i, dice)


def adjacent(n: int, dice: random.Random) -> Iterator[dict[str, str]]:
    """Threads of 40 comments, one after the other."""
    for i in range(n):
        parent = str(dice.randrange(i - i % 40, i)) if i % 40 else ""
        yield _row(i, dice, thread=f"thread {i // 40}", parent=parent)


def scattered(n: int, dice: random.Random) -> Iterator[dict[str, str]]:
    """Threads of 40 comments, in the order of time: all mixed."""
    threads = max(1, n // 40)
    for i in range(n):
        yield _row(i, dice, thread=f"thread {i % threads}", parent=str(i - threads) if i >= threads else "")


def replies(n: int, dice: random.Random) -> Iterator[dict[str, str]]:
    """Parents but no threads: one thread of all rows."""
    for i in range(n):
        yield _row(i, dice, parent=str(dice.randrange(max(0, i - 500), i)) if i % 10 else "")


def chain(n: int, dice: random.Random) -> Iterator[dict[str, str]]:
    """One thread in which every row answers the one before; 100,000 of them are the promise."""
    for i in range(n):
        yield _row(i, dice, thread="chain", parent=str(i - 1) if i else "")


SHAPES = {"flat": flat, "adjacent": adjacent, "scattered": scattered, "replies": replies, "chain": chain}


def write(path: Path, rows: Iterator[dict[str, str]]) -> None:
    """The rows as JSON Lines or CSV, by the suffix of ``path``."""
    with open(path, "w", encoding="utf-8", newline="") as out:
        if path.suffix == ".jsonl":
            out.writelines(json.dumps(row) + "\n" for row in rows)
            return
        first = next(rows)
        table = csv.DictWriter(out, first)
        table.writeheader()
        table.writerow(first)
        table.writerows(rows)


def measure(path: Path, stage: str) -> dict[str, float]:
    """Rows, pieces, processor seconds and peak megabytes of reading ``path`` in a new process."""
    code = _CHILD.format(root=str(Path(__file__).parents[1]), path=str(path), stage=stage)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description="speed and memory of reading rows")
    names = [f"{shape}-{kind}" for shape in SHAPES for kind in ("jsonl", "csv")]
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--shape", choices=names, nargs="+", default=names)
    parser.add_argument("--stage", choices=("read", "parse"), default="parse")
    options = parser.parse_args()
    print(f"{'shape':16} {'rows':>9} {'pieces':>7} {'seconds':>8} {'rows/s':>8} {'peak MB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for name in options.shape:
            shape, kind = name.split("-")
            path = Path(folder, f"{shape}.{kind}")
            write(path, SHAPES[shape](options.rows, random.Random(7)))
            got = measure(path, options.stage)
            path.unlink()
            speed = got["rows"] / got["seconds"] if got["seconds"] else 0
            print(
                f"{name:16} {got['rows']:9} {got['pieces']:7} {got['seconds']:8.1f} {speed:8.0f} "
                f"{got['peak_mb']:8}", flush=True,
            )  # fmt: skip


if __name__ == "__main__":
    main()
