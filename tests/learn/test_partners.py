"""Two boxes a line, true and false, learned from a page on which one of them is filled on every line."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from omr.learn.outlines.outlines import Outline
from omr.learn.outlines.partners import with_partners
from omr.learn.paper.blank import PX_PER_MM
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

ROWS, ACROSS, DOWN, SIDE = 10, 9.0, 8.0, 4.0
ANSWERS = [0, 1, 1, 0, 1, 0, 0, 0, 1, 1]


def place(row: int, column: int, tilt: float = 0.0) -> Box:
    return Box(30 + ACROSS * column, 20 + DOWN * row + tilt * column, SIDE, SIDE)


def page(lines: int = ROWS, tilt: float = 0.0) -> tuple[Gray, list[Outline]]:
    """The ink mask of a page of which the first ``lines`` are answered by filling a box, and the outlines that are left to be seen; its
    second column is lower by ``tilt`` mm.
    """
    mask = np.zeros((round(120 * PX_PER_MM), round(70 * PX_PER_MM)), np.uint8)
    seen = []
    for row, answer in enumerate(ANSWERS):
        for column in range(2):
            box = place(row, column, tilt)
            filled = row < lines and column == answer
            left, top, right, foot = (round(side * PX_PER_MM) for side in (box.x, box.y, box.x + box.w, box.y + box.h))
            cv2.rectangle(mask, (left, top), (right - 1, foot - 1), (255,), -1 if filled else 2)
            seen += [] if filled else [Outline(Shape.BOX, box)]
    return mask, seen


@pytest.mark.parametrize("lines", [ROWS, 6, 1])
def test_the_filled_one_of_two_stands_beside_the_other_and_in_its_column(lines: int) -> None:
    found = with_partners(*page(lines))
    assert len(found) == 2 * ROWS
    assert max(min(abs(one.box.x - place(0, column).x) for column in range(2)) for one in found) < 0.2


def test_the_cells_of_a_table_around_the_boxes_do_not_stand_in_their_place() -> None:
    mask, seen = page()
    places = [place(row, column) for row in range(ROWS) for column in range(2)]
    cells = [Outline(Shape.BOX, Box(box.x - 2, box.y - 1.5, 8, 7), cell=True) for box in places]
    found = with_partners(mask, [*seen, *cells])
    assert len([one for one in found if one.box.w < 2 * SIDE and one.hidden]) == ROWS


def test_on_a_page_askew_it_stands_as_high_as_the_two_of_other_lines_say() -> None:
    places = [place(row, column, 0.7) for row in range(ROWS) for column in range(2)]
    hidden = [one.box.centre for one in with_partners(*page(lines=8, tilt=0.7)) if one.hidden]
    off = [min(np.hypot(x - box.centre[0], y - box.centre[1]) for box in places) for x, y in hidden]
    assert len(hidden) == 8
    assert max(off) < 0.4


def test_a_column_without_anything_drawn_beside_most_of_its_boxes_has_no_partners() -> None:
    mask, seen = page()
    for row in range(5):
        box = place(row, ANSWERS[row])
        mask[round(box.y * PX_PER_MM) : round((box.y + box.h) * PX_PER_MM), round(box.x * PX_PER_MM) :][:, : round(box.w * PX_PER_MM)] = 0
    assert len(with_partners(mask, seen)) == len(seen)


def test_a_heading_above_boxes_of_which_a_letter_stands_in_their_column_has_no_box() -> None:
    mask, seen = page(0)
    mask[round(3 * PX_PER_MM) : round(9 * PX_PER_MM), round(25 * PX_PER_MM) : round(60 * PX_PER_MM)] = 255
    letter = Outline(Shape.BOX, Box(30, 4, SIDE, SIDE))
    assert len(with_partners(mask, [letter, *seen])) == 1 + len(seen)
