"""How good the classifiers are on every public corpus at hand, through ``analyzer.evaluate``.

    python benchmarks/corpora.py [--task sentiment] [--rows 600] [--model FOLDER_OR_HEAD] [--only umsab,potts]

Takes the validation split of each corpus of ``../shared/corpora`` with labels of the task (a seeded sample
of ``--rows`` distinct rows a corpus, all where 0), and prints macro-F1 with its interval, accuracy and calibration error.
Test splits are never opened. A corpus without a validation split is left out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
SHARED = HERE.parent.parent / "shared" / "corpora"

from analyzer import evaluate  # noqa: E402
from analyzer.classify.base import TASKS  # noqa: E402


def sample(file: Path, task: str, rows: int) -> list[dict]:
    """Distinct rows of a file that have a label of the task."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    found = [row for row in found if row["label"] in TASKS[task] and (task != "stance" or row.get("target"))]
    return random.Random(1).sample(found, rows) if 0 < rows < len(found) else found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--task", choices=sorted(TASKS), default="sentiment")
    parser.add_argument("--rows", type=int, default=600)
    parser.add_argument("--model")
    parser.add_argument("--only", default="")
    args = parser.parse_args()

    print("| corpus | languages | rows | macro-F1 | 95 % interval | accuracy | calibration error |\n|---|---|---:|---:|---|---:|---:|")
    for file in sorted(SHARED.glob("*/validation.jsonl.gz")):
        name = file.parent.name
        if args.only and name not in args.only.split(","):
            continue
        rows = sample(file, args.task, args.rows)
        if {row["label"] for row in rows} < {*TASKS[args.task][:2]}:
            continue
        with tempfile.TemporaryDirectory() as folder:
            gold = Path(folder) / f"{name}.jsonl"
            gold.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
            found = evaluate(gold, task=args.task, model=args.model)
        low, high = (100 * end for end in found["macro_f1_interval"])
        langs = " ".join(sorted(found["languages"])) if len(found["languages"]) < 9 else f"{len(found['languages'])} languages"
        print(f"| {name} | {langs} | {found['rows']} | {100 * found['macro_f1']:.1f} | {low:.1f} to {high:.1f} "
              f"| {100 * found['accuracy']:.1f} | {found['ece']:.3f} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
