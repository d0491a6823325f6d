"""Rows that lean on a photo of a page: by as much as at the top in the other direction at the foot."""

from __future__ import annotations

import pytest

from omr.learn.outlines.families import Spot, rows
from omr.learn.outlines.outlines import Outline
from omr.model.exam import Shape
from omr.model.layout import Box

COLUMNS = [20.0 + 45 * column + 6 * option for column in range(4) for option in range(5)]


def rows_of(lean: float, step: float = 0.0) -> list[list[Spot]]:
    """Of 25 rows of four columns: those in the middle are level, the first and the last ones lean by so many mm from end to end, and each
    column stands so much lower than the one before.
    """
    spots = [
        Spot(Outline(Shape.CIRCLE, Box(x, 20 + 7.5 * row + lean * (row - 12) / 12 * (x - 100) / 160 + step * (i // 5), 4.6, 3.4)))
        for row in range(25)
        for i, x in enumerate(COLUMNS)
    ]
    return rows(spots)


@pytest.mark.parametrize("lean", [0.0, 2.4, -2.4])
def test_a_row_that_leans_is_one_row(lean: float) -> None:
    assert [[round(spot.box.x) for spot in row] for row in rows_of(lean)] == [[round(x) for x in COLUMNS]] * 25


def test_columns_that_are_not_level_do_not_make_rows_lean() -> None:
    assert all(len({spot.y for spot in row if spot.box.x < 60}) <= 1 for row in rows_of(0.0, step=0.7))
