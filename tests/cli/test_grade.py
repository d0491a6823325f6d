"""``omr grade``: what it says of the grades, and by what they were given."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from omr.model.response import Decision, Target
from omr.store import RUNNING, Batch
from tests.cli.pages import BLANK_PAGE, EXAM
from tests.review.desks import sheets


def test_grades_are_not_called_complete_while_a_rejected_scan_waits(omr, scanned: Path) -> None:
    code, printed = omr("grade", scanned)
    assert code == 0
    assert "1 rejected scans" in printed
    assert "complete" not in printed


@pytest.mark.parametrize(
    ("option", "code", "said"),
    [("--key", 4, "gone"), ("--roster", 4, "gone"), ("--exam", 4, "gone"), ("--calibration", 3, "holds no calibration")],
)
def test_grading_by_a_file_that_is_not_there_is_told(omr, scanned: Path, option: str, code: int, said: str) -> None:
    ended, printed = omr("grade", scanned, option, scanned.parent / "gone")
    assert ended == code
    assert said in printed


@pytest.mark.parametrize(("budget", "told"), [("1 in 10", False), ("1 in 10,000,000", True)])
def test_a_budget_of_silent_errors_that_no_lines_are_shown_to_keep_is_told(
    omr, scanned: Path, tmp_path: Path, budget: str, told: bool
) -> None:
    exam = tmp_path / "strict"
    shutil.copytree(EXAM, exam, ignore=shutil.ignore_patterns("*.pdf", "expected"))
    yaml = (exam / "exam.yaml").read_text(encoding="utf-8")
    (exam / "exam.yaml").write_text(yaml.replace("rounding: 2", f"rounding: 2\nsilent_errors: {budget}"), encoding="utf-8")
    code, printed = omr("grade", scanned, "--exam", exam)
    assert code == 0
    assert ("strictest lines" in printed) == told


def test_a_number_that_a_later_roster_gives_to_somebody_else_is_told(omr, scanned: Path, tmp_path: Path) -> None:
    text = (EXAM / "roster.csv").read_text(encoding="utf-8").replace("Nathan O'Sullivan", "Zoe Smith").replace("Liam Chen", "LIAM  Chen")
    (tmp_path / "later.csv").write_text(text, encoding="utf-8")
    assert "another name" not in omr("grade", scanned)[1]
    printed = omr("grade", scanned, "--roster", tmp_path / "later.csv")[1]
    assert "1 students have another name than at the last scan." in printed
    assert "20103562: Zoe Smith, was Nathan O'Sullivan" in printed


def test_a_serial_that_another_sheets_csv_gives_to_somebody_else_is_told(omr, scanned: Path, tmp_path: Path) -> None:
    exam = tmp_path / "printed again"
    shutil.copytree(EXAM, exam, ignore=shutil.ignore_patterns("*.pdf", "expected"))
    assert "another student" not in omr("grade", scanned, "--exam", exam)[1]
    rows = (exam / "sheets.csv").read_text(encoding="utf-8").replace("A0001B,20041877", "A0001B,20999999")
    (exam / "sheets.csv").write_text(rows.replace("A00029,", "A00029X,"), encoding="utf-8")
    printed = omr("grade", scanned, "--exam", exam)[1]
    assert "1 sheets are another student's than at the last scan." in printed
    assert "A0001B: 20999999, was 20041877" in printed


def test_a_killed_scan_is_told_when_grading(omr, scanned: Path) -> None:
    assert "did not end" not in omr("grade", scanned)[1]
    Batch.open(scanned).note({"scan_state": RUNNING})
    assert "did not end" in omr("grade", scanned)[1]


def test_what_was_decided_on_a_sheet_that_is_no_more_is_told(omr, tmp_path: Path) -> None:
    batch = sheets(tmp_path, ["A0001B"])
    scan = next(batch.results()).ref.scan
    batch.decide([Decision(Target.PAGE, "1011/1/A00029", scan=scan), Decision(Target.SHEET, "20041877", sheet="A00029")])
    assert "counts no more" not in omr("grade", batch.folder)[1]
    batch.decide([Decision(Target.PAGE, "undecided", scan=scan)])
    assert "no such sheet now: A00029." in omr("grade", batch.folder)[1]


def test_an_exam_whose_key_is_not_written_yet_is_scanned_and_its_points_are_pending(omr, tmp_path: Path) -> None:
    exam, batch = Path(shutil.copytree(EXAM, tmp_path / "exam", ignore=shutil.ignore_patterns("scans", "sheets"))), tmp_path / "batch"
    (exam / "key.csv").unlink()
    code, printed = omr("scan", EXAM / "scans", "--exam", exam, "--batch", batch)
    assert (code, f"{exam} has no key yet" in printed) == (5, True)
    code, printed = omr("grade", batch)
    assert (code, "The key has no answer yet for 34 of 34 items, whose points are pending." in printed) == (0, True)
    responses = (batch / "results" / "responses.csv").read_bytes()
    grades = (batch / "results" / "grades.csv").read_text()
    assert ",final" not in grades
    code, printed = omr("grade", batch, "--key", EXAM / "key.csv")
    assert (code, "no answer yet" in printed) == (0, False)
    assert (batch / "results" / "responses.csv").read_bytes() == responses


def test_a_key_that_is_forgotten_at_the_next_grading_is_told_with_the_command_that_gives_it_again(
    omr, scanned: Path, tmp_path: Path
) -> None:
    corrected = tmp_path / "new key.csv"
    shutil.copy(EXAM / "key.csv", corrected)
    assert "last grading" not in omr("grade", scanned)[1]
    for _ in range(2):
        assert "last grading" not in omr("grade", scanned, "--key", corrected)[1]
    code, printed = omr("grade", scanned)
    assert code == 0
    assert "The last grading was given --key, this one was not. If that was not meant:" in printed
    assert f"omr grade {scanned} --key '{corrected}'" in printed
    assert "last grading" not in omr("grade", scanned)[1], "what was meant is told once"


def test_what_is_to_review_is_said_with_the_key_that_it_is_graded_by(omr, scanned: Path, tmp_path: Path) -> None:
    """Another key may need items that nobody is asked about by the batch's own."""
    corrected = Path(shutil.copy(EXAM / "key.csv", tmp_path / "new.csv"))
    assert f"Next: omr review {scanned} --key {corrected}" in omr("grade", scanned, "--key", corrected)[1]
    assert f"omr review {scanned} --key {corrected}" in omr("review", scanned, "--html", tmp_path / "r.html")[1]
    code, printed = omr("review", scanned, "--html", tmp_path / "r.html", "--key", corrected)
    assert (code, "last grading" in printed) == (0, False)
    assert omr("review", scanned, "--html", tmp_path / "r.html", "--key", tmp_path / "gone.csv")[0] == 4


