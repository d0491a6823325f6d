"""A form learned from a filled page or a photo: laid flat as a person says, its marks taken out of the reference."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from omr.errors import BadInput
from omr.learn import Learned, learn
from omr.learn.paper.photos import is_photo
from omr.learn.paper.unmarked import unmarked
from omr.model.exam import Shape
from omr.model.layout import REFERENCE_PX_PER_MM, Box, Field, FieldKind, LayoutOption, LayoutPage
from omr.model.page import Gray

SIZE = (105.0, 148.0)
ROWS, COLUMNS, PITCH = 8, 4, 12.0
PX = 8


def boxes() -> list[list[Box]]:
    return [[Box(30 + PITCH * column, 30 + PITCH * row, 5.0, 5.0) for column in range(COLUMNS)] for row in range(ROWS)]


def form() -> Gray:
    """A sheet of eight items of four boxes with a letter in each."""
    image = np.full((round(SIZE[1] * PX), round(SIZE[0] * PX)), 235, dtype=np.uint8)
    for row in boxes():
        for letter, box in zip("ABCD", row, strict=True):
            x, y, w, h = (round(side * PX) for side in (box.x, box.y, box.w, box.h))
            cv2.rectangle(image, (x + 1, y + 1), (x + w - 2, y + h - 2), (40,), 2)
            cv2.putText(image, letter, (x + 12, y + 28), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (90,), 1, cv2.LINE_AA)
    return image


def page() -> LayoutPage:
    fields = tuple(
        Field(
            FieldKind.CHOICE,
            row[0],
            "1",
            str(i),
            options=tuple(LayoutOption(label, Shape.BOX, box) for label, box in zip("ABCD", row, strict=True)),
        )
        for i, row in enumerate(boxes(), 1)
    )
    return LayoutPage(1, SIZE, (), fields)


def crossed(image: Gray, *places: tuple[int, int]) -> Gray:
    marked = image.copy()
    for row, column in places:
        x, y = (round(value * PX) for value in boxes()[row][column].centre)
        cv2.line(marked, (x - 17, y - 17), (x + 17, y + 17), (30,), 4, cv2.LINE_AA)
        cv2.line(marked, (x + 17, y - 17), (x - 17, y + 17), (30,), 4, cv2.LINE_AA)
    return marked


def test_marks_are_taken_out_and_print_stays() -> None:
    assert PX == REFERENCE_PX_PER_MM
    blank = form()
    cleaned, count = unmarked(crossed(blank, (0, 1), (3, 3), (5, 0)), page())
    assert count == 3
    assert np.abs(cleaned.astype(int) - blank)[220:].mean() < 0.2
    for row, column in ((0, 1), (3, 3), (5, 0)):
        box = boxes()[row][column]
        x, y, w, h = (round(side * PX) for side in (box.x, box.y, box.w, box.h))
        assert np.abs(cleaned[y : y + h, x : x + w].astype(int) - blank[y : y + h, x : x + w]).mean() < 6


def test_a_digit_marked_in_one_of_four_columns_is_printed_again_as_the_others_show_it() -> None:
    image, fields = np.full((round(SIZE[1] * PX), round(SIZE[0] * PX)), 235, dtype=np.uint8), []
    for column in range(4):
        digits = [LayoutOption(str(digit), Shape.CIRCLE, Box(30 + 9.0 * column, 20 + 8.0 * digit, 6.0, 6.0)) for digit in range(10)]
        fields.append(Field(FieldKind.STUDENT_NUMBER, digits[0].box, "", str(column + 1), options=tuple(digits)))
        for one in digits:
            x, y = (round(value * PX) for value in one.box.centre)
            cv2.circle(image, (x, y), 22, (40,), 2, cv2.LINE_AA)
            cv2.putText(image, one.label, (x - 8, y + 9), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (40,), 2, cv2.LINE_AA)
    marked = image.copy()
    eight = fields[0].options[8].box
    cv2.circle(marked, tuple(round(value * PX) for value in eight.centre), 21, (40,), -1)
    cleaned, count = unmarked(marked, LayoutPage(1, SIZE, (), tuple(fields)))
    x, y, w, h = (round(side * PX) for side in (eight.x, eight.y, eight.w, eight.h))
    assert count == 1
    assert np.abs(cleaned[y : y + h, x : x + w].astype(int) - image[y : y + h, x : x + w]).mean() < 3


@pytest.mark.parametrize("fill", [True, False])
def test_an_option_that_a_student_has_marked_in_most_items_is_no_print(fill: bool) -> None:
    blank, marks = form(), [(row, 1) for row in range(ROWS) if row != 2]
    marked = crossed(blank, *marks)
    for row, column in marks if fill else ():
        cv2.circle(marked, tuple(round(value * PX) for value in boxes()[row][column].centre), 18, (60,), -1)
    cleaned, count = unmarked(marked, page())
    assert count == len(marks)
    x, y, w, h = (round(side * PX) for side in (boxes()[0][1].x, boxes()[0][1].y, 5.0, 5.0))
    assert cleaned[y + 6 : y + h - 6, x + 6 : x + w - 6].mean() > 200


def test_a_pencils_mark_that_is_lighter_than_the_letter_under_it_leaves_nothing() -> None:
    blank = form()
    marked, box = blank.copy(), boxes()[4][2]
    x, y, w, h = (round(side * PX) for side in (box.x, box.y, box.w, box.h))
    marked[y + 3 : y + h - 3, x + 3 : x + w - 3] = 130
    cleaned, count = unmarked(marked, page())
    assert count == 1
    assert np.abs(cleaned[y : y + h, x : x + w].astype(int) - blank[y : y + h, x : x + w]).max() < 20


def test_a_box_under_correction_fluid_is_printed_again() -> None:
    blank = form()
    covered = blank.copy()
    box = boxes()[4][2]
    x, y, w, h = (round(side * PX) for side in (box.x, box.y, box.w, box.h))
    covered[y - 4 : y + h + 4, x - 4 : x + w + 4] = 240
    cleaned, count = unmarked(covered, page())
    assert count == 1
    assert np.abs(cleaned[y : y + h, x : x + w].astype(int) - blank[y : y + h, x : x + w]).mean() < 6


def test_an_unfilled_page_is_left_as_it_is() -> None:
    noisy = np.clip(form() + np.random.default_rng(1).normal(0, 4, form().shape), 0, 255).astype(np.uint8)
    cleaned, count = unmarked(noisy, page())
    assert count == 0
    assert np.array_equal(cleaned, noisy)


def tinted(image: Gray, columns: tuple[int, ...]) -> Gray:
    """The sheet with a light grey ground under whole columns of its boxes."""
    ground = image.astype(np.float64)
    for column in columns:
        left = round((boxes()[0][column].x - 2) * PX)
        ground[round(25 * PX) : round(130 * PX), left : left + 9 * PX] *= 0.94
    return np.clip(ground + np.random.default_rng(2).normal(0, 2, image.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("columns", [(1,), (0, 2)])
def test_boxes_on_a_grey_ground_are_measured_by_others_on_that_ground(columns: tuple[int, ...]) -> None:
    blank = tinted(form(), columns)
    assert unmarked(blank, page())[1] == 0
    marks = ((0, 1), (3, 3), (5, 0))
    cleaned, count = unmarked(tinted(crossed(form(), *marks), columns), page())
    assert count == len(marks)
    for row, column in marks:
        box = boxes()[row][column]
        x, y, w, h = (round(side * PX) for side in (box.x, box.y, box.w, box.h))
        assert np.abs(cleaned[y : y + h, x : x + w].astype(int) - blank[y : y + h, x : x + w]).mean() < 8


def test_marks_that_darken_all_around_their_boxes_are_no_ground() -> None:
    filled = form()
    for row in range(6):
        box = boxes()[row][row % COLUMNS]
        x, y, w, h = (round(side * PX) for side in (box.x, box.y, box.w, box.h))
        cv2.ellipse(filled, (x + w // 2, y + h // 2), (w // 2 + 12, h // 2 + 12 - row), 0, 0, 360, (60 + 4 * row,), -1, cv2.LINE_AA)
    assert unmarked(filled, page())[1] == 6


def test_letters_that_go_by_their_place_beside_digits_are_no_marks() -> None:
    """Nobody read the labels: nine rows of digits and the eight rows of letters above them have a first option A, a second B."""
    image, fields = form(), list(page().fields)
    image = np.vstack([image, np.full_like(image[: 80 * PX], 235)])
    for row in range(9):
        places = [Box(20 + 8 * column, 132 + 9 * row, 5.0, 5.0) for column in range(10)]
        for digit, box in enumerate(places):
            x, y, w, h = (round(side * PX) for side in (box.x, box.y, box.w, box.h))
            cv2.rectangle(image, (x + 1, y + 1), (x + w - 2, y + h - 2), (40,), 2)
            cv2.putText(image, "01|-.,:;'`"[digit], (x + 12, y + 28), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (90,), 1, cv2.LINE_AA)
        options = tuple(LayoutOption(label, Shape.BOX, box) for label, box in zip("ABCDEFGHIJ", places, strict=True))
        fields.append(Field(FieldKind.CHOICE, places[0], "1", str(20 + row), options=options))
    assert unmarked(image, LayoutPage(1, (SIZE[0], SIZE[1] + 80), (), tuple(fields)))[1] == 0


def test_a_bar_close_around_a_box_is_no_mark_in_it() -> None:
    image = form()
    cv2.rectangle(image, (28 * PX, 27 * PX), (80 * PX, 30 * PX - 2), (30,), -1)
    cleaned, count = unmarked(image, page())
    assert count == 0
    assert (cleaned == image).all()


CORNERS = [(260, 120), (980, 210), (900, 1180), (150, 1060)]


def seen_from(degrees: float) -> list[tuple[float, float]]:
    """The corners of the sheet in the picture of a telephone held so far from upright."""
    lean = np.deg2rad(degrees)
    corners = np.array([(-52.5, -74), (52.5, -74), (52.5, 74), (-52.5, 74)])
    away = 180 - corners[:, 1] * np.sin(lean)
    flat = np.column_stack([corners[:, 0], corners[:, 1] * np.cos(lean)])
    return [(float(x), float(y)) for x, y in flat / away[:, None] * 0.75 * 1300 + (575, 650)]


def photographed(folder: Path, image: Gray, corners: Sequence[tuple[float, float]] = CORNERS) -> Path:
    """The sheet on a dark table, seen askew."""
    rows, columns = image.shape
    matrix = cv2.getPerspectiveTransform(
        np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], dtype=np.float32), np.array(corners, dtype=np.float32)
    )
    photo = cv2.warpPerspective(image, matrix, (1150, 1300), flags=cv2.INTER_AREA, borderValue=(50,))
    cv2.imwrite(str(folder / "photo.png"), photo)
    return folder / "photo.png"


def learned(folder: Path, text: str) -> Learned:
    (folder / "corrections.txt").write_text(text, encoding="utf-8")
    return learn([photographed(folder, crossed(form(), (2, 2)))], corrections=folder / "corrections.txt")


@pytest.mark.parametrize(
    "how", ["flat 1", "flat 1 260 120 980 210 900 1180 150 1060", "flat 1 260 120 980 210 900 1180 150 1060 0 0 105 148"]
)
def test_a_photo_laid_flat_has_its_boxes_where_they_are_printed(tmp_path: Path, how: str) -> None:
    grid = f"add 1 box 30 30 5 5 {COLUMNS} {PITCH} {ROWS} {PITCH}"
    found = learned(tmp_path, f"size 1 105 148\n{how}\n{grid}\n")
    ((only,),) = found.layout.forms.values()
    assert [len(field.options) for field in only.choices] == [COLUMNS] * ROWS
    truth = {field.item: field for field in page().choices}
    off = [np.subtract(a.box.centre, b.box.centre) for f in only.choices for a, b in zip(f.options, truth[f.item].options, strict=True)]
    assert np.abs(off).max() < 0.3
    assert any("boxes are marked or erased" in doubt for doubt in found.doubts)


@pytest.mark.long
@pytest.mark.parametrize("degrees", [0, 15, 25])
def test_a_photo_of_a_sheet_on_a_table_is_laid_flat_of_itself(tmp_path: Path, degrees: float) -> None:
    """And takes the paper of nearest aspect, A4, though a sheet that leads away from the camera looks shorter."""
    found = learn([photographed(tmp_path, crossed(form(), (2, 2)), seen_from(degrees))])
    ((only,),) = found.layout.forms.values()
    assert only.size == (210.0, 297.0)
    assert [len(field.options) for field in only.choices] == [COLUMNS] * ROWS
    truth = [option.box.centre for field in page().choices for option in field.options]
    off = np.subtract([option.box.centre for field in only.choices for option in field.options], np.multiply(truth, (2, 297 / 148)))
    assert np.abs(off).max() < 0.5
    assert any("a photo of a sheet" in doubt and "`flat PAGE X1" in doubt for doubt in found.doubts)
    assert not is_photo(form())


def test_a_photo_without_edges_asks_for_the_corners(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "photo.png"), form())
    (tmp_path / "corrections.txt").write_text("flat 1\n", encoding="utf-8")
    with pytest.raises(BadInput, match="no sheet with four edges"):
        learn([tmp_path / "photo.png"], corrections=tmp_path / "corrections.txt")


def test_outlines_given_by_two_lines_are_two_items_though_one_row(tmp_path: Path) -> None:
    text = "size 1 105 148\nflat 1\ndrop 1 0 0 105 148\n" + "".join(f"add 1 box {30 + 24 * k} 30 5 5 2 12 {ROWS} {PITCH}\n" for k in (0, 1))
    ((only,),) = learned(tmp_path, text).layout.forms.values()
    assert [len(field.options) for field in only.choices] == [2] * (2 * ROWS)


def test_a_tick_that_takes_little_of_a_large_cell_is_taken_out_of_the_reference() -> None:
    cells = [Box(30.0, 20 + 10.0 * row, 22.0, 10.0) for row in range(8)]
    blank = np.full((round(SIZE[1] * PX), round(SIZE[0] * PX)), 235, dtype=np.uint8)
    for cell in cells:
        x, y, w, h = (round(side * PX) for side in (cell.x, cell.y, cell.w, cell.h))
        cv2.rectangle(blank, (x, y), (x + w - 1, y + h - 1), (60,), 2)
    ticked = blank.copy()
    cv2.polylines(ticked, [np.array([(330, 360), (340, 375), (365, 340)])], isClosed=False, color=(90,), thickness=3)
    options = [(LayoutOption("A", Shape.BOX, cell), cell) for cell in cells]
    fields = tuple(Field(FieldKind.CHOICE, cell, "1", str(i), options=(option,)) for i, (option, cell) in enumerate(options))
    cleaned, count = unmarked(ticked, LayoutPage(1, SIZE, (), fields))
    assert count == 1
    assert cleaned[330:385, 320:375].min() == 235
