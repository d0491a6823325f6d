"""A printed line is dark wherever it is, whatever is drawn beside it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from register.scene import as_scan, draw_print, fine, layout_page, placed, px, scanned

from omr.imaging import levels
from omr.model.page import Gray
from omr.register.beneath import are_there
from omr.register.outlines import Picture
from omr.register.printed import every_printed

PAGE = layout_page()
EVERY = every_printed(PAGE)


def share_there(image: Gray, beside_mm: float = 0.0) -> float:
    truth, shape = placed(PAGE.size, turn=0.4)
    scan = as_scan(scanned(image, truth, shape))
    moved = replace(truth, matrix=truth.matrix @ np.array([[1, 0, beside_mm], [0, 1, 0], [0, 0, 1.0]]))
    return float(are_there(EVERY, Picture(scan.image, None, levels(scan.image)), moved).mean())


def around_each(radius_mm: float, line_mm: float) -> Gray:
    """The print with a ring around every outline, or a disc over it."""
    image = draw_print(PAGE)
    for x, y in EVERY.centres:
        cv2.circle(image, fine(x, y), round(radius_mm * 16 * px(1)), 30, px(line_mm) if line_mm else -1, cv2.LINE_AA, 4)
    return image


@pytest.mark.parametrize("image", [draw_print(PAGE), around_each(3.3, 0.9)], ids=["as printed", "circled"])
def test_outlines_are_there_at_their_place_and_not_beside_it(image):
    assert share_there(image) > 0.95
    assert share_there(image, 0.3) > 0.9
    assert share_there(image, 1.0) < 0.05


def test_a_disc_over_an_outline_does_not_tell_where_it_is():
    assert share_there(around_each(3.6, 0.0)) == 0.0
