"""Printed outlines to mark or to write in: boxes, circles and ovals, by the shape of the contours around ink and around paper.

A contour around ink (an isolated outline) gives the outer edge at once. Where outlines share walls, each enclosed piece of paper
is taken instead and grown by the stroke.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import quantile
from omr.learn.paper.blank import PX_PER_MM
from omr.model.exam import Shape
from omr.model.layout import WIDE_MM, Box
from omr.model.page import Gray

Contour: TypeAlias = npt.NDArray[np.integer[Any] | np.floating[Any]]
"""Points (n, 1, 2) as OpenCV gives them."""
SMALLEST_MM, PRINTED_MM = 1.7, 1.5
"""Of boxes and circles (the smallest printed ones are 2 mm); and of those of a page whose text is read, so that no letter looks like one: a
browser that draws circles of 1.8 mm cuts some of them to whole pixels of 0.26 mm.
"""
LARGEST_MM = 230.0
"""A frame around a page."""
OPTION_MM = WIDE_MM
"""Outlines up to that size can be options; larger ones are to write in, but for the cells of some tables."""
OVAL_MM = 30.0
"""Wider ovals frame a word, or a part of the page; those of ballots and of forms for thick pens are up to 17 mm wide, and half as wide
again on a photo of small paper that is taken for A4.
"""
ALIKE_MM = 0.4
SEVERAL = 6
"""Wide ovals of one size that are to be marked: three items of two options."""
ASPECT = 3.2
"""The longest oval of a commercial form is 3 : 1."""
ROUNDED, ROUNDED_MM = 0.45, 3.5
"""Of half its side: the corners of a box in a browser's print are rounded by so much; only of boxes larger than letters, whose D is one."""
WIDER, LOZENGE = 1.5, 0.65
"""Times its height, no letter that encloses paper is so wide; and of half its height, the corners of a lozenge, which is all of one shape
however its pixels fall: neither a box nor an oval fits it well.
"""
FIT = 0.045
FIT_MM = 0.11
"""95 % of a contour's points lie so near to the ideal shape (share of its mean side, or mm): print and pixels, no handwriting."""
WALLS = 0.8
"""The same of a cell too large for an option: print in it, a "y" at the foot of a line, may touch its walls."""
RAGGED, RAGGED_MM = 1.4, 2.6
"""Times what a circle's points may be off, where its edge has spurs of a pixel that widen it; larger ones are found in spite of them."""
LIKE, RING_MM = 3, 0.2
"""So many circles of one size stand in its row or column; a letter o does not. They differ by no more."""
CHAIN = 3
"""Circles; a letter of large print encloses paper twice."""
DOUBLE, CENTRED_MM = 0.6, 0.3
"""Of its size: the inner line of an outline drawn with two is no smaller, a letter O in a circle is; their middles differ by no more."""
STROKE_MM = 1.2
"""No wall between two cells is thicker."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed printed outline; ``box`` is its outer edge in mm. ``cell`` where it shares walls with others, ``given`` is the line
    of the corrections that says where it is, 0 where it was found; ``signs`` are two that stand face to face, "( )";
    ``hidden`` where it was not found by its contour; ``placed`` where the rows and columns of others say that it is there.
    """

    shape: Shape
    box: Box
    cell: bool = False
    given: int = 0
    signs: bool = False
    hidden: bool = False
    placed: bool = False


def find_outlines(mask: Gray, smallest: float = SMALLEST_MM) -> tuple[Outline, ...]:
    """Every outline in an ink mask at ``PX_PER_MM``, without doubles, in reading order; of those that share no walls, from ``smallest`` mm
    on.
    """
    contours, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if hierarchy is None:
        return ()
    tree = hierarchy[0]
    whole: dict[int, Outline] = {}
    for i, contour in enumerate(contours):
        if tree[i][3] < 0 and tree[i][2] >= 0:
            outline = shaped(contour, 0.0, smallest)
            if outline is not None:
                whole[i] = outline
    cells: dict[int, list[Outline]] = {}
    for i, contour in enumerate(contours):
        parent = int(tree[i][3])
        if parent >= 0:
            outline = shaped(contour, stroke_beside(mask, contour))
            if outline is not None:
                cells.setdefault(parent, []).append(outline)
    whole = {i: one for i, one in whole.items() if not _is_chain(cells.get(i, []))}
    lone = [(i, contour, contours[tree[i][2]]) for i, contour in enumerate(contours) if _has_one_hole(tree, i) and i not in whole]
    rings = {i: ring for i, contour, hole in lone if (ring := _ragged(contour, hole))}
    whole |= {i: ring for i, ring in rings.items() if sum(_is_as_of_one(ring, one) for one in whole.values()) >= LIKE}
    # one hole in a whole outline is its own inside; several boxes are the cells of a comb or a table
    combs = {parent for parent, some in cells.items() if _is_comb(some)}
    shared = [cell for parent, some in cells.items() if parent not in whole or parent in combs for cell in some]
    single = without_inner_lines([outline for parent, outline in whole.items() if parent not in combs])
    large = [outline for parent, outline in whole.items() if parent in combs and max(outline.box.w, outline.box.h) > OPTION_MM]
    found = [*single, *large, *(cell for cell in shared if not any(_inside(cell.box, other.box) for other in single))]
    return tuple(sorted(found, key=lambda outline: (outline.box.y, outline.box.x)))


