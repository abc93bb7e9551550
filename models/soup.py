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

from corpora import PLANS, load_stage  # noqa: E402

from analyzer.classify.heads import Head, load_head, save_head, softmax  # noqa: E402
from analyzer.classify.trunk import add_lora, load_model, load_tokenizer  # noqa: E402
from analyzer.training.adapter import Pooled  # noqa: E402
from analyzer.training.fit import word  # noqa: E402
from analyzer.training.packing import fill_rows, pack  # noqa: E402
from analyzer.training.scoring import calibration_error, fit_temperature, report  # noqa: E402
from analyzer.training.states import Embedded, on  # noqa: E402


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


def logits(head: Head, rows: list[dict]) -> np.ndarray:
    """Float64 [rows, labels], temperature left aside; a text is read in one window, as in training."""
    import torch

    model = load_model(HERE / "base", max(head.spec.layers))
    add_lora(model, head.lora)
    inputs = word(rows, head.spec.template, load_tokenizer(HERE / "base"))
    pooled, store = Pooled(model, 0, head.spec.layers, head.spec.pool), Embedded(model)
    out = np.zeros((len(rows), len(head.weight)))
    packed_rows = fill_rows(inputs.groups, sorted(range(len(inputs.groups)), key=lambda g: -len(inputs.groups[g])))
    for at in range(0, len(packed_rows), 2):
        packed = pack(inputs.groups, packed_rows[at : at + 2])
        here = on(packed, "cpu")
        with torch.inference_mode():
            states = pooled(store.of(inputs.groups, packed_rows[at : at + 2], here), here).double().numpy()
        out[list(packed.members)] = states @ head.weight.astype(float).T + head.bias
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task")
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
    path = args.out / f"{args.task}.safetensors"
    save_head(path, spec, weight, bias, maps)
    _, choose, _ = load_stage(args.task)
    found = logits(load_head(path), choose)
    truth = np.array([spec.labels.index(row["label"]) for row in choose])
    temperature = fit_temperature(found, truth)
    save_head(path, replace(spec, temperature=temperature), weight, bias, maps)
    probabilities = softmax(found / temperature)
    error = round(calibration_error(probabilities, truth), 4)
    result = {"task": PLANS[args.task].task, "runs": len(heads), "rank": args.rank, "temperature": temperature,
              "calibration_error": error, "validation": report(choose, spec.labels, probabilities, True)}  # fmt: skip
    path.with_suffix(".scores.json").write_text(json.dumps(result, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
