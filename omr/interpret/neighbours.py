"""Which boxes of a page stand so close to each other that what is written there may be either's."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple, TypeAlias

from omr.model.exam import ItemRef
from omr.model.layout import LayoutPage

WALL_MM = 0.6
"""Two cells that are no further apart share a wall: as wide as a line is drawn."""
REACH = 1.2
"""Share of a box's shorter side up to which another box is close: about as far as ``omr.read.around`` looks for marks beside boxes."""


Cell: TypeAlias = tuple[ItemRef, str]
"""An item and the label of one of its options."""


class Neighbours(NamedTuple):
    """Boxes that stand close to others."""

    touching: Mapping[Cell, tuple[Cell, ...]]
    """The cells of a table that share a wall with cells of other items, and which those are."""
    close: Mapping[Cell, tuple[Cell, ...]]
    """Of each box the others that are close, of whichever item; cells of a table, whose next neighbours share their walls, have none."""

    def of(self, cell: Cell) -> frozenset[Cell]:
        """The boxes of other items that stand close to one, or share a wall with it."""
        some = (*self.touching.get(cell, ()), *self.close.get(cell, ()))
        return frozenset(other for other in some if other[0] != cell[0])


ALL_APART = Neighbours({}, {})
"""Of a page whose boxes all stand by themselves."""


@lru_cache(maxsize=64)
def neighbours(page: LayoutPage) -> Neighbours:
    """What stands close on a page; nothing where all boxes are far from each other."""
    touching: dict[Cell, list[Cell]] = {}
    close: dict[Cell, list[Cell]] = {}
    boxes = [((field.ref, option.label), option.box) for field in page.choices for option in field.options]
    for (one, a), (other, b) in combinations(boxes, 2):
        apart = a.gap_to(b)
        found = close if apart > WALL_MM else touching
        if apart <= REACH * min(a.w, a.h) and (found is close or one[0] != other[0]):
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    free = {cell: tuple(cells) for cell, cells in close.items() if cell not in touching}
    return Neighbours({cell: tuple(cells) for cell, cells in touching.items()}, free)
