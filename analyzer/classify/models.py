"""Which model does which task: the embedded ones by default, any other by folder or id."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.classify.base import TASKS, Classifier
from analyzer.classify.in_thread import IN_THREAD
from analyzer.debates import Debate
from analyzer.errors import ModelError, UsageError
from analyzer.modelcards import check
from analyzer.paths import models_folder

if TYPE_CHECKING:
    from analyzer.classify.trunk import Trunk

_TRUNKS: dict[tuple[tuple[int, ...], str], Trunk] = {}  # by layers and low-rank maps; "" where there are none


def load_classifier(task: str, model: str | None = None, *, online: bool = False) -> Classifier:
    """The classifier of a task.

    Args:
        task: ``sentiment``, ``stance``, ``reply`` or ``frame``.
        model: None for the embedded model; a head file (``.safetensors``) for the embedded
            base with that head; else a folder or hub id for ``AutoModelForSequenceClassification``.
        online: allow the Hugging Face hub to be asked for an id that is not cached.

    Raises:
        UsageError: there is no such task.
        ModelError: the model is missing, changed or of the wrong kind.
    """
    if task not in TASKS:
        raise UsageError(f"there is no task {task!r}", remedy=f"use one of: {', '.join(TASKS)}")
    if model is None or model.endswith(".safetensors"):
        path = Path(model) if model else models_folder() / "heads" / f"{task}.safetensors"
        classifier = _embedded(path)
        if classifier.task != task:
            raise ModelError(f"is a {classifier.task} head", where=str(path), remedy=f"give a {task} head")
        return classifier
    from analyzer.classify.hf import HuggingFaceClassifier

    return HuggingFaceClassifier(task, model, online=online)


def load_in_thread(debate: Debate, model: str | None = None) -> Classifier | None:
    """The embedded head that reads frames in their thread, or None where frames do without: in the open debate and with another frame model.

    Args:
        debate: whose frame is asked for.
        model: what does the task ``frame``, as in ``load_classifier``.

    Raises:
        ModelError: it is missing or changed.
    """
    if debate.open or model is not None:
        return None
    return _embedded(models_folder() / "heads" / f"{IN_THREAD}.safetensors")


def _embedded(path: Path) -> Classifier:
    """The classifier of a head file; all heads share one trunk but for the blocks that their maps change."""
    from analyzer.classify.heads import EmbeddedClassifier, load_head
    from analyzer.classify.trunk import Trunk

    head = load_head(path)
    if path.is_relative_to(models_folder()):
        check(path)
    base = base_hash(models_folder() / "base")
    if head.spec.base not in ("", base):
        raise ModelError("was fitted on another base than models/base", where=str(path), remedy="fit it again on this one")
    layers = head.spec.layers
    if (layers, "") not in _TRUNKS:
        _TRUNKS[layers, ""] = Trunk(models_folder() / "base", layers)
    key = (layers, head.digest if head.lora else "")
    if key not in _TRUNKS:
        _TRUNKS[key] = _TRUNKS[layers, ""].adapted(head.lora)
    trunk = _TRUNKS[key]
    fingerprint = hashlib.sha256(f"{base} {head.digest} {trunk.dtype}".encode()).hexdigest()[:16]
    return EmbeddedClassifier(trunk, head.spec, head.weight, head.bias, fingerprint)


@lru_cache(maxsize=4)
def base_hash(folder: Path) -> str:
    """A hash over a base's files; those of the shipped one are checked against ``SHA256SUMS``.

    Raises:
        ModelError: a file is missing or changed.
    """
    files = [folder / "config.json", folder / "tokenizer.json", *sorted(folder.glob("*.safetensors"))]
    shipped = folder.is_relative_to(models_folder())
    hashes = [check(path) if shipped else hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return hashlib.sha256("".join(hashes).encode()).hexdigest()
