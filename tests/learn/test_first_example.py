"""An example above items whose names cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

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
