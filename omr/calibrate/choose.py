"""Choosing where the decision draws its lines, on examples that no reader was fitted on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from omr.calibrate.collect import Examples
from omr.calibrate.fit import EMPTY, MARKED
from omr.model.calibration import Thresholds

Floats = npt.NDArray[np.float64]

LEVELS = np.arange(-10.0, 10.01, 0.1)
"""Logits tried for each line."""
MISSED = 1e-3
"""Share of everyday marks that may fall below the line for an empty box beside a certain mark. Such a mark is a weak second one; a
weak mark that stands alone is held by the stricter line for a blank item."""
STRAY = 1e-4
"""Share of everyday empty boxes that may lie above the line for a mark: a line or blot of another pen, which nobody could tell."""
BLANK_MARGIN, MARKED_MARGIN = 0.5, 0.5
"""Logits by which those lines stand off the last error of the held-out everyday examples: others will be harder."""
LARGEST_EMPTY, LARGEST_BLANK, LEAST_MARKED = 0.05, 0.02, 0.85
"""However clean the held-out examples are, the lines come no nearer to each other than this."""
CANCELLED_AT = 0.1
"""Cancel score from which a mark may be struck out: 9 times out of 10 it is not, and a person looks all the same."""
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
    """The lines, on the everyday half of examples that no reader was fitted on."""
    here = ~examples.harsh
    low, high, states = scores.low[here], scores.high[here], examples.states[here]
    drawn = high[states == MARKED]
    empty = max((level for level in LEVELS if np.mean(drawn <= _probability(level)) <= MISSED), default=LEVELS[0])
    blank = max((level for level in LEVELS if not np.any(drawn <= _probability(level))), default=LEVELS[0])
    others = low[states == EMPTY]
    marked = min((level for level in LEVELS if np.mean(others >= _probability(level)) <= STRAY), default=LEVELS[-1])
    return Thresholds(
        empty=round(min(_probability(empty), LARGEST_EMPTY), 6),
        blank=round(min(_probability(blank - BLANK_MARGIN), LARGEST_BLANK), 6),
        marked=round(max(_probability(marked + MARKED_MARGIN), LEAST_MARKED), 6),
        cancelled=CANCELLED_AT,
        faint=FAINT,
    )


def _probability(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))
