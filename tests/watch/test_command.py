"""``omr scan --watch`` as an office runs it: a real process, real files that come slowly, a real Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from omr.cli.watch import Ending
from omr.files import data_folder
from omr.store import RUNNING, Batch

EXAM = data_folder("sample_scans") / "ift6135"
STACK = pdfium.PdfDocument(EXAM / "scans" / "stack.pdf")
SECONDS = 120
INTERRUPTED = {130, -signal.SIGINT}
"""Python ends a process as if by SIGINT, which is 130 to a shell, where a string of code was being run at that moment."""
RESULTS = ("pages.csv", "responses.csv", "grades.csv")


def pages(path: Path, first: int, last: int) -> Path:
    """A PDF of these pages of the sample's stack."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = pdfium.PdfDocument.new()
    document.import_pages(STACK, list(range(first - 1, last)))
    document.save(path)
    return path


class Watching:
    """A running ``omr scan --watch``."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.said = ""

    def until(self, text: str) -> None:
        """Read what it prints up to a line that holds ``text``."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said += line
            if text in line:
                return
        pytest.fail(f"it ended without saying {text!r}:\n{self.said}")

    def stop(self, how: signal.Signals) -> int:
        self._process.send_signal(how)
        self.said += self._process.communicate(timeout=SECONDS)[0]
        return self._process.returncode


def heeds_interrupts() -> None:
    """A shell lets what it starts in the background ignore Ctrl-C, and so do all its children, these tests among them."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def watching(folder: Path, batch: Path) -> Iterator[Watching]:
    command = [sys.executable, "-m", "omr", "scan", "--watch", folder, "--exam", EXAM, "--batch", batch, "--workers", "1"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        preexec_fn=heeds_interrupts,  # noqa: PLW1509  (no thread runs yet)
    )
    killer = threading.Timer(SECONDS, process.kill)  # a watch that hangs must not hang the tests
    killer.start()
    try:
        yield Watching(process)
    finally:
        killer.cancel()
        process.kill()
        process.communicate()


def omr(*arguments: str | Path) -> str:
    done = subprocess.run([sys.executable, "-m", "omr", *map(str, arguments)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.long
def test_files_are_read_as_they_come_and_come_to_what_an_ordinary_scan_gives(tmp_path: Path) -> None:
    folder, batch = tmp_path / "in", tmp_path / "batch"
    first = pages(folder / "a first.pdf", 1, 2).read_bytes()
    slow = pages(tmp_path / "slow.pdf", 3, 6).read_bytes()
    with watching(folder, batch) as run:
        run.until("2 scans taken in = read 2 + blank 0 + duplicate 0 + rejected 0.")
        (folder / "étage 2").mkdir()
        with (folder / "étage 2" / "b.pdf").open("wb") as file:
            for part in range(5):
                file.write(slow[len(slow) * part // 5 : len(slow) * (part + 1) // 5])
                file.flush()
                time.sleep(0.6)
        run.until("étage 2/b.pdf: read 4 pages.")
        (folder / "a first.pdf").unlink()
        (folder / "half.pdf").write_bytes(slow[: len(slow) // 2])
        assert run.stop(signal.SIGINT) == 5, run.said
    assert "half.pdf was not read: " in run.said
    assert "6 scans taken in = read 6 + blank 0 + duplicate 0 + rejected 0.\n3 sheets.\nThe grades are provisional" in run.said
    assert "half.pdf was in the watched folder and was not read" in run.said
    with watching(folder, batch) as run:
        run.until("Watching")
        (folder / "half.pdf").unlink()
        (folder / "a first.pdf").write_bytes(first)
        run.until("étage 2/b.pdf: nothing new.")
        if "a first.pdf" not in run.said:  # it may come into the first look at the folder, or into the next
            run.until("a first.pdf: nothing new.")
        assert run.stop(signal.SIGTERM) == 0, run.said
    assert "provisional" not in omr("grade", batch)
    omr("scan", folder, "--exam", EXAM, "--batch", tmp_path / "ordinary", "--workers", "1")
    omr("grade", tmp_path / "ordinary")
    for name in RESULTS:
        assert (batch / "results" / name).read_bytes() == (tmp_path / "ordinary" / "results" / name).read_bytes()


@pytest.mark.long
def test_pages_appended_to_a_file_are_read_and_the_known_ones_are_duplicates(tmp_path: Path) -> None:
    folder, batch = tmp_path / "in", tmp_path / "batch"
    pages(folder / "stack.pdf", 1, 2)
    with watching(folder, batch) as run:
        run.until("2 scans taken in = read 2 +")
        pages(folder / "stack.pdf", 1, 6)
        run.until("8 scans taken in = read 6 + blank 0 + duplicate 2 + rejected 0.")
        assert run.stop(signal.SIGINT) == 0, run.said


@pytest.mark.long
def test_stopped_in_the_midst_of_reading_it_is_an_interruption_and_the_next_run_goes_on(tmp_path: Path) -> None:
    folder, batch = tmp_path / "in", tmp_path / "batch"
    pages(folder / "stack.pdf", 1, 30)
    with watching(folder, batch) as run:
        run.until("Watching")
        wait_for_reading(batch)
        assert run.stop(signal.SIGTERM) == 130, run.said
    assert "run the same command again" in run.said
    (folder / "stack.pdf").unlink()
    with watching(folder, batch) as run:
        run.until("Watching")
        assert run.stop(signal.SIGINT) in {0, 5}, run.said
    assert "30 scans taken in = " in run.said


class Dying:
    """Interrupts the program while it takes this object away: what is raised then, Python ignores."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGTERM)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interruption_that_python_ignores_is_heeded_at_the_next_wake() -> None:
    with Ending() as ending:
        Dying()
        with pytest.raises(KeyboardInterrupt):
            next(ending.heeded([True]))


def test_an_interruption_during_a_look_into_the_batch_is_heeded_after_it() -> None:
    seen = []
    with Ending() as ending:
        with ending.held():
            signal.raise_signal(signal.SIGTERM)
            seen.append("looked")
        with pytest.raises(KeyboardInterrupt):
            next(ending.heeded([True]))
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
    assert seen == ["looked"]


def test_where_ctrl_c_is_ignored_it_stays_so_and_all_is_as_before_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)
    mine = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Ending() as ending:
            signal.raise_signal(signal.SIGINT)
            assert list(ending.heeded([1, 2])) == [1, 2]
        assert signal.getsignal(signal.SIGTERM) is before
    finally:
        signal.signal(signal.SIGINT, mine)


def wait_for_reading(batch: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        there = Batch.open(batch)
        state, taken = there.meta("scan_state"), there.inputs()
        there.close()
        if state == RUNNING and taken:
            return
        time.sleep(0.02)
    pytest.fail("nothing was read")


def test_a_batch_below_the_watched_folder_is_told_and_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    pages(folder / "march" / "scans" / "a.pdf", 1, 2)
    (folder / "march" / "batch.db").touch()
    with watching(folder, tmp_path / "batch") as run:
        run.until(f"{folder / 'march'} holds files of omr itself: nothing in it is taken for a scan.")
        run.until("Watching")
        assert run.stop(signal.SIGINT) == 0, run.said
