"""``omr grade``."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import typer

from omr.cli.arguments import REJECTED_EXIT, BatchArgument, CalibrationOption, ExamOption, KeyOption, RosterOption
from omr.cli.graded import Given, left_out, options, remember
from omr.cli.opening import fitted_reader, opened_batch
from omr.cli.renamed import say_renamed
from omr.cli.saying import command, listed, say, say_provisional, say_some

if TYPE_CHECKING:
    from omr.files import ExamFolder
    from omr.store import Batch


def grade(
    batch: BatchArgument,
    exam: ExamOption = None,
    key: KeyOption = None,
    roster: RosterOption = None,
    calibration: CalibrationOption = None,
) -> None:
    """Grade what was read, and write the batch's results. No scan is read again."""
    from omr.results import exam_of  # noqa: PLC0415

    with opened_batch(batch) as opened:
        given = {"--exam": exam, "--key": key, "--roster": roster}
        folder = exam_of(opened, exam, key, roster)
        certain = grade_batch(opened, folder, calibration, given)
        say_renamed(opened, folder)
        _say_left_out(opened, given)
        _say_changed(opened, given)
    if not certain:
        raise typer.Exit(REJECTED_EXIT)


def _say_left_out(batch: Batch, given: Given) -> None:
    """What was left out this time: a corrected key that is forgotten would take every correction back."""
    if forgotten := left_out(batch, given):
        say(f"The last grading was given {' and '.join(forgotten)}, this one was not. If that was not meant:")
        say(f"  {command('grade', batch.folder, *options({**given, **forgotten}))}")
    remember(batch, given)


def _say_changed(batch: Batch, given: Given) -> None:
    """That the exam's own folder is another by now: who corrects a key there and grades again expects it to count."""
    from omr.files.folder import names_in  # noqa: PLC0415

    place = batch.meta("exam_from")
    if any(given.values()) or not place or not Path(place).is_dir():
        return
    if names := batch.changed_in(Path(place), names_in(Path(place))):
        say(f"Since the last scan, {', '.join(names)} changed in {place}; these grades are by the batch's own copy.")
        say("To grade by what stands there now:")
        say(f"  {command('grade', batch.folder, '--exam', Path(place))}")


def grade_batch(batch: Batch, exam: ExamFolder, calibration: Path | None, given: Given = MappingProxyType({})) -> bool:
    """Write the results; False where the grades are provisional. ``given`` is what the exam was read by, for the next command."""
    from collections import Counter  # noqa: PLC0415

    from omr.audit import audit_lines  # noqa: PLC0415
    from omr.model.exam import Special  # noqa: PLC0415
    from omr.results import CHANGES, RESULTS, open_questions, orphaned, reading, results, troubles  # noqa: PLC0415

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
    if done.overwritten:
        say("Which grades moved cannot be told: another program has saved grades.csv since it was written. Work on a copy of it.")
    if done.moved is not None:
        which = f": {batch.folder / RESULTS / CHANGES}" if done.moved else ""
        say(f"Compared with the grades before, {done.moved} of {len(done.grades.rows)} moved{which}.")
    say_some(troubles(now.collation, now.account))
    if gone := orphaned(now):
        say(f"What was decided on these counts no more, since there is no such sheet now: {listed(gone)}.")
        say(f"Who decided it: {command('audit', batch.folder)}")
    say_provisional(now.account.reasons)
    for line in audit_lines(now.audit):
        say(line)
    budget = exam.exam.silent_errors
    if budget is not None and budget < fitted.least_budget:
        say(f"The exam allows 1 silent error in {1 / budget:,.0f} responses. The reader's strictest lines are used; they are shown to")
        drawn = command("review", batch.folder, "--audit", "300", *options(given))
        say(f"keep 1 in {1 / fitted.least_budget:,.0f}. What this batch keeps: {drawn}")
    lacking = sum(answer is Special.UNKNOWN for answer in exam.key.values())
    if lacking:
        say(f"The key has no answer yet for {lacking} of {len(exam.key)} items, whose points are pending.")
        say(f"Once it has, no scan is read again: {command('grade', batch.folder, '--key', 'key.csv')}")
    if waiting:
        say(f"Waiting for a person: {waiting}. Next: {command('review', batch.folder, *options(given))}")
    elif not lacking and not now.account.reasons:
        say("Nothing waits for a person: the grades are complete.")
    return not now.account.reasons
