"""Marks filled far beyond their circles hide these; where they are many side by side, the page still lies where the others are."""

from __future__ import annotations

import cv2
import numpy as np

from omr.imaging import levels
from omr.model.exam import Shape
from omr.model.layout import REFERENCE_PX_PER_MM, Box, Field, FieldKind, LayoutOption, LayoutPage
from omr.model.page import Gray, Points, Transform
from omr.register.outlines import Picture
from omr.register.place import Place, no_bend
from omr.register.printed import MOST, printed
from omr.register.reference import Landmarks, own_of
from omr.register.refine import refine

SIZE = (100.0, 180.0)
SIDE = 6.0
SCALE = np.array([[REFERENCE_PX_PER_MM, 0, -0.5], [0, REFERENCE_PX_PER_MM, -0.5], [0, 0, 1.0]])


def layout_page() -> LayoutPage:
    """Two columns of 15 rows of A to D: more circles than are measured."""
    fields = []
    for item in range(30):
        left, top = 8 + 45.0 * (item // 15), 8 + 11.0 * (item % 15)
        options = tuple(LayoutOption(label, Shape.CIRCLE, Box(left + 10.0 * i, top, SIDE, SIDE)) for i, label in enumerate("ABCD"))
        fields.append(Field(FieldKind.CHOICE, Box(left, top, 40, SIDE), "1", str(item + 1), options=options))
    return LayoutPage(1, SIZE, (), tuple(fields))


PAGE = layout_page()


def drawn(filled: Points) -> Gray:
    """The page's circles, and blots over those with these centres."""
    image = np.full((round(SIZE[1] * REFERENCE_PX_PER_MM), round(SIZE[0] * REFERENCE_PX_PER_MM)), 255, dtype=np.uint8)
    for option in (one for field in PAGE.choices for one in field.options):
        x, y = (round(value * REFERENCE_PX_PER_MM) for value in option.box.centre)
        cv2.circle(image, (x, y), round((SIDE / 2 - 0.15) * REFERENCE_PX_PER_MM), (0,), 2, cv2.LINE_AA)
    for x, y in (filled * REFERENCE_PX_PER_MM).tolist():
        cv2.ellipse(image, (round(x + 8), round(y + 5)), (48, 44), 0, 0, 360, (40,), -1, cv2.LINE_AA)
    return image


def is_astray(filled: Points) -> bool:
    scan = drawn(filled)
    transform, corners = Transform(SCALE, no_bend(), SIZE), np.array([(2.0, 2.0), (98.0, 2.0), (98.0, 178.0), (2.0, 178.0)])
    first = Place(transform, corners, transform(corners), 4)
    return refine(Picture(scan, None, levels(scan), own_of(Landmarks(drawn(np.zeros((0, 2)))), PAGE)), first, PAGE).astray


def test_a_page_whose_measured_circles_are_hidden_side_by_side_lies_where_the_others_are() -> None:
    known = printed(PAGE)
    assert len(known.centres) == MOST
    near = known.centres[known.nearest[MOST // 4]]
    assert not is_astray(near[:5])


def test_a_part_of_a_page_without_any_circle_to_be_seen_is_noticed() -> None:
    every = np.array([one.box.centre for field in PAGE.choices for one in field.options])
    assert is_astray(every[np.linalg.norm(every - printed(PAGE).centres[MOST // 4], axis=1) < 30])
