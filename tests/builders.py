"""What several test modules build: a tiny base, tiny Hugging Face models, stub classifiers, threads.

Everything is made from a seed in a temporary folder; nothing is fetched.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from analyzer.classify.base import TASKS, Item
from analyzer.thread import Comment

SENTENCES = [
    "The two ferries are one and the same boat with fresh paint.",
    "No, the old mill and the new mill have nothing in common!",
    "Les deux boulangers font le même pain, à la même heure.",
    "هذا المقهى وذاك المقهى شيء واحد",
    "两家面馆其实是一回事。",
    "Обе пекарни пекут разный хлеб.",
    "I walked home in the rain and thought about soup.",
]

# ---------------------------------------------------------------- a base like models/base, but tiny


def tiny_base(folder: Path, layers: int = 3) -> Path:
    """A ``models/base`` with random weights: the same files and keys, 16 dimensions."""
    import torch
    from safetensors.torch import save_file
    from transformers import Gemma3TextConfig, Gemma3TextModel

    folder.mkdir(parents=True, exist_ok=True)
    vocab = _tiny_tokenizer(folder / "tokenizer.json")
    config = Gemma3TextConfig(
        vocab_size=vocab, hidden_size=16, intermediate_size=32, num_hidden_layers=layers, num_attention_heads=2,
        num_key_value_heads=1, head_dim=8, query_pre_attn_scalar=8, sliding_window=8, max_position_embeddings=512,
        layer_types=["sliding_attention"] * (layers - 1) + ["full_attention"],
        pad_token_id=0, eos_token_id=1, bos_token_id=2,
    )  # fmt: skip
    written = {key: value for key, value in config.to_dict().items() if key != "dtype"}
    (folder / "config.json").write_text(json.dumps(written, indent=1, sort_keys=True))
    torch.manual_seed(7)
    weights = Gemma3TextModel(config).state_dict()
    spread = {f"{name}:F32": torch.randn_like(value) * 0.3 for name, value in weights.items()}
    save_file(spread, folder / "base-00001-of-00001.safetensors")
    return folder


def _tiny_tokenizer(path: Path) -> int:
    """Byte-pair encoding with byte fallback, trained on a few sentences; the size of its vocabulary."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    special = ["<pad>", "<eos>", "<bos>", "<unk>"]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_previous")
    trainer = trainers.BpeTrainer(vocab_size=200, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(SENTENCES[:4], trainer)
    spec = json.loads(tokenizer.to_str())
    learned = sorted(spec["model"]["vocab"], key=spec["model"]["vocab"].get)[len(special) :]
    tokens = special + [f"<0x{byte:02X}>" for byte in range(256)] + learned
    spec["model"]["vocab"] = {token: i for i, token in enumerate(tokens)}
    path.write_text(json.dumps(spec, ensure_ascii=False), encoding="utf-8")
    return len(tokens)


def tiny_head(path: Path, task: str, template: str = "{text}", pool: tuple[int, ...] = (0, 1, 2, 5)) -> Path:
    """A head file with seeded random weights on the layers 1, 2 and 3 of ``tiny_base``."""
    from analyzer.classify.heads import HeadSpec, save_head

    spec = HeadSpec(task, TASKS[task], template, pool, layers=(1, 2, 3), source="random numbers")
    dice = np.random.default_rng(zlib.crc32(task.encode()))
    weight, bias = dice.normal(size=(len(TASKS[task]), 16 * len(pool))), dice.normal(size=len(TASKS[task]))
    save_head(path, spec, weight * 0.3, bias)
    return path


TEMPLATES = {
    "sentiment": "{text}", "frame": "{text}", "stance": "On {target}: {text}", "reply": "{parent}\nReply: {text}",
}  # fmt: skip


def tiny_models(folder: Path) -> Path:
    """A whole ``models`` folder: the tiny base, a head for every task, and their hashes."""
    tiny_base(folder / "base")
    for task, template in TEMPLATES.items():
        tiny_head(folder / "heads" / f"{task}.safetensors", task, template)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files
    )
    (folder / "SHA256SUMS").write_text("".join(sums))
    return folder


# ---------------------------------------------------------------- Hugging Face models


