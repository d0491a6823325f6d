"""Lines from edge to edge are found at their place; print, writing, shadows and noise are not lines."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from omr.imaging import streaks
from omr.model.page import Gray, Streak

PX_PER_MM = 4.0
ROWS, COLUMNS = 1188, 840


def paper(level: int = 240, noise: float = 2.0) -> Gray:
    grain = np.random.default_rng(0).normal(level, noise, (ROWS, COLUMNS))
    return np.clip(grain, 0, 255).astype(np.uint8)


def printed(image: Gray) -> Gray:
    """Text, a column of boxes, a table with long lines, corner markers: all that a form has, up to 10 mm from the edges."""
    page = image.copy()
    for y in range(80, 1100, 18):
        cv2.putText(page, "the quick brown fox jumps over it", (60, y), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 20, 1, cv2.LINE_AA)
        cv2.rectangle(page, (500, y - 14), (514, y), 30, 1)
    cv2.rectangle(page, (560, 40), (780, ROWS - 40), 10, 2)
    cv2.line(page, (40, 600), (COLUMNS - 40, 600), 10, 2)
    for x, y in ((40, 40), (760, 40), (40, 1108), (760, 1108)):
        cv2.rectangle(page, (x, y), (x + 40, y + 40), 0, -1)
    return page


def test_a_dark_line_is_found_where_it_is() -> None:
    image = printed(paper(noise=0))
    image[:, 300] = 200
    assert streaks(image, PX_PER_MM) == (Streak(across=False, place=300.0, depth=-40),)


def test_a_line_across_the_feed_of_a_turned_scan_is_found_where_it_is() -> None:
    image = printed(paper(noise=0))
    image[400:402] = 120
    assert streaks(image, PX_PER_MM) == (Streak(across=True, place=400.5, depth=-120),)


def test_a_light_line_shows_on_grey_paper() -> None:
    image = printed(paper(200, noise=0))
    image[:, 650:652] = 250
    assert streaks(image, PX_PER_MM) == (Streak(across=False, place=650.5, depth=50),)


def test_a_line_through_print_and_noise_is_found() -> None:
    image = printed(paper(noise=6))
    image[:, 505] -= np.minimum(image[:, 505], 30)
    (found,) = streaks(image, PX_PER_MM)
    assert (found.across, found.place) == (False, 505.0)
    assert -36 <= found.depth <= -20


def test_a_broken_line_on_a_one_bit_scan_is_found() -> None:
    image = np.where(printed(paper()) > 128, 255, 0).astype(np.uint8)
    image[np.arange(ROWS) % 5 != 0, 250] = 0
    assert [(one.across, one.place) for one in streaks(image, PX_PER_MM)] == [(False, 250.0)]


@pytest.mark.parametrize("noise", [0.0, 2.0, 6.0, 12.0])
def test_a_printed_page_has_no_line(noise: float) -> None:
    assert streaks(printed(paper(noise=noise)), PX_PER_MM) == ()


def test_a_line_that_ends_before_the_scans_edge_is_printed_or_drawn() -> None:
    for ends in (slice(16, ROWS), slice(0, ROWS - 16)):
        image = paper()
        image[ends, 300] = 60
        assert streaks(image, PX_PER_MM) == ()


def test_shadows_folds_and_what_stands_at_the_very_edge_are_no_lines() -> None:
    image = paper().astype(np.float64)
    image -= 120 * np.exp(-np.arange(COLUMNS) / 40)
    image[:, 400:430] -= 40
    image[:, :6] = 0
    assert streaks(np.clip(image, 0, 255).astype(np.uint8), PX_PER_MM) == ()


def test_only_the_clearest_of_many_lines_are_kept() -> None:
    image = paper(noise=0)
    for number in range(12):
        image[:, 60 + 60 * number] = 220 - 10 * number
    assert [one.place for one in streaks(image, PX_PER_MM)] == [60.0 + 60 * number for number in range(4, 12)]


@pytest.mark.parametrize("shape", [(1, 1), (8, 2000), (2000, 8), (40, 40)])
def test_an_image_of_any_shape_is_looked_at(shape: tuple[int, int]) -> None:
    assert streaks(np.full(shape, 200, np.uint8), PX_PER_MM) == ()


def test_the_image_stays_as_it_is() -> None:
    image = printed(paper())
    before = image.copy()
    streaks(image, PX_PER_MM)
    assert np.array_equal(image, before)
