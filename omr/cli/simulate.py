"""``omr simulate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from omr.cli.arguments import ExamArgument
from omr.cli.printing import copy_exam, print_sheets
from omr.cli.saying import bar, command, say


def simulate(
    exam: ExamArgument,
    output: Annotated[Path, typer.Option("-o", help="where to write the scans and their truth")],
    count: Annotated[int, typer.Option("-n", help="sheets", min=1)] = 30,
    table: Annotated[str, typer.Option(help="how bad things get: everyday or harsh")] = "everyday",
    seed: Annotated[int, typer.Option(help="the same seed gives the same scans")] = 1,
) -> None:
    """Rehearse an exam before printing it: sheets filled by many hands, scanned badly, with their truth."""
    from omr.files import read_folder  # noqa: PLC0415
    from omr.simulate import rehearse  # noqa: PLC0415

    folder = read_folder(exam, to_print=True)
    rehearsed = output / "exam"
    copy_exam(exam, rehearsed, over=True)
    print_sheets(folder, max(0, count - len(folder.roster)), rehearsed, "a4", ())
    pdfs: dict[str, Path | bytes] = {path.stem: path for path in sorted((rehearsed / "sheets").glob("*.pdf"))}
    with bar("Filling and scanning sheets") as progress:
        done = rehearse(read_folder(rehearsed), pdfs, output, count=count, table=table, seed=seed, progress=progress)
    say(f"Wrote {done.sides} scans of {done.sheets} sheets and their truth to {output}.")
    say(f"Next: {command('scan', *done.scans, '--exam', rehearsed, '--batch', output / 'batch')}")
