"""Recipe 2: fit the heads of the embedded model on the frozen base.

    python models/train_heads.py sentiment|stance|reply|frame [--cache DIR]

Reads the labelled corpora of ``../shared/corpora`` (and for frames ``data/frames``),
encodes each row once with the frozen trunk, fits a multinomial logistic regression on the
pooled states, chooses its strength on validation, fits a temperature there, and writes
``models/heads/TASK.safetensors`` with ``TASK.scores.json`` beside it. States are cached by
corpus in ``--cache``, so that an interrupted run goes on where it stopped.

Rules kept (``../shared/corpora/README.md``): no test split is opened; corpora marked
non-commercial are not trained on; a train row whose text (links and @names ignored) also
stands in a validation split used here is dropped, and counted.

Two cores need about 4 minutes for sentiment, 3 for frame, 25 for stance, 15 for reply.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from analyzer.classify.base import TASKS, Item  # noqa: E402
from analyzer.classify.heads import EmbeddedClassifier, HeadSpec, save_head, softmax  # noqa: E402
from analyzer.classify.trunk import Trunk  # noqa: E402

SHARED = HERE.parent.parent / "shared" / "corpora"
LAYERS = (6, 8, 9)
GOLD_SOURCES = {"arsarcasm_v2", "astd", "hebrew_fb_sentiment"}
SEED = 20261123


@dataclass(frozen=True)
class Part:
    """A share of a corpus: which split, how many rows at most, what its labels are called here."""

    corpus: str
    split: str
    rows: int = 1_000_000
    labels: tuple[tuple[str, str], ...] = ()
    holdout: int = 0  # >0: every n-th thread or target of a split without validation is validation
    weight: float = 1.0


AGREE = (("agree", "agree"), ("disagree", "disagree"), ("neutral", "neutral"))
SDQC = (("support", "agree"), ("deny", "disagree"), ("query", "neutral"), ("comment", "neutral"))
PLANS: dict[str, dict] = {
    "sentiment": {
        "template": "{text}",
        "pool": (0, 1, 2),
        "train": [Part("umsab", "train")],
        "validation": [Part("umsab", "validation")],
    },
    "stance": {
        "template": "Topic: {target}\nComment: {text}\nStance on {target}:",
        "pool": (2, 4, 5),
        "train": [
            Part("vast", "train", 4000), Part("semeval2016_t6a", "train"),
            Part("mawqif_stance", "train", holdout=-6), Part("c_stance", "train", 1500),
            Part("mtsd", "train", 800), Part("covid19_stance", "train", 800),
            Part("ibm30k", "train", 800), Part("pstance", "train", 800), Part("ruarg2022", "train", 1000),
            Part("conref_ita", "train", 500), Part("efra_rita", "train", 500),
        ],
        "validation": [
            Part("vast", "validation", 800), Part("semeval2016_t6a", "validation"),
            Part("mawqif_stance", "train", holdout=6), Part("cofe", "validation", 300), Part("c_stance", "validation", 500),
        ],
    },
    "frame": {
        "template": "{text}",
        "pool": (0, 1, 2, 5),
        "train": [],
        "validation": [],
    },
    "reply": {
        "template": "Comment: {parent}\nReply: {text}\nThe reply",
        "pool": (2, 4, 5),
        "train": [
            Part("debagreement", "validation", holdout=-4), Part("iac_agreement", "train", 1000),
            Part("subreddit_agreement", "train", 1500), Part("rumoureval2017", "train", 500, SDQC),
        ],
        "validation": [Part("debagreement", "validation", holdout=4)],
    },
}  # fmt: skip


def load_rows(part: Part) -> list[dict]:
    """The rows of a part: labels renamed, unknown labels left out, a seeded sample where it is limited."""
    with gzip.open(SHARED / part.corpus / f"{part.split}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) | {"corpus": part.corpus} for line in lines]
    names = dict(part.labels)
    rows = [r | {"label": names.get(r["label"], r["label"])} for r in rows]
    if part.holdout:
        mine = [int(hashlib.sha256(_group(r).encode()).hexdigest(), 16) % abs(part.holdout) == 0 for r in rows]
        rows = [r for r, held in zip(rows, mine) if held == (part.holdout > 0)]
    if len(rows) > part.rows:
        rows = [rows[i] for i in sorted(np.random.default_rng(SEED).permutation(len(rows))[: part.rows])]
    return rows


def frame_rows() -> list[dict]:
    """The labelled frames of ``data/frames``: written ones, and mined ones with their corpus's text.

    Mined rows of ``GOLD_SOURCES`` are left out: the held-back part of the frame gold was
    drawn from the same corpora, and may hold the same texts.
    """
    rows = []
    for path in sorted((HERE.parent / "data" / "frames" / "written").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows.append({**row, "label": row["frame"], "corpus": "written"})
    mined = [json.loads(x) for x in (HERE.parent / "data/frames/mined.jsonl").read_text(encoding="utf-8").splitlines()]
    for corpus, split in sorted({(m["corpus"], m["split"]) for m in mined}):
        with gzip.open(SHARED / corpus / f"{split}.jsonl.gz", "rt", encoding="utf-8") as lines:
            texts = list(lines)
        for m in mined if corpus not in GOLD_SOURCES else ():
            if (m["corpus"], m["split"]) == (corpus, split):
                rows.append({"text": json.loads(texts[m["line"]])["text"], "lang": m["lang"], "label": m["frame"],
                             "corpus": "mined", "parent_text": None})  # fmt: skip
    return rows


def _group(row: dict) -> str:
    """What must not stand on both sides of a split: the text replied to, else the text."""
    return plain(row.get("parent") or row["text"])


def plain(text: str) -> str:
    """Text as compared between splits: no links, no @names, no case, one blank."""
    return " ".join(re.sub(r"https?://\S+|@\w+|\W+", " ", text.lower()).split())


def drop_shared(train: list[dict], validation: list[dict], task: str) -> tuple[list[dict], int]:
    """``train`` without rows that also stand in ``validation`` or earlier in ``train``."""

    def key(row: dict) -> tuple:
        return plain(row["text"]), plain(row.get("target") or ""), plain(row.get("parent") or "")

    seen, kept = {key(row) for row in validation}, []
    for row in train:
        if row["label"] in TASKS[task] and (k := key(row)) not in seen:
            seen.add(k)
            kept.append(row)
    return kept, sum(row["label"] in TASKS[task] for row in train) - len(kept)


class Encoder:
    """Pooled states of worded rows, cached on disk by their text."""

    def __init__(self, trunk: Trunk, cache: Path) -> None:
        self.trunk, self.cache = trunk, cache
        cache.mkdir(parents=True, exist_ok=True)

    def __call__(self, spec: HeadSpec, rows: list[dict], name: str) -> np.ndarray:
        head = EmbeddedClassifier(
            self.trunk, spec, np.zeros((len(spec.labels), len(spec.pool) * self.trunk.hidden)),
            np.zeros(len(spec.labels)), "",
        )  # fmt: skip
        # Fitted on the first window of each text; nearly all rows have one only.
        texts = [head._windows(as_item(row))[0] for row in rows]
        digest = hashlib.sha256(json.dumps([LAYERS, spec.pool, texts]).encode()).hexdigest()[:16]
        path = self.cache / f"{name}-{digest}.npy"
        if path.exists():
            return np.load(path).astype(np.float32)
        started, out = time.time(), []
        for at in range(0, len(texts), 2048):
            states = self.trunk.encode(texts[at : at + 2048])[:, list(spec.pool)]
            out.append(states.reshape(len(states), -1).astype(np.float16))
            rate = (at + len(states)) / (time.time() - started)
            print(f"  {name}: {at + len(states)}/{len(texts)}, {rate:.0f} rows/s", flush=True)
        np.save(path, np.concatenate(out))
        return np.load(path).astype(np.float32)


def as_item(row: dict) -> Item:
    return Item(row["text"], row.get("target") or "", row.get("parent") or "")


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray, c: float, labels: tuple[str, ...]):
    """Weight and bias of a logistic regression on raw states (the scaling is folded in)."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = x.mean(0), x.std(0) + 1e-6
    model = LogisticRegression(C=c, max_iter=400, tol=1e-3).fit((x - mean) / scale, y, sample_weight=weight)
    order = [list(model.classes_).index(label) for label in labels]
    coefficients = model.coef_[order] / scale
    return coefficients, model.intercept_[order] - coefficients @ mean


