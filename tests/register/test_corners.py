"""The quick look for markers near a scan's corners: all of one page's, or none."""

from __future__ import annotations

import numpy as np
import pytest
from register.scene import draw_print, layout_page, placed, scanned

from omr.register.corners import find_in_corners
from omr.register.markers import find_markers, refined

PAGE = layout_page(rows=6)


def scan_of(turn: float, without: tuple[int, ...] = ()) -> np.ndarray:
    truth, shape = placed(PAGE.size, turn=turn)
    return scanned(draw_print(PAGE, without=without), truth, shape)


@pytest.mark.parametrize("turn", [0.0, 1.5, -2.0, 180.0])
def test_what_is_seen_is_what_the_search_over_the_whole_page_sees(turn: float) -> None:
    image = scan_of(turn)
    quick = tuple(refined(image, marker) for marker in find_in_corners(image, (PAGE,)))
    whole = find_markers(image, (PAGE,))
    assert [marker.id for marker in quick] == [0, 1, 2, 3]
    for near, far in zip(quick, whole, strict=True):
        assert near.corners == pytest.approx(far.corners, abs=0.02)


def test_a_torn_off_marker_leaves_the_page_to_the_search_over_the_whole() -> None:
    assert find_in_corners(scan_of(0.0, without=(2,)), (PAGE,)) == ()


def test_a_scan_of_other_proportions_is_left_to_the_search_over_the_whole() -> None:
    image = scan_of(0.0)
    assert find_in_corners(np.vstack([image, np.full((300, image.shape[1]), 240, np.uint8)]), (PAGE,)) == ()
    assert find_in_corners(np.rot90(image).copy(), (PAGE,)) == ()
