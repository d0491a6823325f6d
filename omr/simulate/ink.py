"""Ink on paper: strokes rasterised with smooth edges at the scan's resolution, and multiplied onto what is there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from omr.simulate.hand import Pen
from omr.simulate.strokes import Stroke

Image = npt.NDArray[np.uint8]
"""Grey (rows, columns) or colour (rows, columns, 3) in OpenCV's order: blue, green, red."""
Cover = npt.NDArray[np.float32]
FINE = 3
"""Strokes are drawn so many times finer than the scan and averaged down."""
SHIFT = 4
"""Fractional bits of OpenCV's coordinates."""
GRAIN_PX = 512


@cache
def _grain() -> Cover:
    """The grain of paper as pencil shows it: (512, 512) of mean about 0.5, tileable, always the same."""
    noise = np.random.default_rng(6135).random((GRAIN_PX, GRAIN_PX), dtype=np.float32)
    padded = np.tile(noise, (3, 3))
    fine = cv2.GaussianBlur(padded, (0, 0), 1.1)[GRAIN_PX : 2 * GRAIN_PX, GRAIN_PX : 2 * GRAIN_PX]
    return np.asarray(np.clip((fine - fine.mean()) / fine.std() * 0.28 + 0.5, 0, 1), dtype=np.float32)


def cover(strokes: Iterable[Stroke], px_per_mm: float, origin: tuple[float, float], shape: tuple[int, int]) -> Cover:
    """The share of light taken (rows, columns) by ``strokes`` in a tile whose pixel (0, 0) has its corner at ``origin`` mm.

    Where strokes cross, ink adds up: 1 - Π(1 - share).
    """
    scale = px_per_mm * FINE
    left = np.ones((shape[0] * FINE, shape[1] * FINE), dtype=np.float32)
    for stroke in strokes:
        layer = np.zeros_like(left, dtype=np.uint8)
        at = np.round(((stroke.points - origin) * scale - 0.5) * (1 << SHIFT)).astype(np.int32)
        width = np.maximum(1, np.round(stroke.width * scale)).astype(int)
        level = np.round(np.clip(stroke.pressure, 0, 1) * 255).astype(int)
        for i in range(len(at) - 1):
            _segment(layer, at[i], at[i + 1], int(width[i]), int(level[i]))
        left *= 1 - layer.astype(np.float32) / 255
    return np.asarray(1 - cv2.resize(left, (shape[1], shape[0]), interpolation=cv2.INTER_AREA), dtype=np.float32)


def _segment(layer: Image, start: npt.NDArray[np.int32], end: npt.NDArray[np.int32], width: int, level: int) -> None:
    """One piece of a stroke; a round end for nothing, as OpenCV draws thick lines. Later pieces paint over earlier ones."""
    a, b = (int(start[0]), int(start[1])), (int(end[0]), int(end[1]))
    cv2.line(layer, a, b, level, width, cv2.LINE_8, SHIFT)


def put(paper: Image, strokes: Iterable[Stroke], pen: Pen, px_per_mm: float, rng: np.random.Generator) -> Image | None:
    """Draws ``strokes`` (mm on the paper) with ``pen`` into ``paper`` in place; returns the touched part, or None."""
    lines = tuple(strokes)
    if not lines:
        return None
    points = np.vstack([stroke.points for stroke in lines])
    margin = max(float(stroke.width.max()) for stroke in lines) / 2 + 2 / px_per_mm
    low = np.floor((points.min(axis=0) - margin) * px_per_mm).astype(int).clip(0)
    high = np.ceil((points.max(axis=0) + margin) * px_per_mm).astype(int).clip(None, (paper.shape[1], paper.shape[0]))
    if (high <= low).any():
        return None
    part: Image = paper[low[1] : high[1], low[0] : high[0]]
    share = cover(lines, px_per_mm, (low[0] / px_per_mm, low[1] / px_per_mm), (part.shape[0], part.shape[1]))
    part[:] = absorb(part, grained(share, pen.grain, rng) if pen.grain else share, pen.colour)
    return part


def grained(share: Cover, grain: float, rng: np.random.Generator) -> Cover:
    """The share of light taken (rows, columns) where the paper's grain keeps a part of the ink off."""
    row, column = (int(value) for value in rng.integers(0, GRAIN_PX, 2))
    rows, columns = (np.arange(row, row + share.shape[0]) % GRAIN_PX, np.arange(column, column + share.shape[1]) % GRAIN_PX)
    texture = _grain()[np.ix_(rows, columns)]
    # Hard pressure fills the grain's valleys; a light hand touches its hills alone.
    kept = np.clip((texture - 0.5) * 2.6 * grain + 1 - 0.3 * grain, 0.12, 1.15)
    return np.asarray(np.clip(share * kept, 0, 1), dtype=np.float32)


def absorb(part: Image, share: Cover, colour: tuple[float, float, float]) -> Image:
    """``part`` seen through ink that covers ``share`` of it and leaves ``colour`` (red, green, blue) of the light."""
    red, green, blue = colour
    if part.ndim == 2:
        light = 0.299 * red + 0.587 * green + 0.114 * blue
        return np.asarray(part * (1 - share * (1 - light)), dtype=np.uint8)
    taken = 1 - np.array([blue, green, red], dtype=np.float32)
    return np.asarray(part * (1 - share[..., None] * taken), dtype=np.uint8)


def whiten_strokes(paper: Image, strokes: Iterable[Stroke], px_per_mm: float, level: int = 250) -> None:
    """Correction fluid along ``strokes``, in place: what is under it goes to ``level``."""
    negative = 255 - paper
    fluid = Pen("fluid", ((255 - level) / 255,) * 3, 1.0, 1.0)
    put(negative, strokes, fluid, px_per_mm, np.random.default_rng(0))
    paper[:] = 255 - negative
