"""Pens and marks of the second simulator, drawn by none of the first one's code: Bézier strokes of varying width.

Each kind of mark gives its strokes in mm around the middle of a box of w × h mm. ``TAKEN_BACK`` are the ways to cancel one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Rng = np.random.Generator
Path = npt.NDArray[np.float64]
Ink = npt.NDArray[np.float32]
Mark = Callable[[Rng, float, float], list[Path]]
SHIFT = 4
"""OpenCV draws to a sixteenth of a pixel."""


@dataclass(frozen=True, slots=True)
class Pen:
    """``width`` in mm, ``darkness`` the share of the light that it takes, ``grain`` how much of the paper's grain shows through."""

    name: str
    width: float
    darkness: float
    grain: float


PENS = {"ball": (0.4, 0.28, 0.5, 0.55, 0.95, 0.12), "gel": (0.2, 0.35, 0.65, 0.75, 1.0, 0.0), "pencil": (0.25, 0.35, 0.75, 0.3, 0.8, 0.45)}
PENS |= {"felt": (0.08, 0.8, 1.3, 0.8, 1.0, 0.0), "fountain": (0.07, 0.35, 0.7, 0.6, 0.95, 0.0)}
"""Each pen's frequency, least and most width, least and most darkness, grain."""


def pen(rng: Rng) -> Pen:
    """Some pen."""
    name = str(rng.choice(list(PENS), p=[values[0] for values in PENS.values()]))
    _, thin, thick, pale, dark, grain = PENS[name]
    return Pen(name, rng.uniform(thin, thick), rng.uniform(pale, dark), grain)


def bezier(*points: tuple[float, float], count: int = 30) -> Path:
    """A Bézier curve (count, 2) with these control points (de Casteljau)."""
    at = np.linspace(0, 1, count)[:, None, None]
    curve = np.repeat(np.array(points, float)[None], count, axis=0)
    while curve.shape[1] > 1:
        curve = curve[:, :-1] * (1 - at) + curve[:, 1:] * at
    return curve[:, 0]


def loops(points: Path) -> Path:
    """A smooth line that is drawn to each of the points (n, 2), n > 2."""
    middles = (points[:-1] + points[1:]) / 2
    bends = zip(middles[:-1], points[1:-1], middles[1:], strict=True)
    return np.concatenate([bezier(*(tuple(point) for point in bend), count=10) for bend in bends])


def _about(rng: Rng, x: float, y: float, w: float, h: float, loose: float = 0.08) -> tuple[float, float]:
    """A point at x, y of the half size, missed a little."""
    missed = rng.normal(0, loose * min(w, h), 2)
    return float(x * w / 2 + missed[0]), float(y * h / 2 + missed[1])


def _line(rng: Rng, w: float, h: float, start: tuple[float, float], end: tuple[float, float], bend: float = 0.12) -> Path:
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    return bezier(_about(rng, *start, w, h), _about(rng, *middle, w, h, bend), _about(rng, *end, w, h))


def cross(rng: Rng, w: float, h: float) -> list[Path]:
    return [_line(rng, w, h, (-1, -1), (1, 1)), _line(rng, w, h, (1, -1), (-1, 1))]


def plus(rng: Rng, w: float, h: float) -> list[Path]:
    return [_line(rng, w, h, (-1, 0), (1, 0)), _line(rng, w, h, (0, -1), (0, 1))]


def slash(rng: Rng, w: float, h: float) -> list[Path]:
    return [_line(rng, w, h, (1, -1), (-1, 1))]


def tick(rng: Rng, w: float, h: float) -> list[Path]:
    knee, end = (-0.15, 0.8), (rng.uniform(0.8, 1.5), -rng.uniform(0.8, 1.5))
    return [np.concatenate([_line(rng, w, h, (-0.7, rng.uniform(-0.1, 0.2)), knee, 0.05), _line(rng, w, h, knee, end)])]


def dot(rng: Rng, w: float, h: float) -> list[Path]:
    turn, size = np.linspace(0, 6 * np.pi, 60), rng.uniform(0.12, 0.28) * min(w, h)
    return [np.stack([np.cos(turn), np.sin(turn)], axis=1) * size * np.linspace(0.1, 1, 60)[:, None] + rng.normal(0, 0.12 * min(w, h), 2)]


def fill(rng: Rng, w: float, h: float) -> list[Path]:
    rows = np.linspace(-0.82, 0.82, int(rng.integers(6, 11)))
    across = 0.82 * np.sqrt(1 - rows**2).clip(0.35) * np.where(np.arange(len(rows)) % 2, 1, -1)
    return [np.column_stack([across * w / 2, rows * h / 2]) + rng.normal(0, 0.02 * w, (len(rows), 2))]


def scribble(rng: Rng, w: float, h: float) -> list[Path]:
    return [loops(rng.normal(0, 0.42, (int(rng.integers(9, 18)), 2)) * (w / 2, h / 2))]


