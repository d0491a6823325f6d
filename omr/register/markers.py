"""The printed ArUco markers on a scan: where their corners are, and which page they can belong to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from omr.imaging import Floats
from omr.model.layout import LayoutPage, Marker
from omr.model.page import Gray, Points

ENOUGH = 3
"""Markers that fix a page's perspective with some left to check it; with fewer found, a slower search follows."""
SMALL_WIDTH = 800
"""Pixels of width that a marker search needs at least: its image is halved while twice that is left. 9 mm are then 34 px."""
WINDOW = 23
"""Side in pixels of the adaptive threshold on the small image: half a marker. One window, since each costs 0.7 ms."""
SMALLEST_RATE = 0.5
"""A marker may be seen at half of its size relative to the page (a photo with margins around the paper)."""
CORNER_SHIFT_PX = 4.0
"""A corner that moves further than that has run along a smear: the coarse one is kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A marker seen in the scan: its corners (4, 2) in pixels, from its own top-left clockwise."""

    id: int
    corners: Points


@lru_cache(maxsize=16)
def _detector(dictionary: str, smallest: float, windows: tuple[int, int]) -> cv2.aruco.ArucoDetector:
    parameters = cv2.aruco.DetectorParameters()
    parameters.adaptiveThreshWinSizeMin, parameters.adaptiveThreshWinSizeMax = windows
    parameters.minMarkerPerimeterRate = smallest
    number = getattr(cv2.aruco, f"DICT_{dictionary.upper()}")
    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(number), parameters)


def smallest_rate(page: LayoutPage) -> float:
    """The least perimeter of this page's markers, as a share of the image's longer side, that is still searched."""
    return round(min(4 * marker.box.w / max(page.size) for marker in page.markers) * SMALLEST_RATE, 3)


def expected_corners(marker: Marker) -> tuple[tuple[float, float], ...]:
    """Corners in mm in the marker's own order: as printed, turned clockwise by its quarter turns."""
    corners = marker.box.corners
    return tuple(corners[(i + marker.turn) % 4] for i in range(4))


def find_markers(image: Gray, pages: tuple[LayoutPage, ...]) -> tuple[Found, ...]:
    """Markers with an id that one of the pages has: first on a small image, then, if fewer than three were found, thoroughly."""
    marked = [page for page in pages if page.markers]
    if not marked:
        return ()
    wanted = {marker.id for page in marked for marker in page.markers}
    dictionary = marked[0].markers[0].dictionary
    smallest = min(smallest_rate(page) for page in marked)
    small, factor = image, 1.0
    while small.shape[1] >= 2 * SMALL_WIDTH and small.shape[0] >= 2 * SMALL_WIDTH:
        small = np.asarray(cv2.resize(small, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        factor /= 2
    quick = _detector(dictionary, smallest, (WINDOW, WINDOW))
    found = _merged([], _detect(small, factor, quick), wanted)
    if len(found) < ENOUGH:
        thorough = _detector(dictionary, smallest / 2, (3, 53))
        for picture, scale in _enhanced(image, small, factor):
            found = _merged(found, _detect(picture, scale, thorough), wanted)
            if len(found) >= ENOUGH:
                break
    return tuple(refined(image, marker) for marker in found)


def _enhanced(image: Gray, small: Gray, factor: float) -> list[tuple[Gray, float]]:
    """Pictures for the second search: small and smoothed, with ink grown over toner loss, and the whole image."""
    smooth = np.asarray(cv2.GaussianBlur(small, (0, 0), 1.5), dtype=np.uint8)
    grown = np.asarray(cv2.erode(small, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    return [(small, factor), (smooth, factor), (grown, factor), (image, 1.0)]


def _detect(picture: Gray, factor: float, detector: cv2.aruco.ArucoDetector) -> list[Found]:
    corners, ids, _ = detector.detectMarkers(picture)
    if ids is None:
        return []
    shift = (1 / factor - 1) / 2
    return [
        Found(int(number), np.asarray(quad[0], dtype=np.float64) / factor + shift)
        for number, quad in zip(np.ravel(ids), corners, strict=True)
    ]


def _merged(known: list[Found], more: list[Found], wanted: set[int]) -> list[Found]:
    """Both, without ids that no page has and without the same marker twice; in the order of ids."""
    kept = list(known)
    for marker in more:
        twice = any(other.id == marker.id and np.abs(other.corners - marker.corners).max() < 2 * CORNER_SHIFT_PX for other in kept)
        if marker.id in wanted and not twice:
            kept.append(marker)
    return sorted(kept, key=lambda marker: (marker.id, marker.corners[0, 0]))


def refined(image: Gray, marker: Found) -> Found:
    """The marker with its corners found on the full image to a fraction of a pixel."""
    side_px = float(np.sqrt(abs(cv2.contourArea(marker.corners.astype(np.float32)))))
    half = max(2, min(8, round(side_px / 18)))
    low = np.maximum(marker.corners.min(axis=0).astype(int) - 3 * half, 0)
    high = marker.corners.max(axis=0).astype(int) + 3 * half
    crop = image[low[1] : high[1], low[0] : high[0]]
    if min(crop.shape) < 4 * half + 8:
        return marker
    coarse: Floats = (marker.corners - low).astype(np.float32).reshape(-1, 1, 2)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.02)
    fine = np.asarray(cv2.cornerSubPix(crop, coarse.copy(), (half, half), (-1, -1), criteria), dtype=np.float64)
    moved = np.linalg.norm(fine - coarse, axis=2, keepdims=True)
    return Found(marker.id, np.where(moved <= CORNER_SHIFT_PX, fine, coarse).reshape(4, 2) + low)
