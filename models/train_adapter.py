"""Recipe 3: fit a LoRA adapter and its head on the frozen base, where a linear head is not enough.

    python models/train_adapter.py frame [--epochs 5] [--out models/heads]

Low-rank maps (Hu et al. 2021, rank 16, on every linear map of the trunk) and a head on the
pooled states are trained together; the head starts from the linear probe of recipe 2. The
base stays as it is. What is shipped is one file of about 4 MB, ``heads/TASK.safetensors``,
with the head's ``weight`` and ``bias`` and, under ``lora.``, the low-rank maps in bfloat16;
``analyzer.classify.trunk`` adds them to the base weights when it is loaded.

Beside the head stand weights for cue phrases (``analyzer.classify.cues``): a logistic
regression of the labels on the cues and on the probe's cross-validated scores.

A checkpoint is written after each epoch (``--work``); an interrupted run goes on from it. The
last epoch is kept, whose rate has fallen to its least: 142 rows of ``../shared/gold/frames-dev.jsonl``
are too few to choose an epoch by. They are reported and set the temperature; none is trained
on. Two cores need about 6 minutes an epoch.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from train_heads import LAYERS, SEED, drop_shared, fit, frame_rows, report  # noqa: E402

from analyzer.classify.base import TASKS  # noqa: E402
from analyzer.classify.cues import find  # noqa: E402
from analyzer.classify.heads import HeadSpec, save_head, softmax  # noqa: E402
from analyzer.classify.trunk import Trunk, load_model, load_tokenizer  # noqa: E402

POOL = (0, 1, 2, 5)
RANK, ALPHA, SMOOTHING, BATCH, TOKENS = 16, 32, 0.05, 24, 192
GOLD = HERE.parent.parent / "shared" / "gold" / "frames-dev.jsonl"
MAPS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def load(task: str) -> tuple[list[dict], list[dict]]:
    """Training and choosing rows of a task."""
    if task != "frame":
        raise SystemExit(f"there is no adapter recipe for {task}")
    gold = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    gold = [row | {"label": row["frame"], "corpus": "frames-dev"} for row in gold]
    rows, dropped = drop_shared(frame_rows(), gold, task)
    print(f"{task}: {len(rows)} train rows ({dropped} repeats dropped), {len(gold)} to choose by", flush=True)
    return rows, gold


def pool(states, mask):  # type: ignore[no-untyped-def]
    """The states of ``Trunk.encode`` at ``POOL``, joined: [batch, len(POOL) * hidden]."""
    import torch

    chosen = torch.stack([states[layer] for layer in LAYERS], dim=1).float()
    weight = (mask / mask.sum(1, keepdim=True)).float()
    means = torch.einsum("blth,bt->blh", chosen, weight)
    lasts = chosen[torch.arange(len(mask)), :, mask.sum(1) - 1]
    return torch.cat([means, lasts], dim=1)[:, list(POOL)].flatten(1)


def batches(ids: list[list[int]], order: np.ndarray, size: int = BATCH):
    """Batches of like length: the order is shuffled, then sorted within stretches of 8 batches."""
    for start in range(0, len(order), 8 * size):
        stretch = sorted(order[start : start + 8 * size], key=lambda i: len(ids[i]))
        chunks = [stretch[at : at + size] for at in range(0, len(stretch), size)]
        yield from (chunks[i] for i in np.random.default_rng(start).permutation(len(chunks)))


def fit_cues(features: np.ndarray, truth: np.ndarray, texts: list[str], labels: tuple[str, ...]) -> np.ndarray:
    """How much each kind of cue shifts each label beyond what the probe sees: [labels, kinds], columns centred."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold

    scores = np.zeros((len(truth), len(labels)))
    for train, test in StratifiedKFold(4, shuffle=True, random_state=SEED).split(features, truth):
        weight, bias = fit(features[train], truth[train], np.ones(len(train)), 0.001, labels)
        scores[test] = np.log(softmax(features[test].astype(float) @ weight.T + bias) + 1e-9)
    found = np.array([find(text) for text in texts])
    model = LogisticRegression(max_iter=500).fit(np.hstack([scores, found]), truth)
    order = [list(model.classes_).index(label) for label in labels]
    cues = model.coef_[order][:, len(labels) :]
    return cues - cues.mean(axis=0)


def temperature_with(logits: np.ndarray, shifts: np.ndarray, truth: np.ndarray, labels: tuple[str, ...]) -> float:
    """The temperature of the head beside fixed shifts of the cues that makes the likelihood largest."""
    index = [labels.index(label) for label in truth]
    grid = np.exp(np.linspace(np.log(0.5), np.log(5), 120))
    losses = [-np.log(softmax(logits / t + shifts)[np.arange(len(index)), index] + 1e-12).mean() for t in grid]
    return round(float(grid[int(np.argmin(losses))]), 4)


