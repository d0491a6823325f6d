"""Running a command line, and a batch to run it on."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from omr import cli
from tests.cli.pages import EXAM


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