def without_inner_lines(outlines: Sequence[Outline]) -> list[Outline]:
    """The outlines but for the inner ones of such as are drawn with two lines: they are one option, not two."""
    ordered = sorted(outlines, key=lambda one: one.box.x)
    starts = [one.box.x for one in ordered]
    near = ((one, ordered[bisect_left(starts, one.box.x - OPTION_MM) : bisect_left(starts, one.box.x)]) for one in ordered)
    inner = {id(one) for one, others in near if any(_is_inner_line(one, other) for other in others)}
    return [one for one in outlines if id(one) not in inner]


def _is_inner_line(one: Outline, other: Outline) -> bool:
    """Whether an outline is of the shape of one around it, which has the size of an option, and about its middle."""
    (x, y), (other_x, other_y) = one.box.centre, other.box.centre
    shares = one.box.w / other.box.w, one.box.h / other.box.h
    about = max(abs(x - other_x), abs(y - other_y)) < CENTRED_MM and max(other.box.w, other.box.h) <= OPTION_MM
    return about and one.shape is other.shape and min(shares) > DOUBLE and max(shares) < 1


def _has_one_hole(tree: npt.NDArray[np.int32], i: int) -> bool:
    """Whether a contour runs around ink that encloses one piece of paper."""
    hole = int(tree[i][2])
    return bool(tree[i][3] < 0 <= hole and tree[hole][0] < 0)


def _ragged(contour: Contour, hole: Contour) -> Outline | None:
    """The small circle that two contours are, the outer one ragged by a few pixels, as in black and white; None if they are none."""
    (x, y, w, h), (left, top, wide, high) = cv2.boundingRect(contour), cv2.boundingRect(hole)
    sides = np.array([w, h]) / PX_PER_MM
    off = max(abs(x + w / 2 - left - wide / 2), abs(y + h / 2 - top - high / 2))
    if not (sides.min() >= SMALLEST_MM and sides.max() <= RAGGED_MM and abs(w - h) <= 2 and abs(wide - high) <= 2 and off <= 1):
        return None
    points = (contour.reshape(-1, 2).astype(np.float64) + 0.5 - [x + w / 2, y + h / 2]) * [w / (w - 1), h / (h - 1)]
    radius = np.hypot(*(points / PX_PER_MM / (sides / 2)).T)
    box = Box(x / PX_PER_MM, y / PX_PER_MM, float(sides[0]), float(sides[1]))
    return Outline(Shape.CIRCLE, box) if _off(np.abs(radius - 1) * sides.mean() / 2) <= RAGGED * FIT_MM else None


def _is_as_of_one(ring: Outline, other: Outline) -> bool:
    """Whether two circles have one size and stand in one row or column."""
    (x, y), (other_x, other_y) = ring.box.centre, other.box.centre
    near = min(abs(x - other_x), abs(y - other_y)) < ALIKE_MM
    return other.shape is Shape.CIRCLE and near and max(abs(ring.box.w - other.box.w), abs(ring.box.h - other.box.h)) < RING_MM


def wide_ovals(outlines: Sequence[Outline]) -> tuple[Outline, ...]:
    """The ovals wider than other options that are options all the same: several of one size."""
    wide = [one for one in outlines if one.shape is Shape.CIRCLE and OPTION_MM < one.box.w <= OVAL_MM]
    return tuple(one for one in wide if sum(_is_as_large(one.box, other.box) for other in wide) >= SEVERAL)


def option_sized(outlines: Sequence[Outline]) -> list[Outline]:
    """The outlines that are not too large to be options."""
    wide = {id(one) for one in wide_ovals(outlines)}
    return [one for one in outlines if max(one.box.w, one.box.h) <= OPTION_MM or id(one) in wide]


def _is_as_large(a: Box, b: Box) -> bool:
    return abs(a.w - b.w) < ALIKE_MM and abs(a.h - b.h) < ALIKE_MM


