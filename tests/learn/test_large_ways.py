"""Sheets of few, large bubbles, as teachers print them, learned from a page that somebody has filled in."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from omr.learn import learn
from omr.learn.outlines.families import without_inner
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.marks import find_markers
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray
from tests.learn.paper import only_page

PX = 8
ITEMS, OPTIONS, RADIUS = 5, 5, 7.0
FILLED = (2, 4, 4, 2, 0)


def sheet() -> Gray:
    """An A4 page of five items of five thick bubbles of 14 mm, one in each item filled to its edge."""
    image = np.full((297 * PX, 210 * PX), 255, np.uint8)
    for item, option in np.ndindex(ITEMS, OPTIONS):
        middle = round((88 + 20 * option) * PX), round((107 + 26 * item) * PX)
        cv2.circle(image, middle, round((RADIUS - 0.6) * PX), (0,), round(1.3 * PX), cv2.LINE_AA)
        cv2.putText(image, "ABCDE"[option], (middle[0] - 14, middle[1] + 14), cv2.FONT_HERSHEY_SIMPLEX, 1.3, (0,), 3, cv2.LINE_AA)
        if FILLED[item] == option:
            cv2.circle(image, middle, round(RADIUS * PX), (70,), -1, cv2.LINE_AA)
    return image


@pytest.mark.long
def test_bubbles_larger_than_others_are_found_where_marks_fill_them(tmp_path: Path) -> None:
    place = tmp_path / "filled.png"
    cv2.imwrite(str(place), sheet())
    page = only_page(learn([place]))
    assert [[option.label for option in field.options] for field in page.choices] == [list("ABCDE")] * ITEMS
    rows = [[option.box.centre for option in field.options] for field in page.choices]
    for item, option in np.ndindex(ITEMS, OPTIONS):
        assert rows[item][option] == pytest.approx((88 + 20 * option, 107 + 26 * item), abs=0.2)


def test_what_a_letter_in_a_bubble_encloses_is_no_outline_that_is_left_over() -> None:
    letter, beside = Box(52.0, 79.0, 2.0, 2.4), Box(70.0, 79.0, 2.0, 2.4)
    bubble, cell = Outline(Shape.CIRCLE, Box(50.0, 77.0, 6.0, 6.0)), Outline(Shape.BOX, Box(68.0, 77.0, 6.0, 6.0), cell=True)
    assert without_inner([letter, beside], [bubble, cell]) == (beside,)


@pytest.mark.parametrize(("ids", "found"), [((1023,), []), ((1023, 1023), []), ((7, 1023), [7, 1023])])
def test_one_marker_alone_is_a_letter_that_looks_like_one(ids: tuple[int, ...], found: list[int]) -> None:
    page = np.full((1200, 1200), 255, np.uint8)
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_ARUCO_ORIGINAL)
    for place, number in enumerate(ids):
        left, side = 120 + 600 * place, 108
        page[left : left + side, left : left + side] = cv2.aruco.generateImageMarker(dictionary, number, side)
    assert [marker.id for marker in find_markers(page)] == found
