"""A printer does what its parameters say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from omr.model.layout import LayoutPage
from omr.simulate.printer import Print, wear

PLAIN = Print(scale=1.0, dx=0.0, dy=0.0, toner=1.0, loss=0.0, dropout=1.0)
PAGE = LayoutPage(1, (20.0, 20.0), (), ())
PX_PER_MM = 10.0


def worn(how):
    image = np.full((200, 200), 255, np.uint8)
    image[:, 100:103] = 0
    return wear(np.random.default_rng(0), image, how, PAGE, PX_PER_MM)


@pytest.mark.parametrize("gain", [0.0, 0.04, 0.1, 0.25])
def test_spreading_toner_makes_a_line_wider_by_as_much_on_either_side(gain):
    darkness = (255 - worn(replace(PLAIN, gain=gain)).astype(float)).sum(axis=1) / 255
    assert darkness == pytest.approx(3 + 2 * gain * PX_PER_MM, abs=0.05)


def test_a_bold_print_is_named_so():
    assert replace(PLAIN, gain=0.08).defects == ("bold_print",)
    assert replace(PLAIN, gain=0.03).defects == ()
