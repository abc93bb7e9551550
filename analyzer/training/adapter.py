"""Fitting a head: low-rank maps on the upper layers and a linear map on the pooled states.

Low-rank adaptation (Hu et al. 2021, "LoRA") through ``peft``, on every linear map of the layers
above ``states.SPLIT``. The head reads states scaled to unit variance, the scaling is folded into
its weights when it is saved. Training goes in epochs over packed rows; after each one the
choosing rows are scored and a checkpoint is written, so that an interrupted run goes on.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.classify.heads import Head
from analyzer.classify.trunk import part, run
from analyzer.training.packing import Group, fill_rows, group, pack, row_width
from analyzer.training.settings import Settings
from analyzer.training.states import SPLIT, LowerStates, seen

MAPS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Token ids with what may share its beginning.

    Attributes:
        ids: token ids of each input.
        keys: equal for inputs of one text.
    """

    ids: list[list[int]]
    keys: list[str]
    groups: list[Group] = field(default_factory=list)

    @classmethod
    def of(cls, ids: list[list[int]], keys: list[str]) -> Inputs:
        return cls(ids, keys, group(ids, keys))


@dataclass(frozen=True, slots=True)
class Fitted:
    """The result: a head on raw pooled states, low-rank maps by module, logits of the choosing rows."""

    weight: np.ndarray
    bias: np.ndarray
    maps: dict[str, Any]
    logits: np.ndarray
    seen: int


class Pooled:
    """The upper layers with the pooling of ``Trunk.encode``, restricted to what a head reads."""

    def __init__(self, upper: Any, layers: Sequence[int], pool: Sequence[int]) -> None:
        self.upper, self.layers, self.pool = upper, tuple(layers), tuple(pool)

    def __call__(self, states: Any, packed: Any) -> Any:
        """[members, len(pool) * hidden] in the order of ``packed.members``."""
        import torch

        out = run(self.upper, states, torch.from_numpy(packed.positions), seen(packed))
        means, lasts = torch.from_numpy(packed.means), torch.from_numpy(packed.lasts)
        pooled = []
        for choice in self.pool:
            layer = self.layers[choice % len(self.layers)] - SPLIT
            flat = out[layer - 1].flatten(0, 1)
            flat = self.upper.norm(flat) if layer == len(out) else flat
            pooled.append(means @ flat if choice < len(self.layers) else flat[lasts])
        return torch.cat(pooled, dim=1)


