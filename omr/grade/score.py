"""Responses → grades, in whole tables: no loop runs over sheets, and every sum is exact until it is rounded once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from omr.errors import BadExam, FileProblem
from omr.grade.judge import UNDECIDED, Whole, points_of, refuse
from omr.model.exam import Exam, Item, Key, Special, Student
from omr.model.grade import GradeStatus
from omr.model.response import Sheet

FIRST_COLUMNS = ("sheet", "student_number", "name", "form")
LAST_COLUMNS = ("total", "max", "percent", "pending", "status")


@dataclass(frozen=True, slots=True, eq=False)
class Grades:
    """``rows``: the columns of grades.csv, a row a sheet, then one for each absent student (in the roster's order), without numbers.

    Section columns are in the exam's points; ``total``, ``max`` and ``pending`` are rescaled where the exam says so.
    """

    rows: pd.DataFrame
    _sums: _Sums
    _sheets: pd.Series

    @property
    def points(self) -> pd.DataFrame:
        """A row a sheet, a column an item as (section, item), NaN while undecided; dropped items have no column. Made when asked for:
        of a large batch it takes as much memory as all the rest.
        """
        return self._sums.points(self._sheets)


def grade(
    responses: pd.DataFrame | Iterable[pd.DataFrame],
    sheets: pd.DataFrame | Sequence[Sheet],
    exam: Exam,
    key: Key,
    roster: Sequence[Student],
) -> Grades:
    """Grades of all ``sheets`` (in their order) from the rows of responses.csv (in any order), in one table or in several.

    An item of a sheet without a response is undecided, never 0. Raises BadExam if the key lacks an item, BadInput if a
    response names an unknown sheet, item or status, or is there twice, or if the roster has a number twice.
    """
    table = sheet_table(sheets)
    _check(exam, key, roster)
    refuse(table.loc[table["sheet"].duplicated(), "sheet"], "two sheets have one serial", "this is a defect of the batch: scan it again")
    kept = [index for index, item in enumerate(exam.items) if key[item.ref] is not Special.DROPPED]
    parts, unit = points_of([responses] if isinstance(responses, pd.DataFrame) else responses, table["sheet"], kept, exam, key)
    sums = _Sums(parts, tuple(exam.items[index] for index in kept), unit, exam)
    people = pd.DataFrame(
        {"student_number": [student.number for student in roster], "name": [student.name for student in roster]}, dtype=str
    )
    present = _present(table, people, sums)
    absent = people[~people["student_number"].isin(table["student_number"])].assign(status=GradeStatus.ABSENT.value)
    rows = pd.concat([present, absent], ignore_index=True)
    texts = [*FIRST_COLUMNS, "status"]
    return Grades(rows.assign(**{name: rows[name].fillna("").astype(str) for name in texts}), sums, table["sheet"])


def sheet_table(sheets: pd.DataFrame | Sequence[Sheet]) -> pd.DataFrame:
    """One row a sheet: ``sheet,student_number,form,conflict``."""
    if isinstance(sheets, pd.DataFrame):
        return sheets[["sheet", "student_number", "form", "conflict"]].reset_index(drop=True)
    columns = {name: [getattr(sheet, name) for sheet in sheets] for name in ("sheet", "student_number", "form")}
    return pd.DataFrame(columns, dtype=str).assign(conflict=np.array([sheet.conflict for sheet in sheets], dtype=bool))


def section_columns(exam: Exam) -> dict[str, str]:
    """Section name → its column in the grades; one named like another column is told apart by the word "section"."""
    taken = {*FIRST_COLUMNS, *LAST_COLUMNS}
    return {section.name: f"section {section.name}" if section.name in taken else section.name for section in exam.sections}


def _check(exam: Exam, key: Key, roster: Sequence[Student]) -> None:
    lacking = [item.ref for item in exam.items if item.ref not in key]
    if lacking:
        raise BadExam(
            tuple(FileProblem("key.csv", None, "no answer", f"one for section {ref.section}, item {ref.item}") for ref in lacking)
        )
    numbers = pd.Series([student.number for student in roster], dtype=str)
    refuse(numbers[numbers.duplicated()], "the roster has a student number twice", "correct the roster")


class _Sums:
    """Sums over the items that count, each rounded once, half up (away from zero), at the exam's decimals."""

    def __init__(self, parts: Whole, items: tuple[Item, ...], unit: int, exam: Exam) -> None:
        self._parts, self._items, self._unit, self._exam = parts, items, unit, exam
        self._open = parts == UNDECIDED
        self._worth = np.array([int(item.points * unit) for item in items], dtype=np.int64)
        most = int(self._worth.sum())
        self._scale = Fraction(exam.scale) / most if exam.scale is not None and most else Fraction(1, unit)
        self._percent = Fraction(100, most) if most else None
        self.max = float(round_half_up(most * self._scale, exam.decimals))

    @property
    def pending(self) -> npt.NDArray[np.bool_]:
        """Whether each sheet waits for a person."""
        return np.asarray(self._open.any(axis=1))

    def columns(self) -> dict[str, npt.NDArray[np.float64]]:
        """The number columns of the grades by name, in their order."""
        columns = {}
        total = np.zeros(len(self._parts), dtype=np.int64)
        for name, column in section_columns(self._exam).items():
            mine = np.array([item.section == name for item in self._items], dtype=bool)
            known = self._parts.sum(axis=1, where=~self._open & mine)
            columns[column] = self._rounded(known, Fraction(1, self._unit))
            total += known
        columns["total"] = self._rounded(total, self._scale)
        columns["max"] = np.full(len(total), self.max)
        columns["percent"] = np.full(len(total), np.nan) if self._percent is None else self._rounded(total, self._percent)
        columns["pending"] = self._rounded(np.broadcast_to(self._worth, self._open.shape).sum(axis=1, where=self._open), self._scale)
        return columns

    def points(self, sheets: pd.Series) -> pd.DataFrame:
        """Points per sheet and item, NaN while undecided."""
        names = pd.MultiIndex.from_tuples([tuple(item.ref) for item in self._items], names=["section", "item"])
        values = np.where(self._open, np.nan, self._parts / self._unit)
        return pd.DataFrame(values, index=pd.Index(sheets, name="sheet"), columns=names)

    def _rounded(self, parts: Whole, factor: Fraction) -> npt.NDArray[np.float64]:
        distinct, which = np.unique(parts, return_inverse=True)
        exact = [float(round_half_up(value * factor, self._exam.decimals)) for value in distinct.tolist()]
        return np.array(exact, dtype=np.float64)[which]


def round_half_up(value: Fraction, decimals: int) -> Fraction:
    """``value`` rounded to ``decimals`` places, halves away from zero, as people round."""
    scaled = abs(value) * 10**decimals
    rounded = Fraction(math.floor(scaled + Fraction(1, 2)), 10**decimals)
    return -rounded if value < 0 else rounded


def _present(table: pd.DataFrame, people: pd.DataFrame, sums: _Sums) -> pd.DataFrame:
    number = table["student_number"]
    names = number.map(people.set_index("student_number")["name"])
    known = number.isin(people["student_number"])
    conflict = table["conflict"].astype(bool) | (known & number.duplicated(keep=False))
    status = np.select(
        [conflict, ~known, pd.Series(sums.pending)],
        [GradeStatus.CONFLICT.value, GradeStatus.UNMATCHED.value, GradeStatus.PENDING.value],
        GradeStatus.FINAL.value,
    )
    texts = pd.DataFrame({"sheet": table["sheet"], "student_number": number, "name": names, "form": table["form"]})
    return texts.assign(**sums.columns(), status=status)
