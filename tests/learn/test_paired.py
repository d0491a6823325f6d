"""Rows of outlines that stand in pairs: told, since nothing but their places says whether a row, a pair or a column is an item."""

from __future__ import annotations

import pytest

from omr.learn.doubts.paired import paired_rows
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.model.exam import Shape
from omr.model.layout import Box


def rows(tops: list[float], name: str = "") -> list[Entry]:
    return [
        Entry(1, name and f"{name}{i}.", tuple(Outline(Shape.CIRCLE, Box(30.0 + 5 * k, top, 3.5, 3.5)) for k in range(5)), tuple("ABCDE"))
        for i, top in enumerate(tops, 1)
    ]


def test_rows_of_true_above_false_are_told_as_pairs() -> None:
    (told,) = paired_rows(rows([20, 24, 32, 36, 44, 48]), 2)
    assert told.startswith("6 rows of items stand in pairs, the first at 32, 22 mm")
    assert "`grid 2 X Y W H choice down LABELS`" in told


@pytest.mark.parametrize(
    ("tops", "name"),
    [
        ([20, 26, 32, 38, 44, 50], ""),  # even
        ([20, 24, 28, 36, 40, 44], ""),  # in threes
        ([20, 24, 32, 36, 52, 56], ""),  # parted anyhow
        ([20, 24, 32, 36], ""),  # few
        ([20, 24, 32, 36, 44, 48], "1"),  # each with its own number
    ],
)
def test_rows_that_are_even_or_few_or_numbered_each_are_no_pairs(tops: list[float], name: str) -> None:
    assert paired_rows(rows(tops, name), 1) == []
