"""What every classifier has in common: the tasks, their labels, one interface.

A classifier maps items (a text, where the task needs it a target or the text replied to)
to a matrix of probabilities. The embedded model, any Hugging Face sequence classifier
and any zero-shot NLI model stand behind the same two members, so that one can replace
the other in every command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from analyzer.tasks import TASKS as TASKS  # classifiers and their users find it here

if TYPE_CHECKING:
    import numpy as np

DIGITS = 4  # decimals of every probability that is written


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to classify.

    Attributes:
        text: the comment (or sentence) itself.
        target: the topic or proposition, for stance.
        parent_text: the text that ``text`` answers, for reply stance.
    """

    text: str
    target: str = ""
    parent_text: str = ""


class Classifier(Protocol):
    """The one interface of all models."""

    task: str
    labels: tuple[str, ...]
    name: str
    """What the manifest calls it: the embedded head's name, or the folder or id given."""
    fingerprint: str
    """A hash over the weights and settings that decide the scores."""

    def scores(self, items: Sequence[Item], progress: Callable[[int], None] | None = None) -> np.ndarray:
        """Probabilities, float64 [items, labels]; rows add up to one.

        A row depends on its item only, never on the others. ``progress`` is called with
        the number of items just finished.
        """


def rounded(row: Sequence[float]) -> list[float]:
    """Probabilities with ``DIGITS`` decimals that still add up to exactly one.

    Largest-remainder rounding: what rounding down leaves over goes to the entries that
    lost most, the earlier first.
    """
    unit = 10**DIGITS
    scaled = [max(0.0, float(p)) * unit / (sum(max(0.0, float(q)) for q in row) or 1.0) for p in row]
    floors = [int(value) for value in scaled]
    short = unit - sum(floors)
    for i in sorted(range(len(row)), key=lambda i: (floors[i] - scaled[i], i))[:short]:
        floors[i] += 1
    return [value / unit for value in floors]


def withheld(label: Mapping[str, object], below: float) -> dict[str, object]:
    """A label object, its label None where its score is below a threshold: the classifier abstains (Chow 1970)."""
    score = label["score"]
    return dict(label) | {"label": None} if isinstance(score, float) and score < below else dict(label)


def as_label(labels: Sequence[str], row: Sequence[float]) -> dict[str, object]:
    """A row of probabilities as the JSON object of the contract: label, score, scores."""
    parts = rounded(row)
    best = max(range(len(parts)), key=lambda i: (parts[i], -i))
    return {"label": labels[best], "score": parts[best], "scores": dict(zip(labels, parts))}
