"""Tables of numbers in questions, whose cells are as small as options."""

from __future__ import annotations

from pathlib import Path

from tests.learn.paper import learned, only_page

BOX = "#let b = box(width: 3.6mm, height: 3.6mm, stroke: 0.5pt, baseline: 0.5mm)\n"
QUESTIONS = """
#for i in range(3) [ *#(i + 1).* Which acceleration follows? #v(1mm)
  #if i == 1 { table(columns: 5, inset: 2mm, [t (s)], [0], [1], [2], [3], [v (m/s)], [0], [2,1], [4,0], [6,2]) }
  #for l in ("a", "b", "c") [ #b #l) #(l + l) m/s² \\ ] #v(3mm) ]
"""
SUMS = """
#table(columns: (30mm, 8mm, 8mm, 8mm), inset: 2mm, align: center,
  ..range(1, 4).map(i => ([#i. #h(2mm) #i + 4], ..range(3).map(k => [#(i + 3 + k)]))).flatten())
"""


def test_a_table_of_numbers_in_a_question_is_no_item_and_told(tmp_path: Path) -> None:
    found = learned(tmp_path, BOX + QUESTIONS, "pdf")
    assert [(field.item, len(field.options)) for field in only_page(found).choices] == [("1", 3), ("2", 3), ("3", 3)]
    assert any("a table of 2 rows of numbers" in doubt for doubt in found.doubts)


def test_numbered_rows_of_cells_with_other_numbers_in_each_are_items(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, SUMS, "pdf"))
    assert [[option.label for option in field.options] for field in page.choices] == [["4", "5", "6"], ["5", "6", "7"], ["6", "7", "8"]]
