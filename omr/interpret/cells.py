"""Cells of a table, which share their walls: a mark that reaches over one leaves its end in the neighbour's cell."""

from __future__ import annotations

from omr.interpret.habit import CORE, INK
from omr.model.page import BoxEvidence

NO_SHAPE, RIM = 0.01, 0.05
"""The shape reader's score up to which nothing has the shape of a mark, and the share of ink in the middle of the box up to which it all
lies at the rim."""
PART = 0.15
"""Share of the ink of a marked cell that the arms of a large cross leave in the next: a second mark has mostly more."""


def is_tail(box: BoxEvidence, marked: BoxEvidence | None = None) -> bool:
    """Whether all that a box shows comes in over its rim, or is little beside what the ``marked`` box next to it holds, and has the shape
    of no mark: the end of a neighbour's mark.
    """
    if box.shape > NO_SHAPE or not box.features:
        return False
    small = marked is not None and bool(marked.features) and box.features[INK] <= PART * marked.features[INK]
    return box.features[CORE] <= RIM or small
