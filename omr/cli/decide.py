"""``omr decide``."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from omr.cli.arguments import BatchArgument, ExamOption, RosterOption
from omr.cli.graded import Given, left_out, options
from omr.cli.opening import opened_batch
from omr.cli.saying import command, say, say_some

if TYPE_CHECKING:
    from omr.model.response import Decision
    from omr.store import Batch


def decide(
    batch: BatchArgument,
    decisions: Annotated[Path, typer.Argument(help="a decisions.csv")],
    exam: ExamOption = None,
    roster: RosterOption = None,
) -> None:
    """Take in what graders decided: all of the file, or nothing if anything in it is wrong."""
    given = {"--exam": exam, "--roster": roster}
    with opened_batch(batch) as opened:
        decide_by(opened, decisions, given)
    say(f"Next: {command('grade', batch, *options(given))}")


def decide_by(batch: Batch, file: Path, given: Given = MappingProxyType({})) -> None:
    """Take a file of decisions in. ``given``: the exam and the roster that count in place of the batch's own."""
    from omr.errors import BadExam  # noqa: PLC0415
    from omr.results import collation_of, exam_of  # noqa: PLC0415
    from omr.review import Known, bind, check_decisions, decision_lines, named, overruled  # noqa: PLC0415

    exam = exam_of(batch, given.get("--exam"), roster=given.get("--roster"))
    assert exam.layout is not None
    lines, seen = decision_lines(file), batch.graders.latest()
    collation = collation_of(batch, exam)
    sheets = {sheet.sheet for sheet in collation.sheets}
    scans = {row.ref.scan for row in collation.pages}
    known = Known(exam.exam, exam.layout, sheets, scans, {student.number for student in exam.roster}, batch.decisions())
    problems = check_decisions(lines, known, str(file))
    if problems:
        _say_left_out(batch, file, given)
        raise BadExam(problems)
    new = [decision for _, decision in lines]
    bound = bind(new, batch.decisions(), collation_of(batch, exam, new).sheets, exam.layout)
    added = batch.decide(bound.decisions, seen)
    say(f"{len(lines)} decisions in {file}: {added} new, {len(lines) - added} known already.")
    if others := overruled(new, known):
        say(f"{len(others)} of these stand above what somebody else said before:")
        say_some([f"{named(decision)}: {_said(decision)}, was {_said(was)}" for decision, was in others])
    if bound.late:
        say(f"{len(bound.late)} of these were taken in before their pages were scanned again, and are asked anew; what still holds is said")
        say(f"by {command('review', batch.folder)}, or by a line with the new scan in its column based_on.")


def _said(decision: Decision) -> str:
    return f"{decision.value} by {decision.who or 'nobody named'}"


def _say_left_out(batch: Batch, file: Path, given: Given) -> None:
    """What may be why a decision is refused: the last grading knew other students, or another exam."""
    if forgotten := {option: path for option, path in left_out(batch, given).items() if option in given}:
        say(f"The last grading was given {' and '.join(forgotten)}, this command was not. If these decisions were made by that:")
        say(f"  {command('decide', batch.folder, file, *options({**given, **forgotten}))}")
