"""The command line: what it says, how it ends, how soon it starts."""

from __future__ import annotations

import ast
import errno
import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from omr import cli
from omr.files import data_folder, read_folder
from omr.model.exam import Special
from omr.store import Batch

EXAM = data_folder("sample_scans") / "ift6135"
COMMANDS = [command.name or command.callback.__name__ for command in cli.app.registered_commands if command.callback]
BLANK_PAGE = cv2.imencode(".png", np.full((2200, 1700), 250, np.uint8))[1].tobytes()
HEAVY = ("cv2", "numpy", "sqlalchemy", "pydantic", "rich")
"""What most commands need, but none before it is asked to do something."""
NOT_FOR_SCANNING = ("pandas", "skimage", "scipy", "typst", "xlsxwriter", "starlette", "uvicorn", "torch")
NOT_FOR_HELP = ("pypdfium2", "PIL", "pebble", "watchfiles", "ruamel.yaml", "multiprocessing")
PDF = (EXAM / "sheets" / "1011.pdf").read_bytes()


@pytest.fixture
def omr(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """Run a command line; gives its exit code and all that it printed."""

    def run(*arguments: str | Path) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["omr", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        printed = capfd.readouterr()
        return int(stop.value.code or 0), printed.out + printed.err

    return run


def test_help_starts_in_under_a_second_of_cpu() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-m", "omr", "--help"], check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert all(command in done.stdout for command in COMMANDS)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1


def loaded_by(code: str, names: tuple[str, ...]) -> list[str]:
    """Which of these a new process has imported after running the code."""
    told = f"import sys\n{code}\nprint([name for name in {names!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    return ast.literal_eval(done.stderr.splitlines()[-1])


def test_help_loads_no_heavy_library() -> None:
    asks_for_help = "sys.argv = ['omr', '--help']\nimport omr.cli\ntry:\n    omr.cli.main()\nexcept SystemExit:\n    pass"
    assert loaded_by(asks_for_help, ("argparse", "omr.cli.scan")) == ["omr.cli.scan"]  # it does see what is loaded
    assert loaded_by(asks_for_help, (*HEAVY, *NOT_FOR_SCANNING, *NOT_FOR_HELP)) == []


def test_scanning_loads_nothing_that_only_grading_or_fitting_needs() -> None:
    assert loaded_by("import omr.cli, omr.scan, omr.results, omr.watch", NOT_FOR_SCANNING) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example(omr, command: str) -> None:
    code, printed = omr(command, "--help")
    assert code == 0
    assert f"Example: omr {command}" in printed


def test_an_unknown_command_or_option_is_a_usage_error_with_a_way_on(omr) -> None:
    for arguments in (("scna",), ("scan", "--no-such-thing"), ("scan",)):
        code, printed = omr(*arguments)
        assert code == 2
        assert "--help" in printed


def test_a_path_that_leads_nowhere_is_bad_input_and_makes_no_batch(omr, tmp_path: Path) -> None:
    code, printed = omr("scan", tmp_path / "gone.pdf", "--exam", EXAM, "--batch", tmp_path / "batch")
    assert code == 3
    assert "gone.pdf" in printed
    assert not (tmp_path / "batch").exists()


def test_a_folder_that_is_no_batch_is_bad_input(omr, tmp_path: Path) -> None:
    for command in (("grade",), ("audit",), ("review", "--html", tmp_path / "r.html"), ("decide", tmp_path, EXAM / "decisions.csv")):
        name, *rest = command
        code, printed = omr(name, *(rest if name == "decide" else [tmp_path, *rest]))
        assert code == 3, printed
        assert "no batch" in printed


def test_a_bad_exam_ends_with_its_lines_before_anything_is_read(omr, tmp_path: Path) -> None:
    exam = tmp_path / "exam"
    shutil.copytree(EXAM, exam)
    (exam / "key.csv").write_text("form,section,item,answer\n1011,99,z,a\n", encoding="utf-8")
    code, printed = omr("scan", EXAM / "scans", "--exam", exam, "--batch", tmp_path / "batch")
    assert code == 4
    assert "key.csv:2" in printed
    assert not (tmp_path / "batch").exists()


@pytest.fixture
def scanned(omr, tmp_path: Path) -> Path:
    """A batch into which one page without a code was scanned: it is rejected."""
    page = Path(shutil.copy(EXAM / "reference" / "1011-1.png", tmp_path / "page.png"))
    code, printed = omr("scan", page, "--exam", EXAM, "--batch", tmp_path / "batch", "--workers", "1")
    assert code == 5
    assert "page.png, page 1: no_code: " in printed
    assert "1 scans taken in = read 0 + blank 0 + duplicate 0 + rejected 1." in printed
    assert f"Next: omr grade {tmp_path / 'batch'}" in printed
    return tmp_path / "batch"


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


def test_a_wrong_attendance_list_is_told_before_anything_is_read(omr, tmp_path: Path) -> None:
    attendance = tmp_path / "attendance.csv"
    attendance.write_text("student_number\n99999999\n", encoding="utf-8")
    code, printed = omr("scan", EXAM / "scans", "--exam", EXAM, "--batch", tmp_path / "batch", "--attendance", attendance)
    assert code == 4
    assert "attendance.csv:2: found the student number '99999999', which is not on the roster" in printed
    assert not (tmp_path / "batch").exists()


def test_bad_files_are_a_row_each_with_file_and_remedy_and_the_sum_adds_up(omr, tmp_path: Path) -> None:
    for name, data in (("empty.pdf", b""), ("letter.pdf", b"Dear Sir"), ("cut.pdf", PDF[: len(PDF) // 3]), ("blank.png", BLANK_PAGE)):
        (tmp_path / name).write_bytes(data)
    code, printed = omr("scan", *sorted(tmp_path.glob("*.p*")), "--exam", EXAM, "--batch", tmp_path / "batch", "--workers", "1")
    assert code == 5
    assert re.search(r"(\d+) scans taken in = read 0 \+ blank 1 \+ duplicate 0 \+ rejected (\d+)", printed)
    for name, reason in (("empty.pdf", "empty_file"), ("letter.pdf", "not_a_scan"), ("cut.pdf", "")):
        assert re.search(rf"{name}(, page \d+)?: {reason}\w*: .*; ", printed), printed


def test_a_folder_without_any_scan_is_bad_input(omr, tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "notes.txt").write_text("no scan")
    code, printed = omr("scan", tmp_path / "scans", "--exam", EXAM, "--batch", tmp_path / "batch")
    assert code == 3
    assert "no scan is in" in printed


def test_an_exam_without_a_layout_is_told_before_a_batch_is_made(omr, tmp_path: Path) -> None:
    exam = tmp_path / "exam"
    exam.mkdir()
    for name in ("exam.yaml", "key.csv"):
        shutil.copyfile(EXAM / name, exam / name)
    code, printed = omr("scan", EXAM / "reference", "--exam", exam, "--batch", tmp_path / "batch")
    assert code == 2
    assert "omr sheet" in printed
    assert not (tmp_path / "batch").exists()


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


def test_decisions_are_taken_in_as_a_whole_or_not_at_all(omr, scanned: Path, tmp_path: Path) -> None:
    (page,) = Batch.open(scanned).results()
    good = f"page,{page.ref.scan},,,,1011/1/A0001B,ann,,seen,\n"
    header = "target,scan,sheet,section,item,value,who,when,reason,based_on\n"
    file = tmp_path / "decisions.csv"
    file.write_text(header + good + "page,nowhere,,,,1011/1/A0001B,ann,,,\n", encoding="utf-8")
    code, printed = omr("decide", scanned, file)
    assert code == 4
    assert "decisions.csv:3" in printed
    assert "0 decisions." in omr("audit", scanned)[1]
    file.write_text(header + good, encoding="utf-8")
    assert "1 decisions" in omr("decide", scanned, file)[1]
    assert "1 new" not in omr("decide", scanned, file)[1]
    audit = omr("audit", scanned)[1]
    assert "ann" in audit
    assert ":= 1011/1/A0001B (seen)" in audit
    assert "1 decisions." in audit
    assert "0 decisions." in omr("audit", scanned, "--sheet", "A9999")[1]


def test_the_review_page_and_its_decisions_are_written(omr, scanned: Path, tmp_path: Path) -> None:
    code, printed = omr("review", scanned, "--html", tmp_path / "new" / "review.html")
    assert code == 0
    assert "0 items, 1 pages and 0 sheets wait for a person." in printed
    assert (tmp_path / "new" / "decisions.csv").read_text(encoding="utf-8").startswith("target,scan,sheet")


def test_a_file_that_a_watch_left_keeps_grades_provisional_until_it_is_scanned(omr, scanned: Path, tmp_path: Path) -> None:
    batch = Batch.open(scanned)
    batch.leave(["day 1/late.png", "other.png"])
    batch.close()
    assert "day 1/late.png was in the watched folder" in omr("grade", scanned)[1]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "late.png").write_bytes(BLANK_PAGE)
    omr("scan", tmp_path / "in", "--exam", EXAM, "--batch", scanned, "--workers", "1")
    code, printed = omr("grade", scanned)
    assert (code, "late.png was in" in printed, "other.png was in" in printed) == (5, False, True)


def test_a_file_that_a_watch_left_is_not_taken_for_read_by_another_of_its_name(omr, scanned: Path, tmp_path: Path) -> None:
    for tray in ("tray 1", "tray 2"):
        (tmp_path / "in" / tray).mkdir(parents=True)
        (tmp_path / "in" / tray / "scan.png").write_bytes(BLANK_PAGE)
    batch = Batch.open(scanned)
    batch.leave(["tray 2/scan.png"], tmp_path / "in")
    batch.close()
    options = ("--exam", EXAM, "--batch", scanned, "--workers", "1")
    assert "tray 2/scan.png was in" in omr("scan", tmp_path / "in" / "tray 1" / "scan.png", *options)[1]
    assert "tray 2/scan.png was in" not in omr("scan", tmp_path / "in" / "tray 1" / ".." / "tray 2" / "scan.png", *options)[1]
    batch = Batch.open(scanned)
    batch.leave(["tray 2/scan.png"], tmp_path / "in")
    batch.close()
    shutil.move(tmp_path / "in" / "tray 2" / "scan.png", tmp_path / "scan.png")
    assert "tray 2/scan.png was in" not in omr("scan", tmp_path / "scan.png", *options)[1], "it was moved"


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


def test_a_name_that_is_no_utf_8_and_a_terminal_that_knows_few_letters_end_no_run(omr, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in (b"\xe9t\xe9.png", b"broken-\xff.pdf"):
        (folder / os.fsdecode(name)).write_bytes(BLANK_PAGE if name.endswith(b"png") else b"")
    command = (sys.executable, "-m", "omr", "scan", folder, "--exam", EXAM, "--batch", tmp_path / "april", "--workers", "1", "--link")
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, env=environment, cwd=Path(cli.__file__).parents[2], check=False)
        assert done.returncode == 5, done.stderr
        assert b"broken-\\xff.pdf: empty_file" in done.stdout
        assert b"2 scans taken in = read 0 + blank 1 + duplicate 0 + rejected 1" in done.stdout
    assert omr("grade", tmp_path / "april")[0] in {0, 5}
    assert "\\xe9t\\xe9.png" in (tmp_path / "april" / "results" / "pages.csv").read_text(encoding="utf-8")


def test_sheets_printed_elsewhere_leave_an_exam_folder_there(omr, tmp_path: Path) -> None:
    code, printed = omr("sheet", EXAM, "-n", "1", "-o", tmp_path / "printed")
    assert code == 0
    assert "scan with this folder" in printed
    made = read_folder(tmp_path / "printed")
    assert (made.key, made.roster, len(made.sheets)) == (read_folder(EXAM).key, read_folder(EXAM).roster, 1)
    (tmp_path / "printed" / "key.csv").write_text("corrected")
    (tmp_path / "printed" / "layout.json").unlink()
    code, printed = omr("sheet", EXAM, "-n", "1", "-o", tmp_path / "printed")
    assert (code, "key.csv is not the key.csv of" in printed) == (2, True)
    assert (tmp_path / "printed" / "key.csv").read_text() == "corrected"
    assert not (tmp_path / "printed" / "layout.json").exists()


def test_the_wall_is_drawn_and_a_language_that_is_not_there_is_refused(omr, scanned: Path, tmp_path: Path) -> None:
    code, printed = omr("wall", scanned, "-o", tmp_path / "wall.html")
    assert code == 0
    assert "shown." in printed
    assert (tmp_path / "wall.png").read_bytes().startswith(b"\x89PNG")
    code, printed = omr("review", scanned, "--html", tmp_path / "r.html", "--language", "de")
    assert code == 2
    assert "--language en or fr" in printed
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize("command", [("demo",), ("sheet", EXAM), ("simulate", EXAM, "-n", "1"), ("calibrate",)], ids=lambda one: one[0])
def test_an_output_that_is_a_file_is_bad_input_and_no_defect(omr, tmp_path: Path, command: tuple[str | Path, ...]) -> None:
    (tmp_path / "file").write_text("precious")
    code, printed = omr(*command, "-o", tmp_path / "file")
    assert code == 3
    assert str(tmp_path / "file") in printed
    assert "defect" not in printed
    assert (tmp_path / "file").read_text() == "precious"


@pytest.mark.parametrize(
    "arguments",
    [
        ("sheet", EXAM, "--paper", "a5"),
        ("simulate", EXAM, "-n", "0", "-o", "x"),
        ("scan", EXAM, "--exam", EXAM, "--batch", "x", "--workers", "-1"),
    ],
    ids=lambda one: one[0],
)
def test_what_cannot_be_asked_for_is_a_usage_error(omr, arguments: tuple[str | Path, ...]) -> None:
    assert omr(*arguments)[0] == 2


def test_a_full_disk_is_no_defect(omr, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("omr.cli.scan.scan_files", full)
    code, printed = omr("scan", tmp_path, "--exam", EXAM, "--batch", tmp_path / "batch")
    assert code == 3
    assert "No space left on device" in printed


def test_opencv_without_its_system_libraries_is_said_with_the_remedy(omr, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ImportError("libGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr("omr.cli.scan.scan_files", broken)
    code, printed = omr("scan", tmp_path, "--exam", EXAM, "--batch", tmp_path / "batch")
    assert code == 3
    assert "apt-get install libgl1 libglib2.0-0" in printed


@pytest.mark.parametrize(("error", "code", "said"), [(KeyboardInterrupt(), 130, "run the same"), (ZeroDivisionError("x"), 70, "report")])
def test_an_interruption_and_a_defect_have_exit_codes_of_their_own(omr, monkeypatch, tmp_path: Path, error, code, said) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("omr.cli.scan.scan_files", failing)
    ended, printed = omr("scan", tmp_path, "--exam", EXAM, "--batch", tmp_path / "batch")
    assert (ended, said in printed) == (code, True), printed


def test_what_to_read_is_either_named_or_watched(omr, tmp_path: Path) -> None:
    for what in ((), (EXAM / "scans", "--watch", tmp_path)):
        code, printed = omr("scan", *what, "--exam", EXAM, "--batch", tmp_path / "batch")
        assert code == 2
        assert "--watch" in printed
    assert omr("scan", "--watch", tmp_path / "gone", "--exam", EXAM, "--batch", tmp_path / "batch")[0] == 3
    assert not (tmp_path / "batch").exists()


def test_the_demo_does_not_write_into_a_folder_that_holds_something(omr, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    assert omr("demo", "-o", tmp_path)[0] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_doctor_says_what_is_here(omr) -> None:
    code, printed = omr("doctor")
    assert code == 0
    assert "OpenCV's system libraries: loads" in printed


def test_a_killed_scan_is_told_when_grading(omr, scanned: Path) -> None:
    from omr.store import RUNNING, Batch

    assert "did not end" not in omr("grade", scanned)[1]
    Batch.open(scanned).note({"scan_state": RUNNING})
    assert "did not end" in omr("grade", scanned)[1]


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


def test_learning_a_blank_writes_an_exam_and_a_key_to_fill_in_and_never_over_them(omr, tmp_path: Path) -> None:
    blank, form = EXAM.parent / "ift6135-plain" / "blanks" / "1011.pdf", tmp_path / "form"
    code, printed = omr("learn", blank, "-o", form / "layout.json")
    assert (code, f"Written: {form / 'layout.json'}, {form / 'exam.yaml'}, {form / 'key.csv'}." in printed) == (0, True)
    assert set(read_folder(form).key.values()) == {Special.UNKNOWN}
    (form / "key.csv").write_text("mine")
    code, printed = omr("learn", blank, "-o", form / "layout.json")
    assert (code, f"{form / 'exam.yaml'} was left as it is" in printed) == (0, True)
    assert (form / "key.csv").read_text() == "mine"


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


def test_the_next_command_can_be_typed_as_it_is_said_whatever_its_paths_are_called(
    omr, scanned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("session d'été", "-april"):
        shutil.copytree(scanned, tmp_path / name)
        batch = f"./{name}"
        code, printed = omr("grade", batch)
        assert code == 0
        said = shlex.split(printed.split("Next: ")[1].strip())
        assert said[:2] == ["omr", "review"]
        assert not said[2].startswith("-")
        assert (tmp_path / said[2]).is_dir()


def test_a_layout_that_sheets_were_printed_by_is_not_replaced_without_a_word(omr, tmp_path: Path) -> None:
    for name in ("exam.yaml", "key.csv"):
        shutil.copy(EXAM / name, tmp_path)
    told = "a sheet that was printed by it cannot be read with this one"
    assert told not in omr("sheet", tmp_path, "-n", "1")[1]
    assert told not in omr("sheet", tmp_path, "-n", "2")[1], "the same layout"
    text = (tmp_path / "exam.yaml").read_text(encoding="utf-8")
    (tmp_path / "exam.yaml").write_text(text.replace("3: [ii, i]", "3: [i, ii]"), encoding="utf-8")
    code, printed = omr("sheet", tmp_path, "-n", "1")
    assert (code, told in printed) == (0, True)


def test_sheets_that_are_printed_elsewhere_again_take_no_serial_from_those_printed_there(omr, tmp_path: Path) -> None:
    exam, printed = tmp_path / "exam", tmp_path / "printed"
    exam.mkdir()
    for name in ("exam.yaml", "key.csv"):
        shutil.copy(EXAM / name, exam)
    (exam / "roster.csv").write_text("student_number,name\n20041877,Ann\n", encoding="utf-8")
    for options in (("-n", "2"), ()):
        assert omr("sheet", exam, *options, "-o", printed)[0] == 0
    assert [(sheet.serial, sheet.student_number) for sheet in read_folder(printed).sheets] == [
        ("A0001B", ""),
        ("A00029", ""),
        ("A00037", "20041877"),
    ]
