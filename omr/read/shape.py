"""The shape reader: a very small network on each box's normalised picture beside its print, run by ``cv2.dnn``."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from omr.model.page import Gray

Floats = npt.NDArray[np.float32]

INPUT = 24
"""Samples along the network's input: half a stroke's width each for a box of 4.5 mm."""
CLASSES = ("empty", "marked", "cancelled")


@lru_cache(maxsize=2)
def _network(model: bytes) -> cv2.dnn.Net:
    """The loaded network of a process; it holds no state between calls."""
    return cv2.dnn.readNetFromONNX(np.frombuffer(model, dtype=np.uint8), engine=cv2.dnn.ENGINE_CLASSIC)


def shape_inputs(dark: Gray, printed: Gray) -> Floats:
    """The network's input (n, 2, INPUT, INPUT) in 0–1: darkness as seen, darkness as printed; both (n, s, s) of 0–255."""
    n, side = len(dark), dark.shape[1]
    planes = [
        cv2.resize(stack.reshape(n * side, side), (INPUT, n * INPUT), interpolation=cv2.INTER_AREA).reshape(n, INPUT, INPUT)
        for stack in (dark, printed)
    ]
    return np.asarray(np.stack(planes, axis=1).astype(np.float32) / np.float32(255), dtype=np.float32)


BARE = (0.999, 0.0005, 0.0005)
"""What a box that shows nothing at all gets unseen; looking costs 56 µs of CPU a box, two thirds of a page's boxes are so."""


def shape_scores(dark: Gray, printed: Gray, bare: npt.NDArray[np.bool_], model: bytes) -> Floats:
    """Each box's probabilities (n, 3) as CLASSES names them, by shape alone; the ``bare`` ones (n,) are not looked at."""
    scores = np.tile(np.array(BARE, dtype=np.float32), (len(dark), 1))
    if bare.all():
        return scores
    network = _network(model)
    network.setInput(shape_inputs(dark[~bare], printed[~bare]))
    logits = np.asarray(network.forward(), dtype=np.float32).reshape(-1, len(CLASSES))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    scores[~bare] = powers / powers.sum(axis=1, keepdims=True)
    return scores
