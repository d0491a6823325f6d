"""The fitted numbers that the readers and the decision use: measured things, kept in ``calibration/`` and never in code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Logistic:
    """P(mark) = 1 / (1 + exp(-(bias + Σ weight · feature))), over the features that ``omr.read`` documents."""

    bias: float
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where ``interpret`` draws its lines. Probabilities are each reader's own, from 0 to 1."""

    empty: float
    """Both readers at or below this: empty, beside a certain mark."""
    blank: float
    """Both readers at or below this in every box of an item: nothing was marked. Stricter, since nothing else speaks for it."""
    marked: float
    """Both readers at or above this: marked."""
    cancelled: float
    """Cancel score at or above this: perhaps struck out, a matter for the exam's policy."""
    faint: float
    """A mark with less than this share of the sheet's typical ink is no certain mark."""


@dataclass(frozen=True, slots=True)
class PageRange:
    """What the readers were fitted on; a page outside it is a doubt as a whole."""

    least_dpi: float
    least_contrast: float
    """Printed outline's darkness over the paper's brightness."""
    most_noise: float
    """Standard deviation of empty paper over the paper's brightness."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The whole fitted reader. ``id`` is the hash of its files; ``shape_model`` the bytes of the shape reader's network (ONNX)."""

    id: str
    ink: Logistic
    thresholds: Thresholds
    page_range: PageRange
    shape_model: bytes = b""
