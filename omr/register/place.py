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

STRAY_MM = 1.5
"""A marker's corner this far from where the others put it is not that marker; paper warps less."""
MM_PER_INCH = 25.4
LOWEST_DPI, HIGHEST_DPI = 50.0, 2500.0
STEEPEST = 3.0
"""Scale at the nearest corner of the page relative to the furthest: a photo steeper than that is not read."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A page's first transform, the points it rests on (mm and the pixels seen) and how many markers agree."""

    transform: Transform
    mm: Points
    px: Points
    markers: int


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
    markers = len(mm) // 4
    if markers == 0:
        return None
    if markers < ENOUGH and extra is not None:
        mm, px = np.concatenate([mm, extra[0]]), np.concatenate([px, extra[1]])
    matrix, kept = _solved(mm, px, perspective=markers >= ENOUGH)
    if matrix is None or not is_sane(matrix, page.size):
        return None
    return Place(Transform(matrix, no_bend(), page.size), mm[kept], px[kept], int(kept[: 4 * markers].reshape(-1, 4).all(axis=1).sum()))


def _solved(mm: Points, px: Points, *, perspective: bool) -> tuple[Matrix | None, npt.NDArray[np.bool_]]:
    side_px = np.linalg.norm(px[1] - px[0]) / max(1e-6, float(np.linalg.norm(mm[1] - mm[0])))
    reach = float(STRAY_MM * side_px)
    if perspective:
        matrix, kept = cv2.findHomography(mm, px, cv2.RANSAC, reach)
    else:
        partial, kept = cv2.estimateAffinePartial2D(mm, px, method=cv2.RANSAC, ransacReprojThreshold=reach)
        matrix = None if partial is None else np.vstack([partial, [0.0, 0.0, 1.0]])
    if matrix is None:
        return None, np.zeros(len(mm), dtype=np.bool_)
    return np.asarray(matrix, dtype=np.float64), np.asarray(kept, dtype=np.bool_).ravel()


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
