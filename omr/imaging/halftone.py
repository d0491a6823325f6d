"""Scans in black and white whose greys are made of dots: what a scanner's "photo" mode gives."""

from __future__ import annotations

import cv2
import numpy as np

from omr.model.page import Gray

NEARLY = 16
"""Grey values by which black and white may be off and still be called so."""
TWO_TONES = 0.002
"""Share of a scan's pixels that are grey, below which it is black and white."""
ROWS_APART = 17
"""Rows that are looked at: no multiple of a dither pattern's 2, 4 or 8."""
ROWS_TOGETHER = 16
"""Of those rows so many are counted together: a scan that was just decoded lies far from the processor, and all of them cost 0.1 ms."""
DOTTED = 0.003
"""Share of pixels that are black with no black one beside them, from which a scan is dotted: 36 dithered scans had 0.3 to 13 %, 54 with one
threshold at most 0.1 %, some of noisy paper with a dynamic threshold up to 1 %; those are smoothed, too."""
SMOOTH_PX = 1.2
"""Width of the Gaussian that makes greys of dots again. On 24 dithered scans of four forms it brought down what is asked from 51 % to 7 %
(0.8 px: to 10 %)."""


def _is_two_toned(image: Gray) -> bool:
    """Whether a scan is black and white, by every 17th row; of a grey scan a few of them tell."""
    rows = image[::ROWS_APART]
    grey, most = 0, TWO_TONES * rows.size
    for start in range(0, len(rows), ROWS_TOGETHER):
        grey += cv2.countNonZero(cv2.inRange(rows[start : start + ROWS_TOGETHER], (NEARLY,), (255 - NEARLY,)))
        if grey >= most:
            return False
    return True


def is_dotted(image: Gray) -> bool:
    """Whether a scan is black and white, and a good part of its black lies in single dots."""
    rows, columns = image.shape
    if min(rows, columns) < ROWS_APART + 2 or not _is_two_toned(image):
        return False
    at = np.arange(1, rows - 1, ROWS_APART)
    here, above, below = (image[at + step] < 128 for step in (0, -1, 1))
    alone = here[:, 1:-1] & ~(here[:, :-2] | here[:, 2:] | above[:, 1:-1] | below[:, 1:-1])
    return float(alone.mean()) >= DOTTED


def smoothed(image: Gray) -> Gray:
    """The greys that a scan's dots stand for."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), SMOOTH_PX), dtype=np.uint8)
