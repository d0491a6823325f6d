"""Turning and mirroring whole images by quarter turns: exact, no pixel is interpolated."""

from __future__ import annotations

import cv2
import numpy as np

from omr.model.page import Gray

EXIF_ORIENTATIONS = {2: (False, True, False), 3: (False, True, True), 4: (False, False, True), 5: (True, False, False)}
"""EXIF orientation → (transpose, then mirror left-right, then mirror top-bottom); Exif 2.32, tag 0x0112."""
EXIF_ORIENTATIONS |= {6: (True, True, False), 7: (True, True, True), 8: (True, False, True)}


def oriented(image: Gray, *, transpose: bool, mirror_x: bool, mirror_y: bool) -> Gray:
    """The image transposed, then mirrored left-right and top-bottom where asked; contiguous."""
    turned = image.T if transpose else image
    turned = turned[:, ::-1] if mirror_x else turned
    return np.ascontiguousarray(turned[::-1] if mirror_y else turned)


def exif_oriented(image: Gray, orientation: int) -> Gray:
    """The image as its EXIF orientation (1 to 8) says it is to be seen; unknown values leave it as it is."""
    transpose, mirror_x, mirror_y = EXIF_ORIENTATIONS.get(orientation, (False, False, False))
    return oriented(image, transpose=transpose, mirror_x=mirror_x, mirror_y=mirror_y)


SQUARE = 1.15
"""Ratio of resolutions up to which pixels are left as they are; a fax's are 204 x 98 to the inch."""
MOST_UNLIKE = 4.0
"""Ratio beyond which no scanner makes pixels: the file says something absurd, and stretching would fill the memory."""


def squared(image: Gray, dpi_x: float, dpi_y: float) -> Gray:
    """The image with square pixels: its coarser direction is stretched to the finer one's resolution. One in black and white stays so."""
    if not SQUARE * min(dpi_x, dpi_y) < max(dpi_x, dpi_y) <= MOST_UNLIKE * min(dpi_x, dpi_y):
        return image
    ratio = dpi_x / dpi_y
    size = (image.shape[1], round(image.shape[0] * ratio)) if ratio > 1 else (round(image.shape[1] / ratio), image.shape[0])
    grey = cv2.countNonZero(cv2.inRange(image, 1, 254))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR if grey else cv2.INTER_NEAREST), dtype=np.uint8)


def quarter_turned(image: Gray, clockwise: int) -> Gray:
    """The image turned clockwise by so many quarter turns."""
    return np.ascontiguousarray(np.rot90(image, k=-clockwise))
