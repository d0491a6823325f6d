"""The shape reader: a very small network on each box's normalised picture beside its print, run by ``cv2.dnn``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from omr.model.page import Gray
from omr.read.network import Floats, planes, probabilities

INPUT = 24
"""Samples along the network's input: half a stroke's width each for a box of 4.5 mm."""
CLASSES = ("empty", "marked", "cancelled")
BARE = (0.999, 0.0005, 0.0005)
"""What a box that shows nothing at all gets unseen; looking costs 56 µs of CPU a box, two thirds of a page's boxes are so."""


DOUBT = 0.01
"""P(not empty) from which a box's score is looked at beside what the network says of the page's empty boxes of the same label."""
BLANKS, FEWEST, SURE_INK = 5, 4, 0.01
"""So many boxes of a label, those with the least ink, tell what it says of empty ones: so many at least that show next to none."""
TYPICAL, MOST = -6.0, 4.0
"""Log odds that an empty box gets as a rule, and the most by which a label's scores are lowered: the letters of one kind may be printed so
that they look like a mark to the network, by as much as 4 on real scans; a mark drawn by hand gets 5 and more."""


def shape_scores(
    dark: Gray, printed: Gray, bare: npt.NDArray[np.bool_], model: bytes, ink: Floats, alike: Sequence[npt.NDArray[np.intp]]
) -> Floats:
    """Each box's probabilities (n, 3) as CLASSES names them, by shape alone; the ``bare`` ones (n,) are not looked at.

    ``ink`` (n,) and ``alike``, the rows of each label, find the label's surely empty boxes: what the network takes in those for a mark, it
    takes for one in all of them.
    """
    scores = np.tile(np.array(BARE, dtype=np.float32), (len(dark), 1))
    if bare.all():
        return scores
    scores[~bare] = _looked_at(model, dark[~bare], printed[~bare])
    doubtful = ~bare & (ink < 0.5) & (scores[:, 0] < 1 - DOUBT)
    for rows in alike:
        empty = rows[np.argsort(ink[rows], kind="stable")[:BLANKS]]
        empty = empty[ink[empty] <= SURE_INK]
        if len(empty) >= FEWEST and doubtful[rows].any():
            usual = float(np.median(_odds(_looked_at(model, dark[empty], printed[empty]))))
            _lower(scores, rows[~bare[rows]], float(np.clip(usual - TYPICAL, 0, MOST)))
    return scores


def _looked_at(model: bytes, dark: Gray, printed: Gray) -> Floats:
    return probabilities(model, planes(dark, printed, INPUT))


def _odds(scores: Floats) -> Floats:
    """Log odds (n,) that a box is not empty."""
    full = np.clip(1 - scores[:, 0].astype(np.float64), 1e-6, 1 - 1e-6)
    return np.asarray(np.log(full / (1 - full)), dtype=np.float32)


def _lower(scores: Floats, rows: npt.NDArray[np.intp], by: float) -> None:
    """Lower the log odds of not being empty, in place; marked and cancelled keep their proportion."""
    if by > 0 and len(rows):
        full = 1 / (1 + np.exp(by - _odds(scores[rows])))
        scores[rows, 1:] *= (full / np.maximum(scores[rows, 1:].sum(axis=1), 1e-9))[:, None]
        scores[rows, 0] = 1 - full
