"""``roster``, ``sheets.csv`` and ``decisions.csv`` ↔ the model."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path

from omr.files.problems import Problems, one_of, shown
from omr.files.rows import read_rows
from omr.model.exam import Assignment, Student
from omr.model.response import Decision, Target

ROSTER_COLUMNS = ("student_number", "name")
SHEETS_COLUMNS = ("serial", "student_number", "form")
DECISION_COLUMNS = ("target", "scan", "sheet", "section", "item", "value", "who", "when", "reason", "based_on")


def read_roster(path: Path) -> tuple[Student, ...]:
    """Who may sit the exam; raises BadExam with every problem found in the file."""
    problems = Problems(path)
    roster = roster_of(path, problems)
    problems.check()
    return roster


def roster_of(path: Path, problems: Problems) -> tuple[Student, ...]:
    """The roster, with what is wrong noted."""
    students: list[Student] = []
    lines: dict[str, int] = {}
    for row in read_rows(path, problems, ROSTER_COLUMNS, None):
        cells = dict(row.cells)
        number, name = cells.pop("student_number"), cells.pop("name")
        if not number:
            problems.add(row.line, f"no student number for {shown(name)}", "the student's number")
        elif number in lines:
            problems.add(
                row.line, f"the student number {shown(number)} a second time", f"it once; it stands on line {lines[number]} already"
            )
        lines.setdefault(number, row.line)
        students.append(Student(number, name, cells))
    return tuple(students)


def read_sheets(path: Path) -> tuple[Assignment, ...]:
    """Whose sheet each serial is; raises BadExam with every problem found in the file."""
    problems = Problems(path)
    sheets = sheets_of(path, problems)
    problems.check()
    return sheets


def sheets_of(path: Path, problems: Problems) -> tuple[Assignment, ...]:
    """The assignments, with what is wrong noted."""
    lines: dict[str, int] = {}
    sheets = []
    for row in read_rows(path, problems, SHEETS_COLUMNS):
        serial = row.cells["serial"]
        if not serial:
            problems.add(row.line, "no serial", "the serial printed on the sheet")
        elif serial in lines:
            problems.add(row.line, f"the serial {shown(serial)} a second time", f"it once; it stands on line {lines[serial]} already")
        lines.setdefault(serial, row.line)
        sheets.append(Assignment(serial, row.cells["student_number"], row.cells["form"]))
    return tuple(sheets)


def write_sheets(sheets: Iterable[Assignment], path: Path) -> None:
    """Write ``sheets.csv``."""
    _write(path, SHEETS_COLUMNS, (astuple(sheet) for sheet in sheets))


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """What graders said, in the order of the file; rows whose value is still empty are passed over.

    Raises BadExam with every problem found in the file. Whether they fit the batch is for ``omr.review`` to say.
    """
    problems = Problems(path)
    decisions = []
    for row in read_rows(path, problems, ("target", "value"), DECISION_COLUMNS):
        cells = {name: row.cells.get(name, "") for name in DECISION_COLUMNS}
        target = cells.pop("target")
        if not cells["value"]:
            continue
        if target not in set(Target):
            problems.add(row.line, f"the target {shown(target)}", one_of(Target))
            continue
        decisions.append(Decision(target=Target(target), **cells))
    problems.check()
    return tuple(decisions)


def write_decisions(decisions: Iterable[Decision], path: Path) -> None:
    """Write ``decisions.csv``."""
    _write(path, DECISION_COLUMNS, ([getattr(decision, name) for name in DECISION_COLUMNS] for decision in decisions))


def _write(path: Path, header: Sequence[str], rows: Iterable[Iterable[str]]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_text(buffer.getvalue(), encoding="utf-8", newline="")
