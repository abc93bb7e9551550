"""One speaker, one voice: the position a speaker holds over a whole thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

FRAMES = ("same", "different", "both", "none")
SHARED = 1 / 3  # a speaker who gives each side at least this share of the claims holds both


def position(frames: Iterable[Mapping[str, Any]]) -> str:
    """The frame of a speaker's own position, from the frames of the speaker's comments.

    Comments that make no claim do not count against one that does. Claims weigh by their
    score. The larger side is the position, unless both sides have at least a third of the
    weight, or ``both`` itself has the most: then it is ``both``.
    """
    weight = dict.fromkeys(FRAMES[:3], 0.0)
    for frame in frames:
        if frame["label"] != "none":
            weight[frame["label"]] += float(frame["score"])
    claimed = sum(weight.values())
    if not claimed:
        return "none"
    smaller = min(weight["same"], weight["different"])
    if smaller >= SHARED * claimed or weight["both"] > max(weight["same"], weight["different"]):
        return "both"
    return "same" if weight["same"] >= weight["different"] else "different"


def voice(speaker_id: str | None, thread: str, comment: str) -> tuple[str, str]:
    """The key by which a comment's speaker is counted.

    A comment whose speaker the source does not name is counted as a voice of its own:
    nothing says that two unnamed comments are by one person.
    """
    return (thread, speaker_id) if speaker_id is not None else (thread, f"\0{comment}")
