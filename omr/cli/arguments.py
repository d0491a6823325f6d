"""What several commands are asked alike, and the exit code that several end with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

REJECTED_EXIT = 5
"""Done, but pages were rejected or are missing."""

ExamArgument = Annotated[Path, typer.Argument(help="the exam's folder, with exam.yaml and key.csv")]
BatchArgument = Annotated[Path, typer.Argument(help="the batch's folder, as `omr scan --batch` made it")]
ExamOption = Annotated[Path | None, typer.Option(help="use this exam folder instead of the batch's own copy")]
KeyOption = Annotated[Path | None, typer.Option(help="use this key instead of the exam's")]
RosterOption = Annotated[Path | None, typer.Option(help="use this roster instead of the exam's")]
CalibrationOption = Annotated[Path | None, typer.Option("--calibration", help="a folder made by `omr calibrate`")]
