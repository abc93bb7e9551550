"""Heads: small linear maps from the trunk's pooled states to the labels of a task.

A head is one safetensors file (``weight`` [labels, features], ``bias`` [labels]) whose
metadata says how its input is worded and pooled. It is what a recipe in ``models/`` or
``analyzer train`` fits, a few dozen kilobytes beside the shared base.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.classify.base import TASKS, Item
from analyzer.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

    from analyzer.classify.trunk import Trunk

_SCALE = ".scale"
SLICE = 1024  # items encoded together; bounds memory
TARGET_TOKENS, PARENT_TOKENS = 48, 96  # of a longer target or parent the start is used, and counted


@dataclass(frozen=True, slots=True)
class HeadSpec:
    """How a head reads its items.

    Attributes:
        task: a key of ``TASKS``.
        labels: the labels in the order of the weight's rows.
        template: the input, with ``{text}``, ``{target}`` and ``{parent}``.
        pool: which pooled states are joined, as indices into ``Trunk.encode``'s axis 1.
        layers: the trunk layers behind that axis.
        temperature: divides the logits (Guo et al. 2017, "On calibration").
        source: the recipe and data, in one line.
        base: the hash of the base that it was fitted on and means nothing without; "" in heads from before it was kept.
    """

    task: str
    labels: tuple[str, ...]
    template: str = "{text}"
    pool: tuple[int, ...] = (0, 1, 2)
    layers: tuple[int, ...] = (6, 8, 9)
    temperature: float = 1.0
    source: str = ""
    base: str = ""


class EmbeddedClassifier:
    """The trunk with one head on it."""

    def __init__(self, trunk: Trunk, spec: HeadSpec, weight: np.ndarray, bias: np.ndarray, fingerprint: str) -> None:
        if weight.shape != (len(spec.labels), len(spec.pool) * trunk.hidden) or set(spec.labels) != set(
            TASKS[spec.task]
        ):
            raise ModelError(f"the {spec.task} head has shape {weight.shape} and labels {spec.labels}")
        self.trunk, self.spec, self.task, self.labels = trunk, spec, spec.task, spec.labels
        self.weight, self.bias = weight.astype("float64"), bias.astype("float64")
        self.name, self.fingerprint = f"embedded {spec.task} head", fingerprint
        self.windowed = 0  # items read in more than one window
        self.shortened = 0  # items whose target or parent was longer than its room

    def scores(self, items: Sequence[Item], progress: Callable[[int], None] | None = None) -> np.ndarray:
        """Probabilities, float64 [items, labels].

        A text longer than the trunk's window is read in consecutive windows, each with
        the same target and parent; their logits are averaged, weighted by their length.
        """
        import numpy as np

        rows = [self._slice(items[at : at + SLICE], progress) for at in range(0, len(items), SLICE)]
        return np.concatenate(rows) if rows else np.zeros((0, len(self.labels)))

    def _slice(self, items: Sequence[Item], progress: Callable[[int], None] | None) -> np.ndarray:
        import numpy as np

        pieces: list[str] = []
        owner: list[int] = []
        for i, item in enumerate(items):
            windows = self._windows(item)
            self.windowed += len(windows) > 1
            pieces.extend(windows)
            owner.extend([i] * len(windows))
        features = pooled(self.trunk, pieces)[:, list(self.spec.pool)].reshape(len(pieces), -1)
        total, mass = np.zeros((len(items), len(self.labels))), np.zeros(len(items))
        # One row at a time: a matrix product's last bits depend on the number of its rows.
        for i, piece, row in zip(owner, pieces, features):
            logits = np.einsum("lf,f->l", self.weight, row.astype(np.float64)) + self.bias
            total[i] += len(piece) * logits
            mass[i] += len(piece)
        if progress is not None:
            progress(len(items))
        logits = total / mass[:, None] / self.spec.temperature
        return softmax(logits)

    def _windows(self, item: Item) -> list[str]:
        """The worded input of an item, in as many windows as its text needs."""
        from analyzer.classify.trunk import WINDOW

        template = self.spec.template
        target = self._fit(item.target, TARGET_TOKENS) if "{target}" in template else ""
        parent = self._fit(item.parent_text, PARENT_TOKENS) if "{parent}" in template else ""
        room = WINDOW - 12 - self.trunk.count(fill(template, "", target, parent))
        return [fill(template, piece, target, parent) or " " for piece in self.trunk.split(item.text, room)]

    def _fit(self, text: str, limit: int) -> str:
        first, *rest = self.trunk.split(text, limit)
        self.shortened += bool(rest)
        return first.strip()


def fill(template: str, text: str, target: str, parent: str) -> str:
    """The template with its fields put in, in one pass: fields may hold braces."""
    import re

    values = {"{text}": text, "{target}": target, "{parent}": parent}
    return re.sub(r"\{(?:text|target|parent)\}", lambda match: values[match.group()], template)


def softmax(logits: np.ndarray) -> np.ndarray:
    import numpy as np

    shifted = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    return shifted / shifted.sum(axis=1, keepdims=True)


_CACHE: OrderedDict[tuple[Trunk, str], np.ndarray] = OrderedDict()
_CACHED = 8192  # texts; about 15 kB each


def pooled(trunk: Trunk, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
    """``trunk.encode`` for texts of which some repeat or were encoded for another head.

    Each distinct text is encoded once; the latest ``_CACHED`` results are kept.
    """
    import numpy as np

    wanted = list(dict.fromkeys(texts))
    new = [text for text in wanted if (trunk, text) not in _CACHE]
    found = {text: _CACHE[trunk, text] for text in wanted if (trunk, text) in _CACHE}
    if new:
        found |= dict(zip(new, trunk.encode(new, progress)))
    for text in wanted:
        _CACHE[trunk, text] = found[text]
        _CACHE.move_to_end((trunk, text))
    while len(_CACHE) > _CACHED:
        _CACHE.popitem(last=False)
    return np.stack([found[text] for text in texts]) if texts else np.zeros((0, 2 * len(trunk.layers), trunk.hidden))


def save_head(
    path: Path, spec: HeadSpec, weight: np.ndarray, bias: np.ndarray, lora: Mapping[str, Any] | None = None
) -> None:
    """Write a head as one safetensors file with its spec in the metadata.

    The maps are stored as 8-bit whole numbers with a scale for each of their ranks: half the bytes of
    bfloat16, and no label moves (``models/README.md``).

    Args:
        lora: low-rank maps by ``lora.MODULE.lora_A`` and ``lora.MODULE.lora_B`` (torch
            tensors, B already scaled), for a head that reads an adapted trunk.
    """
    import torch
    from safetensors.torch import save_file

    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = {"weight": torch.tensor(weight, dtype=torch.float32), "bias": torch.tensor(bias, dtype=torch.float32)}
    for name, value in (lora or {}).items():
        across = 1 if name.endswith("lora_A") else 0  # A has a row for each rank, B a column
        scale = (value.float().abs().amax(across, keepdim=True) / 127).clamp_min(1e-12)
        tensors[name] = (value.float() / scale).round().to(torch.int8).contiguous()
        tensors[f"{name}{_SCALE}"] = scale
    save_file(tensors, path, metadata={"head": json.dumps(asdict(spec), ensure_ascii=False, sort_keys=True)})


@dataclass(frozen=True, slots=True)
class Head:
    """A head file read: its spec, its weights, and the low-rank maps of its trunk, if any."""

    spec: HeadSpec
    weight: np.ndarray
    bias: np.ndarray
    lora: Mapping[str, Any]
    digest: str


def load_head(path: Path) -> Head:
    """Read a head file.

    Raises:
        ModelError: the file is missing or no head.
    """
    from safetensors import SafetensorError, safe_open

    if not path.is_file():
        raise ModelError("there is no such head", where=str(path), remedy="run: analyzer models --verify")
    try:
        with safe_open(path, framework="pt") as file:
            raw = json.loads((file.metadata() or {})["head"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}
        spec = HeadSpec(**{k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()})
        weight, bias = (tensors.pop(name).numpy() for name in ("weight", "bias"))
        if set(spec.labels) != set(TASKS[spec.task]):
            raise ValueError(f"the labels of {spec.task} are {', '.join(TASKS[spec.task])}")
    except (SafetensorError, KeyError, ValueError, TypeError) as error:
        remedy = "give what models/train.py or analyzer train wrote"
        raise ModelError(f"is not a head file ({error})", where=str(path), remedy=remedy) from None
    lora = {
        name.removeprefix("lora."): tensor.float() * tensors[f"{name}{_SCALE}"] if f"{name}{_SCALE}" in tensors else tensor
        for name, tensor in tensors.items() if not name.endswith(_SCALE)
    }  # fmt: skip
    return Head(spec, weight, bias, lora, hashlib.sha256(path.read_bytes()).hexdigest())
