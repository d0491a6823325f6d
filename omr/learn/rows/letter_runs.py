"""Rows and columns of small outlines that may be letters of a text, on a page that could not be read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from omr.learn.outlines.families import Spot
from omr.learn.outlines.letters import CAPITAL_MM, SQUARE
from omr.learn.paper.blank import Word
from omr.learn.rows.grids import ALIGNED_MM, aligned
from omr.learn.rows.runs import Run
from omr.model.exam import Shape

WORD_GAP = 0.25
"""Of a letter's height: the next letter of a word is nearer, what a circle in a list is marked for is further."""
SAME_MM = 0.15
"""Printed squares of one kind differ by no more, on a scan at 200 dpi; what a letter and its neighbour enclose mostly does."""

LIST = 2
"""Outlines by themselves above or below one that show a list."""
JOINED_MM = 0.45
"""One of them may be larger by that, where a letter beside it touches it."""


def _opens_a_word(spot: Spot, gap: tuple[Word, ...]) -> bool:
    height = spot.box.h
    near = [
        word for word in gap if 0 <= word.box.x - spot.box.x - spot.box.w < WORD_GAP * height and 0.6 * height < word.box.h < 1.5 * height
    ]
    return spot.outline.shape is Shape.CIRCLE and not spot.outline.signs and height < CAPITAL_MM and bool(near)


def without_strays(runs: list[Run]) -> list[Run]:
    """The runs of an unread page: of a row whose first outline stands in a list and whose others stand below or above none, those are
    letters of what it says ("ll" looks like a box), but for what is signs, higher than a letter, or a square as large as those of the list.
    """
    singles = [run.spots[0] for run in runs if len(run.spots) == 1]
    return [_first(run) if len(run.spots) > 1 and _is_of_a_list(run, singles, runs) else run for run in runs]


def _is_of_a_list(run: Run, singles: list[Spot], runs: list[Run]) -> bool:
    listed = [spot for spot in singles if abs(spot.x - run.x) < ALIGNED_MM]
    if len(listed) < LIST or all(_is_no_letter(spot, listed) for spot in run.spots[1:]):
        return False
    others = [spot.x for other in runs if other is not run for spot in other.spots]
    return not any(abs(x - spot.x) < ALIGNED_MM for spot in run.spots[1:] for x in others)


def _is_no_letter(spot: Spot, listed: list[Spot]) -> bool:
    return spot.outline.signs or spot.box.h > CAPITAL_MM or _is_square_like(spot, listed)


def _is_square_like(spot: Spot, listed: list[Spot]) -> bool:
    """Whether an outline is a square as large as those of a list."""
    if any(one.outline.shape is not Shape.BOX or one.outline.hidden for one in (spot, *listed)):
        return False
    w, h = (float(np.median(sides)) for sides in ([one.box.w for one in listed], [one.box.h for one in listed]))
    return max(abs(spot.box.w - w), abs(spot.box.h - h)) < SAME_MM and abs(w - h) < SQUARE * h


def _first(run: Run) -> Run:
    return replace(run, spots=run.spots[:1], gaps=(tuple(word for gap in run.gaps for word in gap),))


def may_be_letters(run: Run, others: list[Run]) -> bool:
    """Whether small outlines, on a page that could not be read, may be letters of its text: two by themselves, or a column of
    circles that each open a word (Q1, Q2, …).
    """
    if run.vertical and all(_opens_a_word(spot, gap) for spot, gap in zip(run.spots, run.gaps, strict=True)):
        return True
    low = len(run.spots) == 2 and max(spot.box.h for spot in run.spots) < CAPITAL_MM
    small = low and not all(spot.outline.signs for spot in run.spots) and not _are_squares_of(run, others)
    same = [other for other in others if other is not run and other.vertical == run.vertical]
    return small and not any(aligned(other, run) or (run.vertical and abs(other.x - run.x) < ALIGNED_MM) for other in same)


def _are_squares_of(run: Run, others: list[Run]) -> bool:
    """Whether all of a run are squares as large as those that items of the page consist of: no letters are."""
    known = [spot.box for other in others if len(other.spots) > 2 for spot in other.spots]
    if not known or any(spot.outline.shape is not Shape.BOX or spot.outline.hidden for spot in run.spots):
        return False
    w, h = (float(np.median(sides)) for sides in ([box.w for box in known], [box.h for box in known]))
    off = sorted(max(abs(spot.box.w - w), abs(spot.box.h - h)) for spot in run.spots)
    return off[0] < SAME_MM and off[-1] < JOINED_MM and abs(w - h) < SQUARE * h
