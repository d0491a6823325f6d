"""Very small fitted networks on many boxes' pictures at once, run by ``cv2.dnn``."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from omr.model.page import Gray

Floats = npt.NDArray[np.float32]


def planes(dark: Gray, printed: Gray, samples: int) -> Floats:
    """A network's input (n, 2, samples, samples) in 0–1: darkness as seen, darkness as printed; both (n, s, s) of 0–255."""
    n, side = len(dark), dark.shape[1]
    both = [
        cv2.resize(stack.reshape(n * side, side), (samples, n * samples), interpolation=cv2.INTER_AREA).reshape(n, samples, samples)
        for stack in (dark, printed)
    ]
    return np.asarray(np.stack(both, axis=1).astype(np.float32) / np.float32(255), dtype=np.float32)


def probabilities(model: bytes, pictures: Floats) -> Floats:
    """What a network (ONNX) says of each picture, (n, its classes)."""
    network = _loaded(model)
    network.setInput(pictures)
    logits = np.asarray(network.forward(), dtype=np.float32).reshape(len(pictures), -1)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


@lru_cache(maxsize=4)
def _loaded(model: bytes) -> cv2.dnn.Net:
    """The loaded network of a process; it holds no state between calls."""
    return cv2.dnn.readNetFromONNX(np.frombuffer(model, dtype=np.uint8), engine=cv2.dnn.ENGINE_CLASSIC)
