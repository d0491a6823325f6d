"""Outlines that a person added by rule and pencil, moved onto the print that they name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import levels, median, quantile
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM
from omr.model.layout import Box, Field, FieldKind, LayoutOption, LayoutPage
from omr.model.page import Gray, Points, Transform
from omr.register.bend import FEW, bend_at, fitted, terms_for
from omr.register.outlines import NEAR_REACH_MM, Picture, find_outlines, wide_reach
from omr.register.place import no_bend

LEAST_SURE = 0.6
"""Share of a grid's outlines that must be seen in the print, or it stays where the person has put it: there may be nothing to see."""
AGREE_MM = 0.3
"""So near to where the grid's move and bend put it an outline, or a letter, must be seen. Where an app has whitened the outlines
away, letters and marks are taken for them, which lie 1 mm and more beside each other."""
LETTER_DARK = 0.5
"""Of the darkest a letter's strokes are at least so dark; what is left of an outline is paler."""
PAPER = 0.8
"""So many of a box's pixels are at most as light as its paper."""
MARKED = 2.0
"""Times the ink that letters usually have: more is a mark."""


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
    """A grid looked for widely, then once more closely from where it was found; by its letters where it has no outlines."""
    picture = Picture(image, None, levels(image))
    page = _page(grid, size)
    transform = _flat(size)
    for reach in (wide_reach(page), NEAR_REACH_MM):
        seen = find_outlines(picture, transform, page, reach)
        if seen.sure.mean() < LEAST_SURE:
            return _by_letters(grid, image, size)
        count = int(seen.sure.sum())
        transform = replace(
            transform, bend=fitted(seen.centres[seen.sure], seen.offsets[seen.sure], np.ones(count), size, terms_for(count))
        )
        astray = np.abs(seen.offsets - bend_at(seen.centres, transform)).max(axis=1)
        if (seen.sure & (astray < AGREE_MM)).mean() < LEAST_SURE:
            return _by_letters(grid, image, size)
    return [_moved(one.box, by) for one, by in zip(grid, bend_at(_centres(grid), transform).tolist(), strict=True)]


def _by_letters(grid: list[Outline], image: Gray, size: tuple[float, float]) -> list[Box]:
    """The grid with its letters in the middle of its boxes, which says where they are as well; as it was where most show no letter."""
    places = [one.box for one in grid]
    offsets, told = _letters(places, image)
    if told.mean() < LEAST_SURE:
        return places
    transform = _flat(size)
    for _ in range(2):  # once more without those astray
        count = int(told.sum())
        bend = fitted(_centres(grid)[told], offsets[told], np.ones(count), size, terms_for(count))
        by = bend_at(_centres(grid), replace(transform, bend=bend))
        told &= np.abs(offsets - by).max(axis=1) < AGREE_MM
        if told.mean() < LEAST_SURE:
            return places
    return [_moved(box, shift) for box, shift in zip(places, by.tolist(), strict=True)]


def _letters(places: list[Box], image: Gray) -> tuple[Points, npt.NDArray[np.bool_]]:
    """How far from the middle of its box each letter stands (n, 2), in mm, and which boxes show one alone (n,)."""
    w, h = places[0].w, places[0].h
    shape = round(w * PX_PER_MM), round(h * PX_PER_MM)
    cuts = [cv2.getRectSubPix(image, shape, (x * PX_PER_MM - 0.5, y * PX_PER_MM - 0.5)) for x, y in (box.centre for box in places)]
    dark = np.stack([quantile(cut.ravel(), PAPER) - cut.astype(np.float32) for cut in cuts])
    usual = median(dark.reshape(len(dark), -1).max(axis=1))
    ink = np.where(dark > LETTER_DARK * usual, dark, 0)
    amount = ink.sum(axis=(1, 2))
    down, across = ((np.arange(side) - (side - 1) / 2) / PX_PER_MM for side in (shape[1], shape[0]))
    middle = np.stack([ink.sum(axis=1) @ across, ink.sum(axis=2) @ down], axis=1) / np.maximum(amount, 1)[:, None]
    return middle, (amount > 0) & (amount < MARKED * median(amount))


def _flat(size: tuple[float, float]) -> Transform:
    scale = np.array([[PX_PER_MM, 0, -0.5], [0, PX_PER_MM, -0.5], [0, 0, 1.0]])
    return Transform(scale, no_bend(), size)


def _page(grid: list[Outline], size: tuple[float, float]) -> LayoutPage:
    options = tuple(LayoutOption(str(i), one.shape, one.box) for i, one in enumerate(grid))
    return LayoutPage(1, size, (), (Field(FieldKind.CHOICE, grid[0].box, "added", "1", options=options),))


def _centres(grid: list[Outline]) -> Points:
    return np.array([one.box.centre for one in grid])


def _moved(box: Box, by: list[float]) -> Box:
    return replace(box, x=round(box.x + by[0], 3), y=round(box.y + by[1], 3))
