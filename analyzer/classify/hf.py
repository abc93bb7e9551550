"""Any Hugging Face model in place of the embedded one: sequence classifiers and NLI models.

A model is a local folder or a hub id that is already in the local cache; nothing is
fetched unless the user sets ``online=True``. Weights must be safetensors and no code of
the model's repository is ever run.

A sequence classifier is used as it is, where each of its labels can be read as one of the
task's: those that mean the same are joined, and a label that means none of them is an
error, for its probability would be lost. A model whose labels are entailment, neutral and
contradiction is used zero-shot (Yin, Hay and Roth 2019): each label of the task is worded
as a hypothesis, and the entailment scores are compared.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.classify.base import TASKS, Item
from analyzer.classify.heads import softmax
from analyzer.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

# Other people's words for our labels, as ``_plain`` writes them. Those for labels of rows are in ``evaluate.rows.ALIASES``.
SYNONYMS = {
    "sentiment": {"negative": {"neg"}, "neutral": {"neu", "comment", "none"}, "positive": {"pos"}},
    "stance": {
        "favor": {"favour", "in favor", "in favour", "for", "pro", "support", "agree"},
        "against": {"con", "oppose", "deny", "attack", "disagree"},
        "none": {"neither", "neutral", "unrelated", "comment", "query", "discuss", "other"},
    },
    "reply": {
        "agree": {"support", "agreement"}, "disagree": {"deny", "disagreement"},
        "neutral": {"neu", "none", "neither", "unrelated", "comment", "query", "other"},
    },
    "frame": {
        "same": {"identical", "equal"}, "different": {"distinct"}, "both": {"mixed"},
        "none": {"neither", "neutral", "unrelated", "comment", "other"},
    },
}  # fmt: skip
_DEGREE = re.compile(r"^(very|extremely|strongly|mostly|moderately|somewhat|slightly|weakly) ")
_WORDS = 16  # for a model without a tokenizer the library makes one up, whose tokens are special ones and next to no other
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
            ModelError: it cannot be loaded, is not safetensors, has no tokenizer, or its labels do not fit.
        """
        import torch
        from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

        options: dict[str, Any] = {"local_files_only": not online, "trust_remote_code": False}
        remedy = "give a folder with config.json, a tokenizer and model.safetensors"
        try:
            with nullcontext() if online else _offline():
                config = AutoConfig.from_pretrained(model, **options)
                self.tokenizer = AutoTokenizer.from_pretrained(model, **options)
                # Half-precision checkpoints are loaded as float32: elsewhere they are slow on processors.
                self.model, loading = AutoModelForSequenceClassification.from_pretrained(
                    model, config=config, use_safetensors=True, dtype=torch.float32, output_loading_info=True, **options
                )
        except Exception as error:  # whatever a damaged folder brings about; the tokenizers raise bare ones
            reason = " ".join(str(error).split())[:300]
            raise ModelError(f"cannot be loaded for {task} ({reason})", where=model, remedy=remedy) from None
        if missing := sorted(loading["missing_keys"]):  # the library would fill them with random numbers
            reason = f"has no weights for {', '.join(missing[:3])}: it is no trained sequence classifier"
            raise ModelError(reason, where=model, remedy="give a model that was fine-tuned for classification")
        if not self.tokenizer.is_fast:
            raise ModelError("has no fast tokenizer", where=model, remedy="add its tokenizer.json")
        if len(set(self.tokenizer.get_vocab()) - set(self.tokenizer.get_added_vocab())) < _WORDS:
            raise ModelError("has no vocabulary, so that every text would read alike", where=model, remedy=remedy)
        self.model.eval()
        self.task, self.labels, self.name = task, TASKS[task], model
        names = _names(config, model)
        self.entailment = next((i for i, name in enumerate(names) if _plain(name).startswith("entail")), None)
        self.columns = None if self.entailment is not None else _columns(task, names, model)
        limit = getattr(config, "max_position_embeddings", 512) - 2
        self.limit = min(limit, self.tokenizer.model_max_length, 512)
        self.fingerprint = _fingerprint(model, config, f"{self.tokenizer.backend_tokenizer.to_str()} {self.limit}")
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
        return np.stack(rows) if rows else np.zeros((0, len(self.labels)))

    def _score(self, item: Item) -> np.ndarray:
        """An item's probabilities, float64 [labels]; counts what had to be cut."""
        import numpy as np

        if self.entailment is None:
            row, windowed, shortened = self._read(item.text, item.target or item.parent_text)
            theirs = softmax(row[None])[0]
            ours = np.array([theirs[columns].sum() for columns in self.columns])
        else:
            read = [self._read(item.text, _hypothesis(self.task, label, item)) for label in self.labels]
            windowed, shortened = any(each[1] for each in read), any(each[2] for each in read)
            odds = [row[self.entailment] - np.delete(row, self.entailment).max() for row, _, _ in read]
            ours = softmax(np.array([odds]))[0]
        self.windowed += windowed
        self.shortened += shortened
        return ours

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


