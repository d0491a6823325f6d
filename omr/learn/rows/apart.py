"""A row's last option, set apart from the others by words: "agree ☐ ☐ ☐ ☐ disagree   ☐ not applicable"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omr.learn.rows.grids import ALIGNED_MM, aligned, inside_labels
from omr.learn.rows.runs import Run
from omr.learn.words.wording import item_name

LEAST = 3
"""Rows of a table of answers; two may stand beside a list by chance."""
LEVEL = 0.3
"""Of an outline's height: what stands on one row differs by no more."""


def with_last_options(runs: Sequence[Run]) -> list[Run]:
    """The runs of a family; a column of single outlines of which one stands on each row of a table, to its right, is the last column
    of that table, unless an item's name stands before each.
    """
    kept = list(runs)
    for column in _columns([run for run in runs if len(run.spots) == 1]):
        rows = [_row_of(single, kept) for single in column]
        found = [row for row, single in zip(rows, column, strict=True) if row and not _prints_the_same(row, single)]
        if len(column) < LEAST or len(found) < len(column) or not _are_a_table(found, kept):
            continue
        joined = [_joined(row, single) for row, single in zip(found, column, strict=True)]
        taken = {id(run) for run in (*found, *column)}
        kept = [run for run in kept if id(run) not in taken] + joined
    return kept


def _columns(singles: list[Run]) -> list[list[Run]]:
    columns: list[list[Run]] = []
    for run in sorted(singles, key=lambda run: (run.x, run.y)):
        if columns and abs(columns[-1][0].x - run.x) < ALIGNED_MM:
            columns[-1].append(run)
        else:
            columns.append([run])
    return [column for column in columns if not any(item_name(word.text) for run in column for word in run.before[-1:])]


def _row_of(single: Run, runs: Sequence[Run]) -> Run | None:
    """The run of several outlines right before a single one."""
    level = [run for run in runs if run is not single and abs(run.y - single.y) < LEVEL * single.spots[0].box.h and run.x < single.x]
    last = max(level, key=lambda run: run.x, default=None)
    return last if last and len(last.spots) > 1 and not last.vertical else None


def _are_a_table(rows: list[Run], runs: Sequence[Run]) -> bool:
    """Whether runs are all of those that stand above one another."""
    return all(aligned(rows[0], row) for row in rows) and sum(aligned(rows[0], run) for run in runs) == len(rows)


def _prints_the_same(row: Run, single: Run) -> bool:
    """Whether a single outline holds a label that one of the row's holds."""
    return any(inside_labels(single)) and inside_labels(single)[0] in inside_labels(row)


def _joined(row: Run, single: Run) -> Run:
    return replace(row, spots=(*row.spots, *single.spots), gaps=(*row.gaps, *single.gaps))
