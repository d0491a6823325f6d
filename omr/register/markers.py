"""The printed ArUco markers on a scan: where their corners are, and which page they can belong to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from omr.imaging import Floats
from omr.model.layout import LayoutPage, Marker
from omr.model.page import Gray, Points

ENOUGH = 3
"""Markers that fix a page's perspective with some left to check it; with fewer found, a slower search follows."""
SMALL_WIDTH = 600
"""Pixels of the shorter side that a marker search needs at least (10 mm of A4 are then 29 px): an image is halved while they are left."""
WINDOW = 23
"""Side in pixels of the quick search's adaptive threshold: over half a marker. One window, since each costs 0.7 ms."""
SMALLEST_CUT = 100
"""Pixels of a cut 26 mm wide around a missing marker: 100 dpi."""
CUT_RATE = 0.6
"""Least perimeter of a marker in such a cut as a share of its side, of 1.5 expected."""
THOROUGH_WINDOWS = (7, 47)
"""From stroke to marker; every tenth odd side between them is tried."""
LARGE_WIDTH = 2600
"""Images up to A4 at 300 dpi are searched at full size too when nothing else helps (some 100 ms)."""
SMALLEST_RATE = 0.5
"""A marker may be seen at half of its size relative to the page (a photo with margins around the paper)."""
WIDE_PART = 12
"""Half of a marker's border (a sixth of its side), as a share of the side: no corner is sought or moved further than that."""
SUBPIX = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.02)


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


def find_markers(image: Gray, pages: tuple[LayoutPage, ...], known: tuple[Found, ...] | None = None) -> tuple[Found, ...]:
    """Markers with an id that one of the pages has. The quick search, or with the ``known`` of that search the thorough one."""
    marked = [page for page in pages if page.markers]
    if not marked:
        return ()
    wanted = {marker.id for page in marked for marker in page.markers}
    dictionary = marked[0].markers[0].dictionary
    smallest = min(smallest_rate(page) for page in marked)
    factor = reduction(image)
    small = reduced(image, factor)
    if known is None:
        seen = _merged([], detect(small, factor, dictionary, smallest), wanted)
        return tuple(refined(image, marker) for marker in seen)
    found = list(known)
    for picture, scale in _enhanced(image, small, factor):
        if len({marker.id for marker in found}) >= (ENOUGH if picture is not image else ENOUGH - 1):
            break
        seen = _merged([], _detect(picture, scale, _detector(dictionary, smallest / 2, THOROUGH_WINDOWS)), wanted)
        found = _merged(found, [refined(image, marker) for marker in seen], wanted)
    return tuple(found)


def reduction(image: Gray) -> float:
    """The factor by which a marker search reduces a whole scan: halved down to ``SMALL_WIDTH``."""
    factor = 1.0
    while min(image.shape) * factor >= 2 * SMALL_WIDTH:
        factor /= 2
    return factor


def reduced(image: Gray, factor: float) -> Gray:
    """The image halved (by area; other factors take ten times as long) until it is reduced by ``factor``."""
    small = image
    while factor < 1:
        small = np.asarray(cv2.resize(small, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        factor *= 2
    return np.ascontiguousarray(small)


def _enhanced(image: Gray, small: Gray, factor: float) -> list[tuple[Gray, float]]:
    """Pictures for the second search: small, smoothed, with ink grown over toner loss, and the image itself (to ``LARGE_WIDTH``)."""
    smooth = np.asarray(cv2.GaussianBlur(small, (0, 0), 1.5), dtype=np.uint8)
    grown = np.asarray(cv2.erode(small, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    pictures = [(small, factor), (smooth, factor), (grown, factor)]
    return [*pictures, (image, 1.0)] if factor < 1 and min(image.shape) <= LARGE_WIDTH else pictures


def detect_in(cut: Gray, marker: Marker) -> list[Found]:
    """All markers in a small cut of the image where one is expected; by every window, since a cut costs little."""
    small, factor = np.ascontiguousarray(cut), 1.0
    while min(small.shape) >= 2 * SMALLEST_CUT:
        small = np.asarray(cv2.resize(small, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        factor /= 2
    return _detect(small, factor, _detector(marker.dictionary, CUT_RATE, THOROUGH_WINDOWS))


def are_doubled(found: tuple[Found, ...]) -> bool:
    """True where two or more markers are seen twice: then two sheets lie in one image, and one of them would be lost."""
    counts = Counter(marker.id for marker in found)
    return sum(count > 1 for count in counts.values()) >= 2


def detect(small: Gray, factor: float, dictionary: str, smallest: float) -> list[Found]:
    """The quick search: markers in a picture reduced by ``factor``, with corners in the pixels of the scan that it was made from;
    ``smallest`` is their least perimeter as a share of the picture's longer side.
    """
    return _detect(small, factor, _detector(dictionary, round(smallest, 3), (WINDOW, WINDOW)))


def squares(picture: Gray, dictionary: str, smallest: float) -> list[Points]:
    """The corners (4, 2), clockwise, of what has a marker's outline in a picture and was not read as one; by every window."""
    _, _, unread = _detector(dictionary, smallest, THOROUGH_WINDOWS).detectMarkers(picture)
    return [np.asarray(quad[0], dtype=np.float64) for quad in unread]


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
        side = float(np.linalg.norm(marker.corners[2] - marker.corners[0]))
        twice = any(other.id == marker.id and np.linalg.norm((other.corners - marker.corners).mean(axis=0)) < side / 2 for other in kept)
        if marker.id in wanted and not twice:
            kept.append(marker)
    return sorted(kept, key=lambda marker: (marker.id, marker.corners[0, 0]))


def refined(image: Gray, marker: Found) -> Found:
    """The marker with its corners found on the full image to a fraction of a pixel: in a window of its border, then in half of it."""
    side_px = float(np.sqrt(abs(cv2.contourArea(marker.corners.astype(np.float32)))))
    wide = max(3, min(20, round(side_px / WIDE_PART)))
    low = np.maximum(marker.corners.min(axis=0).astype(int) - 3 * wide, 0)
    high = marker.corners.max(axis=0).astype(int) + 3 * wide
    crop = image[low[1] : high[1], low[0] : high[0]]
    if min(crop.shape) < 4 * wide + 8:
        return marker
    coarse: Floats = (marker.corners - low).astype(np.float32).reshape(-1, 1, 2)
    best = coarse
    for half in (wide, max(2, wide // 2)):
        fine = np.asarray(cv2.cornerSubPix(crop, best.copy(), (half, half), (-1, -1), SUBPIX), dtype=np.float32)
        moved = np.linalg.norm(fine - coarse, axis=2, keepdims=True)
        best = np.where(moved <= side_px / WIDE_PART, fine, best).astype(np.float32)
    return Found(marker.id, best.astype(np.float64).reshape(4, 2) + low)
