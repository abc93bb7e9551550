"""One speaker, one voice: the position that a speaker holds over a whole thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

FRAMES = ("same", "different", "both", "none")
CLAIMS = FRAMES[:3]
SAME, DIFFERENT, BOTH, NO_CLAIM = range(4)
SHARED = 3  # a speaker who gives each side at least one part in three of the claims holds both
REPORTED = "reported"


def position(frames: Iterable[Mapping[str, Any]]) -> str:
    """The frame of a speaker's own position, from the frames of the speaker's comments.

    Comments that make no claim do not count against one that does, and what a speaker only
    reports (``voice``) is not the speaker's. Claims weigh by their score, so that a claim
    the classifier is sure of outweighs one that it is not. The larger side is the position,
    unless both sides have at least a third of the weight, or ``both`` itself has the most:
    then it is ``both``. A speaker who changes sides therefore counts as ``both`` or as the
    side held longer and plainer; the change itself stands in the trajectories.
    """
    weight = np.zeros((1, 3), np.int64)
    for frame in frames:
        if frame["label"] != "none" and frame.get("voice") != REPORTED:
            weight[0, CLAIMS.index(frame["label"])] += round(frame["score"] * 10_000)
    return FRAMES[decide(weight)[0]]


def decide(weight: np.ndarray) -> np.ndarray:
    """The rule of ``position`` for many speakers: whole-number weights [speakers, 3] to codes of ``FRAMES``."""
    same, different, both = weight[:, SAME], weight[:, DIFFERENT], weight[:, BOTH]
    total = weight.sum(axis=1)
    shared = (np.minimum(same, different) * SHARED >= total) | (both > np.maximum(same, different))
    side = np.where(same >= different, SAME, DIFFERENT)
    return np.where(total == 0, NO_CLAIM, np.where(shared, BOTH, side))


def speaker_key(speaker_id: str | None, comment: str) -> str:
    """By what a comment's speaker is counted within a thread.

    A comment whose speaker the source does not name is a voice of its own: nothing says
    that two unnamed comments are by one person.
    """
    return speaker_id if speaker_id is not None else f"\0{comment}"


def fold_claims(group: np.ndarray, label: np.ndarray, score: np.ndarray, groups: int) -> np.ndarray:
    """Whole-number weights [groups, 3] of claims: the input of ``decide``."""
    claim = label < NO_CLAIM
    flat = np.bincount(group[claim] * 3 + label[claim], weights=score[claim], minlength=groups * 3)
    return flat.astype(np.int64).reshape(groups, 3)
