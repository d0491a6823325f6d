"""Wide cells of a table that a mark has parted are where the others of its row and column say, if their walls are there."""

from __future__ import annotations

from itertools import product

import cv2
import numpy as np
import pytest

from omr.learn.outlines.marked_cells import with_marked_cells
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

WIDE, HIGH, ROWS = 19.0, 7.0, 5


def table() -> tuple[list[Outline], Gray]:
    """Two columns of cells within a frame, and the ink mask that draws them."""
    mask = np.zeros((round(60 * PX_PER_MM), round(60 * PX_PER_MM)), np.uint8)
    boxes = [Box(10 + WIDE * column, 10 + HIGH * row, WIDE, HIGH) for row, column in product(range(ROWS), range(2))]
    for box in boxes:
        left, top, right, foot = (round(side * PX_PER_MM) for side in (box.x, box.y, box.x + box.w, box.y + box.h))
        cv2.rectangle(mask, (left, top), (right, foot), (255,), 3)
    cells = [Outline(Shape.BOX, box, cell=True) for box in boxes]
    return [*cells, Outline(Shape.BOX, Box(10, 10, 2 * WIDE, ROWS * HIGH))], mask


@pytest.mark.parametrize("missing", [3, 9])
def test_a_cell_that_a_mark_has_parted_is_added(missing: int) -> None:
    outlines, mask = table()
    box = outlines[missing].box
    piece = Outline(Shape.BOX, Box(box.x, box.y, 8.0, HIGH), cell=True)
    found = with_marked_cells(mask, [*outlines[:missing], piece, *outlines[missing + 1 :]])
    (cell,) = (one for one in found if one.hidden)
    assert cell.box == box
    assert cell.cell


def test_nothing_is_added_where_all_cells_are_known_or_a_wall_is_missing() -> None:
    outlines, mask = table()
    assert with_marked_cells(mask, outlines) == tuple(outlines)
    box = outlines[3].box
    x, y = round((box.x + box.w) * PX_PER_MM), round(box.y * PX_PER_MM)
    mask[y + 6 : y + round(HIGH * PX_PER_MM) - 6, x - 6 : x + 6] = 0
    assert not any(one.hidden for one in with_marked_cells(mask, [*outlines[:3], *outlines[4:]]))
