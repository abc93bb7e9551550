"""Probabilities, templates, windows and heads: rows add up to one and depend on their item only."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from builders import SENTENCES, TEMPLATES, tiny_head
from hypothesis import given
from hypothesis import strategies as st

from analyzer.classify.base import TASKS, Item, as_label, rounded
from analyzer.classify.heads import EmbeddedClassifier, HeadSpec, fill, load_head, save_head, softmax
from analyzer.classify.models import load_classifier
from analyzer.classify.sentences import sentences
from analyzer.classify.trunk import WINDOW
from analyzer.errors import ModelError, UsageError
from analyzer.paths import models_folder

# ---------------------------------------------------------------- numbers


@given(st.lists(st.floats(1e-9, 1), min_size=2, max_size=6))
def test_rounded_rows_add_up_to_exactly_one(row: list[float]) -> None:
    parts = rounded(row)
    assert sum(Decimal(repr(part)) for part in parts) == 1
    exact = [p / sum(row) for p in row]
    assert all(0 <= part <= 1 and abs(part - p) < 1e-4 + 1e-12 for part, p in zip(parts, exact))


@given(st.lists(st.floats(1e-6, 1), min_size=3, max_size=3))
def test_the_label_has_the_highest_score(row: list[float]) -> None:
    out = as_label(TASKS["reply"], row)
    assert out["score"] == max(out["scores"].values()) == out["scores"][out["label"]]


def test_of_equal_scores_the_first_label_wins() -> None:
    assert as_label(("a", "b"), [0.5, 0.5])["label"] == "a"
    assert rounded([1 / 3] * 3) == [0.3334, 0.3333, 0.3333]


def test_softmax_survives_huge_logits() -> None:
    assert softmax(np.array([[1e4, 0.0, -1e4]])).tolist() == [[1.0, 0.0, 0.0]]


# ---------------------------------------------------------------- templates


def test_fields_may_hold_braces_and_field_names() -> None:
    template = "Topic: {target}\nComment: {text}\n{parent}"
    assert fill(template, "{target} {0} {x!r} \\1", "{text}", "{{parent}}") == (
        "Topic: {text}\nComment: {target} {0} {x!r} \\1\n{{parent}}"
    )


@given(text=st.text(), target=st.text(), parent=st.text())
def test_every_field_arrives_whole(text: str, target: str, parent: str) -> None:
    assert fill("<{text}|{target}|{parent}>", text, target, parent) == f"<{text}|{target}|{parent}>"


# ---------------------------------------------------------------- a head on a trunk


def classifier(task: str) -> EmbeddedClassifier:
    return load_classifier(task)  # type: ignore[return-value]


def items(task: str) -> list[Item]:
    dice = random.Random(3)
    made = [Item(text, "the {mill}", SENTENCES[i - 1]) for i, text in enumerate(SENTENCES)]
    made += [Item(" ".join(dice.choices(SENTENCES, k=k)), "", "") for k in (3, 9, 25)]
    return [*made, Item("same {text} {target}", "mill", "x" * 900), Item("", "", "")]


@pytest.mark.parametrize("task", sorted(TASKS))
def test_scores_do_not_depend_on_the_batch_or_the_order(tiny: Path, task: str) -> None:
    model = classifier(task)
    whole = model.scores(items(task))
    assert whole.shape == (len(items(task)), len(TASKS[task])) and whole.dtype == np.float64
    assert np.allclose(whole.sum(axis=1), 1)
    assert len({row.tobytes() for row in whole}) > len(whole) / 2
    order = list(range(len(whole)))
    random.Random(task).shuffle(order)
    from analyzer.classify import heads

    heads._CACHE.clear()
    shuffled = model.scores([items(task)[i] for i in order])
    assert all(np.array_equal(whole[i], row) for i, row in zip(order, shuffled))
    for item, row in zip(items(task), whole):
        heads._CACHE.clear()
        assert np.array_equal(model.scores([item])[0], row)


def test_slices_and_the_cache_change_nothing(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from analyzer.classify import heads

    heads._CACHE.clear()
    whole = classifier("sentiment").scores(items("sentiment"))
    monkeypatch.setattr(heads, "SLICE", 2)
    monkeypatch.setattr(heads, "_CACHED", 3)
    heads._CACHE.clear()
    counted: list[int] = []
    assert np.array_equal(classifier("sentiment").scores(items("sentiment"), counted.append), whole)
    assert sum(counted) == len(whole) and len(heads._CACHE) <= 3


def test_no_items_no_rows(tiny: Path) -> None:
    assert classifier("stance").scores([]).shape == (0, 3)


def test_of_a_long_text_nothing_is_lost(tiny: Path) -> None:
    model = classifier("stance")
    text = " ".join(SENTENCES * 12)
    windows = model._windows(Item(text, "the {text} mill"))
    start = fill(TEMPLATES["stance"], "", "the {text} mill", "")
    assert len(windows) > 2 and all(window.startswith(start) for window in windows)
    assert "".join(window.removeprefix(start) for window in windows) == text
    assert all(model.trunk.count(window) < WINDOW for window in windows)


def test_windows_and_shortened_fields_are_counted(tiny: Path) -> None:
    model = classifier("reply")
    model.scores([Item(SENTENCES[0], parent_text="short")])
    assert (model.windowed, model.shortened) == (0, 0)
    model.scores([Item(" ".join(SENTENCES * 12), parent_text=" ".join(SENTENCES * 12))])
    assert (model.windowed, model.shortened) == (1, 1)


def test_every_window_has_its_say(tiny: Path) -> None:
    """The end of a long text changes its score, in proportion to its length."""
    model = classifier("sentiment")
    body = SENTENCES[0] * 60
    plain, short, long = model.scores([Item(body), Item(body + "no!" * 20), Item(body + "no!" * 600)])
    assert 0 < np.abs(short - plain).max() < np.abs(long - plain).max()


def test_the_temperature_flattens_but_keeps_the_label(tiny: Path) -> None:
    from dataclasses import replace

    model = classifier("frame")
    hot = EmbeddedClassifier(model.trunk, replace(model.spec, temperature=10.0), model.weight, model.bias, "x")
    cold, warm = model.scores(items("frame")), hot.scores(items("frame"))
    assert (cold.argmax(axis=1) == warm.argmax(axis=1)).all() and (cold.max(axis=1) > warm.max(axis=1)).all()


# ---------------------------------------------------------------- files


def test_heads_share_a_trunk_and_differ_in_their_fingerprint(tiny: Path) -> None:
    assert classifier("sentiment").trunk is classifier("reply").trunk
    assert classifier("sentiment").fingerprint != classifier("reply").fingerprint
    assert classifier("sentiment").fingerprint == classifier("sentiment").fingerprint


def test_a_head_file_stands_in_for_the_shipped_one(tiny: Path, tmp_path: Path) -> None:
    path = tiny_head(tmp_path / "mine.safetensors", "sentiment", "Say: {text}")
    mine, shipped = load_classifier("sentiment", str(path)), load_classifier("sentiment")
    assert not np.array_equal(mine.scores([Item("boat")]), shipped.scores([Item("boat")]))
    with pytest.raises(ModelError, match="sentiment head.*give a reply head"):
        load_classifier("reply", str(path))


def test_low_rank_maps_are_stored_in_eight_bits(tmp_path: Path) -> None:
    import torch

    made = torch.Generator().manual_seed(1)
    strength = torch.tensor([10.0, 1.0, 0.01])  # ranks of very different weight each have a scale
    maps = {
        "lora.layers.0.mlp.up_proj.lora_A": torch.randn(3, 40, generator=made) * strength[:, None],
        "lora.layers.0.mlp.up_proj.lora_B": torch.randn(50, 3, generator=made) * strength,
    }
    spec = HeadSpec("stance", TASKS["stance"], layers=(1,), pool=(0,))
    save_head(tmp_path / "a.safetensors", spec, np.zeros((3, 8)), np.zeros(3), maps)
    found = load_head(tmp_path / "a.safetensors").lora
    assert {f"lora.{name}" for name in found} == set(maps)
    for name, value in maps.items():
        across = 1 if name.endswith("lora_A") else 0
        worst = (found[name.removeprefix("lora.")] - value).abs().amax(across) / value.abs().amax(across)
        assert worst.max() <= 0.5 / 127 + 1e-6
    assert (tmp_path / "a.safetensors").stat().st_size < 1500


def test_a_head_round_trips(tmp_path: Path) -> None:
    head = load_head(tiny_head(tmp_path / "a.safetensors", "stance", "{target}: {text} ü"))
    assert head.spec.template == "{target}: {text} ü" and head.spec.labels == TASKS["stance"]
    assert head.weight.shape == (3, 64) and head.bias.shape == (3,) and not head.lora


@pytest.mark.parametrize("content", [None, b"", b"not a head", b"\x00" * 64])
def test_what_is_no_head_is_a_model_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "bad.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match="bad.safetensors.*;"):
        load_head(path)


def test_a_head_with_other_labels_is_a_model_error(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    path = tmp_path / "odd.safetensors"
    spec = '{"task": "sentiment", "labels": ["good", "evil"]}'
    save_file({"weight": torch.zeros(2, 4), "bias": torch.zeros(2)}, path, metadata={"head": spec})
    with pytest.raises(ModelError, match="negative, neutral, positive"):
        load_head(path)


def test_an_unknown_task_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="sentiment, stance, reply, frame"):
        load_classifier("mood")


# ---------------------------------------------------------------- sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Mr. A. Smith paid 3.50 today. Fine.", ["Mr.", "A. Smith paid 3.50 today.", "Fine."]),
        ("what... ever. no", ["what... ever. no"]),
        ("一样。不一样！真的？", ["一样。", "不一样！", "真的？"]),
        ("هذا واحد؟ نعم. لا", ["هذا واحد؟", "نعم.", "لا"]),
        ("یہ ایک ہے۔ وہ دوسرا ہے۔", ["یہ ایک ہے۔", "وہ دوسرا ہے۔"]),
        ("यह एक है।वह दूसरा है। ठीक", ["यह एक है।", "वह दूसरा है।", "ठीक"]),
        ("Beide, z. B. CDU und SPD. Ende.", ["Beide, z. B. CDU und SPD.", "Ende."]),
        ("Gilt bzw. ähnlich. Ö. Müller sagt ja. Ş. Ak da.", ["Gilt bzw. ähnlich.", "Ö. Müller sagt ja.", "Ş. Ak da."]),
        ("Это я. Они одинаковы. Plan b. So", ["Это я.", "Они одинаковы.", "Plan b.", "So"]),
        ("他说：“他们一样。”我不信。", ["他说：“他们一样。”", "我不信。"]),
        ("Είναι ίδιοι; Ναι. Same‼️ No", ["Είναι ίδιοι;", "Ναι.", "Same‼️", "No"]),
        ("no stop\nnew line\n\n***\n", ["no stop", "new line"]),
        ("I hate ISIS. They came in 2014. Der 2. Weltkrieg! sagt er", ["I hate ISIS.", "They came in 2014.", "Der 2. Weltkrieg!", "sagt er"]),
        ('He asked "why?" and left.', ['He asked "why?" and left.']),
        ('He said "same." Then left.', ['He said "same."', "Then left."]),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text)] == found


@given(st.text(st.sampled_from("ab A.!?。\n\"') 9"), max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_every_letter_stands_in_one_sentence_or_a_quote(text: str, a: int, b: int) -> None:
    a, b = min(a, b, len(text)), min(max(a, b), len(text))
    spans = sentences(text, [(a, b)])
    assert all(x < y for x, y in spans) and all(x[1] <= y[0] for x, y in zip(spans, spans[1:]))
    held = {i for x, y in spans for i in range(x, y)}
    assert not held & set(range(a, b))
    assert held | set(range(a, b)) >= {i for i, c in enumerate(text) if c.isalnum()}


@pytest.mark.parametrize("text", ["!" * 200_000 + "x", "? " * 100_000, ".)" * 100_000 + "x", " \n" * 100_000 + "x"])
def test_hostile_punctuation_takes_linear_time(text: str) -> None:
    import time

    start = time.perf_counter()
    sentences(text, [(i, i + 1) for i in range(0, 100_000, 2)])
    assert time.perf_counter() - start < 3


# ---------------------------------------------------------------- the embedded models


@pytest.mark.slow
@pytest.mark.parametrize("task", sorted(TASKS))
def test_the_embedded_heads_give_the_same_bits_alone_and_together(task: str) -> None:
    if not all((models_folder() / name).is_file() for name in ("SHA256SUMS", f"heads/{task}.safetensors")):
        pytest.skip(f"the {task} head, or models/SHA256SUMS, is not there")
    from analyzer.classify import heads

    model = load_classifier(task)
    some = items(task)[:6]
    whole = model.scores(some)
    heads._CACHE.clear()
    assert np.array_equal(model.scores(some[::-1])[::-1], whole)
    heads._CACHE.clear()
    assert np.array_equal(model.scores(some[2:3])[0], whole[2])
