"""What a person writes is read exactly, or every problem is told with its file, line, text and remedy."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from omr.errors import BadExam, BadInput
from omr.files import (
    data_folder,
    key_template,
    number_values,
    read_calibration,
    read_decisions,
    read_exam,
    read_folder,
    read_key,
    read_layout,
    read_roster,
    read_sheets,
    write_decisions,
    write_layout,
    write_sheets,
)
from omr.files.layout import is_alike
from omr.model.exam import Assignment, ChoiceAnswer, ItemRef, Kind, NumberAnswer, Special
from omr.model.layout import Layout
from omr.model.response import Decision, Target

SAMPLE = data_folder("sample_scans") / "ift6135"
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12).map(str.strip)
SERIAL = st.text("ABCXYZ0123456789-", min_size=1, max_size=8)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the sample exam's written files."""
    for name in ("exam.yaml", "key.csv", "roster.csv", "layout.json", "sheets.csv"):
        shutil.copyfile(SAMPLE / name, tmp_path / name)
    return tmp_path


def change(path: Path, old: str, new: str) -> int:
    """Replaces a text and gives the line where it stood."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def problems(folder: Path) -> list[str]:
    with pytest.raises(BadExam) as caught:
        read_folder(folder)
    return [str(problem) for problem in caught.value.problems]


def test_the_sample_exam_is_complete():
    exam = read_folder(SAMPLE)
    assert [section.points for section in exam.exam.sections] == [32, 16, 8, 12, 12, 4, 12, 4]
    assert exam.exam.points == 100
    assert len(exam.exam.items) == 34
    assert [form.code for form in exam.exam.forms] == ["1011", "1012"]
    assert len(exam.roster) == 26
    assert exam.key[ItemRef("7", "ii")] == ChoiceAnswer((frozenset("a"), frozenset("d")))
    assert exam.key[ItemRef("2", "d")] == NumberAnswer(({"o": Decimal(7)},))


def test_options_that_speak_of_others_keep_their_place_in_every_form():
    exam = read_exam(SAMPLE / "exam.yaml")
    for form in exam.forms:
        for ref, labels in form.options.items():
            for option, label in zip(exam.item(ref).options, labels, strict=True):
                assert not option.fixed or option.label == label


@pytest.mark.parametrize(
    ("old", "new", "found", "expected"),
    [
        ("shape: box", "shap: box", "the unknown word 'shap'", "did you mean 'shape'?"),
        ("cancelled: review", "cancelled: revew", "'revew' for 'cancelled'", "'review', 'ignore' or 'count'"),
        ("items: a-p", "items: p-a", "'p-a'", "goes upwards"),
        ("i: [b, d, a, c]", "i: [b, d, a, a]", "an order with no 'c'", "each of a, b, c, d once"),
        ("blanks: [p, s]", "blanks: [floor, s]", "the blank 'floor'", "a variable's name"),
        ("rounding: 2", "rounding: many", "'many' for 'rounding'", "integer"),
        ("  - code: 1012", "  - code: 1011", "form '1011' a second time", "each form once"),
    ],
)
def test_a_problem_of_the_exam_is_told_with_its_line(folder, old, new, found, expected):
    line = change(folder / "exam.yaml", old, new)
    told = problems(folder)
    assert any(f"exam.yaml:{line + (new.startswith('  - code'))}" in text or f"exam.yaml:{line}" in text for text in told), told
    assert any(found in text and expected in text for text in told), told


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("1011,1,a,T", "1011,1,q,T", "the item 'q' of section 1"),
        ("1011,1,a,T", "1011,9,a,T", "the section '9'"),
        ("1011,1,a,T", "1013,1,a,T", "the form '1013'"),
        ("1011,1,a,T", "1011,1,a,X", "the answer 'X'"),
        ("1011,1,a,T", "1011,1,a,T&F", "for an item with one mark"),
        ("1011,2,d,o=7", "1011,2,d,q=7", "the answer 'q=7'"),
        ("1011,2,d,o=7", "1011,2,d,__import__('os')", "the answer"),
        ("1011,1,b,F", "1011,1,a,F", "a second time"),
    ],
)
def test_a_problem_of_the_key_is_told_with_its_line(folder, old, new, found):
    line = change(folder / "key.csv", old, new)
    assert any(f"key.csv:{line}" in text and found in text for text in problems(folder))


def test_all_problems_of_all_files_are_told_at_once(folder):
    change(folder / "key.csv", "1011,1,a,T", "1011,1,q,T")
    change(folder / "roster.csv", "20103562", "20041877")
    change(folder / "sheets.csv", "1012", "1999")
    told = "\n".join(problems(folder))
    assert "key.csv:2" in told
    assert "roster.csv:3: found the student number '20041877' a second time; expected it once; it stands on line 2" in told
    assert "1999" in told


def test_special_answers_and_rows_for_another_form_are_read(folder):
    change(folder / "key.csv", "1011,1,a,T", "1011,1,a,*\n1012,1,a,*")
    change(folder / "key.csv", "1011,1,b,F", "1011,1,b,-")
    key = read_key(folder / "key.csv", read_exam(folder / "exam.yaml"))
    assert key[ItemRef("1", "a")] is Special.EVERYBODY
    assert key[ItemRef("1", "b")] is Special.DROPPED


def test_an_answer_that_is_not_known_yet_is_a_question_mark_and_so_is_every_answer_of_a_key_that_is_not_there(folder):
    change(folder / "key.csv", "1011,1,a,T", "1011,1,a,?")
    assert read_folder(folder).key[ItemRef("1", "a")] is Special.UNKNOWN
    (folder / "key.csv").unlink()
    assert set(read_folder(folder).key.values()) == {Special.UNKNOWN}
    with pytest.raises(BadExam, match="elsewhere"):
        read_folder(folder, key=folder / "elsewhere.csv")


@pytest.mark.parametrize("header", ["Form,Section,Item,Answer", "FORM, section ,item,ANSWER"])
def test_the_columns_of_a_key_may_be_written_large(header, folder):
    change(folder / "key.csv", "form,section,item,answer", header)
    assert read_folder(folder).key[ItemRef("1", "a")] == ChoiceAnswer((frozenset("T"),))


def test_a_column_is_known_by_another_writing_of_its_name_only_where_no_other_is_meant(folder):
    change(folder / "roster.csv", "student_number,name,email,programme", "Student Number,NAME,Name,programme")
    [told] = [one for one in problems(folder) if "roster.csv" in one]
    assert "a header without 'name'" in told
    change(folder / "roster.csv", "Student Number,NAME,Name,programme", "Student Number,name,Name,programme")
    first = read_folder(folder).roster[0]
    assert (first.number, first.name, first.extra["Name"]) == ("20041877", "Amélie Gagnon-Roy", "amelie.gagnon-roy@example.org")


def test_a_key_to_fill_in_names_every_item_and_knows_no_answer(folder):
    exam = read_exam(folder / "exam.yaml")
    (folder / "key.csv").write_text(key_template(item.ref for item in exam.items), encoding="utf-8")
    assert read_key(folder / "key.csv", exam) == dict.fromkeys((item.ref for item in exam.items), Special.UNKNOWN)


def test_answers_for_another_form_alone_are_refused_since_they_may_be_in_its_own_letters(folder):
    change(folder / "key.csv", "1011,1,a,T", "1012,1,a,T")
    change(folder / "key.csv", "1011,1,b,F", "1012,1,b,F")
    (problem,) = problems(folder)
    assert "key.csv:2: found an answer for form 1012 alone (as for 2 items); expected the answer for form 1011, or for none" in problem


def test_an_exam_without_forms_is_told_beside_its_key(folder):
    exam = folder / "exam.yaml"
    exam.write_text(exam.read_text(encoding="utf-8").partition("forms:")[0], encoding="utf-8")
    assert all("exam.yaml" in problem for problem in problems(folder))


def test_a_row_for_another_form_must_agree(folder):
    change(folder / "key.csv", "1011,1,a,T", "1011,1,a,T\n1012,1,a,F")
    assert any("key.csv:3" in text and "that of line 2" in text for text in problems(folder))


ROWS = [("student_number", "name", "email"), ("01234567", "Zoé O'Neil", "z@example.org"), ("7654321", "=SUM(A1)", "")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_roster_is_read_in_any_dialect(tmp_path, separator, encoding):
    path = tmp_path / "roster.csv"
    path.write_bytes("\r\n".join(separator.join(row) for row in ROWS).encode(encoding))
    one, two = read_roster(path)
    assert (one.number, one.name, one.extra) == ("01234567", "Zoé O'Neil", {"email": "z@example.org"})
    assert two.name == "=SUM(A1)"


def test_a_roster_may_be_a_workbook(tmp_path):
    book = Workbook()
    for row in ROWS:
        book.active.append([*row[:1], row[1].lstrip("="), row[2]])
    book.active.append([20041877, "A Number", ""])
    book.save(tmp_path / "roster.xlsx")
    assert [student.number for student in read_roster(tmp_path / "roster.xlsx")] == ["01234567", "7654321", "20041877"]


@pytest.mark.parametrize(("name", "found"), [("roster.csv", "Roster.CSV"), ("sheets.csv", "sheets.csv.txt"), ("key.csv", "KEY.csv")])
def test_a_file_that_nearly_has_its_name_is_told(folder, name, found):
    (folder / name).rename(folder / found)
    assert any(f"{found}: found the name '{found}'; expected '{name}'" in problem for problem in problems(folder))
    (folder / found).rename(folder / name)
    (folder / f"{name}.txt").write_text("notes")
    (folder / "notes.csv").mkdir()
    read_folder(folder)


def test_a_second_roster_that_lists_others_is_told(folder):
    def second(*rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(folder / "roster.xlsx")

    (folder / "roster.csv").write_text("student_number,name\n01234567,Ann\n20041877,Bob\n", encoding="utf-8")
    second(("student_number", "name", "seat"), ("01234567", "Ann", 3), ("20041877", "Bob", 4))
    assert read_folder(folder).roster[1].name == "Bob"
    second(("student_number", "name"), ("01234567", "Ann"), ("20041878", "Bob"))
    (problem,) = problems(folder)
    assert "roster.csv: found roster.xlsx beside it, which lists others; expected one roster" in problem
    assert read_folder(folder, roster=folder / "roster.xlsx").roster[1].number == "20041878"


def test_a_layout_comes_back_as_it_was_written(tmp_path):
    layout = read_layout(SAMPLE / "layout.json")
    write_layout(layout, tmp_path / "layout.json")
    assert read_layout(tmp_path / "layout.json") == layout
    assert (tmp_path / "layout.json").read_bytes() == (SAMPLE / "layout.json").read_bytes()


def test_a_layout_whose_boxes_moved_by_a_hair_reads_the_same_sheets_and_no_other():
    page = read_layout(SAMPLE / "layout.json").forms["1011"][-1]
    place = next(number for number, field in enumerate(page.fields) if field.options)
    first, *others = page.fields[place].options

    def moved(**changes):
        field = replace(page.fields[place], options=(replace(first, **changes), *others))
        return replace(page, fields=(*page.fields[:place], field, *page.fields[place + 1 :]))

    assert is_alike(page, moved(box=replace(first.box, x=first.box.x + 0.1)))
    assert not is_alike(page, moved(box=replace(first.box, x=first.box.x + 0.5)))
    assert not is_alike(page, moved(label="Z"))
    assert not is_alike((page,), (page, page))


def test_a_withdrawn_serial_is_no_problem_of_sheets_csv(folder):
    (folder / "sheets.csv").write_text("serial,student_number,form\nA0001B,,\nA00029,20041877,\n", encoding="utf-8")
    (problem,) = problems(folder)
    assert "sheets.csv:3: found the form '' of serial A00029" in problem


def test_a_layout_of_another_version_or_with_a_flat_box_is_refused(folder):
    change(folder / "layout.json", '"layout": 1', '"layout": 2')
    assert any("a layout of version 2" in text for text in problems(folder))
    change(folder / "layout.json", '"layout": 2', '"layout": 1')
    change(folder / "layout.json", '"box": [12.0, 12.0, 10.0, 10.0]', '"box": [12.0, 12.0, 0.0, 10.0]')
    assert any("a box of 0.0 x 10.0 mm in forms.1011.pages[0].markers[0]" in text for text in problems(folder))


@QUICK
@given(st.lists(st.builds(Assignment, SERIAL, TEXT, TEXT), unique_by=lambda one: one.serial, max_size=5))
def test_sheets_come_back_as_they_were_written(tmp_path, sheets):
    write_sheets(sheets, tmp_path / "sheets.csv")
    assert read_sheets(tmp_path / "sheets.csv") == tuple(sheets)


@QUICK
@given(
    st.lists(
        st.builds(Decision, st.sampled_from(list(Target)), TEXT.filter(bool), TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT), max_size=5
    )
)
def test_decisions_come_back_as_they_were_written(tmp_path, decisions):
    write_decisions(decisions, tmp_path / "decisions.csv")
    assert read_decisions(tmp_path / "decisions.csv") == tuple(decisions)


@QUICK
@given(st.binary(max_size=200), st.sampled_from(["exam.yaml", "key.csv", "roster.csv", "layout.json", "sheets.csv"]))
def test_garbage_is_told_and_never_breaks_the_program(tmp_path, garbage, name):
    for other in ("exam.yaml", "key.csv", "roster.csv", "layout.json", "sheets.csv"):
        shutil.copyfile(SAMPLE / other, tmp_path / other)
    (tmp_path / name).write_bytes(garbage)
    with pytest.raises(BadExam) as caught:
        read_folder(tmp_path)
    assert any(name in problem.file for problem in caught.value.problems)


def test_a_missing_exam_is_told(tmp_path):
    assert any("exam.yaml: found no such file" in text for text in problems(tmp_path))


@pytest.mark.parametrize(("text", "values"), [("p=3 s=2", {"p": 3, "s": 2}), ("p=3 p=4", None), ("p", None), ("p=inf", None), ("", None)])
def test_numbers_are_read_exactly(text, values):
    assert number_values(text) == values


def test_a_folder_without_a_calibration_is_refused(tmp_path):
    with pytest.raises(BadInput, match="holds no calibration"):
        read_calibration(tmp_path)


def test_item_kinds_follow_their_section():
    exam = read_exam(SAMPLE / "exam.yaml")
    assert {item.section for item in exam.items if item.kind is Kind.NUMBER} == {"2"}
    assert [item.blanks for item in exam.section("2").items] == [("p", "s"), ("p", "k"), ("k", "s"), ("o",)]


@pytest.mark.parametrize("name", ["sheets.csv", "layout.json"])
def test_where_the_disk_is_full_what_was_written_before_stays(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose sheet a printed serial is stands in sheets.csv alone."""
    path = tmp_path / name
    path.write_text("as it was")
    (tmp_path / "link").symlink_to(path)

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def write(place: Path) -> None:
        write_sheets([Assignment("A1", "20041877", "1011")], place) if name == "sheets.csv" else write_layout(Layout({}), place)

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            write(path)
    assert (path.read_text(), {one.name for one in tmp_path.iterdir()}) == ("as it was", {name, "link"})
    write(tmp_path / "link")
    assert path.read_text() != "as it was"
    assert (tmp_path / "link").is_symlink()
