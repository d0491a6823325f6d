"""Print that a slip of the feeder moved aside is no ink, on drawn pages on which every stroke is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from read.drawn import FINE, Print, blank, box_of, cross, dot, measured_of, named, place, registered, scanned, thrice

from omr.model.exam import Shape
from omr.read import expected
from omr.read.measure import measure
from omr.read.slips import _in_part


def jerked(image, form: Print, row: int, mm: float):
    """The picture with a third of a millimetre's lines through a row of boxes moved sideways, as a scanner does when its feeder slips."""
    result = image.copy()
    middle = round(box_of(form, row, 0).centre[1] * FINE)
    result[middle - 3 : middle + 3] = np.roll(image[middle - 3 : middle + 3], round(mm * FINE), axis=1)
    return result


def test_print_that_a_jerk_moved_in_all_boxes_of_a_row_is_no_ink():
    form = Print(Shape.CIRCLE, 5.2, letters=True)
    image = blank(form)
    cross(image, box_of(form, 3, 2))
    plain, slipped = (named(measured_of(one, form, dpi=300, noise=0), "ink") for one in (image, jerked(image, form, 3, 0.35)))
    row = [place(3, column) for column in (0, 1, 3)]
    assert slipped[row] == pytest.approx(plain[row], abs=0.005)
    assert slipped[place(3, 2)] == pytest.approx(plain[place(3, 2)], rel=0.15)


def test_print_that_a_jerk_moved_in_a_part_of_a_row_is_no_ink():
    form = Print(Shape.CIRCLE, 3.0, letters=True)
    page, image, unmarked = thrice(form)
    slipped = jerked(image, form, 3, 0.25)
    slipped[:, round(59.5 * FINE) :] = image[:, round(59.5 * FINE) :]  # the page lies askew
    for shown in (image, slipped):
        found = measure(replace(registered(scanned(shown, dpi=300, noise=0), form), page=page), expected(page, unmarked))
        assert named(found, "ink").max() < 0.004


def test_dots_in_all_boxes_of_a_row_are_no_jerk():
    form = Print(Shape.CIRCLE, 5.2, letters=True)
    image = blank(form)
    for column in range(4):
        dot(image, box_of(form, 3, column), 0.5, dx=1.5, dy=0.3)
    found = named(measured_of(image, form, dpi=300), "ink")
    assert found[[place(3, column) for column in range(4)]].min() > 0.1


def test_what_neighbours_show_is_the_same_where_it_is_asked_for_only_above_a_least():
    rng = np.random.default_rng(3)
    for size in range(4, 16):
        ink = np.where(rng.random(size) < 0.5, 0, rng.random(size) * 0.15).astype(np.float32)
        for least in (0.0, 0.02, 0.05, 0.1):
            plain, asked = _in_part(ink), _in_part(ink, least)
            assert asked == plain or (asked == 0 and plain <= least)
