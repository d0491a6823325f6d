"""Scanners of the second simulator: each takes a page (floats, 1 = paper) at a fine scale and gives what some device makes of it.

What the first simulator has none of is here on purpose: dithering, phones that whiten a page, fax, motion, half-toned paper.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

Rng = np.random.Generator
Page = npt.NDArray[np.float32]
Device = Callable[[Rng, Page, int], Page]
DPI = (150, 200, 200, 240, 300)
BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16 + 1 / 32


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A scan, and its dots per inch."""

    image: npt.NDArray[np.uint8]
    dpi: int


def scanned(rng: Rng, name: str, page: Page, px_per_mm: float) -> Seen:
    """The page as a device shows it: laid in askew, sampled, its contrast not quite full, then as the device is."""
    dpi = {"coarse": 100, "fax": 200}.get(name) or int(rng.choice(DPI))
    laid = _photographed(rng, page) if name.startswith("phone") else _fed(rng, page)
    scale = dpi / 25.4 / px_per_mm
    small = cv2.resize(laid, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    black, white = rng.uniform(0, 0.15), rng.uniform(0.85, 1)
    image = DEVICES[name](rng, np.asarray(black + (white - black) * small, dtype=np.float32), dpi)
    return Seen(np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8), dpi)


def _fed(rng: Rng, page: Page) -> Page:
    rows, columns = page.shape
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), rng.normal(0, 0.8), rng.uniform(0.975, 1.005))
    turn[:, 2] += rng.normal(0, 0.004 * columns, 2)
    return np.asarray(cv2.warpAffine(page, turn, (columns, rows), flags=cv2.INTER_CUBIC, borderValue=(1.0,)), dtype=np.float32)


def _photographed(rng: Rng, page: Page) -> Page:
    rows, columns = page.shape
    corners = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32)
    middle = corners.mean(axis=0)
    seen = (corners + rng.uniform(-0.03, 0.03, (4, 2)) * columns - middle) * 0.93 + middle
    matrix = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    return np.asarray(cv2.warpPerspective(_fed(rng, page), matrix, (columns, rows), flags=cv2.INTER_LINEAR, borderValue=(1.0,)), np.float32)


def _noisy(rng: Rng, page: Page, sigma: float) -> Page:
    return np.clip(page + rng.normal(0, sigma, page.shape).astype(np.float32), 0, 1)


def _jpeg(page: Page, quality: int) -> Page:
    data = cv2.imencode(".jpg", np.rint(np.clip(page, 0, 1) * 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), dtype=np.float32) / 255


def _lit(rng: Rng, page: Page) -> Page:
    """A page under a lamp to one side."""
    rows, columns = page.shape
    fall = rng.uniform(-1, 1, 2)
    slope = np.arange(columns)[None] / columns * fall[0] + np.arange(rows)[:, None] / rows * fall[1]
    return _noisy(rng, page * np.clip(0.85 - rng.uniform(0.15, 0.5) * slope, 0.35, 1.1).astype(np.float32), 0.02)


def grey(rng: Rng, page: Page, _dpi: int) -> Page:
    return _noisy(rng, page, rng.uniform(0.004, 0.02))


def coarse(rng: Rng, page: Page, _dpi: int) -> Page:
    return _jpeg(_noisy(rng, page, 0.01), 60)


def jpeg(rng: Rng, page: Page, _dpi: int) -> Page:
    return _jpeg(_noisy(rng, page, 0.01), int(rng.integers(12, 35)))


def noisy(rng: Rng, page: Page, _dpi: int) -> Page:
    return _noisy(rng, page, rng.uniform(0.04, 0.09))


def blurred(rng: Rng, page: Page, dpi: int) -> Page:
    return _noisy(rng, np.asarray(cv2.GaussianBlur(page, (0, 0), rng.uniform(0.8, 1.6) * dpi / 200), dtype=np.float32), 0.01)


