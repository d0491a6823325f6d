"""Outlines printed as rows of dots or of dashes close together: the white between these is closed."""

from __future__ import annotations

import cv2
import numpy as np

from omr.learn.outlines.outlines import OPTION_MM, find_outlines
from omr.learn.paper.blank import PX_PER_MM
from omr.learn.paper.ink import Parts
from omr.model.page import Gray

DASH_MM = 2.2
"""No dash is longer; at the corners of a box two of them may meet."""
WHITE_MM = 0.9
"""Between two of them lies no more."""
MANY = 12
"""Three items of four options."""


def dotted_ink(parts: Parts) -> Gray | None:
    """The ink of a page with its dots and dashes joined to lines; None where that closes not many more outlines of an option's size."""
    sides = parts.stats[:, 2:4].max(axis=1)
    sides[0] = 0
    small = (sides > 0) & (sides < DASH_MM * PX_PER_MM)
    dashes = np.where(small[parts.names], 255, 0).astype(np.uint8)
    side = round(WHITE_MM * PX_PER_MM) | 1
    closed = cv2.morphologyEx(dashes, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    joined = np.asarray(cv2.bitwise_or(parts.mask, closed), dtype=np.uint8)
    return joined if _options(joined) >= _options(parts.mask) + MANY else None


def _options(mask: Gray) -> int:
    return sum(max(one.box.w, one.box.h) <= OPTION_MM for one in find_outlines(mask))
