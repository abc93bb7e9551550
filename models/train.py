"""Recipe 2: fit the heads of the embedded model, each with its low-rank maps.

    python models/train.py sentiment|stance|reply|frame [--epochs E] [--rate R] [--seed N]

Reads the corpora that ``models/corpora.py`` names, fits a head by ``analyzer.training`` (the same
road as ``analyzer train``), and writes ``models/heads/TASK.safetensors`` with ``TASK.scores.json``
beside it. States and checkpoints lie in ``--work``; an interrupted run goes on from them.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from corpora import PLANS, balanced, load_task  # noqa: E402

from analyzer.training import Settings, fit_head  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=sorted(PLANS))
    parser.add_argument("--epochs", type=float, default=2)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--work", type=Path, default=HERE / ".cache")
    parser.add_argument("--out", type=Path, default=HERE / "heads")
    args = parser.parse_args()

    import torch

    torch.set_num_threads(args.threads)
    rows, choose, dropped = load_task(args.task)
    print(f"{dropped} repeats dropped", flush=True)
    weights = balanced(rows)
    if args.task == "frame":  # half way between equal classes and equal rows: both is rare, none is what threads are full of
        weights = np.sqrt(weights)
    settings = Settings(epochs=args.epochs, rate=args.rate, seed=args.seed)
    result = fit_head(
        args.task, rows, choose, args.out / f"{args.task}.safetensors", args.work / f"{args.task}-{args.seed}", settings,
        weights=weights, say=lambda line: print(line, flush=True),
    )  # fmt: skip
    (args.out / f"{args.task}.scores.json").write_text(json.dumps(
        {"task": args.task, "settings": asdict(settings), "train_rows": len(rows), "repeats_dropped": dropped,
         "temperature": result["temperature"], "calibration_error": result["calibration_error"], "validation": result["scores"]},
        indent=1, ensure_ascii=False, sort_keys=True) + "\n")  # fmt: skip


if __name__ == "__main__":
    main()
