"""``omr demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from omr.cli.asked import Asked, prepared
from omr.cli.decide import decide_by
from omr.cli.grade import grade_batch
from omr.cli.opening import opened_batch
from omr.cli.saying import command, say
from omr.cli.scan import scan_files


def demo(output: Annotated[Path, typer.Option("-o", help="the folder to make")] = Path("omr-demo")) -> None:
    """Do the whole job on the sample exam, from a stack of scans to the spreadsheet."""
    from omr.demo import prepare_demo  # noqa: PLC0415
    from omr.results import collation_of, count, exam_of  # noqa: PLC0415

    made = prepare_demo(output)
    say(f"The sample exam is in {made.exam}: 24 sheets scanned on both sides, with the mishaps of a real stack.")
    say(f"\n$ {command('scan', *made.scans, '--exam', made.exam, '--batch', made.batch)}")
    asked = Asked(made.exam, made.batch)
    scan_files(made.scans, asked, prepared(asked))
    with opened_batch(made.batch) as opened:
        exam = exam_of(opened)
        say(f"\n$ {command('grade', made.batch)}")
        grade_batch(opened, exam, None)
        say(f"\n$ {command('decide', made.batch, made.decisions)}")
        decide_by(opened, made.decisions)
        say(f"\n$ {command('grade', made.batch)}")
        grade_batch(opened, exam, None)
        total = count(collation_of(opened, exam))
    say(f"\n{total}.")
    say(f"Open {made.batch / 'results' / 'grades.xlsx'}.")
