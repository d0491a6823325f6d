"""Ways of answer sheets: numbers in discs, boxes close together, tables of several blocks, ovals beside numbers in cells."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from omr.errors import BadInput
from omr.learn import Learned
from omr.learn.outlines.families import Spot, families
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.pictures import likeness, picture
from omr.model.exam import Shape
from omr.model.layout import Box
from tests.learn.paper import learned, only_page

RING = "#let o(l) = box(width: 4.8mm, height: 4.8mm, radius: 2.4mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))\n"

DISCS = """
#let disc(n) = box(width: 4.8mm, height: 4.8mm, radius: 2.4mm, stroke: 0.5pt, fill: black,
  align(center + horizon, text(size: 6.5pt, fill: white, str(n))))
#grid(columns: 2, column-gutter: 14mm, ..range(2).map(c => grid(columns: 5, gutter: 2mm,
  ..range(8).map(r => (disc(c * 8 + r + 1), ..("A", "B", "C", "D").map(o))).flatten())))
"""

BLOCKS = """
#table(columns: (7mm,) * 15, align: center, ..range(3).map(_ => ([], [A], [B], [C], [D])).flatten(),
  ..range(6).map(r => range(3).map(c => ([#(c * 6 + r + 1)], [], [], [], [])).flatten()).flatten())
"""
CLOSE = """
#let s = box(width: 3.2mm, height: 3.2mm, stroke: 0.4pt)
#grid(columns: (90mm, auto), row-gutter: 5mm,
  ..range(8).map(r => ([#(r + 1). Which of them is it?], stack(dir: ltr, spacing: 0.6mm, s, s, s, s))).flatten())
"""
BESIDE_CELLS = """
#let o(l) = ellipse(width: 2.5mm, height: 4.6mm, stroke: 0.5pt, inset: 0pt, align(center + horizon, text(size: 5.5pt, l)))
#table(columns: (9mm, auto), rows: 9mm, align: horizon, inset: (x: 1.8mm, y: 0mm), ..range(9).map(r =>
  ([#(r + 1)], stack(dir: ltr, spacing: 2.3mm, ..("1", "2", "3", "4", "5").map(o)))).flatten())
"""

IN_CELLS = """
#let s = box(width: 3.2mm, height: 3.2mm, stroke: 0.4pt)
#table(columns: (70mm, 35mm), [*Questions*], [*Answers*], ..range(5).map(r => ([*#(r + 1).* Which of them is it?],
  stack(spacing: 2.5mm, ..("alpha", "beta", "gamma").map(w => [#s #w])))).flatten())
"""
DOWNWARD = """
#let b(l) = box(width: 6mm, height: 3mm, stroke: 0.5pt, align(center + horizon, text(size: 6pt, l)))
#grid(columns: 10, column-gutter: 4mm, row-gutter: 3mm, align: center, ..range(10).map(i => [#(i + 1)]),
  ..("A", "B", "C", "D").map(l => (b(l),) * 10).flatten())
"""
STRIPS = """
#for i in range(4) [#(i + 1). How likely are you to come again?
  #table(columns: (17mm,) * 7, align: center, ..range(7).map(d => [#d])) not at all #h(1fr) very #v(4mm)]
"""
WRAPPED = """
#let s = box(width: 3.2mm, height: 3.2mm, stroke: 0.4pt)
#for i in range(6) [#(i + 1). Water is wet#if i == 2 [ and, whatever else has been said about it by those who ought to know, never dry].
  #h(1fr) #s Yes #h(2mm) #s No #h(2mm) #s N/A #parbreak()]
"""
SAID_BEHIND = """
#for i in range(6) [#(i + 1). #h(1mm) ( #h(3mm) ) V #h(2mm) ( #h(3mm) ) F #h(3mm) Water is always wet \\ ]
"""
LETTERS_BEFORE = """
#let o = box(width: 4.2mm, height: 4.2mm, radius: 2.1mm, stroke: 0.5pt, baseline: 0.8mm)
#grid(columns: (8mm,) + (14mm,) * 3 + (8mm,) + (14mm,) * 3, row-gutter: 3mm, align: (right, ..(center,) * 3, right, ..(center,) * 3),
  ..range(8).map(r => range(2).map(c => ([#(c * 8 + r + 1).], ..("A", "B", "C").map(l => l + h(1.5mm) + o))).flatten()).flatten())
"""
TINTED = """
#grid(columns: 2, column-gutter: 10mm, ..range(2).map(c => stack(..range(14).map(r => box(
  width: 38mm, height: 6mm, fill: if calc.rem(r, 3) == 0 { luma(226) }, inset: (left: 1mm, right: 0mm), align(right + horizon,
  [#(c * 14 + r + 1) #h(1fr)] + for l in ("A", "B", "C", "D", "E") { h(1mm) + box(width: 3.8mm, height: 3.8mm, radius: 1.9mm, stroke: 0.5pt,
  baseline: 0.8mm, align(center + horizon, text(size: 6pt, l))) }))))))
"""
OTHER_LABELS = """
#let b(l) = box(width: 9mm, height: 5.5mm, stroke: 0.5pt, align(center + horizon, text(size: 8pt, l)))
#grid(columns: 5, gutter: 3mm, align: horizon, ..range(12).map(r =>
  ([#(r + 1)], ..(if r < 8 { ("A", "B", "C", "D") } else { ("PPP", "PFP", "FPP", "FFP") }).map(b))).flatten())
"""
BLOCKS_ACROSS = """
#set text(font: "DejaVu Sans", size: 9pt)
#grid(columns: 3, column-gutter: 8mm, row-gutter: 6mm, ..range(6).map(b => grid(columns: 5, gutter: 2mm, align: horizon,
  ..range(5).map(r => ([#(b * 5 + r + 1)], ..("", "", "", "").map(o))).flatten())))
"""
CELLS_DOWN = """
#let strip(b) = table(columns: (15mm,) * 8, rows: 6.5mm, align: center + horizon, ..range(8).map(q => [#(b * 8 + q + 1)]),
  ..("A", "B", "C", "D").map(l => (l,) * 8).flatten())
#strip(0) #v(4mm) #strip(1)
"""
NUMBERS_SAID = """
#set text(size: 8pt)
#let ask(n, down) = place(dx: if n > 2 { APARTmm } else { 0mm }, dy: down)[#n. Which of these is a prime number?
  #grid(columns: (26mm, 26mm), row-gutter: 3mm, ..range(4).map(k => [#o("") #"abcd".at(k)) #(12 + 5 * k)]))]
#ask(1, 0mm) #ask(2, 40mm) #ask(3, 0mm) #ask(4, 40mm)
"""
DENSE = """
#set text(font: "DejaVu Sans")
#let o(l) = box(width: 2.9mm, height: 2.9mm, radius: 1.45mm, stroke: 0.7pt, align(center + horizon, text(size: 6pt, weight: "bold", l)))
#grid(columns: 5, gutter: 2.2mm, ..range(12).map(r => ([#(r + 1).], ..("M", "B", "C", "D").map(o))).flatten())
"""
CIRCLES_IN_CELLS = """
#let o(l) = box(width: 4.6mm, height: 4.6mm, radius: 2.3mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))
#table(columns: (7mm,) * 10, rows: 4.5mm, inset: 0mm, align: center + horizon, stroke: 0.4pt,
  [Q], table.cell(colspan: 4)[Answer], [Q], table.cell(colspan: 4)[Answer],
  ..range(8).map(r => range(2).map(c => ([#(c * 8 + r + 1)], ..("A", "B", "C", "D").map(o))).flatten()).flatten())
"""
LETTERED_LINES = """
#for i in range(5) [#(i + 1). Which of them is it? \\ A. nucleus #h(4mm) B. membrane #h(4mm) C. the mitochondrion #h(4mm) D. the vacuole
  and what is in it #v(2mm)]
"""
FAR_ABOVE = """
#h(35mm) Series #h(2mm) #box(stack(dir: ltr, spacing: 2.8mm, ..("A", "B", "C", "D").map(o)))
#v(30mm)
#grid(columns: 2, column-gutter: 14mm, ..range(2).map(c => grid(columns: 5, column-gutter: 2.8mm, row-gutter: 2mm,
  ..range(12).map(r => (square(size: 4.8mm, fill: black), ..("A", "B", "C", "D").map(o))).flatten())))
"""


def items(learned: Learned) -> list[tuple[str, tuple[str, ...]]]:
    return [(field.item or "", tuple(option.label for option in field.options)) for field in only_page(learned).choices]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_numbers_in_white_on_discs_are_no_options(tmp_path: Path, ending: str) -> None:
    assert items(learned(tmp_path, RING + DISCS, ending)) == [(str(i + 1), tuple("ABCD")) for i in range(16)]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_one_table_of_several_blocks_has_a_corner_above_each_column_of_numbers(tmp_path: Path, ending: str) -> None:
    found = items(learned(tmp_path, BLOCKS, ending))
    assert [labels for _, labels in found] == [tuple("ABCD")] * 18
    assert ending == "png" or [name for name, _ in found] == [str(i + 1) for i in range(18)]


def test_rows_of_boxes_close_together_are_options_where_several_stand_below_one_another(tmp_path: Path) -> None:
    assert items(learned(tmp_path, CLOSE, "pdf")) == [(str(i + 1), tuple("ABCD")) for i in range(8)]


def test_ovals_beside_numbers_in_square_cells_are_no_labels_of_them_on_a_scan(tmp_path: Path) -> None:
    assert [len(labels) for _, labels in items(learned(tmp_path, BESIDE_CELLS, "png"))] == [5] * 9


def outlines() -> list[Spot]:
    """Circles of items, and smaller ones of a number's grid, as a black-and-white scan shows them: some of each a pixel or two off."""
    large = [(20 + 7.0 * column, 100 + 7.0 * row, 4.58 if row % 4 == 0 else 4.37) for row in range(100) for column in range(4)]
    small = [
        (20 + 5.4 * column, 20 + 5.2 * row, 4.0 if row == 4 or (row + column) % 4 == 0 else 4.12)
        for row in range(10)
        for column in range(7)
    ]
    return [Spot(Outline(Shape.CIRCLE, Box(x - side / 2, y - side / 2, side, side))) for x, y, side in [*large, *small]]


def test_a_grid_little_smaller_than_the_items_stays_whole() -> None:
    assert [len(family) for family in families(outlines())] in ([470], [400, 70])


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_answers_in_one_cell_of_a_table_are_of_one_item(tmp_path: Path, ending: str) -> None:
    found = items(learned(tmp_path, IN_CELLS, ending))
    assert [len(labels) for _, labels in found] == [3] * 5
    assert ending == "png" or [name for name, _ in found] == list("12345")


@pytest.mark.long
def test_a_row_far_above_columns_of_items_is_none_on_a_scan_and_told(tmp_path: Path) -> None:
    found = learned(tmp_path, RING + FAR_ABOVE, "png")
    assert len(items(found)) == 24
    assert any("is taken for no item" in told for told in found.doubts)


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_low_boxes_under_the_number_of_each_item_are_its_options(tmp_path: Path, ending: str) -> None:
    assert [labels for _, labels in items(learned(tmp_path, DOWNWARD, ending))] == [tuple("ABCD")] * 10


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_strips_of_numbered_cells_are_each_the_options_of_an_item(tmp_path: Path, ending: str) -> None:
    found = items(learned(tmp_path, STRIPS, ending))
    assert [len(labels) for _, labels in found] == [7] * 4
    assert ending == "png" or found[0] == ("1", tuple("0123456"))


def test_an_item_between_two_numbered_ones_has_the_number_between_them(tmp_path: Path) -> None:
    assert items(learned(tmp_path, WRAPPED, "pdf")) == [(str(i + 1), ("Yes", "No", "NA")) for i in range(6)]


def test_a_letter_set_apart_from_the_text_behind_it_is_the_last_options_label(tmp_path: Path) -> None:
    assert items(learned(tmp_path, SAID_BEHIND, "pdf")) == [(str(i + 1), ("V", "F")) for i in range(6)]


def test_a_number_before_the_first_options_letter_names_the_next_columns_item(tmp_path: Path) -> None:
    assert items(learned(tmp_path, LETTERS_BEFORE, "pdf")) == [(str(i + 1), tuple("ABC")) for i in range(16)]


@pytest.mark.long
@pytest.mark.parametrize(("text", "ending"), [(TINTED, "png"), (OTHER_LABELS, "pdf")])
def test_neither_a_tint_that_ends_beside_a_box_nor_another_label_is_a_mark(tmp_path: Path, text: str, ending: str) -> None:
    found = learned(tmp_path, text, ending)
    assert not any("are marked" in told for told in found.doubts)
    assert len(items(found)) in (12, 28)


@pytest.mark.long
def test_blocks_that_are_counted_to_the_right_are_so_on_a_scan(tmp_path: Path) -> None:
    found = only_page(learned(tmp_path, RING + BLOCKS_ACROSS, "png")).choices
    assert [field.item for field in found] == [str(i + 1) for i in range(30)]
    starts = {field.item: field.options[0].box for field in found}
    assert starts["6"].x > starts["1"].x + 25
    assert abs(starts["6"].y - starts["1"].y) < 1


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_wide_cells_that_print_letters_downwards_are_options_of_the_numbers_above(tmp_path: Path, ending: str) -> None:
    found = items(learned(tmp_path, CELLS_DOWN, ending))
    assert [labels for _, labels in found] == [tuple("ABCD")] * 16
    assert ending == "png" or [name for name, _ in found] == [str(i + 1) for i in range(16)]


@pytest.mark.parametrize("apart", ["62", "70"])
def test_columns_of_short_answers_are_parted_by_their_letters_and_a_number_there_names_no_item(tmp_path: Path, apart: str) -> None:
    assert items(learned(tmp_path, RING + NUMBERS_SAID.replace("APART", apart), "pdf")) == [(str(i + 1), tuple("abcd")) for i in range(4)]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_numbers_in_the_cells_of_a_table_of_circles_as_high_are_no_options(tmp_path: Path, ending: str) -> None:
    assert [len(labels) for _, labels in items(learned(tmp_path, CIRCLES_IN_CELLS, ending))] == [4] * 16


def test_a_form_of_lettered_answers_side_by_side_is_refused_with_that_reason(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="5 lists of answers called by letters"):
        learned(tmp_path, LETTERED_LINES, "pdf")


def test_what_lies_at_the_ends_of_a_wide_cell_does_not_hide_its_letter() -> None:
    mask = np.zeros((240, 360), dtype=np.uint8)
    cv2.putText(mask, "B", (168, 130), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (255,), 3)
    marked = mask.copy()
    cv2.rectangle(marked, (125, 110), (135, 130), (255,), -1)
    cell = Box(7.0, 7.0, 16.0, 6.0)
    assert likeness(np.array([picture(mask, cell), picture(marked, cell)])) > 0.99


def test_dense_letters_in_small_circles_are_no_discs_on_a_scan(tmp_path: Path) -> None:
    assert [len(labels) for _, labels in items(learned(tmp_path, DENSE, "png"))] == [4] * 12