def moved(rng: Rng, page: Page, _dpi: int) -> Page:
    side = int(rng.integers(3, 7))
    kernel = np.zeros((side, side), np.float32)
    kernel[side // 2] = 1 / side
    return _noisy(rng, np.asarray(cv2.filter2D(page, -1, kernel if rng.random() < 0.5 else kernel.T), dtype=np.float32), 0.01)


def otsu(rng: Rng, page: Page, _dpi: int) -> Page:
    image = np.rint(_noisy(rng, page, 0.02) * 255).astype(np.uint8)
    return np.asarray(cv2.threshold(image, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1], dtype=np.float32)


def fixed(rng: Rng, page: Page, _dpi: int) -> Page:
    dark, light = np.quantile(page, (0.001, 0.5))
    return (_noisy(rng, page, 0.02) > dark + (light - dark) * rng.uniform(0.45, 0.75)).astype(np.float32)


def dynamic(rng: Rng, page: Page, dpi: int) -> Page:
    image, side = np.rint(_noisy(rng, page, 0.015) * 255).astype(np.uint8), 2 * round(dpi / 25.4 * rng.uniform(1.5, 4)) + 1
    below = rng.uniform(8, 18)
    return np.asarray(cv2.adaptiveThreshold(image, 1, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, side, below), dtype=np.float32)


def dithered(rng: Rng, page: Page, _dpi: int) -> Page:
    image = Image.fromarray(np.rint(_noisy(rng, page, 0.01) * 255).astype(np.uint8))
    return np.asarray(image.convert("1"), dtype=np.float32)


def half_toned(_rng: Rng, page: Page, _dpi: int) -> Page:
    rows, columns = page.shape
    return (page > np.tile(BAYER, (rows // 4 + 1, columns // 4 + 1))[:rows, :columns]).astype(np.float32)


def bright(rng: Rng, page: Page, _dpi: int) -> Page:
    return _jpeg(np.clip((page - rng.uniform(0.05, 0.2)) / rng.uniform(0.5, 0.7), 0, 1), 70)


def sharp(rng: Rng, page: Page, _dpi: int) -> Page:
    return _noisy(rng, page + np.float32(rng.uniform(1, 2.5)) * (page - cv2.GaussianBlur(page, (0, 0), 1.5)), 0.015)


def recycled(rng: Rng, page: Page, _dpi: int) -> Page:
    clouds = cv2.GaussianBlur(rng.standard_normal(page.shape, dtype=np.float32), (0, 0), 1.2)
    return page * np.float32(rng.uniform(0.65, 0.85)) + np.float32(0.03) * clouds / clouds.std()


def tone(rng: Rng, page: Page, _dpi: int) -> Page:
    return _noisy(rng, np.clip(page, 0, 1) ** np.float32(rng.choice((0.45, 2.2))), 0.01)


def specks(rng: Rng, page: Page, _dpi: int) -> Page:
    dirt = (rng.random(page.shape) < rng.uniform(0.00005, 0.0005)).astype(np.uint8)
    return _noisy(rng, np.where(cv2.dilate(dirt, np.ones((2, 2), np.uint8)) > 0, np.float32(0), page), 0.01)


def streaks(rng: Rng, page: Page, _dpi: int) -> Page:
    page = _noisy(rng, page, 0.01)
    for place in rng.integers(0, page.shape[1], int(rng.integers(1, 4))):
        page[:, place : place + int(rng.integers(1, 3))] *= np.float32(rng.uniform(0.2, 0.8))
    return page


def fax(rng: Rng, page: Page, _dpi: int) -> Page:
    rows, columns = page.shape
    half = cv2.resize(page, (columns, rows // 2), interpolation=cv2.INTER_AREA)
    whole = np.asarray(cv2.resize(half, (columns, rows), interpolation=cv2.INTER_NEAREST), dtype=np.float32)
    return (_noisy(rng, whole, 0.02) > 0.6).astype(np.float32)


def phone(rng: Rng, page: Page, _dpi: int) -> Page:
    return _jpeg(_lit(rng, page), 60)


def phone_whitened(rng: Rng, page: Page, _dpi: int) -> Page:
    seen = _lit(rng, page)
    light = cv2.GaussianBlur(cv2.dilate(seen, np.ones((25, 25), np.uint8)), (0, 0), 20)
    return _jpeg(np.clip((seen / light - 0.35) / 0.5, 0, 1), 50)


DEVICES: dict[str, Device] = {
    device.__name__: device
    for device in (
        grey, coarse, jpeg, noisy, blurred, moved, otsu, fixed, dynamic, dithered, half_toned, bright, sharp, recycled, tone, specks,
        streaks, fax, phone, phone_whitened,
    )
}  # fmt: skip
