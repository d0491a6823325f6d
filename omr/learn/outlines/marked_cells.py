"""Wide cells of tables that marks have parted: a cross over a wall leaves pieces of a cell, and its row would be none of the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from omr.imaging import box_array, median
from omr.learn.outlines.cells import WALL_MM
from omr.learn.outlines.lattice import SHARE_DRAWN, drawn
from omr.learn.outlines.outlines import OPTION_MM, Outline
from omr.learn.outlines.places import with_hidden
from omr.learn.outlines.tables import may_answer
from omr.model.layout import Box
from omr.model.page import Gray

LEAST = 3
"""Cells that are a column of a table."""
HALF = 0.5
"""Of a cell's place: a piece of it covers less, where a mark has parted it, and the cell beside it none."""


def with_marked_cells(mask: Gray, outlines: Sequence[Outline]) -> tuple[Outline, ...]:
    """The outlines, with the cells too wide for other options that stand where a column and a row of a table meet, and whose four walls an
    ink mask shows; of smaller ones their rows and columns tell more.
    """
    cells = [one for one in outlines if may_answer(one)]
    near = np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    found: list[Outline] = []
    for column in _columns([one for one in cells if max(one.box.w, one.box.h) > OPTION_MM]):
        least = SHARE_DRAWN * median(np.array([drawn(near, column[0], box) for box in box_array([one.box for one in column])]))
        for place in _places(column, cells):
            if not any(_covers(one.box, place) for one in (*outlines, *found)) and drawn(near, column[0], box_array([place])[0]) >= least:
                found.append(replace(column[0], box=place, given=0, hidden=True, placed=True))
    return with_hidden(outlines, found) if found else tuple(outlines)


def _columns(cells: Sequence[Outline]) -> list[list[Outline]]:
    """Cells as wide as those above and below them, where they are several."""
    columns: list[list[Outline]] = []
    for cell in cells:
        home = next((column for column in columns if _is_in_column(column[-1].box, cell.box)), None)
        if home is None:
            columns.append([cell])
        else:
            home.append(cell)
    return [column for column in columns if len(column) >= LEAST]


def _is_in_column(box: Box, other: Box) -> bool:
    return abs(box.x - other.x) < WALL_MM and abs(box.w - other.w) < WALL_MM


def _places(column: Sequence[Outline], cells: Sequence[Outline]) -> list[Box]:
    """Where rows of other columns cross one that has no cell there; its nearest cell tells how the column leans."""
    found = []
    for row in cells:
        nearest = min((one.box for one in column), key=lambda box: abs(box.y - row.box.y))
        if abs(nearest.y - row.box.y) > WALL_MM and not _is_in_column(nearest, row.box):
            found.append(replace(nearest, y=row.box.y, h=row.box.h))
    return found


def _covers(box: Box, place: Box) -> bool:
    """Whether an outline is the cell at a place; the frame of the table around it is none."""
    across = min(box.x + box.w, place.x + place.w) - max(box.x, place.x)
    down = min(box.y + box.h, place.y + place.h) - max(box.y, place.y)
    return across > 0 and down > 0 and across * down > HALF * max(place.w * place.h, HALF * box.w * box.h)
