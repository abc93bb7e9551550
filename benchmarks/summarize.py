"""How fast many classified threads become a summary and a report, and in how much memory.

    python benchmarks/summarize.py [--threads 2000] [--comments 100000] [--by site]

The comments are made from a seed: threads of very different length, speakers who mostly
keep to one side, some who change it, replies that agree or disagree, seven languages, ten
years, forty sites. ``analyzer summarize`` runs on them as a process of its own; seconds are wall-clock
time and the processor's, memory is the peak that the system counted for it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
WORDS = (
    "the mill by the river grinds the same flour as the other one they say it is a different stone but no one has ever "
    "tasted which bread comes from where and the miller will not tell because both were built by one hand long ago"
).split()
LANGUAGES = ("en", "en", "en", "fr", "es", "ar", "de", "ru", "tr")
LABELS = {
    "frame": ("same", "different", "both", "none"), "sentiment": ("negative", "neutral", "positive"),
    "reply": ("agree", "disagree", "neutral"),
}  # fmt: skip
RESPECTS = ("goals", "ideology", "methods", "leadership", "origin or sponsor", "alliance", "effect on people")
PARTIES = ("Old Mill", "New Mill", "Water Mill", "Wind Mill")
_CHILD = """
import json, sys, time
sys.path.insert(0, {root!r})
start = time.perf_counter()
from analyzer.jobs import summarize_files
summary = summarize_files([{path!r}], {out!r}, by={by!r})
wall = time.perf_counter() - start
kib = int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
print(json.dumps(dict(comments=summary["comments"], speakers=summary["speakers"], threads=len(summary["threads"]),
      wall=round(wall, 1), processor=round(time.process_time(), 1), peak_mb=round(kib / 1024))))
"""


def sentence(dice: random.Random, length: int) -> str:
    return " ".join(dice.choices(WORDS, k=length)).capitalize() + "."


def label(dice: random.Random, task: str, chosen: str) -> dict[str, Any]:
    score = round(dice.uniform(0.5, 0.98), 4)
    names = LABELS[task]
    rest = round((1 - score) / (len(names) - 1), 4)
    return {"label": chosen, "score": score, "scores": {name: score if name == chosen else rest for name in names}}


def frame(dice: random.Random, chosen: str, first: int) -> dict[str, Any]:
    claim = chosen != "none"
    return {
        "debate": "open", **label(dice, "frame", chosen), "pair": dice.sample(PARTIES, 2) if claim else [],
        "respect": dice.sample(RESPECTS, dice.choice((0, 1, 2))) if claim else [],
        "evidence": [{"start": 0, "end": first}] if claim else [], "voice": "own",
    }  # fmt: skip


def thread(dice: random.Random, number: int, size: int) -> Iterator[dict[str, Any]]:
    site, year = dice.randrange(40), dice.randrange(2010, 2020)
    lean = dice.betavariate(4, 3)  # how the thread leans
    people = [
        (f"Speaker {dice.randrange(20_000)}", dice.random() < 0.6, "same" if dice.random() < lean else "different")
        for _ in range(max(1, size // 2))
    ]  # fmt: skip
    written: list[tuple[str, int, str]] = []
    for n in range(1, size + 1):
        name, claims, side = dice.choice(people)
        chosen = "none"
        if claims and dice.random() < 0.6:
            chosen = dice.choices((side, "different" if side == "same" else "same", "both"), (0.88, 0.06, 0.06))[0]
        first = sentence(dice, dice.randrange(5, 25))
        text = "\n".join([first, *(sentence(dice, dice.randrange(5, 40)) for _ in range(dice.randrange(0, 4)))])
        parent = dice.choice(written) if written and dice.random() < 0.6 else None
        row = {
            "id": str(n), "thread": f"https://site{site}.example/{year}/post-{number}", "n": n, "kind": "comment",
            "depth": parent[1] + 1 if parent else 1, "parent": parent[0] if parent else None,
            "parent_source": "export" if parent else None, "speaker": name, "speaker_id": name.lower(),
            "posted": f"{year}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}T{dice.randrange(24):02}:00:00",
            "text": text, "quotes": [], "lang": {"label": dice.choice(LANGUAGES), "score": 0.98, "spans": []},
            "sentiment": label(dice, "sentiment", dice.choice(LABELS["sentiment"])),
            "frame": frame(dice, chosen, len(first)),
        }  # fmt: skip
        if parent:
            agrees = parent[2] == side
            odds = (5, 2, 3) if agrees else (1, 6, 3)
            row["reply"] = label(dice, "reply", dice.choices(LABELS["reply"], odds)[0])
        written.append((str(n), row["depth"], side))
        yield row


def make(folder: Path, threads: int, comments: int) -> Path:
    """The comments and, as ``run`` leaves it beside them, a summary that tells the articles."""
    dice = random.Random(7)
    weight = [dice.paretovariate(1.3) for _ in range(threads)]
    sizes = [max(1, round(comments * w / sum(weight))) for w in weight]
    sizes[-1] = max(1, sizes[-1] + comments - sum(sizes))
    known = []
    with open(folder / "comments.jsonl", "w", encoding="utf-8") as file:
        for number, size in enumerate(sizes):
            rows = list(thread(dice, number, size))
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            side = dice.choice(LABELS["frame"])
            known.append({
                "id": rows[0]["thread"], "source": f"site{number % 40}.xml", "title": sentence(dice, 8), "declared": None,
                "author": None, "url": rows[0]["thread"], "comments": size,
                "article": {"label": side, "scores": {}, "evidence": [], "paragraphs": []},
            })  # fmt: skip
    (folder / "summary.json").write_text(json.dumps({"threads": known}))
    return folder / "comments.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--threads", type=int, default=2000)
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--by", default=None)
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        start = time.perf_counter()
        path = make(folder, given.threads, given.comments)
        print(f"made {os.path.getsize(path) / 1e6:.0f} MB in {time.perf_counter() - start:.0f} s", file=sys.stderr)
        code = _CHILD.format(root=str(ROOT), path=str(path), out=str(folder / "out"), by=given.by)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        sizes = {f"{name}_mb": round((folder / "out" / f"{name}.{end}").stat().st_size / 1e6, 1)
                 for name, end in (("summary", "json"), ("report", "html"))}  # fmt: skip
        print(json.dumps(json.loads(done.stdout) | sizes | {"by": given.by}))


if __name__ == "__main__":
    main()
