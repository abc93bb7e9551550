"""The embedded language model on a tiny base: the same bits always, nothing of a text lost."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from builders import SENTENCES, tiny_base
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.classify.trunk import TILE, WIDTHS, WINDOW, Trunk, tiles
from analyzer.errors import ModelError
from analyzer.paths import models_folder

LAYERS = (1, 2, 3)


@pytest.fixture(scope="module")
def small(models: Path) -> Trunk:
    return Trunk(models / "base", LAYERS)


def texts() -> list[str]:
    dice = random.Random(5)
    made = [" ".join(dice.choices(SENTENCES, k=k)) for k in (1, 1, 1, 2, 2, 3)] + ["", "a", "same same", "\0 \u2028"]
    return [text[:200] for text in made]


def test_features_have_the_stated_shape_and_differ(small: Trunk) -> None:
    features = small.encode(texts())
    assert features.shape == (len(texts()), 6, 16) and features.dtype == np.float32
    assert np.isfinite(features).all()
    assert len({row.tobytes() for row in features}) == len(set(texts()))


def test_features_do_not_depend_on_the_batch_or_the_order(small: Trunk) -> None:
    whole = small.encode(texts())
    for seed in range(3):
        order = list(range(len(texts())))
        random.Random(seed).shuffle(order)
        shuffled = small.encode([texts()[i] for i in order])
        assert all(np.array_equal(whole[i], row) for i, row in zip(order, shuffled))
    for text, row in zip(texts(), whole):
        assert np.array_equal(small.encode([text])[0], row)
    assert np.array_equal(small.encode(texts() * 9)[-len(texts()) :], whole)


def test_features_are_those_of_the_model_without_padding(small: Trunk) -> None:
    import torch

    text = SENTENCES[0]
    ids = torch.tensor([[small.bos, *small.tokenizer.encode(text).ids]])
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=small.half):
        states = small.model(input_ids=ids, output_hidden_states=True).hidden_states
    plain = torch.cat([torch.stack([states[k][0].mean(0) for k in LAYERS]),
                       torch.stack([states[k][0, -1] for k in LAYERS])]).float().numpy()  # fmt: skip
    assert np.allclose(small.encode([text])[0], plain, atol=0.05 if small.half else 1e-4)


def test_progress_counts_every_text(small: Trunk) -> None:
    counted: list[int] = []
    small.encode(texts(), counted.append)
    assert sum(counted) == len(texts())


def test_a_text_beyond_the_window_is_refused(small: Trunk) -> None:
    with pytest.raises(ValueError, match="split"):
        small.encode(["面" * WINDOW])


@given(st.lists(st.integers(1, WINDOW), max_size=80))
def test_tiles_hold_every_piece_once(lengths: list[int]) -> None:
    seen: list[int] = []
    for width, members in tiles(lengths):
        assert width in WIDTHS and 0 < len(members) <= TILE // width
        assert all(lengths[i] <= width for i in members)
        seen += members
    assert sorted(seen) == list(range(len(lengths)))


@settings(max_examples=60)
@given(text=st.text(st.sampled_from("ab e.\n 面م😀é\u0301\0"), max_size=600), limit=st.integers(4, 60))
def test_split_loses_nothing_and_fits(small: Trunk, text: str, limit: int) -> None:
    pieces = small.split(text, limit)
    assert "".join(pieces) == text
    assert all(pieces) or text == ""
    # A single character may be four byte tokens; a piece may be cut differently than its text was.
    assert all(small.count(piece) <= limit + 8 for piece in pieces)


def test_every_piece_of_a_long_text_can_be_encoded(small: Trunk) -> None:
    for text in ("no blank " * 400, "x" * 3000, "面😀" * 700, " " * 2000):
        pieces = small.split(text)
        assert "".join(pieces) == text
        assert len(small.encode(pieces)) == len(pieces)


@pytest.mark.parametrize("missing", ["tokenizer.json", "config.json", "base-00001-of-00001.safetensors"])
def test_a_missing_file_is_a_model_error(models: Path, tmp_path: Path, missing: str) -> None:
    folder = tmp_path / "base"
    shutil.copytree(models / "base", folder)
    (folder / missing).unlink()
    with pytest.raises(ModelError, match="base"):
        Trunk(folder, LAYERS)


@pytest.mark.parametrize("damaged", ["tokenizer.json", "config.json", "base-00001-of-00001.safetensors"])
def test_a_damaged_file_is_a_model_error(models: Path, tmp_path: Path, damaged: str) -> None:
    folder = tmp_path / "base"
    shutil.copytree(models / "base", folder)
    (folder / damaged).write_bytes((folder / damaged).read_bytes()[:100])
    with pytest.raises(ModelError, match="base"):
        Trunk(folder, LAYERS)


def test_a_layer_that_is_not_there_is_a_model_error(models: Path) -> None:
    with pytest.raises(ModelError, match="4"):
        Trunk(models / "base", (2, 4))


def test_missing_weights_are_named(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = tiny_base(tmp_path / "base")
    file = folder / "base-00001-of-00001.safetensors"
    weights = load_file(file)
    del weights["layers.1.mlp.up_proj.weight:F32"]
    save_file(weights, file)
    with pytest.raises(ModelError, match="layers.1.mlp.up_proj.weight"):
        Trunk(folder, LAYERS)


def test_low_rank_maps_change_their_module_only(small: Trunk) -> None:
    import torch

    name = "layers.0.mlp.down_proj"
    a, b = torch.randn(2, 32), torch.randn(16, 2)
    adapted = small.adapted({f"{name}.lora_A": a, f"{name}.lora_B": b})
    plain = small.model.get_submodule(name).weight.float()
    assert torch.allclose(adapted.model.get_submodule(name).weight.float() - plain, b @ a, atol=0.1)
    other = "layers.1.mlp.down_proj.weight"
    assert torch.equal(adapted.model.state_dict()[other], small.model.state_dict()[other])
    with pytest.raises(ModelError, match="layers.9"):
        small.adapted({"layers.9.mlp.lora_A": a, "layers.9.mlp.lora_B": b})


def test_trunks_that_share_blocks_do_not_disturb_each_other(small: Trunk) -> None:
    """Heads take turns on trunks that share their lower blocks."""
    import torch

    name = "layers.2.mlp.down_proj"
    adapted = small.adapted({f"{name}.lora_A": torch.zeros(2, 32), f"{name}.lora_B": torch.zeros(16, 2)})
    first = small.encode(texts())
    assert np.array_equal(adapted.encode(texts()), first)
    assert np.array_equal(small.encode(texts()), first)
    assert np.array_equal(adapted.encode(texts()), first)


@pytest.mark.slow
def test_the_embedded_base_gives_the_same_bits_in_any_batch() -> None:
    base = models_folder() / "base"
    if not (base / "config.json").is_file():
        pytest.skip("models/base is not there")
    full = Trunk(base, (6, 9))
    whole = full.encode(SENTENCES)
    turned = full.encode(SENTENCES[::-1])[::-1]
    assert np.array_equal(whole, turned)
    assert np.array_equal(full.encode(SENTENCES[2:3])[0], whole[2])
