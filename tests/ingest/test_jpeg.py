"""Grey pixels of JPEGs: OpenCV's own where every byte makes sense, none where some do not."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from omr.imaging import half_of
from omr.ingest.jpeg import END_OF_IMAGE, jpeg_gray
from omr.model.page import Gray


def encoded(**options: object) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 255, (64, 96, 3)).astype(np.uint8)
    image = Image.fromarray(cv2.GaussianBlur(pixels, (0, 0), 2))
    if options.pop("gray", False):
        image = image.convert("L")
    file = io.BytesIO()
    image.save(file, "JPEG", **options)
    return file.getvalue()


def by_opencv(data: bytes) -> Gray:
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION), dtype=np.uint8)


@pytest.mark.parametrize(
    "options",
    [{"gray": True}, {}, {"progressive": True}, {"keep_rgb": True}, {"subsampling": 0}, {"optimize": True, "quality": 30}],
    ids=["grey", "colour", "progressive", "rgb", "full colour", "low quality"],
)
def test_pixels_are_those_of_opencv(options: dict[str, object]) -> None:
    data = encoded(**options)
    assert np.array_equal(jpeg_gray(memoryview(data)), by_opencv(data))


@given(place=st.integers(0, 10_000), value=st.integers(0, 255))
def test_a_changed_byte_gives_a_picture_of_the_same_size_or_none(place: int, value: int) -> None:
    data = bytearray(encoded(gray=True))
    data[620 + place % (len(data) - 622)] = value  # within the image data
    gray = jpeg_gray(bytes(data))
    assert gray is None or gray.shape == (64, 96)


def test_image_data_cut_short_are_told_even_with_an_end() -> None:
    data = encoded(gray=True)
    assert jpeg_gray(data[: len(data) // 2 + 400] + END_OF_IMAGE) is None


@pytest.mark.parametrize("padding", [b"\0" * 9, b"\xff" * 9, b"\0\xff" * 5])
def test_a_padded_end_is_no_damage(padding: bytes) -> None:
    data = encoded(gray=True)
    assert np.array_equal(jpeg_gray(data[:-2] + padding + END_OF_IMAGE), by_opencv(data))


def test_bytes_after_the_end_are_no_damage() -> None:
    data = encoded(gray=True)
    assert np.array_equal(jpeg_gray(data + b"\0" * 50), by_opencv(data))


def test_foreign_bytes_before_the_end_are_damage() -> None:
    data = encoded(gray=True)
    assert jpeg_gray(data[:-2] + b"scanner" + END_OF_IMAGE) is None


@pytest.mark.parametrize("size", [(64, 96), (65, 97)])
def test_half_the_size_is_the_mean_of_four_pixels_each(size: tuple[int, int]) -> None:
    pixels = cv2.GaussianBlur(np.random.default_rng(2).integers(0, 255, size).astype(np.uint8), (0, 0), 2)
    data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 100])[1].tobytes()
    half = jpeg_gray(data, 2)
    assert half is not None
    assert half.shape == ((size[0] + 1) // 2, (size[1] + 1) // 2)
    assert np.abs(half[:32, :48].astype(int) - half_of(np.asarray(pixels[:64, :96], dtype=np.uint8))).max() <= 4


def test_damage_is_told_at_half_the_size_too() -> None:
    data = encoded(gray=True)
    assert jpeg_gray(data[: len(data) // 2 + 400] + END_OF_IMAGE, 2) is None


def test_no_jpeg_is_none() -> None:
    assert jpeg_gray(b"no picture at all") is None
