"""Outlines that marks, labels or gaps in a thin line hide from their contours: what looks all around like the others of its kind.

A form that is learned from a filled page has crosses through its boxes, and a black-and-white scan breaks hairlines and joins a box to
the digit beside it. Each side of such an outline still is where the outlines beside or above it say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import quantile
from omr.learn.outlines.letters import CAPITAL_MM
from omr.learn.outlines.outlines import Outline, option_sized
from omr.learn.paper.blank import PX_PER_MM
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

SCALE = 2
"""The search runs at half of the scale."""
COARSE = PX_PER_MM / SCALE
LEAST_MM = {Shape.BOX: 2.5, Shape.CIRCLE: 4.0}
"""Smaller outlines are as likely letters of a text: an O or a 6 looks like a small circle."""
SAME = 0.1
SAME_MM = 0.2
"""Sides of outlines of one kind differ by no more (share of the side, and mm)."""
ALIGNED_MM = 0.8
"""So near to the row or the column of another: a scanned page is bent and askew by no more over a few items."""
INSET_MM = 0.17
"""From the outer edge to the middle of a printed line."""
BESIDE_MM = 0.45
"""So far outside of the edge there is paper again, and so far inside of the line."""
SIDE_INKED = 0.7
"""Of each side of an outline, and more, a line covers: the rest is lost by a coarse black-and-white scan."""
BESIDE_INKED = 0.6
"""Of what lies along a side, less is covered by a mark, or by a digit beside the box; within text or a filled place more is."""
MEAN_INKED = 0.85
PIECE = 0.75
"""Of its sides: a coarse scan breaks an outline, but leaves one piece that goes around a corner."""
FAR = 14.0
"""Of its width: one that stands in no column is no further from the others of its row; letters stand on the row of any."""
LISTED = 4
"""So many in a column are a list, or a table: what stands beside but one of them, in no column of its own, is a letter of its text."""
CORNER = 0.1
"""Of its side: a square with sharp corners has ink so near to them; a round letter of its size, an O or a Q, has none there."""
CORNERS = 3
"""Corners that must show: a coarse scan breaks one."""
SEVERAL = 4
"""Outlines of one kind that show how near to them other print stands."""
COLUMN_MM = 0.4
CROWDED = 0.5
"""Of the usual distance to the print beside an outline: what stands in no column of others, and has some nearer, is a letter of a word."""
BESIDE_PX = 2
"""A template may lie so far off the print that it is like."""
APART = 0.9
"""Of their sides: outlines are no nearer, but for the wall that two share."""

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


def find_siblings(mask: Gray, outlines: tuple[Outline, ...], *, small: bool = False) -> tuple[Outline, ...]:
    """Further outlines in an ink mask, each of a known one's shape and size, on a row or in a column of such; ``small`` ones, too, where
    letters are not in question.
    """
    known = [one for one in option_sized(outlines) if small or LEAST_MM[one.shape] <= min(one.box.w, one.box.h)]
    near = np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    line, print_ = _coarse(near), _coarse(mask)
    found: list[Outline] = []
    for kind in kinds(known):
        alike = (one for one in outlines if _same(kind[0], one))  # a pair of parentheses may be a bit smaller than the least
        taken = [*known, *found, *alike]
        like = [one for one in _like(line, print_, kind) if not any(_overlap(one.box, other.box) for other in taken)]
        if kind[0].shape is Shape.BOX and 2 * sum(_has_corners(mask, one.box) for one in kind) > len(kind):
            like = [one for one in like if _has_corners(mask, one.box)]
        if len(kind) >= SEVERAL and kind[0].box.h <= CAPITAL_MM:
            usual = quantile(np.array([_clearance(mask, one.box) for one in kind]), 0.1)
            like = [one for one in like if _is_below(one, kind) or _clearance(mask, one.box) >= CROWDED * usual]
        found += [one for one in like if _on_grid(one, [*kind, *like]) and hangs_together(mask, one.box)]
    return tuple(found)


def _clearance(mask: Gray, box: Box) -> float:
    """How far, in mm, the nearest ink stands beside a box, to its left or right; at most its width."""
    reach, off = round(box.w * PX_PER_MM), BESIDE_PX
    top, foot = (round((box.y + share * box.h) * PX_PER_MM) for share in (0.2, 0.8))
    left, right = round(box.x * PX_PER_MM) - off, round((box.x + box.w) * PX_PER_MM) + off
    sides = mask[top:foot, max(0, left - reach) : max(0, left)][:, ::-1], mask[top:foot, right : right + reach]
    inked = (np.flatnonzero(side.any(axis=0)) for side in sides)
    return min((float(columns[0]) if columns.size else float(reach)) for columns in inked) / PX_PER_MM


def _is_below(outline: Outline, kind: Sequence[Outline]) -> bool:
    """Whether one of a kind stands right above or below an outline."""
    return any(abs(one.box.centre[0] - outline.box.centre[0]) < COLUMN_MM for one in kind)


def hangs_together(mask: Gray, box: Box) -> bool:
    """Whether one piece of the ink there is nearly as wide and as high as the outline: of two digits that look like one, none is."""
    left, top, right, bottom = (round(value * PX_PER_MM) for value in (box.x, box.y, box.x + box.w, box.y + box.h))
    margin = round(BESIDE_MM * PX_PER_MM)
    part = mask[max(0, top - margin) : bottom + margin, max(0, left - margin) : right + margin]
    _, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    return any(w > PIECE * (right - left) and h > PIECE * (bottom - top) for _, _, w, h, _ in stats[1:].tolist())


def _has_corners(mask: Gray, box: Box) -> bool:
    """Whether there is ink in the corners of a box."""
    side = max(1, round(CORNER * min(box.w, box.h) * PX_PER_MM))
    left, top, right, bottom = (max(0, round(value * PX_PER_MM)) for value in (box.x, box.y, box.x + box.w, box.y + box.h))
    rows, columns = (slice(top, top + side), slice(bottom - side, bottom)), (slice(left, left + side), slice(right - side, right))
    return sum(bool(mask[row, column].any()) for row in rows for column in columns) >= CORNERS


def _coarse(mask: Gray) -> Floats:
    size = (mask.shape[1] // SCALE, mask.shape[0] // SCALE)
    return np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA) / np.float32(255), dtype=np.float32)


def kinds(known: Sequence[Outline]) -> list[list[Outline]]:
    """Outlines of one shape and size, the most frequent kind first."""
    kinds: list[list[Outline]] = []
    for one in known:
        home = next((kind for kind in kinds if _same(kind[0], one)), None)
        if home is None:
            kinds.append([one])
        else:
            home.append(one)
    return sorted(kinds, key=len, reverse=True)


def _same(a: Outline, b: Outline) -> bool:
    sides = ((a.box.w, b.box.w), (a.box.h, b.box.h))
    return a.shape is b.shape and all(abs(one - other) < SAME * one + SAME_MM for one, other in sides)


def _like(line: Floats, print_: Floats, kind: list[Outline]) -> Iterator[Outline]:
    """Everything that looks like the outlines of a kind, the best first."""
    w, h = (float(np.median([side(one.box) for one in kind])) for side in (_width, _height))
    margin = BESIDE_MM + 2 / COARSE
    rows, columns = (round((side + 2 * margin) * COARSE) for side in (h, w))
    ring = [_share(line, side) for side in _sides(kind[0].shape, (rows, columns), (w, h), -INSET_MM)]
    around = [_share(print_, side) for side in _sides(kind[0].shape, (rows, columns), (w, h), BESIDE_MM)]
    within = [_share(print_, side) for side in _sides(kind[0].shape, (rows, columns), (w, h), -2 * INSET_MM - BESIDE_MM)]
    sure = np.min(ring, axis=0) > SIDE_INKED
    sure &= np.mean(ring, axis=0) > MEAN_INKED
    sure &= np.max(around, axis=0) < BESIDE_INKED
    sure &= np.mean(within, axis=0) < BESIDE_INKED
    score = np.where(sure, np.mean(ring, axis=0) - np.mean(around, axis=0), 0)
    while score.max() > 0:
        row, column = np.unravel_index(int(score.argmax()), score.shape)
        x, y = (int(column) + columns / 2) / COARSE, (int(row) + rows / 2) / COARSE
        yield Outline(kind[0].shape, Box(x - w / 2, y - h / 2, w, h), hidden=True)
        reach_x, reach_y = round(APART * w * COARSE), round(APART * h * COARSE)
        score[max(0, row - reach_y) : row + reach_y + 1, max(0, column - reach_x) : column + reach_x + 1] = 0


def _width(box: Box) -> float:
    return box.w


def _height(box: Box) -> float:
    return box.h


def _sides(shape: Shape, shown: tuple[int, int], size: tuple[float, float], beside: float) -> list[Floats]:
    """The four sides of an outline grown by ``beside`` mm, each a picture of one pixel's width with mean 1 along it."""
    rows, columns = shown
    half = np.array(size) / 2 + beside
    x = (np.arange(columns) + 0.5 - columns / 2)[None, :] / COARSE
    y = (np.arange(rows) + 0.5 - rows / 2)[:, None] / COARSE
    if shape is Shape.BOX:
        off = np.maximum(np.abs(x) - half[0], np.abs(y) - half[1])
    else:
        off = (np.hypot(x / half[0], y / half[1]) - 1) * half.mean()
    on: Mask = np.abs(off) < 0.5 / COARSE
    lies = np.abs(x) / half[0] - np.abs(y) / half[1]
    parts = ((lies > 0) & (x > 0), (lies > 0) & (x < 0), (lies <= 0) & (y > 0), (lies <= 0) & (y < 0))
    sides = [(on & part).astype(np.float32) for part in parts]
    return [side / max(1.0, float(side.sum())) for side in sides]


def _share(ink: Floats, side: Floats) -> Floats:
    return np.asarray(cv2.matchTemplate(ink, side, cv2.TM_CCORR), dtype=np.float32)


def _on_grid(outline: Outline, kind: list[Outline]) -> bool:
    x, y = outline.box.centre
    others = [one.box.centre for one in kind if one is not outline]
    if any(abs(right - x) < ALIGNED_MM for right, _ in others):
        return True
    row = [right for right, down in others if abs(down - y) < ALIGNED_MM and abs(right - x) < FAR * outline.box.w]
    return any(sum(abs(right - other) < ALIGNED_MM for other, _ in others) < LISTED for right in row)


def _overlap(a: Box, b: Box) -> bool:
    return a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h
