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
