"""Read reader-comment threads, classify every comment, summarise how the crowd frames a debate.

The public functions carry the names of the commands. They are imported on first use, so
that ``import analyzer`` and ``analyzer --help`` load neither torch nor transformers.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "parse": "analyzer.parse",
    "classify": "analyzer.classify",
    "make_plan": "analyzer.classify",
    "classify_files": "analyzer.jobs",
    "evaluate": "analyzer.evaluate",
    "run": "analyzer.run",
    "sample": "analyzer.sample",
    "summarize": "analyzer.aggregate",
    "summarize_files": "analyzer.jobs",
    "train": "analyzer.training",
    "load_debate": "analyzer.debates",
}
__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'analyzer' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


class _Package(ModuleType):
    """Keeps ``analyzer.run`` the function, where importing the module ``analyzer.run`` would replace it."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _PUBLIC and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
