"""Rows of boxes that print a number for machines: some are solid black, and nobody is to mark the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omr.learn.outlines.outlines import OPTION_MM, Outline
from omr.learn.outlines.rules import WALL_MM
from omr.learn.paper.blank import PX_PER_MM
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

SOLID = 0.97
"""Of the middle of a box of such a row; a box that somebody filled by pen shows paper in some place."""
MIDDLE = 0.5
"""Of a box's sides."""
LINES = 3
"""Rows of such a number stand below one another at most; where more boxes of a size do, the solid ones are filled by hand."""
LEVEL_MM = 0.5
"""Boxes of one row differ by no more in size and place; on a scan, one beside a solid box may be thicker by two pixels of 0.13 mm."""


def without_machine_boxes(outlines: Sequence[Outline], mask: Gray) -> tuple[tuple[Outline, ...], list[str]]:
    """The other outlines, and what is told of those boxes."""
    coded = _machine_boxes(outlines, mask)
    return tuple(one for one in outlines if not any(one is other for other in coded)), _told(coded)


def _machine_boxes(outlines: Sequence[Outline], mask: Gray) -> tuple[Outline, ...]:
    """The boxes of rows, wall to wall, of which others are solid black, and the frames of such rows."""
    cells = [one for one in outlines if one.shape is Shape.BOX and not one.given and one.box.w <= OPTION_MM]
    found: dict[int, Outline] = {}
    new = [one for one in cells if any(_is_solid(place, mask) for place in _beside(one.box))]
    while new := [one for one in new if sum(_is_in_column(one.box, other.box) for other in cells) <= LINES]:
        found |= {id(one): one for one in new}
        rest = [one for one in cells if id(one) not in found]
        new = [one for one in rest if any(_is_on_row(one.box, other.box) for other in found.values())]
    return tuple(one for one in outlines if id(one) in found or any(_frames(one.box, box.box) for box in found.values()))


def _told(boxes: Sequence[Outline]) -> list[str]:
    if not boxes:
        return []
    x, y = boxes[0].box.centre
    told = "stand between solid ones and print a number for machines: they are no options"
    return [f"{len(boxes)} outlines, from {x:.0f}, {y:.0f} mm on, {told}"]


def _frames(row: Box, box: Box) -> bool:
    """Whether a row's own outline is around a box of it."""
    return abs(row.y - box.y) < LEVEL_MM and abs(row.h - box.h) < LEVEL_MM and row.x < box.centre[0] < row.x + row.w


def _beside(box: Box) -> tuple[Box, Box]:
    return replace(box, x=box.x - box.w), replace(box, x=box.x + box.w)


def _is_solid(place: Box, mask: Gray) -> bool:
    (x, y), w, h = place.centre, MIDDLE * place.w, MIDDLE * place.h
    left, top, right, bottom = (round(side * PX_PER_MM) for side in (x - w / 2, y - h / 2, x + w / 2, y + h / 2))
    part = mask[max(0, top) : bottom, max(0, left) : right]
    return bool(part.size) and float(part.mean()) > SOLID * 255


def _is_in_column(one: Box, other: Box) -> bool:
    """Whether boxes of one size stand below one another, or are the same."""
    return abs(one.x - other.x) < LEVEL_MM and abs(one.w - other.w) < LEVEL_MM and abs(one.h - other.h) < LEVEL_MM


def _is_on_row(one: Box, other: Box) -> bool:
    """Whether a box stands wall to wall beside another one of its size."""
    level = abs(one.y - other.y) < LEVEL_MM and abs(one.h - other.h) < LEVEL_MM and abs(one.w - other.w) < LEVEL_MM
    return level and min(abs(one.x - other.x - other.w), abs(other.x - one.x - one.w)) < WALL_MM
