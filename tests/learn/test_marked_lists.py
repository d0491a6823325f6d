"""Lists of options learned from a page that somebody has filled in: the lines of a list say where an outline is that a mark hides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from omr.learn import learn
from omr.learn.outlines.marked_lists import with_listed
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray
from tests.learn.paper import only_page

LISTS, OPTIONS = 4, 4
LEFT, TOP, STEP, APART, SIDE, GAP, WIDTH = 30.0, 30.0, 6.0, 34.0, 3.6, 2.0, 20.0
PX = 8.0


def ring(item: int, option: int) -> Box:
    return Box(LEFT, TOP + APART * item + STEP * option, SIDE, SIDE)


def text(box: Box, side: int = 1) -> Box:
    x = box.x + box.w + GAP if side > 0 else box.x - GAP - WIDTH
    return Box(x, box.y + 0.6, WIDTH, 2.4)


def page(scale: float, *, side: int = 1) -> Gray:
    """An ink mask of four lists of four rings, with a word beside each."""
    mask = np.zeros((round(200 * scale), round(100 * scale)), np.uint8)
    for box in (ring(item, option) for item in range(LISTS) for option in range(OPTIONS)):
        draw(mask, box, scale, 2)
        for column in range(8):
            word = text(box, side)
            x, y = round((word.x + column * WIDTH / 8) * scale), round(word.y * scale)
            cv2.rectangle(mask, (x, y), (x + round(1.5 * scale), y + round(word.h * scale)), (255,), -1)
    return mask


def draw(mask: Gray, box: Box, scale: float, thick: int) -> None:
    centre = tuple(round(value * scale) for value in box.centre)
    cv2.circle(mask, centre, round(box.w / 2 * scale) - 1, (255,), thick)


def cross(mask: Gray, box: Box, scale: float) -> None:
    x, y = box.centre
    for way in (-1, 1):
        a, b = ((round((x + far) * scale), round((y + way * far) * scale)) for far in (-2.9, 2.9))
        cv2.line(mask, a, b, (255,), round(0.5 * scale), cv2.LINE_AA)


def outlines(*but: tuple[int, int]) -> list[Outline]:
    return [Outline(Shape.CIRCLE, ring(item, option)) for item in range(LISTS) for option in range(OPTIONS) if (item, option) not in but]


def words(side: int = 1) -> list[Word]:
    return [Word("", text(ring(item, option), side)) for item in range(LISTS) for option in range(OPTIONS)]


@pytest.mark.parametrize("side", [1, -1], ids=["text after", "text before"])
@pytest.mark.parametrize("option", [0, 1, 3])
def test_an_outline_that_a_mark_hides_stands_where_its_line_begins(option: int, side: int) -> None:
    mask = page(PX_PER_MM, side=side)
    draw(mask, ring(1, option), PX_PER_MM, -1)
    found = with_listed(mask, outlines((1, option)), words(side))
    (added,) = (one for one in found if one.hidden)
    assert np.allclose(added.box.centre, ring(1, option).centre, atol=0.3)


def test_lists_of_which_every_second_option_is_marked_are_found_whole() -> None:
    mask = page(PX_PER_MM)
    marked = [(item, option) for item in range(LISTS) for option in (1, 3)]
    for item, option in marked:
        draw(mask, ring(item, option), PX_PER_MM, -1)
    assert len(with_listed(mask, outlines(*marked), words())) == LISTS * OPTIONS


def test_two_marked_lines_below_each_other_are_both_found() -> None:
    mask = page(PX_PER_MM)
    for option in (2, 3):
        draw(mask, ring(0, option), PX_PER_MM, -1)
    assert sum(one.hidden for one in with_listed(mask, outlines((0, 2), (0, 3)), words())) == 2


def test_a_line_of_text_without_anything_before_it_is_no_option() -> None:
    mask = page(PX_PER_MM)
    draw(mask, ring(1, 3), PX_PER_MM, -1)
    mask[:, : round((LEFT + SIDE + GAP / 2) * PX_PER_MM)][round((TOP + APART + 2.5 * STEP) * PX_PER_MM) : round(90 * PX_PER_MM)] = 0
    assert len(with_listed(mask, outlines((1, 3)), words())) == LISTS * OPTIONS - 1


def test_the_badges_of_questions_are_no_options() -> None:
    mask = page(PX_PER_MM)
    for item in range(LISTS):
        badge = ring(item, -1)
        draw(mask, badge, PX_PER_MM, -1)
        x, y = round(text(badge).x * PX_PER_MM), round(text(badge).y * PX_PER_MM)
        mask[y : y + 28, x : x + 200] = 255
    assert len(with_listed(mask, outlines(), [*words(), *(Word("", text(ring(item, -1))) for item in range(LISTS))])) == LISTS * OPTIONS


def test_crosses_in_the_first_option_of_most_lists_are_marks() -> None:
    mask = page(PX_PER_MM)
    for item, turn in zip(range(3), (0.0, 0.5, 0.9), strict=True):
        x, y = ring(item, 0).centre
        for way in (0.0, 1.5):
            far = 2.4 * np.array([np.cos(turn + way), np.sin(turn + way)])
            a, b = ((round((x + side * far[0]) * PX_PER_MM), round((y + side * far[1]) * PX_PER_MM)) for side in (-1, 1))
            cv2.line(mask, a, b, (255,), 6, cv2.LINE_AA)
    assert len(with_listed(mask, outlines((0, 0), (1, 0), (2, 0)), words())) == LISTS * OPTIONS


@pytest.mark.parametrize(("lists", "added"), [(2, 0), (LISTS, 1)], ids=["a few may be letters", "many beside lines are none"])
def test_outlines_as_small_as_letters_are_options_where_many_lines_begin_with_one(lists: int, added: int) -> None:
    mask = page(PX_PER_MM)
    draw(mask, ring(1, 3), PX_PER_MM, -1)
    small = [replace(one, box=replace(one.box, w=2.4, h=2.4)) for one in outlines((1, 3)) if one.box.y < ring(lists, 0).y]
    assert len(with_listed(mask, small, words())) == len(small) + added


def test_a_cell_around_a_question_is_no_outline_in_the_place_of_an_option() -> None:
    mask = page(PX_PER_MM)
    draw(mask, ring(1, 1), PX_PER_MM, -1)
    middle = ring(1, 1).centre
    cell = Outline(Shape.BOX, Box(middle[0] - 20, middle[1] - 16, 40, 32))
    assert len(with_listed(mask, [*outlines((1, 1)), cell], words())) == LISTS * OPTIONS + 1


def test_two_bold_digits_where_an_outline_could_stand_are_the_number_of_a_question() -> None:
    mask = page(PX_PER_MM)
    box = ring(1, -1)
    left, top, right, foot = (round(value * PX_PER_MM) for value in (box.x, box.y, box.x + box.w, box.y + box.h))
    mask[top:foot, left : right - 24] = 255
    mask[top:foot, right - 18 : right] = 255
    y = round(text(box).y * PX_PER_MM)
    mask[y : y + 28, round(text(box).x * PX_PER_MM) :][:, :200] = 255
    assert len(with_listed(mask, outlines(), [*words(), Word("", text(box))])) == LISTS * OPTIONS


@pytest.mark.parametrize("kind", [pytest.param("crossed", marks=pytest.mark.long), "filled"])
def test_lists_are_learned_whole_from_a_filled_page(kind: str, tmp_path: Path) -> None:
    ink = page(PX)
    for item in range(LISTS):
        (cross if kind == "crossed" else lambda *args: draw(*args, -1))(ink, ring(item, item), PX)
        y = round((ring(item, 0).y - 9) * PX)
        cv2.putText(ink, f"{item + 1}. Which of these", (round(29 * PX), y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (255,), 2, cv2.LINE_AA)
    ink[round(40.7 * PX) : round(40.9 * PX), round(14 * PX) : round(15.4 * PX)] = 255  # dirt between two lines
    soft = cv2.GaussianBlur(230 - ink * 0.75, (0, 0), 0.7) + np.random.default_rng(1).normal(0, 3, ink.shape)
    Image.fromarray(np.clip(soft, 0, 255).astype(np.uint8)).save(tmp_path / "filled.png", dpi=(25.4 * PX, 25.4 * PX))
    choices = only_page(learn([tmp_path / "filled.png"])).choices
    assert [len(item.options) for item in choices] == [OPTIONS] * LISTS
