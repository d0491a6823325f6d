"""How bright paper and ink are on a scan, and whether anything stands on it at all."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from omr.model.page import Gray

STRIDE = 8
"""Every eighth pixel of every eighth row: some 60,000 of an A4 page at 200 dpi, levels to within one grey value."""
PAPER_QUANTILE = 0.75
INK_QUANTILE = 0.005
"""Paper fills far more than a quarter of any sheet; printed and written ink 1 % or more."""
BLANK_WIDTH = 400
"""Width in pixels of the small image judged for blankness: strokes of 0.3 mm still darken it, paper grain does not."""
BLANK_CONTRAST = 24
"""Grey values below the paper around that count as ink; show-through from the other side stays at 5 to 20."""
BLANK_SHARE = 3e-4
"""Share of the small image that ink may have on a blank page: about 8 mm x 2 mm on A4 (specks, a staple)."""
STREAK = 0.4
"""A column or row of the small image of which more than that is dark is dirt on the scanner's glass, or the edge of a shadow."""
BLANK_MARGIN = 0.04
"""Share of width and height at each edge that is not judged: shadows, punch holes and the feeder's black rim."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Grey values of the paper and of the darkest ink."""

    paper: float
    ink: float


def levels(image: Gray) -> Levels:
    """Paper and ink of a whole scan, by quantiles of every 64th pixel."""
    values = np.ascontiguousarray(image[STRIDE // 2 :: STRIDE, STRIDE // 2 :: STRIDE])
    counts = cv2.calcHist([values], [0], None, [256], [0, 256]).ravel()  # in half the time of np.bincount
    order = np.cumsum(counts, dtype=np.float64) / max(1, values.size)
    ink, paper = np.searchsorted(order, (INK_QUANTILE, PAPER_QUANTILE))
    return Levels(paper=float(paper), ink=float(ink))


def ink_share(image: Gray) -> float:
    """Share of the page (edges left out) that is clearly darker than the paper around it, on a small copy of the image."""
    scale = BLANK_WIDTH / image.shape[1]
    small = cv2.resize(image, (BLANK_WIDTH, max(8, round(image.shape[0] * scale))), interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 21)
    rows, columns = (round(side * BLANK_MARGIN) for side in small.shape)
    dark = cv2.subtract(paper, small)[rows : small.shape[0] - rows, columns : small.shape[1] - columns] > BLANK_CONTRAST
    streaks = dark.mean(axis=0) > STREAK, dark.mean(axis=1) > STREAK
    return float(np.mean(dark[~streaks[1]][:, ~streaks[0]])) if not (streaks[0].all() or streaks[1].all()) else 1.0


def is_blank(image: Gray) -> bool:
    """True where nothing is printed or written. To be asked only of a page without markers: a blank page is never read."""
    return ink_share(image) < BLANK_SHARE
