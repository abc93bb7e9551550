"""What the layers below the adapted ones say: computed once where that pays, else on the way.

Adapters change only the layers from ``split`` on. On a processor the states below are computed
once, kept in half precision in one file that may be thrown away, and an interrupted run goes on
where it stopped: that makes an epoch more than twice as fast. Where every layer is adapted
(``split`` 0, what a GPU has time for) there is nothing below but the embedding.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.classify.trunk import part, run
from analyzer.training.packing import Group, Packed, fill_rows, pack

ROWS = 2  # packed rows of one forward pass


def on(packed: Packed, device: str) -> dict[str, Any]:
    """The arrays of packed rows as tensors on a device, with ``count``, how many groups they hold, and ``sees``: which tokens a token attends to.

    ``sees`` is bool [rows, 1, width, width]: a token sees what came before it in its input, the
    shared beginning and its own part. An empty place sees empty places, else its softmax is not a number.
    """
    import torch

    names = ("ids", "positions", "groups", "tails", "owners", "lasts", "sizes")
    here: dict[str, Any] = {name: torch.from_numpy(getattr(packed, name)).to(device, non_blocking=True) for name in names}
    here["count"] = int(packed.owners.max(initial=0))  # of groups; read here, since reading it back from a GPU would wait for it
    group, tail = here["groups"], here["tails"]
    width = group.shape[1]
    sees = (group[:, :, None] == group[:, None]) & ((tail[:, None] == 0) | (tail[:, :, None] == tail[:, None]))
    return here | {"sees": (sees & torch.ones(width, width, dtype=torch.bool, device=device).tril())[:, None]}


def masks(here: Mapping[str, Any], added: bool = False) -> dict[str, Any]:
    """``sees`` for each kind of block: rows are no wider than the sliding window. ``added``: as what is added to the scores."""
    import torch

    sees = here["sees"]
    if added:
        sees = torch.where(sees, 0.0, torch.finfo(torch.bfloat16).min).to(torch.bfloat16)
    return {"full_attention": sees, "sliding_attention": sees}


def run_packed(blocks: Any, states: Any, here: Mapping[str, Any], half: bool) -> list[Any]:
    """The states behind each block for packed rows; ``half``: products in bfloat16."""
    import torch

    with torch.autocast(states.device.type, torch.bfloat16, enabled=half):
        return run(blocks, states, here["positions"], masks(here, half))


class Embedded:
    """States of which no layer is frozen: the embedded tokens."""

    def __init__(self, model: Any) -> None:
        self.embed = model.embed_tokens

    def of(self, groups: Sequence[Group], rows: Sequence[Sequence[int]], here: Mapping[str, Any]) -> Any:
        """The states of packed rows, float32 [rows, width, hidden]."""
        return self.embed(here["ids"])


class LowerStates:
    """States behind layer ``split`` of every group, [tokens, hidden] as bfloat16, in ``file``."""

    def __init__(
        self, model: Any, split: int, groups: Sequence[Group], file: Path, say: Callable[[str], None], made_by: str = "", half: bool = False
    ) -> None:
        """Compute what ``file`` does not hold yet; ``made_by`` names what changed the layers below, if anything did. ``half``: products in bfloat16."""
        import torch

        self.starts = np.concatenate([[0], np.cumsum([len(g) for g in groups])])
        hidden = model.config.hidden_size
        key = hashlib.sha256(repr((made_by, split, [(g.head, g.tails) for g in groups])).encode()).hexdigest()
        mark = file.with_suffix(".json")
        known = json.loads(mark.read_text()) if mark.exists() else {}
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = known.get("key") != key or not file.exists()
        shape = (int(self.starts[-1]), hidden)
        self.data = np.memmap(file, np.int16, "w+" if fresh else "r+", shape=shape)
        done = 0 if fresh else known["rows"]
        rows = fill_rows(groups, sorted(range(len(groups)), key=lambda g: -len(groups[g])))
        lower = part(model, 0, split)
        for at in range(done, len(rows), ROWS):
            chosen = rows[at : at + ROWS]
            here = on(pack(groups, chosen), "cpu")
            with torch.inference_mode():
                states = run_packed(lower, lower.embed_tokens(here["ids"]), here, half)[-1]
            halves = states.to(torch.bfloat16).view(torch.int16).numpy()
            for r, row in enumerate(chosen):
                offset = 0
                for g in row:
                    self.data[self.starts[g] : self.starts[g + 1]] = halves[r, offset : offset + len(groups[g])]
                    offset += len(groups[g])
            if at % 20 < ROWS or at + ROWS >= len(rows):
                self.data.flush()
                partial = mark.with_suffix(".partial")
                partial.write_text(json.dumps({"key": key, "rows": at + len(chosen)}))
                partial.replace(mark)
                say(f"lower states: row {at + len(chosen)} of {len(rows)}")

    def of(self, groups: Sequence[Group], rows: Sequence[Sequence[int]], here: Mapping[str, Any]) -> Any:
        """The states of packed rows, float32 [rows, width, hidden]."""
        import torch

        out = np.zeros((*here["ids"].shape, self.data.shape[1]), np.int16)
        for r, row in enumerate(rows):
            at = 0
            for g in row:
                out[r, at : at + len(groups[g])] = self.data[self.starts[g] : self.starts[g + 1]]
                at += len(groups[g])
        return torch.from_numpy(out).view(torch.bfloat16).float()