def balanced(rows: list[dict]) -> np.ndarray:
    """Sample weights: classes weigh the same within a corpus, corpora by the root of their size."""
    from collections import Counter

    by_corpus = Counter(r["corpus"] for r in rows)
    by_class = Counter((r["corpus"], r["label"]) for r in rows)
    classes = Counter(corpus for corpus, _ in by_class)
    raw = np.array([
        r.get("weight", 1.0) * np.sqrt(by_corpus[r["corpus"]]) / classes[r["corpus"]] / by_class[r["corpus"], r["label"]]
        for r in rows
    ])  # fmt: skip
    return raw * len(rows) / raw.sum()


def temperature(logits: np.ndarray, y: np.ndarray, labels: tuple[str, ...]) -> float:
    """The temperature that makes the likelihood of ``y`` largest (Guo et al. 2017)."""
    truth = np.array([labels.index(label) for label in y])
    grid = np.exp(np.linspace(np.log(0.3), np.log(6), 120))
    losses = [-np.log(softmax(logits / t)[np.arange(len(truth)), truth] + 1e-12).mean() for t in grid]
    return round(float(grid[int(np.argmin(losses))]), 4)


def report(rows: list[dict], labels: tuple[str, ...], probabilities: np.ndarray) -> dict:
    """Macro-F1 by corpus and, for corpora of several languages, by language."""
    from sklearn.metrics import f1_score

    guess = np.array(labels)[probabilities.argmax(1)]
    truth = np.array([r["label"] for r in rows])
    out: dict[str, dict] = {}
    for corpus in dict.fromkeys(r["corpus"] for r in rows):
        mine = np.array([r["corpus"] == corpus for r in rows])
        present = sorted(set(truth[mine]))
        by_lang = {}
        for lang in sorted({r["lang"] for r, m in zip(rows, mine) if m}):
            here = mine & np.array([r["lang"] == lang for r in rows])
            by_lang[lang] = round(100 * f1_score(truth[here], guess[here], labels=present, average="macro", zero_division=0), 1)
        scores = f1_score(truth[mine], guess[mine], labels=present, average=None, zero_division=0)
        out[corpus] = {
            "rows": int(mine.sum()), "macro_f1": round(100 * float(scores.mean()), 1),
            "mean_of_languages": round(float(np.mean(list(by_lang.values()))), 1),
            "by_label": {k: round(100 * float(v), 1) for k, v in zip(present, scores)}, "by_language": by_lang,
        }  # fmt: skip
    return out


