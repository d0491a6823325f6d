"""Outlines that a person added by rule and pencil, moved onto the print that they name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from omr.imaging import levels
from omr.learn.blank import PX_PER_MM
from omr.learn.entries import Entry
from omr.learn.outlines import Outline
from omr.model.layout import Box, Field, FieldKind, LayoutOption, LayoutPage
from omr.model.page import Gray, Points, Transform
from omr.register.bend import FEW, bend_at, fitted, terms_for
from omr.register.outlines import NEAR_REACH_MM, Picture, find_outlines, wide_reach
from omr.register.place import no_bend

LEAST_SURE = 0.6
"""Share of a grid's outlines that must be seen in the print, or it stays where the person has put it: there may be nothing to see."""


Places: TypeAlias = Mapping[Box, Box]


def printed_places(outlines: tuple[Outline, ...], image: Gray, size: tuple[float, float]) -> Places:
    """Where the outlines of each row or grid of the corrections are printed in the page's picture (``PX_PER_MM``), by where they were
    said to be.

    A grid is moved as a whole, and bent as the paper was when it was photographed: places measured by hand are half a millimetre off,
    and more there.
    """
    grids: defaultdict[int, list[Outline]] = defaultdict(list)
    for one in outlines:
        if one.given:
            grids[one.given].append(one)
    return {
        one.box: place for grid in grids.values() if len(grid) >= FEW for one, place in zip(grid, _laid(grid, image, size), strict=True)
    }


def with_places(entries: list[Entry], fields: list[Field], places: Places) -> tuple[list[Entry], list[Field]]:
    """Items and bubbled fields with their outlines where they are printed. Rows and columns are told by the places as said: those are
    straight.
    """
    if not places:
        return entries, fields
    moved = [replace(entry, outlines=tuple(replace(one, box=places.get(one.box, one.box)) for one in entry.outlines)) for entry in entries]
    return moved, [
        replace(field, options=tuple(replace(one, box=places.get(one.box, one.box)) for one in field.options)) for field in fields
    ]


def _laid(grid: list[Outline], image: Gray, size: tuple[float, float]) -> list[Box]:
    """A grid looked for widely, then once more closely from where it was found."""
    picture = Picture(image, None, levels(image))
    scale = np.array([[PX_PER_MM, 0, -0.5], [0, PX_PER_MM, -0.5], [0, 0, 1.0]])
    page = _page(grid, size)
    transform = Transform(scale, no_bend(), size)
    for reach in (wide_reach(page), NEAR_REACH_MM):
        seen = find_outlines(picture, transform, page, reach)
        if seen.sure.mean() < LEAST_SURE:
            return [one.box for one in grid]
        count = int(seen.sure.sum())
        transform = replace(
            transform, bend=fitted(seen.centres[seen.sure], seen.offsets[seen.sure], np.ones(count), size, terms_for(count))
        )
    return [_moved(one.box, by) for one, by in zip(grid, bend_at(_centres(grid), transform).tolist(), strict=True)]


def _page(grid: list[Outline], size: tuple[float, float]) -> LayoutPage:
    options = tuple(LayoutOption(str(i), one.shape, one.box) for i, one in enumerate(grid))
    return LayoutPage(1, size, (), (Field(FieldKind.CHOICE, grid[0].box, "added", "1", options=options),))


def _centres(grid: list[Outline]) -> Points:
    return np.array([one.box.centre for one in grid])


def _moved(box: Box, by: list[float]) -> Box:
    return replace(box, x=round(box.x + by[0], 3), y=round(box.y + by[1], 3))
