"""A wide space in a long list is told: another question's options may begin there."""

from __future__ import annotations

import pytest

from omr.learn.doubts.spaced import spaced
from omr.learn.items.sections import Named
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.model.exam import Shape
from omr.model.layout import Box


def a_list(tops: list[float], *, vertical: bool = True) -> Named:
    outlines = tuple(Outline(Shape.BOX, Box(20.0, top, 4.0, 4.0)) for top in tops)
    return Named("1", "3", "", Entry(1, "3", outlines, tuple("ABCDEFGHIJ"[: len(tops)]), read=False, vertical=vertical))


@pytest.mark.parametrize(
    ("tops", "told"),
    [
        ([20, 26, 32, 48, 54, 60], True),
        ([20, 26, 32, 38, 44, 50], False),
        ([20, 26, 38, 44, 50, 56], False),  # an answer on two lines
        ([20, 26, 32, 43, 49, 55, 66, 72, 78], True),  # three questions, each on one line
        ([20, 26, 37, 43, 49, 60, 66, 72, 78], False),  # answers on two lines
        ([20, 26, 32, 48], False),  # few options are seldom two questions'
        ([20, 26, 32, 38, 20, 26], False),  # it goes on in the next column
    ],
)
def test_a_wide_space_in_a_long_list_is_told(tops: list[float], told: bool) -> None:
    assert spaced([a_list(tops)]) == (
        ["1 lists of 6 options or more have a wide space in them, where another question may begin: 1/3; look at the proof"] if told else []
    )
