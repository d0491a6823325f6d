"""Fitting the shape reader to examples."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from omr.calibrate.collect import TAKEN_BACK
from omr.calibrate.examples import AMBIGUOUS, CANCELLED, EMPTY, Examples
from omr.calibrate.training import onnx_bytes, train
from omr.read.ink import BARE_OUTSIDE, BARE_PEAK, LEAST_INK, LEAST_PEAK, OUTSIDE, PEAK
from omr.read.shape import INPUT

CHANNELS = (8, 24, 48)
"""Filters of the three strided layers, multiples of 8 as OpenCV likes them: 35 µs of CPU a box, with 12 in the first layer 56."""
EPOCHS = 20
BARE_SHARE = 6
"""Of empty boxes that show nothing, every sixth is learned from: two in three boxes are such, and the reader hardly ever sees them."""


def fit_shape(examples: Examples, seed: int) -> bytes:
    """The shape reader's network as ONNX; the same examples, of sheets collected ``to_fit``, seed and thread count give the same bytes."""
    sure = _worth_looking(examples)
    weights = train(examples.pictures[sure], examples.states[sure], CHANNELS, EPOCHS, seed)
    weights[-1][CANCELLED] -= math.log(TAKEN_BACK)  # to the odds of sheets on which so many times fewer marks are taken back
    return onnx_bytes(weights, INPUT, "omr-shape")


def _worth_looking(examples: Examples) -> npt.NDArray[np.intp]:
    """Places of the examples to learn from."""
    peak, outside = examples.inputs[:, PEAK], examples.inputs[:, OUTSIDE]
    bare = (examples.states == EMPTY) & (peak <= np.log(BARE_PEAK + LEAST_PEAK)) & (outside <= np.log(BARE_OUTSIDE + LEAST_INK))
    every = np.arange(examples.count) % BARE_SHARE == 0
    return np.flatnonzero((examples.states != AMBIGUOUS) & (~bare | every))
