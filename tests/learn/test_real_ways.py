"""Ways seen on forms that other programs made: boxes for machines, options across the page, tables whose columns differ in width."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from omr.learn.outlines.families import spots
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import Word
from omr.model.exam import Shape
from omr.model.layout import Box, FieldKind
from tests.learn.paper import learned, only_page

BOX = """
#let b = box(width: 3.5mm, height: 3.5mm, stroke: 0.5pt, baseline: 0.4mm)
#let s = box(width: 2.5mm, height: 2.6mm, stroke: 0.4pt)
"""
RING = "#let o(l) = box(width: 4.4mm, height: 4.4mm, radius: 2.2mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))\n"

MACHINE = """
#let bits(some) = stack(dir: ltr, spacing: -0.1mm, ..some.clusters().map(c => rect(width: 3.5mm, height: 3.7mm, stroke: 0.3pt,
  fill: if c == "1" { black })))
#align(center, stack(spacing: 1mm, bits("000000000001"), bits("000001111100")))
#h(1fr) +1/1/60+
#v(4mm)
#let ask(n, ..said) = [Question #n #h(2mm) Which of these is the right one?
  #grid(columns: (7mm, 1fr), row-gutter: 2.4mm, ..said.pos().map(w => ([], [#b #h(2mm) #w])).flatten()) #v(3mm)]
#ask(1, "alpha", "beta", "gamma")
#ask(2, "delta", "epsilon", "eta")
#ask(3, "zeta", "theta", "iota")
"""
FILLED = """
#let row(n, marked) = grid(columns: (9mm, auto), align: horizon, [#n.], stack(dir: ltr, spacing: -0.1mm, ..range(5).map(i =>
  rect(width: 5mm, height: 5mm, stroke: 0.4pt, inset: 0pt, align(center + horizon,
    if i == marked { circle(radius: 2.3mm, fill: luma(40)) } else { text(size: 7pt, "ABCDE".at(i)) })))))
#stack(spacing: 3mm, ..range(8).map(n => row(n + 1, calc.rem(3 * n, 5))))
"""
ACROSS = """
#set page(width: 160mm)
#let ask(n, ..said) = [Question #n. #h(1mm) Which of these numbers is the right one, and why is it?
  #grid(columns: (42mm,) * 3, ..said.pos().map(w => [#s #h(1mm) #w])) #v(4mm)]
#ask(1, "one", "two", "three")
#ask(2, "four", "five", "six")
#ask(3, "seven", "eight", "nine")
#ask(4, "ten", "eleven", "twelve")
"""
TWO_BY_TWO = """
#set page(height: 110mm, width: 210mm)
#for n in range(4) [Question #(n + 1). #h(1mm) Which is the solution, or are there several?
  #grid(columns: (84mm,) * 2, row-gutter: 2mm, ..range(3).map(i => [#s #h(1mm) x = #(n + i)]), [#s #h(1mm) none])
  #v(4mm)]
