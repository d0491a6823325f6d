"""Item names that open the line of a statement, where its text ends in a number too: "│ 2 │ How many sides has a square? 4 │ ☐ │ ☐ │"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from omr.learn.rows.grids import ALIGNED_MM
from omr.learn.rows.runs import Run
from omr.learn.words.wording import Name, item_name

LEAST = 3
"""Rows that show it."""
STATEMENT = 3
"""Words of such a line at least: its name, and a text that ends in a number."""


def with_opening_names(runs: Sequence[Run]) -> list[Run]:
    """The runs, those of a column with the first word of their lines alone before them, where these count on from row to row and the
    numbers at the end of the lines do not.
    """
    rows = [run for run in runs if not run.vertical and len(run.spots) > 1 and run.before]
    named: dict[int, Run] = {}
    for column in _columns(rows):
        if _count_on([item_name(run.before[0].text) for run in column]) and not _name_last(column):
            named |= {id(run): replace(run, before=run.before[:1]) for run in column if _ends_in_a_number(run)}
    return [named.get(id(run), run) for run in runs]


def _columns(rows: Sequence[Run]) -> list[list[Run]]:
    """Rows that begin below one another, from the top."""
    columns: list[list[Run]] = []
    for run in sorted(rows, key=lambda run: run.y):
        home = next((column for column in columns if abs(column[0].x - run.x) < ALIGNED_MM), None)
        if home is None:
            columns.append([run])
        else:
            home.append(run)
    return [column for column in columns if len(column) >= LEAST]


def _name_last(column: Sequence[Run]) -> bool:
    """Whether the last words before the rows are their names, as they count on, or the label of each row's first option, all the same."""
    last = [run.before[-1].text for run in column]
    return _count_on([item_name(text) for text in last]) or len(set(last)) == 1


def _count_on(names: Sequence[Name | None]) -> bool:
    """Whether names count up one by one from row to row, or anew from the first one below another question."""
    known = [name for name in names if name]
    steps = ((a.rank, b.rank) for a, b in pairwise(known))
    return len(known) == len(names) and all(after in {1, rank + 1} for rank, after in steps) and max(name.rank for name in known) > 1


def _ends_in_a_number(run: Run) -> bool:
    """Whether the last word before a row is a number that its first option does not say, as numbers between the others would."""
    said = any(gap[-1].text.isdecimal() for gap in run.gaps[:-1] if gap)
    last = item_name(run.before[-1].text)
    return len(run.before) >= STATEMENT and not said and last is not None and last.style == "digit"
