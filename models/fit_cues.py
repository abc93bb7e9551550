"""Recipe 4: how much each kind of cue phrase shifts the frame head's labels.

    for k in 0 1 2 3; do python models/train.py frame --fold $k/4 ...; done
    python models/fit_cues.py [--work models/.cache] [--seed 1]

The head's own scores of its training rows say nothing: it has learnt them. So the rows are scored in
four parts, each by a head that was trained on the other three, and a multinomial regression finds the
shift that each kind of cue (``analyzer.classify.cues``) adds to those scores. It is cross-validated,
printed, and written into ``heads/frame.safetensors``, centred over the labels. No row of the gold is used.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from corpora import balanced, fold_of, load_stage  # noqa: E402

from analyzer.classify.base import TASKS  # noqa: E402
from analyzer.classify.cues import KINDS, find  # noqa: E402
from analyzer.classify.heads import load_head, save_head, softmax  # noqa: E402
from analyzer.training.scoring import fit_temperature  # noqa: E402

FOLDS = 4
RIDGE = 3.0  # of the squared shifts, against the sum of the rows' losses


def out_of_fold(rows: list[dict], work: Path, seed: int) -> np.ndarray:
    """Calibrated log scores [rows, labels], each by a head that did not see the row."""
    out = np.zeros((len(rows), len(TASKS["frame"])))
    for fold in range(FOLDS):
        mine = [i for i, row in enumerate(rows) if fold_of(row, FOLDS) == fold]
        found = np.load(work / f"frame-{seed}-fold-{fold}" / "choosing.npz")
        if [TASKS["frame"].index(rows[i]["label"]) for i in mine] != found["truth"].tolist():
            raise SystemExit(f"fold {fold} was trained on other rows: run train.py frame --fold {fold}/{FOLDS} again")
        out[mine] = found["logits"] / fit_temperature(found["logits"], found["truth"])
    return out


def fit(scores: np.ndarray, kinds: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The shifts [labels, kinds] that make the rows' likelihood largest."""
    from scipy.optimize import minimize

    shape = (scores.shape[1], kinds.shape[1])

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        shifts = flat.reshape(shape)
        p = softmax(scores + kinds @ shifts.T)
        rest = p.copy()
        rest[np.arange(len(y)), y] -= 1
        value = -(weight * np.log(p[np.arange(len(y)), y] + 1e-12)).sum() + RIDGE * (flat**2).sum()
        return value, ((weight[:, None] * rest).T @ kinds + 2 * RIDGE * shifts).ravel()

    shifts = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B").x.reshape(shape)
    return shifts - shifts.mean(0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=HERE / ".cache")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=HERE / "heads")
    args = parser.parse_args()

    from sklearn.metrics import f1_score

    labels = TASKS["frame"]
    rows, _, _ = load_stage("frame")
    scores, kinds = out_of_fold(rows, args.work, args.seed), np.array([find(row["text"]) for row in rows])
    y, weight = np.array([labels.index(row["label"]) for row in rows]), balanced(rows, "frame")
    parts, told = np.array([fold_of(row, FOLDS) for row in rows]), np.zeros_like(scores)
    for part in range(FOLDS):
        seen = parts != part
        told[~seen] = scores[~seen] + kinds[~seen] @ fit(scores[seen], kinds[seen], y[seen], weight[seen]).T
    for name, mine in (("written", "written"), ("mined", "mined")):
        here = np.array([row["corpus"] == mine for row in rows])
        print(f"{name}, out of fold: macro-F1 {f1_score(y[here], scores[here].argmax(1), average='macro'):.4f}, "
              f"with cues {f1_score(y[here], told[here].argmax(1), average='macro'):.4f}")  # fmt: skip
    shifts = fit(scores, kinds, y, weight)
    print(*(f"{label}: " + ", ".join(f"{k} {v:+.2f}" for k, v in zip(KINDS, row)) for label, row in zip(labels, shifts)), sep="\n")
    path = args.out / "frame.safetensors"
    head = load_head(path)
    save_head(path, replace(head.spec, extra={"cues": shifts.round(4).tolist()}), head.weight, head.bias,
              {f"lora.{name}": value for name, value in head.lora.items()})  # fmt: skip


if __name__ == "__main__":
    main()
