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
    "sentiment": {
        "negative": "The tone is negative.", "neutral": "The tone is neutral.", "positive": "The tone is positive.",
    },
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
        from safetensors import SafetensorError
        from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

        options: dict[str, Any] = {"local_files_only": not online, "trust_remote_code": False}
        remedy = "give a folder with config.json, a tokenizer and model.safetensors"
        try:
            config = AutoConfig.from_pretrained(model, **options)
            self.tokenizer = AutoTokenizer.from_pretrained(model, **options)
            # Half-precision checkpoints are loaded as float32: elsewhere they are slow on processors.
            self.model, loading = AutoModelForSequenceClassification.from_pretrained(
                model, config=config, use_safetensors=True, dtype=torch.float32, output_loading_info=True, **options
            )
        except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
            reason = " ".join(str(error).split())[:300]
            raise ModelError(f"cannot be loaded for {task} ({reason})", where=model, remedy=remedy) from None
        if missing := sorted(loading["missing_keys"]):  # the library would fill them with random numbers
            reason = f"has no weights for {', '.join(missing[:3])}: it is no trained sequence classifier"
            raise ModelError(reason, where=model, remedy="give a model that was fine-tuned for classification")
        if not self.tokenizer.is_fast:
            raise ModelError("has no fast tokenizer", where=model, remedy="add its tokenizer.json")
        self.model.eval()
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

        known: dict[Item, np.ndarray] = {}
        for item in items:
            if item not in known:
                known[item] = self._score(item)
            if progress is not None:
                progress(1)
        rows = [known[item] for item in items]
        return softmax(np.stack(rows)) if rows else np.zeros((0, len(self.labels)))

    def _score(self, item: Item) -> np.ndarray:
        """An item's logits, float64 [labels]; counts what had to be cut."""
        import numpy as np

        if self.entailment is None:
            row, windowed, shortened = self._read(item.text, item.target or item.parent_text)
            logits = row[self.columns]
        else:
            read = [self._read(item.text, _hypothesis(self.task, label, item)) for label in self.labels]
            windowed, shortened = any(each[1] for each in read), any(each[2] for each in read)
            logits = np.array([row[self.entailment] - np.delete(row, self.entailment).max() for row, _, _ in read])
        self.windowed += windowed
        self.shortened += shortened
        return logits

    def _read(self, text: str, second: str) -> tuple[np.ndarray, bool, bool]:
        """The model's logits for ``text`` beside ``second``, whether ``text`` was windowed, ``second`` shortened.

        ``text`` is read in consecutive windows, their logits averaged by length; ``second``
        has half the room at most.
        """
        import numpy as np

        used = len(self.tokenizer(second, add_special_tokens=False)["input_ids"]) if second else 0
        room = max(1, self.limit - min(used, self.limit // 2) - 4)
        offsets = self.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
        starts = [0, *(offsets[at][0] for at in range(room, len(offsets), room)), len(text)]
        windows = [text[a:b] for a, b in zip(starts, starts[1:])]
        swap = self.task == "reply" and self.entailment is None and second  # a reply is read after what it answers
        rows = [self._logits(*((second, window) if swap else (window, second))) for window in windows]
        mean = np.average(rows, axis=0, weights=[len(window) or 1 for window in windows])
        return mean, len(windows) > 1, used > self.limit // 2

    def _logits(self, first: str, second: str) -> np.ndarray:
        """Logits, float64 [model labels], of one pair alone in its batch.

        Padding and batch shape change a model's last bits; with one pair a pass a score
        depends on its own pair only.
        """
        import torch

        pair = [first, second] if second else [first]
        inputs = self.tokenizer(*pair, truncation="longest_first", max_length=self.limit, return_tensors="pt")
        with torch.inference_mode():
            return self.model(**inputs).logits[0].double().numpy()


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
        raise ModelError(
            f"has the labels {', '.join(names)}; two of them mean the same",
            where=model,
            remedy=f"set id2label in its config.json to {', '.join(TASKS[task])}",
        )
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
