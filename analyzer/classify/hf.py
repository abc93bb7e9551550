"""Any Hugging Face model in place of the embedded one: sequence classifiers and NLI models.

A model is a local folder or a hub id that is already in the local cache; nothing is
fetched unless the user sets ``online=True``. Weights must be safetensors and no code of
the model's repository is ever run.

A sequence classifier is used as it is, where its labels can be read as the task's. A
model whose labels are entailment, neutral and contradiction is used zero-shot (Yin, Hay
and Roth 2019): each label of the task is worded as a hypothesis, and the entailment
scores are compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.classify.base import TASKS, Item
from analyzer.classify.heads import softmax
from analyzer.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

# Other people's words for our labels, lower-cased.
SYNONYMS = {
    "negative": {"negative", "neg", "label_0"}, "neutral": {"neutral", "neu", "label_1", "comment", "none"},
    "positive": {"positive", "pos", "label_2"},
    "favor": {"favor", "favour", "for", "pro", "support", "in favor", "label_favor"},
    "against": {"against", "con", "oppose", "deny", "attack"},
    "none": {"none", "neither", "neutral", "unrelated", "comment", "other"},
    "agree": {"agree", "support", "agreement"}, "disagree": {"disagree", "deny", "disagreement"},
    "same": {"same", "identical", "equal"}, "different": {"different", "distinct"}, "both": {"both", "mixed"},
}  # fmt: skip
HYPOTHESES = {
    "sentiment": {"negative": "The tone is negative.", "neutral": "The tone is neutral.", "positive": "The tone is positive."},
    "stance": {
        "favor": "The speaker is in favor of {target}.", "against": "The speaker is against {target}.",
        "none": "The speaker takes no position on {target}.",
    },
    "reply": {
        "agree": "The speaker agrees with: {parent}", "disagree": "The speaker disagrees with: {parent}",
        "neutral": "The speaker neither agrees nor disagrees with: {parent}",
    },
    "frame": {
        "same": "The speaker says that they are the same.", "different": "The speaker says that they are different.",
        "both": "The speaker says that they are the same in one respect and different in another.",
        "none": "The speaker does not compare them.",
    },
}  # fmt: skip


class HuggingFaceClassifier:
    """``AutoModelForSequenceClassification`` behind the interface of ``Classifier``."""

    def __init__(self, task: str, model: str, *, online: bool = False) -> None:
        """Load a model.

        Args:
            task: a key of ``TASKS``.
            model: a folder, or a hub id in the local cache.
            online: allow the hub to be asked.

        Raises:
            ModelError: it cannot be loaded, is not safetensors, or its labels do not fit.
        """
        import torch
        from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

        options: dict[str, Any] = {"local_files_only": not online, "trust_remote_code": False}
        try:
            config = AutoConfig.from_pretrained(model, **options)
            self.tokenizer = AutoTokenizer.from_pretrained(model, **options)
            # Half-precision checkpoints are loaded as float32: elsewhere they are slow on processors.
            self.model = AutoModelForSequenceClassification.from_pretrained(
                model, config=config, use_safetensors=True, dtype=torch.float32, **options
            ).eval()
        except (OSError, ValueError, ImportError) as error:
            reason = " ".join(str(error).split())[:300]
            remedy = "give a folder with config.json, a tokenizer and model.safetensors"
            raise ModelError(f"cannot be loaded for {task} ({reason})", where=model, remedy=remedy) from None
        self.task, self.labels, self.name = task, TASKS[task], model
        names = [str(config.id2label[i]).strip().lower() for i in range(config.num_labels)]
        self.entailment = next((i for i, name in enumerate(names) if name.startswith("entail")), None)
        self.columns = None if self.entailment is not None else _columns(task, names, model)
        limit = getattr(config, "max_position_embeddings", 512) - 2
        self.limit = min(limit, self.tokenizer.model_max_length, 512)
        self.fingerprint = _fingerprint(model, config)
        self.windowed = self.shortened = 0

    def scores(self, items: Sequence[Item], progress: Callable[[int], None] | None = None) -> np.ndarray:
        """Probabilities, float64 [items, labels]; long texts in windows, averaged by length."""
        import numpy as np

        pairs: list[tuple[str, str | None]] = []
        plan: list[tuple[int, int, int]] = []  # item, label or -1, weight
        for i, item in enumerate(items):
            if self.entailment is not None:
                for j, label in enumerate(self.labels):
                    hypothesis = _hypothesis(self.task, label, item)
                    for window in self._windows(item.text, hypothesis):
                        pairs.append((window, hypothesis))
                        plan.append((i, j, len(window) or 1))
            else:
                second = item.target or item.parent_text or None
                for window in self._windows(item.text, second):
                    pairs.append((second, window) if self.task == "reply" and second else (window, second))
                    plan.append((i, -1, len(window) or 1))
        logits = self._logits(pairs)
        total = np.zeros((len(items), len(self.labels)))
        mass = np.zeros((len(items), len(self.labels)))
        for (i, j, weight), row in zip(plan, logits):
            if j < 0:
                total[i] += weight * row[self.columns]
                mass[i] += weight
            else:
                total[i, j] += weight * (row[self.entailment] - np.delete(row, self.entailment).max())
                mass[i, j] += weight
        if progress is not None:
            progress(len(items))
        return softmax(total / np.maximum(mass, 1))

    def _windows(self, text: str, second: str | None) -> list[str]:
        used = len(self.tokenizer(second, add_special_tokens=False)["input_ids"]) if second else 0
        room = max(16, self.limit - min(used, self.limit // 2) - 4)
        self.shortened += used > self.limit // 2
        offsets = self.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
        if len(offsets) <= room:
            return [text]
        self.windowed += 1
        starts = [offsets[at][0] for at in range(0, len(offsets), room)] + [len(text)]
        return [text[a:b] for a, b in zip(starts, starts[1:])]

    def _logits(self, pairs: list[tuple[str, str | None]]) -> np.ndarray:
        """Logits, float64 [pairs, model labels]; each distinct pair once, alone in its batch.

        Padding and batch shape change a model's last bits; with one pair a pass a score
        depends on its own pair only.
        """
        import numpy as np
        import torch

        known: dict[tuple[str, str | None], np.ndarray] = {}
        with torch.inference_mode():
            for pair in dict.fromkeys(pairs):
                inputs = self.tokenizer(*(p for p in pair if p is not None), truncation=True,
                                        max_length=self.limit, return_tensors="pt")  # fmt: skip
                known[pair] = self.model(**inputs).logits[0].double().numpy()
        return np.stack([known[pair] for pair in pairs]) if pairs else np.zeros((0, self.model.config.num_labels))


def _columns(task: str, names: list[str], model: str) -> list[int]:
    """The model's column for each label of the task."""
    columns = []
    for label in TASKS[task]:
        exact = [i for i, name in enumerate(names) if name == label]
        alike = [i for i, name in enumerate(names) if name in SYNONYMS[label]]
        if not (exact or alike):
            raise ModelError(
                f"has the labels {', '.join(names)}; none can be read as {label!r}", where=model,
                remedy=f"set id2label in its config.json to {', '.join(TASKS[task])}",
            )  # fmt: skip
        columns.append((exact or alike)[0])
    if len(set(columns)) < len(columns):
        raise ModelError(f"has the labels {', '.join(names)}; two of them mean the same", where=model)
    return columns


def _hypothesis(task: str, label: str, item: Item) -> str:
    from analyzer.classify.heads import fill

    return fill(HYPOTHESES[task][label], "", item.target, item.parent_text[:300])


def _fingerprint(model: str, config: Any) -> str:
    digest = hashlib.sha256(config.to_json_string().encode())
    folder = Path(model)
    for path in sorted(folder.glob("*.safetensors")) if folder.is_dir() else ():
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update(str(getattr(config, "_commit_hash", "")).encode())
    return digest.hexdigest()[:16]
