"""What a page is expected to show where nobody marked it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from read.drawn import OPTIONS, ROWS, Print, layout_page, reference

from omr.model.exam import Shape
from omr.model.layout import LayoutPage
from omr.read import expected
from omr.read.expected import NEIGHBOURS, SIDE

N = ROWS * len(OPTIONS)


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
