"""``omr grade``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omr.cli.arguments import REJECTED_EXIT, BatchArgument, CalibrationOption
from omr.cli.opening import fitted_reader, opened_batch
from omr.cli.saying import command, say, say_provisional, say_some

if TYPE_CHECKING:
    from omr.files import ExamFolder
    from omr.store import Batch

GRADED_WITH = "graded_with"
"""The fact of a batch that holds what its last grading was given."""


def grade(
    batch: BatchArgument,
    exam: Annotated[Path | None, typer.Option(help="use this exam folder instead of the batch's own copy")] = None,
    key: Annotated[Path | None, typer.Option(help="use this key instead of the exam's")] = None,
    roster: Annotated[Path | None, typer.Option(help="use this roster instead of the exam's")] = None,
    calibration: CalibrationOption = None,
) -> None:
    """Grade what was read, and write the batch's results. No scan is read again."""
    from omr.results import exam_of  # noqa: PLC0415

    with opened_batch(batch) as opened:
        certain = grade_batch(opened, exam_of(opened, exam, key, roster), calibration)
        _say_left_out(opened, {"--exam": exam, "--key": key, "--roster": roster})
    if not certain:
        raise typer.Exit(REJECTED_EXIT)


def _say_left_out(batch: Batch, given: Mapping[str, Path | None]) -> None:
    """What the last grading was given and this one was not: a corrected key that is forgotten would take every correction back."""
    now = {option: str(path.resolve()) for option, path in given.items() if path is not None}
    before: dict[str, str] = json.loads(batch.meta(GRADED_WITH) or "{}")
    left_out = {option: path for option, path in before.items() if option not in now}
    if left_out:
        words = [word for option, path in {**before, **now}.items() for word in (option, Path(path))]
        say(f"The last grading was given {' and '.join(left_out)}, this one was not. If that was not meant:")
        say(f"  {command('grade', batch.folder, *words)}")
    if now != before:
        batch.note({GRADED_WITH: json.dumps(now)})


def grade_batch(batch: Batch, exam: ExamFolder, calibration: Path | None) -> bool:
    """Write the results; False where the grades are provisional."""
    from collections import Counter  # noqa: PLC0415

    from omr.audit import audit_lines  # noqa: PLC0415
    from omr.model.exam import Special  # noqa: PLC0415
    from omr.results import open_questions, reading, results, troubles  # noqa: PLC0415

    fitted = fitted_reader(calibration)
    now = reading(batch, exam, fitted)
    done = results(batch, now)
    statuses = Counter(done.grades.rows["status"])
    waiting = ", ".join(f"{number} {what}" for what, number in open_questions(now, done).items() if number)
    say(
        f"Graded {len(now.collation.sheets)} sheets: "
        + ", ".join(f"{number} {status}" for status, number in sorted(statuses.items()))
        + "."
    )
    for file in done.files:
        say(f"  {file}")
    say_some(troubles(now.collation, now.account))
    say_provisional(now.account.reasons)
    for line in audit_lines(now.audit):
        say(line)
    budget = exam.exam.silent_errors
    if budget is not None and budget < fitted.least_budget:
        say(f"The exam allows 1 silent error in {1 / budget:,.0f} responses. The reader's strictest lines are used; they are shown to")
        say(f"keep 1 in {1 / fitted.least_budget:,.0f}. What this batch keeps: {command('review', batch.folder, '--audit', '300')}")
    lacking = sum(answer is Special.UNKNOWN for answer in exam.key.values())
    if lacking:
        say(f"The key has no answer yet for {lacking} of {len(exam.key)} items, whose points are pending.")
        say(f"Once it has, no scan is read again: {command('grade', batch.folder, '--key', 'key.csv')}")
    if waiting:
        say(f"Waiting for a person: {waiting}. Next: {command('review', batch.folder)}")
    elif not lacking and not now.account.reasons:
        say("Nothing waits for a person: the grades are complete.")
    return not now.account.reasons
