"""A second look at marks that were perhaps taken back: by a larger network, on finer pictures. A line through a mark, or a scribble over
it, is as thin as the mark's own strokes; at the shape reader's samples, half a stroke each, the two run together.
"""

from __future__ import annotations

import numpy as np

from omr.model.page import Gray
from omr.read.expected import SIDE
from omr.read.network import Floats, planes, probabilities

CLASSES = ("meant", "taken back")
SUSPECT = 0.001
"""The shape reader's P(cancelled) from which a mark is looked at again: 1 in 4 marks of `everyday` sheets, where a look costs 84 µs of CPU,
and 99 in 100 of those that were taken back; of `harsh` ones 4 in 9 and 98.
"""


def looked_again(shape: Floats, dark: Gray, printed: Gray, model: bytes) -> Floats:
    """The shape reader's probabilities ``shape`` (n, 3), in which what is not empty is told anew into marked and cancelled for the boxes
    that looked cancelled to it; ``dark`` and ``printed`` (n, SIDE, SIDE), darkness as seen and as printed.
    """
    rows = np.flatnonzero(shape[:, 2] >= SUSPECT)
    if not len(rows):
        return shape
    back = probabilities(model, planes(dark[rows], printed[rows], SIDE))[:, 1]
    told = shape.copy()
    full = 1 - shape[rows, 0]
    told[rows, 1], told[rows, 2] = full * (1 - back), full * back
    return told
