"""Markers whose black areas a scanner has bleached from within: a dynamic threshold keeps edges and takes the middle of black for paper.

No decoder knows such a marker. But its outline stands where it was, what is white in it is white still, and only black may look white.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import Floats
from omr.model.layout import LayoutPage
from omr.model.page import Gray, Points
from omr.register.markers import Found, reduced, reduction, refined, smallest_rate, squares

CELL_PX = 8
EDGE_PX = 3
"""Pixels of each cell in the straightened picture; and of its rim, less the outermost, those that must be black."""
MOST_EDGE, LEAST_WHITE = 0.3, 0.7
"""Brightness (0–1) up to which the rim of a square is black, and from which a cell is surely white."""
STILL_BLACK = 0.3
"""Share of a marker's black cells that must not be bleached: a square that is white all over is no marker …"""
LINE_PX, EDGE_BLUR_PX, LEAST_LIKE, CLEARLY = 3, 1.0, 0.8, 0.2
"""… unless a line of that width is left along the edges of its black areas: the correlation with those of the marker that it then has at
least, and how much more than with any other. On five pages of a threshold so narrow it was 0.90 to 0.98, and at most 0.64 with others;
of other squares at most 0.44.
"""


def find_hollow(image: Gray, pages: tuple[LayoutPage, ...], known: tuple[Found, ...]) -> tuple[Found, ...]:
    """The known markers and, of ids that are not among them, those that squares on the scan may be, bleached from within."""
    marked = [page for page in pages if page.markers]
    if not marked:
        return known
    dictionary = marked[0].markers[0].dictionary
    wanted = {marker.id for page in marked for marker in page.markers} - {marker.id for marker in known}
    factor = reduction(image)
    picture = reduced(image, factor)
    found: dict[int, list[Found]] = {number: [] for number in wanted}
    for corners in squares(picture, dictionary, min(smallest_rate(page) for page in marked)):
        for number, turn in _read(picture, corners, dictionary, wanted):
            at = np.roll(corners, -turn, axis=0) / factor + (1 / factor - 1) / 2
            found[number].append(refined(image, Found(number, at)))
    single = [some[0] for some in found.values() if len(some) == 1]
    return tuple(sorted((*known, *single), key=lambda marker: marker.id))


def _read(picture: Gray, corners: Points, dictionary: str, wanted: set[int]) -> list[tuple[int, int]]:
    """Which marker a square is and by how many quarter turns clockwise, if any."""
    if not wanted:
        return []
    patterns = {(number, turn): np.rot90(_white(dictionary, number), -turn) for number in sorted(wanted) for turn in range(4)}
    flat = _straightened(picture, corners, len(next(iter(patterns.values()))) + 2)
    return _by_cells(flat, patterns) or _by_edges(flat, patterns)


def _straightened(picture: Gray, corners: Points, across: int) -> Floats:
    """The brightness (0–1) of a square of so many cells."""
    side = across * CELL_PX
    straight: Floats = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32) - np.float32(0.5)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), straight)
    return np.asarray(cv2.warpPerspective(picture, matrix, (side, side)).astype(np.float32) / 255)


def _by_cells(flat: Floats, patterns: Mapping[tuple[int, int], npt.NDArray[np.bool_]]) -> list[tuple[int, int]]:
    """The marker whose white cells are white; of several that it may be, the one with the most. None where the rim is not black."""
    rim = np.concatenate([turned[1 : 1 + EDGE_PX].ravel() for turned in (flat, flat[::-1], flat.T, flat.T[::-1])])
    if rim.mean() > MOST_EDGE:
        return []
    across = len(flat) // CELL_PX
    bright = np.asarray(cv2.resize(flat, (across, across), interpolation=cv2.INTER_AREA))[1:-1, 1:-1] > LEAST_WHITE
    fits = [(int(white.sum()), one) for one, white in patterns.items() if bright[white].all() and (~bright[~white]).mean() >= STILL_BLACK]
    most = max((count for count, _ in fits), default=0)
    best = [one for count, one in fits if count == most]
    return best if len(best) == 1 else []


def _by_edges(flat: Floats, patterns: Mapping[tuple[int, int], npt.NDArray[np.bool_]]) -> list[tuple[int, int]]:
    """The marker of which only the edges of its black areas are left."""
    seen = cv2.GaussianBlur(1 - flat, (0, 0), EDGE_BLUR_PX).ravel()
    if seen.std() == 0:
        return []
    like = sorted(((float(np.corrcoef(seen, _edges(white).ravel())[0, 1]), one) for one, white in patterns.items()), reverse=True)
    (most, best), second = like[0], like[1][0]
    return [best] if most >= LEAST_LIKE and second <= most - CLEARLY else []


def _edges(white: npt.NDArray[np.bool_]) -> Floats:
    """The darkness (0–1) of a marker, given its inner cells, of whose black areas a line along the edge is left."""
    cells = np.pad(np.pad(white, 1), 1, constant_values=True)
    black = (~np.kron(cells, np.ones((CELL_PX, CELL_PX), np.bool_))).astype(np.uint8)
    line = (black > 0) & (cv2.distanceTransform(black, cv2.DIST_L2, 3) <= LINE_PX)
    return np.asarray(cv2.GaussianBlur(line[CELL_PX:-CELL_PX, CELL_PX:-CELL_PX].astype(np.float32), (0, 0), EDGE_BLUR_PX))


@lru_cache(maxsize=64)
def _white(dictionary: str, number: int) -> npt.NDArray[np.bool_]:
    """Which of a marker's cells within its black rim are white."""
    marks = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, f"DICT_{dictionary.upper()}"))
    return np.asarray(cv2.aruco.generateImageMarker(marks, number, marks.markerSize + 2))[1:-1, 1:-1] > 0
