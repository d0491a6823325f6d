"""Outlines that are no closed line are found as the unfilled page prints them."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from omr.imaging import levels
from omr.model.exam import Shape
from omr.model.layout import REFERENCE_PX_PER_MM, Box, Field, FieldKind, LayoutOption, LayoutPage
from omr.model.page import Gray, Transform
from omr.register.looks import LEAST_ALIKE, look_of
from omr.register.outlines import Picture, find_outlines
from omr.register.place import no_bend
from omr.register.reference import Landmarks, own_of

SIZE = (80.0, 60.0)
W, H = 7.0, 3.5
SCALE = np.array([[REFERENCE_PX_PER_MM, 0, -0.5], [0, REFERENCE_PX_PER_MM, -0.5], [0, 0, 1.0]])


def layout_page(rows: int = 6) -> LayoutPage:
    """Rows of "( A )" to "( D )"."""
    fields = []
    for row in range(rows):
        boxes = [Box(10 + 14.0 * i, 8 + 7.0 * row, W, H) for i in range(4)]
        options = tuple(LayoutOption(label, Shape.CIRCLE, box) for label, box in zip("ABCD", boxes, strict=True))
        fields.append(Field(FieldKind.CHOICE, Box(10, 8 + 7.0 * row, 60, H), "1", str(row + 1), options=options))
    return LayoutPage(1, SIZE, (), tuple(fields))


def drawn(page: LayoutPage, right: float = 0.0, down: float = 0.0) -> Gray:
    """The page's letters between two signs, so many mm aside."""
    image = np.full((round(SIZE[1] * REFERENCE_PX_PER_MM), round(SIZE[0] * REFERENCE_PX_PER_MM)), 255, dtype=np.uint8)
    for option in (one for field in page.choices for one in field.options):
        x, y = ((value + by) * REFERENCE_PX_PER_MM for value, by in zip(option.box.centre, (right, down), strict=True))
        for side, (start, end) in ((-1, (110, 250)), (1, (-70, 70))):
            middle = round(x + side * (W / 2 - 0.6) * REFERENCE_PX_PER_MM), round(y)
            cv2.ellipse(image, middle, (4, round(H * REFERENCE_PX_PER_MM / 2)), 0, start, end, 0, 2, cv2.LINE_AA)
        cv2.putText(image, option.label, (round(x) - 8, round(y) + 9), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 3, cv2.LINE_AA)
    return image


@pytest.mark.parametrize(("right", "down"), [(0.0, 0.0), (0.5, -0.5), (-0.25, 0.5)])
def test_letters_between_two_signs_are_found_where_they_stand(right: float, down: float) -> None:
    page = layout_page()
    known = Landmarks(drawn(page))
    scan = drawn(page, right, down)
    picture = Picture(scan, None, levels(scan))
    place = Transform(SCALE, no_bend(), SIZE)
    found = find_outlines(replace(picture, own=own_of(known, page)), place, page)
    assert found.sure.all()
    assert np.abs(found.offsets - (right, down)).max() < 0.05
    as_rings = find_outlines(picture, place, page)
    assert np.abs(as_rings.offsets - (right, down)).max() > 0.5, "a ring is drawn aside by the letters"


def test_few_outlines_have_no_common_print() -> None:
    ink = np.ones((LEAST_ALIKE - 1, 9), dtype=np.float32)
    assert look_of(ink) is None
    assert look_of(np.concatenate([ink, ink])) == np.ones(9, dtype=np.float32).tobytes()


def test_outlines_of_which_nothing_is_printed_have_none_either() -> None:
    assert look_of(np.zeros((20, 9), dtype=np.float32)) is None
