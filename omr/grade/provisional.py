"""Grades of a batch of which it is not yet known that all that was handed in was read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from omr.grade.score import Grades
from omr.model.grade import GradeStatus
from omr.model.handed import Account


def provisional(grades: Grades, account: Account) -> Grades:
    """The grades, none of them ``final`` while the account does not balance, and none of its missing students ``absent``.

    A single sheet too few may belong to anybody, and one too many may replace any other: so all final grades become provisional.
    """
    status, number = grades.rows["status"], grades.rows["student_number"]
    final = (status == GradeStatus.FINAL.value) & bool(account.reasons)
    missing = (status == GradeStatus.ABSENT.value) & number.isin(account.missing)
    said = np.select([final, missing], [GradeStatus.PROVISIONAL.value, GradeStatus.MISSING.value], status)
    return replace(grades, rows=grades.rows.assign(status=said.astype(str)))
