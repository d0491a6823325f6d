"""Items with the digits for their options are told on a picture: they may be the positions of a bubbled number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from omr.learn.doubts.digit_rows import digit_rows
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.rows.sideways import sideways
from omr.model.exam import Shape
from omr.model.layout import Box, FieldKind


def row(labels: str, top: float, *, read: bool = True) -> Entry:
    return Entry(1, "", tuple(Outline(Shape.BOX, Box(20 + 6 * i, top, 4, 4)) for i in range(len(labels))), tuple(labels), read=read)


def test_rows_of_all_digits_are_told_with_the_line_that_corrects_them() -> None:
    (told,) = digit_rows([row("ABCD", 20), row("1234567890", 40), row("1234567890", 46)], page=2)
    assert "2 items have the digits 0 to 9 for their options, the first at 20, 40 mm" in told
    assert "`grid 2 X Y W H student_number across 1-9 0`" in told


def test_one_scale_of_digits_and_options_by_place_are_not_told() -> None:
    assert not digit_rows([row("0123456789", 40), row("ABCD", 46)], page=1)
    assert not digit_rows([row("0123456789", 40, read=False), row("0123456789", 46, read=False)], page=1)
    assert not digit_rows([row("01234", 40), row("01234", 46)], page=1)


@pytest.mark.parametrize(
    ("names", "steps", "answers"),
    [
        (("1.", "1.", "2.", "2.", "3.", "3."), (6, 6), 3),
        (("1.", "", "2.", "", "3.", ""), (6, 6), 3),
        (("", "7", "", "", "", "25"), (5.4, 7.4), 3),
        (("1.", "2.", "3.", "4.", "5.", "6."), (5.4, 7.4), 0),
        (("1.", "2.", "3.", "4.", "5.", ""), (6, 6), 0),
    ],
    ids=["under one number", "with a number each", "in pairs", "items in pairs", "items"],
)
def test_two_rows_of_digits_for_each_number_are_answers_and_no_items(
    names: tuple[str, ...], steps: tuple[float, float], answers: int
) -> None:
    tops = [20 + (i // 2) * sum(steps) + (i % 2) * steps[0] for i in range(len(names))]
    rows = [replace(row("0123456789", top), printed=name) for name, top in zip(names, tops, strict=True)]
    items, fields, doubts = sideways(rows, [], [], np.zeros((1000, 1000), dtype=np.uint8))
    assert [(field.kind, field.item) for field in fields] == [(FieldKind.OTHER, item) for _ in range(answers) for item in "12"]
    assert len(items) == len(names) - len(fields)
    assert len(doubts) == (answers > 0)
