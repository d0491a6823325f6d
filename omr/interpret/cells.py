"""Cells of a table, which share their walls: a mark that reaches over one leaves its end in the neighbour's cell."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations, product
from typing import TypeAlias

from omr.interpret.habit import CORE
from omr.model.exam import ItemRef
from omr.model.layout import Box, LayoutPage
from omr.model.page import BoxEvidence

WALL_MM = 0.6
"""Two cells that are no further apart share a wall: as wide as a line is drawn."""
NO_SHAPE, RIM = 0.01, 0.05
"""The shape reader's score up to which nothing has the shape of a mark, and the share of ink in the middle of the box up to which it all
lies at the rim."""


Cell: TypeAlias = tuple[ItemRef, str]
"""An item and the label of one of its options."""


@lru_cache(maxsize=64)
def neighbours(page: LayoutPage) -> Mapping[Cell, tuple[Cell, ...]]:
    """The cells of a page that share a wall with cells of other items, and which those are; none where boxes stand apart."""
    found: dict[Cell, tuple[Cell, ...]] = {}
    for one, other in combinations(page.choices, 2):
        for a, b in product(one.options, other.options):
            if _touch(a.box, b.box):
                first, second = (one.ref, a.label), (other.ref, b.label)
                found[first] = (*found.get(first, ()), second)
                found[second] = (*found.get(second, ()), first)
    return found


def is_tail(box: BoxEvidence) -> bool:
    """Whether all that a box shows comes in over its rim, and has the shape of no mark: the end of a neighbour's mark."""
    return box.shape <= NO_SHAPE and bool(box.features) and box.features[CORE] <= RIM


def _touch(one: Box, other: Box) -> bool:
    across = max(other.x - one.x - one.w, one.x - other.x - other.w)
    return across <= WALL_MM and max(other.y - one.y - one.h, one.y - other.y - other.h) <= WALL_MM
