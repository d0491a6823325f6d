"""Tables of numbers in questions, "t 0 1 2 3" above "v 0 2,1 4,0 6,2": their cells are as small as options, and are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from omr.learn.rows.grids import inside_labels, stacks
from omr.learn.rows.runs import Run
from omr.learn.words.wording import item_name

NUMBER = re.compile(r"[-+\u2212]?\d+(?:[.,/]\d+)?%?")
LEAST_ROWS = 2


def without_tables_of_numbers(runs: Sequence[Run], page: int) -> tuple[list[Run], list[str]]:
    """The runs, and what is told of those that are none: rows of cells above one another that print other numbers each, and are not
    numbered as items are.
    """
    tables = [stack for stack in stacks([run for run in runs if _prints_numbers(run)]) if _is_table(stack)]
    taken = {id(run) for table in tables for run in table}
    return [run for run in runs if id(run) not in taken], [_told(table, page) for table in tables]


def _prints_numbers(run: Run) -> bool:
    return all(spot.outline.cell and spot.inside and NUMBER.fullmatch(spot.inside.text) for spot in run.spots)


def _is_table(stack: Sequence[Run]) -> bool:
    """Whether no two rows print the same, as those of items do, and none one number throughout, as those of a grid of digits do."""
    labels = [inside_labels(run) for run in stack]
    same = any(one == other for one, other in combinations(labels, 2)) or any(len(set(row)) == 1 for row in labels)
    return len(stack) >= LEAST_ROWS and not same and not any(_is_numbered(run) for run in stack)


def _is_numbered(run: Run) -> bool:
    names = (item_name(word.text) for word in (*run.before[:1], *run.before[-1:]))
    return any(name is not None and name.style == "digit" for name in names)


def _told(table: Sequence[Run], page: int) -> str:
    first, last = table[0].spots[0].box, table[-1].spots[-1].box
    (x, y), area = first.centre, f"{first.x:.0f} {first.y:.0f} {last.x + last.w - first.x:.0f} {last.y + last.h - first.y:.0f}"
    return (
        f"a table of {len(table)} rows of numbers at {x:.0f}, {y:.0f} mm is taken for a part of a question, not for items; if its cells "
        f"are to be marked, `grid {page} {area} choice across LABELS` makes each row an item"
    )
