"""What stands among the items of an answer sheet and is none: numbers to bubble as answers, and the key's own row."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.model.layout import FieldKind
from tests.learn.paper import learned, only_page

RING = "#let o(l) = box(width: 4.4mm, height: 4.4mm, radius: 2.2mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))\n"
ROWS = """#let rows(from, count) = grid(columns: 5, gutter: 2mm, align: horizon,
  ..range(from, from + count).map(r => ([#r], ..("A", "B", "C", "D").map(o))).flatten())
"""
NUMBERS = """
#rows(1, 8)
#v(6mm)
#grid(columns: 3, column-gutter: 8mm, ..range(9, 12).map(q => grid(columns: (7mm, auto), [#q.], [
  #table(columns: (6.4mm,) * 3, rows: 6mm, inset: 0mm, stroke: 0.5pt, [], [], []) #v(-1mm)
  #grid(columns: (6.4mm,) * 3, row-gutter: 1.4mm, ..range(10).map(d => (o(str(d)),) * 3).flatten())])))
#v(4mm)
#rows(12, 4)
"""
KEY = """
#place(dx: 90mm, dy: 33mm, [KEY #h(2mm) #for l in "ABCD" [ #o(l) ]])
#grid(columns: (42mm, 40mm), rows(1, 10), rows(11, 10))
#v(6mm)
#rows(21, 8)
"""


@pytest.mark.parametrize("kind", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_several_numbers_of_a_few_digits_are_answers_and_none_is_the_student_number(tmp_path: Path, kind: str) -> None:
    found = learned(tmp_path, RING + ROWS + NUMBERS, kind)
    page = only_page(found)
    assert [len(field.options) for field in page.choices] == [4] * 12
    assert not page.columns(FieldKind.STUDENT_NUMBER)
    assert sum("answers bubbled in digits are not read" in doubt for doubt in found.doubts) == 3


def test_the_row_of_the_key_is_no_item_though_it_stands_level_with_some(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, RING + ROWS + KEY, "pdf"))
    assert [field.item for field in page.choices] == [str(number) for number in range(1, 29)]
    assert [field.kind for field in page.fields if field.options and field not in page.choices] == [FieldKind.FORM_CODE]


WRITTEN = """
#align(right)[Student ID #v(-1mm)
#grid(columns: 11, gutter: 1.6mm, align: horizon, ..range(5).map(_ => (box(width: 4.8mm, height: 4.8mm, stroke: 0.5pt),
  ..range(10).map(d => o(str(d))))).flatten())]
#v(6mm)
#grid(columns: 3, column-gutter: 8mm, rows(1, 10), rows(11, 10), rows(21, 10))
"""


@pytest.mark.parametrize("kind", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_boxes_to_write_in_before_rows_of_digits_are_no_options_though_as_large_as_those(tmp_path: Path, kind: str) -> None:
    page = only_page(learned(tmp_path, RING + ROWS + WRITTEN, kind))
    assert [len(field.options) for field in page.choices] == [4] * 30
    assert [len(field.options) for field in page.columns(FieldKind.STUDENT_NUMBER)] == [10] * 5


TITLED = """
#pad(left: 20mm, grid(columns: 11, gutter: 1.6mm, align: horizon, ..range(4).map(i => (if i == 0 [Candidate #h(2mm)] else [],
  ..range(10).map(d => o(str(d))))).flatten()))
#v(6mm)
#grid(columns: 3, column-gutter: 8mm, rows(1, 10), rows(11, 10), rows(21, 10))
"""


@pytest.mark.parametrize("kind", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_the_row_of_digits_before_which_their_title_stands_is_one_of_the_number(tmp_path: Path, kind: str) -> None:
    page = only_page(learned(tmp_path, RING + ROWS + TITLED, kind))
    assert [len(field.options) for field in page.choices] == [4] * 30
    assert [len(field.options) for field in page.columns(FieldKind.STUDENT_NUMBER)] == [10] * 4


APART = """
#let oval(l) = box(width: 6mm, height: 3mm, radius: 1.5mm, stroke: 0.4pt, align(center + horizon, text(size: 6pt, l)))
#grid(columns: 11, column-gutter: 1.5mm, row-gutter: 4mm, align: horizon,
  ..range(5).map(_ => (box(width: 5mm, height: 6mm, stroke: 0.5pt), ..range(10).map(d => oval(str(d))))).flatten())
#v(6mm)
#grid(columns: 2, column-gutter: 8mm, rows(1, 10), rows(11, 10))
"""


def test_rows_of_digits_in_ovals_are_a_number_though_boxes_to_write_in_set_them_far_apart(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, RING + ROWS + APART, "pdf"))
    assert [len(field.options) for field in page.choices] == [4] * 20
    assert ["".join(option.label for option in field.options) for field in page.columns(FieldKind.STUDENT_NUMBER)] == ["0123456789"] * 5


LETTERED = """
*Student ID*
#grid(columns: 7, gutter: 1.4mm, ..range(10).map(d => ("ABCDEFGHJK".at(d), ..(str(d),) * 6).map(o)).flatten())
#v(6mm)
#grid(columns: 2, column-gutter: 8mm, rows(1, 10), rows(11, 10))
"""


def test_a_column_of_letters_before_the_digits_of_a_number_is_parted_from_them_and_told(tmp_path: Path) -> None:
    found = learned(tmp_path, RING + ROWS + LETTERED, "pdf")
    page = only_page(found)
    assert [len(field.options) for field in page.choices] == [4] * 20
    assert ["".join(option.label for option in field.options) for field in page.columns(FieldKind.STUDENT_NUMBER)] == ["0123456789"] * 6
    assert any("are not taken for the student number" in doubt for doubt in found.doubts)
