"""Bubbled numbers on a page that could not be read whose digits stand before their rows, or behind: ten characters of a digit's shape.

Nothing tells which digits they are, but ten rows of items are counted to 10, which has two digits, and ten letters are not all as narrow,
or not all as high.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from omr.imaging import median
from omr.learn.paper.blank import Word
from omr.learn.paper.pictures import likeness, picture
from omr.learn.rows.downward import DIGITS, FROM_ONE
from omr.learn.rows.grids import NEAR, is_beside, stacks
from omr.learn.rows.runs import ROW, Run
from omr.model.layout import Box
from omr.model.page import Gray

LOWEST_MM = 1.1
"""The digits of the smallest print, 4 pt, are as high."""
NARROWEST, WIDEST = 0.15, 0.85
"""Of its height: the width of a digit; a 1 is the narrowest, and blur makes an 8 of small print wider. An A or a 10 is wider than high."""
LEVEL = 0.2
"""Of their height: digits are as high as each other; letters of a text are not."""
BELOW = 0.25
"""Of their height: their middles are off each other's by no more; the 1 of a 10 whose 0 is lost stands 0.4 further left."""
DIFFERENT = 0.85
"""The mean correlation of one digit's picture with the next one's is lower; bullets before ten rows are all alike."""


def with_digits_beside(runs: list[Run], mask: Gray) -> list[Run]:
    """The runs, those of ten rows with a digit beside each called by it: the digit as if it was printed in their outlines."""
    changed: dict[int, Run] = {}
    for stack in stacks(runs):
        for run, label in zip(stack, _digits(stack, mask), strict=False):
            spots = tuple(replace(spot, inside=Word(label, spot.box)) for spot in run.spots)
            changed[id(run)] = replace(run, spots=spots)
    return [changed.get(id(run), run) for run in runs]


def _digits(stack: list[Run], mask: Gray) -> str:
    """The digits before ten rows of several outlines, or behind them, "" where none are."""
    return _counted(stack, [_right_before(run) for run in stack], mask) or _counted(stack, [_right_behind(run) for run in stack], mask)


def _counted(stack: list[Run], beside: list[Word | None], mask: Gray) -> str:
    """The digits that stand beside ten rows of several outlines; a first or last 0 may be lost, since it looks like an outline."""
    found = [word for word in beside if word]
    lost = len(found) == len(stack) - 1 and not (beside[0] and beside[-1])
    if len(stack) != len(DIGITS) or len(stack[0].spots) < ROW or not (lost or len(found) == len(stack)) or not all(map(_may_hold, stack)):
        return ""
    if not _are_digits(found, mask):
        return ""
    narrowest = min(word.box.w for word in found)
    return FROM_ONE if beside[-1] is None or (beside[0] and beside[0].box.w == narrowest) else DIGITS


def _right_before(run: Run) -> Word | None:
    return run.before[-1] if run.before and is_beside(run) else None


def _right_behind(run: Run) -> Word | None:
    box, gap = run.spots[-1].box, run.gaps[-1] if run.gaps else ()
    return gap[0] if gap and gap[0].box.x - box.x - box.w < NEAR * box.w else None


def _may_hold(run: Run) -> bool:
    """Whether a row is one of outlines with nothing in them or between them, whose digit stands beside them."""
    return not run.vertical and not any(spot.inside for spot in run.spots) and not any(run.gaps[:-1])


def _are_digits(words: list[Word], mask: Gray) -> bool:
    """Whether characters below one another have the shape of digits and are as high as each other, and no two in a row are the same, nor
    the first and the last: the 1 of a 10 whose 0 is lost.
    """
    height, middle = median(np.array([word.box.h for word in words])), median(np.array([word.box.centre[0] for word in words]))
    if height < LOWEST_MM or not all(_is_digit(word.box, height, middle) for word in words):
        return False
    pictures = np.array([picture(mask, word.box) for word in words])
    return likeness(pictures) < DIFFERENT and likeness(pictures[[0, -1]]) < DIFFERENT


def _is_digit(box: Box, height: float, middle: float) -> bool:
    level = abs(box.h - height) < LEVEL * height and abs(box.centre[0] - middle) < BELOW * height
    return level and NARROWEST * box.h < box.w < WIDEST * box.h
