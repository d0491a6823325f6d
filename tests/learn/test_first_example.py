"""An example above items whose names cannot be read."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from omr.learn.doubts.examples import without_examples, without_filled
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM
from omr.model.exam import Shape
from omr.model.layout import Box
from tests.learn.paper import learned, only_page

SHEET = """
#let o(l, paint: none) = box(width: 4.4mm, height: 4.4mm, radius: 2.2mm, stroke: 0.5pt, fill: paint,
  align(center + horizon, text(size: 6.5pt, fill: if paint == none { black } else { white }, l)))
FIRST #v(3mm)
#grid(columns: 5, gutter: 2mm, align: horizon, ..range(12).map(r => ([§], ..("A", "B", "C", "D").map(l => o(l)))).flatten())
"""
EXAMPLE = """Example: #o("A") #o("B", paint: black) #o("C") #o("D")"""
EMPTY = """Warm-up: #o("A") #o("B") #o("C") #o("D")"""


@pytest.mark.parametrize(("first", "count"), [(EXAMPLE, 12), (EMPTY, 13)], ids=["marked", "empty"])
def test_a_marked_row_above_all_empty_ones_is_an_example(tmp_path: Path, first: str, count: int) -> None:
    found = learned(tmp_path, SHEET.replace("FIRST", first), "pdf")
    assert [len(field.options) for field in only_page(found).choices] == [4] * count
    assert any("an example of how to mark" in doubt for doubt in found.doubts) == (count == 12)


def row(number: str, y: float, height: float) -> Entry:
    """A row of lettered ovals on a picture, where the letters were not read."""
    ovals = tuple(Outline(Shape.BOX, Box(20 + 7 * i, y, 5, height)) for i in range(4))
    return Entry(1, number, ovals, tuple("ABCD"), read=False, inked=1.0)


@pytest.mark.parametrize(("lower", "left"), [("9.", 30), ("", 29), ("8.", 29)], ids=["own number", "no number", "another's number"])
def test_a_row_of_lower_outlines_is_no_example_where_it_counts_among_the_others(lower: str, left: int) -> None:
    rows = [row(lower if i == 9 else f"{i}.", 8.0 * i, 2.5 if i == 9 else 3.0) for i in range(1, 31)]
    (kept,), doubts = without_examples([rows])
    assert len(kept) == left
    assert len(doubts) == 30 - left


def lettered(number: str, y: float, columns: str) -> Entry:
    ovals = tuple(Outline(Shape.BOX, Box(20 + 10.0 * "ABCD".index(one), y, 5, 3)) for one in columns)
    return Entry(1, number, ovals, tuple(columns))


def test_the_rest_of_a_row_of_which_one_option_is_filled_shows_how_to_mark() -> None:
    rows = [lettered(str(i), 30.0 + 5 * i, "ABCD") for i in range(1, 7)]
    mask = np.zeros((800, 800), np.uint8)
    cv2.rectangle(mask, (round(30 * PX_PER_MM), round(30 * PX_PER_MM)), (round(35 * PX_PER_MM), round(33 * PX_PER_MM)), 255, -1)
    kept, told = without_filled([lettered("", 30.0, "CD"), *rows], mask, 1)
    assert (kept, len(told)) == (rows, 1)
    empty = lettered("", 30.0, "BCD")  # no ink where its first one would be
    assert without_filled([empty, *rows], mask, 1) == ([empty, *rows], [])


def test_examples_of_two_parts_are_examples_though_they_are_alike() -> None:
    shown = [lettered("0", y, "BCD") for y in (30.0, 80.0)]
    items = [lettered(str(i), 30.0 + 5 * i, "ABCD") for i in range(1, 7)]
    (kept,), doubts = without_examples([[*shown, *items]])
    assert (kept, len(doubts)) == (items, 2)
