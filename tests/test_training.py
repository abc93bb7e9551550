"""Fitting heads: to own labels through ``analyzer train``, and the states that it learns from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analyzer import train
from analyzer.classify.base import Item
from analyzer.errors import MalformedInput, UsageError
from analyzer.evaluate import evaluate
from analyzer.paths import models_folder
from analyzer.training import Settings
from analyzer.training.gold import divide, read_gold

GOOD = ["I love this, wonderful work", "what a lovely day, so happy", "great, thank you all", "best news in years"]
BAD = ["this is awful", "I hate every word of it", "what a shameful, terrible mess", "worst thing I ever read"]
FLAT = ["the meeting is on Tuesday", "it was published in 2014", "the bus stops here", "there are three of them"]


def rows() -> list[dict[str, str]]:
    """Ninety short comments with plain tones, each with another ending so that none repeats."""
    made = []
    for k in range(30):
        for label, texts in (("positive", GOOD), ("negative", BAD), ("neutral", FLAT)):
            made.append({"text": f"{texts[k % 4]}, said number {k}", "label": label})
    return made


def write(path: Path, data: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in data), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("data", "task", "out", "wanted"),
    [
        (rows()[:12], "sentiment", "head.safetensors", "12 usable rows"),
        ([r | {"label": "so-so"} for r in rows()], "sentiment", "head.safetensors", "so-so"),
        ([r for r in rows() if r["label"] != "neutral"], "sentiment", "head.safetensors", "no row labelled neutral"),
    ],
)
def test_data_that_cannot_teach_are_refused(
    tmp_path: Path, data: list[dict[str, str]], task: str, out: str, wanted: str
) -> None:
    with pytest.raises(MalformedInput, match=wanted):
        train(write(tmp_path / "gold.jsonl", data), tmp_path / out, task=task)
    assert not (tmp_path / out).exists()


def test_wrong_words_are_refused(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", rows())
    with pytest.raises(UsageError, match="mood"):
        train(gold, tmp_path / "head.safetensors", task="mood")
    with pytest.raises(UsageError, match="head.bin"):
        train(gold, tmp_path / "head.bin", task="sentiment")


def test_a_device_that_is_not_there_is_refused(tmp_path: Path) -> None:
    settings = Settings(device="cuda:99", split=0)
    with pytest.raises(UsageError, match="cuda:99"):
        train(write(tmp_path / "gold.jsonl", rows()), tmp_path / "head.safetensors", task="sentiment", settings=settings)


# ---------------------------------------------------------------- labelled rows


def test_a_fifth_is_held_out_by_thread_by_text_answered_or_by_text(tmp_path: Path) -> None:
    for threads, parents in ((30, 1), (3, 30), (1, 1), (1, 90)):
        data = [r | {"thread": f"t{n % threads}", "parent_text": f"p{n % parents}"} for n, r in enumerate(rows())]
        found = read_gold(write(tmp_path / "gold.jsonl", [r | {"reply": r["label"].replace("positive", "agree").replace("negative", "disagree")}
                                                          for r in data]), "reply")  # fmt: skip
        assert len(found.kept) + len(found.held) == 90 and 9 <= len(found.held) <= 18
        for name, count in (("thread", threads), ("parent", parents)):
            if count == 30:
                assert not {row[name] for row in found.kept} & {row[name] for row in found.held}


def test_one_giant_thread_is_not_held_out() -> None:
    data = [{"thread": f"t{n}" if n < 12 else "giant", "parent": "", "text": f"words {n}"} for n in range(100)]
    kept, held = divide(data)
    assert len(kept) + len(held) == 100 and 10 <= len(held) <= 20
    with pytest.raises(MalformedInput, match="too few different texts"):
        divide([{"thread": "", "parent": "", "text": f"words {n % 5}"} for n in range(100)])


def test_what_only_a_link_a_name_or_a_mark_tells_apart_is_a_repeat(tmp_path: Path) -> None:
    more = [r | {"text": f"@ana {r['text'].upper()}!! https://x.org/{n}"} for n, r in enumerate(rows())]
    smiles = [{"text": "🙂" * n, "label": "positive"} for n in range(1, 6)]
    found = read_gold(write(tmp_path / "gold.jsonl", rows() + more + smiles), "sentiment")
    assert (len(found.kept) + len(found.held), found.repeats) == (95, 90)


def test_labels_are_those_of_most_annotators_and_of_the_column_named(tmp_path: Path) -> None:
    def label(n: int, who: str) -> str:
        return rows()[n]["label"] if who != "ben" or n % 10 else "negative"

    wide = [{"id": n, "text": r["text"]} | {f"label:{who}": label(n, who) for who in ("ana", "ben", "cem")} for n, r in enumerate(rows())]
    tied = [{"id": 100, "text": "So, so", "label:ana": "positive", "label:ben": "negative"}]
    found = read_gold(write(tmp_path / "wide.jsonl", wide + tied), "sentiment")
    truth = {r["text"]: r["label"] for r in rows()}
    assert all(truth[row["text"]] == row["label"] for row in found.kept + found.held) and found.unlabelled == 1
    beside = [{"text": r["text"], "human": r["label"], "sentiment": "neutral"} for r in rows()]
    found = read_gold(write(tmp_path / "beside.jsonl", beside), "sentiment", {"label": "human"})
    assert all(truth[row["text"]] == row["label"] for row in found.kept + found.held)


def test_a_reply_learns_the_text_that_it_answers_not_its_id(tmp_path: Path) -> None:
    said = [{"id": f"c{n}", "text": r["text"], "parent": f"c{n - 1}" if n else "", "reply": ("agree", "disagree", "neutral")[n % 3]}
            for n, r in enumerate(rows())]  # fmt: skip
    found = read_gold(write(tmp_path / "gold.jsonl", said), "reply")
    before = {row["text"]: said[n - 1]["text"] for n, row in enumerate(said) if n}
    assert found.unlabelled == 1 and all(row["parent"] == before[row["text"]] for row in found.kept + found.held)


def test_a_row_without_words_teaches_nothing(tmp_path: Path) -> None:
    data = [r | {"comment_id": str(n)} for n, r in enumerate(rows())]
    bare = [{"comment_id": "x", "label": "positive"}, {"comment_id": "y", "text": None, "label": "positive"}]
    found = read_gold(write(tmp_path / "gold.jsonl", data + bare), "sentiment")
    assert (len(found.kept) + len(found.held), found.unlabelled) == (90, 2)
    with pytest.raises(MalformedInput, match="2 labelled rows without a text"):
        evaluate(tmp_path / "gold.jsonl", task="sentiment")


def test_a_stance_without_a_target_is_refused(tmp_path: Path) -> None:
    data = [{"text": r["text"], "topic": "a ban", "label": ("favor", "against", "none")[n % 3]} for n, r in enumerate(rows())]
    with pytest.raises(MalformedInput, match="90 have no target.*target=NAME"):
        read_gold(write(tmp_path / "gold.jsonl", data), "stance")
    assert read_gold(tmp_path / "gold.jsonl", "stance", {"target": "topic"}).kept[0]["target"] == "a ban"


@pytest.fixture(scope="module")
def base() -> Path:
    folder = models_folder() / "base"
    if not (folder / "config.json").is_file():
        pytest.skip("models/base is not there")
    return folder


@pytest.mark.slow
def test_packed_states_are_those_that_the_trunk_gives(base: Path, tmp_path: Path) -> None:
    """What training sees is what classifying sees, to the rounding of the stored lower states."""
    import torch

    from analyzer.classify.trunk import Trunk, part
    from analyzer.training.adapter import Inputs, Pooled
    from analyzer.training.packing import fill_rows, pack
    from analyzer.training.states import Embedded, LowerStates, on

    comment = "Comment: they are one and the same, and everybody who looks at them for more than a minute knows it well.\n"
    texts = [f"{comment}Stance on {target}:" for target in ("a ban", "the merger", "taxes")] + ["short", "ماذا تقول"]
    trunk = Trunk(base, (6, 8, 9))
    plain = trunk.encode(texts)
    ids = [[trunk.bos, *encoding.ids] for encoding in trunk.tokenizer.encode_batch(texts)]
    inputs = Inputs.of(ids, [comment] * 3 + texts[3:])
    assert len(inputs.groups) == 3
    rows = fill_rows(inputs.groups, range(len(inputs.groups)))
    packed = pack(inputs.groups, rows)
    for split in (0, 5):
        store = LowerStates(trunk.model, split, inputs.groups, tmp_path / "states", print, half=trunk.half) if split else Embedded(trunk.model)
        pooled, here = Pooled(part(trunk.model, split, 9), split, (6, 8, 9), range(6), trunk.half), on(packed, "cpu")
        with torch.inference_mode():
            found = pooled(store.of(inputs.groups, rows, here), here).numpy()
        found = found[np.argsort(packed.members)].reshape(plain.shape)
        assert np.linalg.norm(found - plain, axis=2).max() <= 0.01 * np.linalg.norm(plain, axis=2).max()


@pytest.mark.slow
def test_a_head_learns_resumes_and_classifies(base: Path, tmp_path: Path) -> None:
    from analyzer.classify import load_classifier

    gold, out = write(tmp_path / "gold.jsonl", rows()), tmp_path / "mine.safetensors"
    log: list[str] = []
    settings = Settings(epochs=2, tokens=256)
    result = train(gold, out, task="sentiment", settings=settings, work=tmp_path / "work", say=log.append)
    assert result["rows"] + result["held_out"] == 90
    assert result["scores"]["gold"]["macro_f1"] >= 80
    mine = load_classifier("sentiment", str(out))
    scores = mine.scores([Item("I love it, so happy"), Item("a shameful, awful mess")])
    assert [mine.labels[i] for i in scores.argmax(1)] == ["positive", "negative"]
    again = tmp_path / "again.safetensors"
    train(gold, again, task="sentiment", settings=settings, work=tmp_path / "work", say=log.append)
    assert any("going on from step" in line for line in log)
    assert again.read_bytes() == out.read_bytes(), "a finished run, gone on with, is the same head"
    turned = [r | {"label": {"positive": "negative", "negative": "positive"}.get(r["label"], r["label"])} for r in rows()]
    train(write(gold, turned), again, task="sentiment", settings=settings, work=tmp_path / "work", say=log.append)
    assert any("beginning anew" in line for line in log)
    other = load_classifier("sentiment", str(again)).scores([Item("I love it, so happy")])
    assert mine.labels[int(other.argmax())] != "positive", "corrected labels are learnt"


@pytest.mark.slow
def test_a_run_that_is_cut_goes_on_to_the_same_head(base: Path, tmp_path: Path) -> None:
    gold, log, settings = write(tmp_path / "gold.jsonl", rows()), [], Settings(epochs=2, tokens=256)

    def cut(line: str) -> None:
        log.append(line)
        if sum("by language" in each for each in log) == 2:  # told before the second epoch's checkpoint is written
            raise KeyboardInterrupt

    whole, parts = tmp_path / "whole.safetensors", tmp_path / "parts.safetensors"
    train(gold, whole, task="sentiment", settings=settings, work=tmp_path / "w")
    with pytest.raises(KeyboardInterrupt):
        train(gold, parts, task="sentiment", settings=settings, work=tmp_path / "p", say=cut)
    train(gold, parts, task="sentiment", settings=settings, work=tmp_path / "p", say=log.append)
    assert any("going on from step" in line for line in log)
    assert parts.read_bytes() == whole.read_bytes()


@pytest.mark.slow
def test_a_long_run_is_compiled_and_its_steps_have_one_shape(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The compiler itself, a minute of work, is left out."""
    import torch

    from analyzer.training import adapter

    compiled, shapes, usual = [], set(), adapter.Pooled.__call__
    monkeypatch.setattr(adapter, "LONG", 0)
    monkeypatch.setattr(adapter.shutil, "which", lambda name: "/usr/bin/g++")
    monkeypatch.setattr(torch.nn.Module, "compile", lambda block, **_: compiled.append(type(block).__name__))

    def watched(self: adapter.Pooled, states: Any, here: dict[str, Any]) -> Any:
        shapes.add(tuple(states.shape))
        return usual(self, states, here)

    monkeypatch.setattr(adapter.Pooled, "__call__", watched)
    gold = write(tmp_path / "gold.jsonl", rows())
    result = train(gold, tmp_path / "mine.safetensors", task="sentiment", settings=Settings(epochs=2, tokens=512), work=tmp_path / "work")
    assert len(compiled) == 4 and len(set(compiled)) == 1
    assert shapes == {(2, 256, 640)}
    assert result["scores"]["gold"]["macro_f1"] >= 80


