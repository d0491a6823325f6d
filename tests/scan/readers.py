"""Page halves that misbehave in one way each, by the number of the page. Run as a program: a scan to be killed."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from omr.files import data_folder, read_calibration, read_folder
from omr.ingest import Source
from omr.model.page import BoxEvidence, PageCode, PageEvidence, PageHalf, PageResult, Reason, ScanRef, Status, Unread
from omr.scan import scan
from omr.store import Batch

EXAM = data_folder("sample_scans") / "ift6135"
ODD = 3
"""The page on which a reader misbehaves."""


def steady(source: Source, half: PageHalf) -> PageResult:
    """Evidence that depends on the page alone; every seventh page is blank."""
    ref = ScanRef(source.file, source.page, f"{source.path.stem[:8]}-{source.page}")
    if source.page % 7 == 0:
        return Unread(ref, Status.BLANK, Reason.BLANK_PAGE)
    box = BoxEvidence("1", "a", "T", 1 / source.page, 0.5, 0.0, 0.0, 0.0, (float(source.page),) * 11)
    return PageEvidence(ref, PageCode(half.exam, "1011", 2, f"S{source.page}"), 0.1, 200.0, 0.05, (box,))


def slow(source: Source, half: PageHalf) -> PageResult:
    time.sleep(0.03)
    return steady(source, half)


def hangs(source: Source, half: PageHalf) -> PageResult:
    if source.page == ODD:
        time.sleep(600)
    return steady(source, half)


def dies(source: Source, half: PageHalf) -> PageResult:
    if source.page == ODD:
        os.kill(os.getpid(), signal.SIGKILL)
    return steady(source, half)


def swells(source: Source, half: PageHalf) -> PageResult:
    if source.page == ODD:
        assert bytearray(1 << 40)
    return steady(source, half)


def stumbles(source: Source, half: PageHalf) -> PageResult:
    if source.page == ODD:
        raise ZeroDivisionError("division by zero")
    return steady(source, half)


def meddles(source: Source, half: PageHalf) -> PageResult:
    """As if a scanner wrote on in the file while a page of it is read."""
    if source.page == ODD:
        with source.path.open("ab") as file:
            file.write(b"%")
    return steady(source, half)


def loses_its_file(source: Source, half: PageHalf) -> PageResult:
    if source.page == ODD:
        raise FileNotFoundError(2, "No such file or directory")
    return steady(source, half)


def killable(scans: list[Path], folder: Path) -> None:
    batch = Batch.open(folder, create=True)
    scan(scans, read_folder(EXAM), batch, read_calibration(data_folder("calibration")), workers=2, reader=slow)


if __name__ == "__main__":
    killable([Path(argument) for argument in sys.argv[2:]], Path(sys.argv[1]))
