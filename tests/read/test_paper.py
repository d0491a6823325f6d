"""How dark a patch is beside its own paper, and where a shadow ends on it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from omr.read.expected import SIDE
from omr.read.paper import darkness, lit


def patches(*papers: int) -> np.ndarray:
    """A flat patch for each brightness."""
    return np.stack([np.full((SIDE, SIDE), paper, np.uint8) for paper in papers])


def beside(those: np.ndarray) -> np.ndarray:
    """All of them, for each: they stand close together."""
    return np.tile(np.arange(len(those)), (len(those), 1))


def test_paper_is_no_darkness_and_black_is_all_of_it() -> None:
    one = patches(200)
    one[0, :8, :8] = 0
    dark, paper, _ = darkness(one, beside(one))
    assert paper == pytest.approx([200])
    assert (dark[0, :8, :8] == 255).all()
    assert (dark[0, 8:] == 0).all()


def test_darkness_is_relative_to_the_patch_s_own_paper() -> None:
    two = patches(200, 240)
    two[0, :8], two[1, :8] = 100, 120
    dark, paper, _ = darkness(two, beside(two))
    assert paper == pytest.approx([200, 240])
    assert (dark[:, :8] == 127).all()


def test_patches_of_several_papers_are_as_dark_as_each_alone() -> None:
    some = patches(240, 200, 240, 230, 200, 240)
    some[:, 4:9, :] = 90
    dark, paper, _ = darkness(some, beside(some))
    assert paper == pytest.approx([240, 200, 240, 230, 200, 240])
    for place in range(len(some)):
        assert np.array_equal(dark[place], darkness(some[place : place + 1], np.zeros((1, 1), np.intp))[0][0])


def test_a_stain_over_a_whole_patch_cannot_pass_for_paper() -> None:
    four = patches(240, 240, 240, 60)
    dark, paper, shade = darkness(four, beside(four))
    assert paper[3] == pytest.approx(60)
    assert shade == pytest.approx([1, 1, 1, 0.25])
    assert (dark[3] > 170).all()
    assert (dark[:3] == 0).all()


def test_a_shadow_over_many_boxes_is_their_paper() -> None:
    half = patches(*[240] * 12, *[150] * 8)
    near = np.array([[row, *([1, 2, 3, 4] if row < 12 else [13, 14, 15, 16])] for row in range(20)])
    half[19, 20:30] = 15
    dark, _, shade = darkness(half, near)
    assert shade == pytest.approx(1.0)
    assert (dark[:19] == 0).all()
    assert dark[19].max() == pytest.approx(255 * 0.9, abs=1)


def test_what_is_darker_than_any_shadow_is_no_paper_however_large() -> None:
    half = patches(*[240] * 12, *[80] * 8)
    near = np.array([[row, *([1, 2, 3, 4] if row < 12 else [13, 14, 15, 16])] for row in range(20)])
    dark, _, shade = darkness(half, near)
    assert shade[12:] == pytest.approx(2 / 3, abs=0.01)
    assert (dark[12:] > 30).all()


def test_a_box_filled_to_three_quarters_keeps_its_paper() -> None:
    one = patches(230)
    one[0, :30] = 20
    assert darkness(one, beside(one))[1] == pytest.approx([230])


def test_no_patches_are_no_darkness() -> None:
    none = np.zeros((0, SIDE, SIDE), np.uint8)
    dark, paper, shade = darkness(none, beside(none))
    assert dark.shape == (0, SIDE, SIDE)
    assert paper.shape == shade.shape == (0,)


NONE = np.zeros((1, SIDE, SIDE), np.uint8)


def test_even_paper_is_lit_alike_whatever_is_drawn_on_it() -> None:
    two = patches(230, 120)
    two[0, 6:34, 6:34] = 20
    two[1, :, 18:22] = 0
    assert lit(two, np.concatenate([NONE, NONE])) == pytest.approx([1.0, 1.0])


def test_a_broad_pen_s_circle_around_the_box_is_no_shadow() -> None:
    one = patches(250)
    cv2.circle(one[0], (18, 18), 15, 30, 5, cv2.LINE_AA)
    assert lit(one, NONE) == pytest.approx([1.0])


@pytest.mark.parametrize("turn", range(4))
def test_the_end_of_a_shadow_is_seen_from_whichever_side_it_falls(turn: int) -> None:
    one = patches(240)
    one[0, :20] = 144
    assert lit(np.rot90(one, turn, axes=(1, 2)).copy(), NONE) == pytest.approx([0.6])


def test_what_is_printed_in_grey_is_no_shadow() -> None:
    one, printed = patches(240), NONE.copy()
    one[0, :12], printed[0, :12] = 144, 102
    assert lit(one, printed) == pytest.approx([1.0])
    assert lit(one, NONE) == pytest.approx([0.6])
    assert lit(one, np.full_like(one, 200)) == pytest.approx([1.0]), "print everywhere says nothing"


def test_no_patches_have_no_light() -> None:
    assert lit(NONE[:0], NONE[:0]).shape == (0,)
