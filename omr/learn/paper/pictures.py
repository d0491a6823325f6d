"""What is printed in outlines, as small pictures that can be compared: on a page that could not be read, sameness is all that is known."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from omr.learn.paper.blank import PX_PER_MM
from omr.model.layout import Box
from omr.model.page import Gray

SIDE = 24
"""Pixels that the middle of an outline is brought to."""
MIDDLE, WITHIN = 0.62, 0.8
"""Of an outline's sides: its middle, and what shows none of its line."""
WIDE, NARROWED = 2.1, 1.3
"""Times its height: of a wider cell only so much about its middle is looked at, or a letter would be lost in it."""


def picture(mask: Gray, box: Box) -> npt.NDArray[np.float64]:
    """What stands in the middle of an outline, blurred, with mean 0 and length 1; all 0 where nothing does, or beyond the page."""
    (x, y), w, h = box.centre, MIDDLE * min(box.w, NARROWED * box.h if box.w > WIDE * box.h else box.w), MIDDLE * box.h
    x0, y0, x1, y1 = (max(0, round(value * PX_PER_MM)) for value in (x - w / 2, y - h / 2, x + w / 2, y + h / 2))
    part = mask[y0:y1, x0:x1].astype(np.float32)
    if not part.size:
        return np.zeros(SIDE * SIDE)
    small = cv2.GaussianBlur(cv2.resize(part, (SIDE, SIDE), interpolation=cv2.INTER_AREA), (0, 0), 1.5).astype(np.float64).ravel()
    small -= small.mean()
    length = float(np.linalg.norm(small))
    return small / length if length > 0 else small


def centred_picture(mask: Gray, box: Box, within: float = MIDDLE) -> npt.NDArray[np.float64]:
    """The same about the middle of what is printed in that share of its sides: cells of one column differ by a fraction of a millimetre."""
    (x, y), w, h = box.centre, within * box.w, within * box.h
    x0, y0, x1, y1 = (max(0, round(value * PX_PER_MM)) for value in (x - w / 2, y - h / 2, x + w / 2, y + h / 2))
    rows, columns = np.nonzero(mask[y0:y1, x0:x1])
    if not rows.size:
        return picture(mask, box)
    middle = (x0 + float(columns.mean())) / PX_PER_MM, (y0 + float(rows.mean())) / PX_PER_MM
    return picture(mask, replace(box, x=middle[0] - box.w / 2, y=middle[1] - box.h / 2))


def sameness(pictures: npt.NDArray[np.float64]) -> float:
    """The usual correlation of any two pictures of the array (number, pixels)."""
    return float(np.median((pictures @ pictures.T)[np.triu_indices(len(pictures), 1)]))


def likeness(pictures: npt.NDArray[np.float64]) -> float:
    """Mean correlation of each picture of the array (number, pixels) with the next one."""
    return float((pictures[1:] * pictures[:-1]).sum(axis=1).mean())
