"""Outlines that are neither boxes nor ovals, but many of one size and the same turned upside down: diamonds, hexagons.

They are taken for circles: whatever is marked in them stands about their middle.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from omr.learn.outlines.outlines import OPTION_MM, Contour, Outline, shaped
from omr.learn.paper.blank import PX_PER_MM
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

SMALLEST_MM = 3.0
"""Smaller ones may be letters: a capital of 12 points is 2.9 mm high."""
ROUND = 1.7
"""Times its shorter side: none is longer."""
CONVEX, TURNED = 0.96, 0.93
"""Share of its hull that an outline fills, and of itself that it covers turned about its middle: a D does not, nor does a triangle."""
OPEN = 0.4
"""Share of an outline that is paper at least: of a thick letter, or a drawing, less is."""
SEVERAL = 6
"""Of one size, each in a row or column of such: an emblem stands alone."""
ALIKE_MM = 0.25
IN_LINE_MM = 0.4


def even_sided(mask: Gray, known: Sequence[Outline]) -> tuple[Outline, ...]:
    """The further outlines of an ink mask, by their contours; ``known`` are its boxes and ovals."""
    contours, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if hierarchy is None:
        return ()
    tree = hierarchy[0]
    taken = {_corner(one.box) for one in known}
    found = []
    for i, contour in enumerate(contours):
        hole = int(tree[i][2])
        if tree[i][3] < 0 <= hole and tree[hole][0] < 0 and _has_its_size(contour) and _is_even(contour, contours[hole]):
            x, y, w, h = cv2.boundingRect(contour)
            found.append(Outline(Shape.CIRCLE, Box(x / PX_PER_MM, y / PX_PER_MM, w / PX_PER_MM, h / PX_PER_MM)))
    new = [one for one in found if _corner(one.box) not in taken]
    return tuple(one for one in new if _is_of_many(one, new))


def _corner(box: Box) -> tuple[int, int]:
    return round(box.x * PX_PER_MM), round(box.y * PX_PER_MM)


def _has_its_size(contour: Contour) -> bool:
    _, _, w, h = cv2.boundingRect(contour)
    return min(w, h) >= SMALLEST_MM * PX_PER_MM and max(w, h) <= min(OPTION_MM * PX_PER_MM, ROUND * min(w, h))


def _is_even(contour: Contour, hole: Contour) -> bool:
    """Whether a contour is convex, thin, the same turned about its middle, and no box or oval: the inner line of one drawn with two is."""
    x, y, w, h = cv2.boundingRect(contour)
    area = cv2.contourArea(contour)
    if shaped(contour, 0.0) or area < CONVEX * cv2.contourArea(cv2.convexHull(contour)) or cv2.contourArea(hole) < OPEN * area:
        return False
    filled = np.zeros((h, w), np.uint8)
    cv2.drawContours(filled, [contour - np.array([x, y])], -1, 1, cv2.FILLED)
    turned = filled[::-1, ::-1]
    return bool((filled & turned).sum() >= TURNED * (filled | turned).sum())


def _is_of_many(one: Outline, others: Sequence[Outline]) -> bool:
    """Whether an outline has the size of several, and some in its row or its column."""
    alike = [other for other in others if max(abs(one.box.w - other.box.w), abs(one.box.h - other.box.h)) < ALIKE_MM]
    (x, y) = one.box.centre
    in_line = (min(abs(x - other.box.centre[0]), abs(y - other.box.centre[1])) < IN_LINE_MM for other in alike if other is not one)
    return len(alike) >= SEVERAL and any(in_line)
