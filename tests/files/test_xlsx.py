"""Workbooks as lists: a cell says what a person sees in it, or the workbook is told."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from omr.errors import BadExam
from omr.files import read_roster


def test_a_workbook_keeps_the_zeros_that_it_shows(tmp_path):
    book = Workbook()
    book.active.append(["student_number", "name", "group"])
    book.active.append([1234567, "Zoé", 2.5])
    book.active["A2"].number_format = "00000000"
    book.active.append(["00000012", "Li", None])
    book.save(tmp_path / "roster.xlsx")
    one, two = read_roster(tmp_path / "roster.xlsx")
    assert (one.number, one.extra) == ("01234567", {"group": "2.5"})
    assert two.number == "00000012"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("Ann", '=A3&"x"', "=A4"), "a formula without its value in cell B3 and 1 more"),
        (("Ann", "#N/A", "Zoé"), "the error '#N/A' in cell B3"),
    ],
)
def test_a_name_that_a_workbook_does_not_hold_is_told(names: tuple[str, ...], found: str, tmp_path: Path) -> None:
    book = Workbook()
    rows = [("student_number", "name"), *zip(("1001", "1002", "1003"), names, strict=True)]
    for row in rows:
        book.worksheets[0].append(row)
    book.save(tmp_path / "roster.xlsx")
    with pytest.raises(BadExam) as raised:
        read_roster(tmp_path / "roster.xlsx")
    (problem,) = raised.value.problems
    assert (problem.line, problem.found) == (3, found)


def test_formulas_count_by_the_values_saved_with_them_even_empty_ones(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "roster.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("student_number", "name"))
        sheet.write_row(1, 0, ("1001",))
        for row, value in ((1, "Ann"), (2, "")):  # filled down below the last student
            sheet.write_formula(row, 1, f"=Names!A{row}", None, value)
    assert [(student.number, student.name) for student in read_roster(tmp_path / "roster.xlsx")] == [("1001", "Ann")]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 4_000), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_is_read_or_told(tmp_path, place, damage):
    book = Workbook()
    book.active.append(["student_number", "name"])
    book.active.append(["01234567", "Zoé"])
    book.save(tmp_path / "roster.xlsx")
    raw = (tmp_path / "roster.xlsx").read_bytes()
    (tmp_path / "roster.xlsx").write_bytes(raw[:4] + raw[4 : 4 + place] + damage + raw[4 + place + len(damage) :])
    with suppress(BadExam):
        read_roster(tmp_path / "roster.xlsx")
