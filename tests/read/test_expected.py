"""What a page is expected to show where nobody marked it, and how dark a patch is beside its own paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from read.drawn import OPTIONS, ROWS, Print, layout_page, reference

from omr.model.exam import Shape
from omr.model.layout import LayoutPage
from omr.read import expected
from omr.read.expected import NEIGHBOURS, SIDE, darkness

N = ROWS * len(OPTIONS)


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


@pytest.mark.parametrize("seen", [True, False])
def test_a_page_is_expected_box_by_box_in_the_layout_s_order(seen: bool) -> None:
    form = Print()
    page = layout_page(form)
    known = expected(page, reference(form) if seen else None)
    assert known.seen is seen
    assert known.boxes == tuple(option.box for field in page.choices for option in field.options)
    assert tuple(label for _, _, label in known.names) == tuple(OPTIONS) * ROWS
    assert known.print.shape == known.inside.shape == known.core.shape == known.outside.shape == (N, SIDE, SIDE)
    assert known.neighbours.shape == (N, NEIGHBOURS)
    assert (known.neighbours[:, 0] == np.arange(N)).all(), "each box is its own nearest"


def test_inside_core_and_outside_never_overlap_the_outline() -> None:
    known = expected(layout_page(Print()), None)
    outline = known.print > 0
    assert not (outline & (known.inside > 0)).any()
    assert not (outline & (known.outside > 0)).any()
    assert ((known.core > 0) <= (known.inside > 0)).all()


@pytest.mark.parametrize("shape", [Shape.BOX, Shape.CIRCLE])
def test_the_drawn_outline_agrees_with_a_reference_s(shape: Shape) -> None:
    form = replace(Print(), shape=shape)
    seen, drawn = (expected(layout_page(form), picture).print for picture in (reference(form), None))
    assert np.mean((seen > 127) != (drawn > 127)) < 0.06


def test_the_area_of_all_samples_is_the_patch_s() -> None:
    known = expected(layout_page(Print()), None)
    assert known.area * SIDE**2 == pytest.approx((4.5 + 2 * known.margin) ** 2, rel=1e-5)
    assert known.pitch**2 == pytest.approx(np.repeat(known.area[:, None], 2, axis=1), rel=1e-5)


def test_a_page_without_boxes_expects_nothing() -> None:
    known = expected(LayoutPage(1, (120.0, 120.0), (), ()), None)
    assert known.print.shape == (0, SIDE, SIDE)
    assert known.margin == 0.0
