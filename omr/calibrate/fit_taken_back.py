"""Fitting the second look at marks that were perhaps taken back."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from omr.calibrate.collect import TAKEN_BACK
from omr.calibrate.examples import CANCELLED, Examples
from omr.calibrate.training import onnx_bytes, train
from omr.read.expected import SIDE
from omr.read.network import probabilities
from omr.read.shape import CLASSES
from omr.read.taken_back import SUSPECT

CHANNELS = (8, 24, 48, 64)
"""Filters of the four strided layers: 84 µs of CPU a mark, with (12, 32, 64, 96) 167."""
EPOCHS = 20
LEARNED_FROM = 0.3 * SUSPECT
"""The shape reader's P(cancelled) from which marks are learned from: those that are looked at again, and a few that nearly are."""
CHUNK = 4096


def fit_taken_back(examples: Examples, shape_model: bytes, seed: int) -> bytes:
    """The second look's network as ONNX, fitted to marks that look taken back to the shape reader; the same ones, seed and thread count
    give the same bytes.
    """
    suspect = _suspects(examples.pictures[examples.drawn], shape_model)
    back = (examples.states[examples.drawn] == CANCELLED).astype(np.int8)
    weights = train(examples.wholes[suspect], back[suspect], CHANNELS, EPOCHS, seed)
    weights[-1][1] -= math.log(TAKEN_BACK)  # to the odds of sheets on which so many times fewer marks are taken back
    return onnx_bytes(weights, SIDE, "omr-taken-back")


def _suspects(pictures: npt.NDArray[np.uint8], shape_model: bytes) -> npt.NDArray[np.bool_]:
    chunks = [pictures[start : start + CHUNK].astype(np.float32) / np.float32(255) for start in range(0, len(pictures), CHUNK)]
    place = CLASSES.index("cancelled")
    return np.concatenate([probabilities(shape_model, chunk)[:, place] for chunk in chunks]) >= LEARNED_FROM
