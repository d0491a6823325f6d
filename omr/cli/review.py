"""``omr review``: the graders' page, served or as a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from omr.cli.arguments import BatchArgument, CalibrationOption, ExamOption, KeyOption, RosterOption
from omr.cli.graded import left_out, options
from omr.cli.opening import fitted_reader, opened_batch
from omr.cli.saying import command, say
from omr.errors import UsageProblem

if TYPE_CHECKING:
    from omr.files import ExamFolder
    from omr.store import Batch

GradedBy: TypeAlias = "Callable[[Batch], ExamFolder]"
"""Gives the exam that a batch is graded by."""


def review(
    batch: BatchArgument,
    html: Annotated[Path | None, typer.Option("--html", dir_okay=False, help="instead of serving, write one static page")] = None,
    audit: Annotated[int, typer.Option(help="mix so many responses that nobody was asked about in, drawn by lot and unmarked", min=0)] = 0,
    host: Annotated[
        str, typer.Option(help="the address to serve on; others than this machine reach the page only if you say so")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="the port to serve on; 0 for any that is free", min=0, max=65535)] = 8765,
    language: Annotated[str, typer.Option(help="of the static page: en or fr; the exam's first language if not given")] = "",
    exam: ExamOption = None,
    key: KeyOption = None,
    roster: RosterOption = None,
    calibration: CalibrationOption = None,
) -> None:
    """Serve the graders' page of everything that waits for a person, until Ctrl-C."""
    from omr.results import exam_of  # noqa: PLC0415

    graded_by = partial(exam_of, exam=exam, key=key, roster=roster)
    with opened_batch(batch) as opened:
        forgotten = left_out(opened, given := {"--exam": exam, "--key": key, "--roster": roster})
    if forgotten:
        say(f"The last grading was given {' and '.join(forgotten)}, which may need other items than are shown here. To have them too:")
        say(f"  {command('review', batch, *options({**given, **forgotten}))}")
    if audit:
        _sample(batch, audit, graded_by, calibration)
    if html is None:
        _serve(batch, host, port, graded_by, calibration)
        say(f"Next: {command('grade', batch, *options(given))}")
    else:
        filled = _write_page(batch, html, language, graded_by, calibration)
        taken_in = command("decide", batch, filled, *options({"--exam": exam, "--roster": roster}))
        say(f"Next: fill in the column `value` of {filled}, then: {taken_in}")


def _sample(batch: Path, wanted: int, exam: GradedBy, calibration: Path | None) -> None:
    from omr.results import reading, sample  # noqa: PLC0415

    with opened_batch(batch) as opened:
        drawn = sample(opened, reading(opened, exam(opened), fitted_reader(calibration)), wanted)
    say(f"{len(drawn.open)} of {drawn.population} responses that nobody was asked about are to be looked at too, among those that wait.")


def _serve(batch: Path, host: str, port: int, exam: GradedBy, calibration: Path | None) -> None:
    from omr.review.web.serve import serve  # noqa: PLC0415

    with opened_batch(batch) as opened:
        serve(opened, exam, fitted_reader(calibration), host, port, say)


def _write_page(batch: Path, html: Path, language: str, graded_by: GradedBy, calibration: Path | None) -> Path:
    """One page with everything that waits, and a decisions.csv to fill in, whose place it gives."""
    from omr.results import reading, shown  # noqa: PLC0415
    from omr.review import Scans, languages, waiting, write_review  # noqa: PLC0415

    if language and language not in languages():
        raise UsageProblem(f"the page has no words in the language {language!r}", f"give --language {' or '.join(languages())}")

    with opened_batch(batch) as opened:
        exam = graded_by(opened)
        now = reading(opened, exam, fitted_reader(calibration))
        what = waiting(now.collation, shown(opened, now.responses, now.audit, exam.key), {student.number for student in exam.roster})
        beside = write_review(html, what, exam.exam, Scans.of(opened, exam.exam.name, now.layout), language)
    say(f"{len(what.items)} items, {len(what.pages)} pages and {len(what.sheets)} sheets wait for a person.")
    say(f"  {html}")
    return beside
