"""What looks like a box beside print that nobody can read is one only where boxes stand."""

from __future__ import annotations

import numpy as np
import pytest

from omr.learn.outlines.families import spots
from omr.learn.outlines.letters import edges_word, is_letter, without_astray
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import Word
from omr.learn.rows.letter_runs import may_be_letters
from omr.learn.rows.runs import Run
from omr.model.exam import Shape
from omr.model.layout import Box

SIDE = 3.0
COLUMN = [Outline(Shape.BOX, Box(20.0, 30.0 + 6.0 * row, SIDE, SIDE)) for row in range(4)]


@pytest.mark.parametrize(("x", "y", "astray"), [(20.1, 54.0, False), (60.0, 36.1, False), (33.0, 57.0, True)])
def test_a_hidden_box_in_line_with_others_is_kept_beside_unread_print(x: float, y: float, astray: bool) -> None:
    hidden = Outline(Shape.BOX, Box(x, y, SIDE, SIDE), hidden=True)
    beside = Word("", Box(x + SIDE + 0.3, y + 0.2, 9.0, SIDE - 0.2))
    assert (hidden not in without_astray([*COLUMN, hidden])) is astray
    assert not is_letter(hidden, beside)


@pytest.mark.parametrize(("x", "kept"), [(20.1, 5), (33.0, 4)])
def test_what_looks_like_a_hidden_box_in_rows_and_columns_of_its_own_is_none(x: float, kept: int) -> None:
    hidden = Outline(Shape.BOX, Box(x, 57.0, SIDE, SIDE), hidden=True, placed=True)
    found, _ = spots((*COLUMN, hidden), (), np.zeros((1000, 1000), np.uint8))
    assert len(found) == kept


def test_a_box_that_was_found_is_no_letter_wherever_it_stands() -> None:
    alone = Outline(Shape.BOX, Box(33.0, 57.0, SIDE, SIDE))
    assert alone in without_astray([*COLUMN, alone])


def test_a_hidden_box_in_line_with_another_one_in_line_with_boxes_is_kept() -> None:
    column, beside = (Outline(Shape.BOX, Box(x, 54.0, SIDE, SIDE), hidden=True) for x in (20.0, 47.0))
    assert without_astray([*COLUMN, column, beside]) == [*COLUMN, column, beside]
    assert without_astray([*COLUMN, beside]) == COLUMN


@pytest.mark.parametrize(("x", "width", "first"), [(33.0, 14.0, True), (20.1, 14.0, False), (33.0, 3.0, False)])
def test_what_looks_like_a_hidden_box_and_begins_a_word_is_its_first_letter(x: float, width: float, first: bool) -> None:
    hidden = Outline(Shape.BOX, Box(x, 54.0, SIDE, SIDE), hidden=True)
    word = Word("", Box(x - 0.3, 53.9, width, SIDE + 0.4))
    assert edges_word(hidden, (word,), COLUMN) is first


@pytest.mark.parametrize(("x", "kept"), [(20.0, 5), (33.0, 4)])
def test_a_circle_in_a_column_of_others_is_no_letter_though_print_is_close_to_it(x: float, kept: int) -> None:
    circles = [Outline(Shape.CIRCLE, Box(20.0, 30.0 + 5.0 * row, SIDE, SIDE)) for row in range(4)]
    close = Outline(Shape.CIRCLE, Box(x, 50.0, SIDE, SIDE))
    word = Word("", Box(x + SIDE + 0.3, 50.3, 4.0, SIDE))
    found, _ = spots((*circles, close), (word,), np.zeros((1000, 1000), np.uint8))
    assert len(found) == kept


@pytest.mark.parametrize(("gap", "letters"), [(0.3, True), (1.0, False)])
def test_circles_a_space_before_what_they_say_open_no_words(gap: float, *, letters: bool) -> None:
    tops = [30.0 + 5.0 * row for row in range(4)]
    circles, _ = spots(tuple(Outline(Shape.CIRCLE, Box(20.0, y, SIDE, SIDE)) for y in tops), (), np.zeros((1000, 1000), np.uint8))
    gaps = tuple((Word("", Box(20.0 + SIDE + gap, y, 9.0, SIDE)),) for y in tops)
    assert may_be_letters(Run(tuple(circles), gaps=gaps, vertical=True), []) is letters