"""
COLUMNS = """
#let head = ("strongly agree", "agree", "no", "disagree", "not applicable")
#set text(size: 8pt)
#table(columns: (44mm, 23mm, 11mm, 9mm, 15mm, 21mm), rows: (7mm,) * 7, align: (x, y) => horizon + if x > 0 { center } else { left },
  [], ..head, ..range(6).map(i => ([#(i + 1). The lecture was clear], ..(o(""),) * 5)).flatten())
"""
VERSION = """
#grid(columns: 4, column-gutter: 2mm, align: horizon, [Test version], ..("A", "B", "C").map(o))
#v(-1mm)
#grid(columns: 6, gutter: 2mm, align: horizon, ..range(12).map(r => ([#(r + 1)], ..("A", "B", "C", "D", "E").map(o))).flatten())
"""
NUMBERS = """
#let ask(n, t, ..said) = [*Question #n* #h(2mm) #t
  #grid(columns: (2mm, 1fr), row-gutter: 2.4mm, ..said.pos().map(w => ([], [#b #h(2mm) #w])).flatten()) #v(3mm)]
#ask(1, "What is the sum, and the product, of all the numbers between 1 and 3, if both are counted? The last one is
  2 and the first one has none before it.", "alpha", "beta", "gamma")
#ask(2, "Which of these is the right one?", "delta", "epsilon", "eta")
#ask(3, "How many of these are there in a box that holds no more than
  10 of them?", "zeta", "theta", "iota")
"""
GAP = """
#set page(paper: "a4")
#set text(size: 9pt)
#table(columns: (14mm,) * 11, rows: 5mm, inset: 1mm, [No.], [A], [B], [C], [D], [], [No.], [A], [B], [C], [D],
  ..range(10).map(r => ([#(r + 1)], [], [], [], [], [], [#(r + 11)], [], [], [], [])).flatten())
"""


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_boxes_that_stand_between_solid_ones_are_no_options_and_told(tmp_path: Path, ending: str) -> None:
    found = learned(tmp_path, BOX + MACHINE, ending)
    page = only_page(found)
    assert [(field.section, field.item, len(field.options)) for field in page.choices] == [("1", str(number), 3) for number in (1, 2, 3)]
    assert {field.kind for field in page.fields} == {FieldKind.CHOICE}
    assert any("print a number for machines" in doubt for doubt in found.doubts)
    assert not any("belong to no item" in doubt for doubt in found.doubts)


def test_boxes_wall_to_wall_filled_by_hand_in_row_after_row_are_options(tmp_path: Path) -> None:
    found = learned(tmp_path, FILLED, "png")
    assert [len(field.options) for field in only_page(found).choices] == [5] * 8
    assert not any("for machines" in doubt for doubt in found.doubts)


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_small_boxes_across_the_page_are_one_item_where_no_column_of_text_begins(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, BOX + ACROSS, ending))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 3) for number in range(1, 5)]


def test_options_on_two_lines_that_begin_alike_are_one_item(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + TWO_BY_TWO, "pdf"))
    assert [(field.section, field.item, len(field.options)) for field in page.choices] == [("1", str(number), 4) for number in range(1, 5)]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_circles_in_a_tables_columns_of_different_widths_are_one_item_a_row(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, RING + COLUMNS, ending))
    assert [len(field.options) for field in page.choices] == [5] * 6


def test_an_items_number_below_the_title_of_a_version_is_no_printed_code(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, RING + VERSION, "pdf"))
    assert [len(field.options) for field in page.fields if field.kind is FieldKind.FORM_CODE] == [3]
    assert [field.item for field in page.choices] == [str(number) for number in range(1, 13)]


def test_a_list_is_named_by_its_questions_number_and_by_no_other_in_its_text(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + NUMBERS, "pdf"))
    assert [(field.section, field.item) for field in page.choices] == [("1", "1"), ("1", "2"), ("1", "3")]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_an_empty_column_as_wide_as_the_answers_parts_two_tables(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, BOX + GAP, ending))
    assert [len(field.options) for field in page.choices] == [4] * 20
    if ending == "pdf":
        assert [field.item for field in page.choices] == [str(number) for number in range(1, 21)]


BALLOT = """
#set page(paper: "a4")
#let oval = box(width: 7mm, height: 4mm, radius: 2mm, stroke: 0.5pt, baseline: 0.6mm)
#let vote(n, office, many) = [*#n. #office (vote for one)* #v(1mm)
  #for i in range(many) [#oval #h(2mm) Candidate Smith #v(1mm)] #v(4mm)]
#grid(columns: (90mm, 1fr), [#vote(1, "Chair", 3) #vote(2, "Treasurer", 4)], [#vote(3, "Chair", 3) #vote(4, "Treasurer", 4)])
"""
WIDE_LETTERS = """
#set page(paper: "a4")
#table(columns: (30mm,) * 5, rows: 6mm, align: center + horizon,
  ..range(8).map(r => ([#(r + 1).], ..("A", "B", "C", "D").map(l => [#l]))).flatten())
"""
WIDE_DIGITS = """
#set page(paper: "a4")
Student number
#table(columns: (COLUMN,) * 8, rows: 5mm, inset: 1mm, align: center + horizon, ..([],) * 8,
  ..range(10).map(d => ([#d],) * 8).flatten())
#v(4mm)
#grid(columns: 5, gutter: 2mm, ..range(8).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(o))).flatten())
"""
CELL_HEADS = """
#set text(size: 9pt)
#table(columns: (40mm, 20mm, 20mm, 30mm), rows: 8mm, align: (x, y) => horizon + if y > 0 and x > 0 { center } else { left },
  [], [True], [False], [Unknown], ..range(6).map(i => ([#(i + 1). The sun is hot], ..(s,) * 3)).flatten())
"""
TITLES = """
#set page(paper: "a4")
= Registration test
#let cell = rect(width: 6mm, height: 7mm, stroke: 0.5pt)
Candidate number: #box(stack(dir: ltr, ..(cell,) * 8))
#v(4mm)
#grid(columns: 5, gutter: 2mm, ..range(8).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(o))).flatten())
"""
INDENTED = """
#for n in range(3) [#h(5mm) #(n + 1). Which of these is the right one? \\
  #for w in ("alpha", "beta", "gamma") [#b #h(1mm) #w #(n + 1) \\ ] #v(2mm)]
"""


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_wide_ovals_of_two_columns_belong_to_the_questions_above_them(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, BALLOT, ending))
    assert [(field.item, len(field.options)) for field in page.choices] == [("1", 3), ("2", 4), ("3", 3), ("4", 4)]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_letters_in_wide_cells_of_a_table_are_options(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, WIDE_LETTERS, ending))
    assert [(field.item, "".join(option.label for option in field.options)) for field in page.choices] == [
        (str(number), "ABCD") for number in range(1, 9)
    ]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
@pytest.mark.parametrize("column", ["7mm", "20mm"])
def test_digits_in_the_cells_of_a_table_are_a_number_and_no_items(tmp_path: Path, column: str, ending: str) -> None:
    page = only_page(learned(tmp_path, RING + WIDE_DIGITS.replace("COLUMN", column), ending))
    assert ["".join(option.label for option in one.options) for one in page.columns(FieldKind.STUDENT_NUMBER)] == ["0123456789"] * 8
    assert [len(field.options) for field in page.choices] == [4] * 8


def test_a_heading_in_the_cell_above_names_the_option_below(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + CELL_HEADS, "pdf"))
    assert {tuple(option.label for option in field.options) for field in page.choices} == {("True", "False", "Unknown")}


def test_what_stands_right_before_boxes_tells_what_is_written_there(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, RING + TITLES, "pdf"))
    assert [(field.kind, field.printed) for field in page.fields if field.blanks] == [(FieldKind.STUDENT_NUMBER, "Candidate number:")]


def test_a_question_that_is_indented_against_its_boxes_begins_a_list(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + INDENTED, "pdf"))
    assert [len(field.options) for field in page.choices] == [3] * 3


ZEROS = """
#set page(paper: "a4")
#let box_(l) = box(width: 4.2mm, height: 4.2mm, stroke: 0.4pt, align(center + horizon, text(size: 11pt, l)))
#grid(columns: 8, gutter: 1.7mm, ..range(10).map(d => (box_(str(d)),) * 8).flatten())
#v(8mm)
#grid(columns: 5, gutter: 2mm, ..range(14).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(box_))).flatten())
"""


@pytest.mark.long
def test_zeros_that_look_like_circles_are_the_first_row_of_a_scanned_number(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, ZEROS, "png"))
    assert ["".join(option.label for option in one.options) for one in page.columns(FieldKind.STUDENT_NUMBER)] == ["0123456789"] * 8
    assert [len(field.options) for field in page.choices] == [4] * 14


ASKED = """
#set page(paper: "a4")
#grid(columns: 5, gutter: 2mm, ..range(8).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(o))).flatten())
#v(4mm) How much is 12 times 12?
#grid(columns: 3, gutter: 1.4mm, ..range(10).map(d => (o(str(d)),) * 3).flatten())
"""


def test_digits_below_a_question_are_no_student_number(tmp_path: Path) -> None:
    found = learned(tmp_path, RING + ASKED, "pdf")
    assert not only_page(found).columns(FieldKind.STUDENT_NUMBER)
    assert any("answers bubbled in digits are not read" in doubt for doubt in found.doubts)


PARTS = """
#let ask(n, ..said) = [#n Which of these is the right one, after all?
  #grid(columns: (7mm, 1fr), row-gutter: 2.4mm, ..said.pos().map(w => ([], [#b #h(2mm) #w])).flatten()) #v(2mm)]
#let row(n) = [#n. This is so. #h(6mm) #b True #h(4mm) #b False #v(2mm)]
#ask("1.", "alpha", "beta", "gamma") #row(2) #row(3) #ask("4.", "delta", "epsilon", "eta") #row(5)
6. It has two parts.
#ask("(a)", "yes", "no") #ask("(b)", "yes", "no")
"""


def test_parts_of_a_question_are_called_by_its_number_among_others(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + PARTS, "pdf"))
    assert [(field.section, field.item) for field in page.choices] == [("1", name) for name in ("1", "2", "3", "4", "5", "6a", "6b")]


ANSWER_SHEET = """
#for i in range(4) [Question #(i + 1) #h(2mm) What is the right one?
  #grid(columns: (30mm,) * 3, ..("A", "B", "C").map(l => [#b #h(1mm) #l answer])) #v(3mm)]
#pagebreak()
*Answer sheet*
#for i in range(4) [Question #(i + 1): #h(4mm) #for l in ("A", "B", "C") [#o(l) #h(2mm)] #v(1mm)]
"""


def test_an_answer_sheet_behind_its_questions_is_a_section_of_its_own_and_told(tmp_path: Path) -> None:
    found = learned(tmp_path, BOX + RING + ANSWER_SHEET, "pdf")
    (pages,) = found.layout.forms.values()
    numbers = ["1", "2", "3", "4"]
    assert [[(field.section, field.item) for field in page.choices] for page in pages] == [
        [("1", number) for number in numbers],
        [("2", number) for number in numbers],
    ]
    assert any("if it is their answer sheet, learn it alone" in doubt for doubt in found.doubts)


LOOSE = """
#set text(size: 8pt)
#grid(columns: (44mm, 24mm, 14mm, 14mm, 10mm, 14mm), row-gutter: 4mm, align: (x, y) => horizon + if x > 0 { center } else { left },
  [], [strongly disagree], [disagree], [neither], [agree], [fully], ..range(6).map(i => ([The room was fine], ..(o(""),) * 5)).flatten())
"""
DOWN = """
#set page(paper: "a4")
#set text(size: 9pt)
#grid(columns: 13, column-gutter: 3.4mm, row-gutter: 4.2mm, align: center + horizon, [], ..range(12).map(i => [#(i + 1)]),
  ..("A", "B", "C", "D").map(l => ([#l], ..(s,) * 12)).flatten())
"""


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_a_first_column_set_wider_belongs_to_its_row(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, RING + LOOSE, ending))
    assert [len(field.options) for field in page.choices] == [5] * 6


@pytest.mark.long
@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_numbers_a_line_above_rows_of_letters_are_items(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, BOX + DOWN, ending))
    assert [len(field.options) for field in page.choices] == [4] * 12


def test_a_cell_that_is_surely_an_option_names_nothing_by_its_print() -> None:
    cells = tuple(Outline(Shape.BOX, Box(10 + 9 * i, 10 + 6 * row, 9, 6), cell=True) for row in range(3) for i in range(3))
    words = tuple(Word(str(row + 1), Box(13, 12 + 6 * row, 2, 2)) for row in range(3))
    blank = np.zeros((400, 600), np.uint8)
    assert [spot.box.x for spot in spots(cells, words, blank)[0]] == [19, 28] * 3
    assert [spot.box.x for spot in spots(cells, words, blank, sure=cells)[0]] == [10, 19, 28] * 3
