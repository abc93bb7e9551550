"""The embedded language model: texts in, pooled hidden states out, the same bits always.

``Trunk`` runs the first layers of Gemma 3 270M from ``models/base`` and returns, for each
text, the mean of the hidden states over its tokens at chosen layers and the hidden state
of its last token. Heads (``analyzer.classify.heads``) are linear maps on top of these.

Floating-point sums depend on the shape of the matrices that they are computed in, so a
text classified beside others can come out a last bit different than alone. Here every
forward pass has one of a few fixed shapes (up to ``TILE`` tokens in rows of one of ``WIDTHS``),
filled up with padding where texts are wanting, and attention is causal, so that nothing
after a token can change it. A text's features therefore depend on that text only: not on
the batch, the order or the interruptions. Tested bit for bit.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

TILE = 256  # tokens of one forward pass, at most; with 512 long batches take 3 % less time, a small thread a third more
WIDTHS = (16, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256)  # allowed row lengths; a longer text is cut first
WINDOW = WIDTHS[-1]
_REMEDY = "run: python models/build_base.py"


class Trunk:
    """The truncated backbone."""

    def __init__(self, folder: Path, layers: tuple[int, ...]) -> None:
        """Load the model.

        Args:
            folder: ``models/base`` or a folder of the same layout.
            layers: the layers (1 = after the first block) whose states are pooled.

        Raises:
            ModelError: files are missing or do not fit each other.
        """
        self.layers = layers
        self.tokenizer = load_tokenizer(folder)
        self.model = load_model(folder, max(layers))
        self.half = half_pays()
        if self.half:
            halve(self.model)

    def adapted(self, lora: Mapping[str, Any]) -> Trunk:
        """A trunk with low-rank maps added to its weights; all that they leave alone is shared.

        Args:
            lora: torch tensors ``MODULE.lora_A`` and ``MODULE.lora_B`` (Hu et al. 2021); each
                pair's product is added to its module's weight.

        Raises:
            ModelError: the maps do not fit the model.
        """
        other = copy.copy(self)
        touched = {int(key.split(".")[1]) for key in lora if key.startswith("layers.") and key.split(".")[1].isdigit()}
        other.model = part(self.model, 0, len(self.model.layers), touched)
        add_lora(other.model, lora)
        return other

    @property
    def dtype(self) -> str:
        """The precision of matrix products, for the manifest."""
        return "bfloat16" if self.half else "float32"

    def encode(self, texts: list[str], on_done: Callable[[int], Any] | None = None) -> np.ndarray:
        """The pooled hidden states of texts that ``split`` has cut to size.

        Args:
            texts: strings; an empty one is encoded as its start token alone.
            on_done: called with the number of texts of each finished pass, for progress.

        Returns:
            float32 [texts, 2 * layers, hidden]: for each layer the mean over the tokens,
            then for each layer the state of the last token.

        Raises:
            ValueError: a text has more than ``WINDOW`` tokens.
        """
        import numpy as np

        pieces = [[self.bos, *encoding.ids] for encoding in self.tokenizer.encode_batch(texts)]
        if (longest := max(map(len, pieces), default=0)) > WINDOW:
            raise ValueError(f"a text has {longest} tokens, the window is {WINDOW}; cut it with split() first")
        out = np.zeros((len(texts), 2 * len(self.layers), self.hidden), np.float32)
        for width, members in tiles([len(piece) for piece in pieces]):
            out[members] = self._pass(width, [pieces[i] for i in members])
            if on_done:
                on_done(len(members))
        return out

    def split(self, text: str, limit: int = WINDOW - 8) -> list[str]:
        """Consecutive pieces of ``text`` of at most ``limit`` tokens, nothing left out.

        Cuts fall on the last white space of a piece, or where it has none, between two
        tokens. A few tokens of slack are needed because a piece, cut out of its text, may
        be tokenised into one or two more.
        """
        pieces, at = [], 0
        while at < len(text) or not pieces:
            reach = text[at : at + 8 * limit]  # so that a megabyte is not tokenised again for every piece
            offsets = self.tokenizer.encode(reach).offsets
            end = len(reach)
            if len(offsets) > limit:
                end = max(1, offsets[limit - 1][1])
            if at + end < len(text):
                end = _last_blank(reach, end // 2, end) or end
            pieces.append(reach[:end])
            at += end
        return pieces

    def count(self, text: str) -> int:
        """The number of tokens of a text."""
        return len(self.tokenizer.encode(text).ids)

    @property
    def hidden(self) -> int:
        return self.model.config.hidden_size

    @property
    def bos(self) -> int:
        return self.model.config.bos_token_id

    def _pass(self, width: int, rows: list[list[int]]) -> np.ndarray:
        """One forward pass of the fixed shape [TILE / width, width]; pooled states of ``rows``."""
        import torch

        ids = torch.zeros((TILE // width, width), dtype=torch.long)
        lengths = torch.ones(TILE // width, dtype=torch.long)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = torch.tensor(row)
            lengths[i] = len(row)
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=self.half):
            embedded = self.model.embed_tokens(ids)
            states = run(self.model, embedded, torch.arange(width)[None], _causal(self.model, width))
        states[-1] = self.model.norm(states[-1])  # as ``transformers`` returns the last one
        chosen = torch.stack([states[layer - 1] for layer in self.layers], dim=1).float()  # row, layer, token, hidden
        mask = (torch.arange(width)[None, :] < lengths[:, None]).float()
        means = torch.einsum("rlth,rt->rlh", chosen, mask / lengths[:, None])
        finals = chosen[torch.arange(len(lengths)), :, lengths - 1]
        return torch.cat([means, finals], dim=1)[: len(rows)].numpy()


def _last_blank(text: str, low: int, high: int) -> int:
    """The position after the last white space of ``text[low:high]``, or 0."""
    return next((i + 1 for i in range(high - 1, low, -1) if text[i].isspace()), 0)


def tiles(lengths: list[int]) -> Iterable[tuple[int, list[int]]]:
    """Which pieces go together: (row width, indices), longest widths first."""
    by_width: dict[int, list[int]] = {width: [] for width in reversed(WIDTHS)}
    for index, length in enumerate(lengths):
        by_width[next(width for width in WIDTHS if length <= width)].append(index)
    for width, members in by_width.items():
        rows = TILE // width
        for start in range(0, len(members), rows):
            yield width, members[start : start + rows]


def load_tokenizer(folder: Path) -> Any:
    """The tokenizer of a base folder (``tokenizers.Tokenizer``)."""
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ModelError("there is no tokenizer.json", where=str(folder), remedy=_REMEDY)
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing narrower
        raise ModelError(f"is no tokenizer ({error})", where=str(path), remedy=_REMEDY) from None


def load_model(folder: Path, layers: int) -> Any:
    """The backbone (``transformers.Gemma3TextModel``, float32) with its first ``layers`` blocks."""
    import json

    import torch
    from transformers import Gemma3TextConfig, Gemma3TextModel

    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"config.json cannot be read ({error})", where=str(folder), remedy=_REMEDY) from None
    if layers > config["num_hidden_layers"]:
        raise ModelError(f"layer {layers} was asked for, of {config['num_hidden_layers']}", where=str(folder))
    config |= {"num_hidden_layers": layers, "layer_types": config["layer_types"][:layers]}
    with torch.device("meta"):
        model = Gemma3TextModel(Gemma3TextConfig(**config))
    wanted = set(model.state_dict())
    state = {name: tensor for name, tensor in read_blocks(folder) if name in wanted}
    if missing := sorted(wanted - set(state)):
        raise ModelError(f"weights are missing: {', '.join(missing[:3])}", where=str(folder))
    model.load_state_dict(state, assign=True)
    # Buffers (rotary frequencies, the embedding scale) are computed, not stored.
    fresh = Gemma3TextModel(Gemma3TextConfig(**{**config, "vocab_size": 8, "intermediate_size": 8}))
    for name, module in model.named_modules():
        for key, buffer in list(module.named_buffers(recurse=False)):
            if buffer.is_meta:
                donor = fresh.get_submodule(name)
                module.register_buffer(key, donor.get_buffer(key).clone(), persistent=False)
    return model.eval().requires_grad_(False)


def run(blocks: Any, states: Any, positions: Any, sees: Mapping[str, Any]) -> list[Any]:
    """The states behind each block: [blocks][rows, width, hidden].

    Spelled out here since the capture of ``transformers`` (``output_hidden_states``) hangs on the
    blocks, which several trunks share.

    Args:
        blocks: a ``Gemma3TextModel`` or a ``part`` of one.
        states: [rows, width, hidden], the embedded tokens or what the blocks before said.
        positions: [rows or 1, width], each token's place in its text.
        sees: for each kind of block which tokens a token attends to, bool [rows, 1, width, width]; None: all before it.
    """
    kinds = blocks.config.layer_types
    rotary = {kind: blocks.rotary_emb(states, positions, kind) for kind in set(kinds)}
    out = []
    for kind, block in zip(kinds, blocks.layers):
        states = block(states, attention_mask=sees[kind], position_embeddings=rotary[kind], position_ids=positions)
        out.append(states)
    return out


def _causal(model: Any, width: int) -> dict[str, Any]:
    """What a token of a plain text attends to, for each kind of block."""
    import torch

    window = model.config.sliding_window
    near = None
    if width > window:
        place = torch.arange(width)
        back = place[:, None] - place[None]
        near = ((back >= 0) & (back < window))[None, None]
    return {"full_attention": None, "sliding_attention": near}


def part(model: Any, start: int, end: int, own: Iterable[int] = ()) -> Any:
    """The blocks ``start`` to ``end`` of a model as a model; its weights are shared but for blocks in ``own``."""
    import torch

    out = copy.copy(model)
    out._modules = dict(model._modules)
    out.layers = torch.nn.ModuleList(
        copy.deepcopy(layer) if i in set(own) else layer for i, layer in enumerate(model.layers) if start <= i < end
    )
    out.config = copy.deepcopy(model.config)
    out.config.num_hidden_layers = end - start
    out.config.layer_types = list(model.config.layer_types[start:end])
    return out


def half_pays() -> bool:
    """Whether the processor has instructions for products in bfloat16; without them half precision is slower."""
    import torch

    return bool(torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported())


def halve(model: Any) -> None:
    """Cast the weights of products to bfloat16, in place and once: autocast would cast them again in every pass."""
    import torch

    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            module.to(torch.bfloat16)


def add_lora(model: Any, lora: Mapping[str, Any]) -> None:
    """Add each product ``lora_B @ lora_A`` to the weight of its module, in place.

    Raises:
        ModelError: a module is missing or of another shape, or a map lacks its partner.
    """
    for name in sorted(key.removesuffix(".lora_A") for key in lora if key.endswith(".lora_A")):
        try:
            module, delta = model.get_submodule(name), lora[f"{name}.lora_B"].float() @ lora[f"{name}.lora_A"].float()
            module.weight.data = (module.weight.data.float() + delta).to(module.weight.dtype)
        except (AttributeError, KeyError, RuntimeError) as error:
            raise ModelError(f"the low-rank map of {name} does not fit the base ({error})") from None


def read_blocks(folder: Path) -> Iterable[tuple[str, Any]]:
    """Every stored tensor by name, its quantised groups turned back into float32."""
    import numpy as np
    import torch
    from gguf import quants
    from gguf.constants import GGMLQuantizationType as Kind
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    shards = sorted(folder.glob("base-*.safetensors"))
    if not shards:
        raise ModelError("there are no base-*.safetensors", where=str(folder), remedy=_REMEDY)
    for shard in shards:
        try:
            tensors = load_file(shard)
        except SafetensorError as error:
            raise ModelError(f"is damaged ({error})", where=str(shard), remedy=_REMEDY) from None
        for key, data in tensors.items():
            name, _, kind = key.rpartition(":")
            floats = data if kind == "F32" else quants.dequantize(data, Kind[kind])
            yield name, torch.from_numpy(np.ascontiguousarray(floats, dtype=np.float32))
