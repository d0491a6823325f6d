"""Rows of a photo that lean: those at the top and at the foot of a page that was seen askew lean differently."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from omr.model.layout import Box

BESIDE = 0.3
"""Of an outline's height: the next one of its row is off by no more."""
ALIKE = 0.15
"""Of their height: the middles of outlines that differ by more, of an "a" and of a "b", stand not level on one line of text."""
STEPS = 1.5
"""Of the usual step from one outline of a row to the next: what is further stands in another column, which may be off."""
LEAST = 40
"""Pairs of neighbours that show how rows lean; an outline may be a pixel off."""
SEEN = 0.2
"""Of an outline's height: rows that lean by less from their one end to the other are level enough."""


def levelled(boxes: Sequence[Box]) -> npt.NDArray[np.float64]:
    """The heights of the middles of outlines as if all rows were level."""
    x, y = np.array([box.centre for box in boxes], dtype=np.float64).reshape(-1, 2).T
    if len(boxes) <= LEAST:
        return np.asarray(y)
    heights = np.array([box.h for box in boxes])
    tall = float(np.median(heights))
    across = x[None] - x[:, None]
    alike = np.abs(heights[None] - heights[:, None]) < ALIKE * tall
    beside = (across > tall / 2) & (np.abs(y[None] - y[:, None]) < BESIDE * tall) & alike
    nearest = np.where(beside, across, np.inf)
    after = nearest.argmin(axis=1)
    step = nearest[np.arange(len(x)), after]
    pairs = np.flatnonzero(step < STEPS * np.median(step[np.isfinite(step)], axis=0)) if beside.any() else np.empty(0, dtype=int)
    if len(pairs) < LEAST:
        return np.asarray(y)
    lower = y - y.mean()
    known = np.stack([step[pairs], step[pairs] * lower[pairs]], axis=1)
    lean, more = np.linalg.lstsq(known, y[after[pairs]] - y[pairs], rcond=None)[0]
    moved = (lean + more * lower) * (x - x.mean())
    return np.asarray(y - moved if np.ptp(moved) > SEEN * tall else y)
