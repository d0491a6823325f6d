"""Outlines of one size take its exact sides; those of a size near to it keep theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.learn.outlines.families import Spot, families
from omr.learn.outlines.outlines import Outline
from omr.model.exam import Shape
from omr.model.layout import Box
from tests.learn.paper import learned, only_page

TWO_SIZES = """
#let b(side) = box(width: side, height: side, stroke: 0.5pt)
#let rows(first, side) = grid(columns: 6, gutter: 4mm, align: horizon,
  ..range(6).map(r => ([#(first + r)], ..range(5).map(_ => b(side)))).flatten())
#grid(columns: 2, column-gutter: 14mm, rows(1, 5mm), rows(7, 4.75mm))
"""


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_boxes_of_two_near_sizes_keep_their_own_and_are_no_marks(tmp_path: Path, ending: str) -> None:
    found = learned(tmp_path, TWO_SIZES, ending)
    sizes = {round(option.box.w, 1) for field in only_page(found).choices for option in field.options}
    assert len(only_page(found).choices) == 12
    assert max(sizes) - min(sizes) > 0.2
    assert not any("marked or erased" in doubt for doubt in found.doubts)


def test_a_narrower_outline_of_each_row_goes_with_those_of_its_own_height() -> None:
    """A browser draws rows of one height in whole pixels, so that some are lower, and widths of letters vary with the column."""
    heights = [2.17] * 28 + [1.92] * 14 + [1.83] * 8
    spots = [
        Spot(Outline(Shape.BOX, Box(20.0 + 7 * column, 20.0 + 4 * row, width, height)))
        for row, height in enumerate(heights)
        for column, width in enumerate((4.75, 4.75, 4.5, 4.75, 4.75))
    ]
    assert sorted(len(family) for family in families(spots)) == [110, 140]


def test_a_circle_that_is_smaller_than_those_beside_it_is_of_the_kind_of_its_column() -> None:
    widths = (2.7, 2.45, 2.7)
    spots = [
        Spot(Outline(Shape.CIRCLE, Box(20.0 + 6 * column - w / 2, 20.0 + 6 * row, w, 2.6)))
        for row in range(9)
        for column, w in enumerate(widths)
        if (row, column) != (4, 1)
    ]
    small = Spot(Outline(Shape.CIRCLE, Box(26.0 - 1.15, 44.1, 2.3, 2.35)))
    assert [len(family) for family in families([*spots, small])] == [27]


CUT = """
#let o(side) = box(width: 3.4mm, baseline: 0.2mm, align(center, circle(radius: side / 2, stroke: 0.4pt)))
#let sides = (1.45mm, 1.7mm)
#for i in range(1, 9) [ #box(width: 8mm)[#i] #for l in "ABCD" [ #o(sides.at(calc.rem(i, 2))) #l #h(2mm) ] #v(2mm) ]
"""


def test_circles_of_1_8_mm_that_a_browser_cuts_to_its_pixels_are_options(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, CUT, "pdf"))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 4) for number in range(1, 9)]
