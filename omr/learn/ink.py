"""Which pixels are printed: darker than their own surroundings, so that shaded columns and grey paper do not count."""

from __future__ import annotations

import cv2
import numpy as np

from omr.learn.blank import PX_PER_MM
from omr.model.page import Gray

SURROUNDINGS_MM = 3.0
"""A stroke thinner than that is lifted off its background; wider solid areas (corner marks, shading) count as background."""
CONTRAST = 0.17
"""Of the background's brightness: below the palest outline seen in use (light grey, 0.25), above shading's own edges (0.1)."""
BLACK = 0.45
"""Of the page's paper: darker is ink whatever surrounds it, so that a filled example is no empty outline."""


def ink(image: Gray) -> Gray:
    """255 where strokes are printed, else 0; shape of ``image``. The background is a morphological closing of the picture."""
    small = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    side = round(SURROUNDINGS_MM * PX_PER_MM / 4) | 1
    background = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    background = cv2.resize(background, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    limit = background.astype(np.float32) * (1 - CONTRAST)
    solid = BLACK * float(np.percentile(small, 90))
    return np.where((image < limit) | (image < solid), 255, 0).astype(np.uint8)
