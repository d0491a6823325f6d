"""The sample exam, ready to be worked on in a folder of one's own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from omr.errors import UsageProblem
from omr.files import data_folder

SAMPLE = "ift6135"


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the demo's files are."""

    exam: Path
    scans: tuple[Path, ...]
    decisions: Path
    batch: Path


def prepare_demo(folder: Path) -> Demo:
    """Copy the sample exam into a new folder. Raises UsageProblem if something is there already."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageProblem(f"{folder} is there already", "give another folder with -o, or remove this one")
    exam = folder / "exam"
    shutil.copytree(data_folder("sample_scans") / SAMPLE, exam)
    scans = tuple(sorted((exam / "scans").glob("*.pdf")))
    return Demo(exam, scans, exam / "decisions.csv", folder / "batch")
