"""The frozen half of training: what the lower layers say of each group, computed once.

Adapters change only the layers above ``SPLIT``; below it every task and every epoch sees the
same states. They are computed once, kept in half precision in one file that may be thrown
away, and an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.classify.trunk import part, run
from analyzer.training.packing import Group, Packed, fill_rows, pack

SPLIT = 5  # layers that no adapter changes
ROWS = 2  # packed rows of one forward pass


def seen(packed: Packed) -> dict[str, Any]:
    """Which tokens a packed token attends to, for each kind of block: rows are no wider than the sliding window."""
    import torch

    mask = torch.from_numpy(packed.sees)
    return {"full_attention": mask, "sliding_attention": mask}


class LowerStates:
    """States behind layer ``SPLIT`` of every group, [tokens, hidden] as bfloat16, in ``file``."""

    def __init__(self, model: Any, groups: Sequence[Group], file: Path, say: Callable[[str], None]) -> None:
        import torch

        self.starts = np.concatenate([[0], np.cumsum([len(g) for g in groups])])
        hidden = model.config.hidden_size
        key = hashlib.sha256(repr([(g.head, g.tails) for g in groups]).encode()).hexdigest()
        mark = file.with_suffix(".json")
        known = json.loads(mark.read_text()) if mark.exists() else {}
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = known.get("key") != key or not file.exists()
        shape = (int(self.starts[-1]), hidden)
        self.data = np.memmap(file, np.int16, "w+" if fresh else "r+", shape=shape)
        done = 0 if fresh else known["rows"]
        rows = fill_rows(groups, sorted(range(len(groups)), key=lambda g: -len(groups[g])))
        lower = part(model, 0, SPLIT)
        for at in range(done, len(rows), ROWS):
            chosen = rows[at : at + ROWS]
            packed = pack(groups, chosen)
            with torch.inference_mode():
                states = lower.embed_tokens(torch.from_numpy(packed.ids))
                states = run(lower, states, torch.from_numpy(packed.positions), seen(packed))[-1]
            halves = states.to(torch.bfloat16).view(torch.int16).numpy()
            for r, row in enumerate(chosen):
                offset = 0
                for g in row:
                    self.data[self.starts[g] : self.starts[g + 1]] = halves[r, offset : offset + len(groups[g])]
                    offset += len(groups[g])
            if at % 20 < ROWS or at + ROWS >= len(rows):
                self.data.flush()
                mark.write_text(json.dumps({"key": key, "rows": at + len(chosen)}))
                say(f"lower states: row {at + len(chosen)} of {len(rows)}")

    def of(self, groups: Sequence[Group], rows: Sequence[Sequence[int]], width: int) -> Any:
        """The states of packed rows, float32 [rows, width, hidden]."""
        import torch

        out = np.zeros((len(rows), width, self.data.shape[1]), np.int16)
        for r, row in enumerate(rows):
            at = 0
            for g in row:
                out[r, at : at + len(groups[g])] = self.data[self.starts[g] : self.starts[g + 1]]
                at += len(groups[g])
        return torch.from_numpy(out).view(torch.bfloat16).float()
