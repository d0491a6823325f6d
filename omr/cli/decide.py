"""``omr decide``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omr.cli.arguments import BatchArgument
from omr.cli.opening import opened_batch
from omr.cli.saying import command, say

if TYPE_CHECKING:
    from omr.store import Batch


def decide(batch: BatchArgument, decisions: Annotated[Path, typer.Argument(help="a decisions.csv")]) -> None:
    """Take in what graders decided: all of the file, or nothing if anything in it is wrong."""
    with opened_batch(batch) as opened:
        decide_by(opened, decisions)
    say(f"Next: {command('grade', batch)}")


def decide_by(batch: Batch, file: Path) -> None:
    from omr.errors import BadExam  # noqa: PLC0415
    from omr.results import collation_of, exam_of  # noqa: PLC0415
    from omr.review import Known, bind, check_decisions, decision_lines  # noqa: PLC0415

    exam = exam_of(batch)
    assert exam.layout is not None
    lines = decision_lines(file)
    collation = collation_of(batch, exam)
    sheets = {sheet.sheet for sheet in collation.sheets}
    scans = {row.ref.scan for row in collation.pages}
    known = Known(exam.exam, exam.layout, sheets, scans, {student.number for student in exam.roster})
    problems = check_decisions(lines, known, str(file))
    if problems:
        raise BadExam(problems)
    new = [decision for _, decision in lines]
    bound = bind(new, batch.decisions(), collation_of(batch, exam, new).sheets, exam.layout)
    added = batch.decide(bound.decisions)
    say(f"{len(lines)} decisions in {file}: {added} new, {len(lines) - added} known already.")
    if bound.late:
        say(f"{len(bound.late)} of these were taken in before their pages were scanned again, and are asked anew; what still holds is said")
        say(f"by {command('review', batch.folder)}, or by a line with the new scan in its column based_on.")
