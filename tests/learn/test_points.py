"""Boxes for points beside the questions, and tables of them, are no items."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.model.layout import FieldKind
from tests.learn.paper import learned, only_page

BOX = "#let b = box(width: 3.4mm, height: 3.4mm, stroke: 0.5pt, baseline: 0.4mm)\n"
MARGIN = """
#let p(n) = box(width: 5mm, height: 5mm, stroke: 0.4pt, baseline: 1mm, align(center + horizon, [#n]))
#for i in range(7) [ #p(calc.rem(i, 3) + 1) #h(2mm) #(i + 1). Which of them is it?
  #v(-1mm) #h(12mm) #for w in ("alpha", "beta", "gamma") [ #b #w #h(4mm) ] #v(2mm) ]
"""
AT_THE_END = """
#let p = box(width: 8mm, height: 6mm, stroke: 0.4pt, baseline: 2mm)
#for i in range(9) [ #box(width: 6mm)[#(i + 1).] #for l in ("A", "B", "C", "D") [ #b #l #h(8mm) ] #h(1fr) #p / 2 #v(2mm) ]
"""
CORRECTED = """
Test 4. Marks in the narrow boxes, corrections in the wide ones. #v(3mm)
#let p = box(width: 9mm, height: 3.7mm, stroke: 0.4pt, baseline: 0.4mm)
#grid(columns: 7, column-gutter: 3mm, row-gutter: 2mm, [], [A], [B], [C], [D], h(8mm), [new],
  ..range(15).map(i => ([#(i + 1).], b, b, b, b, [], p)).flatten())
"""
TABLE = """
#table(columns: (24mm, ..(9mm,) * 6), align: center, [WORD], ..range(6).map(i => [#(i + 1)]), [Points:], ..([2],) * 6,
  [Score:], ..([],) * 6)
#for i in range(6) [ #(i + 1). Which of them is it? #v(-1mm) #h(8mm) #for w in ("alpha", "beta", "gamma") [ #b #w #h(4mm) ] #v(1mm) ]
"""


@pytest.mark.parametrize("text", [MARGIN, AT_THE_END, CORRECTED])
def test_boxes_for_points_on_the_lines_of_questions_are_no_items_and_told(tmp_path: Path, text: str) -> None:
    found = learned(tmp_path, BOX + text, "pdf")
    page = only_page(found)
    assert [field.item for field in page.choices] == [str(i) for i in range(1, len(page.choices) + 1)]
    assert len(page.choices) == {MARGIN: 7, AT_THE_END: 9, CORRECTED: 15}[text]
    assert any("taken for points" in doubt for doubt in found.doubts)


@pytest.mark.long
def test_a_column_of_boxes_for_points_is_none_on_a_scan(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + AT_THE_END, "png"))
    assert [len(field.options) for field in page.choices] == [4] * 9
    assert [field.kind for field in page.fields if field not in page.choices] == [FieldKind.OTHER]


@pytest.mark.parametrize("word", ["Question:", "Aufgaben", "Exercice"])
def test_a_table_of_points_above_the_questions_holds_no_items(tmp_path: Path, word: str) -> None:
    page = only_page(learned(tmp_path, BOX + TABLE.replace("WORD", word), "pdf"))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(i), 3) for i in range(1, 7)]
