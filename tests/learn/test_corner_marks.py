"""Circles in the corners of a page, by which other programs find it."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.learn.outlines.corner_marks import without_corner_marks
from omr.learn.outlines.outlines import Outline
from omr.model.exam import Shape
from omr.model.layout import Box
from tests.learn.paper import learned, only_page

SIZE = (210.0, 297.0)
OPTIONS = [Outline(Shape.BOX, Box(20.0 + 8 * i, 60.0 + 9 * row, 3.2, 3.2)) for row in range(3) for i in range(4)]


def ring(x: float, y: float, size: float = 5.0) -> Outline:
    return Outline(Shape.CIRCLE, Box(x, y, size, size))


def test_four_circles_in_the_corners_are_no_options() -> None:
    marks = [ring(x, y) for x in (10.0, 195.0) for y in (10.0, 282.0)]
    assert without_corner_marks([*marks[:2], *OPTIONS, *marks[2:]], SIZE) == tuple(OPTIONS)


@pytest.mark.parametrize(
    "rings",
    [
        [ring(x, y) for x in (10.0, 195.0) for y in (10.0, 282.0, 150.0)],  # others of their size
        [ring(x, y) for x in (10.0, 100.0) for y in (10.0, 282.0)],  # not in the corners
        [ring(10.0, 10.0), ring(195.0, 14.0), ring(10.0, 282.0), ring(195.0, 282.0)],  # not level
    ],
)
def test_other_circles_are_kept(rings: list[Outline]) -> None:
    assert without_corner_marks([*rings, *OPTIONS], SIZE) == (*rings, *OPTIONS)


def test_a_page_with_such_circles_has_the_items_between_them(tmp_path: Path) -> None:
    mark = "circle(radius: 2.5mm, stroke: 1pt)"
    corners = [(f"{y} + {x}", dx, dy) for y, dy in (("top", "-7mm"), ("bottom", "7mm")) for x, dx in (("left", "-7mm"), ("right", "7mm"))]
    marks = " ".join(f"#place({corner}, dx: {dx}, dy: {dy}, {mark})" for corner, dx, dy in corners)
    rows = '#for n in range(3) [#(n + 1). #for l in ("A", "B") [ #box(width: 3.2mm, height: 3.2mm, stroke: 0.5pt) #l] #v(4mm)]'
    assert [field.item for field in only_page(learned(tmp_path, marks + rows, "pdf")).choices] == ["1", "2", "3"]
