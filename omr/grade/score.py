"""Responses → grades, in whole tables: no loop runs over sheets, and every sum is exact until it is rounded once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from omr.errors import BadExam, BadInput, FileProblem
from omr.grade.points import earned
from omr.model.exam import Exam, Item, Key, Special, Student
from omr.model.grade import GradeStatus
from omr.model.response import ResponseStatus, Sheet

Whole = npt.NDArray[np.int64]
FIRST_COLUMNS = ("sheet", "student_number", "name", "form")
LAST_COLUMNS = ("total", "max", "percent", "pending", "status")
UNDECIDED = np.iinfo(np.int64).min
"""Stands in a table of points for an item that waits for a person."""
MOST_PARTS = 2**62
"""A total in parts of a point must stay below this to fit 64 bits."""
SHOWN = 5
"""How many offenders a message names."""


@dataclass(frozen=True, slots=True, eq=False)
class Grades:
    """``rows``: the columns of grades.csv, a row a sheet, then one for each absent student (in the roster's order), without numbers.

    Section columns are in the exam's points; ``total``, ``max`` and ``pending`` are rescaled where the exam says so.
    ``points``: a row a sheet, a column an item as (section, item), NaN while undecided; dropped items have no column.
    """

    rows: pd.DataFrame
    points: pd.DataFrame


def grade(responses: pd.DataFrame, sheets: pd.DataFrame | Sequence[Sheet], exam: Exam, key: Key, roster: Sequence[Student]) -> Grades:
    """Grades of all ``sheets`` (in their order) from the rows of responses.csv (in any order).

    An item of a sheet without a response is undecided, never 0. Raises BadExam if the key lacks an item, BadInput if a
    response names an unknown sheet, item or status, or is there twice, or if the roster has a number twice.
    """
    table = sheet_table(sheets)
    _check(exam, key, roster)
    _refuse(table.loc[table["sheet"].duplicated(), "sheet"], "two sheets have one serial", "this is a defect of the batch: scan it again")
    parts, unit = _earned(responses, table["sheet"], exam, key)
    kept = [index for index, item in enumerate(exam.items) if key[item.ref] is not Special.DROPPED]
    sums = _Sums(parts[:, kept], tuple(exam.items[index] for index in kept), unit, exam)
    people = pd.DataFrame(
        {"student_number": [student.number for student in roster], "name": [student.name for student in roster]}, dtype=str
    )
    present = _present(table, people, sums)
    absent = people[~people["student_number"].isin(table["student_number"])].assign(status=GradeStatus.ABSENT.value)
    rows = pd.concat([present, absent], ignore_index=True)
    texts = [*FIRST_COLUMNS, "status"]
    return Grades(rows.assign(**{name: rows[name].fillna("").astype(str) for name in texts}), sums.points(table["sheet"]))


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
    _refuse(numbers[numbers.duplicated()], "the roster has a student number twice", "correct the roster")


def _refuse(offenders: pd.Series, message: str, remedy: str) -> None:
    """Raises BadInput naming the first few distinct ``offenders``, if there are any."""
    if len(offenders):
        names = sorted({str(name) for name in offenders.unique()})
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        raise BadInput(f"{message}: {', '.join(names[:SHOWN])}{more}", remedy)


def _codes(column: pd.Series, known: Sequence[str], what: str) -> Whole:
    """Each value's place in ``known``; raises BadInput for a value that is not there. Fast on categories, and on plain texts."""
    which, distinct = pd.factorize(column)
    places = {name: place for place, name in enumerate(known)}
    codes = np.array([*(places.get(name, -1) for name in distinct), -1], dtype=np.int64)[which]  # a missing value is the last
    _refuse(column[codes < 0], f"responses name an unknown {what}", "grade with the exam that the batch was scanned for")
    return codes


def _item_codes(responses: pd.DataFrame, items: Sequence[Item]) -> Whole:
    sections, names = list(dict.fromkeys(item.section for item in items)), list(dict.fromkeys(item.name for item in items))
    places = np.full((len(sections), len(names)), -1)
    for index, item in enumerate(items):
        places[sections.index(item.section), names.index(item.name)] = index
    codes = places[_codes(responses["section"], sections, "section"), _codes(responses["item"], names, "item")]
    unknown = responses.loc[codes < 0, ["section", "item"]].astype(str).agg(" ".join, axis=1) if (codes < 0).any() else pd.Series(dtype=str)
    _refuse(unknown, "responses name an unknown section and item", "grade with the exam that the batch was scanned for")
    return codes


def _earned(responses: pd.DataFrame, sheets: pd.Series, exam: Exam, key: Key) -> tuple[Whole, int]:
    """Points (sheets, items) in parts of a point, UNDECIDED where nobody knows yet, and how many parts make one point."""
    place = _codes(responses["sheet"], list(sheets), "sheet") * len(exam.items)
    item_code = _item_codes(responses, exam.items)
    place += item_code
    counts = np.bincount(place, minlength=len(sheets) * len(exam.items))
    twice = responses.loc[counts[place] > 1, "sheet"] if counts.max(initial=0) > 1 else pd.Series(dtype=str)
    _refuse(twice, "an item has two responses on a sheet", "this is a defect of the batch: grade it again from its scans")
    statuses = list(ResponseStatus)
    text_code, texts = pd.factorize(responses["response"])
    said = item_code * (len(texts) + 1) + (text_code + 1)
    said = said * len(statuses) + _codes(responses["status"], statuses, "status")
    which, distinct = pd.factorize(said)
    worth: list[Fraction | None] = []
    for code in distinct.tolist():  # each distinct response is judged once, however many sheets gave it
        rest, status = divmod(code, len(statuses))
        item, text = divmod(rest, len(texts) + 1)
        judged = exam.items[item]
        worth.append(earned(judged, key[judged.ref], str(texts[text - 1]) if text else "", statuses[status]))
    unit = _unit([*(Fraction(item.points) for item in exam.items), *(points for points in worth if points is not None)])
    values = np.array([UNDECIDED if points is None else int(points * unit) for points in worth], dtype=np.int64)
    result = np.tile(_unanswered(exam, key, unit), (len(sheets), 1))
    result.reshape(-1)[place] = values[which]
    return result, unit


def _unanswered(exam: Exam, key: Key, unit: int) -> Whole:
    """What each item earns a sheet that has no response to it: undecided, unless the key pays everybody or drops it."""
    sums = (earned(item, key[item.ref], "", ResponseStatus.UNSURE) for item in exam.items)
    return np.array([UNDECIDED if points is None else int(points * unit) for points in sums], dtype=np.int64)


def _unit(values: Sequence[Fraction]) -> int:
    """The fewest equal parts of a point in which all ``values`` are whole; raises BadExam if a total would not fit 64 bits."""
    unit = math.lcm(*(value.denominator for value in values))
    if unit * sum((abs(value) for value in values), Fraction(0)) >= MOST_PARTS:
        problem = FileProblem("exam.yaml", None, "points with too many decimals or too large", "points such as 2, 2.5 or -0.333")
        raise BadExam((problem,))
    return unit


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
        known = np.where(self._open, 0, self._parts)
        columns = {}
        for name, column in section_columns(self._exam).items():
            mine = [index for index, item in enumerate(self._items) if item.section == name]
            columns[column] = self._rounded(known[:, mine].sum(axis=1), Fraction(1, self._unit))
        total = known.sum(axis=1)
        columns["total"] = self._rounded(total, self._scale)
        columns["max"] = np.full(len(total), self.max)
        columns["percent"] = np.full(len(total), np.nan) if self._percent is None else self._rounded(total, self._percent)
        columns["pending"] = self._rounded((self._open * self._worth).sum(axis=1), self._scale)
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
