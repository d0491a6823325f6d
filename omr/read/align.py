"""Each box's own place: what registration leaves over (paper bends, feeders slip) is found from the printed outlines themselves."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging.patches import MOST_AT_ONCE
from omr.model.page import Gray
from omr.read.expected import SIDE, Expected

Floats = npt.NDArray[np.float32]

COARSE = SIDE // 2
REACH = 2
"""Coarse samples searched either way: 0.75 mm for a box of 4.5 mm, 0.5 mm for one of 3 mm."""
MOST_PATCHES = MOST_AT_ONCE // SIDE
"""Patches below each other that OpenCV's remap takes at most."""
TOGETHER = 40
"""Patches moved together: their maps (0.5 MB) stay in a core's own cache (2 MB) and leave room for what else is there. Those of all boxes
drive that out: 0.2 ms of CPU more a page with 100 boxes, 0.9 of 27 with 250.
"""
STEPS = np.arange(-REACH, REACH + 1)


def aligned(dark: Gray, known: Expected) -> tuple[Gray, Floats]:
    """The patches moved so that their outlines lie where the print has them, and the shifts found (n, 2; x, y in samples).

    Each box's likeness to its print is averaged over its neighbours: paper bends smoothly, marks do not agree with each other.
    """
    shifts = _shifts(dark, known)
    if len(dark) <= MOST_PATCHES:
        return _moved(dark, shifts), shifts
    parts = (slice(start, start + MOST_PATCHES) for start in range(0, len(dark), MOST_PATCHES))
    return np.concatenate([_moved(dark[part], shifts[part]) for part in parts]), shifts


def _moved(dark: Gray, shifts: Floats) -> Gray:
    """The patches (n, SIDE, SIDE), each moved by its shift."""
    ticks = np.arange(SIDE, dtype=np.float32)
    across = ticks + shifts[:, :1]
    down = np.clip(ticks + shifts[:, 1:], 0, SIDE - 1) + np.arange(len(dark), dtype=np.float32)[:, None] * SIDE
    moved = np.empty((len(dark), SIDE * SIDE), np.uint8)
    maps = np.empty((2, min(TOGETHER, len(dark)), SIDE, SIDE), np.float32)
    for start in range(0, len(dark), TOGETHER):
        part = slice(start, start + TOGETHER)
        some = moved[part]
        maps[0, : len(some)], maps[1, : len(some)] = across[part, None, :], down[part, :, None]
        map_x, map_y = maps[:, : len(some)].reshape(2, len(some), -1)  # a row of maps a patch: long rows take OpenCV less time
        cv2.remap(dark.reshape(-1, SIDE), map_x, map_y, cv2.INTER_LINEAR, some, cv2.BORDER_REPLICATE)
    return moved.reshape(dark.shape)


def _shifts(dark: Gray, known: Expected) -> Floats:
    n = len(dark)
    halved = np.asarray(cv2.resize(dark.reshape(-1, SIDE), (COARSE, n * COARSE), interpolation=cv2.INTER_AREA))
    # The boxes come last, so that sums run over whole arrays of them: in half of the time.
    coarse = np.ascontiguousarray(halved.reshape(n, COARSE, COARSE).transpose(1, 2, 0), dtype=np.float32)
    pattern = known.outline[REACH:-REACH, REACH:-REACH]
    size = COARSE - 2 * REACH
    sums = np.empty((len(STEPS), len(STEPS), n), dtype=np.float32)
    for row in range(len(STEPS)):
        for column in range(len(STEPS)):
            sums[row, column] = np.einsum("ijn,ijn->n", coarse[row : row + size, column : column + size], pattern)
    alike = np.ascontiguousarray(sums.transpose(2, 0, 1))
    alike -= alike.mean(axis=(1, 2), keepdims=True)
    alike /= np.sqrt((alike**2).mean(axis=(1, 2), keepdims=True)) + 1e-3
    shared = alike[known.neighbours].mean(axis=1)
    return np.asarray(_vertices(shared.reshape(n, -1)) * (SIDE / COARSE) * known.tells, dtype=np.float32)


def _vertices(shared: Floats) -> Floats:
    """Where parabolas through the maximum of each box's likenesses (n, steps * steps) and its two neighbours peak, across and down (n, 2),
    in steps from the middle; at an end, the end itself.
    """
    best, last = shared.argmax(axis=1)[:, None], len(STEPS) - 1
    at = np.concatenate([best % len(STEPS), best // len(STEPS)], axis=1)
    step = np.array([1, len(STEPS)])  # from a place to the next across, and to the next down
    places = np.stack([best - step * (at > 0), best + 0 * step, best + step * (at < last)])
    left, top, right = shared[np.arange(len(shared))[:, None], places]
    bend = 2 * top - left - right
    offset = np.where((at > 0) & (at < last) & (bend > 1e-6), (right - left) / (2 * np.maximum(bend, 1e-6)), 0.0)
    return np.asarray(at - REACH + np.clip(offset, -0.5, 0.5), dtype=np.float32)
