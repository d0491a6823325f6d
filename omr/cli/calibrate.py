"""``omr calibrate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from omr.cli.saying import command, say


def calibrate(
    output: Annotated[Path, typer.Option("-o", help="where to write the fitted reader and its report")],
    seed: Annotated[int, typer.Option(help="the same seed gives the same reader")] = 1,
) -> None:
    """Refit the mark reader on simulated sheets. Takes an hour of CPU, and PyTorch."""
    from omr.calibrate import calibrate as refit  # noqa: PLC0415

    output.mkdir(parents=True, exist_ok=True)  # rather now than after an hour
    done = refit(output, seed, say=lambda text: say(f"{text} …"))
    rung = done.chosen.rung
    say(f"Fitted on {done.fitted_on} boxes.")
    say(f"On other sheets {rung.errors} of {rung.accepted} accepted responses are silent errors; {rung.review_rate:.1%} are asked.")
    say(f"What that guarantees: {output / 'report.md'}")
    say(f"Next: {command('scan', 'scans.pdf', '--exam', 'EXAM', '--batch', 'BATCH', '--calibration', output)}")
