"""Ways of tables: questions in cells side by side, tables side by side below a line of text, digits under headings in words, numbered rows
of statements.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from omr.errors import BadInput
from omr.learn import Learned
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.learn.rows.lettered import lettered_cells
from omr.model.exam import Shape
from omr.model.layout import Box, FieldKind
from omr.model.page import Gray
from tests.learn.paper import learned, only_page

ENDINGS = ["pdf", pytest.param("png", marks=pytest.mark.long)]
BOX = "#let b = box(width: 3.2mm, height: 3.2mm, stroke: 0.5pt, baseline: 0.4mm)\n"
ASKED_IN_CELLS = """
#table(columns: (1fr,) * 3, inset: 2mm,
  ..range(12).map(n => [Question #(n + 1) \\ #for l in (1, 2, 3, 4) [#b #l #h(1mm)]]))
"""
SIDE_BY_SIDE = """
#set table(align: center)
Put a cross in one box of each row. #v(-3mm)
#table(columns: (14mm,) + (15mm,) * 3 + (14mm,) + (15mm,) * 3, [No.], [A], [B], [C], [No.], [A], [B], [C],
  ..range(8).map(r => ([#(r + 1)], [], [], [], [#(r + 9)], [], [], [])).flatten())
"""
DIGITS = """
#table(columns: (1fr,) + (17mm,) * 4, align: center, [Over the last two weeks], [Not at all], [Several days], [Most days], [Every day],
  ..range(7).map(r => ([#(r + 1). I felt tired], [0], [1], [2], [3])).flatten())
"""
STATEMENTS = """
#table(columns: (11mm, 1fr, 42mm), [No.], [Statement], [Answer],
  ..range(7).map(r => ([#(r + 1)], [Water is a metal], [#b True #h(3mm) #b False])).flatten())
"""


def items(found: Learned) -> list[tuple[str, int]]:
    return [(field.item, len(field.options)) for field in only_page(found).choices]


def test_what_stands_last_in_a_cell_is_said_of_its_own_question(tmp_path: Path) -> None:
    found = learned(tmp_path, BOX + ASKED_IN_CELLS, "pdf")
    assert sorted(items(found), key=lambda one: int(one[0])) == [(str(number), 4) for number in range(1, 13)]
    assert {"".join(option.label for option in field.options) for field in only_page(found).choices} == {"1234"}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_line_of_text_above_the_headings_of_a_table_heads_none_of_its_columns(tmp_path: Path, ending: str) -> None:
    assert items(learned(tmp_path, SIDE_BY_SIDE, ending)) == [(str(number), 3) for number in range(1, 17)]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("digits", ["0123", "4321"])
def test_digits_in_cells_below_headings_in_words_are_options_and_nothing_to_write_in(tmp_path: Path, digits: str, ending: str) -> None:
    found = learned(tmp_path, DIGITS.replace("[0], [1], [2], [3]", ", ".join(f"[{digit}]" for digit in digits)), ending)
    assert items(found) == [(str(number), 4) for number in range(1, 8)]
    assert not [field for field in only_page(found).fields if field.kind is FieldKind.OTHER]


@pytest.mark.parametrize("ending", ENDINGS)
def test_digits_in_cells_as_wide_as_their_headings_are_told(tmp_path: Path, ending: str) -> None:
    with pytest.raises(BadInput, match="7 rows of cells print one letter or digit each"):
        learned(tmp_path, DIGITS.replace("(17mm,) * 4", "(14mm, 22mm, 17mm, 16mm)"), ending)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_number_in_the_first_cell_of_a_row_that_has_boxes_names_it(tmp_path: Path, ending: str) -> None:
    found = learned(tmp_path, BOX + STATEMENTS, ending)
    assert items(found) == [(str(number), 2) for number in range(1, 8)]
    assert not any("points or corrections" in doubt for doubt in found.doubts)


def test_numbers_in_cells_that_begin_alike_are_no_options_on_a_scan() -> None:
    mask = np.zeros((round(80 * PX_PER_MM), round(80 * PX_PER_MM)), np.uint8)
    cells, words = [], []
    for row, column in product(range(8), range(4)):
        box = Box(10 + 8 * column, 10 + 6 * row, 8, 6)
        cells.append(Outline(Shape.BOX, box, cell=True))
        words.append(Word("", Box(box.x + 3, box.y + 2, 2, 2)))
        inked(mask, box.x + 3, box.y + 2, 1.2, 2)  # the 4 of "41" to "48", or a letter
        inked(mask, box.x + 4.6, box.y + 2 + (row % 4 * 0.3 if column == 0 else 0), 0.4, 0.8)
    assert {cell.box.x for cell in lettered_cells(cells, words, mask)} == {18, 26, 34}


def inked(mask: Gray, *box: float) -> None:
    x, y, w, h = (round(value * PX_PER_MM) for value in box)
    mask[y : y + h, x : x + w] = 255
