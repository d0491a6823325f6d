"""From markers to a first transform: perspective where three or more are seen, otherwise what fewer can carry."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from omr.model.layout import LayoutPage
from omr.model.page import Points, Transform
from omr.register.markers import ENOUGH, Found, expected_corners

Matrix = npt.NDArray[np.float64]
Kept = npt.NDArray[np.bool_]

STRAY_MM = 1.5
"""A marker's corner this far from where the others put it is not that marker; paper warps less."""
FEW_STRAY_MM = 3.0
"""The same for one or two markers, whose similarity cannot follow a feeder's stretch of 1.5 %."""
NARROW = 0.1
"""Standard deviation of the known points across their line, as a share of the page's width, below which they fix no affine map."""
MARKER_WEIGHT = 2.0
"""Trust in one marker corner relative to one outline: it holds the page where no outline stands."""
MM_PER_INCH = 25.4
LOWEST_DPI, HIGHEST_DPI = 50.0, 2500.0
STEEPEST = 3.0
"""Scale at the nearest corner of the page relative to the furthest: a photo steeper than that is not read."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A page's first transform, the points it rests on (mm and the pixels seen), how many markers agree, and how much one of the points is
    trusted relative to one outline.
    """

    transform: Transform
    mm: Points
    px: Points
    markers: int
    weight: float = MARKER_WEIGHT


def no_bend() -> Matrix:
    return np.zeros((2, 6), dtype=np.float64)


def matched(page: LayoutPage, found: tuple[Found, ...]) -> tuple[Points, Points]:
    """Corners of the found markers in mm as the page prints them, and in pixels; (4 n, 2) each."""
    mm: list[tuple[float, float]] = []
    px: list[Points] = []
    for marker in page.markers:
        for seen in found:
            if seen.id == marker.id:
                mm.extend(expected_corners(marker))
                px.append(seen.corners)
    return np.array(mm, dtype=np.float64).reshape(-1, 2), np.concatenate(px) if px else np.zeros((0, 2))


def place(page: LayoutPage, found: tuple[Found, ...], extra: tuple[Points, Points] | None = None) -> Place | None:
    """The transform that the page's markers give, or None. ``extra`` are further points (mm, pixels), used where markers are few."""
    mm, px = matched(page, found)
    if len(mm) == 0:
        return None
    if len({marker.id for marker in found} & {marker.id for marker in page.markers}) >= ENOUGH:
        return _sound(page, _perspective(mm, px) or _few(mm, px, page.size), mm, px)
    if extra is not None:
        mm, px = np.concatenate([mm, extra[0]]), np.concatenate([px, extra[1]])
    return _sound(page, _few(mm, px, page.size), mm, px)


def _sound(page: LayoutPage, solved: tuple[Matrix, Kept] | None, mm: Points, px: Points) -> Place | None:
    """The place, if a camera or scanner can see a page so."""
    if solved is None or not is_sane(solved[0], page.size):
        return None
    matrix, kept = solved
    whole = kept[: len(kept) // 4 * 4].reshape(-1, 4).all(axis=1)
    return Place(Transform(matrix, no_bend(), page.size), mm[kept], px[kept], int(whole.sum()))


def _perspective(mm: Points, px: Points) -> tuple[Matrix, Kept] | None:
    """The homography that most corners agree on (RANSAC, then least squares)."""
    side_px = float(np.linalg.norm(px[1] - px[0]) / np.linalg.norm(mm[1] - mm[0]))
    matrix, kept = cv2.findHomography(mm, px, cv2.RANSAC, STRAY_MM * side_px)
    if matrix is None or np.sum(kept) < 4 * ENOUGH:
        return None
    return np.asarray(matrix, dtype=np.float64), np.asarray(kept, dtype=np.bool_).ravel()


def _few(mm: Points, px: Points, size: tuple[float, float]) -> tuple[Matrix, Kept] | None:
    """From one or two markers (and the code's middle): affine where the points span the page both ways, otherwise a similarity."""
    middle = mm.mean(axis=0)
    narrow = np.linalg.svd(mm - middle, compute_uv=False)[1] / np.sqrt(len(mm)) < NARROW * min(size)
    x, y = (mm - middle).T
    one, nil = np.ones_like(x), np.zeros_like(x)
    if narrow:
        rows = np.concatenate([np.stack([x, -y, one, nil], axis=1), np.stack([y, x, nil, one], axis=1)])
        a, b, c, d = np.linalg.lstsq(rows, px.T.ravel(), rcond=None)[0]
        linear = np.array([[a, -b, c], [b, a, d]])
    else:
        linear = np.linalg.lstsq(np.stack([x, y, one], axis=1), px, rcond=None)[0].T
    linear[:, 2] -= linear[:, :2] @ middle
    miss = np.linalg.norm(mm @ linear[:, :2].T + linear[:, 2] - px, axis=1).max() / np.sqrt(abs(np.linalg.det(linear[:, :2])) or 1.0)
    return (np.vstack([linear, [0.0, 0.0, 1.0]]), np.ones(len(mm), dtype=np.bool_)) if miss < FEW_STRAY_MM else None


def local_scale(matrix: Matrix, mm: Points) -> npt.NDArray[np.float64]:
    """The signed change of area (pixels² per mm²) of the perspective at points (n, 2): det(H) / w³."""
    w = mm @ matrix[2, :2] + matrix[2, 2]
    return np.asarray(np.linalg.det(matrix) / np.where(np.abs(w) < 1e-9, 1e-9, w) ** 3, dtype=np.float64)


def is_sane(matrix: Matrix, size: tuple[float, float]) -> bool:
    """False where no camera or scanner sees a page so: mirrored, folded, too steep or out of scale."""
    corners = np.array([(0, 0), (size[0], 0), size, (0, size[1])], dtype=np.float64)
    area = local_scale(matrix, corners)
    if area.min() <= 0:
        return False
    scale = np.sqrt(area)
    return bool(scale.max() / scale.min() < STEEPEST and scale.min() * MM_PER_INCH > LOWEST_DPI and scale.max() * MM_PER_INCH < HIGHEST_DPI)
