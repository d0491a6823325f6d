"""Item numbers in outlines like those of the options beside them, "(12) (A) (B) (C) (D)", or above them: they name the item, and are none
of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from omr.learn.outlines.families import Spot, rows
from omr.learn.paper.blank import Word
from omr.learn.paper.pictures import centred_picture, sameness
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

LEAST = 5
"""Rows that show it."""
ASKED = 3
"""Questions with their numbers in outlines, and their options below."""
WHITE = 2.2
"""Times the usual step from row to row: a wider one parts two blocks."""
NEAR = 3.0
"""Of an outline's width: the next one of the row begins no further behind it."""
ALIGNED_MM = 0.6
SAME = 0.1
"""Sides that differ by no more are those of one kind."""
ALIKE, LESS = 0.85, 0.25
"""Where nothing can be read, letters that are the same correlate so well (on scans of 200 dpi, 0.91 and more), and numbers that count on by
so much less ("16" to "30": 0.5).
"""
ROUND = 0.7
"""Of a round outline's sides: a square of that within it shows none of its line."""


def without_numbers_in_outlines(spots: Sequence[Spot], mask: Gray) -> tuple[list[Spot], list[Word]]:
    """The outlines that may be options, and what is printed in the others; ``mask`` is the page's ink."""
    found: set[int] = set()
    loose = [spot for spot in spots if not spot.outline.cell]  # the cells of tables are told by their walls
    pairs = [pair for row in rows(loose) for pair in pairwise(row) if _are_beside(*pair)]
    after, before = {id(one): other for one, other in pairs}, {id(other): one for one, other in pairs}
    for column in _columns([spot for spot in spots if id(spot) in after and spot.inside and after[id(spot)].inside]):
        options = [after[id(spot)] for spot in column]
        first = [before[id(spot)] for spot in column if id(spot) in before]
        if _count_in_blocks(column, options, mask) and not (first and _count(first, options, mask)):
            found |= {id(spot) for spot in column}
    for column in _columns([spot for spot in loose if spot.inside and id(spot) not in found], ASKED):
        if _open_questions(column, loose):
            found |= {id(spot) for spot in column}
    names = [spot.inside for spot in spots if id(spot) in found and spot.inside]
    return [spot for spot in spots if id(spot) not in found], names


def _count_in_blocks(column: Sequence[Spot], options: Sequence[Spot], mask: Gray) -> bool:
    """Whether a column counts on, as a whole and within each block of rows: of two blocks with other letters, the one below the other, each
    prints one and the same letter.
    """
    steps = np.diff([spot.y for spot in column])
    cuts = [0, *(i for i, step in enumerate(steps.tolist(), 1) if step > WHITE * float(np.median(steps))), len(column)]
    blocks = [slice(start, end) for start, end in pairwise(cuts) if end - start >= LEAST]
    return _count(column, options, mask) and all(_count(column[block], options[block], mask) for block in blocks)


def _open_questions(column: Sequence[Spot], spots: Sequence[Spot]) -> bool:
    """Whether outlines hold numbers that count on, each alone on its line, and several options stand between any two of them."""
    numbers = [int(text) for spot in column if spot.inside and (text := spot.inside.text.rstrip(".")).isdecimal()]
    if len(numbers) < len(column) or any(after != number + 1 for number, after in pairwise(numbers)):
        return False
    others = [spot.y for spot in spots if not any(spot is one for one in column)]
    alone = not any(abs(y - spot.y) < spot.box.h / 2 for y in others for spot in column)
    return alone and all(sum(above.y < y < below.y for y in others) > 1 for above, below in pairwise(column))


def _columns(spots: Sequence[Spot], least: int = LEAST) -> list[list[Spot]]:
    """Outlines of one kind above one another, each with others below."""
    columns: list[list[Spot]] = []
    for spot in sorted(spots, key=lambda spot: spot.y):
        home = next((column for column in columns if abs(column[-1].x - spot.x) < ALIGNED_MM and _is_same(column[-1], spot)), None)
        if home is None:
            columns.append([spot])
        else:
            home.append(spot)
    return [column for column in columns if len(column) >= least]


def _are_beside(one: Spot, other: Spot) -> bool:
    """Whether two outlines next to each other on a row are of one kind, and near."""
    return other.box.x - one.box.x - one.box.w < NEAR * one.box.w and _is_same(one, other)


def _is_same(one: Spot, other: Spot) -> bool:
    sides = ((one.box.w, other.box.w), (one.box.h, other.box.h))
    return one.outline.shape is other.outline.shape and all(abs(a - b) < SAME * b for a, b in sides)


def _count(column: Sequence[Spot], options: Sequence[Spot], mask: Gray) -> bool:
    """Whether outlines hold numbers that count on, and those beside them one and the same letter; or, where nothing can be read, something
    else each, and those beside them one and the same thing.
    """
    texts, labels = ([spot.inside.text if spot.inside else "" for spot in some] for some in (column, options))
    if any(texts):
        numbers = [int(text) for text in (text.rstrip(".") for text in texts) if text.isdecimal()]
        counted = len(numbers) == len(texts) and all(b == a + 1 for a, b in pairwise(numbers))
        return counted and numbers[0] > 0 and len(set(labels)) == 1 and labels[0].isalpha()
    shown, same = (sameness(np.array([centred_picture(mask, _core(spot)) for spot in some])) for some in (column, options))
    return same > ALIKE and shown < same - LESS


def _core(spot: Spot) -> Box:
    """The part of an outline that holds none of its line."""
    box, part = spot.box, ROUND if spot.outline.shape is Shape.CIRCLE else 1.0
    (x, y), w, h = box.centre, part * box.w, part * box.h
    return Box(x - w / 2, y - h / 2, w, h)
