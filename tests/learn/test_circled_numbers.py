"""Numbers in circles before questions, whose options are other outlines below."""

from __future__ import annotations

import numpy as np

from omr.learn.outlines.framed import without_framed_names
from tests.learn.drawn import circle, word

NO_INK = np.zeros((1000, 1000), np.uint8)
NUMBERED = (10.0, 30.0, 50.0)
"""The tops of three questions, in mm."""


def test_numbers_in_circles_before_questions_name_them_and_are_no_options() -> None:
    numbers = [circle(10, y, str(i), 5.0) for i, y in enumerate(NUMBERED, 1)]
    boxes = [circle(x, y + 8) for y in NUMBERED for x in (20, 40, 60)]
    asked = [word("Which", 16, y + 1) for y in NUMBERED]
    kept, names = without_framed_names([*numbers, *boxes], asked, NO_INK)
    assert kept == boxes
    assert [name.text for name in names] == ["1", "2", "3"]


def test_numbers_in_circles_are_options_where_no_others_stand_between() -> None:
    listed = [circle(10, 10.0 + 6 * i, str(i)) for i in range(1, 5)]
    said = [word("often", 16, 10.0 + 6 * i) for i in range(1, 5)]
    others = [circle(x, 60) for x in (20, 40, 60)]
    assert without_framed_names([*listed, *others], said, NO_INK)[0] == [*listed, *others]