def test_layers_below_the_split_cannot_be_pooled(base: Path, tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", rows())
    with pytest.raises(UsageError, match="split of 7"):
        train(gold, tmp_path / "mine.safetensors", task="sentiment", settings=Settings(split=7), work=tmp_path / "work")


def test_attention_in_plain_products_says_the_same() -> None:
    """What a GPU computes: the mask added, one width, empty rows; a tiny model with random weights."""
    import torch
    from transformers import Gemma3TextConfig, Gemma3TextModel

    from analyzer.classify.trunk import run
    from analyzer.training.packing import fill_rows, group, pack
    from analyzer.training.states import masks, on

    torch.manual_seed(0)
    model = Gemma3TextModel(Gemma3TextConfig(
        vocab_size=60, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1,
        head_dim=16, layer_types=["sliding_attention", "full_attention"],
    )).eval()  # fmt: skip
    shared = list(range(3, 40))
    inputs = [[2, *range(5, 20)], [2, *shared, 7, 8], [2, *shared, 9], [2, 50], [2, *range(20, 59)]]
    groups = group(inputs, [0, 1, 1, 2, 3])
    here = on(pack(groups, [*fill_rows(groups, range(len(groups)), 64), []], 64), "cpu")
    with torch.no_grad():
        usual = run(model, model.embed_tokens(here["ids"]), here["positions"], masks(here))[-1]
        for block in model.layers:
            block.self_attn.config._attn_implementation = "eager"
        plain = run(model, model.embed_tokens(here["ids"]), here["positions"], masks(here, added=True))[-1]
    real = here["groups"] > 0
    assert torch.allclose(usual[real], plain[real], atol=1e-4)
    assert torch.isfinite(plain).all()


def test_a_row_learns_its_label_what_it_was_taught_or_both() -> None:
    from analyzer.training.fit import _target

    labels = ("no", "yes")
    assert _target({"label": "yes"}, labels, 0.1).tolist() == pytest.approx([0.05, 0.95])
    assert _target({"label": None, "taught": [0.3, 0.7]}, labels, 0.1).tolist() == pytest.approx([0.3, 0.7])
    assert _target({"label": "yes", "taught": [0.35, 0.65]}, labels, 0.1).tolist() == pytest.approx([0.2, 0.8])


@pytest.fixture
def recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "models"))


