"""``omr sheet``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from omr.cli.arguments import ExamArgument
from omr.cli.opening import is_of_a_learned_form
from omr.cli.printing import changed_forms, copy_exam, print_sheets, without
from omr.cli.saying import command, listed, say
from omr.errors import UsageProblem


def sheet(
    exam: ExamArgument,
    count: Annotated[int, typer.Option("-n", help="print so many anonymous sheets instead of one for each student", min=0)] = 0,
    output: Annotated[Path | None, typer.Option("-o", help="where to write; the exam's folder if not given")] = None,
    paper: Annotated[str, typer.Option(help="a4 or letter")] = "a4",
) -> None:
    """Typeset printable answer sheets, and the layout that reading them needs."""
    from omr.files import read_folder, read_sheets  # noqa: PLC0415
    from omr.files.folder import LAYOUT_FILE, SHEETS_FILE  # noqa: PLC0415

    if paper not in {"a4", "letter"}:
        raise UsageProblem(f"the paper {paper!r} is not known", "give --paper a4 or --paper letter")
    folder = read_folder(exam, to_print=True)
    if not folder.roster and not count:
        raise UsageProblem(f"{exam} has no roster", "add roster.csv, or print anonymous sheets with -n 100")
    target = output or exam
    elsewhere = target.resolve() != exam.resolve()
    if is_of_a_learned_form(target):
        problem = f"the layout.json in {target} was learned from a form that you print yourself, and would be lost"
        raise UsageProblem(problem, "print that form, or give another folder with -o for sheets typeset by omr")
    printed = target / SHEETS_FILE  # there: who prints again keeps the serials of whoever holds a sheet from there
    earlier = read_sheets(printed, folder.exam) if printed.is_file() else ()
    if elsewhere:
        copy_exam(exam, target, over=False)
    layout = target / LAYOUT_FILE
    known = layout.is_file()
    changed = changed_forms(folder, layout, paper) if known else frozenset[str]()
    withdrawn = [one.serial for one in earlier if one.form in changed]
    print_sheets(folder if not count else replace(folder, roster=()), count, target, paper, without(earlier, changed))
    say(f"Wrote layout.json and sheets.csv to {target}" + (", with the exam's files: scan with this folder." if elsewhere else "."))
    if changed:
        say("The earlier layout.json was another: a sheet that was printed by it cannot be read with this one, and must be printed again.")
    if withdrawn:
        say(f"Withdrawn, and rejected where one is scanned: {len(withdrawn)} sheets ({listed(withdrawn)}). New ones have other serials.")
    if earlier and not known:
        say("sheets.csv was there, but no layout.json: a sheet that was printed by another than this one cannot be read with it.")
    say(f"Next: print the PDFs on both sides, at 100 %. To rehearse first: {command('simulate', exam, '-o', 'rehearsal')}")
