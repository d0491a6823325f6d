"""Outlines drawn by hand: what is a box, a circle, an oval, a comb, and what is none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from omr.learn.outlines.brackets import find_brackets
from omr.learn.outlines.outlines import find_outlines
from omr.learn.outlines.parentheses import find_parentheses
from omr.learn.outlines.rules import find_combs, find_rules, written_lines
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.learn.paper.ink import ink, parts_of
from omr.learn.paper.skew import skew_deg, straightened
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

WHITE = 245
S = PX_PER_MM


def paper() -> Gray:
    return np.full((round(60 * S), round(90 * S)), WHITE, np.uint8)


def px(*mm: float) -> tuple[int, ...]:
    return tuple(round(value * S) for value in mm)


def test_a_printed_square_is_a_box_with_its_outer_edge() -> None:
    image = paper()
    image[240:300, 120:180] = 0
    image[244:296, 124:176] = WHITE
    (found,) = find_outlines(ink(image))
    assert found.shape is Shape.BOX
    assert (found.box.x, found.box.y, found.box.w, found.box.h) == pytest.approx((10, 20, 5, 5))


@pytest.mark.parametrize("sides", [(4.0, 4.0), (5.0, 3.4), (6.0, 2.6)])
def test_circles_and_ovals_are_circles_even_with_a_letter_that_touches_them(sides: tuple[float, float]) -> None:
    image = paper()
    cv2.ellipse(image, px(20, 20), px(sides[0] / 2, sides[1] / 2), 0, 0, 360, 0, 3)  # type: ignore[call-overload]
    cv2.line(image, px(20, 20), px(20, 20 + sides[1] / 2), 0, 3)
    (found,) = find_outlines(ink(image))
    assert found.shape is Shape.CIRCLE
    assert found.box.centre == pytest.approx((20.04, 20.04), abs=0.06)
    assert (found.box.w, found.box.h) == pytest.approx((sides[0] + 0.3, sides[1] + 0.3), abs=0.2)


def test_shading_and_solid_marks_are_no_outlines() -> None:
    image = paper()
    image[0:400, 100:200] = 225
    image[100:180, 400:480] = 0
    assert find_outlines(ink(image)) == ()


def test_cells_that_share_walls_are_a_comb_and_each_reaches_to_the_outer_edge_of_its_walls() -> None:
    image = paper()
    for i in range(7):
        x = 120 + i * 84
        image[240:336, x : x + 4] = 0
    image[240:244, 120 : 124 + 6 * 84] = 0
    image[332:336, 120 : 124 + 6 * 84] = 0
    (comb,) = find_combs(find_outlines(ink(image)))
    assert len(comb) == 6
    assert (comb[1].box.x, comb[1].box.w) == pytest.approx((17, 88 / S), abs=0.1)


def test_two_cells_behind_several_are_the_decimals_of_a_number_to_write() -> None:
    image = paper()
    for start, count in ((120, 3), (390, 2)):
        for i in range(count):
            cv2.rectangle(image, (start + i * 84, 240), (start + (i + 1) * 84, 324), 0, 3)
            cv2.rectangle(image, (start + i * 84, 480), (start + (i + 1) * 84, 564), 0, 3)
    assert sorted(len(comb) for comb in find_combs(find_outlines(ink(image)))) == [2, 2, 3, 3]


def test_a_triangle_and_a_letter_e_are_no_outlines() -> None:
    image = paper()
    cv2.polylines(image, [np.array([px(10, 20), px(16, 20), px(13, 14)])], isClosed=True, color=0, thickness=3)
    cv2.putText(image, "e8g", px(30, 20), cv2.FONT_HERSHEY_SIMPLEX, 2, 0, 5)
    assert [one for one in find_outlines(ink(image)) if one.box.x < 20] == []


def test_brackets_make_boxes_and_the_letters_l_and_c_do_not() -> None:
    image = paper()
    for x, way in ((120, 1), (180, -1)):
        cv2.polylines(
            image, [np.array([[x + 10 * way, 240], [x, 240], [x, 290], [x + 10 * way, 290]])], isClosed=False, color=0, thickness=3
        )
    cv2.line(image, (300, 240), (300, 290), 0, 3)
    cv2.ellipse(image, (400, 265), (14, 25), 0, 60, 300, 0, 3)
    (found,) = find_brackets(parts_of(ink(image)))
    assert found.box.centre == pytest.approx((150.5 / S, 265.5 / S), abs=0.1)


def parentheses(image: Gray, *middles: int, y: int = 265) -> None:
    """Pairs of arcs, "( )", around those columns."""
    for x in middles:
        cv2.ellipse(image, (x - 20, y), (12, 25), 0, 100, 260, 0, 3)
        cv2.ellipse(image, (x + 20, y), (12, 25), 0, -80, 80, 0, 3)


def test_three_pairs_of_parentheses_side_by_side_are_ovals() -> None:
    image = paper()
    parentheses(image, 150, 250, 350)
    found = find_parentheses(parts_of(ink(image)))
    assert [one.shape for one in found] == [Shape.CIRCLE] * 3
    assert [one.box.centre[0] for one in found] == pytest.approx([150.5 / S, 250.5 / S, 350.5 / S], abs=0.1)


def test_parentheses_of_running_text_are_none() -> None:
    image = paper()
    parentheses(image, 150, 250)
    parentheses(image, 150, 250, 350, y=465)
    cv2.line(image, (200, 460), (200, 480), 0, 5)
    cv2.line(image, (300, 460), (300, 480), 0, 5)
    assert len(find_parentheses(parts_of(ink(image)))) == 5, "empty ones are to be marked"
    for x, y in ((150, 265), (250, 265), (150, 465), (250, 465), (350, 465)):
        cv2.line(image, (x - 4, y), (x + 4, y), 0, 9)
    assert find_parentheses(parts_of(ink(image))) == ()


def test_a_line_to_write_on_is_found_and_the_side_of_a_box_is_not() -> None:
    image = paper()
    cv2.line(image, px(10, 30), px(50, 30), 0, 3)
    cv2.rectangle(image, px(60, 10), px(80, 20), 0, 3)
    (rule,) = find_rules(parts_of(ink(image)))
    assert (rule.x, rule.w) == pytest.approx((10, 40), abs=0.5)


@pytest.mark.parametrize(("top", "found"), [(0.2, 0), (30.0, 1)])
def test_nothing_is_written_above_a_line_at_the_edge_of_a_photo(top: float, found: int) -> None:
    before = Word("Name:", Box(20, max(0.0, top - 1), 10, 1))
    assert len(written_lines((Box(32, top, 60, 0.3),), [before])) == found


@pytest.mark.parametrize(
    ("beside", "found"),
    [
        ([Box(50, 26.5, 3, 3), Box(50, 30.6, 3, 3)], 0),
        ([Box(50, 26.5, 3, 3)], 1),
        ([Box(50, 24, 3, 3), Box(50, 30.6, 3, 3)], 1),
        ([Box(40, 26.5, 30, 3), Box(40, 30.6, 30, 3)], 1),
        ([Box(48.9, 30, 6, 0.3)], 1),
    ],
    ids=["fraction", "nothing below", "room above", "lines of text", "the line itself"],
)
def test_the_bar_of_a_fraction_is_no_line_to_write_on(beside: list[Box], found: int) -> None:
    words = [Word("x =", Box(38, 28, 10, 3)), *(Word("2", box) for box in beside)]
    assert len(written_lines((Box(49, 30, 6, 0.3),), words)) == found


@pytest.mark.parametrize("angle", [-3.0, -0.7, 0.4, 2.0])
def test_a_turned_page_is_set_straight(angle: float) -> None:
    image = np.full((2400, 1700), WHITE, np.uint8)
    for y in range(200, 2300, 90):
        cv2.line(image, (150, y), (1500, y), 0, 3)
    turn = cv2.getRotationMatrix2D((850, 1200), angle, 1.0)
    turned = np.asarray(cv2.warpAffine(image, turn, (1700, 2400), borderValue=WHITE), dtype=np.uint8)
    straight, found = straightened(turned)
    assert found == pytest.approx(-angle, abs=0.05)
    assert abs(skew_deg(straight)) < 0.06


def test_a_straight_page_is_left_as_it_is() -> None:
    image = np.full((2400, 1700), WHITE, np.uint8)
    image[300::120, 200:1500] = 0
    straight, found = straightened(image)
    assert found == 0
    assert straight is image


@pytest.mark.parametrize(("others", "found"), [(4, 5), (2, 2)])
def test_a_small_circle_with_spurs_of_a_pixel_is_found_beside_others_of_its_size(others: int, found: int) -> None:
    mask = np.zeros((200, 600), np.uint8)
    for i in range(others + 1):
        cv2.circle(mask, (50 + 100 * i, 100), 10, (255,), 2)
    mask[88, 50] = mask[100, 38] = 255
    assert len(find_outlines(mask)) == found


@pytest.mark.parametrize("inner", [2.2, 2.6])
def test_a_circle_drawn_with_two_lines_is_one_outline_and_a_letter_in_one_is_still_seen(inner: float) -> None:
    image = paper()
    for x in (20, 40):
        cv2.circle(image, px(x, 20), round(3 * S), 0, 3)  # type: ignore[call-overload]
    cv2.circle(image, px(20, 20), round(inner * S), 0, 3)  # type: ignore[call-overload]
    cv2.circle(image, px(40, 20), round(1.2 * S), 0, 3)  # type: ignore[call-overload]
    assert sorted(round(one.box.w, 1) for one in find_outlines(ink(image))) == pytest.approx([2.6, 6.2, 6.2], abs=0.25)
