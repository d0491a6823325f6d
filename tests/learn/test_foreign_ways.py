"""Ways of other exam programs: letters in round brackets, circles in a table, boxes over a bubbled number, questions with points."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.model.exam import Shape
from omr.model.layout import FieldKind
from tests.learn.paper import learned, only_page

ROUND = """
*Examination* #h(1fr) Circle one letter (only one) for each question.
#v(5mm)
#grid(columns: 2, column-gutter: 8mm, ..range(2).map(c => grid(columns: 2, row-gutter: 5mm, column-gutter: 4mm,
  ..range(8).map(r => (str(c * 8 + r + 1) + ".", [( A )#h(1.5mm);( B )#h(1.5mm);( C )])).flatten())))
"""
TABLE = """
#table(columns: 5, inset: 6pt, [No], [A], [B], [C], [D],
  ..range(10).map(r => ([#(r + 1)], ..range(4).map(_ => circle(radius: 2mm, stroke: 0.6pt)))).flatten())
"""
NUMBER = """
#let o(l) = box(width: 4.6mm, height: 4.6mm, radius: 2.3mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))
Student number
#grid(columns: 6, gutter: 1.5mm, ..range(6).map(_ => box(width: 4.6mm, height: 5mm, stroke: 0.5pt)),
  ..range(10).map(d => range(6).map(_ => o(str(d)))).flatten())
#v(4mm)
#grid(columns: 5, gutter: 2mm, ..range(6).map(r => ([#(r + 1)], ..("a", "b", "c", "d").map(o))).flatten())
"""
INITIALS = """
#let o(l) = box(width: 3.2mm, height: 3.2mm, radius: 1.6mm, stroke: 0.5pt, align(center + horizon, text(size: 5pt, l)))
#let cell = rect(width: 5.6mm, height: 5.6mm, stroke: 0.5pt)
#grid(columns: (40mm, 1fr), [Middle name #v(1mm) #h(0pt)#box(stack(dir: ltr, cell, cell))
    #v(1mm) #grid(columns: (5.6mm, 5.6mm), row-gutter: 1.4mm, align: center,
    ..range(26).map(r => (o("ABCDEFGHIJKLMNOPQRSTUVWXYZ".at(r)),) * 2).flatten())],
  grid(columns: 5, gutter: 2mm, ..range(6).map(r => ([#(r + 1)], ..("a", "b", "c", "d").map(o))).flatten()))
"""
PAIRS = """
#let cell = rect(width: 4.5mm, height: 4.5mm, stroke: 0.5pt)
*Statement* #h(20mm) *True / false*
#grid(columns: (10mm, 40mm, 1fr), row-gutter: 4mm,
  ..range(8).map(r => ([#(r + 1).], [The sky is blue], stack(dir: ltr, cell, cell))).flatten())
"""
MIXED = """
#set text(font: "DejaVu Sans")
#let b = box(width: 3.2mm, height: 3.2mm, stroke: 0.6pt, baseline: 0.4mm)
#let q(n, t, ..o) = [#n. #t #grid(row-gutter: 3mm, inset: (left: 8mm), ..o.pos().map(x => [#b #x])) #v(3mm)]
Quiz on Chemistry
#v(4mm)
#q(1, "Which gas do plants take in?", "Oxygen", "Carbon dioxide", "Nitrogen", "Helium")
#q(2, "(2 points) What is the symbol of gold?", "Ag", "Au", "Oxygen")
3. What is a group?

#b a set #h(3mm) #b a map #h(3mm) #b a set with a law #h(3mm) #b none
#v(3mm)
4. Pointed objects point at points? #h(6mm) #b Yes #h(5mm) #b No
"""
EMPTY = """
#for i in range(8) [ #(i + 1). #h(3mm) ( #h(0.6mm)) A #h(3mm) ( #h(0.6mm)) B #h(3mm) ( #h(0.6mm)) C #v(2mm) ]
Marks (one for each question) are given by f() and g().
"""
OVER_LETTERS = """
#let over(body) = place(center + horizon, body)
#let ring = text(size: 15pt, font: "DejaVu Sans", "◯")
#let c(l) = box(width: 4mm, height: 4mm, { over(ring); over(text(size: 7pt, l)) })
#for i in range(8) [ #(i + 1). #h(3mm) #for l in "ABCD" { c(l); h(3mm) } #v(2mm) ]
"""
POINTS = """
#let q(n, t, ..o) = [#n. (3 points) #t #v(1mm)
  #for x in o.pos() [#grid(columns: (10mm, 6mm, 1fr), [], circle(radius: 1.9mm, stroke: 0.5pt), x) #v(-2mm)] #v(4mm)]
#q(1, "The rank of the zero matrix is", "none", "one", "two")
#q(2, "Eigenvalues of a symmetric matrix are", "real", "imaginary", "zero")
#q(3, "The trace of the identity of order 3 is", "two", "three", "nine")
"""


QUIZ = """
#let q(n, t, ..o) = [*#n.* #t #grid(row-gutter: 3mm, ..o.pos().enumerate().map(((i, x)) => [\\[ #"ABCD".at(i) \\] #x])) #v(4mm)]
#q(1, "Which gas do plants take in?", "Oxygen", "Carbon dioxide", "Nitrogen", "Helium")
#q(2, "What is the symbol of gold?", "Ag", "Au", "Go", "Gd")
#q(3, "How many protons has carbon?", "four", "six", "eight", "twelve")
"""


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_letters_in_round_brackets_are_options_where_nothing_else_is_to_be_marked(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, ROUND, ending))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 3) for number in range(1, 17)]
    assert {option.shape for field in page.choices for option in field.options} == {Shape.CIRCLE}
    assert {"".join(option.label for option in field.options) for field in page.choices} == {"ABC"}


@pytest.mark.long
@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_circles_in_the_cells_of_a_table_are_the_options_and_the_cells_are_none(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, TABLE, ending))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 4) for number in range(1, 11)]
    assert {option.shape for field in page.choices for option in field.options} == {Shape.CIRCLE}


@pytest.mark.long
@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_boxes_to_write_a_number_in_above_its_circles_are_no_item(tmp_path: Path, ending: str) -> None:
    found = learned(tmp_path, NUMBER, ending)
    page = only_page(found)
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 4) for number in range(1, 7)]
    numbers = [field for field in page.fields if field.kind is FieldKind.STUDENT_NUMBER]
    assert len([field for field in numbers if field.options]) == 6
    (written,) = (field for field in numbers if not field.options)
    assert written.box.y + written.box.h < min(field.box.y for field in numbers if field.options), "it is covered like the number below it"
    assert not any("belong to no item" in doubt for doubt in found.doubts)


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_two_boxes_wall_to_wall_above_two_columns_of_letters_are_written_in(tmp_path: Path, ending: str) -> None:
    found = learned(tmp_path, INITIALS, ending)
    (page,) = (pages[0] for pages in found.layout.forms.values())
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 4) for number in range(1, 7)]
    columns = [field for field in page.fields if len(field.options) == 26]
    (written,) = (field for field in page.fields if field.kind is columns[0].kind and not field.options)
    assert (written.box.w, written.box.h) == pytest.approx((11.4, 5.8), abs=0.4)
    assert not any("belong to no item" in doubt for doubt in found.doubts)


def test_two_boxes_that_share_a_wall_are_the_options_of_an_item(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, PAIRS, "pdf"))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 2) for number in range(1, 9)]


def test_questions_with_their_points_are_items_of_one_section_by_their_numbers(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, POINTS, "pdf"))
    assert [(field.section, field.item) for field in page.choices] == [("1", "1"), ("1", "2"), ("1", "3")]


@pytest.mark.long
def test_an_unfilled_scan_with_few_boxes_of_each_letter_carries_no_marks(tmp_path: Path) -> None:
    found = learned(tmp_path, QUIZ, "png")
    assert [len(field.options) for field in only_page(found).choices] == [4, 4, 4]
    assert not any("marked or erased" in doubt for doubt in found.doubts)


def test_questions_of_several_ways_are_one_section_by_their_numbers(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, MIXED, "pdf"))
    assert [(field.section, field.item, len(field.options)) for field in page.choices] == [
        ("1", "1", 4),
        ("1", "2", 3),
        ("1", "3", 4),
        ("1", "4", 2),
    ]
    assert [option.label for option in page.choices[1].options] == ["Ag", "Au", "Oxygen"]


def test_letters_beside_the_boxes_of_a_scan_are_no_options_and_two_boxes_are(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, MIXED, "png"))
    assert [len(field.options) for field in page.choices] == [4, 3, 4, 2]
    assert max(option.box.x for field in page.choices[:2] for option in field.options) < 25, "no O of Oxygen"


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_empty_parentheses_are_options_wherever_they_stand(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, EMPTY, ending))
    assert [len(field.options) for field in page.choices] == [3] * 8
    if ending == "pdf":
        assert {"".join(option.label for option in field.options) for field in page.choices} == {"ABC"}


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_circles_that_are_characters_set_over_letters_are_options(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, OVER_LETTERS, ending))
    assert [len(field.options) for field in page.choices] == [4] * 8


WIDE = """
#table(columns: (12mm, 1fr, 1fr, 1fr), rows: 7mm, align: center + horizon, [No.], [A], [B], [C],
  ..range(6).map(r => ([#(r + 1)], [], [], [])).flatten())
"""
TO_WRITE = """
#table(columns: (12mm, 1fr, 1fr), rows: 7mm, [No.], [Points], [Remark], ..range(6).map(r => ([#(r + 1)], [], [])).flatten())
#let b = box(width: 4mm, height: 4mm, stroke: 0.6pt)
#for i in range(4) [ #(i + 1). #h(4mm) #for l in "ABC" [ #b #l #h(4mm) ] #v(2mm) ]
"""
COLUMNS = """
#set text(size: 8pt)
#let b = box(width: 3.2mm, height: 3.2mm, stroke: 0.5pt, baseline: 0.4mm)
#columns(2, gutter: 8mm)[ #for i in range(6) [ *#(i + 1).* Which of these answers is the right one of question #(i + 1)?
  #for (j, w) in ("alpha", "the second answer", "gamma", "none").enumerate() [ #grid(columns: (5mm, 5mm, 1fr), b, [#"abcd".at(j))], w)
    #v(-1.5mm) ] #v(if i == 2 { 60mm } else { 4mm }) ] ]
"""


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_wide_empty_cells_of_a_table_are_options(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, WIDE, ending))
    assert ["".join(option.label for option in field.options) for field in page.choices] == ["ABC"] * 6
    assert all(option.box.w > 30 and option.target.w < 16 for field in page.choices for option in field.options)
    assert not [field for field in page.fields if field.kind is FieldKind.OTHER], "the cells that name rows and columns are none"


def test_columns_to_write_in_are_no_options(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, TO_WRITE, "pdf"))
    assert [len(field.options) for field in page.choices] == [3] * 4


def test_questions_in_two_columns_are_one_section_in_their_order(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, COLUMNS, "pdf"))
    assert [(field.section, field.item) for field in page.choices] == [("1", str(number)) for number in range(1, 7)]
