"""Whether a scan knows grey, or only black and white."""

from __future__ import annotations

import cv2
import numpy as np

from omr.model.page import Gray

EVERY = 16
"""Of so many rows one is looked at; a page has some 20,000 edges there, and it takes 0.1 ms."""
MID, STEP = (64, 191), 160
"""Grey values that are neither black nor white, and difference of neighbours from which an edge is passed without one."""


def grey_share(image: Gray) -> float:
    """How much of a scan's edges is grey: pixels between black and white over these and the steps from one to the other, 0 to 1.

    Scans in grey have 0.46 and more, however white their paper; in black and white 0, and 0.2 after a JPEG of the coarsest kind.
    """
    rows = np.ascontiguousarray(image[::EVERY])
    grey = cv2.countNonZero(cv2.inRange(rows, MID[0], MID[1]))
    steps = int(np.count_nonzero(np.asarray(cv2.absdiff(rows[:, 1:], rows[:, :-1])) > STEP))
    return grey / max(grey + steps, 1)
