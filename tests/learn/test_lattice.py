"""Bubble sheets learned from a page that somebody has filled in: marks hide outlines, and their rows and columns say where they are."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import typst

from omr.learn import Learned, learn
from omr.learn.outlines.lattice import with_crossings
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM
from omr.model.exam import Shape
from omr.model.layout import Box, FieldKind
from omr.model.page import Gray
from omr.sheet import render_page
from tests.learn.paper import PAGE, only_page

PX = 200 / 25.4
LEFT, TOP, ACROSS, DOWN, ROWS, LETTERS = (30.0, 90.0), 75.0, 7.0, 7.0, 10, "ABCD"
DIGIT_LEFT, DIGIT_TOP, DIGIT_STEP, COLUMNS = 20.0, 24.0, 4.5, 6
PUT = """#let put(x, y, it) = place(top + left, dx: x * 1mm - 22mm, dy: y * 1mm - 17mm,
  box(width: 20mm, height: 10mm, align(center + horizon, it)))
#let ring(x, y, r, it) = put(x, y, circle(radius: r * 1mm, stroke: 0.4pt, inset: 0pt, align(center + horizon, text(size: 6pt, it))))
"""


def middle(item: int, option: int) -> tuple[float, float]:
    return LEFT[item // ROWS] + ACROSS * option, TOP + DOWN * (item % ROWS)


def digit(column: int, row: int) -> tuple[float, float]:
    return DIGIT_LEFT + DIGIT_STEP * column, DIGIT_TOP + DIGIT_STEP * row


def form(*, signs: str = "", fewer: int = -1, number: bool = False) -> Gray:
    """Twenty items of four rings, or between ``signs``; one of them with ``fewer``, and a student number above them."""
    text = PAGE + PUT
    for item in range(2 * ROWS):
        x, y = middle(item, 0)
        text += f"#put({x - 9}, {y}, [{item + 1}.])"
        for option, letter in enumerate(LETTERS[: 3 if item == fewer else 4]):
            x, y = middle(item, option)
            text += f'#put({x}, {y}, "{signs[0]}{letter}{signs[-1]}")' if signs else f'#ring({x}, {y}, 2.2, "{letter}")'
    for column, row in np.ndindex(COLUMNS if number else 0, 10):
        x, y = digit(column, row)
        text += f'#ring({x}, {y}, 1.8, "{row}")'
    return np.array(render_page(typst.compile(text.encode()), 1, PX))


def marked(image: Gray, kind: str, at: tuple[float, float]) -> None:
    x, y = (round(value * PX) for value in at)
    r = round(2.2 * PX)
    if kind == "filled":
        cv2.circle(image, (x, y), r, (50,), -1, cv2.LINE_AA)
    elif kind == "ringed":
        cv2.circle(image, (x, y), r + 4, (60,), 4, cv2.LINE_AA)
    elif kind == "tailed":
        cv2.polylines(image, [np.array([(x - r, y), (x, y + r), (x + 3 * r, y - 2 * r)])], isClosed=False, color=(60,), thickness=4)
    elif kind == "crossed":
        cv2.line(image, (x - r - 3, y - r - 2), (x + r + 4, y + r + 3), (60,), 5, cv2.LINE_AA)
        cv2.line(image, (x - r - 3, y + r + 3), (x + r + 2, y - r - 4), (60,), 5, cv2.LINE_AA)
    elif kind == "covered":
        cv2.circle(image, (x, y), r + 5, (255,), -1)


def taught(folder: Path, image: Gray) -> Learned:
    noise = np.random.default_rng(1).normal(5, 3, image.shape)
    cv2.imwrite(str(folder / "filled.png"), np.clip(cv2.GaussianBlur(image, (0, 0), 0.7) * 0.95 + noise, 0, 255).astype(np.uint8))
    return learn([folder / "filled.png"])


def answered(kind: str, image: Gray) -> Gray:
    """The form with one option of every item marked, but of few where that means a ring around it."""
    for item in range(0, 2 * ROWS, 3 if kind == "ringed" else 1):
        marked(image, kind, middle(item, item * 7 % 4))
    return image


def off(found: Learned) -> float:
    """How far (mm) options are from their places; they are all there, by their letters."""
    choices = only_page(found).choices
    assert [[option.label for option in field.options] for field in choices] == [list(LETTERS)] * (2 * ROWS)
    places = [option.box.centre for field in choices for option in field.options]
    return float(np.abs(np.subtract(places, [middle(item, option) for item in range(2 * ROWS) for option in range(4)])).max())


@pytest.mark.parametrize("kind", ["filled", "crossed", *(pytest.param(kind, marks=pytest.mark.long) for kind in ("ringed", "tailed"))])
def test_options_under_marks_are_where_their_rows_and_columns_meet(tmp_path: Path, kind: str) -> None:
    assert off(taught(tmp_path, answered(kind, form()))) < 0.4


@pytest.mark.long
def test_brackets_under_crosses_are_where_their_rows_and_columns_meet(tmp_path: Path) -> None:
    assert off(taught(tmp_path, answered("crossed", form(signs="[]")))) < 0.6


def test_parentheses_under_crosses_amid_those_of_their_row_are_found(tmp_path: Path) -> None:
    image = form(signs="()")
    for item in range(2 * ROWS):
        if item % 4:
            marked(image, "crossed", middle(item, 1 + item % 2))
    assert off(taught(tmp_path, image)) < 0.6


def test_what_is_printed_in_place_of_parentheses_is_no_option(tmp_path: Path) -> None:
    image = form(signs="()")
    for item in (3, 12):
        x, y = (round(value * PX) for value in middle(item, 1))
        image[y - 16 : y + 16, x - 22 : x + 22] = 255
        cv2.putText(image, "n/a", (x - 16, y + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (60,), 2, cv2.LINE_AA)
    assert sum(len(field.options) for field in only_page(taught(tmp_path, image)).choices) <= 4 * 2 * ROWS - 2


@pytest.mark.long
def test_an_option_under_correction_fluid_between_others_is_there(tmp_path: Path) -> None:
    image = form()
    marked(image, "covered", middle(4, 2))
    assert off(taught(tmp_path, image)) < 0.4


@pytest.mark.long
def test_an_item_with_fewer_options_gets_none_where_the_paper_is_blank(tmp_path: Path) -> None:
    page = only_page(taught(tmp_path, answered("crossed", form(fewer=16))))
    assert [len(field.options) for field in page.choices] == [3 if item == 16 else 4 for item in range(2 * ROWS)]


@pytest.mark.long
def test_a_bubbled_number_that_is_filled_in_is_no_row_of_items(tmp_path: Path) -> None:
    image = answered("crossed", form(number=True))
    for column, row in enumerate((3, 0, 8, 8, 1, 5)):
        marked(image, "crossed", digit(column, row))
    cv2.putText(image, "308815", tuple(round(v * PX) for v in digit(0, -1)), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (60,), 3, cv2.LINE_AA)  # type: ignore[call-overload]
    page = only_page(taught(tmp_path, image))
    assert [len(field.options) for field in page.columns(FieldKind.STUDENT_NUMBER)] == [10] * COLUMNS
    assert [len(field.options) for field in page.choices] == [4] * (2 * ROWS)


@pytest.mark.long
def test_a_row_whose_options_are_all_hidden_is_told(tmp_path: Path) -> None:
    image = answered("crossed", form())
    assert not any("seem to be missing" in doubt for doubt in taught(tmp_path, image).doubts)
    for option in range(4):
        marked(image, "covered", middle(6, option))
        x, y = (round(value * PX) for value in middle(6, option))
        cv2.line(image, (x - 9, y), (x + 9, y + 3), (60,), 4)
    assert any("1 rows of items seem to be missing" in doubt for doubt in taught(tmp_path, image).doubts)


@pytest.mark.parametrize(("size", "found"), [(1.8, 15), (3.6, 16)])
def test_letters_as_an_o_or_a_p_in_lines_of_a_text_are_not_added(size: float, found: int) -> None:
    places = [Box(20 + 8 * column, 20 + 8 * row, size, size) for row in range(4) for column in range(4)]
    mask = np.zeros((600, 600), np.uint8)
    for box in places:
        x, y = (round(value * PX_PER_MM) for value in box.centre)
        cv2.circle(mask, (x, y), round(size / 2 * PX_PER_MM) - 1, (255,), 2)
    known = [Outline(Shape.CIRCLE, box) for box in places if box is not places[5]]
    assert len(with_crossings(mask, known)) == found


def test_a_mark_that_looks_like_an_outline_of_another_kind_is_no_place_of_theirs() -> None:
    rings = [Box(20 + 7 * column, 20 + 7 * row, 4.8, 4.8) for row in range(6) for column in range(10)]
    ovals = [Box(20 + 8 * column, 80 + 8 * row, 5.6, 4.2) for row in range(4) for column in range(4)]
    filled = rings.pop(54)
    mask = np.zeros((1400, 1200), np.uint8)
    for box in (*rings, *ovals, filled):
        middle, axes = (
            tuple(round(value * PX_PER_MM) for value in box.centre),
            tuple(round(value / 2 * PX_PER_MM) for value in (box.w, box.h)),
        )
        cv2.ellipse(mask, middle, axes, 0, 0, 360, (255,), -1 if box is filled else 2)
    alike = Outline(Shape.CIRCLE, Box(filled.x - 0.6, filled.y + 0.3, 5.6, 4.2), hidden=True)
    found = with_crossings(mask, [*(Outline(Shape.CIRCLE, box) for box in (*rings, *ovals)), alike])
    there = [one.box for one in found if abs(one.box.centre[0] - filled.centre[0]) < 3 and abs(one.box.centre[1] - filled.centre[1]) < 3]
    assert there == [filled]


def test_the_first_of_four_options_far_apart_is_found_beside_and_above_others() -> None:
    places = [Box(30 + 16 * column, 30 + 15 * row, 4.8, 4.8) for row in range(6) for column in range(4)]
    mask = np.zeros((1500, 1200), np.uint8)
    for box in places:
        left, top, right, foot = (round(value * PX_PER_MM) for value in (box.x, box.y, box.x + box.w, box.y + box.h))
        cv2.rectangle(mask, (left + 1, top + 1), (right - 2, foot - 2), (255,), -1 if box is places[20] else 2)
    known = [Outline(Shape.BOX, box) for i, box in enumerate(places) if i not in {12, 20}]
    assert len(with_crossings(mask, known)) == len(places)


def test_a_hidden_circle_in_a_cell_of_a_table_is_where_those_of_its_row_and_column_meet() -> None:
    mask = np.zeros((round(60 * PX_PER_MM), round(80 * PX_PER_MM)), np.uint8)
    places = [(10 + 12.0 * column, 8 + 8.0 * row) for row in range(6) for column in range(5)]
    for x, y in places:
        cv2.circle(mask, (round(x * PX_PER_MM), round(y * PX_PER_MM)), round(2.0 * PX_PER_MM), (255,), 2)
    circles = [Outline(Shape.CIRCLE, Box(x - 2, y - 2, 4, 4)) for x, y in places]
    cells = [Outline(Shape.BOX, Box(x - 6, y - 4, 12, 8)) for x, y in places]
    found = [one for one in with_crossings(mask, [*circles[:12], *circles[13:], *cells]) if one.shape is Shape.CIRCLE]
    assert len(found) == len(circles)


def test_an_option_of_cards_wider_than_the_reach_of_a_row_of_bubbles_is_found() -> None:
    places = [Box(20 + 42 * column, 30 + row * 7 + (row // 2) * 12, 4.8, 4.8) for row in range(8) for column in range(2)]
    mask = np.zeros((1700, 1200), np.uint8)
    for box in places:
        draws(mask, box, filled=box is places[3])
    known = [Outline(Shape.CIRCLE, box) for box in places if box is not places[3]]
    assert len(with_crossings(mask, known)) == len(places)


def draws(mask: Gray, box: Box, *, filled: bool) -> None:
    middle = tuple(round(value * PX_PER_MM) for value in box.centre)
    cv2.circle(mask, middle, round(box.w / 2 * PX_PER_MM) - 1, (255,), -1 if filled else 2)
