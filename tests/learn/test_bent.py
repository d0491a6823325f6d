"""Boxes that leave their row or column little by little, as those of a curled sheet, are told; those at another place at once are not."""

from __future__ import annotations

import math
from itertools import product
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from omr.learn import learn
from omr.learn.doubts.bent import bent_lines
from omr.model.layout import Box

TOLD = "do not stand in straight rows"


def columns(*aside_mm: float) -> list[Box]:
    """Three columns of boxes, whose rows stand aside by so much."""
    return [Box(30.0 + 10 * column + aside, 40.0 + 8 * row, 3.5, 3.5) for row, aside in enumerate(aside_mm) for column in range(3)]


def test_columns_of_a_curled_sheet_are_told() -> None:
    curled = [1.5 * math.sin(math.pi * row / 20) for row in range(21)]
    (told,) = bent_lines(columns(*curled))
    assert TOLD in told
    assert "3 rows or columns leave a straight line, by up to 1.5 mm" in told


def test_rows_that_rise_are_told() -> None:
    assert bent_lines([Box(20.0 + 9 * place, 50.0 + 0.15 * place, 3.5, 3.5) for place in range(8)])


def test_straight_and_uneven_boxes_are_not_told() -> None:
    noise = [0.1 * (-1) ** row for row in range(20)]
    parts = [0.0] * 10 + [1.2] * 10  # a list that stands further in
    ragged = [0.0, 1.1, 0.2, 0.9, 0.1, 1.0, 0.0]  # boxes after words
    for aside in (noise, parts, ragged):
        assert not bent_lines(columns(*aside))


def test_a_page_that_is_still_turned_a_bit_is_not_told_and_a_fan_is() -> None:
    rows = range(25)
    assert not bent_lines(
        [Box(30 + 10 * column - 0.025 * row, 30 + 10 * row + 0.025 * column, 3.5, 3.5) for row in rows for column in range(5)]
    )
    assert bent_lines(
        [Box(30 + 10 * column + 0.025 * row * (column - 2), 30.0 + 10 * row, 3.5, 3.5) for row in rows for column in range(5)]
    )


def test_a_photo_that_its_print_does_not_set_straight_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omr.learn.paper.source.unbent", lambda image: (image, ()))
    image = np.full((595, 420), 235, dtype=np.uint8)  # A6 at 4 px a mm
    for row, place in product(range(10), range(2)):
        x, y = 200 + 60 * place + abs(row - 5), 50 + 50 * row
        cv2.rectangle(image, (x, y), (x + 20, y + 20), (40,), 2)
    Image.fromarray(image).save(tmp_path / "photo.png", dpi=(101.6, 101.6))
    assert any(TOLD in doubt for doubt in learn([tmp_path / "photo.png"]).doubts)
