"""Whose sheet is which: serials and forms for students, or for anonymous sheets."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from omr.errors import UsageProblem
from omr.model.exam import Assignment, Exam, Student
from omr.model.serial import LAST, is_serial, make_serial, serial_position

STARTS = LAST // 2
"""Half of all serials may begin a printing, and half are left to each. Two printings of 100 sheets share one in 1 of 650 cases."""


def assign(
    exam: Exam, students: Sequence[Student], count: int = 0, earlier: Sequence[Assignment] = (), elsewhere: Sequence[Assignment] = ()
) -> tuple[Assignment, ...]:
    """One sheet for each student, the forms in turn, then ``count`` anonymous ones; in the order of their serials.

    ``earlier`` is what was printed before: those sheets keep their serial and form, whatever became of the roster, and only
    students without one get a new serial after the last. A sheet once printed never changes hands silently. What was printed
    ``elsewhere`` of the same exam keeps its serials to itself: a paper of one folder, scanned with the other, is unknown there.
    So is, hardly ever excepted, one of last year's exam of that name: where serials begin depends on the date and on whom they are for.
    Raises UsageProblem where serials do not suffice.
    """
    owned = {assignment.student_number for assignment in earlier}
    new = [student.number for student in students if student.number not in owned] + [""] * count
    known = [serial_position(assignment.serial) for assignment in (*earlier, *elsewhere) if is_serial(assignment.serial)]
    last = max(known, default=_start(exam, new))
    if last + len(new) > LAST:
        raise UsageProblem(f"{len(new)} sheets are more than there are serials left for this exam, {LAST - last}", "print fewer sheets")
    codes = [form.code for form in exam.forms]
    places = enumerate(new, start=len(earlier))
    added = tuple(Assignment(make_serial(last + i), number, codes[place % len(codes)]) for i, (place, number) in enumerate(places, start=1))
    return (*earlier, *added)


def _start(exam: Exam, numbers: Sequence[str]) -> int:
    """What the first serials of an exam for those students come after."""
    said = "\n".join((exam.name, exam.date, exam.time, *numbers))
    return int.from_bytes(sha256(said.encode()).digest()[:8]) % STARTS