def test_how_many_grades_moved_is_told_with_the_file_that_names_them(omr, tmp_path: Path) -> None:
    batch = sheets(tmp_path, ["A0001B"])
    batch.close()
    dropped = tmp_path / "key.csv"
    dropped.write_text(re.sub(r"(?m)^(\d+,1,a),.*$", r"\1,-", (EXAM / "key.csv").read_text(encoding="utf-8")), encoding="utf-8")
    assert "Compared with" not in omr("grade", batch.folder)[1]
    assert "Compared with the grades before, 0 of 26 moved." in omr("grade", batch.folder)[1]
    told = omr("grade", batch.folder, "--key", dropped)[1].replace("\n", "")
    assert f"Compared with the grades before, 1 of 26 moved: {batch.folder / 'results' / 'changes.csv'}." in told


def test_a_key_written_into_the_exam_s_folder_is_told_when_grading_and_when_scanning_again(omr, tmp_path: Path) -> None:
    exam, batch, page = tmp_path / "exam", tmp_path / "batch", tmp_path / "page.png"
    shutil.copytree(EXAM, exam, ignore=shutil.ignore_patterns("*.pdf", "expected"))
    page.write_bytes(BLANK_PAGE)
    scan = ("scan", page, "--exam", exam, "--batch", batch, "--workers", "1")
    key = exam / "key.csv"
    answers = key.read_text(encoding="utf-8")
    key.unlink()
    assert "changed in" not in omr(*scan)[1] + omr("grade", batch)[1]
    key.write_text(answers, encoding="utf-8")
    printed = " ".join(omr("grade", batch)[1].split())
    assert f"key.csv changed in {exam}; these grades are by the batch's own copy" in printed
    assert f"omr grade {batch} --exam {exam}" in printed
    assert "own copy" not in omr("grade", batch, "--exam", exam)[1]
    assert f"key.csv changed in {exam}: from now on" in " ".join(omr(*scan)[1].split())
    assert "changed in" not in omr(*scan)[1] + omr("grade", batch)[1]
