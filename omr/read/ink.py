"""The ink reader: how likely a box holds a mark, from how much ink stands in it and how dark it is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from omr.model.calibration import Logistic

Floats = npt.NDArray[np.float32]

LEAST_INK = 0.01
"""mm² added before the logarithm: a speck of 0.1 mm, below which nothing is told from noise."""
LEAST_EXCESS = 0.1
"""mm² likewise: what a print's own weight varies by."""
LEAST_NOISE = 0.003
"""Likewise for the page's noise: less than one grey value."""
LEAST_PEAK = 0.02
"""Likewise for darkness: 5 grey values."""


BARE_INK, BARE_PEAK, BARE_OUTSIDE = 0.002, 0.004, 0.02
"""A box is bare with no more than that: the ink reader's score, the darkest place inside (one grey value), mm² of ink around."""


def ink_inputs(features: Floats) -> Floats:
    """What the ink reader's weights apply to (n, 8): log ink, log peak, spread, reach, log ink outside, log excess, veil,
    log noise.
    """
    ink, peak, spread, outside, reach = (features[:, place] for place in (0, 1, 2, 4, 5))
    logs = np.log(ink + LEAST_INK), np.log(peak + LEAST_PEAK), np.log(outside + LEAST_INK)
    excess, veil = features[:, 7], features[:, 8]
    whole = np.log(np.maximum(excess, 0) + LEAST_EXCESS)
    noise = np.log(features[:, 9] + LEAST_NOISE)
    return np.column_stack([logs[0], logs[1], spread, reach, logs[2], whole, veil, noise]).astype(np.float32)


def ink_scores(features: Floats, fitted: Logistic) -> Floats:
    """Each box's probability (n,) of holding a mark, by ink alone."""
    logit = ink_inputs(features) @ np.asarray(fitted.weights, dtype=np.float32) + fitted.bias
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -30, 30))), dtype=np.float32)


def is_bare(features: Floats, ink: Floats) -> npt.NDArray[np.bool_]:
    """Which boxes (n,) show nothing at all beyond their print, inside or around: there is no shape to look at.

    On simulated sheets (31,000 boxes of both tables) 67 % of all everyday boxes are bare, among them 2 drawn marks, both too faint for
    the shape reader as well (it gave them 0.002 and 0.000).
    """
    return np.asarray((ink <= BARE_INK) & (features[:, 1] <= BARE_PEAK) & (features[:, 4] <= BARE_OUTSIDE), dtype=np.bool_)
