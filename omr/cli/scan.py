"""``omr scan``: what was read, whether all of it is there, and what to do at the scanner."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omr.cli.arguments import REJECTED_EXIT, CalibrationOption
from omr.cli.asked import Asked, Prepared, prepared
from omr.cli.handed import count_anew, is_counted, say_counted_anew
from omr.cli.opening import opened_batch
from omr.cli.renamed import say_renamed
from omr.cli.saying import bar, command, listed, say, say_forgotten, say_provisional, say_some
from omr.cli.watch import watch_folder
from omr.errors import BadInput, UsageProblem

if TYPE_CHECKING:
    from omr.files import ExamFolder


def scan(
    exam: Annotated[Path, typer.Option(help="the exam's folder, with layout.json")],
    batch: Annotated[Path, typer.Option(help="the batch's folder; made if it is not there")],
    scans: Annotated[
        list[Path] | None, typer.Argument(help="PDF, TIFF, JPEG, PNG or WebP files, ZIP archives or folders of them", readable=False)
    ] = None,
    watch: Annotated[Path | None, typer.Option(help="read what comes into this folder, as it comes, until Ctrl-C")] = None,
    workers: Annotated[int, typer.Option(help="processes; one for each core if not given", min=0)] = 0,
    link: Annotated[bool, typer.Option("--link", help="leave the scans where they are instead of copying them into the batch")] = False,
    expect: Annotated[int | None, typer.Option(help="how many sheets were handed in; kept in the batch until said anew", min=0)] = None,
    attendance: Annotated[Path | None, typer.Option(help="who handed one in: a table with student_number; kept likewise")] = None,
    uncounted: Annotated[bool, typer.Option("--uncounted", help="take back what --expect and --attendance said before")] = False,
    calibration: CalibrationOption = None,
) -> None:
    """Read scans into a batch. Run it again to go on after an interruption, or to add more scans.

    Without scans, --expect, --attendance or --uncounted say anew what was handed in.
    """
    asked = Asked(exam, batch, workers, link, expect, attendance, calibration, uncounted, bool(scans or watch))
    counted = is_counted(asked)
    if (scans and watch) or not (scans or watch or counted):
        raise UsageProblem("it is not said what to read", "name scans, or a folder with --watch (and not both); see `omr scan --help`")
    if scans:
        from omr.ingest.listing import check_apart  # noqa: PLC0415
        from omr.ingest.source import check_paths  # noqa: PLC0415

        check_paths(scans)
        check_apart(scans, batch, exam)
    ready = prepared(asked)
    _say_changed(asked, ready.exam)
    if watch:
        watch_folder(watch, asked, ready)
    elif scans:
        scan_files(scans, asked, ready)
    else:
        count_anew(asked, ready.exam)
    _finish(batch, ready.exam)


def _say_changed(asked: Asked, exam: ExamFolder) -> None:
    """That the exam is another than at the last scan into the batch, which is graded by it from now on; and what was handed in."""
    from omr.files.folder import names_in  # noqa: PLC0415
    from omr.store.batch import DATABASE  # noqa: PLC0415

    if not (asked.batch / DATABASE).is_file():
        return
    with opened_batch(asked.batch, create=True) as opened:  # one that was killed, or met a full disk, before it made its tables
        reads = asked.reads and opened.meta("exam") == exam.exam.name
        if reads and (names := opened.changed_in(exam.folder, names_in(exam.folder))):
            where = f"{', '.join(names)} changed in {exam.folder}"
            say(f"Since the last scan, {where}: from now on the batch is graded by what stands there now.")
            say_renamed(opened, exam)
        say_counted_anew(opened, asked)


def scan_files(scans: Sequence[Path], asked: Asked, ready: Prepared) -> None:
    """Read all pages of files and folders."""
    from omr.ingest.listing import left_out  # noqa: PLC0415
    from omr.ingest.source import named_files  # noqa: PLC0415

    apart = (asked.batch, asked.exam)
    with opened_batch(asked.batch, create=True) as opened, opened.scanning(), bar("Reading scans") as progress:
        done = ready.read(scans, batch=opened, progress=progress)
        if opened.watching.left:
            opened.watching.read(file for file, _, _ in named_files(scans, apart=apart))
        opened.watching.read_all(path for path in scans if path.is_dir())
    for folder in left_out(scans, apart):
        say(f"{folder} holds files of omr itself: nothing in it was taken for a scan.")
    if done.passed_over:
        say(f"No scans, and passed over: {listed(done.passed_over)}.")
    say_forgotten(done.forgotten)
    if not done.files:
        raise BadInput(
            f"no scan is in {', '.join(map(str, scans))}", "give PDF, TIFF, JPEG, PNG or WebP files, or a folder or ZIP archive of them"
        )
    say(f"Read {done.pages} pages of {done.files} files" + (f"; {done.known} were read before." if done.known else "."))


def _finish(batch: Path, exam: ExamFolder) -> None:
    from omr.advise import named, scan_again  # noqa: PLC0415
    from omr.results import account_of, advice_of, collation_of, count, lacks_pages, put_together, troubles  # noqa: PLC0415

    with opened_batch(batch) as opened:
        collation = collation_of(opened, exam)
        account = account_of(opened, collation, exam)
        advice = advice_of(opened, collation)
        uncounted = opened.expected == (None, None)
    incomplete = lacks_pages(collation, exam)
    say_some(troubles(collation, account))
    total = count(collation)
    say(f"{total}.")
    say(f"{len(collation.sheets)} sheets" + (f", {incomplete} of them with a page missing." if incomplete else "."))
    if uncounted and (many := put_together(collation)):
        say(f"{many} of them were put together by the order of their scans alone. A side lost of each of two neighbours makes them one:")
        say("say how many were handed in (--expect N), and that is told.")
    for one in advice:
        say(f"  {one}")
    if again := scan_again(advice):
        say(f"Scan again, into the same batch: {named(again)}.")
    say_provisional(account.reasons)
    say(f"Next: {command('grade', batch)}")
    if total.rejected or incomplete or account.reasons:
        raise typer.Exit(REJECTED_EXIT)
