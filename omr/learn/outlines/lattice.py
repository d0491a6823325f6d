"""Outlines of a bubble sheet that marks have made unlike any outline: where a row and a column of others meet, and something is drawn.

A filled circle has no hole, a tail joins two boxes, a thick cross hides all of a small one. Each of them lost would break a row in two, or
make items of a bubbled number; but the others around it say where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import box_array, median
from omr.learn.outlines.letters import SMALL_MM
from omr.learn.outlines.outlines import Outline, option_sized
from omr.learn.outlines.siblings import INSET_MM, kinds
from omr.learn.paper.blank import PX_PER_MM
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

FEWEST = 12
"""Outlines of a kind that make rows and columns: three items of four options."""
ASIDE = 0.2
"""Of an outline's side: so far beside the others of its row or column it may stand, on a page bent or askew."""
REACH_MM = 32.0
"""Rows and columns are followed so far from a place: over that a page is straight."""
REACH_STEPS = 3.5
"""The same in steps from outline to outline, where they stand far apart: the first of four options has three others beside it."""
UNEVEN, REGULAR = 0.1, 0.7
"""Steps of a line differ by so much, and so many outlines have one: those that are letters of a text stand here and there."""
CORNERS = 3
"""Rectangles of which a place is the only corner without an outline."""
LEAST_DRAWN, SHARE_DRAWN, SEVERAL = 0.55, 0.8, 2
"""Of the line of an outline there, ink covers so much where a black-and-white scan has broken it: where several of its row and of its
column are known. Else, as in a row of handwriting, it covers that share of what it covers of the others'.
"""
APART = 0.8
"""Of an outline's sides: no two of a kind stand nearer to each other, wall to wall or not."""
FIRM = 6
"""Rectangles of outlines that a letter of a text is never the corner of."""
NEXT = 3.0
"""Of an outline's side: the next of its row or column is so near."""
CELL, HELD = 1.4, 0.5
"""Times an outline's sides, from which another one around it is a cell that it is printed in; and the share of a kind in such cells."""
CLOSE, MOST_STEP = 1.3, 2.5
"""Times the least step of a line: the places beside one that is covered are no further; and of an outline's side, the largest such step."""
BESIDE = 0.75
"""Cosine of the directions in which "(" and ")" stand, and brackets."""
STEPS = 48
"""Places at which a line is looked at."""
SIDES = np.array([(1, 0), (0, 1), (-1, 0), (0, -1)])
"""Where the walls of a cell stand, seen from its middle."""
ROUNDS = 8
"""What was found helps to find what stands beside it."""

Floats = npt.NDArray[np.float64]


def with_crossings(mask: Gray, outlines: Sequence[Outline]) -> tuple[Outline, ...]:
    """The outlines, with those at crossings of rows and columns of their kind of which an ink mask shows enough, in place of whatever marks
    there look like; those that stand in rows and columns are no letters.
    """
    near = np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    small = option_sized(outlines)
    alike = [kind for signs in (False, True) for kind in kinds([one for one in small if one.signs is signs])]
    many = [_aligned(kind) for kind in alike if len(kind) >= FEWEST and is_no_letter(kind[0])]
    among = {id(one) for kind in many for one in kind}
    rest = [one for one in outlines if id(one) not in among]
    for first in many:
        kind = first
        for _ in range(ROUNDS):
            more = _crossings(near, kind, _but_cells([one for other in many if other is not first for one in other], kind))
            rest = [one for one in rest if one.given or not any(covers(other.box, one.box) for other in more)]
            kind = [*kind, *more]
            if not more:
                break
        rest += _placed(kind)
    return tuple(rest)


def _aligned(kind: Sequence[Outline]) -> list[Outline]:
    """A kind without those of it, hidden by marks, that stand in no rows and columns of it: there may be one of another kind."""
    return [one for one, count in zip(kind, _rectangles(kind), strict=True) if count >= FIRM or not one.hidden]


