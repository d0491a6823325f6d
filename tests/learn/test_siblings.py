"""Boxes that marks, labels and gaps hide from their contours, found by what their row and column show."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from omr.learn.outlines.families import Spot, without_labels
from omr.learn.outlines.outlines import Outline, find_outlines
from omr.learn.outlines.siblings import find_siblings
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.learn.paper.ink import ink
from omr.learn.paper.papers import paper_size
from omr.learn.rows.lists import list_runs
from omr.learn.rows.runs import Run
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray
from tests.learn.paper import learned, only_page

WHITE = 250
S = PX_PER_MM
SIDE, LEFT, TOP, PITCH = 4.0, 20.0, 20.0, 8.0


def place(row: int, column: int) -> tuple[float, float]:
    return LEFT + PITCH * column, TOP + PITCH * row


def boxes(circle: bool = False) -> Gray:
    """Four rows of four thin outlines."""
    image = np.full((round(70 * S), round(80 * S)), WHITE, np.uint8)
    for row in range(4):
        for column in range(4):
            x, y = (round(value * S) for value in place(row, column))
            side = round(SIDE * S)
            if circle:
                cv2.circle(image, (x + side // 2, y + side // 2), side // 2 - 1, (0,), 2)
            else:
                cv2.rectangle(image, (x + 1, y + 1), (x + side - 2, y + side - 2), (0,), 2)
    return image


def crossed(image: Gray, row: int, column: int, over: float = 0.8) -> None:
    """A cross that leaves the box by ``over`` mm."""
    x, y = place(row, column)
    a, b = (round((value - over) * S) for value in (x, y))
    c, d = (round((value + SIDE + over) * S) for value in (x, y))
    cv2.line(image, (a, b), (c, d), (0,), 5)
    cv2.line(image, (a, d), (c, b), (0,), 5)


@pytest.mark.parametrize("circle", [False, True])
def test_crossed_outlines_are_found_where_they_are_printed(circle: bool) -> None:
    image = boxes(circle)
    for where in ((0, 0), (1, 2), (3, 3)):
        crossed(image, *where)
    known = find_outlines(ink(image))
    found = find_siblings(ink(image), known)
    assert len(known) == 13
    assert {one.shape for one in found} == {Shape.CIRCLE if circle else Shape.BOX}
    truth = [place(row, column) for row, column in ((0, 0), (1, 2), (3, 3))]
    places = sorted(((one.box.x, one.box.y) for one in found), key=lambda xy: xy[1])
    assert np.abs(np.subtract(places, truth)).max() < 0.25


def test_a_line_with_gaps_and_a_digit_that_touches_hide_no_box() -> None:
    image = boxes()
    x, y = (round(value * S) for value in place(2, 1))
    image[y : y + 4, x + 10 : x + 20] = WHITE
    image[y + 30 : y + 36, x : x + 4] = WHITE
    x, y = (round(value * S) for value in place(1, 1))
    cv2.putText(image, "4", (x + round(SIDE * S) - 2, y + 40), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0,), 3)
    known = find_outlines(ink(image))
    assert len((*known, *find_siblings(ink(image), known))) == 16


def test_neither_a_blot_nor_text_nor_a_box_apart_from_all_others_is_a_sibling() -> None:
    image = boxes()
    x, y = (round(value * S) for value in place(0, 0))
    image[y - 8 : y + 60, x - 8 : x + 60] = 0  # blacked out: no outline is seen any more
    for line in range(52, 68, 5):
        cv2.putText(image, "HOME BOOK DO 0080 OBLIQUE", (round(8 * S), round(line * S)), cv2.FONT_HERSHEY_SIMPLEX, 1.3, (0,), 3)
    before = image.copy()
    assert find_siblings(ink(image), find_outlines(ink(image))) == ()
    assert np.array_equal(image, before)


def test_a_zero_beside_a_square_is_its_label_and_a_circle_of_its_own_is_not() -> None:
    square = Outline(Shape.BOX, Box(20, 20, 4, 4))
    zero = Outline(Shape.CIRCLE, Box(24.4, 21, 1.8, 2.6))
    circle = Outline(Shape.CIRCLE, Box(30, 20, 4, 4))
    assert without_labels((square, zero, circle)) == (square, circle)


def test_the_first_of_a_row_of_narrow_ovals_beside_a_square_cell_is_no_label() -> None:
    cell = Outline(Shape.BOX, Box(20, 20, 6, 6), cell=True)
    ovals = tuple(Outline(Shape.CIRCLE, Box(27 + 4 * i, 21, 3.1, 4.0)) for i in range(5))
    assert without_labels((cell, *ovals)) == (cell, *ovals)
    assert without_labels((cell, *ovals[:2])) == (cell, ovals[1])


def single(y: float, given: int) -> Run:
    return Run((Spot(Outline(Shape.BOX, Box(20, y, 4, 4), given=given)),), (), ((),))


@pytest.mark.parametrize(("given", "items"), [(3, 1), (0, 2)])
def test_outlines_given_below_each_other_by_one_line_are_one_item(given: int, items: int) -> None:
    stroke = Word("", Box(17, 30.2, 2, 1.2))  # a mark's tail between two boxes reads like a question's first word
    assert len(list_runs([single(20, given), single(26, given), single(32, given)], [stroke])) == items


@pytest.mark.parametrize(("width", "items"), [(0.25, 1), (1.5, 2)])
def test_pieces_of_the_pale_frame_around_a_question_are_no_line_of_it(width: float, items: int) -> None:
    piece = Word("", Box(10, 30.2, width, 1.6))
    assert len(list_runs([single(20, 0), single(26, 0), single(32, 0)], [piece])) == items


@pytest.mark.parametrize(("pixels", "size"), [((1744, 2480), (210, 297)), ((1748, 2480), (148, 210)), ((1240, 1754), (210, 297))])
def test_a_picture_of_unknown_resolution_and_cut_edges_is_taken_for_a4_before_a5(pixels: tuple[int, int], size: tuple[int, int]) -> None:
    found, doubts = paper_size(*pixels, None)
    assert found == pytest.approx(size, abs=1)
    assert doubts == ()


def list_of_boxes(side: float = 2.6) -> Gray:
    """Five small boxes below one another."""
    image = np.full((round(70 * S), round(80 * S)), WHITE, np.uint8)
    for row in range(5):
        x, y = (round(value * S) for value in place(row, 0))
        cv2.rectangle(image, (x + 1, y + 1), (x + round(side * S) - 2, y + round(side * S) - 2), (0,), 2)
    return image


def test_a_round_letter_as_large_as_the_boxes_is_none_of_them() -> None:
    image = list_of_boxes()
    for row in (1, 3):  # the O of two answers, its tail to a next letter hides its contour
        x, y = (round((value + 1.3) * S) for value in place(row, 0))
        cv2.circle(image, (x + round(5 * S), y), round(1.25 * S), (0,), 4)
        cv2.line(image, (x + round(5 * S), y + round(1.2 * S)), (x + round(7 * S), y + round(1.2 * S)), (0,), 3)
    known = tuple(one for one in find_outlines(ink(image)) if one.shape is Shape.BOX)
    assert len(known) == 5
    assert find_siblings(ink(image), known) == ()


def test_a_square_letter_beside_one_box_of_a_list_is_no_box() -> None:
    image = list_of_boxes()
    x, y = (round(value * S) for value in place(2, 0))
    x, side = x + round(6 * S), round(2.6 * S)
    cv2.rectangle(image, (x + 1, y + 1), (x + side - 2, y + side - 2), (0,), 2)
    cv2.line(image, (x, y + side // 2), (x + side + 12, y + side // 2), (0,), 4)
    known = tuple(one for one in find_outlines(ink(image)) if not one.cell)
    assert len(known) == 5
    assert find_siblings(ink(image), known) == ()


@pytest.mark.parametrize(
    ("side", "points"), [(2.4, 12), pytest.param(2.4, 13, marks=pytest.mark.long), pytest.param(2.55, 12, marks=pytest.mark.long)]
)
def test_letters_of_a_text_are_no_boxes_of_a_thin_line(tmp_path: Path, side: float, points: int) -> None:
    """Blur takes such a line's corners away, and gives the letters those of their neighbours, alike in row after row."""
    font = f'#set text(size: {points}pt, font: "Liberation Sans")\n'
    box = f"#let o = box(width: {side}mm, height: {side}mm, stroke: 0.3pt, baseline: 10%)\n"
    rows = "".join(
        f"{n}) Choose the plural of '{word}'.\n\n"
        f"#grid(columns: (30mm,) * 4, [#o a) {word}s], [#o b) moles], [#o c) pond], [#o d) going])\n\n"
        for n, word in enumerate(("mood", "good", "food", "poor", "pool", "door"), 1)
    )
    page = only_page(learned(tmp_path, font + box + rows, "png"))
    assert [len(field.options) for field in page.choices] == [4] * 6
