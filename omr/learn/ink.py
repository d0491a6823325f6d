"""Which pixels are printed: darker than their own surroundings, so that shaded columns and grey paper do not count."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from omr.learn.blank import PX_PER_MM
from omr.model.page import Gray

SURROUNDINGS_MM = 3.0
"""A stroke thinner than that is lifted off its background; wider solid areas (corner marks, shading) count as background."""
CONTRAST = 0.17
"""Of the background's brightness: below the palest outline seen in use (light grey, 0.25), above shading's own edges (0.1)."""
STROKE_PX = 7
"""Side of the square in which a stroke's middle is looked for (0.6 mm: half of a bold stroke's width to either side)."""
BLACK = 0.45
"""Of the page's paper: darker is ink whatever surrounds it, so that a filled example is no empty outline."""


def ink(image: Gray) -> Gray:
    """255 where strokes are printed, else 0; shape of ``image``. Generous: a thin stroke stays in one piece."""
    lit = _background(image)
    solid = BLACK * float(np.percentile(lit, 90))
    return np.where((image < lit * (1 - CONTRAST)) | (image < solid), 255, 0).astype(np.uint8)


def edges(image: Gray) -> Gray:
    """255 where a stroke is at least half as dark as in its middle, else 0: blur then moves its edges neither in nor out."""
    lit = _background(image)
    darkest = cv2.erode(image, np.ones((STROKE_PX, STROKE_PX), np.uint8)).astype(np.float32)
    inked = (darkest < lit * (1 - CONTRAST)) & (image < (lit + darkest) / 2)
    return np.where(inked, 255, 0).astype(np.uint8)


def _background(image: Gray) -> npt.NDArray[np.float32]:
    """Brightness of the paper under each pixel: a morphological closing of the picture at a quarter of its scale."""
    small = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    side = round(SURROUNDINGS_MM * PX_PER_MM / 4) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    full = cv2.resize(closed, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(full, dtype=np.float32)
