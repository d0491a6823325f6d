"""Strokes of a pen on paper: lines with a width and a pressure at each point, in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from omr.model.page import Points

Floats = npt.NDArray[np.float64]
STEP_MM = 0.22
"""Distance between two points of a drawn line: finer than a pixel of 100 dpi, and than the narrowest bend of a small letter."""
TREMOR_MM = 1.1
"""Length over which a trembling hand changes its direction (8-12 Hz tremor at 10-15 mm/s of careful marking)."""


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """One line drawn without lifting the pen: ``points`` (n, 2) in mm, ``width`` (n,) in mm, ``pressure`` (n,) as the share of
    light that the line takes away (0 none, 1 all).
    """

    points: Points
    width: Floats
    pressure: Floats

    @property
    def length(self) -> float:
        return float(np.sum(np.hypot(*np.diff(self.points, axis=0).T)))

    def fade(self, factor: float | Floats) -> Stroke:
        """The same line with its pressure multiplied."""
        return replace(self, pressure=self.pressure * factor)

    def move(self, dx: float, dy: float) -> Stroke:
        return replace(self, points=self.points + np.array([dx, dy]))


def curve(control: Sequence[Sequence[float]] | Points, step: float = STEP_MM) -> Points:
    """A smooth line (m, 2) through the control points (n, 2): a centripetal-free Catmull-Rom spline, every ``step`` mm."""
    knots = np.asarray(control, dtype=np.float64)
    if len(knots) < 2:
        return knots
    padded = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    before, start, end, after = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    spans = np.hypot(*(end - start).T)
    count = max(2, int(np.ceil(spans.max() / step)))
    t = np.linspace(0, 1, count, endpoint=False)[None, :, None]
    a, b, c, d = (part[:, None, :] for part in (before, start, end, after))
    spline = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - 3 * c + d - a) * t**3)
    return np.vstack([spline.reshape(-1, 2), knots[-1:]])


def polyline(control: Sequence[Sequence[float]] | Points, step: float = STEP_MM) -> Points:
    """Straight lines between the control points (n, 2), a point every ``step`` mm at most."""
    knots = np.asarray(control, dtype=np.float64)
    counts = np.maximum(1, np.ceil(np.hypot(*np.diff(knots, axis=0).T) / step)).astype(int)
    parts = [
        start + (end - start) * np.linspace(0, 1, n, endpoint=False)[:, None]
        for start, end, n in zip(knots, knots[1:], counts, strict=False)
    ]
    return np.vstack([*parts, knots[-1:]])


def tremble(rng: np.random.Generator, points: Points, amplitude: float) -> Points:
    """The line as a hand draws it: each coordinate wanders smoothly by about ``amplitude`` mm."""
    knots = max(3, int(len(points) * STEP_MM / TREMOR_MM) + 2)
    wander = rng.normal(0, amplitude, (knots, 2))
    at = np.linspace(0, knots - 1, len(points))
    return points + np.column_stack([np.interp(at, np.arange(knots), wander[:, axis]) for axis in (0, 1)])


def taper(rng: np.random.Generator, count: int, depth: float) -> Floats:
    """Factors (count,) of width or pressure: the pen lands, presses, and leaves the paper thinner; uneven by a tenth of ``depth``."""
    if count < 3:
        return np.ones(count)
    t = np.linspace(0, 1, count)
    landing, leaving = rng.uniform(0.03, 0.15), rng.uniform(0.1, 0.45)
    ramp = np.minimum(np.clip(t / landing, 0, 1), np.clip((1 - t) / leaving, 0, 1))
    uneven = np.interp(t, np.linspace(0, 1, 5), rng.normal(0, 0.1 * depth, 5))
    return np.clip(1 - depth * (1 - ramp) + uneven, 0.15, 1.4)
