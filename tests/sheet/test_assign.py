"""Serials, and whose sheet they are."""

from __future__ import annotations

from dataclasses import replace
from string import ascii_uppercase, digits

import pytest

from omr.errors import UsageProblem
from omr.model.exam import Assignment, Student
from omr.model.serial import is_serial, make_serial, serial_position
from omr.sheet import assign
from tests.sheet.ift6135 import ift6135

STUDENTS = [Student(str(number), "") for number in (31, 32, 33)]


def following(assignment: Assignment, places: int = 1) -> str:
    return make_serial(serial_position(assignment.serial) + places)


def test_forms_alternate_and_serials_count() -> None:
    done = assign(ift6135(), STUDENTS, 1)
    assert [(a.student_number, a.form) for a in done] == [("31", "1011"), ("32", "1012"), ("33", "1011"), ("", "1012")]
    assert [serial_position(a.serial) - serial_position(done[0].serial) for a in done] == [0, 1, 2, 3]


@pytest.mark.parametrize(("year", "students"), [("2026-04-25", STUDENTS), ("2022-04-25", STUDENTS[1:])])
def test_another_day_and_other_students_share_no_serial(year: str, students: list[Student]) -> None:
    exam = replace(ift6135(), date="2022-04-25")
    other = assign(replace(exam, date=year), students, 500)
    assert not {a.serial for a in assign(exam, STUDENTS, 500)} & {a.serial for a in other}


def test_more_sheets_than_serials_are_refused() -> None:
    with pytest.raises(UsageProblem, match="300000 sheets are more than there are serials left"):
        assign(ift6135(), (), 300_000)


def test_a_sheet_once_printed_never_changes_hands() -> None:
    first = assign(ift6135(), STUDENTS)
    later = assign(ift6135(), [Student("30", ""), *reversed(STUDENTS)], earlier=first)
    assert later[:3] == first
    assert later[3:] == (Assignment(following(first[2]), "30", "1012"),)


def test_what_was_printed_elsewhere_shares_no_serial() -> None:
    own = assign(ift6135(), STUDENTS)
    spare = assign(ift6135(), (), 2, elsewhere=own)
    assert [a.serial for a in spare] == [following(own[2]), following(own[2], 2)]
    assert [a.serial for a in assign(ift6135(), (), 3, earlier=spare, elsewhere=own)[2:]] == [following(spare[1], i) for i in (1, 2, 3)]


def test_a_misread_character_makes_no_other_serial() -> None:
    for position in (1, 42, 9999, 10000, 123456):
        serial = make_serial(position)
        assert serial_position(serial) == position
        for place in range(6):
            for other in ascii_uppercase + digits:
                wrong = serial[:place] + other + serial[place + 1 :]
                assert is_serial(wrong) == (wrong == serial)


@pytest.mark.parametrize("text", ["", "A0001", "a0001b", "A0000D", "A0001B ", "A\u0661001B", "OMR1"])
def test_what_is_no_serial_is_none(text: str) -> None:
    assert not is_serial(text)
    with pytest.raises(ValueError, match="serial"):
        serial_position(text)


def test_positions_end() -> None:
    assert make_serial(259_974).startswith("Z9999")
    with pytest.raises(ValueError, match="259974"):
        make_serial(259_975)
    with pytest.raises(ValueError, match="counts from 1"):
        make_serial(0)
