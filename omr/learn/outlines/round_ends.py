"""Cells at the rounded end of a bar, or in the rounded corner of a table: one side of them is no straight line.

Each is as high and as wide as the cell beside it, with which it shares a wall.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2

from omr.learn.outlines.outlines import OPTION_MM, STROKE_MM, Outline, shaped, stroke_beside
from omr.learn.paper.blank import PX_PER_MM
from omr.learn.paper.nearby import Nearby
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

SMALLEST_MM = 3.0
"""Smaller pieces of paper are as likely enclosed by a letter."""
FULL, CONVEX = 0.72, 0.97
"""Share of the box around it that such a cell fills (one with two quarters of a circle for its side, as wide as high, 0.89), and of its
hull: what a printed letter leaves of a cell fills less."""
ALIKE_MM = 0.5
SEVERAL = 6
"""Of one size, where none of them has a cell with four straight sides beside it: the two halves of bars for true and false."""


def round_ends(mask: Gray, outlines: Sequence[Outline]) -> tuple[Outline, ...]:
    """The further cells of an ink mask, beside the cells among its ``outlines`` or beside each other."""
    cells = [one for one in outlines if one.cell and max(one.box.w, one.box.h) <= OPTION_MM]
    ends = _enclosed(mask, outlines)
    near = Nearby(one.box for one in cells)
    sure = [one for one in ends if any(_is_beside(one.box, cells[i].box) for i in near.of(one.box))]
    paired = [one for one in ends if any(_is_beside(one.box, other.box) for other in ends if other is not one)]
    several = [one for one in paired if sum(_is_as_large(one.box, other.box) for other in paired) >= SEVERAL]
    return tuple(one for one in ends if any(one is other for other in (*sure, *several)))


def _enclosed(mask: Gray, outlines: Sequence[Outline]) -> list[Outline]:
    """Pieces of paper of an option's size that are nearly boxes, and none of the outlines."""
    contours, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    taken = {(round(one.box.centre[0]), round(one.box.centre[1])) for one in outlines}
    found = []
    for contour, (_, _, _, parent) in zip(contours, hierarchy[0].tolist() if hierarchy is not None else (), strict=True):
        x, y, w, h = (value / PX_PER_MM for value in cv2.boundingRect(contour))
        if parent < 0 or min(w, h) < SMALLEST_MM or max(w, h) > OPTION_MM:
            continue
        area = cv2.contourArea(contour)
        full = area >= FULL * w * h * PX_PER_MM**2 and area >= CONVEX * cv2.contourArea(cv2.convexHull(contour))
        known = any((round(x + w / 2) + i, round(y + h / 2) + j) in taken for i in (-1, 0, 1) for j in (-1, 0, 1))
        if full and not known and shaped(contour, STROKE_MM) is None:
            wall = stroke_beside(mask, contour) - 1 / PX_PER_MM  # the contour of a hole runs over the ink around it
            found.append(Outline(Shape.BOX, Box(x - wall, y - wall, w + 2 * wall, h + 2 * wall), cell=True))
    return found


def _is_beside(end: Box, cell: Box) -> bool:
    """Whether two cells of one size share a wall, upright or level."""
    apart = abs(end.centre[0] - cell.centre[0]), abs(end.centre[1] - cell.centre[1])
    across = abs(apart[0] - cell.w) < ALIKE_MM and apart[1] < ALIKE_MM
    down = abs(apart[1] - cell.h) < ALIKE_MM and apart[0] < ALIKE_MM
    return _is_as_large(end, cell) and (across or down)


def _is_as_large(a: Box, b: Box) -> bool:
    return max(abs(a.w - b.w), abs(a.h - b.h)) < ALIKE_MM
