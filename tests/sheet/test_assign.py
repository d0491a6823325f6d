"""Serials, and whose sheet they are."""

from __future__ import annotations

from string import ascii_uppercase, digits

import pytest

from omr.model.exam import Student
from omr.model.serial import is_serial, make_serial, serial_position
from omr.sheet import assign
from tests.sheet.ift6135 import ift6135

STUDENTS = [Student(str(number), "") for number in (31, 32, 33)]


def test_forms_alternate_and_serials_count() -> None:
    done = assign(ift6135(), STUDENTS, 1)
    assert [(a.serial, a.student_number, a.form) for a in done] == [
        ("A0001B", "31", "1011"),
        ("A00029", "32", "1012"),
        ("A00037", "33", "1011"),
        ("A00045", "", "1012"),
    ]


def test_a_sheet_once_printed_never_changes_hands() -> None:
    first = assign(ift6135(), STUDENTS)
    later = assign(ift6135(), [Student("30", ""), *reversed(STUDENTS)], earlier=first)
    assert later[:3] == first
    assert [(a.student_number, a.form, serial_position(a.serial)) for a in later[3:]] == [("30", "1012", 4)]


def test_what_was_printed_elsewhere_shares_no_serial() -> None:
    own = assign(ift6135(), STUDENTS)
    spare = assign(ift6135(), (), 2, elsewhere=own)
    assert [serial_position(a.serial) for a in spare] == [4, 5]
    assert [serial_position(a.serial) for a in assign(ift6135(), (), 3, earlier=spare, elsewhere=own)] == [4, 5, 6, 7, 8]


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
