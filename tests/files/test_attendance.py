"""The attendance list, in any dialect of the roster, each slip with its line."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from omr.errors import BadExam
from omr.files import data_folder, read_attendance, read_folder
from omr.model.exam import Student

ROSTER = (Student("00012345", "Ada"), Student("20041877", "Bo"))


def refused(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadExam) as error:
        read_attendance(path, read_folder(data_folder("sample_scans") / "ift6135").exam, ROSTER)
    return str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "student_number\n00012345\n20041877\n",
        "seat;student_number;name\r\n1;00012345;Émond\r\n2;20041877;\r\n\r\n",
        'student_number\tin\n="00012345"\t9:00\n20041877\n',
        '"name, first";student_number;"a,b,c"\n"Émond, B";00012345;\n;20041877;\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_dialect_gives_the_same_numbers(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "list.csv").write_bytes(text.encode(encoding))
    assert read_attendance(tmp_path / "list.csv", None, ROSTER) == ("00012345", "20041877")


def test_a_workbook_gives_them_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["student_number"], ["00012345"], [20041877]):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    assert read_attendance(tmp_path / "list.xlsx") == ("00012345", "20041877")


def test_each_slip_is_told_with_its_line_and_all_at_once(tmp_path: Path) -> None:
    said = refused(tmp_path / "list.csv", "student_number,seat\n20041877,1\n,2\n20041877,3\n20041878,4\n12345,5\n2E+07,6\n")
    for line, found in ((3, "no student number"), (4, "a second time"), (5, "not on the roster"), (6, "12345"), (7, "2E+07")):
        assert any(f"list.csv:{line}: " in told and found in told for told in said.splitlines()), said
    assert "did you mean '20041877'?" in said


def test_a_list_of_nobody_or_without_the_column_is_refused(tmp_path: Path) -> None:
    assert "no student" in refused(tmp_path / "list.csv", "student_number\n")
    assert "a header without 'student_number'" in refused(tmp_path / "list.csv", "name\nAda\n")


@pytest.mark.parametrize("first", ["sep=;\r\n", "SEP=;\n"])
def test_excel_s_own_first_line_says_the_separator(tmp_path: Path, first: str) -> None:
    file = tmp_path / "attendance.csv"
    file.write_bytes(f"{first}seat;student_number\r\n1;20041877\r\n".encode())
    assert read_attendance(file) == ("20041877",)
    file.write_bytes(f"{first}seat;number\r\n1;20041877\r\n".encode())
    with pytest.raises(BadExam, match=r"attendance\.csv:2: "):
        read_attendance(file)


@pytest.mark.parametrize(("start", "told"), [(b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"), (b"\r\n<html><table>", "web page")])
def test_other_files_of_spreadsheets_are_told_with_what_to_save_them_as(tmp_path: Path, start: bytes, told: str) -> None:
    file = tmp_path / "attendance.xls"
    file.write_bytes(start + bytes(100))
    with pytest.raises(BadExam, match=f"{told}.*CSV or XLSX"):
        read_attendance(file)
