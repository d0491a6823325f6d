"""Small scans in the formats that real encoders write."""

from __future__ import annotations

import io

import img2pdf
import numpy as np
from PIL import Image

ROWS, COLUMNS, DPI = 600, 420, 50 * 2


def picture(seed: int = 0) -> np.ndarray:
    """A grey page with a dark bar at the top left, so that every turn and mirroring shows."""
    image = np.full((ROWS, COLUMNS), 235, np.uint8)
    image[20:80, 30:180] = 40
    image[20:300, 30:60] = 90
    noise = np.random.default_rng(seed).normal(0, 3, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def encoded(image: np.ndarray | Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    picture = image if isinstance(image, Image.Image) else Image.fromarray(image)
    out = io.BytesIO()
    options.setdefault("dpi", (DPI, DPI))
    if kind == "JPEG":
        options.setdefault("quality", 90)
    picture.save(out, kind, **options)
    return out.getvalue()


def pdf(*images: bytes) -> bytes:
    made = img2pdf.convert(list(images))
    assert made is not None
    return made


def close(found: np.ndarray, expected: np.ndarray) -> bool:
    """Whether two images show the same: compared in blocks, so that JPEG's and dithering's grain does not matter."""
    return found.shape == expected.shape and float(np.abs(blocks(found) - blocks(expected)).max()) < 14


def blocks(image: np.ndarray) -> np.ndarray:
    rows, columns = (side // 10 * 10 for side in image.shape)
    return image[:rows, :columns].reshape(rows // 10, 10, columns // 10, 10).mean(axis=(1, 3))
