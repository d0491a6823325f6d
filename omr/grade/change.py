"""Whose grade moved between two gradings, such as before and after a changed key."""

from __future__ import annotations

import numpy as np
import pandas as pd

COMPARED = ("total", "max", "percent", "pending", "status")
"""What a student would notice; a row in which any of these differs is a change."""
TEXTS = ("sheet", "student_number", "name")


def changes(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """``sheet,student_number,name,difference,total_before,total_after,max_before,…``: one row for each grade that moved between the rows of
    two gradings (``Grades.rows``).

    Sheets are matched by their serial, students without a sheet by their number; a row that only one side has is a change.
    ``difference`` is missing where either total is. Rows stand in the order of ``new``, then what only ``old`` had.
    """
    before, after = _keyed(old), _keyed(new)
    keys = after.index.append(before.index.difference(after.index, sort=False))
    before, after = before.reindex(keys), after.reindex(keys)
    texts = {name: after[name].fillna(before[name]).fillna("") for name in TEXTS}
    pairs = {f"{name}_{when}": side[name] for name in COMPARED for when, side in (("before", before), ("after", after))}
    difference = (after["total"] - before["total"]).round(9)  # takes away the binary dust of subtracting rounded decimals
    table = pd.DataFrame({**texts, "difference": difference, **pairs})
    same = [before[name].eq(after[name]) | (before[name].isna() & after[name].isna()) for name in (*COMPARED, "student_number")]
    moved: pd.DataFrame = table[~np.logical_and.reduce(same)]
    statuses: dict[str, pd.Series] = {name: moved[name].fillna("") for name in ("status_before", "status_after")}
    result: pd.DataFrame = moved.assign(**statuses).reset_index(drop=True)
    return result


def _keyed(rows: pd.DataFrame) -> pd.DataFrame:
    key = np.where(rows["sheet"] != "", "sheet " + rows["sheet"], "student " + rows["student_number"])
    return rows.set_index(pd.Index(key))
