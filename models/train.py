"""Recipe 2: fit the heads of the embedded model, each with its low-rank maps.

    python models/train.py STAGE [--epochs E] [--rate R] [--seed N] [--device cuda]
    python models/train.py frame --fold 0/4             # on three quarters, to score the fourth

Reads the corpora that ``models/corpora.py`` names, fits a head by ``analyzer.training`` (the same
road as ``analyzer train``) and writes ``TASK.safetensors`` with ``TASK.scores.json`` beside it into
``--out``; ``relations`` and ``tones``, which only others begin from, and teachers (``--fold``) into ``--work``.
States and checkpoints lie in ``--work`` too; an interrupted run goes on from them. The shipped heads
adapt all nine layers, which took minutes of one H200; ``--split 5`` adapts the upper four, which two
cores have time for.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from corpora import PLANS, balanced, fold_of, load_stage  # noqa: E402
from pools import pool_rows  # noqa: E402

from analyzer.classify.base import TASKS  # noqa: E402
from analyzer.classify.heads import load_head  # noqa: E402
from analyzer.classify.in_thread import IN_THREAD  # noqa: E402
from analyzer.training import LAYERS, Settings, fit_head  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=list(PLANS))
    parser.add_argument("--epochs", type=float)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--start", help="a head file to begin from, or none; by default the stage that the plan names")
    parser.add_argument("--split", type=int, default=0)
    parser.add_argument("--tokens", type=int, default=4096)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--base", type=Path, default=HERE / "base", help="the backbone; a deeper one for teachers")
    parser.add_argument("--layers", default=",".join(map(str, LAYERS)), help="the layers that are pooled, the last one is the depth")
    parser.add_argument("--fold", help="K/N: a teacher: train without the K-th of N parts, then judge that part and the pool")
    parser.add_argument("--taught", type=Path, help="the --work of teachers: learn from what they say of all rows and of the pool")
    parser.add_argument("--share", type=float, default=1.0, help="how much of the rows is learnt from, a seeded sample: for two cores")
    parser.add_argument("--work", type=Path, default=HERE / ".cache")
    parser.add_argument("--out", type=Path, default=HERE / "heads")
    args = parser.parse_args()

    import torch

    torch.set_num_threads(args.threads)
    plan = PLANS[args.stage]
    rows, choose, dropped = load_stage(args.stage)
    print(f"{dropped} repeats dropped", flush=True)
    work = args.work / f"{args.stage}-{args.seed}"
    head = args.out / f"{args.stage}.safetensors" if args.stage in (*TASKS, IN_THREAD) else work / "head.safetensors"
    asked: list[dict] = []
    if args.fold:
        fold, folds = map(int, args.fold.split("/"))
        held = [row for row in rows if fold_of(row, folds) == fold]
        rows = [row for row in rows if fold_of(row, folds) != fold]
        choose += [row | {"corpus": f"held out of {row['corpus']}"} for row in held]
        asked = held + pool_rows(args.stage)
        work = work.with_name(f"{work.name}-fold-{fold}")
        head = work / "head.safetensors"
    if args.taught:
        rows = taught(args.stage, rows, args.taught)
        work = work.with_name(f"{work.name}-taught")  # not to go on from a run without teachers
    if args.share < 1:
        rows = random.Random(args.seed).sample(rows, round(args.share * len(rows)))
    settings = Settings(
        epochs=args.epochs or plan.epochs, rate=args.rate or plan.rate, split=args.split, tokens=args.tokens, seed=args.seed, device=args.device
    )
    if plan.start in TASKS:
        before = HERE / "heads" / f"{plan.start}.safetensors"
    else:
        before = args.work / f"{plan.start}-{args.seed}" / "head.safetensors"
    begin = args.start or (before if plan.start else "none")
    result = fit_head(
        plan.task, rows, choose, head, work, settings, weights=balanced(rows, plan.task),
        start=load_head(Path(begin)) if begin != "none" else None, wording=plan.wording, base=args.base,
        layers=tuple(map(int, args.layers.split(","))), ask=asked, say=lambda line: print(line, flush=True),
    )  # fmt: skip
    head.with_suffix(".scores.json").write_text(json.dumps(
        {"task": plan.task, "settings": asdict(settings), "train_rows": len(rows), "repeats_dropped": dropped,
         "temperature": result["temperature"], "calibration_error": result["calibration_error"], "validation": result["scores"]},
        indent=1, ensure_ascii=False, sort_keys=True) + "\n")  # fmt: skip


def taught(stage: str, rows: list[dict], work: Path) -> list[dict]:
    """Rows and pool with what the teachers in ``work`` say: of a row the one that did not learn from it, of the pool the mean of all."""
    pool = pool_rows(stage)
    said = {folder: int(folder.name.rpartition("-")[2]) for folder in sorted(work.glob(f"{stage}-*-fold-*"))}
    of = [fold_of(row, 1 + max(said.values())) for row in rows]
    of_row: dict[int, list[np.ndarray]] = {}
    of_pool = []
    for folder, fold in said.items():
        held = [i for i, mine in enumerate(of) if mine == fold]
        judged = np.load(folder / "asked.npy")
        if len(judged) != len(held) + len(pool):
            raise SystemExit(f"{folder} judged {len(judged)} rows, not {len(held) + len(pool)}: the data or the folds were others")
        of_pool.append(judged[len(held) :])
        for i, row in zip(held, judged):
            of_row.setdefault(i, []).append(row)
    learnt = [row | {"taught": np.mean(of_row[i], 0)} for i, row in enumerate(rows)]
    return learnt + [row | {"taught": row_said} for row, row_said in zip(pool, np.mean(of_pool, 0))]


if __name__ == "__main__":
    main()