def _but_cells(others: Sequence[Outline], kind: Sequence[Outline]) -> Sequence[Outline]:
    """Other outlines without the cells of a table, where most of a kind are printed in one."""
    boxes, their = (box_array([one.box for one in some]) for some in (kind, others))
    larger = np.all(their[:, 2:] > CELL * np.median(boxes[:, 2:], axis=0), axis=1)
    off = (boxes[:, :2] + boxes[:, 2:] / 2)[:, None] - their[None, larger, :2]
    held = np.any(np.all((off > 0) & (off < their[None, larger, 2:]), axis=2), axis=1)
    return [one for one, cell in zip(others, larger.tolist(), strict=True) if not cell] if float(np.mean(held)) > HELD else others


def _placed(kind: Sequence[Outline]) -> list[Outline]:
    """A kind, with those that are the corner of several rectangles of its outlines known to be in their place."""
    return [replace(one, placed=one.placed or count >= FIRM) for one, count in zip(kind, _rectangles(kind), strict=True)]


def _rectangles(kind: Sequence[Outline]) -> list[float]:
    """Of how many rectangles of a kind's outlines each is a corner."""
    level, below = _neighbours(box_array([one.box for one in kind]))
    ways = level.astype(np.float32) @ below.astype(np.float32)  # by one in the row to those in its column
    return [float(count) for count in (ways * ways.T).sum(axis=1)]


def _crossings(near: Gray, kind: Sequence[Outline], others: Sequence[Outline]) -> list[Outline]:
    """Outlines of one kind at the crossings of its rows and columns where none, of ``others`` neither, is known and one is drawn."""
    boxes = box_array([one.box for one in kind])
    usual = float(np.median([drawn(near, kind[0], box) for box in boxes]))
    places = [
        place
        for place in _open(boxes, box_array([one.box for one in others]))
        if drawn(near, kind[0], place) > (LEAST_DRAWN if _stands_among(place, boxes) else SHARE_DRAWN * usual) or _is_enclosed(place, boxes)
    ]
    return [replace(kind[0], box=Box(*place.tolist()), given=0, hidden=True, placed=True) for place in places]


def is_no_letter(one: Outline) -> bool:
    """Whether an outline is no o or p: those stand in rows and columns, too, where lines of a text are alike."""
    return one.shape is Shape.BOX or one.signs or min(one.box.w, one.box.h) > SMALL_MM


def _stands_among(place: Floats, boxes: Floats) -> bool:
    """Whether several boxes of its row and of its column are known, the nearest close to it: a number stands in the column of others, too,
    where blocks of outlines stand below one another.
    """
    off = np.abs(boxes[:, :2] + boxes[:, 2:] / 2 - place[:2] - place[2:] / 2) / place[2:]
    lined = (off < ASIDE) & (off[:, ::-1] * place[:1:-1] < REACH_MM)
    close = lined & (off[:, ::-1] < NEXT)
    return bool((lined.sum(axis=0) >= SEVERAL).all() and close.any(axis=0).all())


def _is_enclosed(place: Floats, boxes: Floats) -> bool:
    """Whether a place is the only one without an outline between those left and right of it, above and below it: there correction fluid
    has covered it.
    """
    off = (boxes[:, :2] + boxes[:, 2:] / 2 - place[:2] - place[2:] / 2) / place[2:]
    for axis in (0, 1):
        line = off[np.abs(off[:, 1 - axis]) < ASIDE, axis]
        before, after = -line[line < 0], line[line > 0]
        steps = np.diff(np.sort(line))
        if not before.size or not after.size or max(before.min(), after.min()) > CLOSE * np.min(steps, initial=MOST_STEP):
            return False
    return True