def train(task: str, cache: Path, out: Path) -> None:
    plan, labels = PLANS[task], TASKS[task]
    validation = [r for part in plan["validation"] for r in load_rows(part) if r["label"] in labels]
    rows, dropped = drop_shared([r for part in plan["train"] for r in load_rows(part)], validation, task)
    print(f"{task}: {len(rows)} train rows ({dropped} repeats dropped), {len(validation)} validation rows", flush=True)
    spec = HeadSpec(task, labels, plan["template"], plan["pool"], LAYERS)
    encode = Encoder(Trunk(HERE / "base", LAYERS), cache)
    x, xv = encode(spec, rows, f"{task}-train"), encode(spec, validation, f"{task}-validation")
    y, yv = np.array([r["label"] for r in rows]), np.array([r["label"] for r in validation])
    best = None
    for c in (0.0003, 0.001, 0.003, 0.01):
        weight, bias = fit(x, y, balanced(rows), c, labels)
        logits = xv @ weight.T + bias
        scores = report(validation, labels, softmax(logits))
        value = float(np.mean([s["mean_of_languages"] for s in scores.values()]))
        print(f"  C={c}: {value:.2f}  " + "  ".join(f"{k} {s['mean_of_languages']}" for k, s in scores.items()), flush=True)
        if best is None or value > best[0]:
            best = value, c, weight, bias, logits, scores
    _, c, weight, bias, logits, scores = best
    t = temperature(logits, yv, labels)
    source = f"models/train_heads.py {task}: logistic regression, C={c}, on {', '.join(sorted({r['corpus'] for r in rows}))}"
    save_head(out / f"{task}.safetensors", HeadSpec(task, labels, plan["template"], plan["pool"], LAYERS, t, source), weight, bias)
    (out / f"{task}.scores.json").write_text(json.dumps(
        {"task": task, "C": c, "temperature": t, "train_rows": len(rows), "repeats_dropped": dropped, "validation": scores},
        indent=1, ensure_ascii=False, sort_keys=True) + "\n")  # fmt: skip
    print(f"{task}: C={c}, temperature {t}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=sorted(PLANS))
    parser.add_argument("--cache", type=Path, default=HERE / ".cache")
    parser.add_argument("--out", type=Path, default=HERE / "heads")
    arguments = parser.parse_args()
    train(arguments.task, arguments.cache, arguments.out)
