"""Whether the labels stay the same in bfloat16, which the trunk uses where the processor has instructions for it.

    python benchmarks/precision.py [--rows 200]

Scores a seeded sample of validation rows twice, in float32 and with products in bfloat16 (emulated, and slow, on a
processor without them), and prints how many labels agree and how far probabilities differ.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
SHARED = HERE.parent.parent / "shared"
FILES = {
    "sentiment": "corpora/umsab/validation.jsonl.gz", "stance": "corpora/semeval2016_t6a/validation.jsonl.gz",
    "reply": "corpora/debagreement/validation.jsonl.gz", "frame": "gold/frames-dev.jsonl",
}  # fmt: skip

from analyzer.classify.base import Item  # noqa: E402
from analyzer.classify.heads import EmbeddedClassifier, load_head  # noqa: E402
from analyzer.classify.trunk import Trunk  # noqa: E402
from analyzer.paths import models_folder  # noqa: E402


def classifier(task: str, half: bool) -> EmbeddedClassifier:
    """The embedded head of a task in one precision, whatever the processor prefers."""
    import torch

    head = load_head(models_folder() / "heads" / f"{task}.safetensors")
    trunk = Trunk(models_folder() / "base", head.spec.layers).adapted(head.lora)
    for module in trunk.model.modules():
        if isinstance(module, torch.nn.Linear):
            module.to(torch.bfloat16 if half else torch.float32)
    trunk.half = half
    return EmbeddedClassifier(trunk, head.spec, head.weight, head.bias, head.digest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    for task, name in FILES.items():
        if args.only and task not in args.only.split(","):
            continue
        path = SHARED / name
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        rows = random.Random(2).sample(rows, min(args.rows, len(rows)))
        items = [Item(r["text"], r.get("target") or "", (r.get("parent") or "") if task == "reply" else "") for r in rows]
        one, two = (classifier(task, half).scores(items) for half in (False, True))
        print(f"{task}: {len(items)} rows, {100 * (one.argmax(1) == two.argmax(1)).mean():.1f} % of labels agree, "
              f"probabilities differ by {abs(one - two).max():.3f} at most, {abs(one - two).mean():.4f} on average", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
