"""An example above items whose names cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.learn.doubts.examples import without_examples
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
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
