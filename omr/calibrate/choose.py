"""Choosing where the decision draws its lines, on examples that no reader was fitted on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from omr.calibrate.collect import Examples
from omr.calibrate.fit import AMBIGUOUS, CANCELLED, EMPTY, MARKED
from omr.model.calibration import Thresholds

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEVELS = np.arange(-10.0, 10.01, 0.1)
"""Logits tried for each line."""
EMPTY_MARGIN, MARKED_MARGIN = 1.0, 1.0
"""Logits by which the lines stand off the last error of the held-out examples: others will be harder."""
LARGEST_EMPTY, LEAST_MARKED = 0.05, 0.9
"""However clean the held-out examples are, the lines come no nearer to each other than this."""
CANCELLED_AT = 0.05
"""Cancel score from which a mark may be struck out: 19 times out of 20 it is not, and a person looks all the same."""
FAINT = 0.15
"""Share of the sheet's typical ink below which a mark beside stronger ones needs a person."""


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Both readers' scores of examples (n,): ``ink``, ``shape`` (anything drawn), ``cancel``."""

    ink: Floats
    shape: Floats
    cancel: Floats

    @property
    def low(self) -> Floats:
        return np.minimum(self.ink, self.shape)

    @property
    def high(self) -> Floats:
        return np.maximum(self.ink, self.shape)


def choose(examples: Examples, scores: Scores) -> Thresholds:
    """The widest lines without an error on the examples, drawn back by a margin."""
    drawn = examples.states != EMPTY
    visible = drawn & ~((examples.states == AMBIGUOUS) & (scores.high < _probability(-4.0)))  # what left no ink at all cannot be seen
    not_marked = (examples.states != MARKED) & ~((examples.states == CANCELLED) & (scores.cancel >= CANCELLED_AT))
    empty = max((level for level in LEVELS if not np.any(visible & (scores.high <= _probability(level)))), default=LEVELS[0])
    marked = min((level for level in LEVELS if not np.any(not_marked & (scores.low >= _probability(level)))), default=LEVELS[-1])
    return Thresholds(
        empty=round(min(_probability(empty - EMPTY_MARGIN), LARGEST_EMPTY), 6),
        marked=round(max(_probability(marked + MARKED_MARGIN), LEAST_MARKED), 6),
        cancelled=CANCELLED_AT,
        faint=FAINT,
    )


def _probability(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))
