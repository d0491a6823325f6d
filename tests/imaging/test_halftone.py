"""Scans whose greys are dots are told from others."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from omr.imaging import is_dotted, smoothed


def paper(level: int = 235) -> np.ndarray:
    """A page at 100 dpi with lines of text, boxes and a grey field."""
    image = np.full((1169, 827), level, np.uint8)
    for row in range(100, 1000, 30):
        cv2.putText(image, "An answer sheet of form 1011", (60, row), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 20, 1)
        cv2.rectangle(image, (600, row - 12), (615, row + 3), 0, 1)
    image[1030:1100, 100:500] = 110
    return image


def dithered(image: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(image).convert("1"), dtype=np.uint8) * 255


def ordered(image: np.ndarray) -> np.ndarray:
    levels = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) * 16 + 8
    rows, columns = image.shape
    return np.where(image > np.tile(levels, (rows // 4 + 1, columns // 4 + 1))[:rows, :columns], 255, 0).astype(np.uint8)


def thresholded(image: np.ndarray) -> np.ndarray:
    return np.where(image > 140, 255, 0).astype(np.uint8)


@pytest.mark.parametrize("made", [dithered, ordered])
def test_greys_of_dots_are_told_from_print(made):
    assert is_dotted(made(paper()))


@pytest.mark.parametrize("made", [thresholded, lambda image: image])
def test_plain_black_and_white_and_grey_are_not_dotted(made):
    noise = np.random.default_rng(1).normal(0, 12, paper().shape)
    assert not is_dotted(made(np.clip(paper() + noise, 0, 255).astype(np.uint8)))


def test_a_grey_part_at_the_end_of_a_dotted_scan_is_seen():
    page = dithered(paper())
    page[-60:] = 128
    assert not is_dotted(page)


def test_smoothed_dots_are_as_bright_as_the_grey_they_stand_for():
    assert smoothed(dithered(paper()))[1040:1090, 120:480].mean() == pytest.approx(110, abs=4)
    assert smoothed(dithered(paper()))[1040:1090, 120:480].std() < 30


def test_a_picture_of_a_few_pixels_is_not_dotted():
    assert not is_dotted(np.zeros((3, 3), np.uint8))
