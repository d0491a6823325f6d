"""The tables, frames and dark fields that a page prints: four corners each, by which it is found where none of its features is.

A grid of cells alike gives features nothing to tell one from the other, and an app that whitens the paper or makes it black and white
changes what is around each; the table's own outline stays.
"""

from __future__ import annotations

import cv2
import numpy as np

from omr.imaging import Floats
from omr.model.page import Gray, Points
from omr.register.features import evenly_lit

SIDE_PX = 900
"""Shorter side of the picture in which they are looked for: the lines of a table are a pixel wide, its cells 20."""
SOFT_PX = 0.7
AROUND_PX, DARKER = 31, 8
"""Print is what is darker by so many grey values than the mean of the square of so many pixels around it."""
LARGEST_CELL = 0.2
"""Of the picture: what a line encloses up to that is a part of the panel, more is the page on its table."""
THINNEST_PX = 9
"""Thinner parts are lines that lead away from it: the edge of the paper, a fold."""
MOST = 4
LEAST_AREA = 0.015
"""Share of the picture that a panel covers at least."""
LEAST_FILL = 0.85
"""Of its four corners' area: a table covers that much with a corner cut off or in the shade."""
ROUGH_PX = 2.0


def panels(picture: Gray) -> tuple[Points, ...]:
    """Corners (4, 2) of the largest, clockwise from any of them, in the picture's pixels."""
    factor = SIDE_PX / min(picture.shape)
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
    solid = _solid(np.asarray(small, dtype=np.uint8))
    contours, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    found: list[Points] = []
    for contour in sorted(contours, key=cv2.contourArea, reverse=True):
        area = cv2.contourArea(contour)
        if area < LEAST_AREA * solid.size or len(found) == MOST:
            break
        corners = four_around(cv2.approxPolyDP(cv2.convexHull(contour), ROUGH_PX, closed=True).reshape(-1, 2).astype(np.float64))
        if corners is not None and area > LEAST_FILL * cv2.contourArea(corners.astype(np.float32)):
            found.append((corners + 0.5) / factor - 0.5)
    return tuple(found)


def _solid(small: Gray) -> Gray:
    """Print of which all that it encloses is black as well (255), and thin lines are gone."""
    lit = cv2.GaussianBlur(evenly_lit(small), (0, 0), SOFT_PX)
    black = cv2.adaptiveThreshold(lit, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, AROUND_PX, DARKER)
    closed = cv2.morphologyEx(black, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    contours, tree = cv2.findContours(closed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    within = [] if tree is None else [one for one, (*_, parent) in zip(contours, tree[0], strict=True) if parent >= 0]
    cells = [one for one in within if cv2.contourArea(one) < LARGEST_CELL * closed.size]
    filled = cv2.drawContours(closed, cells, -1, (255,), cv2.FILLED)
    return np.asarray(cv2.morphologyEx(filled, cv2.MORPH_OPEN, np.ones((THINNEST_PX, THINNEST_PX), np.uint8)), dtype=np.uint8)


def four_around(hull: Points) -> Points | None:
    """The four-sided figure around a convex one (n, 2), by leaving out sides: always the one that adds least area. A corner that is
    cut off so gets back its place. None where the sides left do not meet.
    """
    while len(hull) > 4:
        tips = [_tip(*np.roll(hull, 1 - side, axis=0)[:4]) for side in range(len(hull))]
        added = [area for area, _ in tips]
        side = int(np.argmin(added))
        if not np.isfinite(added[side]):
            return None
        hull = np.roll(hull, -side, axis=0)
        hull = np.concatenate([tips[side][1][None], hull[2:]])
    return hull if len(hull) == 4 else None


def _tip(before: Points, start: Points, end: Points, after: Points) -> tuple[float, Points]:
    """The area that a convex figure gains by leaving out the side from ``start`` to ``end``, and the corner that replaces both."""
    one, other, gap = start - before, end - after, end - start
    turn = _cross(one, other)
    along, back = (_cross(gap, other) / turn, _cross(gap, one) / turn) if abs(turn) > 1e-9 else (-1.0, -1.0)
    if along < 0 or back < 0:
        return float("inf"), start
    return abs(_cross(along * one, gap)) / 2, start + along * one


def _cross(a: Points | Floats, b: Points | Floats) -> float:
    return float(a[0] * b[1] - a[1] * b[0])
