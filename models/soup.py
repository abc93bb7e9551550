"""Recipe 3: heads of several runs averaged into the one that ships.

    python models/soup.py TASK HEAD HEAD ... [--rank 16] [--threads 2]

Runs that begin from one base end near each other, and the mean of their weights is as good as
their ensemble for the price of one (Wortsman et al. 2022, "Model soups"). The products of the
low-rank maps are averaged exactly and cut back to ``--rank`` by a singular value decomposition;
the linear heads are averaged. The temperature is fitted again on the rows that the task's stage is
chosen by. Writes ``TASK.safetensors`` and ``TASK.scores.json`` into ``--out``.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from corpora import load_stage  # noqa: E402

from analyzer.classify.base import TASKS, Item  # noqa: E402
from analyzer.classify.heads import EmbeddedClassifier, Head, load_head, save_head  # noqa: E402
from analyzer.classify.in_thread import IN_THREAD  # noqa: E402
from analyzer.classify.trunk import Trunk  # noqa: E402
from analyzer.training.scoring import calibrated  # noqa: E402


def average(heads: list[Head], rank: int) -> tuple[np.ndarray, np.ndarray, dict]:
    """Weight, bias and low-rank maps of the mean of heads that read the same states."""
    import torch

    if len({(h.spec.task, h.spec.template, h.spec.pool, h.spec.layers) for h in heads}) > 1:
        raise SystemExit("the heads read different things and have no mean")
    maps = {}
    for name in sorted({key.rpartition(".")[0] for head in heads for key in head.lora}):
        with_it = [head.lora for head in heads if f"{name}.lora_A" in head.lora]  # a run may have left lower layers alone
        b = torch.cat([lora[f"{name}.lora_B"].float() / len(heads) for lora in with_it], 1)
        a = torch.cat([lora[f"{name}.lora_A"].float() for lora in with_it], 0)
        left, right = torch.linalg.qr(b), torch.linalg.qr(a.T)  # the decomposition of a large product by a small one
        u, s, v = torch.linalg.svd(left.R @ right.R.T)
        root = s[:rank].sqrt()
        maps[f"lora.{name}.lora_B"] = (left.Q @ u[:, :rank] * root).to(torch.bfloat16)
        maps[f"lora.{name}.lora_A"] = (right.Q @ v.T[:, :rank] * root).T.to(torch.bfloat16)
    return np.mean([h.weight for h in heads], 0), np.mean([h.bias for h in heads], 0), maps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=sorted((*TASKS, IN_THREAD)))
    parser.add_argument("heads", type=Path, nargs="+")
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=HERE / "heads")
    args = parser.parse_args()

    import torch

    torch.set_num_threads(args.threads)
    heads = [load_head(path) for path in args.heads]
    weight, bias, maps = average(heads, args.rank)
    source = heads[0].spec.source if len(heads) == 1 else f"mean of {len(heads)} runs: " + "; ".join(h.spec.source for h in heads)
    spec = replace(heads[0].spec, source=source, temperature=1.0)
    trunk = Trunk(HERE / "base", spec.layers).adapted({name.removeprefix("lora."): value for name, value in maps.items()})
    _, choose, _ = load_stage(args.task)
    items = [Item(row["text"], row.get("target") or "", row.get("parent") or "") for row in choose]
    scores = EmbeddedClassifier(trunk, spec, weight, bias, "").scores(items)
    found = calibrated(np.log(scores + 1e-12), choose, spec.labels)
    path = args.out / f"{args.task}.safetensors"
    save_head(path, replace(spec, temperature=found["temperature"]), weight, bias, maps)
    result = {"task": args.task, "runs": len(heads), "rank": args.rank, "temperature": found["temperature"],
              "calibration_error": found["calibration_error"], "validation": found["scores"]}  # fmt: skip
    path.with_suffix(".scores.json").write_text(json.dumps(result, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
