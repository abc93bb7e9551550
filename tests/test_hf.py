"""Any Hugging Face classifier: labels mapped, long texts windowed, nothing fetched, nothing unsafe loaded."""

from __future__ import annotations

import json
import random
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from builders import SENTENCES, tiny_hf

from analyzer.classify import load_classifier
from analyzer.classify.base import TASKS, Item
from analyzer.classify.hf import HuggingFaceClassifier, meaning
from analyzer.errors import ModelError
from analyzer.evaluate.rows import ALIASES

LONG = "the mill is the same boat and a good one " * 20


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    top = tmp_path_factory.mktemp("hf")
    return {
        "sentiment": tiny_hf(top / "sentiment", ["POSITIVE", "neg", "Neutral"]),
        "nli": tiny_hf(top / "nli", ["contradiction", "entailment", "neutral"]),
        "stance": tiny_hf(top / "stance", ["none", "favour", "against"], kind="xlm-roberta"),
        "reply": tiny_hf(top / "reply", ["support", "deny", "comment"]),
    }


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    asked: list[object] = []

    def refuse(*where: object, **__: object) -> None:
        asked.append(where)
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    yield
    assert not asked


def copy_with(folder: Path, to: Path, **settings: object) -> Path:
    """A copy of a model with other settings in its config.json."""
    shutil.copytree(folder, to)
    config = json.loads((to / "config.json").read_text())
    (to / "config.json").write_text(json.dumps(config | settings))
    return to


