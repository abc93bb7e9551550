"""Fitting a head: low-rank maps on the upper layers and a linear map on the pooled states.

Low-rank adaptation (Hu et al. 2021, "LoRA") through ``peft``, on every linear map of the layers
from ``Settings.split`` on. The head reads states scaled to unit variance, the scaling is folded into
its weights when it is saved. Training goes in epochs over packed rows; after each one the
choosing rows are scored and a checkpoint is written, so that an interrupted run goes on.
"""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.classify.heads import Head
from analyzer.classify.trunk import add_lora, half_pays, halve, part
from analyzer.training.packing import Group, fill_rows, group, pack, row_width
from analyzer.training.settings import Settings
from analyzer.training.states import Embedded, LowerStates, on, run_packed

LONG = 1_000_000  # tokens from which a run gains more by compiled blocks than compiling takes (a minute here)
WARM_UP = 40  # steps at most in which the rate rises, and no more than a tenth of all
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
    """The result: a head on raw pooled states, low-rank maps by module, logits of the choosing rows and of those asked about."""

    weight: np.ndarray
    bias: np.ndarray
    maps: dict[str, Any]
    logits: np.ndarray
    asked: np.ndarray


class Pooled:
    """The adapted layers with the pooling of ``Trunk.encode``, restricted to what a head reads."""

    def __init__(self, upper: Any, split: int, layers: Sequence[int], pool: Sequence[int], half: bool = False) -> None:
        """``half``: products in bfloat16."""
        self.upper, self.split, self.layers, self.pool, self.half = upper, split, tuple(layers), tuple(pool), half

    def __call__(self, states: Any, here: Mapping[str, Any]) -> Any:
        """float32 [members, len(pool) * hidden] in the order of ``Packed.members``."""
        import torch

        out = run_packed(self.upper, states, here, self.half)
        shared = (here["tails"] == 0).flatten().float()[:, None]
        pooled = []
        for choice in self.pool:
            layer = self.layers[choice % len(self.layers)] - self.split
            flat = out[layer - 1].flatten(0, 1)
            flat = (self.upper.norm(flat) if layer == len(out) else flat).float()
            if choice >= len(self.layers):
                pooled.append(flat[here["lasts"]])
                continue
            heads = flat.new_zeros(here["count"] + 1, flat.shape[1]).index_add(0, here["groups"].flatten(), flat * shared)
            tails = flat.new_zeros(len(here["owners"]) + 1, flat.shape[1]).index_add(0, here["tails"].flatten(), flat)
            pooled.append((heads[here["owners"]] + tails[1:]) / here["sizes"][:, None])
        return torch.cat(pooled, dim=1)


