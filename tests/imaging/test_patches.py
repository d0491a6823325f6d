"""Samples come from exactly the place that the transform names, whatever the resolution and the turn."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omr.imaging import frames, sample, sample_grid
from omr.model.layout import Box
from omr.model.page import Transform

SIZE = (50.0, 40.0)


def scaled(px_per_mm: float, turn: float = 0.0) -> Transform:
    """Page mm to pixels with whole coordinates at pixel centres, turned about the page's middle."""
    a = np.radians(turn)
    around = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1.0]])
    to_middle = np.array([[1, 0, -SIZE[0] / 2], [0, 1, -SIZE[1] / 2], [0, 0, 1.0]])
    out = np.array([[px_per_mm, 0, SIZE[0] / 2 * px_per_mm - 0.5], [0, px_per_mm, SIZE[1] / 2 * px_per_mm - 0.5], [0, 0, 1.0]])
    return Transform(out @ around @ to_middle, np.zeros((2, 6)), SIZE)


def ramp(px_per_mm: float) -> np.ndarray:
    """A page that grows by four grey values a millimetre to the right."""
    row = (np.arange(round(SIZE[0] * px_per_mm)) + 0.5) / px_per_mm * 4 + 20
    return np.broadcast_to(np.round(row), (round(SIZE[1] * px_per_mm), len(row))).astype(np.uint8)


def test_a_patch_at_the_scans_own_resolution_is_the_scans_pixels() -> None:
    image = np.arange(40 * 50, dtype=np.int64).reshape(40, 50).astype(np.uint8)
    patch = sample(image, scaled(1.0), [Box(10, 7, 4, 4)], 4, 0.0)
    assert np.array_equal(patch[0], image[7:11, 10:14])


def test_the_margin_is_around_the_box() -> None:
    image = np.arange(40 * 50, dtype=np.int64).reshape(40, 50).astype(np.uint8)
    patch = sample(image, scaled(1.0), [Box(10, 7, 4, 4)], 8, 2.0)
    assert np.array_equal(patch[0], image[5:13, 8:16])


@pytest.mark.parametrize("px_per_mm", [1.0, 2.0, 4.0, 8.0, 16.0])
def test_a_sample_is_in_the_same_place_at_every_resolution(px_per_mm: float) -> None:
    patch = sample(ramp(px_per_mm), scaled(px_per_mm), [Box(20, 10, 8, 8)], 8, 0.0)
    assert np.abs(patch[0] - (20 + 4 * (20.5 + np.arange(8)))).max() <= 1


@settings(max_examples=25, deadline=None, derandomize=True)
@given(turn=st.floats(-180, 180), x=st.floats(8, 38), y=st.floats(8, 28))
def test_a_frame_is_the_transforms_own_change_per_mm(turn: float, x: float, y: float) -> None:
    at, change = frames(scaled(7.87, turn), np.array([[x, y]]))
    assert np.allclose(at, scaled(7.87, turn)(np.array([[x, y]])))
    assert np.allclose(change[0], scaled(7.87, turn).matrix[:2, :2])


def test_thin_lines_are_averaged_and_not_skipped() -> None:
    image = np.full((640, 800), 255, np.uint8)
    image[:, ::8] = 0
    patch = sample(image, scaled(16.0), [Box(10, 10, 8, 8)], 8, 0.0)
    assert patch.std() < 2
    assert patch.mean() == pytest.approx(255 * 7 / 8, abs=2)


def test_what_lies_outside_the_scan_is_white() -> None:
    assert sample(np.zeros((40, 50), np.uint8), scaled(1.0), [Box(60, 10, 4, 4)], 4, 0.0).min() == 255


def test_no_boxes_give_no_patches() -> None:
    assert sample(np.zeros((40, 50), np.uint8), scaled(1.0), [], 6, 1.0).shape == (0, 6, 6)


def test_grey_values_stand_at_the_offsets_from_each_centre() -> None:
    image = np.arange(40 * 50, dtype=np.int64).reshape(40, 50).astype(np.uint8)
    offsets = np.array([[0, 0], [1, 0], [0, 1]], dtype=np.float64)
    values = sample_grid(image, scaled(1.0), np.array([[10.5, 7.5], [20.5, 9.5]]), offsets)
    assert values.tolist() == [[image[7, 10], image[7, 11], image[8, 10]], [image[9, 20], image[9, 21], image[10, 20]]]


def test_more_boxes_than_opencv_takes_at_once_are_sampled_all_the_same() -> None:
    image = ramp(4.0)
    boxes = [Box(1 + (i % 40), 1 + (i // 40), 4, 4) for i in range(900)]
    every = sample(image, scaled(4.0), boxes, 40, 1.0)
    assert np.array_equal(
        every, np.concatenate([sample(image, scaled(4.0), boxes[part], 40, 1.0) for part in (slice(450), slice(450, 900))])
    )


def test_a_box_is_sampled_alike_among_few_and_among_many() -> None:
    image = np.random.default_rng(1).integers(0, 256, (400, 500), dtype=np.uint8)
    boxes = [Box(2 + 0.37 * (row % 100), 2 + 0.71 * (row % 45), 4, 3) for row in range(120)]
    many = sample(image, scaled(10.0, turn=1.0), boxes, 40, 1.0)
    few = [sample(image, scaled(10.0, turn=1.0), boxes[start : start + 7], 40, 1.0) for start in range(0, len(boxes), 7)]
    assert cv2.absdiff(many, np.concatenate(few)).max() <= 1, "products of matrices are rounded by their size on some processors"


def test_a_box_with_more_samples_than_opencv_takes_at_once_is_sampled_all_the_same() -> None:
    offsets = np.stack(np.meshgrid(np.arange(-2, 2, 0.02), np.arange(-2, 2, 0.02)), axis=-1).reshape(-1, 2)
    wide = sample_grid(ramp(4.0), scaled(4.0), np.array([(10.0, 10.0), (20.0, 20.0)]), offsets, 1.0)
    some = sample_grid(ramp(4.0), scaled(4.0), np.array([(10.0, 10.0), (20.0, 20.0)]), offsets[35000:36000], 1.0)
    assert wide.shape == (2, 40000)
    assert np.array_equal(wide[:, 35000:36000], some)
