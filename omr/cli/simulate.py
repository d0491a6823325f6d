"""``omr simulate``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omr.cli.arguments import ExamArgument
from omr.cli.opening import is_of_a_learned_form
from omr.cli.printing import copy_exam, print_sheets
from omr.cli.saying import bar, command, say

if TYPE_CHECKING:
    from omr.files import ExamFolder


def simulate(
    exam: ExamArgument,
    output: Annotated[Path, typer.Option("-o", help="where to write the scans and their truth")],
    count: Annotated[int, typer.Option("-n", help="sheets", min=1)] = 30,
    table: Annotated[str, typer.Option(help="how bad things get: everyday or harsh")] = "everyday",
    seed: Annotated[int, typer.Option(help="the same seed gives the same scans")] = 1,
) -> None:
    """Rehearse an exam before printing it: sheets filled by many hands, scanned badly, with their truth.

    Where its form was learned, that form's own blank is filled.
    """
    from omr.files import read_folder  # noqa: PLC0415
    from omr.simulate import rehearse  # noqa: PLC0415

    learned = is_of_a_learned_form(exam)
    if learned:
        folder, pdfs = _own_form(read_folder(exam), output, count)
    else:
        folder, pdfs = _printed(exam, read_folder(exam, to_print=True), output, count)
    with bar("Filling and scanning sheets") as progress:
        done = rehearse(folder, pdfs, output, count=count, table=table, seed=seed, progress=progress)
    say(f"Wrote {done.sides} scans of {done.sheets} sheets and their truth to {output}.")
    if learned:
        say("The form's own blank was filled. Its sheets carry no serial: truth_pages.csv says on which page of the scans each stands.")
    say(f"Next: {command('scan', *done.scans, '--exam', folder.folder, '--batch', output / 'batch')}")


def _printed(exam: Path, folder: ExamFolder, output: Path, count: int) -> tuple[ExamFolder, dict[str, Path | bytes]]:
    """The exam in a folder of its own, with sheets printed for the rehearsal, and those."""
    from omr.files import read_folder  # noqa: PLC0415

    rehearsed = output / "exam"
    copy_exam(exam, rehearsed, over=True)
    print_sheets(folder, max(0, count - len(folder.roster)), rehearsed, "a4", ())
    return read_folder(rehearsed), {path.stem: path for path in sorted((rehearsed / "sheets").glob("*.pdf"))}


def _own_form(folder: ExamFolder, output: Path, count: int) -> tuple[ExamFolder, dict[str, Path | bytes]]:
    """The exam of a learned form with so many sheets of it, and its blanks."""
    from omr.simulate import blank_pdfs, handed_in  # noqa: PLC0415

    return replace(folder, sheets=handed_in(folder, count)), dict(blank_pdfs(folder, output / "blanks"))
