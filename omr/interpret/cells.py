"""Cells of a table, which share their walls: a mark that reaches over one leaves its end in the neighbour's cell."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from omr.model.exam import ItemRef
from omr.model.layout import FieldKind, LayoutPage

WALL_MM = 0.6
"""Two cells that are no further apart share a wall: as wide as a line is drawn."""


@lru_cache(maxsize=64)
def walled(page: LayoutPage) -> frozenset[ItemRef]:
    """The items of a page whose boxes share a wall with those of another."""
    boxes = [(field.ref, option.box) for field in page.fields if field.kind is FieldKind.CHOICE for option in field.options]
    if not boxes:
        return frozenset()
    low = np.array([(box.x, box.y) for _, box in boxes])
    high = low + np.array([(box.w, box.h) for _, box in boxes])
    apart = np.maximum(low[:, None] - high[None, :], low[None, :] - high[:, None]).max(axis=2)
    names = {ref: place for place, ref in enumerate(dict.fromkeys(ref for ref, _ in boxes))}
    item = np.array([names[ref] for ref, _ in boxes])
    touching = ((apart <= WALL_MM) & (item[:, None] != item[None, :])).any(axis=1)
    return frozenset(ref for (ref, _), shared in zip(boxes, touching, strict=True) if shared)
