"""The attendance list: who handed in a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from omr.files.problems import Problems, did_you_mean, shown
from omr.files.rows import read_rows
from omr.files.tables import checked_number
from omr.model.exam import Exam, Student


def read_attendance(path: Path, exam: Exam | None = None, roster: Sequence[Student] = ()) -> tuple[str, ...]:
    """The student numbers of a table with a column ``student_number``; further columns are passed over.

    With an ``exam``, numbers must be as long as its sheets ask for; with a ``roster``, they must be on it. Raises BadExam with
    every problem found in the file.
    """
    problems = Problems(path)
    known = {student.number for student in roster}
    lines: dict[str, int] = {}
    for row in read_rows(path, problems, ("student_number",), None):
        number = checked_number(row.cells["student_number"], row.line, lines, problems, exam)
        if known and number and number not in known:
            expected = f"a number of the roster{did_you_mean(number, known)}; add the student to it if it lacks one"
            problems.add(row.line, f"the student number {shown(number)}, which is not on the roster", expected)
    if not lines and not problems.found:
        problems.add(None, "no student", "a row for each sheet handed in")
    problems.check()
    return tuple(lines)
