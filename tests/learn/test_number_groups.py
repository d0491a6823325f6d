"""Numbers to be bubbled in groups of digits, and in rows of digits under heads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from omr.learn.outlines.entries import Entry
from omr.learn.outlines.families import Spot
from omr.learn.outlines.outlines import Outline
from omr.learn.rows.frames import other_fields
from omr.learn.rows.grids import Grid
from omr.learn.rows.sideways import sideways
from omr.learn.words.titles import phrases
from omr.model.exam import Shape
from omr.model.layout import Box, FieldKind
from tests.learn.drawn import circle, text, word
from tests.learn.paper import learned, only_page

NOTHING = np.zeros((1000, 1000), np.uint8)
"""A page without any ink."""


def column(x: float) -> tuple[Spot, ...]:
    return tuple(circle(x, 30.0 + 5 * i) for i in range(10))


@pytest.mark.parametrize(("apart", "title", "items"), [(12.0, "", "12345"), (20.0, "", "12123"), (12.0, "Package", "12123")])
def test_groups_of_digits_under_one_title_are_one_number(apart: float, title: str, items: str) -> None:
    grids = [
        Grid((column(20), column(26)), tuple("0123456789")),
        Grid(tuple(column(26 + apart + 6 * i) for i in range(3)), tuple("0123456789")),
    ]
    lines = phrases([*text("Student number", 20, 20), *(text(title, 28 + apart, 20) if title else [])])
    fields, _ = other_fields(grids, [], [], lines, None)
    assert "".join(field.item for field in fields) == items


def digits(y: float) -> Entry:
    return Entry(1, "", tuple(Outline(Shape.BOX, Box(10.0 + 8 * i, y, 4, 4)) for i in range(10)), tuple("0123456789"))


def test_rows_of_digits_are_titled_above_the_digits_that_head_them() -> None:
    heads = [word(str(i), 11.0 + 8 * i, 24) for i in range(10)]
    _, fields, doubts = sideways([digits(30.0 + 6 * i) for i in range(2)], phrases([*text("Student number", 30, 17), *heads]), [], NOTHING)
    assert [(field.kind, field.printed) for field in fields] == [(FieldKind.STUDENT_NUMBER, "Student number")] * 2
    assert not doubts


def test_rows_of_digits_beside_the_frame_for_a_name_are_a_number() -> None:
    _, fields, _ = sideways([digits(30.0 + 6 * i) for i in range(3)], phrases(text("Nom et prénom", 60, 25)), [], NOTHING)
    assert [field.kind for field in fields] == [FieldKind.STUDENT_NUMBER] * 3


@pytest.mark.parametrize(("title", "fields"), [("Student ID", 3), ("Part two", 0)])
def test_rows_of_ten_that_could_not_be_read_are_a_number_where_the_title_says_so(title: str, fields: int) -> None:
    labels = tuple("ABCDEFGHIJ")
    rows = [replace(digits(30.0 + 6 * i), labels=labels, read=False, text=(Box(4.0, 30.0 + 6 * i, 3.0, 3.0),)) for i in range(3)]
    items, found, _ = sideways(rows, phrases(text(title, 20, 24)), [], NOTHING)
    assert (len(items), len(found)) == (3 - fields, fields)
    assert all("".join(option.label for option in field.options) == "0123456789" for field in found)


def test_numbers_over_the_columns_of_a_grid_are_no_title_of_it() -> None:
    grid = Grid(tuple(column(20.0 + 10 * i) for i in range(10)), tuple("0123456789"))
    heads = [word(str(i + 1), 20.5 + 10 * i, 25) for i in range(10)]
    fields, doubts = other_fields([grid], [], [], phrases([*text("STUDENT ID", 20, 18), *heads]), None)
    assert {(field.kind, field.printed) for field in fields} == {(FieldKind.STUDENT_NUMBER, "STUDENT ID")}
    assert not doubts


BESIDE = """
#let o(l) = if l == none { box(width: 4mm, height: 4mm) } else { box(width: 4mm, height: 4mm, radius: 2mm, stroke: 0.5pt,
  align(center + horizon, text(size: 6pt, l))) }
#let letters = ("A", "E", "U", "N")
#let checks = ("A", "B", "E", "H", "J", "L", "M", "N", "R", "U", "W", "X")
Student number
#grid(columns: 5, column-gutter: 1.2mm, row-gutter: 0.8mm, ..range(12).map(d =>
  (o(letters.at(d, default: none)), ..range(3).map(_ => o(if d < 10 { str(d) })), o(checks.at(d)))).flatten())
#v(6mm)
#grid(columns: 8, column-gutter: 1.2mm, row-gutter: 0.8mm, ..range(10).map(d => range(2).map(_ =>
  (o(if d > 7 { ("+", sym.minus).at(d - 8) }), o(str(d)), o(str(d)), h(20mm)))).flatten())
#v(6mm) #for i in range(4) [ #(i + 1) #for l in "ABCD" [ #o(l)] \\ ]
"""


def test_letters_or_signs_beside_some_digits_of_a_number_make_no_items_of_these(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BESIDE, "pdf"))
    assert [len(field.options) for field in page.choices] == [4] * 4
    numbers = [field for field in page.fields if field.kind is FieldKind.STUDENT_NUMBER]
    assert [len(field.options) for field in numbers] == [10] * 3
    others = [field for field in page.fields if field.options and field not in (*page.choices, *numbers)]
    assert sorted(len(field.options) for field in others) == [4, *(10,) * 4, 12]
