"""Which items' boxes are of one sort: a mark is compared with the student's others in boxes like its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from omr.model.exam import ItemRef, Shape
from omr.model.layout import LayoutPage

Sort: TypeAlias = tuple[Shape, float, float]
"""Shape, width and height in mm."""


@lru_cache(maxsize=64)
def sorts(page: LayoutPage) -> Mapping[ItemRef, Sort]:
    """Of what sort the boxes of each item are; an item's own are alike."""
    first = ((field.ref, field.options[0]) for field in page.bubbled if field.options)
    return {ref: (option.shape, round(option.box.w, 1), round(option.box.h, 1)) for ref, option in first}
