"""Marks are drawn where they are meant, in boxes and circles, the same for the same seed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from omr.model.exam import Shape
from omr.model.layout import Box
from omr.simulate.hand import NEAT, PENS, draw_hand
from omr.simulate.handwriting import write
from omr.simulate.marks import CANCELLING, KINDS
from omr.simulate.tables import EVERYDAY, HARSH
from omr.simulate.truth import owner
from tests.simulate.scene import options

ALL = {**KINDS, **CANCELLING}


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("table", [EVERYDAY, HARSH], ids=lambda table: table.name)
def test_every_kind_is_drawn_and_most_often_belongs_to_its_outline(kind, shape, table):
    found = options(shape, 20, 20, "abcd")
    right = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        strokes = ALL[kind](rng, draw_hand(rng, table), found[1].box)
        assert strokes
        for stroke in strokes:
            assert np.isfinite(stroke.points).all()
            assert len(stroke.points) == len(stroke.width) == len(stroke.pressure) >= 2
            assert (stroke.width > 0).all()
            assert (stroke.pressure >= 0).all()
            assert (stroke.pressure <= 1).all()
        right += owner(strokes, found)[0] == "b"
    assert right >= 38


@pytest.mark.parametrize("kind", ALL)
def test_the_same_seed_draws_the_same_mark(kind):
    def once():
        rng = np.random.default_rng(3)
        return ALL[kind](rng, draw_hand(rng, EVERYDAY), Box(10, 10, 5, 5))

    for one, two in zip(once(), once(), strict=True):
        assert np.array_equal(one.points, two.points)


def test_an_upright_cross_is_as_high_and_wide_as_its_outline_and_goes_through_its_middle():
    box = Box(10, 10, 5, 5)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        hand = replace(draw_hand(rng, EVERYDAY), upright=True, size=0.9, turn=0.0, slant=0.0, bias=(0.0, 0.0), aspect=1.0, tremor=0.02)
        across, down = sorted(KINDS["cross"](rng, hand, box), key=lambda stroke: np.ptp(stroke.points[:, 1]))[:2]
        (wide, flat), (thin, high) = np.ptp(across.points, axis=0), np.ptp(down.points, axis=0)
        assert min(wide, high) > 3
        assert max(flat, thin) < 1.2


def width_of(kind: str, fills: float, seed: int) -> float:
    """How wide a mark is that such a person draws in a box 5 mm wide, in mm."""
    rng = np.random.default_rng(seed)
    hand = replace(draw_hand(rng, EVERYDAY), fills=fills, turn=0.0, slant=0.0, aspect=1.0, tremor=0.02)
    return float(np.ptp(np.vstack([stroke.points for stroke in ALL[kind](rng, hand, Box(10, 10, 5, 5))])[:, 0]))


@pytest.mark.parametrize("kind", ["fill", "scribble"])
def test_who_fills_beyond_the_outline_does_so_in_most_boxes_and_neat_people_in_none(kind):
    spilt, neat = ([width_of(kind, fills, seed) for seed in range(20)] for fills in (1.35, NEAT))
    assert sum(width > 5.2 for width in spilt) >= 15
    assert np.median(neat) < 5


@pytest.mark.parametrize("kind", CANCELLING)
def test_what_takes_a_fill_back_goes_further_out_than_it(kind):
    for fills in (NEAT, 1.35):
        taken_back, filled = (np.median([width_of(one, fills, seed) for seed in range(20)]) for one in (kind, "fill"))
        assert taken_back > filled + 0.2


def test_a_hand_stays_within_its_table():
    rng = np.random.default_rng(0)
    for table in (EVERYDAY, HARSH):
        for _ in range(200):
            hand = draw_hand(rng, table)
            assert hand.style in table.styles
            assert table.tremor[0] <= hand.tremor <= table.tremor[1]
            assert table.mark_size[0] <= hand.size <= table.mark_size[1]
            assert hand.fills == NEAT or table.spill[0] <= hand.fills <= table.spill[1]
            assert hand.pen.width <= PENS[hand.pen.name].width * table.pen_width[1] + 1e-9


def test_writing_stays_in_its_box_and_knows_every_character():
    rng = np.random.default_rng(1)
    box = Box(10, 10, 60, 8)
    for text in ("0123456789", "Zoë Ångström-O'Neil", "MMMMMMMMMMMMMMMMMMMMMMMMMMMMMM", "李"):
        points = np.vstack([stroke.points for stroke in write(rng, draw_hand(rng, EVERYDAY), text, box)])
        assert points[:, 0].min() > box.x - 3
        assert points[:, 0].max() < box.x + box.w + 4
        assert points[:, 1].min() > box.y - 3
        assert points[:, 1].max() < box.y + box.h + 5
