"""The results' files: whole, stable to the byte, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import errno
import gc
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omr.errors import BadInput
from omr.export import Listed, export, replacing, write_csv
from omr.export.table_csv import number_text
from omr.export.tables import PAGE_COLUMNS, page_table
from omr.export.workbook import Tab, write_workbook
from omr.files.formulas import safe
from omr.grade import Grades, grade, joined, response_tables
from omr.grade import table as grade_table
from omr.model.exam import Student
from omr.model.page import Reason, ScanRef, Status
from omr.model.response import Decision, PageRow, Response, ResponseStatus, Target
from tests.grade.exams import choice, exam, key, right, sheet

EVIL = "=HYPERLINK(0)"
REF = ScanRef("@stack.pdf", 2, "ab12")
PAGES = (
    PageRow(REF, Status.READ, None, "1011", 2, "S1", -0.00001, 199.96, 0.03149),
    PageRow(ScanRef("broken.pdf", 0, ""), Status.REJECTED, Reason.EMPTY_FILE, detail="0 bytes; scan it again"),
)
ANSWERED, UNSURE = ResponseStatus.ANSWERED, ResponseStatus.UNSURE
RESPONSES = (
    Response("S1", "00000001", "1011", "1", "a", "b", ANSWERED, confidence=0.99999999, ref=REF),
    Response("S1", "00000001", "1011", "1", "b", "", UNSURE, suggestion="c", confidence=0.5, why="two marks"),
)
DECISIONS = (Decision(Target.ITEM, "omitted", "S1", "1", "b", who="=cmd|' /C calc'!A0", reason="nothing there, sure"),)


def made() -> Grades:
    two = exam(choice("a", "2.5"), choice("b"))
    return grade(
        response_tables(RESPONSES), [sheet()], two, key(two, right("b"), right("c")), [Student("00000001", EVIL), Student("2", "Zoë")]
    )


def written(folder: Path) -> dict[str, bytes]:
    listed = Listed(folder)
    assert sum(len(table) for table in listed.passed_on(response_tables(RESPONSES))) == len(RESPONSES)
    return {path.name: path.read_bytes() for path in export(folder, PAGES, listed, made(), DECISIONS)}


def test_the_files_hold_exactly_these_lines(tmp_path: Path) -> None:
    files = written(tmp_path)
    assert files["pages.csv"].decode() == (
        "file,page,scan,status,reason,form,form_page,sheet,skew_deg,dpi,residual_mm,detail\n"
        "'@stack.pdf,2,ab12,read,,1011,2,S1,0,200,0.031,\n"
        "broken.pdf,,,rejected,empty_file,,,,,,,0 bytes; scan it again\n"
    )
    assert files["responses.csv"].decode() == (
        "sheet,student_number,form,section,item,response,status,suggestion,confidence,decided_by,file,page\n"
        "S1,00000001,1011,1,a,b,answered,,1,,'@stack.pdf,2\n"
        "S1,00000001,1011,1,b,,unsure,c,0.5,,,\n"
    )
    assert files["grades.csv"].decode() == (
        "sheet,student_number,name,form,1,total,max,percent,pending,status\n"
        f"S1,00000001,'{EVIL},1011,2.5,2.5,3.5,71.43,1,pending\n"
        ",2,Zoë,,,,,,,absent\n"
    )
    assert files["decisions.csv"].decode() == (
        "target,scan,sheet,section,item,value,who,when,reason,based_on\n"
        "item,,S1,1,b,omitted,'=cmd|' /C calc'!A0,,\"nothing there, sure\",\n"
    )


def test_two_exports_have_the_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path / "one") == written(tmp_path / "two")


def test_the_workbook_has_text_numbers_real_totals_and_no_formula(tmp_path: Path) -> None:
    written(tmp_path)
    book = openpyxl.load_workbook(tmp_path / "grades.xlsx")
    assert book.sheetnames == ["Grades", "Responses", "Pages"]
    rows = list(book["Grades"].iter_rows(values_only=True))
    assert rows[1] == ("S1", "00000001", EVIL, "1011", 2.5, 2.5, 3.5, 71.43, 1, "pending")
    assert rows[2] == (None, "2", "Zoë", None, None, None, None, None, None, "absent")
    assert not [cell for tab in book for row in tab.iter_rows() for cell in row if cell.data_type == "f"]
    for tab in book:
        assert tab.freeze_panes is not None
        assert tab.auto_filter.ref is not None
    with zipfile.ZipFile(tmp_path / "grades.xlsx") as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]


def test_a_table_too_long_for_a_sheet_says_where_the_rest_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omr.export.workbook.MOST_ROWS", 5)
    write_workbook(tmp_path / "a.xlsx", (Tab("Responses", pd.DataFrame({"sheet": [f"S{index}" for index in range(9)]}), 1),))
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["Responses"].iter_rows(values_only=True)]
    assert cells == ["sheet", "S0", "S1", "S2", "S3", "… 5 more rows are in responses.csv"]


def test_a_tab_may_show_fewer_rows_than_fit(tmp_path: Path) -> None:
    table = pd.DataFrame({"file": [f"f{index}" for index in range(4)]})
    write_workbook(tmp_path / "a.xlsx", (Tab("Pages", table, 1, 3), Tab("Grades", table, 1), Tab("Responses", table, 1, 4)))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = {tab.title: [row[0] for row in tab.iter_rows(values_only=True)] for tab in book}
    assert cells["Pages"] == ["file", "f0", "f1", "… 2 more rows are in pages.csv"]
    assert cells["Grades"] == cells["Responses"] == ["file", "f0", "f1", "f2", "f3"]


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(1)", "\t=1", "\r=1"])
def test_a_name_that_would_run_is_made_safe(text: str) -> None:
    assert safe(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Ada", "O'Neil", "Jean-Luc", "-5", "+331234", "00012", "3=3"])
def test_what_cannot_run_is_left_alone(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize("column", ["student_number", "name", "file", "detail", "who", "decided_by", "reason"])
def test_words_from_outside_the_exam_never_run(tmp_path: Path, column: str) -> None:
    write_csv(tmp_path / "a.csv", pd.DataFrame({column: ["=1+1"]}))
    assert (tmp_path / "a.csv").read_text() == f"{column}\n'=1+1\n"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=5))
def test_no_name_becomes_a_formula_and_none_is_lost(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    path = tmp_path_factory.mktemp("csv") / "names.csv"
    names = [name.replace("\0", "").replace("\r", "\n") for name in names]
    write_csv(path, pd.DataFrame({"name": names, "n": range(len(names))}))
    with path.open(encoding="utf-8", newline="") as file:
        read = [row[0] for row in list(csv.reader(file))[1:]]
    assert read == [safe(name) for name in names]
    assert [name.removeprefix("'") if safe(old) != old else name for name, old in zip(read, names, strict=True)] == names


def test_a_name_with_a_carriage_return_stays_in_its_row(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", pd.DataFrame({"name": ["Ada\rLi", "Bo\r\n"], "n": [1, 2]}))
    assert (tmp_path / "a.csv").read_bytes() == b'name,n\n"Ada\nLi",1\n"Bo\n",2\n'


def test_labels_of_the_exam_are_never_changed(tmp_path: Path) -> None:
    """An option may be called "+" or "-x": importers and graders compare these letter by letter."""
    write_csv(tmp_path / "a.csv", pd.DataFrame({"response": ["+", "-x", "="], "value": ["=", "+", "-"]}))
    assert (tmp_path / "a.csv").read_text() == "response,value\n+,=\n-x,+\n=,-\n"


@pytest.mark.parametrize(
    ("value", "text"), [(87.0, "87"), (66.67, "66.67"), (1e-7, "0.0000001"), (1e20, "100000000000000000000"), (float("nan"), "")]
)
def test_numbers_are_written_as_people_write_them(value: float, text: str) -> None:
    assert number_text(value) == text


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    path.write_text("old")
    with pytest.raises(RuntimeError, match="jammed"), replacing(path) as beside:  # noqa: PT012  # the block is what is tested
        beside.write_text("half")
        raise RuntimeError("jammed")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_workbook_keeps_to_the_folder_of_the_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names and answers have no business in the system's temporary folder, where a killed run would leave them."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    write_workbook(tmp_path / "grades.xlsx", (Tab("Grades", pd.DataFrame({"name": ["Ann"]}), 1),))
    assert [path.name for path in tmp_path.iterdir()] == ["grades.xlsx"]


@pytest.mark.parametrize("fit", [0, 1, 6])
def test_a_workbook_that_finds_the_disk_full_leaves_nothing_and_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], fit: int
) -> None:
    left, opened = [fit], tempfile.mkstemp

    def full(**place: str) -> tuple[int, str]:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return opened(**place)

    monkeypatch.setattr(tempfile, "mkstemp", full)
    with pytest.raises(BadInput, match=r"grades\.xlsx cannot be written: No space left"):
        write_workbook(tmp_path / "grades.xlsx", (Tab("Grades", pd.DataFrame({"name": ["Ann"]}), 1),))
    gc.collect()
    assert not list(tmp_path.iterdir())
    assert capfd.readouterr().err == ""


def test_a_place_that_cannot_be_written_is_told_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file where a folder should be")
    with pytest.raises(BadInput, match="cannot be written"):
        write_csv(tmp_path / "results" / "a.csv", pd.DataFrame({"a": [1]}))


def test_no_scans_still_make_a_table_with_its_columns() -> None:
    assert list(page_table(())) == list(PAGE_COLUMNS)


@pytest.mark.parametrize("most", [1, 250_000])
def test_responses_in_several_tables_give_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr("omr.export.results.MOST_LISTED", most)
    whole = written(tmp_path / "whole")
    monkeypatch.setattr(grade_table, "CHUNK", 1)
    monkeypatch.setattr("omr.export.table_csv.BLOCK", 1)
    assert written(tmp_path / "parts") == whole
    one, two = response_tables(RESPONSES)
    assert joined([one, two])["response"].tolist() == ["b", ""]


def test_without_responses_their_file_has_its_heading(tmp_path: Path) -> None:
    listed = Listed(tmp_path)
    assert [len(table) for table in listed.passed_on(response_tables([]))] == [0]
    assert listed.path.read_text().startswith("sheet,student_number,form,")
    assert (listed.rows, listed.unsure, len(listed.first)) == (0, 0, 0)


def test_responses_that_cannot_be_graded_leave_the_old_file(tmp_path: Path) -> None:
    listed = Listed(tmp_path)
    listed.path.write_text("old")
    two = exam(choice("a"), choice("b"))
    with pytest.raises(BadInput, match="unknown sheet"), closing(listed.passed_on(response_tables(RESPONSES))) as tables:
        grade(tables, [], two, key(two, right("b"), right("c")), [])
    assert list(tmp_path.iterdir()) == [listed.path]
    assert listed.path.read_text() == "old"
