"""Recipe 3: how much each kind of cue phrase shifts the frame head's labels.

    python models/fit_cues.py [--work models/.cache] [--seed 1]      # after: python models/train.py frame

A logistic regression of the labels on the kinds of cue in a text (``analyzer.classify.cues``) and on
the cross-validated scores of a linear probe of the unadapted states; what it gives the cues beyond
the probe, centred over the labels, is written into ``heads/frame.safetensors``. The adapted head's own
scores of its training rows cannot be used: it has learnt them. The lower states that the training
left in ``--work`` are read. The regression sees training rows only; two cores need 8 minutes.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from corpora import balanced, load_task  # noqa: E402

from analyzer.classify.base import TASKS  # noqa: E402
from analyzer.classify.cues import find  # noqa: E402
from analyzer.classify.heads import load_head, save_head  # noqa: E402
from analyzer.classify.trunk import load_model, load_tokenizer, part  # noqa: E402
from analyzer.training import LAYERS, WORDING  # noqa: E402
from analyzer.training.adapter import Pooled  # noqa: E402
from analyzer.training.fit import word  # noqa: E402
from analyzer.training.packing import fill_rows, pack  # noqa: E402
from analyzer.training.states import SPLIT, LowerStates  # noqa: E402

FOLDS, PROBE_C, KEPT = 4, 0.003, 400


def unadapted(rows: list[dict], work: Path) -> np.ndarray:
    """The pooled states of the base, [rows, features]."""
    import torch

    template, pool = WORDING["frame"]
    model = load_model(HERE / "base", max(LAYERS))
    inputs = word(rows, template, load_tokenizer(HERE / "base"))
    lower = LowerStates(model, inputs.groups, work / "train.states", print)
    pooled = Pooled(part(model, SPLIT, max(LAYERS)), LAYERS, pool)
    out = np.zeros((len(rows), len(pool) * model.config.hidden_size), np.float32)
    packed_rows = fill_rows(inputs.groups, sorted(range(len(inputs.groups)), key=lambda g: -len(inputs.groups[g])))
    for at in range(0, len(packed_rows), 4):
        packed = pack(inputs.groups, packed_rows[at : at + 4])
        with torch.inference_mode():
            states = lower.of(inputs.groups, packed_rows[at : at + 4], packed.ids.shape[1])
            out[list(packed.members)] = pooled(states, packed).numpy()
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=HERE / ".cache")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=HERE / "heads")
    args = parser.parse_args()

    from sklearn.decomposition import PCA
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score
    from sklearn.model_selection import StratifiedKFold

    labels = TASKS["frame"]
    rows, _, _ = load_task("frame")
    x = unadapted(rows, args.work / f"frame-{args.seed}")
    x = PCA(KEPT, random_state=0).fit_transform((x - x.mean(0)) / (x.std(0) + 1e-6))
    y, weight = np.array([labels.index(r["label"]) for r in rows]), np.sqrt(balanced(rows))
    scores = np.zeros((len(y), len(labels)))
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(x, y):
        probe = LogisticRegression(C=PROBE_C, max_iter=300).fit(x[train], y[train], sample_weight=weight[train])
        scores[test] = probe.decision_function(x[test])
    both = np.hstack([scores, [find(r["text"]) for r in rows]])
    told = np.zeros_like(scores)
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=2).split(both, y):
        fitted = LogisticRegression(max_iter=500).fit(both[train], y[train], sample_weight=weight[train])
        told[test] = fitted.decision_function(both[test])
    print(f"cross-validated macro-F1: probe {f1_score(y, scores.argmax(1), average='macro'):.4f}, "
          f"with cues {f1_score(y, told.argmax(1), average='macro'):.4f}")  # fmt: skip
    shifts = LogisticRegression(max_iter=500).fit(both, y, sample_weight=weight).coef_[:, len(labels) :]
    shifts -= shifts.mean(0)
    head = load_head(args.out / "frame.safetensors")
    save_head(args.out / "frame.safetensors", replace(head.spec, extra={"cues": shifts.round(4).tolist()}),
              head.weight, head.bias, {f"lora.{name}": value for name, value in head.lora.items()})  # fmt: skip


if __name__ == "__main__":
    main()
