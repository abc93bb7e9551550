"""Where the package's models and data are: inside the wheel, or beside the checkout."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    installed = _HERE / f"_{name}"
    return installed if installed.is_dir() else _HERE.parent / name


def models_folder() -> Path:
    """``models/`` of the checkout, or its copy in an installed wheel."""
    return _folder("models")


def data_folder() -> Path:
    """``data/`` of the checkout, or its copy in an installed wheel."""
    return _folder("data")
