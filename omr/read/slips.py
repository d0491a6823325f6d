"""Where the scanner's feeder slipped: print that a few scan lines show beside its place, told from marks."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import quantile
from omr.model.page import Gray
from omr.read.expected import SIDE, Expected
from omr.read.stacks import tall, within

Floats = npt.NDArray[np.float32]

SLIPPED_INK, SLIPPED_RANK = 0.004, 0.4
"""mm² of ink by which a row of boxes must show more than the page's other boxes, and the share of its boxes that may show less, for the
scanner to have slipped there: few of a row's boxes hold marks."""
TOGETHER, FEWEST_SLIPPED, PART_SLIPPED = 7, 3, 3.0
"""Neighbours in a row that tell a slip, too: on a page that lies askew it runs through a part of the row. How many boxes it moves at least,
three of four; and times what three in five of the page's boxes stay below that such a part must show besides: on a noisy page some always
shows more."""
MOST_SLIPPED, MORE_SLIPPED = 0.12, 4.0
"""mm² of ink that such a row typically shows at most; that, and times what it typically shows, from which a box holds a mark, too."""
LEFT = 0.75
"""Share of it that may be left where print may have slipped: what is no print beside its place stays."""
SLIP = np.ones((1, 7), np.uint8)
"""Print that slipped stands up to so many samples to either side: 0.4 mm of a box of 4.5 mm."""


def unslipped(extra: Gray, dark: Gray, allowed: Gray, known: Expected) -> tuple[Gray, Floats]:
    """The extra darkness without print that stands beside its place because the paper jerked as it was scanned, and how much is left
    inside each box (n,), in mm² of full black.

    A jerk moves some scan lines sideways across the page: it shows in neighbouring boxes of a row all alike, which marks do not, and less
    of it is left where print may stand so far aside.
    """
    n = len(known.boxes)
    scale = known.area / 255
    ink = np.asarray(within(extra, known.inside) * scale, dtype=np.float32)
    least = quantile(ink, SLIPPED_RANK) + SLIPPED_INK
    shown, part = ink > least, least + PART_SLIPPED * quantile(ink, 1 - SLIPPED_RANK)
    rows = [row for row in known.across if shown[row].sum() >= FEWEST_SLIPPED]
    whole = [(row, usual, MOST_SLIPPED) for row in rows if least < (usual := quantile(ink[row], SLIPPED_RANK)) < MOST_SLIPPED]
    parts = [(row, usual, 0.0) for row in rows if (usual := _in_part(ink[row], part)) > part]
    if not whole and not parts:
        return extra, ink
    result = extra.reshape(n, SIDE, SIDE).copy()
    for row, usual, most in (*whole, *parts):
        light = row[ink[row] < max(most, MORE_SLIPPED * usual)]
        wider = cv2.dilate(allowed.reshape(n, SIDE, SIDE)[light].reshape(-1, SIDE), SLIP)
        beside = np.asarray(cv2.subtract(tall(dark[light]), wider), dtype=np.uint8).reshape(-1, SIDE, SIDE)
        left = ink.copy()
        left[light] = within(beside, known.inside[light]) * scale[light]
        if _in_part(left[row]) <= LEFT * usual:
            result[light], ink = beside, left
    return tall(result), ink


def _in_part(ink: Floats, least: float = 0.0) -> float:
    """What neighbours in a row of boxes show but for the lightest of them, where they show most (and those are no marks); 0 where that can
    be no more than ``least``, which most rows of a page are told by: to look at all neighbours of each took 0.3 ms for 250 boxes.
    """
    together = min(TOGETHER, len(ink))
    rank = int(SLIPPED_RANK * (together - 1))
    if np.count_nonzero(ink > least) < together - rank:
        return 0.0
    usual = np.partition(np.lib.stride_tricks.sliding_window_view(ink, together), rank, axis=1)[:, rank]
    return float(usual.max(initial=0.0, where=usual < MOST_SLIPPED))
