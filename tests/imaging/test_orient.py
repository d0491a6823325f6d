"""Turning and mirroring whole images is exact."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageOps

from omr.imaging import exif_oriented, oriented, quarter_turned, squared

IMAGE = np.arange(15, dtype=np.uint8).reshape(3, 5)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientations_are_those_of_pillow(orientation: int) -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(IMAGE).save(out, "PNG", exif=exif)
    assert np.array_equal(exif_oriented(IMAGE, orientation), np.asarray(ImageOps.exif_transpose(Image.open(out))))


def test_an_unknown_orientation_leaves_the_image() -> None:
    assert np.array_equal(exif_oriented(IMAGE, 99), IMAGE)


def test_a_quarter_turn_is_clockwise() -> None:
    assert quarter_turned(IMAGE, 1)[0].tolist() == [10, 5, 0]
    assert np.array_equal(quarter_turned(quarter_turned(IMAGE, 1), 3), IMAGE)


def test_transposing_comes_before_mirroring() -> None:
    assert oriented(IMAGE, transpose=True, mirror_x=True, mirror_y=False)[0].tolist() == [10, 5, 0]


@pytest.mark.parametrize(("dpi_x", "dpi_y", "shape"), [(200, 200, (3, 5)), (204, 196, (3, 5)), (200, 100, (6, 5)), (100, 200, (3, 10))])
def test_pixels_become_square(dpi_x: float, dpi_y: float, shape: tuple[int, int]) -> None:
    assert squared(IMAGE, dpi_x, dpi_y).shape == shape


def test_what_is_stretched_in_black_and_white_stays_so() -> None:
    fax = np.random.default_rng(1).choice(np.array([0, 255], np.uint8), (30, 50))
    assert set(squared(fax, 204, 98).ravel().tolist()) == {0, 255}
    assert 13 in squared(10 * IMAGE, 204, 98)[:, 0], "and grey is drawn out evenly"


@pytest.mark.parametrize(("dpi_x", "dpi_y"), [(200.0, 1e-30), (1e12, 3.0), (float("inf"), 200.0), (float("nan"), 200.0), (0.0, 200.0)])
def test_absurd_resolutions_stretch_nothing(dpi_x: float, dpi_y: float) -> None:
    assert squared(IMAGE, dpi_x, dpi_y) is IMAGE
