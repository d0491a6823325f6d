"""What the office says was handed in, and what a watch left unread, against what was read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from omr.store import Batch
from tests.cli.pages import BLANK_PAGE, EXAM


def test_fewer_sheets_than_were_handed_in_are_told(omr, tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    blank = tmp_path / "scans" / "blank.png"
    blank.write_bytes(BLANK_PAGE)
    batch = tmp_path / "batch"
    code, printed = omr("scan", blank, "--exam", EXAM, "--batch", batch, "--workers", "1")
    assert (code, "read 0 + blank 1 + duplicate 0 + rejected 0" in printed) == (0, True)
    code, printed = omr("scan", blank, "--exam", EXAM, "--batch", batch, "--expect", "3")
    assert code == 5
    assert "expected 3 sheets, found 0: 3 too few" in printed
    assert "1 were read before" in printed


def test_what_was_handed_in_is_remembered_until_it_is_said_anew(omr, tmp_path: Path) -> None:
    blank = tmp_path / "blank.png"
    blank.write_bytes(BLANK_PAGE)
    attendance = tmp_path / "attendance.csv"
    attendance.write_text("student_number\n20041877\n", encoding="utf-8")
    again = ("scan", blank, "--exam", EXAM, "--batch", tmp_path / "batch", "--workers", "1")
    assert omr(*again, "--expect", "1", "--attendance", attendance)[0] == 5
    attendance.unlink()
    code, printed = omr(*again)
    assert (code, "expected 1 sheets, found 0" in printed, "student 20041877 (" in printed) == (5, True, True)
    code, printed = omr("grade", tmp_path / "batch")
    assert (code, "provisional until this is explained" in printed, "complete" in printed) == (5, True, False)
    assert "25 absent, 1 missing" in printed
    code, printed = omr(*again, "--expect", "0")
    assert (code, "too few" in printed, "student 20041877 (" in printed) == (5, False, True)


def test_a_slip_in_what_was_handed_in_is_put_right_without_scans_and_told(omr, tmp_path: Path) -> None:
    blank, attendance = tmp_path / "blank.png", tmp_path / "attendance.csv"
    blank.write_bytes(BLANK_PAGE)
    attendance.write_text("student_number\n20041877\n", encoding="utf-8")
    options = ("--exam", EXAM, "--batch", tmp_path / "batch")
    omr("scan", blank, *options, "--workers", "1", "--expect", "24", "--attendance", attendance)
    blank.unlink()
    code, printed = omr("scan", *options, "--expect", "23")
    assert (code, "From now on 23 sheets are expected; said before: 24." in printed, "expected 23 sheets" in printed) == (5, True, True)
    attendance.write_text("student_number\n20103562\n", encoding="utf-8")
    assert "the list that was given before counts no more" in omr("scan", *options, "--attendance", attendance)[1]
    assert omr("scan", *options, "--uncounted", "--expect", "2")[0] == 2
    code, printed = omr("scan", *options, "--uncounted")
    assert (code, "said before: 23 sheets and an attendance list." in printed, "provisional" in printed) == (0, True, False)
    assert omr("scan", "--exam", EXAM, "--batch", tmp_path / "none", "--expect", "2")[0] == 3


def test_a_wrong_attendance_list_is_told_before_anything_is_read(omr, tmp_path: Path) -> None:
    attendance = tmp_path / "attendance.csv"
    attendance.write_text("student_number\n99999999\n", encoding="utf-8")
    code, printed = omr("scan", EXAM / "scans", "--exam", EXAM, "--batch", tmp_path / "batch", "--attendance", attendance)
    assert code == 4
    assert "attendance.csv:2: found the student number '99999999', which is not on the roster" in printed
    assert not (tmp_path / "batch").exists()


def test_a_file_that_a_watch_left_keeps_grades_provisional_until_it_is_scanned(omr, scanned: Path, tmp_path: Path) -> None:
    batch = Batch.open(scanned)
    batch.watching.end(["day 1/late.png", "other.png"], tmp_path / "gone")
    batch.close()
    assert "day 1/late.png was in the watched folder" in omr("grade", scanned)[1]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "late.png").write_bytes(BLANK_PAGE)
    omr("scan", tmp_path / "in", "--exam", EXAM, "--batch", scanned, "--workers", "1")
    code, printed = omr("grade", scanned)
    assert (code, "late.png was in" in printed, "other.png was in" in printed) == (5, False, True)


@pytest.mark.parametrize("name", ["in", os.fsdecode(b"in \xe9")])
def test_a_watch_that_was_killed_keeps_grades_provisional_until_its_folder_is_scanned(
    omr, scanned: Path, tmp_path: Path, name: str
) -> None:
    for folder in (name, "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "late.png").write_bytes(BLANK_PAGE)
    batch = Batch.open(scanned)
    batch.watching.begin(tmp_path / name)
    with batch.scanning():
        assert not batch.was_cut_off, "it goes on"
    assert batch.was_cut_off
    batch.close()
    options = ("--exam", EXAM, "--batch", scanned, "--workers", "1")
    assert "did not end" in omr("scan", tmp_path / "other", *options)[1]
    assert "did not end" in omr("grade", scanned)[1]
    assert "did not end" not in omr("scan", tmp_path / name, *options)[1]
    assert "did not end" not in omr("grade", scanned)[1]


def test_a_file_that_a_watch_left_is_not_taken_for_read_by_another_of_its_name(omr, scanned: Path, tmp_path: Path) -> None:
    for tray in ("tray 1", "tray 2"):
        (tmp_path / "in" / tray).mkdir(parents=True)
        (tmp_path / "in" / tray / "scan.png").write_bytes(BLANK_PAGE)
    batch = Batch.open(scanned)
    batch.watching.end(["tray 2/scan.png"], tmp_path / "in")
    batch.close()
    options = ("--exam", EXAM, "--batch", scanned, "--workers", "1")
    assert "tray 2/scan.png was in" in omr("scan", tmp_path / "in" / "tray 1" / "scan.png", *options)[1]
    assert "tray 2/scan.png was in" not in omr("scan", tmp_path / "in" / "tray 1" / ".." / "tray 2" / "scan.png", *options)[1]
    batch = Batch.open(scanned)
    batch.watching.end(["tray 2/scan.png"], tmp_path / "in")
    batch.close()
    shutil.move(tmp_path / "in" / "tray 2" / "scan.png", tmp_path / "scan.png")
    assert "tray 2/scan.png was in" not in omr("scan", tmp_path / "scan.png", *options)[1], "it was moved"
