"""Outlines of a column of which every one is marked: who answers the first option on each line leaves no outline of it to be seen.

No row and no column of others crosses there; but each row says where its next option would stand, and a mark stands there on every row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np

from omr.imaging import box_array, median
from omr.learn.outlines.families import SOLID
from omr.learn.outlines.framed import PLAIN, inked_within
from omr.learn.outlines.lattice import SHARE_DRAWN, covers, drawn, is_no_letter
from omr.learn.outlines.letters import CAPITAL_MM
from omr.learn.outlines.outlines import Outline, option_sized
from omr.learn.outlines.places import is_free
from omr.learn.outlines.siblings import hangs_together, kinds
from omr.learn.paper.blank import PX_PER_MM
from omr.learn.paper.marks import SOLID as RECTANGLE
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

FEWEST, LEAST = 8, 4
"""Outlines of a kind, and rows of a column, that tell: four items of three options."""
LEVEL, ASIDE = 0.25, 0.3
"""Of an outline's height: those of one row differ by no more from one to the next. Of its width: those of a column, on a photo."""
SPLIT = 2.4
"""Times the usual step, from which the next outline belongs to another column of questions: one that is hidden makes it twice as far."""
ROOM = 1.05
"""Of its width: two outlines stand no nearer."""
ROWS = 2.5
"""Times the usual step from row to row, from which another block begins."""
ALL = 0.9
"""Share of the rows that show something drawn there as an outline is: all, but for one that a pale mark has broken."""
TRIED_MM = (-0.3, 0.0, 0.3)
"""So far beside its place an outline is looked for: rows of a photo are bent."""
Row = list[Outline]


def with_whole_columns(mask: Gray, outlines: Sequence[Outline]) -> tuple[tuple[Outline, ...], list[str]]:
    """The outlines, with those of columns that an ink mask shows marked on every row, in place of whatever the marks look like; and what is
    told of them.
    """
    near = np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    found: list[Outline] = []
    told = []
    fixed = [one for one in outlines if one.given or one.cell]
    for kind in kinds([one for one in option_sized(outlines) if not one.cell and _is_no_letter(one)]):
        if len(kind) < FEWEST:
            continue
        least = SHARE_DRAWN * median(np.array([drawn(near, kind[0], box) for box in box_array([one.box for one in kind])]))
        for column in _columns([place for row in _rows(kind) for place in _next(row) if is_free(place.box, (*kind, *fixed, *found))]):
            marked = [one for one in (_covered(mask, near, place, least) for place in column) if one]
            if not marked or len(marked) < ALL * len(column) or len(marked) + _known(column, kind) < LEAST:
                continue
            x, y = marked[0].box.centre
            if _are_printed(mask, [one.box for one in marked]):
                told.append(
                    f"{len(marked)} blots stand where rows have their next option, the first at {x:.0f}, {y:.0f} mm; if they are options "
                    "that are marked, `add` them"
                )
            else:
                found += marked
                told.append(f"{len(marked)} options of a column, the first at {x:.0f}, {y:.0f} mm, are all marked: look at the proof")
    return (*(one for one in outlines if one.given or not any(covers(other.box, one.box) for other in found)), *found), told


def _is_no_letter(one: Outline) -> bool:
    """Whether an outline is larger than letters that look like it: those of a text stand on the lines of its boxes throughout."""
    return not one.signs and is_no_letter(one) and (one.shape is Shape.CIRCLE or one.box.h > CAPITAL_MM)


def _known(column: Sequence[Outline], kind: Sequence[Outline]) -> int:
    """How many outlines of a kind stand in a column of places."""
    return sum(any(abs(one.box.x - place.box.x) < ASIDE * place.box.w for place in column) for one in kind)


def _rows(kind: Sequence[Outline]) -> list[Row]:
    """The rows of two outlines and more of a kind, apart where its columns of questions are."""
    rows: list[Row] = []
    for one in sorted(kind, key=lambda one: one.box.x):
        before = [row for row in rows if abs(row[-1].box.centre[1] - one.box.centre[1]) < LEVEL * one.box.h]
        if before:
            min(before, key=lambda row: abs(row[-1].box.centre[1] - one.box.centre[1])).append(one)
        else:
            rows.append([one])
    steps = np.array([b.box.x - a.box.x for row in rows for a, b in pairwise(row)])
    usual = median(steps) if steps.size else 0.0
    parts: list[Row] = []
    for row in rows:
        ends = [i + 1 for i, (a, b) in enumerate(pairwise(row)) if b.box.x - a.box.x > SPLIT * usual]
        parts += [row[start:end] for start, end in pairwise([0, *ends, len(row)])]
    return [part for part in parts if len(part) > 1]


def _next(row: Row) -> Iterator[Outline]:
    """Where a row's next options would stand: before it, behind it, and in the middle of its steps."""
    boxes = box_array([one.box for one in row])
    steps = np.diff(boxes[:, :2], axis=0)
    least = steps[int(steps[:, 0].argmin())]
    wide = steps[:, 0] > 2 * ROOM * row[0].box.w
    middles = boxes[:-1, :2][wide] + steps[wide] / 2
    for x, y in (boxes[0, :2] - least, *middles, boxes[-1, :2] + least):
        yield replace(row[0], box=replace(row[0].box, x=float(x), y=float(y)), given=0, hidden=True, placed=True)


def _columns(places: Sequence[Outline]) -> list[list[Outline]]:
    """Places above one another, apart where a block of rows ends."""
    columns: list[list[Outline]] = []
    for place in sorted(places, key=lambda one: one.box.y):
        home = next((some for some in columns if abs(some[-1].box.x - place.box.x) < ASIDE * place.box.w), None)
        if home is None:
            columns.append([place])
        else:
            home.append(place)
    parts: list[list[Outline]] = []
    for column in columns:
        steps = np.diff([one.box.y for one in column])
        ends = [i + 1 for i, step in enumerate(steps) if step > ROWS * median(steps)]
        parts += [column[start:end] for start, end in pairwise([0, *ends, len(column)])]
    return parts


def _covered(mask: Gray, near: Gray, place: Outline, least: float) -> Outline | None:
    """The outline at a place, or right beside it, where ink covers its line most, if that is as much as that of others."""
    box = place.box
    tried = [replace(box, x=box.x + x, y=box.y + y) for y in TRIED_MM for x in TRIED_MM]
    shares = [drawn(near, place, one) for one in box_array(tried)]
    most = max(shares)
    here = [one for one, share in zip(tried, shares, strict=True) if share == most]
    best = min(here, key=lambda one: abs(one.x - box.x) + abs(one.y - box.y))
    return replace(place, box=best) if most >= least and hangs_together(mask, best) else None


def _are_printed(mask: Gray, boxes: Sequence[Box]) -> bool:
    """Whether the ink at most places is a solid rectangle, as of a timing track, which no hand fills to its corners, or black around
    something white, as a number.
    """
    solid = [_is_rectangle(mask, box) for box in boxes]
    middle = median(np.array([inked_within(mask, box) for box in boxes]))
    return 2 * sum(solid) > len(solid) or SOLID < middle < PLAIN


def _is_rectangle(mask: Gray, box: Box) -> bool:
    x, y = box.w / 4, box.h / 4
    left, top, right, foot = (round(value * PX_PER_MM) for value in (box.x - x, box.y - y, box.x + box.w + x, box.y + box.h + y))
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask[max(0, top) : foot, max(0, left) : right])
    _, _, w, h, area = max(stats[1:].tolist(), key=lambda row: row[4], default=(0, 0, 1, 1, 0))
    return bool(area > RECTANGLE * w * h)
