"""Items with the digits for their options are told on a picture: they may be the positions of a bubbled number."""

from __future__ import annotations

from omr.learn.doubts.digit_rows import digit_rows
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.model.exam import Shape
from omr.model.layout import Box


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
