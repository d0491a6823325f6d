"""Pictures on which print stands only right of the rows of options, as item numbers do where a page is read from right to left."""

from __future__ import annotations

from collections.abc import Sequence

from omr.learn.rows.runs import Run

LEAST = 5
"""Rows that show it."""
NEAR = 3.0
"""Of an outline's width: such a number begins no further behind the last option."""


def may_be_read_leftward(runs: Sequence[Run]) -> list[str]:
    """What is told of rows that could not be read, all of which have print right behind their last option, and none before the first."""
    rows = [run for run in runs if not run.vertical and len(run.spots) > 1]
    if len(rows) < LEAST or any(run.before or any(run.gaps[:-1]) or not _ends_in_a_number(run) for run in rows):
        return []
    told = (
        "what stands like the items' numbers is right of their options; if the page is read from right to left, options and "
        "columns are counted from the wrong side: look at the proof"
    )
    return [told]


def _ends_in_a_number(run: Run) -> bool:
    last = run.spots[-1].box
    return bool(run.gaps[-1]) and 0 < run.gaps[-1][0].box.x - last.x - last.w < NEAR * last.w
