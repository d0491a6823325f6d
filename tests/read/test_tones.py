"""Whether a scan knows grey."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from omr.read.tones import grey_share


def letters(image_height: int = 1200) -> np.ndarray:
    image = np.full((image_height, 800), 255, np.uint8)
    for row in range(40, image_height, 40):
        cv2.putText(image, "Answer sheet 1011", (30, row), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3)
    return np.where(image < 128, 0, 255).astype(np.uint8)


def as_jpeg(image: np.ndarray, quality: int) -> np.ndarray:
    return cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)


def test_a_scan_in_black_and_white_has_no_grey_edges():
    assert grey_share(letters()) == 0.0


@pytest.mark.parametrize("quality", [90, 50])
def test_jpeg_does_not_make_black_and_white_grey(quality):
    assert grey_share(as_jpeg(letters(), quality)) < 0.1


def test_edges_of_a_scan_in_grey_are_grey_however_white_its_paper():
    seen = cv2.GaussianBlur(letters(), (0, 0), 0.8)
    assert grey_share(seen) > 0.4
    assert grey_share(np.where(seen > 200, 255, seen).astype(np.uint8)) > 0.4


def test_a_page_without_any_edge_has_none():
    assert grey_share(np.full((400, 300), 255, np.uint8)) == 0.0
