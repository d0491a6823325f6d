"""A form learned from a page on which one and the same option is marked on every row: no outline of its column is left to be seen."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from omr.learn.outlines.families import spots
from omr.learn.outlines.framed import without_framed_names
from omr.learn.outlines.outlines import Outline, wide_ovals
from omr.learn.outlines.whole_columns import with_whole_columns
from omr.learn.paper.blank import PX_PER_MM
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

ROWS, OPTIONS, ACROSS, DOWN, SIDE = 6, 4, 12.0, 14.0, 8.0
WIDE, HIGH = 90.0, 120.0


def place(row: int, column: int) -> Box:
    return Box(30 + ACROSS * column, 20 + DOWN * row, SIDE, SIDE)


def disc(mask: Gray, box: Box, radius: float, colour: int = 255, thick: int = -1) -> None:
    centre = (round(box.centre[0] * PX_PER_MM), round(box.centre[1] * PX_PER_MM))
    cv2.circle(mask, centre, round(radius * PX_PER_MM), (colour,), thick)


def page(marked: int, mark: str = "blot") -> tuple[Gray, list[Outline]]:
    """The ink mask of a page of which the same option is marked on all rows, and the outlines that are seen."""
    mask = np.zeros((round(HIGH * PX_PER_MM), round(WIDE * PX_PER_MM)), np.uint8)
    seen = []
    for row in range(ROWS):
        for column in range(OPTIONS):
            box = place(row, column)
            disc(mask, box, SIDE / 2 - 0.2, thick=4)
            if column != marked:
                seen.append(Outline(Shape.CIRCLE, box))
                continue
            left, top, right, foot = (round(side * PX_PER_MM) for side in (box.x, box.y, box.x + box.w, box.y + box.h))
            if mark == "cross":
                for y0, y1 in ((top, foot), (foot, top)):
                    cv2.line(mask, (left, y0), (right, y1), (255,), 6)
                seen.append(Outline(Shape.BOX, Box(box.x + 0.4, box.y + 2.5, 2.5, 3.0)))  # paper between its arms
            elif mark == "bar":
                cv2.rectangle(mask, (left, top), (right, foot), (255,), -1)
            else:
                disc(mask, box, SIDE / 2 + 0.1 * (row % 3))
            if mark == "number":
                cv2.putText(mask, str(row + 2), (left + 30, foot - 30), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (0,), 9)
    return mask, seen


@pytest.mark.parametrize("mark", ["blot", "cross"])
@pytest.mark.parametrize("marked", range(OPTIONS))
def test_a_column_that_is_marked_on_every_row_stands_where_the_rows_have_their_next_option(marked: int, mark: str) -> None:
    found, told = with_whole_columns(*page(marked, mark))
    assert len(told) == 1
    assert sorted((round(one.box.x), round(one.box.y)) for one in found) == sorted(
        (round(place(row, column).x), round(place(row, column).y)) for row in range(ROWS) for column in range(OPTIONS)
    )


@pytest.mark.parametrize("mark", ["bar", "number"])
def test_blots_that_are_printed_before_each_row_are_told_and_no_options(mark: str) -> None:
    mask, seen = page(0, mark)
    found, told = with_whole_columns(mask, seen)
    assert len(found) == len(seen)
    assert "blots" in told[0]


def test_nothing_is_found_where_the_mark_is_missing_on_some_rows() -> None:
    mask, seen = page(0)
    disc(mask, place(2, 0), SIDE / 2 + 1, colour=0)
    assert with_whole_columns(mask, seen) == (tuple(seen), [])


@pytest.mark.parametrize(("mark", "left"), [("blot", OPTIONS), ("number", OPTIONS - 1)])
def test_a_first_option_filled_on_every_row_is_no_number_printed_in_white(mark: str, left: int) -> None:
    mask, _ = page(0, mark)
    outlines = tuple(Outline(Shape.CIRCLE, place(row, column)) for row in range(ROWS) for column in range(OPTIONS))
    candidates, outside = spots(outlines, (), mask, (), ())
    kept, _ = without_framed_names(candidates, outside, mask)
    assert len(kept) == ROWS * left


def test_numbers_in_white_are_no_options_though_the_first_option_is_filled_on_some_rows() -> None:
    mask, _ = page(0, "number")
    for row in (1, 4):
        disc(mask, place(row, 1), SIDE / 2)
    outlines = tuple(Outline(Shape.CIRCLE, place(row, column)) for row in range(ROWS) for column in range(OPTIONS))
    candidates, outside = spots(outlines, (), mask, (), ())
    kept, _ = without_framed_names(candidates, outside, mask)
    assert len(kept) == ROWS * (OPTIONS - 1)


def test_circles_of_22_mm_on_paper_that_is_smaller_than_it_is_taken_for_are_options() -> None:
    assert len(wide_ovals([Outline(Shape.CIRCLE, Box(30.0 * column, 40.0 * row, 22, 22)) for row in range(3) for column in range(2)])) == 6
