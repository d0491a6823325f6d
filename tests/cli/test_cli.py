"""The command line: what it says, how it ends, how soon it starts."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from omr import cli
from omr.files import data_folder

EXAM = data_folder("sample_scans") / "ift6135"
COMMANDS = [command.name or command.callback.__name__ for command in cli.app.registered_commands if command.callback]


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


def test_the_command_line_loads_no_heavy_library_before_a_command_needs_it() -> None:
    heavy = ("cv2", "numpy", "pandas", "sqlalchemy", "pydantic", "skimage", "typst", "rich")
    told = f"import sys, omr.cli; print([name for name in {heavy!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True).stdout.strip() == "[]"


def test_scanning_loads_nothing_that_only_grading_or_fitting_needs() -> None:
    told = (
        "import sys, omr.scan, omr.results; print([n for n in ('pandas', 'skimage', 'scipy', 'typst', 'xlsxwriter') if n in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True).stdout.strip() == "[]"


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


def test_opencv_without_its_system_libraries_is_said_with_the_remedy(omr, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ImportError("libGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(cli, "_scan", broken)
    code, printed = omr("scan", tmp_path, "--exam", EXAM, "--batch", tmp_path / "batch")
    assert code == 3
    assert "apt-get install libgl1 libglib2.0-0" in printed


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (ZeroDivisionError("x"), 70)])
def test_an_interruption_and_a_defect_have_exit_codes_of_their_own(omr, monkeypatch, tmp_path: Path, error, code) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(cli, "_scan", failing)
    assert omr("scan", tmp_path, "--exam", EXAM, "--batch", tmp_path / "batch")[0] == code


def test_the_demo_does_not_write_into_a_folder_that_holds_something(omr, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    assert omr("demo", "-o", tmp_path)[0] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_doctor_says_what_is_here(omr) -> None:
    code, printed = omr("doctor")
    assert code == 0
    assert "OpenCV's system libraries: loads" in printed


def test_a_killed_scan_is_told_when_grading(omr, tmp_path: Path) -> None:
    from omr.store import RUNNING, Batch

    scanned = tmp_path / "batch"
    page = Path(shutil.copy(EXAM / "reference" / "1011-1.png", tmp_path / "page.png"))
    omr("scan", page, "--exam", EXAM, "--batch", scanned, "--workers", "1")
    assert "did not end" not in omr("grade", scanned)[1]
    Batch.open(scanned).note({"scan_state": RUNNING})
    assert "did not end" in omr("grade", scanned)[1]
