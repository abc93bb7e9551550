"""What a training run is told; apart from ``adapter`` so that the command line need not import torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told.

    Attributes:
        epochs: passes over the rows.
        rate: the highest learning rate of the low-rank maps; the head has five times as much.
        rank: of the low-rank maps; their scale is twice the rank.
        split: the lowest layer that is adapted. From 5 on, an epoch on a processor costs four of nine
            layers; from 0 on the result is better, for a GPU's time.
        tokens: of one step, at least.
        smoothing: label smoothing.
        seed: of everything drawn.
        device: ``cpu`` or ``cuda``. A GPU works in bfloat16, and its sums are not the same bits twice.
    """

    epochs: float = 2
    rate: float = 3e-4
    rank: int = 16
    split: int = 5
    tokens: int = 2048
    smoothing: float = 0.05
    seed: int = 1
    device: str = "cpu"
