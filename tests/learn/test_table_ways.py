"""Tables whose empty cells are marked: rows as high as their statements are long, headings of several words, headings nobody can read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from omr.learn.outlines.families import Spot, rows
from omr.learn.paper.blank import PX_PER_MM
from omr.learn.paper.pictures import WITHIN, centred_picture, picture
from omr.model.exam import Shape
from omr.model.layout import Box, FieldKind
from tests.learn.drawn import circle
from tests.learn.paper import learned, only_page

LONG = (
    "a statement that goes on and on about what somebody may have seen or heard of, or thought about it, so that it takes all of six lines"
)
TALL = f"""
#set text(size: 9pt)
#table(columns: (9mm, 44mm, ..(12mm,) * 5), inset: 2mm, [], [], [A], [B], [C], [D], [E],
  ..range(9).map(r => ([#(r + 1)], if r == 4 [{LONG}] else if r == 2 [a statement of no more than two lines] else [short], ..([],) * 5))
    .flatten())
"""
WIDE = f"""
#set text(size: 9pt)
#table(columns: (9mm, 40mm, 20mm, 20mm, 20mm), inset: 2mm, [], [], HEADINGS,
  ..range(6).map(r => ([#(r + 1)], if r == 2 [{LONG}] else [short], [], [], [])).flatten())
"""

NUMBERED = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt)
#table(columns: (9mm, 50mm, ..(12mm,) * 4), align: top, [No.], [Question], [A], [B], [C], [D],
  ..range(6).map(r => ([#(r + 1)], if r == 3 [A catalyst is A) \\ lipid B) iron] else [Which is it? A) \\ lipid B) iron],
    ..(b,) * 4)).flatten())
"""

TYPED = """
#table(columns: (11mm,) * 10, align: center, ..range(2).map(c => ([\\#], [A], [B], [C], [D])).flatten(),
  ..range(8).map(r => range(2).map(c => ([#(c * 8 + r + 1)], [O], [O], [O], [O])).flatten()).flatten())
"""


def items(text: str, folder: Path, ending: str) -> list[tuple[str, int]]:
    page = only_page(learned(folder, text, ending))
    assert not [field for field in page.fields if field.kind is FieldKind.STUDENT_NUMBER]
    return [(field.item, len(field.options)) for field in page.choices]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_a_row_as_high_as_six_lines_is_an_item_and_each_has_its_own_number(tmp_path: Path, ending: str) -> None:
    assert items(TALL, tmp_path, ending) == [(str(number), 5) for number in range(1, 10)]


def test_a_verdict_of_several_words_heads_options_beside_two_known_ones(tmp_path: Path) -> None:
    assert items(WIDE.replace("HEADINGS", "[Vrai], [Faux], [Ne sait pas]"), tmp_path, "pdf") == [(str(number), 3) for number in range(1, 7)]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_cells_that_nothing_announces_are_options_where_nothing_else_is_and_told(tmp_path: Path, ending: str) -> None:
    found = learned(tmp_path, WIDE.replace("HEADINGS", "[Rather], [Hardly], [Perhaps]"), ending)
    assert [len(field.options) for field in only_page(found).choices] == [3] * 6
    assert any("a table of 6 rows has 3 empty cells in each" in doubt and "taken for it" in doubt for doubt in found.doubts)


def test_cells_that_nothing_announces_are_told_beside_other_items(tmp_path: Path) -> None:
    boxes = "#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt)\n#for i in range(5) [ #(i + 1). #for l in (1, 2, 3) [ #h(4mm) #b ] \\\n ]"
    found = learned(tmp_path, WIDE.replace("HEADINGS", "[Points], [Marked], [Checked]") + boxes, "pdf")
    assert [len(field.options) for field in only_page(found).choices] == [3] * 5
    assert any("they are no items" in doubt for doubt in found.doubts)


def test_a_row_is_called_by_the_number_of_its_table_where_its_text_ends_in_a_letter(tmp_path: Path) -> None:
    assert items(NUMBERED, tmp_path, "pdf") == [(str(number), 4) for number in range(1, 7)]


def test_letters_o_typed_into_the_cells_of_a_table_are_circles(tmp_path: Path) -> None:
    assert items(TYPED, tmp_path, "pdf") == [(str(number), 4) for number in range(1, 17)]


BOX = "#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt, baseline: 0.3mm)\n"
UNEVEN = """
#table(columns: 6, align: center, inset: 1.5mm, [], [Strongly disagree], [Hardly], [Neither], [Agree], [Strongly agree],
  ..range(6).map(i => ([#(i + 1). It was well made.], ..(b,) * 5)).flatten())
"""
UNDER_NUMBERS = """
#table(columns: (24mm, ..(8mm,) * 8), align: (x, y) => if x == 0 { left } else { center }, [Question], ..range(8).map(i => [#(i + 1)]),
  ..("A", "B", "C").map(l => ([#l], ..(b,) * 8)).flatten())
"""
IN_CELLS = """
#table(columns: (44mm, 1fr, 14mm),
  ..range(5).map(i => ([#(i + 4)], [Which of them is it? \\ #b water \\ #b iron \\ #b lipid], [\\/ 2])).flatten())
"""


def test_headings_of_several_words_are_read_above_columns_of_uneven_widths(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + UNEVEN, "pdf"))
    labels = ("Strongly_disagree", "Hardly", "Neither", "Agree", "Strongly_agree")
    assert [tuple(option.label for option in field.options) for field in page.choices] == [labels] * 6


def test_letters_far_before_the_rows_of_a_table_are_options_of_its_numbered_columns(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + UNDER_NUMBERS, "pdf"))
    found = [(field.item, "".join(option.label for option in field.options)) for field in page.choices]
    assert found == [(str(number), "ABC") for number in range(1, 9)]


def test_a_list_in_a_cell_is_called_by_the_number_of_its_row(tmp_path: Path) -> None:
    found = learned(tmp_path, BOX + IN_CELLS, "pdf")
    assert [(field.item, len(field.options)) for field in only_page(found).choices] == [(str(number), 3) for number in range(4, 9)]
    assert not any("names was read" in doubt for doubt in found.doubts)


@pytest.mark.parametrize("kind", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_letters_in_cells_between_a_circle_and_its_answer_are_no_options(tmp_path: Path, kind: str) -> None:
    tables = """#set table(stroke: 0.4pt, inset: (x: 2mm, y: 1.6mm))
      #let o = box(width: 4mm, height: 4mm, radius: 2mm, stroke: 0.5pt)
      #let answers = (("A", "water"), ("B", "iron"), ("C", "lipid"), ("D", "wax"))
      #for i in range(1, 5) [*Question #i* Which of them is it?
      #table(columns: (8mm, 8mm, 70mm), ..answers.map(((l, w)) => (o, l + ".", w)).flatten())]"""
    page = only_page(learned(tmp_path, tables, kind))
    assert [len(field.options) for field in page.choices] == [4] * 4
    assert all(option.shape is Shape.CIRCLE for field in page.choices for option in field.options)


POINTS = """
#let b = box(width: 4.6mm, height: 4.6mm, stroke: 0.8pt)
#table(columns: (14mm,) + (8mm,) * 6, align: center + horizon, inset: 1.2mm, stroke: 0.5pt, [No.], ..range(6).map(k => [#k]),
  ..(2, 2, 5, 4, 2, 5).enumerate().map(((i, most)) => ([#(i + 1)], ..range(6).map(k => if k <= most { b } else { [] }))).flatten())
"""


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_the_empty_cells_behind_an_items_last_option_are_none(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, POINTS, ending))
    assert [len(field.options) for field in page.choices] == [3, 3, 6, 5, 3, 6]


LETTERED = """
#set text(size: 9pt, font: "Liberation Sans")
#let half(from) = table(columns: (10mm,) * 5, rows: 6mm, align: center + horizon, fill: (_, y) => if y == 0 { luma(85%) }, inset: 0pt,
  [*N°*], table.cell(colspan: 4)[*RESPUESTA*], ..range(from, from + 20).map(n => ([*#n*], [A], [B], [C], [D])).flatten())
#grid(columns: 2, column-gutter: 9mm, half(1), half(21))
"""


@pytest.mark.long
def test_on_a_scan_numbers_in_cells_before_cells_of_letters_and_one_head_above_them_are_no_options(tmp_path: Path) -> None:
    assert items(LETTERED, tmp_path, "png") == [(str(number), 4) for number in range(1, 41)]


def test_a_letter_in_the_corner_of_a_cell_is_seen() -> None:
    mask = np.zeros((400, 400), np.uint8)
    cell = Box(1.0, 1.0, 12.0, 9.0)
    cv2.putText(mask, "B", (round(2.1 * PX_PER_MM), round(2.6 * PX_PER_MM)), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 255, 3)
    assert not picture(mask, cell).any()
    assert centred_picture(mask, cell, WITHIN).any()


def test_boxes_below_texts_of_one_line_or_two_are_of_their_row_of_a_table() -> None:
    def boxes(low: tuple[float, ...], top: float) -> list[Spot]:
        cells = [Box(40.0 + 20 * i, top, 20.0, 16.0) for i in range(3)]
        return [replace(circle(48.0 + 20 * i, top + y), frame=cell) for i, (y, cell) in enumerate(zip(low, cells, strict=True))]

    table = [*boxes((6.0, 9.0, 6.0), 20.0), *boxes((9.0, 6.0, 9.0), 36.0)]
    assert [[spot.x for spot in row] for row in rows(table)] == [[50.0, 70.0, 90.0]] * 2
    several = [*table, replace(circle(48.0, 31.0), frame=table[0].frame)]  # a list of answers in one cell
    assert sorted(len(row) for row in rows(several)) == [1, 1, 2, 3]
