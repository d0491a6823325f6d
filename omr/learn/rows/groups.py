"""One number whose digits are printed in groups, "□□ □□□ □": grids side by side under one title."""

from __future__ import annotations

from collections.abc import Sequence

from omr.learn.rows.grids import ALIGNED_MM, COUNTS, Grid, grid_title
from omr.learn.words.kinds import kind_of
from omr.learn.words.titles import Phrase
from omr.model.layout import FieldKind

APART = 2.5
"""Times the step from digit to digit: groups of one number are no further apart."""


def joined(grids: Sequence[Grid], lines: Sequence[Phrase]) -> list[Grid]:
    """The grids; those of digits that go on right of one which is titled as a number, on the same rows and without a title of their own,
    as one with it.
    """
    kept = list(grids)
    for first in sorted(grids, key=lambda grid: grid.box.x):
        title = grid_title(first.box, list(lines))
        if not any(first is one for one in kept) or kind_of(title) is not FieldKind.STUDENT_NUMBER:
            continue
        whole = first
        while after := next((one for one in kept if _goes_on(whole, one) and grid_title(one.box, list(lines)) in {"", title}), None):
            whole = Grid((*whole.columns, *after.columns), whole.labels)
            kept = [one for one in kept if one is not after]
        kept = [whole if one is first else one for one in kept]
    return kept


def _goes_on(grid: Grid, after: Grid) -> bool:
    """Whether a grid has the rows of another one and begins a group's distance right of it."""
    if grid.labels != after.labels or "".join(grid.labels) not in COUNTS or not grid.labels[0].isdigit():
        return False
    level = all(abs(one.y - other.y) < ALIGNED_MM for one, other in zip(grid.columns[-1], after.columns[0], strict=True))
    columns = max((grid, after), key=lambda one: len(one.columns)).columns
    step = columns[1][0].x - columns[0][0].x if len(columns) > 1 else 0.0
    return level and 0 < after.columns[0][0].x - grid.columns[-1][0].x < APART * step