def main() -> None:
    import torch
    from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["frame"])
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=HERE / "heads")
    parser.add_argument("--work", type=Path, default=HERE / ".cache")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    labels = TASKS[args.task]
    rows, gold = load(args.task)
    tokenizer = load_tokenizer(HERE / "base")
    ids = [[2, *e.ids[: TOKENS - 1]] for e in tokenizer.encode_batch([r["text"] for r in rows])]
    gold_ids = [[2, *e.ids[: TOKENS - 1]] for e in tokenizer.encode_batch([r["text"] for r in gold])]
    y = torch.tensor([labels.index(r["label"]) for r in rows])
    share = torch.bincount(y, minlength=len(labels)).float()
    class_weight = (share.sum() / share / len(labels)).sqrt()

    def padded(chosen: list[list[int]]):  # type: ignore[no-untyped-def]
        width = max(map(len, chosen))
        batch = torch.zeros((len(chosen), width), dtype=torch.long)
        mask = torch.zeros((len(chosen), width), dtype=torch.long)
        for i, one in enumerate(chosen):
            batch[i, : len(one)] = torch.tensor(one)
            mask[i, : len(one)] = 1
        return batch, mask

    def states(model, chosen):  # type: ignore[no-untyped-def]
        batch, mask = padded(chosen)
        with torch.autocast("cpu", torch.bfloat16):
            hidden = model(input_ids=batch, use_cache=False, output_hidden_states=True).hidden_states
        return pool(hidden, mask)

    probe = args.work / f"adapter-{args.task}-probe.npz"
    if not probe.exists():
        args.work.mkdir(parents=True, exist_ok=True)
        trunk = Trunk(HERE / "base", LAYERS)
        features = np.concatenate([
            trunk.encode([tokenizer.decode(i[1:]) for i in ids[at : at + 1024]])[:, list(POOL)].reshape(-1, len(POOL) * trunk.hidden)
            for at in range(0, len(ids), 1024)
        ])  # fmt: skip
        truth = np.array([r["label"] for r in rows])
        weight, bias = fit(features, truth, np.ones(len(rows)), 0.001, labels)
        np.savez(probe, weight=weight, bias=bias, cues=fit_cues(features, truth, [r["text"] for r in rows], labels))
    start = np.load(probe)
    model = load_model(HERE / "base", max(LAYERS))
    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            module.to(torch.bfloat16)
    model = get_peft_model(model, LoraConfig(r=RANK, lora_alpha=ALPHA, lora_dropout=0.05, target_modules=MAPS))
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.float()
    head = torch.nn.Linear(start["weight"].shape[1], len(labels))
    head.weight.data, head.bias.data = torch.tensor(start["weight"]).float(), torch.tensor(start["bias"]).float()
    lora = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW([{"params": lora, "lr": args.rate}, {"params": head.parameters(), "lr": args.rate / 10}],
                                  weight_decay=0.01)  # fmt: skip
    steps = args.epochs * (len(rows) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, step / 60) * max(0.05, 0.5 * (1 + math.cos(math.pi * step / steps)))
    )
    checkpoint, first = args.work / f"adapter-{args.task}-{args.seed}.pt", 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        set_peft_model_state_dict(model, saved["lora"])
        head.load_state_dict(saved["head"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        first = saved["epoch"]

    def judge() -> np.ndarray:
        """The logits of the choosing rows."""
        model.eval()
        with torch.inference_mode():
            parts = [head(states(model, gold_ids[at : at + 16])) for at in range(0, len(gold_ids), 16)]
        return torch.cat(parts).double().numpy()

    for epoch in range(first, args.epochs):
        model.train()
        began, seen, loss_sum = time.time(), 0, 0.0
        for batch in batches(ids, np.random.default_rng([args.seed, epoch]).permutation(len(ids))):
            loss = torch.nn.functional.cross_entropy(
                head(states(model, [ids[i] for i in batch])), y[list(batch)], weight=class_weight, label_smoothing=SMOOTHING
            )
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(lora, 1.0)
            optimizer.step()
            schedule.step()
            seen, loss_sum = seen + len(batch), loss_sum + loss.item() * len(batch)
            if (seen // BATCH) % 40 == 0:
                print(f"  epoch {epoch + 1}: {seen}/{len(ids)}, loss {loss_sum / seen:.3f}, {seen / (time.time() - began):.1f} rows/s", flush=True)
        scores = report(gold, labels, softmax(judge()))["frames-dev"]
        print(f"epoch {epoch + 1}: loss {loss_sum / seen:.3f}, frames-dev {scores}", flush=True)
        torch.save({"lora": get_peft_model_state_dict(model), "head": head.state_dict(), "optimizer": optimizer.state_dict(),
                    "schedule": schedule.state_dict(), "epoch": epoch + 1}, checkpoint)  # fmt: skip
    cues = start["cues"]
    shifts = np.array([cues @ find(row["text"]) for row in gold])
    logits = judge()
    t = temperature_with(logits, shifts, np.array([r["label"] for r in gold]), labels)
    source = f"models/train_adapter.py {args.task}: LoRA rank {RANK}, {args.epochs} epochs, seed {args.seed}"
    maps = {}
    for key, value in get_peft_model_state_dict(model).items():
        name = key.removeprefix("base_model.model.").removesuffix(".weight")
        maps[f"lora.{name}"] = (value * (ALPHA / RANK) if name.endswith("lora_B") else value).detach().to(torch.bfloat16)
    save_head(args.out / f"{args.task}.safetensors", HeadSpec(args.task, labels, "{text}", POOL, LAYERS, t, source, {"cues": cues.round(4).tolist()}),
              head.weight.detach().numpy(), head.bias.detach().numpy(), maps)  # fmt: skip
    scores = report(gold, labels, softmax(logits / t + shifts))["frames-dev"]
    (args.out / f"{args.task}.scores.json").write_text(json.dumps(
        {"task": args.task, "epochs": args.epochs, "temperature": t, "train_rows": len(rows), "validation": {"frames-dev": scores}},
        indent=1, ensure_ascii=False, sort_keys=True) + "\n")  # fmt: skip


if __name__ == "__main__":
    main()
