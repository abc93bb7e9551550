"""What ships in ``models/``: a list with sizes, scores and licences, and the hashes that guard it.

``models/SHA256SUMS`` (the format of ``sha256sum``) is written by ``models/seal.py`` after a
recipe ran. A file whose bytes differ from it is refused: a changed weight would change
labels without anybody noticing.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from analyzer.errors import ModelError
from analyzer.paths import models_folder

LICENCES = {
    "base": "Gemma Terms of Use (models/base/GEMMA_TERMS.txt)",
    "heads": "Gemma Terms of Use, as a derivative of the base",
}  # fmt: skip
_TASKS = {"thread": "frame"}  # of heads that are not called by theirs


def sums() -> dict[str, str]:
    """The stated hash of every shipped file, by its path below ``models/``.

    Raises:
        ModelError: the list is missing.
    """
    path = models_folder() / "SHA256SUMS"
    if not path.is_file():
        raise ModelError("there is no list of hashes", where=str(path), remedy="run: python models/seal.py")
    pairs = (line.split("  ", 1) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {name: digest for digest, name in pairs}


def check(path: Path) -> str:
    """The hash of a shipped file, checked against the list.

    Raises:
        ModelError: the file is missing, not listed, or differs.
    """
    name = path.relative_to(models_folder()).as_posix()
    stated = sums().get(name)
    if not path.is_file():
        raise ModelError("is missing", where=str(path), remedy="install the package again")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if stated is None:
        raise ModelError("is not in models/SHA256SUMS", where=str(path), remedy="run: python models/seal.py")
    if found != stated:
        raise ModelError(
            f"was changed: its sha256 is {found[:12]}…, it was shipped as {stated[:12]}…", where=str(path),
            remedy="install the package again, or run python models/seal.py if you trained it yourself",
        )  # fmt: skip
    return found


def verify_models() -> int:
    """Check every listed file; the number of files.

    Raises:
        ModelError: the first that is missing or differs.
    """
    names = sums()
    for name in names:
        check(models_folder() / name)
    return len(names)


def list_models() -> list[dict[str, Any]]:
    """One row a shipped model: name, task, files with size and hash, licence, scores on validation."""
    folder = models_folder()
    by_model: dict[str, dict[str, Any]] = {}
    for name, digest in sums().items():
        kind, _, file = name.partition("/")
        model = "base" if kind == "base" else Path(file).name.split(".")[0]
        row = by_model.setdefault(model, {
            "name": model, "task": None if kind == "base" else _TASKS.get(model, model), "licence": LICENCES.get(kind, ""), "bytes": 0, "files": {},
        })  # fmt: skip
        size = (folder / name).stat().st_size if (folder / name).is_file() else 0
        row["bytes"] += size
        row["files"][name] = digest
        if name.endswith(".scores.json"):
            row["scores"] = json.loads((folder / name).read_text(encoding="utf-8"))["validation"]
    return list(by_model.values())
