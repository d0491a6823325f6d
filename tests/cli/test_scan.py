"""``omr scan``: what it refuses before it makes a batch, and what it says of what it read."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from omr.store import Batch
from tests.cli.pages import BLANK_PAGE, EXAM

PDF = (EXAM / "sheets" / "1011.pdf").read_bytes()


def test_a_path_that_leads_nowhere_is_bad_input_and_makes_no_batch(omr, tmp_path: Path) -> None:
    code, printed = omr("scan", tmp_path / "gone.pdf", "--exam", EXAM, "--batch", tmp_path / "batch")
    assert code == 3
    assert "gone.pdf" in printed
    assert not (tmp_path / "batch").exists()


def test_a_bad_exam_ends_with_its_lines_before_anything_is_read(omr, tmp_path: Path) -> None:
    exam = tmp_path / "exam"
    shutil.copytree(EXAM, exam)
    (exam / "key.csv").write_text("form,section,item,answer\n1011,99,z,a\n", encoding="utf-8")
    code, printed = omr("scan", EXAM / "scans", "--exam", exam, "--batch", tmp_path / "batch")
    assert code == 4
    assert "key.csv:2" in printed
    assert not (tmp_path / "batch").exists()


def test_an_exam_without_a_layout_is_told_before_a_batch_is_made(omr, tmp_path: Path) -> None:
    exam = tmp_path / "exam"
    exam.mkdir()
    for name in ("exam.yaml", "key.csv"):
        shutil.copyfile(EXAM / name, exam / name)
    code, printed = omr("scan", EXAM / "reference", "--exam", exam, "--batch", tmp_path / "batch")
    assert code == 2
    assert "omr sheet" in printed
    assert not (tmp_path / "batch").exists()


def test_bad_files_are_a_row_each_with_file_and_remedy_and_the_sum_adds_up(omr, tmp_path: Path) -> None:
    for name, data in (("empty.pdf", b""), ("letter.pdf", b"Dear Sir"), ("cut.pdf", PDF[: len(PDF) // 3]), ("blank.png", BLANK_PAGE)):
        (tmp_path / name).write_bytes(data)
    code, printed = omr("scan", *sorted(tmp_path.glob("*.p*")), "--exam", EXAM, "--batch", tmp_path / "batch", "--workers", "1")
    assert code == 5
    assert re.search(r"(\d+) scans taken in = read 0 \+ blank 1 \+ duplicate 0 \+ rejected (\d+)", printed)
    for name, reason in (("empty.pdf", "empty_file"), ("letter.pdf", "not_a_scan"), ("cut.pdf", "")):
        assert re.search(rf"{name}(, page \d+| p\. \d+–\d+)?: {reason}\w*: .*; ", printed), printed


def test_a_folder_without_any_scan_is_bad_input(omr, tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "notes.txt").write_text("no scan")
    code, printed = omr("scan", tmp_path / "scans", "--exam", EXAM, "--batch", tmp_path / "batch")
    assert code == 3
    assert "no scan is in" in printed


def test_a_file_that_may_not_be_read_is_no_mistake_of_the_command(omr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a row, with what to do, and the others are read."""
    (tmp_path / "scans").mkdir()
    monkeypatch.setattr(os, "access", lambda path, *_how, **_more: Path(path).name != "scans")
    code, printed = omr("scan", tmp_path / "scans", "--exam", EXAM, "--batch", tmp_path / "batch")
    assert (code, "no scan is in" in printed) == (3, True)


def test_a_batch_that_was_ended_before_it_was_made_is_begun_again(omr, tmp_path: Path) -> None:
    """By a switch, or a full disk: what is left of its database is an empty file."""
    (tmp_path / "scans").mkdir()
    (tmp_path / "batch").mkdir()
    (tmp_path / "batch" / "batch.db").touch()
    code, printed = omr("scan", tmp_path / "scans", "--exam", EXAM, "--batch", tmp_path / "batch")
    assert (code, "no scan is in" in printed) == (3, True)


def test_where_all_scans_lie_in_folders_that_are_left_out_these_are_told(omr, tmp_path: Path) -> None:
    (tmp_path / "march").mkdir()
    shutil.copy(EXAM / "exam.yaml", tmp_path / "march")
    (tmp_path / "march" / "page.png").write_bytes(BLANK_PAGE)
    code, printed = omr("scan", tmp_path, "--exam", EXAM, "--batch", tmp_path / "batch")
    assert (code, f"no scan is in {tmp_path}" in printed) == (3, True)
    assert f"{tmp_path / 'march'} holds files of omr itself: nothing in it was taken for a scan." in printed


def test_the_files_of_omr_itself_are_no_scans(omr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blank sheets that were printed would be read as those of students who left everything out."""
    exam = tmp_path / "exam"
    shutil.copytree(EXAM, exam, ignore=shutil.ignore_patterns("scans", "expected"))
    (tmp_path / "page.png").write_bytes(BLANK_PAGE)
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        code, printed = omr("scan", ".", "--exam", "exam", "--batch", "april", "--workers", "1")
        assert (code, "1 scans taken in = read 0 + blank 1" in printed) == (0, True)
        assert all(f"{name} holds files of omr itself: nothing in it was taken for a scan" in printed for name in ("exam", "april"))
    (tmp_path / "april" / "pdfs").mkdir()
    (tmp_path / "april" / "pdfs" / "another.png").write_bytes(BLANK_PAGE)
    code, printed = omr("scan", tmp_path / "april" / "pdfs", "--exam", "exam", "--batch", "april", "--workers", "1")
    assert (code, "2 scans taken in" in printed, "omr itself" in printed) == (0, True, False)
    for place in (exam, tmp_path / "april", tmp_path / "april" / "scans"):
        code, printed = omr("scan", place, "--exam", "exam", "--batch", "april")
        assert (code, "holds files of omr itself" in printed) == (2, True)


def test_what_to_read_is_either_named_or_watched(omr, tmp_path: Path) -> None:
    for what in ((), (EXAM / "scans", "--watch", tmp_path)):
        code, printed = omr("scan", *what, "--exam", EXAM, "--batch", tmp_path / "batch")
        assert code == 2
        assert "--watch" in printed
    assert omr("scan", "--watch", tmp_path / "gone", "--exam", EXAM, "--batch", tmp_path / "batch")[0] == 3
    assert not (tmp_path / "batch").exists()


def test_a_second_scan_into_a_batch_is_refused_at_its_start_and_graders_go_on(omr, scanned: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "blank.png").write_bytes(BLANK_PAGE)
    decisions = tmp_path / "decisions.csv"
    first = Batch.open(scanned)
    with first.scanning():
        for what in ((tmp_path / "in",), ("--watch", tmp_path / "in")):
            code, printed = omr("scan", *what, "--exam", EXAM, "--batch", scanned, "--expect", "7")
            assert (code, "is running already" in printed, "wait until it has ended" in printed) == (3, True, True)
        assert omr("review", scanned, "--html", tmp_path / "r.html")[0] == 0
        assert omr("decide", scanned, decisions)[0] == 0
        assert omr("grade", scanned)[0] == 0
    assert (len(first.inputs()), first.expected) == (1, (None, None))
    first.close()
    assert omr("scan", tmp_path / "in", "--exam", EXAM, "--batch", scanned, "--workers", "1")[0] == 5
