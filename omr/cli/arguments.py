"""What several commands are asked alike, and the exit code that several end with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

REJECTED_EXIT = 5
"""Done, but pages were rejected or are missing."""

ExamArgument = Annotated[Path, typer.Argument(help="the exam's folder, with exam.yaml and key.csv")]
BatchArgument = Annotated[Path, typer.Argument(help="the batch's folder, as `omr scan --batch` made it")]
CalibrationOption = Annotated[Path | None, typer.Option("--calibration", help="a folder made by `omr calibrate`")]