class _Net:
    """Adapted layers, the scaling of their pooled states, and a head, on one device.

    Products are computed in bfloat16 where the device has instructions for it, maps and sums in float32. ``fixed``: the
    blocks are compiled, which fuses many small steps, for steps of one shape.
    """

    def __init__(
        self, model: Any, layers: Sequence[int], pool: Sequence[int], outputs: int, settings: Settings, start: Head | None, width: int, fixed: bool
    ) -> None:
        import torch
        from peft import LoraConfig, get_peft_model, set_peft_model_state_dict

        self.settings, self.below, self.width, self.fixed = settings, {}, width, fixed
        cpu = settings.device == "cpu"
        self.half = not cpu or half_pays()
        if start is not None:  # maps below the split stay as they are
            self.below = {name: value for name, value in start.lora.items() if int(name.split(".")[1]) < settings.split}
            add_lora(model, self.below)
        self.made_by = start.digest if self.below and start is not None else ""
        model.to(settings.device)
        if self.half:
            halve(model)
            for block in model.layers:  # in plain products, the kernels that take any mask are slower
                block.self_attn.config._attn_implementation = "eager"
        upper = part(model, settings.split, len(model.layers)).requires_grad_(False)
        if fixed:
            torch._dynamo.config.recompile_limit = 64  # kinds of block, with and without gradients
            torch._dynamo.config.suppress_errors = cpu  # where the compiler lacks a header the blocks run as they are
            for block in upper.layers:
                block.compile(dynamic=False)
        self.pooled = Pooled(upper, settings.split, layers, pool, self.half)
        config = LoraConfig(r=settings.rank, lora_alpha=2 * settings.rank, lora_dropout=0.0, target_modules=MAPS)
        self.adapted = get_peft_model(upper, config)
        if start is not None:
            set_peft_model_state_dict(self.adapted, _renamed(start.lora, settings.split))
        self.head = torch.nn.Linear(len(pool) * model.config.hidden_size, outputs).to(settings.device)
        torch.nn.init.zeros_(self.head.weight)
        torch.nn.init.zeros_(self.head.bias)
        self.drop = torch.nn.Dropout(0.1)
        self.mean, self.scale = 0.0, 1.0

    @property
    def step(self) -> int:
        """Rows in a step."""
        return max(1, self.settings.tokens // self.width)

    def maps(self) -> list[Any]:
        return [p for p in self.adapted.parameters() if p.requires_grad]

    def features(self, store: Any, groups: Sequence[Group], rows: Sequence[Sequence[int]]) -> tuple[Any, list[int]]:
        """Scaled pooled states of packed rows, and whose they are."""
        if self.fixed:  # filled up with empty rows
            rows = [*rows, *([[]] * (self.step - len(rows)))]
        packed = pack(groups, rows, self.width if self.fixed else None)
        here = on(packed, self.settings.device)
        x = self.pooled(store.of(groups, rows, here), here)
        return (x - self.mean) / self.scale, list(packed.members)

    def scale_by(self, store: Any, groups: Sequence[Group]) -> None:
        """Mean and deviation of the pooled states before training, on about 20,000 tokens."""
        import torch

        order = np.random.default_rng(self.settings.seed).permutation(len(groups))
        rows, step = fill_rows(groups, list(order[:400]), self.width), self.step
        with torch.no_grad():
            x = torch.cat([self.features(store, groups, rows[at : at + step])[0] for at in range(0, len(rows), step)])
        self.mean, self.scale = x.mean(0).clone(), (x.std(0) + 1e-3 * x.std()).clone()

    def begin_at(self, start: Head) -> None:
        """The head's first outputs as those of ``start``."""
        import torch

        raw = torch.from_numpy(start.weight).float().to(self.settings.device)
        self.head.weight.data[: len(raw)] = raw * self.scale
        self.head.bias.data[: len(raw)] = torch.from_numpy(start.bias).float().to(self.settings.device) + raw @ self.mean

    def logits(self, store: Any, groups: Sequence[Group], inputs: int, classes: int) -> np.ndarray:
        """The first ``classes`` outputs, float64 [inputs, classes]."""
        import torch

        out = np.zeros((inputs, classes))
        rows = fill_rows(groups, sorted(range(len(groups)), key=lambda g: -len(groups[g])), self.width)
        step = self.step if self.fixed else 2
        for at in range(0, len(rows), step):
            with torch.no_grad():
                x, members = self.features(store, groups, rows[at : at + step])
                out[members] = self.head(x)[:, :classes].double().cpu().numpy()
        return out

    def export(self, classes: int) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
        """The head on raw states, and the maps by module."""
        import torch
        from peft import get_peft_model_state_dict

        named = {name: value.to(torch.bfloat16) for name, value in self.below.items()}
        for key, value in get_peft_model_state_dict(self.adapted).items():
            _, number, rest = key.removeprefix("base_model.model.").removesuffix(".weight").split(".", 2)
            value = value * 2 if rest.endswith("lora_B") else value  # alpha / rank
            named[f"layers.{int(number) + self.settings.split}.{rest}"] = value.detach().to("cpu", torch.bfloat16)
        raw = self.head.weight.detach()[:classes] / self.scale
        return raw.cpu().numpy(), (self.head.bias.detach()[:classes] - raw @ self.mean).cpu().numpy(), named


def fit_adapter(
    model: Any,
    train: Inputs,
    targets: np.ndarray,
    domain: np.ndarray,
    weights: np.ndarray,
    choosing: Inputs,
    asked: Inputs,
    layers: Sequence[int],
    pool: Sequence[int],
    settings: Settings,
    work: Path,
    judge: Callable[[np.ndarray], str],
    start: Head | None = None,
    own_task: bool = False,
    say: Callable[[str], None] = print,
    run_key: str = "",
) -> Fitted:
    """Fit low-rank maps and a head.

    Args:
        model: the trunk's ``Gemma3TextModel``; it is changed.
        train: inputs to learn from.
        targets: float [train, classes], the distribution over labels that each is to get.
        domain: int [train], which output of the head each trains, for corpora whose labels mean other things; the first is returned.
        weights: float [train], what each counts in the loss.
        choosing: inputs whose logits are reported after each epoch.
        asked: inputs whose logits are wanted at the end.
        layers: the layers pooled by the head.
        pool: which pooled states it reads, as in ``HeadSpec``.
        settings: rates and sizes.
        work: a scratch folder for states and checkpoints.
        judge: puts the logits of the choosing rows into words for the log.
        start: a head to begin from, its maps of the rank of ``settings``; of another task, its maps only.
        own_task: whether ``start`` reads and says the same, so that its outputs are kept too.
        say: takes lines of the log.
        run_key: what a checkpoint must have been written under for the run to go on from it.
    """
    import torch
    from peft import get_peft_model_state_dict, set_peft_model_state_dict

    torch.manual_seed(settings.seed)
    domains, classes = 1 + int(domain.max(initial=0)), targets.shape[1]
    work.mkdir(parents=True, exist_ok=True)
    width = max(row_width(inputs.groups) for inputs in (train, choosing, asked))
    long = settings.epochs * sum(map(len, train.groups)) >= LONG
    fixed = settings.device != "cpu" or (long and shutil.which("g++") is not None)
    net = _Net(model, layers, pool, domains * classes, settings, start, width, fixed)
    store, store_choosing, store_asked = (
        LowerStates(model, settings.split, inputs.groups, work / f"{name}.states", say, net.made_by, net.half)
        if settings.split and inputs.ids else Embedded(model)
        for name, inputs in (("train", train), ("choosing", choosing), ("asked", asked))
    )  # fmt: skip
    net.scale_by(store, train.groups)
    if start is not None and own_task:
        net.begin_at(start)
    maps, head, device = net.maps(), net.head, settings.device
    optimizer = torch.optim.AdamW(
        [{"params": maps, "lr": settings.rate, "weight_decay": 0.01}, {"params": head.parameters(), "lr": 5 * settings.rate, "weight_decay": 0.1}]
    )
    plan = _plan(train.groups, net)
    warm = min(WARM_UP, max(1, len(plan) // 10))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / warm) * max(0.03, 0.5 * (1 + math.cos(math.pi * min(1.0, step / len(plan)))))
    )
    checkpoint, first = work / "checkpoint.pt", 0
    saved = torch.load(checkpoint, weights_only=True, map_location=device) if checkpoint.exists() else {}
    if saved and saved.get("run") != run_key:
        say(f"{checkpoint} is of other rows or settings: beginning anew")
    elif saved:
        set_peft_model_state_dict(net.adapted, saved["maps"])
        head.load_state_dict(saved["head"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        first = saved["step"]
        say(f"going on from step {first}")
    wanted, of, w = (torch.from_numpy(given).to(device) for given in (targets.astype(np.float32), domain, weights.astype(np.float32)))
    began, loss_sum, loss_mass, seen = time.time(), torch.zeros((), device=device), 0, 0
    evaluate_at = {round(k * len(plan) / max(1, math.ceil(settings.epochs))) for k in range(1, math.ceil(settings.epochs) + 1)}
    for step in range(first, len(plan)):
        torch.manual_seed(settings.seed + (step << 20))  # what is dropped is drawn anew a step, so that a run that goes on draws the same
        x, members = net.features(store, train.groups, plan[step])
        own = torch.tensor(members, device=device)
        said = head(net.drop(x)).view(len(members), domains, classes)[torch.arange(len(members), device=device), of[own]]
        losses = torch.nn.functional.cross_entropy(said, wanted[own], reduction="none")
        loss = (losses * w[own]).sum() / w[own].sum()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(maps, 1.0)
        optimizer.step()
        schedule.step()
        loss_sum, loss_mass = loss_sum + loss.detach() * len(members), loss_mass + len(members)
        seen += sum(len(train.groups[g]) for row in plan[step] for g in row)
        if (step + 1) % 25 == 0:
            say(f"step {step + 1}/{len(plan)}: loss {loss_sum.item() / loss_mass:.3f}, {seen / (time.time() - began):.0f} tokens/s")
            loss_sum, loss_mass = torch.zeros((), device=device), 0
        if step + 1 in evaluate_at and step + 1 < len(plan):  # those of the last step are the result
            say(f"step {step + 1}/{len(plan)}: {judge(net.logits(store_choosing, choosing.groups, len(choosing.ids), classes))}")
        if step + 1 in evaluate_at or (device == "cpu" and (step + 1) % 100 == 0):
            written = checkpoint.with_suffix(".partial")
            torch.save({"run": run_key, "maps": get_peft_model_state_dict(net.adapted), "head": head.state_dict(), "optimizer": optimizer.state_dict(),
                        "schedule": schedule.state_dict(), "step": step + 1}, written)  # fmt: skip
            written.replace(checkpoint)
    logits = [net.logits(*each, classes) for each in ((store_choosing, choosing.groups, len(choosing.ids)), (store_asked, asked.groups, len(asked.ids)))]
    return Fitted(*net.export(classes), *logits)


def rank_of(head: Head) -> int:
    """The rank of a head's maps, 0 where it has none."""
    return min((len(value) for name, value in head.lora.items() if name.endswith("lora_A")), default=0)


def _renamed(lora: Mapping[str, Any], split: int) -> dict[str, Any]:
    """Saved maps of the layers from ``split`` on under the names that ``peft`` gives them, their scale taken back."""
    out = {}
    for name, value in lora.items():
        _, number, rest = name.split(".", 2)
        if int(number) >= split:
            out[f"base_model.model.layers.{int(number) - split}.{rest}.weight"] = value.float() / (2 if rest.endswith("lora_B") else 1)
    return out


def _plan(groups: Sequence[Group], net: _Net) -> list[list[list[int]]]:
    """The rows of every step of every epoch."""
    settings, steps = net.settings, []
    whole = math.ceil(settings.epochs)
    for epoch in range(whole):
        order = np.random.default_rng([settings.seed, epoch]).permutation(len(groups))
        share = min(1.0, settings.epochs - epoch)
        rows = fill_rows(groups, list(order[: math.ceil(share * len(order))]), net.width)
        steps += [rows[at : at + net.step] for at in range(0, len(rows), net.step)]
    return steps
