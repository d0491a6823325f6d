"""Smaller copies that a TIFF keeps beside its pages, for previews: what calls itself one, and looks like a page beside it, is no page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import cv2
import numpy as np
from PIL import Image

from omr.model.page import Gray

NEW_SUBFILE_TYPE, SUBFILE_TYPE, REDUCED = 254, 255, 2
"""TIFF tags that say what a frame is (TIFF 6.0, p. 36 and 40): bit 0 of the first, or 2 in the older one, is a smaller copy."""
LEGIBLE_PX = 800
"""A4 at 97 dpi: what has less on its shorter side is hardly read; of larger copies the collation tells which is the page."""
SMALLER, BESIDE, ALIKE_SHAPE = 0.55, 3, 0.03
"""A copy is at most so many times the page's size, so many frames away, and of the same shape but for so much."""
BLOCK_PX, UNLIKE = 5, 40
"""A copy's means over squares of so many of its pixels differ by fewer grey values than that from the page's, whatever made it smaller; a
mark in one box, of a copy on which it could be read at all, makes more."""


def may_be_copy(image: Image.Image) -> bool:
    """Whether a TIFF's frame calls itself a smaller copy, and is small."""
    tags = cast("Any", image).tag_v2
    return bool(tags.get(NEW_SUBFILE_TYPE, 0) & 1 or tags.get(SUBFILE_TYPE) == REDUCED) and min(image.size) < LEGIBLE_PX


def copied_page(image: Image.Image, number: int, gray: Callable[[Image.Image], Gray]) -> int | None:
    """The frame beside that numbered one which looks like it, and larger; None where there is none. ``gray`` decodes a frame.

    Raises what ``omr.ingest.picture.BROKEN`` names.
    """
    image.seek(number - 1)
    small = gray(image)
    beside = [number + step for away in range(1, BESIDE + 1) for step in (-away, away) if number + step > 0]
    for other in beside:
        try:
            image.seek(other - 1)
        except EOFError:
            continue
        if _may_be_larger(image.size, small.shape) and _alike(small, gray(image)):
            return other
    return None


def _may_be_larger(size: tuple[int, int], small: tuple[int, ...]) -> bool:
    across, down = size[0] / small[1], size[1] / small[0]
    return min(across, down) * SMALLER >= 1 and abs(across / down - 1) < ALIKE_SHAPE


def _alike(small: Gray, whole: Gray) -> bool:
    blocks = max(1, small.shape[1] // BLOCK_PX), max(1, small.shape[0] // BLOCK_PX)
    means = [cv2.resize(image, blocks, interpolation=cv2.INTER_AREA).astype(np.int16) for image in (small, whole)]
    return int(np.abs(means[0] - means[1]).max()) < UNLIKE
