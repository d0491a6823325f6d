"""Cells of a table, which share their walls: a mark that reaches over one leaves its end in the neighbour's cell."""

from __future__ import annotations

from omr.interpret.habit import CORE
from omr.model.page import BoxEvidence

NO_SHAPE, RIM = 0.01, 0.05
"""The shape reader's score up to which nothing has the shape of a mark, and the share of ink in the middle of the box up to which it all
lies at the rim."""


def is_tail(box: BoxEvidence) -> bool:
    """Whether all that a box shows comes in over its rim, and has the shape of no mark: the end of a neighbour's mark."""
    return box.shape <= NO_SHAPE and bool(box.features) and box.features[CORE] <= RIM
