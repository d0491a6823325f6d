"""Rows of outlines in pairs, each pair apart from the next: one item on two lines, or items whose options run down the columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from omr.learn.outlines.entries import Entry
from omr.learn.rows.grids import ALIGNED_MM

LEAST = 3
"""Pairs of a column that show that its rows are paired: two wide spaces may be chance."""
APART = 1.4
"""Times the step within pairs, the step from pair to pair: rows of one column that a heading or a thicker line parts in fives have fewer
such steps, and rows as even as a printer's have none.
"""
EVEN = 0.12
"""Of a step: steps of one kind differ by no more."""


def paired_rows(entries: Sequence[Entry], page: int) -> list[str]:
    """What is told of rows in pairs that are taken for an item each, where not all of them have a number of their own."""
    columns: list[list[Entry]] = []
    for entry in sorted((one for one in entries if one.outlines and not one.vertical), key=lambda one: one.top):
        home = next((column for column in columns if _is_below(column[-1], entry)), None)
        if home is None:
            columns.append([entry])
        else:
            home.append(entry)
    paired = [column for column in columns if _are_paired(column) and not all(one.printed for one in column)]
    if not paired:
        return []
    first, count = paired[0][0], sum(len(column) // 2 for column in paired)
    x, y = first.outlines[0].box.centre
    told = (
        f"{2 * count} rows of items stand in pairs, the first at {x:.0f}, {y:.0f} mm; each row is taken for an item. If each column of a "
        f"pair is one, true above false, correct each pair by `grid {page} X Y W H choice down LABELS`; if the pair is one, by `add`"
    )
    return [told]


def _is_below(above: Entry, entry: Entry) -> bool:
    """Whether two rows have their outlines in the same places across."""
    if len(above.outlines) != len(entry.outlines):
        return False
    return all(abs(a.box.x - b.box.x) < ALIGNED_MM for a, b in zip(above.outlines, entry.outlines, strict=True))


def _are_paired(column: Sequence[Entry]) -> bool:
    """Whether the steps of a column are alternately narrow and wide."""
    steps = [below.top - above.top for above, below in pairwise(column)]
    near, far = steps[::2], steps[1::2]
    if len(column) < 2 * LEAST or len(column) % 2:
        return False
    return min(far) > APART * max(near) and all(max(some) - min(some) < EVEN * max(some) for some in (near, far))
