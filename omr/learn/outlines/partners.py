"""Outlines of two columns, of each of whose lines marks hide one: true or false, yes or no.

Where one of two is filled on every line, no rectangle of outlines has three corners left; but each line has one, and so have both columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import cv2
import numpy as np

from omr.imaging import box_array, median
from omr.learn.outlines.lattice import APART, REACH_MM, SHARE_DRAWN, drawn, is_no_letter
from omr.learn.outlines.marked_lists import columns_of
from omr.learn.outlines.outlines import Outline, option_sized
from omr.learn.outlines.places import is_free, with_hidden
from omr.learn.outlines.siblings import hangs_together, kinds
from omr.model.page import Gray

FEWEST, SEVERAL = 8, 2
"""Outlines of two columns, and of each, to be seen."""
LEVEL = 0.3
"""Of an outline's height: those of one line differ by no more."""
LEAST_STEP_MM = 1.7
"""Lines are no closer; what stands on one differs by less."""
NEXT = 1.3
"""Times the usual step from line to line: a letter of a heading stands further off, in whatever column."""
BOTH = 0.9
"""Share of the lines of two columns on which both have an outline, or something drawn in its place as an outline is."""


def with_partners(mask: Gray, outlines: Sequence[Outline]) -> tuple[Outline, ...]:
    """The outlines, with those that an ink mask shows covered beside one of another column, where lines have two of a kind."""
    near = np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    found: list[Outline] = []
    for kind in kinds([one for one in option_sized(outlines) if not one.signs and is_no_letter(one)]):
        pairs = [pair for pair in combinations(columns_of(kind, SEVERAL), 2) if _may_lack(*pair)]
        least = (
            SHARE_DRAWN * median(np.array([drawn(near, kind[0], box) for box in box_array([one.box for one in kind])])) if pairs else 0.0
        )
        for left, right in pairs:
            goes_on = _is_line([one.box.centre[1] for one in (*left, *right)])
            places = [one for one in (*_lacking(left, right), *_lacking(right, left)) if goes_on(one.box.centre[1])]
            hidden = [one for one in places if _is_covered(mask, near, one, least)]
            lines = (len(left) + len(right) + len(places)) / 2
            if hidden and lines - len(places) + len(hidden) >= BOTH * lines:
                found += [one for one in hidden if is_free(one.box, (*outlines, *found))]
    return with_hidden(outlines, found)


def _may_lack(left: Sequence[Outline], right: Sequence[Outline]) -> bool:
    """Whether two columns stand beside each other, and one has outlines on lines on which the other has none."""
    box = left[0].box
    if len(left) + len(right) < FEWEST or not APART * box.w < abs(box.x - right[0].box.x) < REACH_MM:
        return False
    return len(left) != len(right) or any(abs(a.box.y - b.box.y) > LEVEL * box.h for a, b in zip(left, right, strict=True))


def _lacking(column: Sequence[Outline], beside: Sequence[Outline]) -> Iterator[Outline]:
    """Where an outline of a column would stand beside those of another that have none there: between its next ones above and below, for
    the lines of a photo are bent.
    """
    xs, ys = np.array([one.box.centre for one in column]).T
    nearest = [int(np.abs(ys - one.box.centre[1]).argmin()) for one in beside]
    off = np.array([ys[i] - one.box.centre[1] for i, one in zip(nearest, beside, strict=True)])
    level = np.abs(off) < LEVEL * beside[0].box.h
    lower = median(off[level]) if level.any() else 0.0
    for i, one, known in zip(nearest, beside, level.tolist(), strict=True):
        if not known:
            box, y = column[i].box, one.box.centre[1] + lower
            place = replace(box, x=float(np.interp(y, ys, xs)) - box.w / 2, y=y - box.h / 2)
            yield replace(column[i], box=place, given=0, hidden=True, placed=True)


def _is_line(levels: Sequence[float]) -> Callable[[float], bool]:
    """Whether the line at a level has another one a step above or below it."""
    steps = np.diff(sorted(levels))
    step = median(steps[steps > LEAST_STEP_MM]) if (steps > LEAST_STEP_MM).any() else 0.0
    return lambda level: any(LEAST_STEP_MM < abs(other - level) < NEXT * step for other in levels)


def _is_covered(mask: Gray, near: Gray, one: Outline, least: float) -> bool:
    return drawn(near, one, box_array([one.box])[0]) >= least and hangs_together(mask, one.box)
