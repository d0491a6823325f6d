"""Rows of a scan that all leave out the same step are told: the outlines of one column were too faint."""

from __future__ import annotations

from omr.learn.doubts.left_out import steps_left_out
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.model.exam import Shape
from omr.model.layout import Box


def rows(count: int, *lefts: float) -> list[Entry]:
    outlines = [tuple(Outline(Shape.CIRCLE, Box(left, 40 + 6.0 * row, 4, 3)) for left in lefts) for row in range(count)]
    return [Entry(1, "", some, tuple("ABCDE"[: len(some)]), read=False) for some in outlines]


def test_a_column_that_no_row_has_is_told() -> None:
    (told,) = steps_left_out([*rows(5, 20, 26, 38), *rows(8, 60, 66, 72, 78)])
    assert told == "5 rows leave out a step as wide as an option, the first at 34, 42 mm; if an option is there, `add` it"


def test_even_rows_and_few_rows_with_a_wide_space_are_not_told() -> None:
    assert not steps_left_out(rows(8, 20, 26, 32, 38))
    assert not steps_left_out(rows(4, 20, 26, 38))
    assert not steps_left_out(rows(8, 20, 26, 35))  # words between
    assert not steps_left_out(rows(8, 20, 26, 38, 44, 56))  # pairs
