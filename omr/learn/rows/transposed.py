"""Rows of a table on a page that could not be read whose columns may be the items: what heads them is not known."""

from __future__ import annotations

from collections.abc import Sequence

from omr.learn.paper.blank import Word, union
from omr.learn.rows.grids import stacks
from omr.learn.rows.headed_columns import FEW_ROWS, LEAST_OPTIONS, MOST_OPTIONS, SCALE, head, pitch
from omr.learn.rows.runs import Run

LETTER_MM = 4.0
"""What stands before a row and is no wider is a letter, or a number."""


def may_be_columns(runs: Sequence[Run], words: list[Word], page: int) -> list[str]:
    """What is told of such tables."""
    return [_told(stack, page) for stack in stacks(list(runs)) if _is_unsure(stack, words)]


def _is_unsure(stack: list[Run], words: list[Word]) -> bool:
    """Whether columns, more than a scale has and than there are rows, have print above them, and each row but a letter before it."""
    columns = len(stack[0].spots)
    if not LEAST_OPTIONS <= len(stack) <= FEW_ROWS or not max(SCALE, len(stack)) < columns <= MOST_OPTIONS:
        return False
    bare = all(len(run.before) == 1 and run.before[0].box.w < LETTER_MM and not any(run.gaps[:-1]) for run in stack)
    return bare and all(not spot.inside and head(spot, words, pitch(stack)) for spot in stack[0].spots)


def _told(stack: list[Run], page: int) -> str:
    box, last = union([spot.box for run in stack for spot in run.spots]), chr(ord("A") + len(stack) - 1)
    area = f"{box.x:.0f} {box.y:.0f} {box.w:.0f} {box.h:.0f}"
    return (
        f"{len(stack)} rows of {len(stack[0].spots)} boxes at {box.x:.0f}, {box.y:.0f} mm are taken for an item each; if what is printed "
        f"above them numbers the items, correct by `grid {page} {area} choice down A-{last}` and `drop` the row of numbers"
    )
