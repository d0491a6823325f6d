"""Single outlines beside the rows of other items, "○ 12 ☐ ☐ ☐ ☐": a mark in one says something of its row, and a column of them is no
item.
"""

from __future__ import annotations

from collections.abc import Sequence

from omr.learn.rows.breaks import LEVEL
from omr.learn.rows.grids import ALIGNED_MM
from omr.learn.rows.runs import Run

NEAR_MM = 25.0
"""From an outline to the row that it belongs to, with a number between."""
LEAST = 4
"""Outlines of a column that show it."""


def beside_rows(singles: Sequence[Run], rows: Sequence[Run]) -> set[int]:
    """Which single outlines (by ``id``) stand in columns whose outlines all have one of the ``rows`` of another kind beside them."""
    found: set[int] = set()
    for run in singles:
        column = [one for one in singles if abs(one.x - run.x) < ALIGNED_MM]
        if len(column) >= LEAST and all(any(_is_beside(one, row) for row in rows) for one in column):
            found.add(id(run))
    return found


def _is_beside(run: Run, row: Run) -> bool:
    """Whether a row stands on the line of an outline, with a word between: without one, it is where the digits of a row are written."""
    if row.vertical or len(row.spots) < 2 or abs(row.y - run.y) > LEVEL * row.spots[0].box.h:
        return False
    first, last = row.spots[0].box, row.spots[-1].box
    before = -NEAR_MM < run.x - first.x < 0 and any(run.x < word.box.x < first.x for word in row.before)
    return before or (0 < run.x - last.x - last.w < NEAR_MM and any(last.x < word.box.x < run.x for word in run.before))