def shaped(contour: Contour, stroke: float, smallest: float = SMALLEST_MM) -> Outline | None:
    """The box or circle that a contour is, grown by ``stroke`` mm where the contour runs around paper; None if it is neither."""
    x, y, w, h = cv2.boundingRect(contour)
    hole = stroke > 0
    if hole:  # the contour of a hole runs over the ink around it
        x, y, w, h = x + 1, y + 1, w - 2, h - 2
    width, height = w / PX_PER_MM, h / PX_PER_MM
    sides = np.array([width, height])
    if sides.min() < smallest or sides.max() > LARGEST_MM:
        return None
    points = contour.reshape(-1, 2).astype(np.float64) + 0.5 - [x + w / 2, y + h / 2]
    # a contour runs through the middles of pixels: half a pixel within the edge of ink, and as far outside of a hole's
    points *= [w / (w + 2), h / (h + 2)] if hole else [w / (w - 1), h / (h - 1)]
    shape = _best(points / PX_PER_MM, sides)
    if shape is None:
        return None
    box = Box(x / PX_PER_MM - stroke, y / PX_PER_MM - stroke, width + 2 * stroke, height + 2 * stroke)
    return Outline(shape, box, cell=hole and shape is Shape.BOX)


def _best(points: npt.NDArray[np.float64], sides: npt.NDArray[np.float64]) -> Shape | None:
    """The shape that the points, in mm about the middle, lie nearest to."""
    half = sides / 2
    tolerance = max(FIT_MM, FIT * float(sides.mean()))
    reach = np.abs(points)
    walls = np.minimum(np.abs(reach[:, 0] - half[0]), np.abs(reach[:, 1] - half[1]))
    box = _off(walls)
    if box > tolerance and sides.max() > OPTION_MM:
        box = quantile(walls, WALLS)
    radius = np.hypot(*(points / half).T)
    ellipse = _off(np.abs(radius - 1) * half.mean())
    oval = _rounded(reach, half, float(half.min()))
    best = min(box, ellipse, oval)
    if sides[0] > WIDER * sides[1] and (lozenge := _rounded(reach, half, LOZENGE * float(half.min()))) < best:
        box = best = lozenge
    if best > tolerance and sides.min() > ROUNDED_MM and sides.max() <= OPTION_MM:  # circles that touch are no long box
        box = best = _rounded(reach, half, ROUNDED * float(half.min()))
    if best > tolerance:
        return None
    if best == box:
        # a small box with round corners still is a box; a filled or open contour has points inside
        return Shape.BOX
    return Shape.CIRCLE if sides.max() <= ASPECT * sides.min() else None


def _rounded(reach: npt.NDArray[np.float64], half: npt.NDArray[np.float64], corner: float) -> float:
    """How far points are off a box whose corners are quarters of a circle, of a radius up to half of its shorter side."""
    core = np.maximum(reach - (half - corner), 0)
    return _off(np.abs(np.hypot(*core.T) - corner))


def _off(distances: npt.NDArray[np.float64]) -> float:
    return quantile(distances, 0.95)


def stroke_beside(mask: Gray, contour: Contour) -> float:
    """Thickness in mm of the ink around a hole: the second shortest run of ink outwards from the middles of its sides. To two sides it may
    run on through a neighbour that blur has joined, or a thick frame.
    """
    x, y, w, h = cv2.boundingRect(contour)
    reach = round(STROKE_MM * PX_PER_MM)
    row, column = y + h // 2, x + w // 2
    rays = (
        mask[row, max(0, x - reach + 1) : x + 1][::-1],
        mask[row, x + w - 1 : x + w - 1 + reach],
        mask[max(0, y - reach + 1) : y + 1, column][::-1],
        mask[y + h - 1 : y + h - 1 + reach, column],
    )
    runs = [int(np.argmin(ray)) if not ray.all() else reach for ray in rays if ray.size]
    return max(1.0, float(sorted(runs)[min(1, len(runs) - 1)])) / PX_PER_MM


def _is_comb(cells: list[Outline]) -> bool:
    return sum(cell.shape is Shape.BOX for cell in cells) > 1


def _is_chain(cells: list[Outline]) -> bool:
    """Whether what looks like a long narrow box is a column or row of circles that touch."""
    return sum(cell.shape is Shape.CIRCLE for cell in cells) >= CHAIN


def _inside(inner: Box, outer: Box) -> bool:
    x, y = inner.centre
    return outer.x < x < outer.x + outer.w and outer.y < y < outer.y + outer.h and inner.w <= outer.w and outer.w < OPTION_MM
