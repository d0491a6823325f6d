"""Ways of tables: questions in cells side by side, tables side by side below a line of text, numbered rows of statements."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.learn import Learned
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
def test_a_number_in_the_first_cell_of_a_row_that_has_boxes_names_it(tmp_path: Path, ending: str) -> None:
    found = learned(tmp_path, BOX + STATEMENTS, ending)
    assert items(found) == [(str(number), 2) for number in range(1, 8)]
    assert not any("points or corrections" in doubt for doubt in found.doubts)
