"""Digits that run down in small outlines of a scan, whose print falls on other pixels in each."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from omr.learn.outlines.families import Spot
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM
from omr.learn.rows.downward import with_downward_labels
from omr.learn.rows.grids import is_downward
from omr.learn.rows.runs import Run
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray


def block(texts: list[str], seed: int, apart: float = 0.0) -> tuple[list[Run], Gray]:
    """Rows of circles that print these characters, each off its place by a pixel at most, the last of a row so far ``apart``."""
    rng = np.random.default_rng(seed)
    mask = np.zeros((round(70 * PX_PER_MM), round(75 * PX_PER_MM)), np.uint8)
    runs = []
    for i, text in enumerate(texts):
        boxes = [Box(5.0 + 8.0 * k + apart * (k == len(text) - 1), 5.0 + 6.0 * i, 3.4, 3.4) for k in range(len(text))]
        for character, box in zip(text, boxes, strict=True):
            x, y = (round(value * PX_PER_MM + off) for value, off in zip((box.x + 0.9, box.y + 2.6), rng.integers(-1, 2, 2), strict=True))
            cv2.putText(mask, character, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (255,), 2)
        runs.append(Run(tuple(Spot(Outline(Shape.CIRCLE, box), None, 0.3) for box in boxes)))
    return runs, mask


def test_ten_rows_of_digits_are_a_number_though_their_pixels_differ() -> None:
    runs, mask = block([str(digit) * 4 for digit in range(10)], seed=0)
    assert all(map(is_downward, with_downward_labels(runs, mask, [])))


@pytest.mark.parametrize("seed", range(4))
def test_ten_rows_of_letters_are_items_though_their_pixels_differ(seed: int) -> None:
    runs, mask = block(["ABCD"] * 10, seed)
    assert not any(map(is_downward, with_downward_labels(runs, mask, [])))


@pytest.mark.parametrize(("apart", "counts"), [(0.0, {4}), (10.0, {4}), (30.0, {3, 1})])
def test_a_column_far_right_of_a_number_is_none_of_its_digits(apart: float, counts: set[int]) -> None:
    runs, mask = block([str(digit) * 4 for digit in range(10)], seed=0, apart=apart)
    found = with_downward_labels(runs, mask, [])
    assert {len(run.spots) for run in found} == counts
    assert all(map(is_downward, found))
