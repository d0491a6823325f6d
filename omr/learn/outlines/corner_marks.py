"""Marks that other programs print in the four corners of a page, to find it on a scan: no options."""

from __future__ import annotations

from collections.abc import Sequence

from omr.learn.outlines.outlines import Outline
from omr.model.layout import Box

CORNERS = 4
SAME_MM = 0.4
"""Marks of one page differ by no more in their sides."""
LEVEL_MM = 1.0
"""They stand on one line, and one column, to that tolerance."""
CORNER = 0.2
"""Of a page's sides: marks stand no further from its edges."""


def without_corner_marks(outlines: Sequence[Outline], size: tuple[float, float]) -> tuple[Outline, ...]:
    """The outlines of a page of ``size`` mm without four of one size and shape, of which it has no others, that stand in its corners."""
    rest = list(outlines)
    marks: list[Outline] = []
    while rest:
        alike = [one for one in rest if one.shape is rest[0].shape and _is_as_large(one.box, rest[0].box)]
        rest = [one for one in rest if not any(one is other for other in alike)]
        if _are_in_corners(alike, size):
            marks += alike
    return tuple(one for one in outlines if not any(one is mark for mark in marks))


def _is_as_large(one: Box, other: Box) -> bool:
    return abs(one.w - other.w) < SAME_MM and abs(one.h - other.h) < SAME_MM


def _are_in_corners(some: Sequence[Outline], size: tuple[float, float]) -> bool:
    if len(some) != CORNERS or any(one.given for one in some):
        return False
    by_row = sorted((one.box.centre for one in some), key=lambda centre: centre[1])
    (first, right), (low, last) = sorted(by_row[:2]), sorted(by_row[2:])
    level = abs(first[1] - right[1]) < LEVEL_MM and abs(low[1] - last[1]) < LEVEL_MM
    below = abs(first[0] - low[0]) < LEVEL_MM and abs(right[0] - last[0]) < LEVEL_MM
    edges = zip(first, last, size, strict=True)
    return level and below and all(start < CORNER * side and end > side - CORNER * side for start, end, side in edges)
