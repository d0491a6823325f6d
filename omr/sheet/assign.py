"""Whose sheet is which: serials and forms for students, or for anonymous sheets."""

from __future__ import annotations

from collections.abc import Sequence

from omr.model.exam import Assignment, Exam, Student
from omr.model.serial import is_serial, make_serial, serial_position


def assign(
    exam: Exam, students: Sequence[Student], count: int = 0, earlier: Sequence[Assignment] = (), elsewhere: Sequence[Assignment] = ()
) -> tuple[Assignment, ...]:
    """One sheet for each student, the forms in turn, then ``count`` anonymous ones; in the order of their serials.

    ``earlier`` is what was printed before: those sheets keep their serial and form, whatever became of the roster, and only
    students without one get a new serial after the last. A sheet once printed never changes hands silently. What was printed
    ``elsewhere`` of the same exam keeps its serials to itself: a paper of one folder, scanned with the other, is unknown there.
    """
    owned = {assignment.student_number for assignment in earlier}
    new = [student.number for student in students if student.number not in owned] + [""] * count
    last = max((serial_position(assignment.serial) for assignment in (*earlier, *elsewhere) if is_serial(assignment.serial)), default=0)
    codes = [form.code for form in exam.forms]
    added = tuple(Assignment(make_serial(last + i), number, codes[(last + i - 1) % len(codes)]) for i, number in enumerate(new, start=1))
    return (*earlier, *added)
