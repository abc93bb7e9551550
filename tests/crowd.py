"""Classified comments with a known truth, and simulated annotators who label drawn ones."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.classify.base import TASKS, as_label

LABELS = TASKS["frame"]
# What the model makes of each true label: it misses half of the claims.
CONFUSION = ((0.5, 0.05, 0.05, 0.4), (0.05, 0.5, 0.05, 0.4), (0.25, 0.25, 0.3, 0.2), (0.12, 0.05, 0.03, 0.8))
SHARES = (0.3, 0.2, 0.1, 0.4)


def crowd(folder: Path, comments: int = 600, threads: int = 12, seed: int = 5) -> tuple[Path, dict[str, str]]:
    """A folder as ``run`` writes it, and the true frame of each comment by ``thread/id``."""
    dice = np.random.default_rng(seed)
    rows, truth = [], {}
    for number in range(comments):
        thread, at = f"=t{number % threads}", number // threads + 1
        label = int(dice.choice(4, p=SHARES))
        said = int(dice.choice(4, p=CONFUSION[label]))
        scores = dice.dirichlet(np.where(np.arange(4) == said, 6.0, 0.6))
        scores[[int(scores.argmax()), said]] = scores[[said, int(scores.argmax())]]
        key = f"{(number % threads) * 1000 + at:019d}"
        truth[f"{thread}/{key}"] = LABELS[label]
        rows.append({
            "id": key, "thread": thread, "n": at, "depth": 1, "parent_source": "export", "kind": "comment", "parent": rows[-threads]["id"] if at > 1 else None,
            "speaker": None, "speaker_id": f"s{dice.integers(60)}", "posted": None, "text": f"=Comment {number}, \"so\"\nit goes",
            "lang": {"label": ("en", "ar", "de")[number % 3]}, "frame": {
                "debate": "jihadist-groups", **as_label(LABELS, scores), "pair": [], "respect": [], "evidence": [],
            },
        })  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    rows.sort(key=lambda row: row["thread"])
    rows.insert(
        3,
        {
            "id": "gone",
            "thread": rows[0]["thread"],
            "kind": "deleted",
            "text": "",
            "n": 999,
            "depth": 1,
            "parent": None,
            "parent_source": None,
            "speaker": None,
            "posted": None,
        },
    )
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "comments.jsonl").write_text(lines, encoding="utf-8")
    titles = {"threads": [{"id": f"=t{i}", "title": f"@Title {i}"} for i in range(threads)]}
    (folder / "summary.json").write_text(json.dumps(titles), encoding="utf-8")
    return folder, truth


def read_csv(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_csv(path: Path, rows: list[dict[str, Any]]) -> Path:
    with open(path, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(rows)
    return path


def label(truth: Mapping[str, str], thread: str, key: str, skill: float, dice: np.random.Generator) -> str:
    """What an annotator says: the truth, or with chance 1 - ``skill`` any label."""
    said = truth[f"{thread.lstrip(chr(39))}/{key.lstrip(chr(39))}"]
    return said if dice.random() < skill else str(dice.choice(LABELS))