def _neighbours(boxes: Floats) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which boxes (n, 4) stand in a row, and which in a column (n, n)."""
    size = np.median(boxes[:, 2:], axis=0)
    centres = boxes[:, :2] + boxes[:, 2:] / 2
    off = np.abs(centres[None] - centres[:, None])
    aside, apart = off < ASIDE * size, off > APART * size
    level, below = (_within_reach(off[..., axis], apart[..., axis] & aside[..., 1 - axis]) for axis in (0, 1))
    return level, below


def _within_reach(away: Floats, lined: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Those in line (n, n) that are near enough by their distances along it; further where most are as far from the next one."""
    nearest = np.where(lined, away, np.inf).min(axis=1, initial=np.inf)
    steps = nearest[np.isfinite(nearest)]
    step = median(steps) if steps.size else 0.0
    regular = float(np.mean(np.abs(nearest - step) < UNEVEN * step)) > REGULAR
    return lined & (away < max(REACH_MM, REACH_STEPS * step * regular))


def _open(boxes: Floats, others: Floats) -> list[Floats]:
    """The places (x, y, w, h) that are the last corner of several rectangles of boxes (n, 4): as high as their rows, and as wide as their
    columns; none of those where ``others`` (k, 4) stand.
    """
    size = np.median(boxes[:, 2:], axis=0)
    taken = [box[:2] + box[2:] / 2 for box in (*boxes, *others)]
    corners = _last_corners(boxes)
    _, firsts, counts = np.unique(np.round(corners[:, :2] / (ASIDE * size)), axis=0, return_index=True, return_counts=True)
    found = []
    for first in firsts[np.argsort(-counts, kind="stable")].tolist():
        place = corners[first, :2]
        if (np.abs(np.array(taken) - place) < APART * size).all(axis=1).any():
            continue
        around = corners[(np.abs(corners[:, :2] - place) < ASIDE * size).all(axis=1)]
        if len(around) >= CORNERS:
            x, y, w, h = np.median(around, axis=0)
            found.append(np.array([x - w / 2, y - h / 2, w, h]))
            taken.append(np.array([x, y]))
    return found


def _last_corners(boxes: Floats) -> Floats:
    """The last corner of each rectangle of which three are known: its middle, and its sides (k, 4)."""
    centres = boxes[:, :2] + boxes[:, 2:] / 2
    level, below = _neighbours(boxes)
    found = [np.zeros((0, 4))]
    for i, centre in enumerate(centres):
        across, down = np.flatnonzero(level[i]), np.flatnonzero(below[i])
        beside, under = np.repeat(across, len(down)), np.tile(down, len(across))
        found.append(np.column_stack([centres[beside] + centres[under] - centre, boxes[beside, 2], boxes[under, 3]]))
    return np.concatenate(found)


def drawn(near: Gray, like: Outline, box: Floats) -> float:
    """The share of an outline's line that ink covers; of two signs, of their own; of a table's cell, of the wall that shows least: where
    two cells are one, other print covers some of the wall that is missing, and the others are drawn in full.
    """
    column, row = ring(like, box)
    inside = (column >= 0) & (row >= 0) & (column < near.shape[1]) & (row < near.shape[0])
    if not inside.all():
        return 0.0
    inked = near[row, column] > 0
    if not like.cell:
        return float(np.mean(inked))
    around = _around(like)
    return float(min(np.mean(inked[np.isclose(around @ side, 1)]) for side in SIDES))


def ring(like: Outline, box: Floats) -> npt.NDArray[np.int_]:
    """Where the line of an outline runs that has the sides of a box (x, y, w, h): columns and rows of a mask (2, n)."""
    around = _around(like) * (box[2:] / 2 - INSET_MM)
    return ((around + box[:2] + box[2:] / 2) * PX_PER_MM).astype(int).T


def _around(like: Outline) -> Floats:
    """Directions from the middle of an outline to its line, in halves of its sides (n, 2); of two signs, to their own."""
    turn = np.linspace(0, 2 * np.pi, STEPS, endpoint=False)
    around: Floats = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    around = around[np.abs(around[:, 0]) > BESIDE] if like.signs else around
    return around / np.abs(around).max(axis=1, keepdims=True) if like.shape is Shape.BOX else around


def covers(place: Box, other: Box) -> bool:
    """Whether an outline is what a mark at that place was taken for."""
    x, y = other.centre
    return place.x < x < place.x + place.w and place.y < y < place.y + place.h and other.w < 2 * place.w and other.h < 2 * place.h
