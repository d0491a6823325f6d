"""The two readers of a box taken together."""

from __future__ import annotations

import math

from omr.model.calibration import Thresholds
from omr.model.page import BoxEvidence

SURE = 1e-4
"""Nothing is taken to be surer than that."""


def together(box: BoxEvidence) -> float:
    """The probability that a box holds a mark, by both readers: the mean of their log odds (a logarithmic opinion pool; Genest and Zidek,
    "Combining probability distributions", Statistical Science 1986).
    """
    return 1 / (1 + math.exp(-(log_odds(box.ink) + log_odds(box.shape)) / 2))


def log_odds(probability: float) -> float:
    sure = min(max(probability, SURE), 1 - SURE)
    return math.log(sure / (1 - sure))


def is_mark(box: BoxEvidence, limits: Thresholds) -> bool:
    """Whether both readers together are sure of a mark and neither objects."""
    return agree_on_mark(box, limits) and together(box) >= limits.marked


def is_empty(box: BoxEvidence, limits: Thresholds) -> bool:
    """Whether both readers together are sure that there is none and neither objects."""
    return agree_on_none(box, limits) and together(box) <= limits.empty


def agree_on_mark(box: BoxEvidence, limits: Thresholds) -> bool:
    return box.ink >= limits.veto and box.shape >= limits.veto


def agree_on_none(box: BoxEvidence, limits: Thresholds) -> bool:
    return box.ink <= 1 - limits.veto and box.shape <= 1 - limits.veto
