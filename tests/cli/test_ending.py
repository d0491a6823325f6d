"""How the program ends: every failure with its message, its remedy and its exit code."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from omr import cli
from tests.cli.pages import BLANK_PAGE, EXAM


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
