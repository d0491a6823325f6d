"""Answer sheets whose parts begin in the middle of a column, on the line of another column's options."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.learn.paper import learned, only_page

SHEET = """
#set text(size: 9pt)
#let o(l) = box(width: 3.6mm, height: 3.6mm, radius: 1.8mm, stroke: 0.4pt, align(center + horizon, text(size: 6pt, l)))
#let rows(from, to, labels) = range(from, to + 1).map(n => block(above: 0mm, below: 2mm, height: 4mm)[#box(width: 7mm)[#n]
  #for l in labels [#o(l) #h(0.4mm)]]).join()
#let head(text) = block(above: 0mm, below: 2mm, height: 4mm, strong(text))
#grid(columns: 3, column-gutter: 9mm,
  [#head[Part A: Choices] #rows(1, 12, ("A", "B", "C", "D"))],
  [#rows(13, 16, ("A", "B", "C", "D")) #head[Part B: Statements] #rows(17, 24, ("T", "F"))],
  [#head[Part C: Matching] #rows(25, 32, ("A", "B", "C", "D", "E")) #head[Part D: Extra] #rows(33, 34, ("A", "B", "C"))])
"""
PARTS = {"A": range(1, 17), "B": range(17, 25), "C": range(25, 33), "D": range(33, 35)}


@pytest.mark.long
def test_parts_that_begin_beside_other_columns_options_hold_the_items_below_them(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, SHEET, "pdf"))
    assert [(field.section, field.item) for field in page.choices] == [(part, str(n)) for part, some in PARTS.items() for n in some]
