"""Bubbled numbers on scans whose digits are not read: beside their rows, before each box, or right of a column of text."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from omr.learn.outlines.families import Spot
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.learn.rows.digits_beside import _right_before, with_digits_beside
from omr.learn.rows.downward import with_downward_labels
from omr.learn.rows.runs import Run
from omr.model.exam import Shape
from omr.model.layout import Box, FieldKind, LayoutPage
from tests.learn.paper import learned, only_page

BOXES = """
#let o = box(width: 3.6mm, height: 3.6mm, stroke: 0.5pt)
#let rows(names, n) = grid(columns: n + 1, gutter: 2mm, ..names.map(l => ([#l],) + range(n).map(_ => o)).flatten())
"""
ANSWERS = "#v(5mm)\n#rows(range(1, 11), 4)\n"
BEFORE_ROWS = BOXES + "#rows(range(0, 10), 5)\n" + ANSWERS
FROM_ONE = BOXES + "#rows(range(1, 10) + (0,), 5)\n" + ANSWERS
BULLETS = BOXES + "#rows(range(0, 10).map(_ => [--]), 5)\n" + ANSWERS

BEFORE_BOXES = """
#let o = box(width: 3.6mm, height: 3.6mm, stroke: 0.5pt)
#let row(name, letters) = (name,) + letters.map(l => [#l #h(1mm) #o])
#let rows(names, letters) = grid(columns: letters.len() + 1, row-gutter: 2.5mm, column-gutter: 3mm,
  ..names.map(n => row(n, letters)).flatten())
"""
DIGITS = '#rows(range(4).map(_ => []), range(10))\n#v(5mm)\n#rows(range(1, 9).map(n => [#n.]), ("A", "B", "C"))\n'
LETTERS = '#rows(range(1, 5).map(n => [#n.]), "abcdefghij".clusters())\n#v(5mm)\n#rows(range(5, 13).map(n => [#n.]), ("A", "B", "C"))\n'

BESIDE_TEXT = (
    BOXES
    + """
#grid(columns: (44mm, auto), column-gutter: 17mm, [Read this first. Fill one box in each row, with a pen, and write
  nothing beside the boxes. Ask for another
  sheet where you made an error, and leave the old one on the table for the people who collect it.],
  grid(columns: 10, column-gutter: 1.8mm, row-gutter: 2mm, ..range(50).map(_ => o)))
