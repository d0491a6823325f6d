"""Outlines that a person added stand where they are printed, not where a ruler has put them."""

from __future__ import annotations

import cv2
import numpy as np

from omr.learn.outlines.outlines import Outline
from omr.learn.outlines.snap import printed_places, with_places
from omr.learn.paper.blank import PX_PER_MM
from omr.model.exam import Shape
from omr.model.layout import Box, Field, FieldKind, LayoutOption

SIZE = (120.0, 100.0)
GRID = tuple(Outline(Shape.BOX, Box(20.0 + 7 * i, 15.0 + 7 * j, 6.0, 6.0), given=3) for j in range(10) for i in range(5))


def where(box: Box) -> tuple[float, float]:
    """Bent by up to a millimetre, as a curled page is."""
    x, y = box.centre
    return x + 0.4, y + 0.5 + 1.0 * (y / SIZE[1] - 0.5) ** 2


def page_with(boxes: list[Box]) -> np.ndarray:
    image = np.full((round(SIZE[1] * PX_PER_MM), round(SIZE[0] * PX_PER_MM)), 240, np.uint8)
    for box in boxes:
        x, y = where(box)
        corners = np.array([[x - box.w / 2, y - box.h / 2], [x + box.w / 2, y + box.h / 2]]) * PX_PER_MM - 0.5
        start, end = (tuple(int(value) for value in corner) for corner in np.rint(corners).astype(int))
        cv2.rectangle(image, start, end, 60, round(0.3 * PX_PER_MM))
    return image


def test_a_grid_is_moved_and_bent_onto_its_print() -> None:
    places = printed_places(GRID, page_with([one.box for one in GRID]), SIZE)
    off = [np.hypot(*np.subtract(places[one.box].centre, where(one.box))) for one in GRID]
    assert max(off) < 0.15
    assert {(round(place.w, 3), round(place.h, 3)) for place in places.values()} == {(6.0, 6.0)}


def test_an_outline_that_is_not_seen_moves_with_its_grid() -> None:
    hidden = GRID[22].box
    places = printed_places(GRID, page_with([one.box for one in GRID if one.box != hidden]), SIZE)
    assert np.hypot(*np.subtract(places[hidden].centre, where(hidden))) < 0.2


def test_where_nothing_is_printed_a_grid_stays_as_it_was_said() -> None:
    places = printed_places(GRID, page_with([]), SIZE)
    assert all(places[one.box] == one.box for one in GRID)


def test_outlines_that_were_found_and_single_ones_are_left_alone() -> None:
    found = Outline(Shape.BOX, GRID[0].box)
    assert printed_places((found, *GRID[1:4]), page_with([one.box for one in GRID]), SIZE) == {}


def test_bubbled_fields_are_moved_too() -> None:
    old, new = GRID[0].box, Box(1.0, 2.0, 6.0, 6.0)
    field = Field(FieldKind.STUDENT_NUMBER, old, item="1", options=(LayoutOption("0", Shape.BOX, old),))
    _, (moved,) = with_places([], [field], {old: new})
    assert moved.options[0].box == new
