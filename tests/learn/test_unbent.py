"""A photo whose page fills the frame is set straight by its print; a flat scan is left as it is."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from omr.learn.paper.source import blank_pages
from omr.learn.paper.unbent import LAID, LEANS_DEG, NOT_LAID, Slopes, unbent
from omr.model.page import Gray

WIDTH, HEIGHT = 840, 1188


def form() -> Gray:
    """Two columns of rows of four boxes, each with some words before it: A4 at 4 px a mm."""
    image = np.full((HEIGHT, WIDTH), 235, dtype=np.uint8)
    for top in range(80, HEIGHT - 80, 48):
        for left in (60, 480):
            cv2.putText(image, "Words of it", (left, top + 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (60,), 1, cv2.LINE_AA)
            for box in range(4):
                x = left + 110 + 44 * box
                cv2.rectangle(image, (x, top), (x + 20, top + 20), (40,), 2)
    return image


def curled(image: Gray, px: float = 10.0) -> Gray:
    """Its middle pushed down, its foot pushed to the right, and its right side further away."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    bent = cv2.remap(image, x + px * y / HEIGHT, y + px * np.sin(np.pi * x / WIDTH), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    corners = np.array([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], dtype=np.float32)
    seen = corners + np.array([(0, 0), (0, px), (0, -px), (0, 0)], dtype=np.float32)
    page = cv2.warpPerspective(bent, cv2.getPerspectiveTransform(corners, seen), (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(page, dtype=np.uint8)


def off_px(image: Gray) -> float:
    """By how much the four boxes of one row stand off one level, at most."""
    parts = cv2.connectedComponentsWithStats((image[:110] < 120).astype(np.uint8))[2][1:]
    boxes = parts[(parts[:, cv2.CC_STAT_WIDTH] > 16) & (parts[:, cv2.CC_STAT_HEIGHT] > 16)]
    rows = [boxes[boxes[:, cv2.CC_STAT_LEFT] < WIDTH / 2], boxes[boxes[:, cv2.CC_STAT_LEFT] > WIDTH / 2]]
    assert [len(row) for row in rows] == [4, 4]
    return max(float(np.ptp(row[:, cv2.CC_STAT_TOP])) for row in rows)


def test_a_curled_photo_that_fills_its_frame_is_set_straight() -> None:
    photo = curled(form())
    straight, told = unbent(photo)
    assert told == (LAID,)
    assert off_px(photo) > 3
    assert off_px(straight) <= 1


def test_a_flat_scan_is_left_as_it_is() -> None:
    noisy = np.clip(form() + np.random.default_rng(1).normal(0, 6, (HEIGHT, WIDTH)), 0, 255).astype(np.uint8)
    for image in (form(), noisy, np.full((HEIGHT, WIDTH), 235, dtype=np.uint8)):
        straight, told = unbent(image)
        assert straight is image
        assert not told


def test_slopes_at_odds_with_each_other_are_no_bend() -> None:
    middles, level, least = np.linspace(-0.7, 0.7, 8), np.zeros(8), np.tan(np.radians(LEANS_DEG))
    at_odds = Slopes(middles, level, np.tan(np.radians([-0.6, 0.6, -0.4, 0.0, 0.6, -0.6, 0.5, -0.3])))
    assert at_odds.lean > least
    assert not at_odds.bent
    assert Slopes(middles, level, np.tan(np.radians(middles))).bent > least


def test_one_side_that_lifts_is_a_bend() -> None:
    middles, least = np.linspace(-0.7, 0.7, 8), np.tan(np.radians(LEANS_DEG))
    assert Slopes(middles, np.zeros(8), np.tan(np.radians([0, 0, 0, 0, 0.1, 0.5, 0.9, 1.3]))).bent > least


def test_few_lines_tell_no_bend() -> None:
    assert not Slopes(np.linspace(-0.7, 0.7, 6), np.zeros(6), np.full(6, np.tan(np.radians(0.7)))).bent


def test_a_bend_that_is_not_understood_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omr.learn.paper.unbent.ROUNDS", 0)
    photo = curled(form())
    straight, told = unbent(photo)
    assert straight is photo
    assert told == (NOT_LAID,)


def test_a_blank_that_was_photographed_so_is_told(tmp_path: Path) -> None:
    Image.fromarray(curled(form())).save(tmp_path / "photo.png", dpi=(144, 144))  # A5, which takes less time
    (page,) = blank_pages([tmp_path / "photo.png"])
    assert LAID in page.doubts