"""
    + ANSWERS.replace("11", "13")
)


def number(page: LayoutPage) -> list[str]:
    return ["".join(option.label for option in field.options) for field in page.columns(FieldKind.STUDENT_NUMBER)]


def counts(page: LayoutPage) -> list[int]:
    return [len(field.options) for field in page.choices]


@pytest.mark.parametrize(("form", "labels"), [(BEFORE_ROWS, "0123456789"), pytest.param(FROM_ONE, "1234567890", marks=pytest.mark.long)])
def test_ten_rows_with_a_digit_before_each_are_a_number_on_a_scan_and_rows_counted_to_ten_are_none(
    tmp_path: Path, form: str, labels: str
) -> None:
    found = learned(tmp_path, form, "png")
    assert (number(only_page(found)), counts(only_page(found))) == ([labels] * 5, [4] * 10)
    assert any("labels of bubbled numbers were not read" in doubt for doubt in found.doubts)


@pytest.mark.long
def test_ten_rows_with_a_dash_before_each_are_no_number_on_a_scan(tmp_path: Path) -> None:
    assert counts(only_page(learned(tmp_path, BULLETS, "png"))) == [5] * 10 + [4] * 10


@pytest.mark.long
def test_rows_of_ten_with_the_same_digit_before_the_first_box_of_each_are_a_number_on_a_scan(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BEFORE_BOXES + DIGITS, "png"))
    assert (number(page), counts(page)) == (["0123456789"] * 4, [3] * 8)


@pytest.mark.long
def test_rows_of_ten_with_the_same_letter_before_the_first_box_and_a_number_before_it_are_items_on_a_scan(tmp_path: Path) -> None:
    assert counts(only_page(learned(tmp_path, BEFORE_BOXES + LETTERS, "png"))) == [10] * 4 + [3] * 8


@pytest.mark.long
def test_rows_of_ten_beside_a_column_of_text_are_a_number_on_a_scan(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BESIDE_TEXT, "png"))
    assert (number(page), counts(page)) == (["0123456789"] * 5, [4] * 12)


@pytest.mark.parametrize(("names", "left", "found"), [("0123456789", 0.0, True), ("1234567891", 0.0, False), ("1234567892", 1.2, False)])
def test_the_first_digit_of_a_ten_whose_zero_looks_like_an_outline_makes_no_number(names: str, left: float, *, found: bool) -> None:
    mask = np.zeros((1300, 1000), np.uint8)
    runs = []
    for row, name in enumerate(names):
        sign = cv2.putText(np.zeros((80, 80), np.uint8), name, (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (255,), 3)
        sign = cv2.resize(sign, (60, 80), interpolation=cv2.INTER_NEAREST)  # as narrow as printed digits
        x, y, w, h = cv2.boundingRect(sign)
        middle, top = 20.0 - (left if row == len(names) - 1 else 0.0), 10.0 + 8.0 * row
        at = round(middle * PX_PER_MM) - w // 2
        mask[round(top * PX_PER_MM) :, at : at + w][:h] = sign[y : y + h, x : x + w]
        box = Box(middle - w / 2 / PX_PER_MM, top, w / PX_PER_MM, h / PX_PER_MM)
        spots = tuple(Spot(Outline(Shape.CIRCLE, Box(26.0 + 6 * i, top, 3.5, 3.5))) for i in range(4))
        runs.append(Run(spots, (Word("", box),), ((),) * 4))
    assert (with_digits_beside(runs, mask) != runs) is found


def test_the_strokes_of_wide_ovals_are_no_labels_that_run_down() -> None:
    mask = np.zeros((1300, 1000), np.uint8)
    runs = []
    for row in range(10):
        boxes = [Box(20.0 + 14 * i, 10.0 + 8.45 * row, 5.8, 3.4) for i in range(4)]
        for box in boxes:  # to a sixteenth of a pixel: rows are off each other by parts of one, columns are not
            middle, axes = (tuple(round(16 * PX_PER_MM * value) for value in pair) for pair in (box.centre, (box.w / 2, box.h / 2)))
            cv2.ellipse(mask, middle, (axes[0] - 35, axes[1] - 35), 0, 0, 360, 255, 5, cv2.LINE_AA, 4)
        runs.append(Run(tuple(Spot(Outline(Shape.CIRCLE, box)) for box in boxes), (), ((),) * 4))
    assert with_downward_labels(runs, np.where(mask > 127, 255, 0).astype(np.uint8), ()) == runs


@pytest.mark.long
def test_a_name_in_an_alphabet_of_29_letters_makes_no_items_on_a_scan(tmp_path: Path) -> None:
    sheet = """#let o(l) = box(width: 3.4mm, height: 3.4mm, radius: 1.7mm, stroke: 0.4pt, align(center + horizon, text(size: 5.5pt, l)))
      #grid(columns: 2, column-gutter: 12mm, grid(columns: 9, column-gutter: 1.2mm, row-gutter: 1mm,
        ..("A","B","C","Ç","D","E","F","G","Ğ","H","I","İ","J","K","L","M","N","O","Ö","P","R","S","Ş","T","U","Ü","V","Y","Z").map(
          l => (o(l),) * 9).flatten()), grid(columns: 6, column-gutter: 1.4mm, row-gutter: 2.6mm, align: center + horizon,
        ..range(14).map(r => ([#(r + 1)], ..("A", "B", "C", "D", "E").map(o))).flatten()))"""
    page = only_page(learned(tmp_path, sheet, "png"))
    assert [len(field.options) for field in page.fields if field.kind is FieldKind.NAME] == [29] * 9
    assert counts(page) == [5] * 14


@pytest.mark.parametrize(("celled", "beside"), [(True, True), (False, False)])
def test_a_digit_amid_the_cell_before_a_row_is_its_own(celled: bool, beside: bool) -> None:
    spots = [
        Spot(Outline(Shape.CIRCLE, Box(x + 9.0, 21.0, 2.0, 2.0)), frame=Box(x, 20.0, 20.0, 5.0) if celled else None) for x in (40.0, 60.0)
    ]
    row = Run(tuple(spots), (Word("", Box(29.5, 21.0, 1.5, 2.0)),), ((), ()))
    assert (_right_before(row) is not None) is beside
