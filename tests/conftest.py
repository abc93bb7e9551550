"""Fixtures that several test modules share."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import pytest
from builders import stub_classifier, tiny_models
from hypothesis import settings

# In CI the same examples every time, so that a change is judged by itself; elsewhere new ones are searched.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("ci" if os.environ.get("CI") else "here")


os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny ``models`` folder, made once."""
    return tiny_models(tmp_path_factory.mktemp("models"))


@pytest.fixture
def tiny(models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The embedded models are the tiny ones."""
    module = importlib.import_module("analyzer.classify.models")
    for each in (module, importlib.import_module("analyzer.modelcards")):
        monkeypatch.setattr(each, "models_folder", lambda: models)
    monkeypatch.setattr(module, "_TRUNKS", {})
    module.base_hash.cache_clear()
    yield models
    module.base_hash.cache_clear()


@pytest.fixture
def stubs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded models are stubs that answer by substring (``builders.STUB_RULES``)."""
    classify, models = importlib.import_module("analyzer.classify"), importlib.import_module("analyzer.classify.models")
    monkeypatch.setattr(classify, "load_classifier", stub_classifier)
    for module in (classify, models):
        monkeypatch.setattr(module, "load_in_thread", lambda *_: None)
