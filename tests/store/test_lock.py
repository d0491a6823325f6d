"""One process scans into a batch at a time, and one that was killed leaves no lock behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from socket import gethostname

import pytest

from omr.errors import BadInput
from omr.store import Batch, lock

HOLDS = """
import sys
from pathlib import Path
from omr.store import Batch
with Batch.open(Path(sys.argv[1])).scanning():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    made = Batch.open(tmp_path / "batch", create=True)
    yield made.folder
    made.close()


def test_a_second_one_is_refused_by_the_first_one_s_name_until_that_has_ended(folder: Path) -> None:
    one, two = Batch.open(folder), Batch.open(folder)
    with one.scanning(), one.scanning(), pytest.raises(BadInput, match=rf"running already \(process {os.getpid()}\)"), two.scanning():
        pass
    with two.scanning(), pytest.raises(BadInput, match="running already"), one.scanning():
        pass
    with one.scanning():
        pass


def test_a_scan_that_failed_lets_go(folder: Path) -> None:
    one = Batch.open(folder)
    with pytest.raises(ZeroDivisionError), one.scanning():
        raise ZeroDivisionError
    with Batch.open(folder).scanning(), pytest.raises(BadInput), one.scanning():
        pass


def test_a_killed_process_leaves_no_lock(folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDS, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        here = Batch.open(folder)
        with pytest.raises(BadInput, match=f"process {other.pid}"), here.scanning():
            pass
        other.kill()
        other.wait()
        with here.scanning():
            pass


def test_an_owner_on_another_machine_is_told_with_it_and_one_that_has_not_written_its_name_yet_without(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = Batch.open(folder), Batch.open(folder)
    with one.scanning():
        monkeypatch.setattr(lock, "gethostname", lambda: "another")
        with pytest.raises(BadInput, match=f"process {os.getpid()} on {gethostname()}"), two.scanning():
            pass
        (folder / lock.LOCK.format("scan")).write_bytes(b"")
        with pytest.raises(BadInput, match=r"\(another process\)"), two.scanning():
            pass


def test_each_work_has_a_lock_of_its_own(folder: Path) -> None:
    one, two = Batch.open(folder), Batch.open(folder)
    with one.scanning(), two.grading(), pytest.raises(BadInput, match="`omr grade` of"), one.grading():
        pass
