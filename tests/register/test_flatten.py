"""A sheet on a darker table is found by its own edges, and laid flat at the reference's scale."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from omr.model.page import Gray, Points
from omr.register.features import features_of
from omr.register.flatten import Flattened
from omr.register.paper_edges import paper_corners, sheet_levels

CORNERS = np.array([(400.0, 150.0), (1250.0, 420.0), (900.0, 1500.0), (130.0, 1180.0)])
SIZE = (210.0, 297.0)


def photo(corners: Points = CORNERS, table: int = 90, paper: int = 220) -> Gray:
    image = np.full((1700, 1400), table, dtype=np.uint8)
    cv2.fillPoly(image, [np.rint(corners).astype(np.int32)], (paper,), cv2.LINE_AA)
    return image


def nearest_turn(found: Points, true: Points) -> float:
    return min(float(np.abs(np.roll(found, turn, axis=0) - true).max()) for turn in range(4))


def test_the_corners_of_a_sheet_are_found_to_a_few_pixels() -> None:
    assert min(nearest_turn(found, CORNERS) for found in paper_corners(photo())) < 3.0


def test_a_shadow_over_half_of_table_and_sheet_hides_neither() -> None:
    image = photo()
    image[:, :700] = (image[:, :700] * 0.6).astype(np.uint8)
    assert min(nearest_turn(found, CORNERS) for found in paper_corners(image)) < 8.0


@pytest.mark.parametrize("corners", [[(0, 0), (1399, 0), (1399, 1699), (0, 1699)], [(400, 150), (1250, 420), (500, 1300)]])
def test_a_whole_picture_or_three_corners_are_no_sheet(corners: list[tuple[int, int]]) -> None:
    assert paper_corners(photo(np.array(corners, dtype=np.float64))) == ()


def test_one_of_the_four_ways_is_the_true_one_and_features_keep_their_places() -> None:
    rng = np.random.default_rng(5)
    image = photo()
    inside = np.array([(x, y) for x in range(350, 1000, 60) for y in range(450, 1150, 60)])
    for x, y in inside + rng.integers(-10, 10, inside.shape):
        cv2.putText(image, "ABCDEFGH"[int(rng.integers(8))], (int(x), int(y)), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (30,), 2)
    flat = Flattened(image, 0).for_page(SIZE)[0]
    page = np.array([(0, 0, 1), (SIZE[0], 0, 1), (*SIZE, 1), (0, SIZE[1], 1)])
    lifted = [page @ way.T for way in flat.ways]
    assert min(float(np.abs(some[:, :2] / some[:, 2:] - CORNERS).max()) for some in lifted) < 3.0
    seen = features_of(image, 0)[0]
    assert np.median(np.linalg.norm(flat.features[0][:, None] - seen[None], axis=2).min(axis=1)) < 3.0


def test_the_paper_is_judged_by_the_sheet_and_not_by_the_table_around_it() -> None:
    assert sheet_levels(photo(table=30)).paper == 220
    assert sheet_levels(photo(table=30, paper=80)).paper == 80


def test_a_sheet_of_another_shape_is_not_laid_flat() -> None:
    assert Flattened(photo(), 0).for_page((210.0, 90.0)) == ()