def ring(rng: Rng, w: float, h: float) -> list[Path]:
    turn = rng.uniform(0, 2 * np.pi) + np.linspace(0, rng.uniform(6.0, 7.2), 60)
    size = np.linspace(1, rng.uniform(0.9, 1.1), 60)[:, None] * (w * rng.uniform(0.62, 0.85), h * rng.uniform(0.62, 0.85))
    return [np.stack([np.cos(turn), np.sin(turn)], axis=1) * size + rng.normal(0, 0.06 * min(w, h), 2)]


MARKS: dict[str, tuple[float, Mark]] = {
    "cross": (0.28, cross),
    "tick": (0.26, tick),
    "fill": (0.17, fill),
    "dot": (0.08, dot),
    "scribble": (0.07, scribble),
    "slash": (0.06, slash),
    "ring": (0.05, ring),
    "plus": (0.03, plus),
}
"""How often a person's usual mark is of a kind, and how it is drawn."""


def strike(rng: Rng, w: float, h: float) -> list[Path]:
    heights, reaches = rng.normal(0, 0.4, int(rng.integers(1, 4))), rng.uniform(1.2, 2.2, 2)
    return [_line(rng, w, h, (-reaches[0], height), (reaches[1], height), 0.03) for height in heights]


def scribbled_over(rng: Rng, w: float, h: float) -> list[Path]:
    return [loops(rng.normal(0, 0.7, (int(rng.integers(14, 30)), 2)) * (w / 2, h / 2))]


def crossed_out(rng: Rng, w: float, h: float) -> list[Path]:
    return [_line(rng, w, h, (-1.6, -1.6), (1.6, 1.6)), _line(rng, w, h, (1.6, -1.6), (-1.6, 1.6))]


def blacked(rng: Rng, w: float, h: float) -> list[Path]:
    rows = np.linspace(-1, 1, int(rng.integers(12, 20)))
    return [np.column_stack([np.where(np.arange(len(rows)) % 2, 0.52, -0.52) * w, rows * h / 2]) + rng.normal(0, 0.03 * w, (len(rows), 2))]


TAKEN_BACK: dict[str, Mark] = {"strike": strike, "scribbled_over": scribbled_over, "crossed_out": crossed_out, "blacked": blacked}


def draw(rng: Rng, ink: Ink, at: tuple[float, float], strokes: list[Path], with_: Pen, px_per_mm: float, share: float = 1.0) -> None:
    """Paint strokes around a point (mm) into a layer of ink (0–1); of a ``share`` of it an eraser has left only that, smeared."""
    reach = int((max(np.abs(np.concatenate(strokes)).max(), 1.0) + 2 * with_.width + 1) * px_per_mm)
    left, top = (max(0, round(place * px_per_mm) - reach) for place in at)
    part = ink[top : top + 2 * reach, left : left + 2 * reach]
    layer = np.zeros(part.shape, np.uint8)
    for stroke in strokes:
        _paint(rng, layer, (stroke + at) * px_per_mm - (left, top), with_.width * px_per_mm)
    drawn = layer.astype(np.float32) / 255 * with_.darkness
    if share < 1:
        drawn = cv2.GaussianBlur(drawn, (0, 0), 0.12 * px_per_mm) * np.float32(share)
    np.maximum(part, drawn, out=part)


def _paint(rng: Rng, layer: npt.NDArray[np.uint8], px: Path, width: float) -> None:
    """A stroke along points (pixels), thinner towards its end and uneven, as pressure is."""
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(px, axis=0), axis=1))])
    count = max(4, int(length[-1]))
    along = np.linspace(0, length[-1], count)
    places = np.rint(np.column_stack([np.interp(along, length, px[:, 0]), np.interp(along, length, px[:, 1])]) * 2**SHIFT).astype(int)
    pressure = 1 - 0.35 * rng.uniform() * np.linspace(0, 1, count) ** 2 + 0.02 * np.cumsum(rng.normal(0, 1, count)) / np.sqrt(count)
    for start, end, press in zip(places[:-1].tolist(), places[1:].tolist(), pressure.tolist(), strict=False):
        cv2.line(layer, start, end, (255,), max(1, round(width * press)), cv2.LINE_AA, SHIFT)


def grained(rng: Rng, ink: Ink, with_: Pen, px_per_mm: float) -> Ink:
    """The ink as it lies on paper: broken by its grain, its edges a little soft."""
    if with_.grain:
        grain = cv2.GaussianBlur(rng.standard_normal(ink.shape, dtype=np.float32), (0, 0), 0.06 * px_per_mm)
        ink = ink * (1 - np.float32(with_.grain) * np.clip(grain / grain.std() * 0.5 + 0.3, 0, 1))
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), 0.04 * px_per_mm), dtype=np.float32)