def fit_adapter(
    model: Any,
    train: Inputs,
    labels: np.ndarray,
    weights: np.ndarray,
    choosing: Inputs,
    domains: int,
    classes: int,
    layers: Sequence[int],
    pool: Sequence[int],
    settings: Settings,
    work: Path,
    judge: Callable[[np.ndarray], str],
    start: Head | None = None,
    say: Callable[[str], None] = print,
) -> Fitted:
    """Fit low-rank maps and a head.

    Args:
        model: the trunk's ``Gemma3TextModel``; its upper layers are changed.
        train: inputs to learn from.
        labels: int [train], ``domain * classes + class`` of each.
        weights: float [train], what each counts in the loss.
        choosing: inputs whose logits are reported after each epoch.
        domains: how many outputs the head has, for corpora whose labels mean other things; the first is returned.
        classes: how many labels there are.
        layers: the layers pooled by the head.
        pool: which pooled states it reads, as in ``HeadSpec``.
        settings: rates and sizes.
        work: a scratch folder for states and checkpoints.
        judge: puts the logits of the choosing rows into words for the log.
        start: a head to begin from, if it has maps of the same rank.
        say: takes lines of the log.
    """
    import torch
    from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict

    torch.manual_seed(settings.seed)
    lower = LowerStates(model, train.groups, work / "train.states", say)
    lower_choosing = LowerStates(model, choosing.groups, work / "choosing.states", say)
    upper = part(model, SPLIT, len(model.layers))
    pooled = Pooled(upper, layers, pool)
    mean, scale = _scaling(pooled, train, lower, settings)
    upper.requires_grad_(False)
    adapted = get_peft_model(upper, LoraConfig(r=settings.rank, lora_alpha=2 * settings.rank, lora_dropout=0.0, target_modules=MAPS))
    head = torch.nn.Linear(len(mean), domains * classes)
    torch.nn.init.zeros_(head.weight)
    torch.nn.init.zeros_(head.bias)
    if start is not None and _rank(start) == settings.rank:
        set_peft_model_state_dict(adapted, _renamed(start.lora))
        raw = torch.from_numpy(start.weight).float()
        head.weight.data[:classes] = raw * scale
        head.bias.data[:classes] = torch.from_numpy(start.bias).float() + raw @ mean
    drop = torch.nn.Dropout(0.1)
    maps = [p for p in adapted.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": maps, "lr": settings.rate, "weight_decay": 0.01}, {"params": head.parameters(), "lr": 5 * settings.rate, "weight_decay": 0.1}]
    )
    plan = _plan(train.groups, settings)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 40) * max(0.03, 0.5 * (1 + math.cos(math.pi * min(1.0, step / len(plan)))))
    )
    checkpoint, first = work / "checkpoint.pt", 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        set_peft_model_state_dict(adapted, saved["maps"])
        head.load_state_dict(saved["head"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        first = saved["step"]
        say(f"going on from step {first}")

    def logits_of(inputs: Inputs, store: LowerStates) -> np.ndarray:
        out = np.zeros((len(inputs.ids), classes))
        rows = fill_rows(inputs.groups, sorted(range(len(inputs.groups)), key=lambda g: -len(inputs.groups[g])))
        for at in range(0, len(rows), 2):
            packed = pack(inputs.groups, rows[at : at + 2])
            with torch.inference_mode():
                x = pooled(store.of(inputs.groups, rows[at : at + 2], packed.ids.shape[1]), packed)
                out[list(packed.members)] = head((x - mean) / scale)[:, :classes].double().numpy()
        return out

    y, w = torch.from_numpy(labels), torch.from_numpy(weights).float()
    began, loss_sum, loss_mass, seen = time.time(), 0.0, 0.0, 0
    evaluate_at = {round(k * len(plan) / max(1, math.ceil(settings.epochs))) for k in range(1, math.ceil(settings.epochs) + 1)}
    for step in range(first, len(plan)):
        packed = pack(train.groups, plan[step])
        x = pooled(lower.of(train.groups, plan[step], packed.ids.shape[1]), packed)
        members = list(packed.members)
        losses = torch.nn.functional.cross_entropy(
            head(drop((x - mean) / scale)).view(len(members), domains, classes)[torch.arange(len(members)), y[members] // classes],
            y[members] % classes, reduction="none", label_smoothing=settings.smoothing,
        )  # fmt: skip
        loss = (losses * w[members]).sum() / w[members].sum()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(maps, 1.0)
        optimizer.step()
        schedule.step()
        loss_sum, loss_mass, seen = loss_sum + loss.item() * len(members), loss_mass + len(members), seen + packed.ids.size
        if (step + 1) % 25 == 0:
            say(f"step {step + 1}/{len(plan)}: loss {loss_sum / loss_mass:.3f}, {seen / (time.time() - began):.0f} tokens/s")
            loss_sum = loss_mass = 0.0
        if step + 1 in evaluate_at:
            say(f"step {step + 1}/{len(plan)}: {judge(logits_of(choosing, lower_choosing))}")
        if (step + 1) % 100 == 0 or step + 1 in evaluate_at:
            torch.save({"maps": get_peft_model_state_dict(adapted), "head": head.state_dict(), "optimizer": optimizer.state_dict(),
                        "schedule": schedule.state_dict(), "step": step + 1}, checkpoint)  # fmt: skip
    named = {}
    for key, value in get_peft_model_state_dict(adapted).items():
        _, number, rest = key.removeprefix("base_model.model.").removesuffix(".weight").split(".", 2)
        value = value * 2 if rest.endswith("lora_B") else value  # alpha / rank
        named[f"layers.{int(number) + SPLIT}.{rest}"] = value.detach().to(torch.bfloat16)
    raw = head.weight.detach()[:classes] / scale
    return Fitted(raw.numpy(), (head.bias.detach()[:classes] - raw @ mean).numpy(), named, logits_of(choosing, lower_choosing), len(plan))


def _rank(head: Head) -> int:
    """The rank of a head's maps, 0 where it has none above ``SPLIT`` or some below."""
    layers = {int(name.split(".")[1]) for name in head.lora}
    return min((len(m) for name, m in head.lora.items() if name.endswith("lora_A")), default=0) if layers and min(layers) >= SPLIT else 0


def _renamed(lora: Mapping[str, Any]) -> dict[str, Any]:
    """Saved maps under the names that ``peft`` gives them, their scale taken back."""
    out = {}
    for name, value in lora.items():
        _, number, rest = name.split(".", 2)
        out[f"base_model.model.layers.{int(number) - SPLIT}.{rest}.weight"] = value.float() / (2 if rest.endswith("lora_B") else 1)
    return out


def _scaling(pooled: Pooled, inputs: Inputs, lower: LowerStates, settings: Settings) -> tuple[Any, Any]:
    """Mean and deviation of the unadapted pooled states, on about 20,000 tokens."""
    import torch

    order = np.random.default_rng(settings.seed).permutation(len(inputs.groups))
    rows = fill_rows(inputs.groups, list(order[:400]))
    parts = []
    for at in range(0, len(rows), 2):
        packed = pack(inputs.groups, rows[at : at + 2])
        with torch.inference_mode():
            parts.append(pooled(lower.of(inputs.groups, rows[at : at + 2], packed.ids.shape[1]), packed))
    x = torch.cat(parts)
    return x.mean(0).clone(), (x.std(0) + 1e-3 * x.std()).clone()


def _plan(groups: Sequence[Group], settings: Settings) -> list[list[list[int]]]:
    """The rows of every step of every epoch."""
    steps = []
    whole = math.ceil(settings.epochs)
    for epoch in range(whole):
        order = np.random.default_rng([settings.seed, epoch]).permutation(len(groups))
        share = min(1.0, settings.epochs - epoch)
        rows = fill_rows(groups, list(order[: math.ceil(share * len(order))]))
        per_step = max(1, settings.tokens // row_width(groups))
        steps += [rows[at : at + per_step] for at in range(0, len(rows), per_step)]
    return steps