@contextmanager
def _offline() -> Iterator[None]:
    """The library of the hub told that there is no network: ``local_files_only`` keeps it from fetching files, not from all else."""
    from huggingface_hub import constants

    before, constants.HF_HUB_OFFLINE = constants.HF_HUB_OFFLINE, True
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = before


def _names(config: Any, model: str) -> list[str]:
    """The model's labels in the order of its columns, of which one holds for a text."""
    if config.problem_type not in (None, "single_label_classification"):
        raise ModelError(
            f"is made for {config.problem_type}: its labels do not share one probability", where=model,
            remedy="give a model that was fine-tuned to choose one label",
        )  # fmt: skip
    numbers = sorted(config.id2label)
    if numbers != list(range(len(numbers))):
        raise ModelError(
            f"numbers its labels {', '.join(map(str, numbers))}", where=model,
            remedy="number them from 0 in id2label in its config.json",
        )  # fmt: skip
    return [str(config.id2label[i]).strip() for i in numbers]


def _columns(task: str, names: list[str], model: str) -> list[list[int]]:
    """The model's columns for each label of the task; each column stands in one of them."""
    labels = TASKS[task]
    if task == "sentiment" and [name.lower() for name in names] == [f"label_{i}" for i in range(len(labels))]:
        return [[i] for i in range(len(labels))]  # nobody named them; they come in this order by custom
    meant = [meaning(task, name) for name in names]
    foreign = [name for name, label in zip(names, meant) if label is None]
    absent = next((label for label in labels if label not in meant), None)
    if foreign or absent:
        ours = ", ".join(map(repr, labels))
        fault = f"{', '.join(foreign)} can be read as none of {ours}" if foreign else f"none can be read as {absent!r}"
        raise ModelError(
            f"has the labels {', '.join(names)}, of which {fault}", where=model,
            remedy=f"set id2label in its config.json so that each label is one of {', '.join(labels)}, and each of these is there",
        )  # fmt: skip
    return [[i for i, each in enumerate(meant) if each == label] for label in labels]


def meaning(task: str, name: str) -> str | None:
    """The label of the task that another one's name means, of whatever degree ("very negative"); None where it is none."""
    plain = _DEGREE.sub("", _plain(name))
    return next((label for label, words in SYNONYMS[task].items() if plain == label or plain in words), None)


def _plain(name: str) -> str:
    """A label's name in lower case, with blanks between its words and without the word "label"."""
    return " ".join(re.split(r"[\s_-]+", name.lower())).strip().removeprefix("label ")


def _hypothesis(task: str, label: str, item: Item) -> str:
    from analyzer.classify.heads import fill

    return fill(HYPOTHESES[task][label], "", item.target, item.parent_text[:300])


def _fingerprint(model: str, config: Any, tokenizer: str) -> str:
    digest = hashlib.sha256(config.to_json_string().encode())
    digest.update(hashlib.sha256(tokenizer.encode()).digest())
    folder = Path(model)
    for path in sorted(folder.glob("*.safetensors")) if folder.is_dir() else ():
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update(str(getattr(config, "_commit_hash", "")).encode())
    return digest.hexdigest()[:16]
