"""Blocks of outlines that are no rows of items: options below the numbers of items, numbers white on black, digits amid empty bubbles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from omr.learn.outlines.families import Spot, is_solid
from omr.learn.outlines.outlines import Outline
from omr.model.exam import Shape
from omr.model.layout import Box, FieldKind
from tests.learn.paper import learned, only_page

OVAL = "#let o(l) = box(width: 3.8mm, height: 2.6mm, radius: 1.3mm, stroke: 0.4pt, align(center + horizon, text(size: 5pt, l)))\n"
BELOW = """
#set page(flipped: true)
#let b = box(width: 4mm, height: 4mm, stroke: 0.5pt)
#for band in range(2) [ #grid(columns: (6mm, ..(9mm,) * 12), row-gutter: 2mm, align: center + horizon,
  [], ..range(12).map(i => [#(band * 12 + i + 1)]), ..("A", "B", "C", "D").map(l => ([#l], ..(b,) * 12)).flatten()) #v(8mm) ]
"""
WHITE_ON_BLACK = """
#let o(l) = box(width: 5mm, height: 5mm, radius: 2.5mm, stroke: 0.6pt, align(center + horizon, l))
#grid(columns: 6, gutter: 3mm, ..range(10).map(i => (
  box(width: 8mm, height: 5.5mm, fill: black, align(center + horizon, text(fill: white, weight: "bold", size: 9pt)[#(i + 1)])),
  ..("a", "b", "c", "d", "e").map(o))).flatten())
"""
AMID_EMPTY = (
    OVAL
    + """
Number
#grid(columns: 10, column-gutter: 1.4mm, row-gutter: 2mm, ..range(6).map(_ => range(10).map(d => o(str(d)))).flatten())
#v(4mm)
#grid(columns: 3, column-gutter: 8mm, ..range(3).map(c => grid(columns: 6, column-gutter: 1.4mm, row-gutter: 2.2mm, align: right + horizon,
  ..range(22).map(r => ([#(22 * c + r + 1)], ..(o(""),) * 5)).flatten())))
"""
)
DATE = (
    OVAL
    + """
Date of birth
#grid(columns: 4, column-gutter: 1.4mm, ..(4, 10, 2, 10).map(n => stack(spacing: 1.3mm, ..range(n).map(d => o(str(d))))))
#v(4mm)
#grid(columns: 6, column-gutter: 1.4mm, row-gutter: 2.2mm, ..range(12).map(r => ([#(r + 1)], ..("A", "B", "C", "D", "E").map(o))).flatten())
"""
)
TAKEN_BACK = """
#let b = box(width: 4.4mm, height: 4.4mm, stroke: 0.5pt)
#let back = box(width: 4mm, height: 4mm, radius: 2mm, stroke: 0.5pt)
#grid(columns: 7, column-gutter: 2mm, row-gutter: 2.4mm, align: center + horizon,
  [], [], ..("A", "B", "C", "D", "E").map(l => [#l]), ..range(20).map(r => ([#(r + 1)], back, ..(b,) * 5)).flatten())
"""


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_a_column_of_circles_before_boxes_of_their_size_holds_no_options(tmp_path: Path, ending: str) -> None:
    found = learned(tmp_path, TAKEN_BACK, ending)
    assert [(field.item, "".join(option.label for option in field.options)) for field in only_page(found).choices] == [
        (str(number), "ABCDE") for number in range(1, 21)
    ]
    assert any("20 outlines" in doubt for doubt in found.doubts)


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_more_outlines_in_a_row_than_an_item_has_are_the_options_of_items_side_by_side(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, BELOW, ending))
    assert [(field.item, "".join(option.label for option in field.options)) for field in page.choices] == [
        (str(number), "ABCD") for number in range(1, 25)
    ]


def test_three_filled_outlines_are_no_options_and_two_may_be_marked() -> None:
    filled = [Spot(Outline(Shape.BOX, Box(20, 20 + 8 * i, 8, 5)), inked=0.75) for i in range(3)]
    assert is_solid(filled)
    assert not is_solid(filled[:2])
    assert not is_solid([*filled, replace(filled[0], inked=0.3)])


@pytest.mark.long
@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_numbers_printed_white_on_black_are_no_options(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, WHITE_ON_BLACK, ending))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 5) for number in range(1, 11)]


@pytest.mark.long
@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_digits_in_a_few_rows_amid_empty_bubbles_are_a_number_and_no_examples(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, AMID_EMPTY, ending))
    assert [len(field.options) for field in page.columns(FieldKind.STUDENT_NUMBER)] == [10] * 6
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 5) for number in range(1, 67)]


def test_columns_of_a_date_of_unequal_length_are_no_items(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, DATE, "pdf"))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 5) for number in range(1, 13)]


RESERVES = """
#set text(size: 8pt)
#let o(l) = box(width: 4mm, height: 4mm, stroke: 0.5pt, align(center + horizon, text(size: 6pt, l)))
#let block(first, count, letter) = grid(columns: 5, gutter: 1.6mm, align: right + horizon,
  ..range(first, first + count).map(i => ([#letter#i], ..("A", "B", "C", "D").map(o))).flatten())
#grid(columns: 3, column-gutter: 8mm, block(1, 8, ""), block(9, 8, ""), block(1, 3, "R"))
"""


def test_reserve_questions_with_a_letter_do_not_run_into_the_rows_beside_them(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, RESERVES, "pdf"))
    assert [len(field.options) for field in page.choices] == [4] * 19
    assert [field.item for field in page.choices][:16] == [str(number) for number in range(1, 17)]