def tiny_hf(folder: Path, labels: Sequence[str], kind: str = "bert", safe: bool = True, positions: int = 66) -> Path:
    """A random sequence classifier with a WordPiece tokenizer, as ``save_pretrained`` writes it."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import (
        BertConfig,
        BertForSequenceClassification,
        PreTrainedTokenizerFast,
        XLMRobertaConfig,
        XLMRobertaForSequenceClassification,
    )

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    letters = [chr(c) for c in range(33, 127)] + ["é", "م", "面"]
    words = "the same different boat mill good bad tone is speaker negative positive neutral favor".split()
    vocab = {token: i for i, token in enumerate(special + letters + [f"##{c}" for c in letters] + words)}
    tokenizer = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", [("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        model_max_length=positions - 2,
    ).save_pretrained(folder)  # fmt: skip
    make_config, make_model = {
        "bert": (BertConfig, BertForSequenceClassification),
        "xlm-roberta": (XLMRobertaConfig, XLMRobertaForSequenceClassification),
    }[kind]
    config = make_config(
        vocab_size=len(vocab), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=positions, type_vocab_size=2, pad_token_id=0,
        id2label=dict(enumerate(labels)), label2id={label: i for i, label in enumerate(labels)},
    )  # fmt: skip
    torch.manual_seed(11)
    model = make_model(config)
    for weight in model.parameters():
        torch.nn.init.normal_(weight, std=0.4)
    if safe:
        model.save_pretrained(folder)
    else:
        config.architectures = [make_model.__name__]
        config.save_pretrained(folder)
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
    return folder


# ---------------------------------------------------------------- stubs


class Stub:
    """A classifier that answers by rule: the first substring found in the text decides.

    A rule's value is a label (nine parts in ten) or the whole row.
    """

    def __init__(self, task: str, rules: Mapping[str, str | Sequence[float]], default: str = "") -> None:
        self.task, self.labels, self.name, self.fingerprint = task, TASKS[task], f"stub {task}", f"stub-{task}"
        self.rules, self.default = dict(rules), default or TASKS[task][-1]
        self.seen: list[Item] = []

    def row(self, label: str) -> list[float]:
        rest = 0.1 / (len(self.labels) - 1)
        return [0.9 if each == label else rest for each in self.labels]

    def scores(self, items: Sequence[Item], progress: Callable[[int], None] | None = None) -> np.ndarray:
        self.seen.extend(items)
        rows = []
        for item in items:
            found = next((value for part, value in self.rules.items() if part in item.text), self.default)
            rows.append(self.row(found) if isinstance(found, str) else list(found))
            if progress is not None:
                progress(1)
        return np.array(rows, dtype=float).reshape(-1, len(self.labels))


STUB_RULES: dict[str, dict[str, str]] = {
    "sentiment": {"good": "positive", "bad": "negative"},
    "stance": {"for it": "favor", "against it": "against"},
    "reply": {"Yes": "agree", "No": "disagree"},
    "frame": {"the same": "same", "different": "different"},
}
STUB_DEFAULTS = {"sentiment": "neutral", "stance": "none", "reply": "neutral", "frame": "none"}


def stub_classifier(task: str, model: str | None = None, *, online: bool = False) -> Stub:
    """Stands in for ``load_classifier``."""
    return Stub(task, STUB_RULES[task], STUB_DEFAULTS[task])


# ---------------------------------------------------------------- threads


def comment(id: str, text: str, parent: str | None = None, speaker: str | None = "Ana", **more: object) -> Comment:
    """A comment of the thread ``t`` with the usual fields set."""
    speaker_id = speaker.lower() if speaker else None
    fields: dict = {"n": int(id) if id.isdecimal() else 1, "thread": "t", "depth": 2 if parent else 1} | more
    return Comment(id=id, text=text, parent=parent, speaker=speaker, speaker_id=speaker_id, **fields)


ROWS = [
    {
        "id": "1",
        "thread": "quay",
        "speaker": "Ana",
        "posted": "2024-05-01T10:00:00",
        "text": "Both ferries are the same.",
    },
    {"id": "2", "thread": "quay", "parent": "1", "speaker": "Bo", "text": "No. They are quite different, bad idea."},
    {
        "id": "3",
        "thread": "quay",
        "parent": "2",
        "speaker": "Ana",
        "text": "Yes, fine. It is the same boat. It is good.",
    },
    {"id": "4", "thread": "quay", "speaker": "Çiğdem", "text": "Anyone seen my red umbrella?"},
    {"id": "1", "thread": "mill", "speaker": "Bo", "text": "The mills are different."},
    {"id": "2", "thread": "mill", "parent": "1", "text": "No, the same mill, the same flour."},
    {"id": "3", "thread": "mill", "parent": "2", "speaker": "דנה", "text": "طاحونة واحدة = the same 😀"},
]


def write_rows(path: Path, rows: Sequence[Mapping] = ROWS) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path
