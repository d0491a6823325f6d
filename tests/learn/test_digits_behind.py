"""A student number whose digits stand behind its rows, "☐ ☐ ☐ 0", and examples whose filled box parts them in two rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.model.layout import FieldKind
from tests.learn.paper import learned, only_page

BOX = "#let o = box(width: 4mm, height: 4mm, stroke: 0.5pt, baseline: 0.8mm)\n"
NUMBER = """
Registration Number \\
#grid(columns: 5, column-gutter: 3mm, row-gutter: 1.2mm, ..range(10).map(d => (o, o, o, o, [#d])).flatten())
#v(4mm)
#grid(columns: 6, column-gutter: 4mm, row-gutter: 2mm, [], [a], [b], [c], [d], [e], ..range(1, 7).map(i => ([#i], o, o, o, o, o)).flatten())
"""
RING = """
#let o(l, paint: white) = box(width: 4.4mm, height: 4.4mm, radius: 2.2mm, stroke: 0.5pt, fill: paint, baseline: 1mm, align(center + horizon,
  text(size: 7pt, l)))
"""
PARTED = """
Right way: #o("A") #o("B") #box(width: 4.4mm, height: 4.4mm, radius: 2.2mm, fill: black, baseline: 1mm) #o("D") #o("E") \\
Wrong way: #o("A") #o(sym.times) #o("C") #o(sym.checkmark) #o(sym.bullet)
#v(4mm)
#grid(columns: 2, column-gutter: 10mm, ..range(2).map(k => grid(columns: 6, column-gutter: 2mm, row-gutter: 2mm,
  ..range(1, 13).map(i => ([#(12 * k + i)], ..("A", "B", "C", "D", "E").map(l => o(l)))).flatten())))
"""


@pytest.mark.long
@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_digits_behind_the_rows_of_a_number_are_its_own(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, BOX + NUMBER, ending))
    number = [field for field in page.fields if field.kind is FieldKind.STUDENT_NUMBER and field.options]
    assert ["".join(option.label for option in field.options) for field in number] == ["0123456789"] * 4
    assert [len(field.options) for field in page.choices] == [5] * 6


def test_parts_of_an_example_of_right_marks_beside_one_of_wrong_marks_are_no_items(tmp_path: Path) -> None:
    found = learned(tmp_path, RING + PARTED, "pdf")
    assert [field.item for field in only_page(found).choices] == [str(i) for i in range(1, 25)]
    assert sum("taken for no item" in doubt or "example" in doubt for doubt in found.doubts) == 3
