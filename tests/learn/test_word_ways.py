"""Ways of word processors: boxes that are characters of a symbol font, tables whose cells hold letters, circles or boxes."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.model.exam import Shape
from omr.model.layout import FieldKind
from tests.learn.paper import learned, only_page

SYMBOLS = """
#set text(font: "DejaVu Sans")
#for i in range(6) [ #(i + 1). #for l in "ABC" [ #h(4mm) ❐ #l ] #v(2mm) ]
"""
LETTER_CELLS = """
#let block(b) = table(columns: (9mm, 7mm, 7mm, 7mm, 7mm, 3mm, 9mm, 7mm, 7mm, 7mm, 7mm), rows: 6.5mm, inset: 1.5mm,
  ..range(10).map(r => ([#(r + 1)], [A], [B], [C], [D], [], [#(r + 11)], [A], [B], [C], [D])).flatten())
#block(0)
"""
CIRCLES_IN_CELLS = """
#let ring(l) = box(width: 4mm, height: 4mm, radius: 2mm, stroke: 0.4pt, align(center + horizon, text(size: 7pt, l)))
#table(columns: (8mm,) * 10, rows: 5.8mm, inset: 0.5mm, align: center + horizon,
  ..range(8).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(ring), [#(r + 9)], ..("A", "B", "C", "D").map(ring))).flatten())
"""


def test_boxes_of_a_symbol_font_are_options_and_no_letters(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, SYMBOLS, "pdf"))
    assert [(field.item, "".join(option.label for option in field.options)) for field in page.choices] == [
        (str(number), "ABC") for number in range(1, 7)
    ]


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_letters_in_the_cells_of_a_table_are_options_and_numbers_and_gaps_are_none(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, LETTER_CELLS, ending))
    assert [(field.item, "".join(option.label for option in field.options)) for field in page.choices] == [
        (str(number), "ABCD") for number in range(1, 21)
    ]
    assert all(option.box.w == pytest.approx(7.2, abs=0.3) for field in page.choices for option in field.options)


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_lettered_circles_in_the_cells_of_a_table_are_options_and_no_examples(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, CIRCLES_IN_CELLS, ending))
    assert [len(field.options) for field in page.choices] == [4] * 16
    assert {option.shape for field in page.choices for option in field.options} == {Shape.CIRCLE}
    assert not [field for field in page.fields if field.kind is FieldKind.OTHER]