def by_hand(folder: Path, first: str, second: str | None = None) -> np.ndarray:
    """The model's own probabilities for one pair."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    with torch.inference_mode():
        logits = model(**tokenizer(*filter(None, (first, second)), return_tensors="pt")).logits
    return torch.softmax(logits.double(), -1)[0].numpy()


# ---------------------------------------------------------------- labels


def test_other_names_of_the_labels_are_mapped(folders: dict[str, Path]) -> None:
    model = load_classifier("sentiment", str(folders["sentiment"]))
    assert model.labels == TASKS["sentiment"] and model.task == "sentiment"
    positive, negative, neutral = by_hand(folders["sentiment"], "a good boat")
    assert np.allclose(model.scores([Item("a good boat")]), [[negative, neutral, positive]])


def test_stance_is_read_with_its_target(folders: dict[str, Path]) -> None:
    model = load_classifier("stance", str(folders["stance"]))
    none, favor, against = by_hand(folders["stance"], "a good boat", "the mill")
    row, other = model.scores([Item("a good boat", target="the mill"), Item("a good boat", target="soup")])
    assert np.allclose(row, [favor, against, none]) and not np.allclose(row, other)


def test_a_reply_is_read_after_what_it_answers(folders: dict[str, Path]) -> None:
    model = load_classifier("reply", str(folders["reply"]))
    item = Item("no it is bad", parent_text="the boat is good")
    assert np.allclose(model.scores([item])[0], by_hand(folders["reply"], "the boat is good", "no it is bad"))


@pytest.mark.parametrize("task", sorted(TASKS))
def test_an_nli_model_does_every_task(folders: dict[str, Path], task: str) -> None:
    model = load_classifier(task, str(folders["nli"]))
    items = [Item("good boat", "the {text} mill", "bad boat"), Item("bad soup", "the {text} mill", "bad boat")]
    rows = model.scores(items)
    assert rows.shape == (2, len(TASKS[task])) and np.allclose(rows.sum(axis=1), 1)
    assert not np.allclose(rows[0], rows[1])


def test_nli_compares_the_entailment_of_each_label(folders: dict[str, Path]) -> None:
    model = load_classifier("sentiment", str(folders["nli"]))
    worded = {
        "negative": "The tone is negative.",
        "neutral": "The tone is neutral.",
        "positive": "The tone is positive.",
    }
    odds = []
    for label in TASKS["sentiment"]:
        contradiction, entailment, neutral = np.log(by_hand(folders["nli"], "good boat", worded[label]))
        odds.append(entailment - max(contradiction, neutral))
    expected = np.exp(odds) / np.exp(odds).sum()
    assert np.allclose(model.scores([Item("good boat")])[0], expected)


@pytest.mark.parametrize(
    ("task", "labels", "joined"),
    [
        ("sentiment", ["Very Negative", "Negative", "Neutral", "Positive", "Very_Positive"], [[0, 1], [2], [3, 4]]),
        ("sentiment", ["neg", "neg", "neutral", "positive"], [[0, 1], [2], [3]]),
        ("sentiment", ["LABEL_0", "LABEL_1", "LABEL_2"], [[0], [1], [2]]),
        ("stance", ["agree", "disagree", "discuss", "unrelated"], [[0], [1], [2, 3]]),
        ("reply", ["support", "deny", "query", "comment"], [[0], [1], [2, 3]]),
    ],
)
def test_labels_that_mean_the_same_are_joined(tmp_path: Path, task: str, labels: list, joined: list) -> None:
    folder = tiny_hf(tmp_path / "more", labels)
    theirs = by_hand(folder, "a good boat")
    row = load_classifier(task, str(folder)).scores([Item("a good boat")])[0]
    assert np.allclose(row, [theirs[columns].sum() for columns in joined])


def test_labels_of_rows_mean_the_same_as_those_of_models() -> None:
    for task, aliases in ALIASES.items():
        assert {theirs: meaning(task, theirs) for theirs in aliases} == aliases


@pytest.mark.parametrize(
    ("task", "labels", "said"),
    [
        ("sentiment", [f"LABEL_{i}" for i in range(5)], "LABEL_0, LABEL_1, LABEL_2, LABEL_3, LABEL_4 can be read as none"),
        ("sentiment", ["negative", "neutral", "positive", "mixed"], "of which mixed can be read as none"),
        ("stance", ["favor", "against", "none", "Sarcasm"], "of which Sarcasm can be read as none"),
        ("stance", ["favor", "against", "none", ""], "can be read as none"),
        ("sentiment", ["toxic", "fine", "neutral"], "toxic, fine, neutral"),
        ("stance", ["favor", "against"], "'none'"),
        ("reply", ["LABEL_0", "LABEL_1", "LABEL_2"], "'agree'"),
        ("frame", ["same", "different", "none"], "'both'"),
    ],
)
def test_labels_of_another_kind_are_refused_with_a_remedy(tmp_path: Path, task: str, labels: list, said: str) -> None:
    folder = tiny_hf(tmp_path / "odd", labels)
    with pytest.raises(ModelError, match="id2label") as caught:
        load_classifier(task, str(folder))
    assert said in str(caught.value) and str(folder) in str(caught.value)


@pytest.mark.parametrize("labels", [["neg", "neu", "pos"], {"1": "neg", "2": "neu", "3": "pos"}, {"a": "neg"}])
def test_labels_without_numbers_from_zero_are_a_model_error(
    folders: dict[str, Path], tmp_path: Path, labels: object
) -> None:
    folder = copy_with(folders["sentiment"], tmp_path / "numbers", id2label=labels, label2id=None)
    with pytest.raises(ModelError, match="number them from 0|cannot be loaded"):
        load_classifier("sentiment", str(folder))


@pytest.mark.parametrize("kind", ["multi_label_classification", "regression"])
def test_a_model_that_does_not_choose_one_label_is_refused(
    folders: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    folder = copy_with(folders["sentiment"], tmp_path / "several", problem_type=kind)
    with pytest.raises(ModelError, match=kind):
        load_classifier("sentiment", str(folder))


# ---------------------------------------------------------------- the same, always


@pytest.mark.parametrize("name", ["sentiment", "nli", "stance", "reply"])
def test_scores_do_not_depend_on_the_batch_or_the_order(folders: dict[str, Path], name: str) -> None:
    task = "sentiment" if name == "nli" else name
    model = HuggingFaceClassifier(task, str(folders[name]))
    items = [Item(text, "the mill", "good boat") for text in (*SENTENCES, LONG, "", "same", "same")]
    whole = model.scores(items)
    assert np.allclose(whole.sum(axis=1), 1)
    order = list(range(len(items)))
    random.Random(4).shuffle(order)
    shuffled = model.scores([items[i] for i in order])
    assert all(np.array_equal(whole[i], row) for i, row in zip(order, shuffled))
    assert all(np.array_equal(model.scores([item])[0], row) for item, row in zip(items, whole))


def test_progress_counts_every_item(folders: dict[str, Path]) -> None:
    counted: list[int] = []
    load_classifier("sentiment", str(folders["sentiment"])).scores([Item("a"), Item("b"), Item("a")], counted.append)
    assert sum(counted) == 3


def test_the_fingerprint_tells_weights_and_labels_apart(folders: dict[str, Path], tmp_path: Path) -> None:
    first = load_classifier("sentiment", str(folders["sentiment"])).fingerprint
    copy = shutil.copytree(folders["sentiment"], tmp_path / "copy")
    assert load_classifier("sentiment", str(copy)).fingerprint == first
    weights = bytearray((copy / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (copy / "model.safetensors").write_bytes(weights)
    assert load_classifier("sentiment", str(copy)).fingerprint != first


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("tokenizer.json", '"Lowercase"', '"NFC"'),
        ("tokenizer_config.json", '"model_max_length": 64', '"model_max_length": 50'),
    ],
)
def test_the_fingerprint_tells_tokenizers_apart(
    folders: dict[str, Path], tmp_path: Path, name: str, old: str, new: str
) -> None:
    copy = shutil.copytree(folders["sentiment"], tmp_path / "copy")
    text = (copy / name).read_text()
    assert old in text
    (copy / name).write_text(text.replace(old, new))
    first, second = (load_classifier("sentiment", str(each)) for each in (folders["sentiment"], copy))
    assert first.fingerprint != second.fingerprint


# ---------------------------------------------------------------- long texts


def test_long_texts_are_windowed_and_counted_once(folders: dict[str, Path]) -> None:
    for name, task in (("sentiment", "sentiment"), ("nli", "sentiment"), ("stance", "stance")):
        model = load_classifier(task, str(folders[name]))
        model.scores([Item("good boat", "mill")])
        assert (model.windowed, model.shortened) == (0, 0)
        model.scores([Item(LONG, "mill"), Item("good", "mill")])
        assert (model.windowed, model.shortened) == (1, 0)


def test_the_end_of_a_long_text_counts(folders: dict[str, Path]) -> None:
    model = load_classifier("sentiment", str(folders["sentiment"]))
    rows = model.scores([Item(LONG), Item(LONG + "bad negative tone " * 9)])
    assert not np.allclose(rows[0], rows[1])


def test_no_window_is_cut_by_the_model(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    model = load_classifier("stance", str(folders["stance"]))
    seen: list[str] = []
    monkeypatch.setattr(model, "_logits", lambda first, second: seen.append(first) or np.zeros(3))
    text = "  " + LONG + "é面م" * 50
    model.scores([Item(text, target="mill")])
    assert "".join(seen) == text
    assert all(len(model.tokenizer(piece, "mill")["input_ids"]) <= model.limit for piece in seen)


def test_a_long_target_is_shortened_and_counted(folders: dict[str, Path]) -> None:
    model = load_classifier("stance", str(folders["stance"]))
    assert np.isfinite(model.scores([Item(LONG, target=LONG)])).all()
    assert (model.windowed, model.shortened) == (1, 1)


# ---------------------------------------------------------------- what is refused


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    folder = tiny_hf(tmp_path / "pickled", TASKS["sentiment"], safe=False)
    assert (folder / "pytorch_model.bin").is_file()
    with pytest.raises(ModelError, match="safetensors"):
        load_classifier("sentiment", str(folder))


def test_code_of_the_repository_is_never_run(folders: dict[str, Path], tmp_path: Path) -> None:
    folder = shutil.copytree(folders["sentiment"], tmp_path / "code")
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "mine", "auto_map": {
        "AutoConfig": "mine.Config", "AutoModelForSequenceClassification": "mine.Model",
    }}  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "mine.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    with pytest.raises(ModelError):
        load_classifier("sentiment", str(folder))
    assert not (tmp_path / "ran").exists()


def test_a_model_without_a_trained_head_is_refused(folders: dict[str, Path], tmp_path: Path) -> None:
    """The library would fill the missing weights with random numbers, other ones every time."""
    from safetensors.torch import load_file, save_file

    folder = shutil.copytree(folders["sentiment"], tmp_path / "headless")
    weights = {k: v for k, v in load_file(folder / "model.safetensors").items() if not k.startswith("classifier")}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match="classifier"):
        load_classifier("sentiment", str(folder))


@pytest.mark.parametrize("name", ["sentiment", "stance"])
def test_a_model_without_its_tokenizer_is_refused(folders: dict[str, Path], tmp_path: Path, name: str) -> None:
    """The library would make one up, to which every word is unknown."""
    folder = shutil.copytree(folders[name], tmp_path / "mute")
    for path in folder.glob("*token*"):
        path.unlink()
    with pytest.raises(ModelError, match=r"no vocabulary.*a tokenizer"):
        load_classifier(name, str(folder))


def test_a_damaged_tokenizer_is_a_model_error(folders: dict[str, Path], tmp_path: Path) -> None:
    folder = shutil.copytree(folders["sentiment"], tmp_path / "odd")
    content = json.loads((folder / "tokenizer.json").read_text())
    (folder / "tokenizer.json").write_text(json.dumps(content | {"model": {"type": "WordPiece", "vocab": []}}))
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_classifier("sentiment", str(folder))


@pytest.mark.parametrize("damaged", ["config.json", "model.safetensors"])
@pytest.mark.parametrize("how", ["missing", "cut"])
def test_an_incomplete_folder_is_a_model_error(
    folders: dict[str, Path], tmp_path: Path, damaged: str, how: str
) -> None:
    folder = shutil.copytree(folders["sentiment"], tmp_path / "damaged")
    content = (folder / damaged).read_bytes()
    (folder / damaged).unlink()
    if how == "cut":
        (folder / damaged).write_bytes(content[:60])
    with pytest.raises(ModelError, match="damaged"):
        load_classifier("sentiment", str(folder))


@pytest.mark.parametrize("name", ["nobody/no-such-model", "no-such-folder", "../elsewhere/x y"])
def test_an_unknown_model_is_not_fetched(name: str) -> None:
    with pytest.raises(ModelError, match="give a folder"):
        load_classifier("sentiment", name)
