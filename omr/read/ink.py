"""The ink reader: how likely a box holds a mark, from how much ink stands in it, by itself and beside the page's other boxes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from omr.model.calibration import InkReader

Floats = npt.NDArray[np.float32]

LEAST_INK = 0.01
"""mm² added before the logarithm: a speck of 0.1 mm, below which nothing is told from noise."""
LEAST_EXCESS = 0.1
"""mm² likewise: what a print's own weight varies by."""
LEAST_NOISE = 0.003
"""Likewise for the page's noise: less than one grey value."""
LEAST_PEAK = 0.02
"""Likewise for darkness: 5 grey values."""
RISING = 19
"""So many inputs, the first, can only speak for a mark."""
INPUTS, PEAK, OUTSIDE = 23, 1, RISING
"""Inputs in all, and the places of two of them."""
MOST = 5.0
"""Spreads from the mean beyond which an input says no more: no scanner's oddity may outweigh all else."""
EMPTIES, FEW = 0.25, 0.02
"""Quantile of a page's boxes that shows its empty ones; a share of them (and two at least) that may lie above its marks: a stain, dirt."""
APART = np.array((0.7, 0.5, 0.05, 0.15, 0.3, 0.05), dtype=np.float32)
"""What these two differ by at least, by measure, so that a page without marks is not stretched: about the spread of empty boxes."""
BARE_INK, BARE_PEAK, BARE_OUTSIDE = 0.002, 0.004, 0.02
"""A box is bare with no more than that: the ink reader's score, the darkest place inside (one grey value), mm² of ink around."""


def ink_inputs(features: Floats) -> Floats:
    """What the ink reader's weights apply to (n, INPUTS), for all boxes of one page, features (n, 12) as ``omr.read.measure`` names them.

    Six measures (log ink, log peak, spread, reach, log excess, veil); each less the page's empty boxes'; each as its place between the
    page's empty boxes and its marks; ring; then log ink outside, log noise, core and frame. Shade is not among them: every photo has
    brighter and darker parts, far beyond those of any scan.
    """
    ink, peak, spread, core, outside, reach, _shade, excess, veil, noise, frame, ring = features.T
    whole = np.log(np.maximum(excess, 0) + LEAST_EXCESS)
    own = np.column_stack([np.log(ink + LEAST_INK), np.log(peak + LEAST_PEAK), spread, reach, whole, veil]).astype(np.float32)
    if not len(own):
        return np.zeros((0, INPUTS), np.float32)
    ordered = np.sort(own, axis=0)
    empties, marks = ordered[int(EMPTIES * (len(own) - 1))], ordered[max(0, len(own) - 1 - max(2, int(FEW * len(own))))]
    above = own - empties
    others = np.log(outside + LEAST_INK), np.log(noise + LEAST_NOISE), core, np.minimum(frame, 1)
    return np.column_stack([own, above, above / (marks - empties + APART), ring, *others]).astype(np.float32)


def standard(inputs: Floats, mean: Sequence[float], spread: Sequence[float]) -> Floats:
    """Inputs (n, INPUTS) in spreads from their mean, none further than ``MOST``."""
    return np.clip((inputs - np.asarray(mean, np.float32)) / np.asarray(spread, np.float32), -MOST, MOST)


def ink_scores(features: Floats, fitted: InkReader) -> Floats:
    """Each box's probability (n,) of holding a mark, by ink alone; ``features`` (n, 12) of all boxes of one page."""
    x = standard(ink_inputs(features), fitted.mean, fitted.spread)
    hidden = np.tanh(x @ np.asarray(fitted.weights, np.float32).T + np.asarray(fitted.biases, np.float32))
    logit = hidden @ np.asarray(fitted.out, np.float32) + fitted.bias
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -30, 30))), dtype=np.float32)


def is_bare(features: Floats, ink: Floats) -> npt.NDArray[np.bool_]:
    """Which boxes (n,) show nothing at all beyond their print, inside or around: there is no shape to look at."""
    return np.asarray((ink <= BARE_INK) & (features[:, 1] <= BARE_PEAK) & (features[:, 4] <= BARE_OUTSIDE), dtype=np.bool_)