def test_a_student_hears_the_teacher_that_did_not_learn_a_row(recipe: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import train
    from corpora import balanced, fold_of

    known = [{"text": f"row {k}", "label": ("negative", "positive")[k % 2], "corpus": "umsab", "weight": 1.0} for k in range(12)]
    pool = [{"text": f"pool {k}", "label": None, "corpus": "pool", "weight": 1.0} for k in range(4)]
    monkeypatch.setattr(train, "pool_rows", lambda stage: pool)
    for fold in range(3):
        held = [row for row in known if fold_of(row, 3) == fold]
        folder = tmp_path / f"sentiment-1-fold-{fold}"
        folder.mkdir()
        certain = np.eye(3, dtype=np.float32)[fold]
        np.save(folder / "asked.npy", np.tile(certain, (len(held) + len(pool), 1)))
    rows = train.taught("sentiment", known, tmp_path)
    assert [int(np.argmax(row["taught"])) for row in rows[:12]] == [fold_of(row, 3) for row in known]
    assert np.allclose([row["taught"] for row in rows[12:]], 1 / 3)
    assert balanced(rows, "sentiment").sum() == pytest.approx(len(rows))
    np.save(tmp_path / "sentiment-1-fold-0" / "asked.npy", np.ones((2, 3)))
    with pytest.raises(SystemExit, match="judged 2 rows"):
        train.taught("sentiment", known, tmp_path)


@pytest.mark.slow
def test_the_pool_holds_nothing_that_a_stage_learns_from_or_is_chosen_by(recipe: None) -> None:
    from corpora import SHARED, load_stage, plain

    if not SHARED.is_dir():
        pytest.skip("../shared/corpora is not there")
    from pools import pool_rows

    pool = pool_rows("sentiment")
    rows, choose, _ = load_stage("sentiment")
    texts = {plain(row["text"]) for row in pool}
    assert len(texts) == len(pool) > 50_000
    assert not texts & {plain(row["text"]) for row in rows + choose}
    assert all(row["label"] is None for row in pool)


def test_the_mean_of_heads_is_the_mean_of_their_products(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps of different layers and ranks; nothing is lost while the rank allows it, and the least that it must be after."""
    import torch

    from analyzer.classify.heads import Head, HeadSpec

    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "models"))
    from soup import average

    torch.manual_seed(3)
    names = ("layers.0.mlp.up_proj", "layers.1.mlp.up_proj")

    def head(rank: int, where: tuple[str, ...]) -> Head:
        lora = {f"{n}.lora_A": torch.randn(rank, 12) for n in where} | {f"{n}.lora_B": torch.randn(20, rank) for n in where}
        return Head(HeadSpec("frame", ("a", "b")), np.random.default_rng(rank).normal(size=(2, 6)), np.zeros(2), lora, "")

    heads = [head(2, names), head(3, names), head(2, names[1:])]

    def product(lora: dict, name: str) -> torch.Tensor:
        if f"{name}.lora_A" not in lora:
            return torch.zeros(20, 12)
        return lora[f"{name}.lora_B"].float() @ lora[f"{name}.lora_A"].float()

    weight, _, maps = average(heads, 7)
    assert np.allclose(weight, np.mean([h.weight for h in heads], 0))
    _, _, small = average(heads, 3)
    for name in names:
        mean = sum(product(h.lora, name) for h in heads) / 3
        assert torch.allclose(product(maps, f"lora.{name}"), mean, atol=0.03), "but for bfloat16"
        left = torch.linalg.svdvals(mean)[3:].norm()
        assert (product(small, f"lora.{name}") - mean).norm() <= left + 0.1
    with pytest.raises(SystemExit, match="different things"):
        average([heads[0], Head(HeadSpec("frame", ("a", "b"), pool=(5,)), heads[0].weight, heads[0].bias, {}, "")], 2)
