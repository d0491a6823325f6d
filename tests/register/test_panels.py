"""The four corners of printed tables and frames, whatever is cut off, in the shade, or touches them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from omr.model.page import Gray, Points
from omr.register.panels import four_around, panels

CORNERS = np.array([(320.0, 260.0), (1010.0, 330.0), (930.0, 1290.0), (180.0, 1130.0)])
ROWS, COLUMNS = 24, 14


def table(corners: Points = CORNERS) -> Gray:
    """A grid of thin lines, seen askew on white paper."""
    way = cv2.getPerspectiveTransform(np.array([(0, 0), (COLUMNS, 0), (COLUMNS, ROWS), (0, ROWS)], np.float32), corners.astype(np.float32))
    image = np.full((1500, 1200), 255, dtype=np.uint8)
    ends = [((column, 0), (column, ROWS)) for column in range(COLUMNS + 1)] + [((0, row), (COLUMNS, row)) for row in range(ROWS + 1)]
    for line in ends:
        start, end = np.rint(cv2.perspectiveTransform(np.array([line], dtype=np.float64), way)[0]).astype(int).tolist()
        cv2.line(image, start, end, (60,), 2, cv2.LINE_AA)
    return image


def nearest_turn(found: Points, true: Points) -> float:
    return min(float(np.abs(np.roll(found, turn, axis=0) - true).max()) for turn in range(4))


def test_a_table_is_found_by_its_outline() -> None:
    (found,) = panels(table())
    assert nearest_turn(found, CORNERS) < 4.0


def test_the_edge_of_the_paper_that_touches_a_table_is_not_part_of_it() -> None:
    image = table()
    cv2.line(image, (180, 1130), (0, 1100), (40,), 3)
    cv2.line(image, (930, 1290), (1199, 1350), (40,), 3)
    (found,) = panels(image)
    assert nearest_turn(found, CORNERS) < 4.0


def test_text_is_no_panel() -> None:
    image = np.full((1500, 1200), 255, dtype=np.uint8)
    for row in range(100, 1400, 60):
        cv2.putText(image, "which of these is right", (100, row), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (20,), 2)
    assert panels(image) == ()


def test_a_corner_that_is_cut_off_gets_back_its_place() -> None:
    hull = np.array([(0.0, 0), (8, 0), (10, 3), (10, 10), (0, 10)])
    found = four_around(hull)
    assert found is not None
    assert nearest_turn(found, np.array([(0.0, 0), (10, 0), (10, 10), (0, 10)])) == pytest.approx(0)


def test_a_triangle_has_no_four_corners() -> None:
    assert four_around(np.array([(0.0, 0), (8, 0), (4, 6)])) is None
