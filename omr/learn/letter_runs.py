"""Rows and columns of small outlines that may be letters of a text, on a page that could not be read."""

from __future__ import annotations

import numpy as np

from omr.learn.blank import Word
from omr.learn.families import Spot
from omr.learn.grids import ALIGNED_MM, aligned
from omr.learn.letters import SQUARE
from omr.learn.runs import Run
from omr.model.exam import Shape

LETTER_MM = 4.0
"""Capital letters of a text are no higher (headings of 16 points)."""
WORD_GAP = 0.4
"""Of a letter's height: the next letter of a word is nearer, what a circle in a list is marked for is further."""
SAME_MM = 0.15
"""Printed squares of one kind differ by no more, on a scan at 200 dpi; what a letter and its neighbour enclose mostly does."""


def _opens_a_word(spot: Spot, gap: tuple[Word, ...]) -> bool:
    height = spot.box.h
    near = [
        word for word in gap if 0 <= word.box.x - spot.box.x - spot.box.w < WORD_GAP * height and 0.6 * height < word.box.h < 1.5 * height
    ]
    return spot.outline.shape is Shape.CIRCLE and height < LETTER_MM and bool(near)


def may_be_letters(run: Run, others: list[Run]) -> bool:
    """Whether small outlines, on a page that could not be read, may be letters of its text: two by themselves, or a column of
    circles that each open a word (Q1, Q2, …).
    """
    if run.vertical and all(_opens_a_word(spot, gap) for spot, gap in zip(run.spots, run.gaps, strict=True)):
        return True
    small = len(run.spots) == 2 and max(spot.box.h for spot in run.spots) < LETTER_MM and not _are_squares_of(run, others)
    same = [other for other in others if other is not run and other.vertical == run.vertical]
    return small and not any(aligned(other, run) or (run.vertical and abs(other.x - run.x) < ALIGNED_MM) for other in same)


def _are_squares_of(run: Run, others: list[Run]) -> bool:
    """Whether all of a run are squares as large as those that items of the page consist of: no letters are."""
    known = [spot.box for other in others if len(other.spots) > 2 for spot in other.spots]
    if not known or any(spot.outline.shape is not Shape.BOX or spot.outline.hidden for spot in run.spots):
        return False
    w, h = (float(np.median(sides)) for sides in ([box.w for box in known], [box.h for box in known]))
    alike = all(max(abs(spot.box.w - w), abs(spot.box.h - h)) < SAME_MM for spot in run.spots)
    return alike and abs(w - h) < SQUARE * h
