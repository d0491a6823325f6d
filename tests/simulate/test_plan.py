"""A mark is taken back in a way that a person can tell from a mark."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from omr.model.exam import Shape
from omr.model.layout import Box, Field, FieldKind, LayoutOption
from omr.simulate.hand import draw_hand
from omr.simulate.plan import LEAST_MM, Pencraft, plan_item, rivals_of
from omr.simulate.tables import EVERYDAY
from omr.simulate.truth import owner
from tests.simulate.scene import choice

FIELD = choice(Shape.BOX, "1", 20, 20, "abcd")


def ways(style: str, labels: list[str]) -> Counter[str]:
    """How one person's marks were taken back, in many items."""
    rng = np.random.default_rng(5)
    hand = replace(draw_hand(rng, EVERYDAY), style=style, other=0.0)
    craft = Pencraft(hand, EVERYDAY, ())
    drawn = (mark for _ in range(60) for mark in plan_item(rng, craft, FIELD, labels, "cancelled"))
    return Counter(mark.kinds[-1] for mark in drawn if "cancelled" in mark.kinds)


def test_who_ticks_takes_marks_back_in_every_way():
    assert set(ways("tick", ["b"])) == {"scribbled_out", "struck_out", "blacked_out", "crossed_out"}


def test_a_cross_is_not_crossed_out():
    assert set(ways("cross", ["b"])) == {"scribbled_out", "struck_out", "blacked_out"}


@pytest.mark.parametrize(("style", "labels"), [("fill", ["b"]), ("tick", [])])
def test_a_fill_and_a_mark_with_none_in_its_stead_are_only_struck_or_crossed_out(style, labels):
    assert set(ways(style, labels)) == {"struck_out", "crossed_out"}


def test_a_mark_at_a_tiny_outline_is_drawn_as_at_one_that_has_room_for_it():
    def strokes(size: float) -> list[np.ndarray]:
        """Of a mark at a lone outline of that size around one middle."""
        option = LayoutOption("a", Shape.CIRCLE, Box(20 - size / 2, 20 - size / 2, size, size))
        rng = np.random.default_rng(3)
        craft = Pencraft(replace(draw_hand(rng, EVERYDAY), style="tick", other=0.0), EVERYDAY)
        field = Field(FieldKind.CHOICE, option.box, "1", "1", options=(option,))
        return [stroke.points for mark in plan_item(rng, craft, field, ["a"], "none") for stroke in mark.strokes]

    tiny, small, usual = strokes(1.6), strokes(LEAST_MM), strokes(4.0)
    assert all(map(np.allclose, tiny, small))
    assert np.ptp(small[0][:, 0]) < 0.8 * np.ptp(usual[0][:, 0])


def test_a_mark_beside_its_outline_belongs_to_no_row_below_of_the_same_letters():
    below = choice(Shape.BOX, "2", 20, 26, "abcd")
    rng = np.random.default_rng(5)
    craft = Pencraft(draw_hand(rng, EVERYDAY), EVERYDAY, rivals_of(FIELD, (FIELD, below)))
    marks = [mark for _ in range(60) for mark in plan_item(rng, craft, FIELD, ["b"], "beside") if "beside" in mark.kinds]
    boxes = [*FIELD.options, *(replace(option, label="below") for option in below.options)]
    assert len(marks) > 20
    assert "below" not in {owner(mark.strokes, boxes)[0] for mark in marks}
