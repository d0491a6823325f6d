"""``omr wall``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from omr.cli.arguments import BatchArgument, CalibrationOption
from omr.cli.opening import fitted_reader, opened_batch
from omr.cli.saying import bar, say


def wall(
    batch: BatchArgument,
    output: Annotated[Path, typer.Option("-o", dir_okay=False, help="the page to write; a picture of the same name is put beside it")],
    calibration: CalibrationOption = None,
) -> None:
    """Draw the boxes of a batch sorted by probability, to see whether the line between empty and marked is in the right place."""
    from omr.results import exam_of, reading  # noqa: PLC0415
    from omr.review import Scans  # noqa: PLC0415
    from omr.review.wall import choose_bricks  # noqa: PLC0415
    from omr.review.wall_picture import write_wall  # noqa: PLC0415

    with opened_batch(batch) as opened:
        exam, fitted = exam_of(opened), fitted_reader(calibration)
        now = reading(opened, exam, fitted)
        chosen = choose_bricks(now.responses.by_sheet(), fitted.lines_for(exam.exam.silent_errors))
        with bar("Cutting boxes from the scans") as progress:
            files = write_wall(output, chosen, Scans.of(opened, exam.exam.name, now.layout), progress)
    for band in chosen.bands:
        say(f"{band.title}: {len(band.bricks)} of {band.count} shown.")
    for file in files:
        say(f"  {file}")
    say("Next: look for marks above the lines and empty boxes below them.")
