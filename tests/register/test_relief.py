"""Blocks of print are found where they stand, and are not believed where they would fit elsewhere as well."""

from __future__ import annotations

import cv2
import numpy as np

from omr.model.page import Gray, Transform
from omr.register.place import no_bend
from omr.register.relief import PX_PER_MM, climbed, relief, shifts

SIZE = (120.0, 160.0)
ROWS, COLUMNS = round(SIZE[1] * PX_PER_MM), round(SIZE[0] * PX_PER_MM)


def letters(seed: int = 1) -> Gray:
    """A page of random letters at ``PX_PER_MM``."""
    rng = np.random.default_rng(seed)
    image = np.full((ROWS, COLUMNS), 250, dtype=np.uint8)
    for y in range(20, ROWS, 22):
        for x in range(10, COLUMNS - 20, 16):
            cv2.putText(image, chr(int(rng.integers(65, 91))), (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (40,), 1, cv2.LINE_AA)
    return image


def black_and_white(image: Gray) -> Gray:
    return np.asarray(cv2.threshold(image, 160, 255, cv2.THRESH_BINARY)[1], dtype=np.uint8)


def test_a_page_moved_by_a_mm_is_seen_so_in_every_block_in_grey_or_black_and_white() -> None:
    page = letters()
    aside = np.roll(page, (4, -8), axis=(0, 1))
    for seen in (aside, black_and_white(aside)):
        found = shifts(relief(seen, PX_PER_MM), relief(page, PX_PER_MM), 25.0, 4.0)
        assert np.median(np.abs(found.offsets - (-2.0, 1.0))) < 0.05
        assert (found.trust > 0.3).mean() > 0.8


def test_blocks_of_a_grid_of_cells_alike_are_not_trusted() -> None:
    grid = np.full((ROWS, COLUMNS), 250, dtype=np.uint8)
    grid[::20], grid[:, ::20] = 40, 40
    found = shifts(relief(grid, PX_PER_MM), relief(grid, PX_PER_MM), 25.0, 6.0)
    assert found.trust[np.abs(found.middles - np.array(SIZE) / 2).max(axis=1) < 30].max() < 0.1


def test_a_page_curled_by_five_mm_is_followed() -> None:
    page = letters()
    x, y = np.meshgrid(np.arange(COLUMNS, dtype=np.float32), np.arange(ROWS, dtype=np.float32))
    curl = (5 * PX_PER_MM * np.sin(np.pi * x / COLUMNS)).astype(np.float32)
    seen = np.asarray(cv2.remap(page, x, y + curl, cv2.INTER_LINEAR, borderValue=250), dtype=np.uint8)
    start = Transform(np.array([[PX_PER_MM, 0, -0.5], [0, PX_PER_MM, -3 * PX_PER_MM], [0, 0, 1]]), no_bend(), SIZE)
    laid = climbed(seen, start, relief(page, PX_PER_MM))
    assert laid is not None
    assert laid.share > 0.8
    places = np.array([(x, y) for x in (15.0, 40.0, 60.0, 80.0, 105.0) for y in (30.0, 80.0, 140.0)])
    true = places * PX_PER_MM - 0.5 - np.stack([0 * places[:, 0], 5 * PX_PER_MM * np.sin(np.pi * places[:, 0] / SIZE[0])], axis=1)
    assert np.linalg.norm(laid.transform(places) - true, axis=1).max() / PX_PER_MM < 0.3


def test_another_page_is_not_followed() -> None:
    start = Transform(np.array([[PX_PER_MM, 0, -0.5], [0, PX_PER_MM, -0.5], [0, 0, 1]]), no_bend(), SIZE)
    laid = climbed(np.full((ROWS, COLUMNS), 250, dtype=np.uint8), start, relief(letters(), PX_PER_MM))
    assert laid is None
