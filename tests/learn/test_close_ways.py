"""Ways of word processors: answers that wrap below their box, columns a hair too wide, bubbles so close that a scanner joins them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from omr.learn.outlines.outlines import find_outlines
from omr.model.exam import Shape
from omr.model.layout import FieldKind
from tests.learn.paper import learned, only_page

WRAPPED = """
#set text(size: 9pt)
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt, baseline: 0.4mm)
#columns(2)[ #for i in range(4) [ #block(breakable: false)[*#(i + 1).* Which of these is right?
  #pad(left: 6mm)[ #for said in ("short", "an answer so long that it takes two lines of its column", "another", "an answer that wraps
    as well in so narrow a column") [ #b #said \\ ] ] ] ] ]
"""
HAIR = """
#table(columns: (9mm, ..(12.6mm,) * 3, 12.95mm), rows: 6mm, align: center + horizon, [], [A], [B], [C], [D],
  ..range(12).map(r => ([#(r + 1)], [], [], [], [])).flatten())
"""
JOINED = """
Student ID
#let o(l) = box(width: 4.7mm, height: 4.7mm, radius: 2.35mm, stroke: 0.7pt, align(center + horizon, text(size: 7pt, l)))
#grid(columns: 6, column-gutter: 1.6mm, row-gutter: 0.5mm, ..range(10).map(d => (o(str(d)),) * 6).flatten())
#v(5mm)
#grid(columns: 2, column-gutter: 12mm, ..range(2).map(c => grid(columns: 5, column-gutter: 1.6mm, row-gutter: 0.5mm, align: horizon,
  ..range(12).map(r => ([#(c * 12 + r + 1)], ..("A", "B", "C", "D").map(o))).flatten())))
"""


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_an_answer_that_wraps_below_its_box_begins_no_further_item(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, WRAPPED, ending))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 4) for number in range(1, 5)]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_a_column_of_cells_a_hair_wider_than_the_others_holds_options(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, HAIR, ending))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 4) for number in range(1, 13)]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_bubbles_that_nearly_touch_are_of_one_size_and_complete(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, JOINED, ending))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 4) for number in range(1, 25)]
    assert [len(field.options) for field in page.columns(FieldKind.STUDENT_NUMBER)] == [10] * 6


TOUCHING = """
#let o(l) = box(width: 3.6mm, height: 3.6mm, radius: 1.8mm, stroke: 0.4pt, align(center + horizon, text(size: 5.5pt, l)))
#grid(columns: 2, column-gutter: 12mm,
  grid(columns: 8, column-gutter: ACROSS, row-gutter: DOWN, ..range(10).map(d => (o(str(d)),) * 8).flatten()),
  grid(columns: 6, column-gutter: ACROSS, row-gutter: DOWN, align: center + horizon,
    ..range(20).map(r => ([#(r + 1) #h(1.5mm)], ..("A", "B", "C", "D", "E").map(o))).flatten()))
"""


@pytest.mark.parametrize(
    ("across", "down"), [(0.4, 1.0), pytest.param(0.8, 0.4, marks=pytest.mark.long), pytest.param(0.2, 0.2, marks=pytest.mark.long)]
)
def test_circles_that_a_scan_joins_are_all_found(tmp_path: Path, across: float, down: float) -> None:
    page = only_page(learned(tmp_path, TOUCHING.replace("ACROSS", f"{across}mm").replace("DOWN", f"{down}mm"), "png"))
    assert [len(field.options) for field in page.columns(FieldKind.STUDENT_NUMBER)] == [10] * 8
    assert [len(field.options) for field in page.choices] == [5] * 20


@pytest.mark.long
def test_lettered_squares_that_a_scan_joins_lose_no_column(tmp_path: Path) -> None:
    squares = TOUCHING.replace("radius: 1.8mm, ", "").replace("ACROSS", "0.2mm").replace("DOWN", "0.2mm").replace("8, column", "6, column")
    page = only_page(learned(tmp_path, squares.replace("* 8", "* 6"), "png"))
    assert [len(field.options) for field in page.choices] == [5] * 20


def test_touching_circles_are_no_cells_and_a_column_of_them_is_no_long_box() -> None:
    mask = np.zeros((1400, 160), np.uint8)
    for row in range(28):
        cv2.circle(mask, (80, 60 + 46 * row), 22, (255,), 3)
    found = find_outlines(mask)
    assert [(one.shape, one.cell) for one in found] == [(Shape.CIRCLE, False)] * 28
