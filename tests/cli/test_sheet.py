"""``omr sheet``: what it writes elsewhere, and what it never takes away."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from omr.files import data_folder, read_folder
from omr.model.exam import Assignment
from omr.model.serial import serial_position
from tests.cli.pages import EXAM

PLAIN = data_folder("sample_scans") / "ift6135-plain"


def are_in_turn(sheets: Sequence[Assignment]) -> bool:
    """Whether their serials follow each other."""
    return all(serial_position(b.serial) == serial_position(a.serial) + 1 for a, b in pairwise(sheets))


def test_sheets_printed_elsewhere_leave_an_exam_folder_there(omr, tmp_path: Path) -> None:
    code, printed = omr("sheet", EXAM, "-n", "1", "-o", tmp_path / "printed")
    assert code == 0
    assert "scan with this folder" in printed
    made = read_folder(tmp_path / "printed")
    own = read_folder(EXAM)
    assert (made.key, made.roster, len(made.sheets)) == (own.key, own.roster, 1)
    assert made.sheets[0].serial not in {sheet.serial for sheet in own.sheets}, "a spare sheet is nobody's of the exam's own"
    (tmp_path / "printed" / "key.csv").write_text("corrected")
    (tmp_path / "printed" / "layout.json").unlink()
    code, printed = omr("sheet", EXAM, "-n", "1", "-o", tmp_path / "printed")
    assert (code, "key.csv is not the key.csv of" in printed) == (2, True)
    assert (tmp_path / "printed" / "key.csv").read_text() == "corrected"
    assert not (tmp_path / "printed" / "layout.json").exists()


@pytest.mark.long
def test_a_layout_that_sheets_were_printed_by_is_not_replaced_without_a_word(omr, tmp_path: Path) -> None:
    for name in ("exam.yaml", "key.csv"):
        shutil.copy(EXAM / name, tmp_path)
    told = "a sheet that was printed by it cannot be read with this one"
    assert told not in omr("sheet", tmp_path, "-n", "1")[1]
    assert told not in omr("sheet", tmp_path, "-n", "2")[1], "the same layout"
    text = (tmp_path / "exam.yaml").read_text(encoding="utf-8")
    (tmp_path / "exam.yaml").write_text(text.replace("3: [ii, i]", "3: [i, ii]"), encoding="utf-8")
    code, printed = omr("sheet", tmp_path, "-n", "1")
    sheets = read_folder(tmp_path).sheets
    assert (code, told in printed, f"1 sheets ({sheets[1].serial})" in printed) == (0, True, True)
    assert [sheet.form for sheet in sheets] == ["1011", "", "1011", "1012"], "1012 alone was changed"
    assert are_in_turn(sheets)
    assert told not in omr("sheet", tmp_path, "-n", "1")[1], "once"


@pytest.mark.long
def test_sheets_that_are_printed_elsewhere_again_take_no_serial_from_those_printed_there(omr, tmp_path: Path) -> None:
    exam, printed = tmp_path / "exam", tmp_path / "printed"
    exam.mkdir()
    for name in ("exam.yaml", "key.csv"):
        shutil.copy(EXAM / name, exam)
    (exam / "roster.csv").write_text("student_number,name\n20041877,Ann\n", encoding="utf-8")
    for options in (("-n", "2"), ()):
        assert omr("sheet", exam, *options, "-o", printed)[0] == 0
    sheets = read_folder(printed).sheets
    assert [sheet.student_number for sheet in sheets] == ["", "", "20041877"]
    assert are_in_turn(sheets)


@pytest.mark.long
def test_which_pages_are_new_is_said_where_sheets_were_printed_before(omr, tmp_path: Path) -> None:
    assert "are new" not in omr("sheet", EXAM, "-n", "3", "-o", tmp_path)[1]
    printed = omr("sheet", EXAM, "-n", "2", "-o", tmp_path)[1]
    assert "1011.pdf: pages 5–6 are new" in printed
    assert "1012.pdf: pages 3–4 are new" in printed
    assert "Print the new pages alone" in printed
    assert "1011.pdf: nothing new" in omr("sheet", EXAM, "-n", "1", "-o", tmp_path)[1]


def test_a_learned_layout_is_not_replaced_by_one_of_our_own_sheets(omr, tmp_path: Path) -> None:
    exam = Path(shutil.copytree(PLAIN, tmp_path / "exam", ignore=shutil.ignore_patterns("scans")))
    before = (exam / "layout.json").read_bytes()
    code, printed = omr("sheet", exam, "-n", "1")
    assert (code, "was learned from a form that you print yourself" in printed) == (2, True)
    assert (exam / "layout.json").read_bytes() == before
    code, printed = omr("sheet", exam, "-n", "1", "-o", tmp_path / "ours")
    assert (code, "scan with this folder" in printed) == (0, True)
    assert omr("sheet", EXAM, "-n", "1", "-o", exam)[0] == 2, "nor by another exam's"
