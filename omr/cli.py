"""The command line: the only place that prints and exits."""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated

import typer

from omr import __version__
from omr.errors import BadInput, MissingLibrary, OmrError, UsageProblem

if TYPE_CHECKING:  # start-up is felt: commands import what they use
    from omr.files import ExamFolder
    from omr.model.calibration import Calibration
    from omr.model.exam import Assignment
    from omr.scan import Scanned
    from omr.store import Batch
    from omr.watch import Waiting, Watched

REJECTED_EXIT = 5
INTERRUPTED_EXIT = 130
DEFECT_EXIT = 70
SHOWN_NAMES = 5
"""Files of one arrival named on the terminal."""
SHOWN_TROUBLES = 40
"""Lines about pages and sheets shown on the terminal; pages.csv has them all."""

app = typer.Typer(
    name="omr",
    help="Reads scanned paper answer sheets and turns them into grades that can be trusted.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ExamArgument = Annotated[Path, typer.Argument(help="the exam's folder, with exam.yaml and key.csv")]
BatchArgument = Annotated[Path, typer.Argument(help="the batch's folder, as `omr scan --batch` made it")]
CalibrationOption = Annotated[Path | None, typer.Option("--calibration", help="a folder made by `omr calibrate`")]


def main() -> None:
    """Run a command; every expected failure ends with its message and exit code."""
    try:
        with _Defects():
            code = app(standalone_mode=False)
    except OmrError as error:
        _fail(str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED_EXIT
    except ImportError as error:
        missing = _missing_library(error)
        _fail(str(missing), missing.exit_code)
    except OSError as error:
        refused = _refused(error)
        _fail(str(refused), refused.exit_code)
    except typer.TyperException as error:
        _fail(f"{error.format_message()}\n  → `omr --help` and `omr COMMAND --help` show how", error.exit_code)
    if code == INTERRUPTED_EXIT:  # which typer makes of Ctrl-C, without a word
        _fail("interrupted; run the same command again to go on where it stopped", INTERRUPTED_EXIT)
    sys.exit(code if isinstance(code, int) else 0)


class _Defects:
    """Ends the program with exit code 70 and a traceback to report, where a failure is none that we foresaw."""

    foreseen = (OmrError, ImportError, typer.Abort, typer.Exit, typer.TyperException)

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, Exception) and not isinstance(error, self.foreseen) and not _is_refused(error):
            traceback.print_exception(kind, error, trace)
            _fail("this is a defect of omr, not of your files; please report the lines above", DEFECT_EXIT)


def _fail(message: str, code: int) -> None:
    typer.echo(f"omr: {message}", err=True)
    sys.exit(code)


def _missing_library(error: ImportError) -> MissingLibrary:
    if "libGL" in str(error) or "libgthread" in str(error) or "libglib" in str(error):
        return MissingLibrary(f"OpenCV cannot be loaded: {error}", "on Debian: apt-get install libgl1 libglib2.0-0")
    return MissingLibrary(f"a library is missing: {error}", "install omr again with pip; `omr doctor` says what is missing")


def _is_refused(error: BaseException) -> bool:
    """Whether the operating system refused a file, which is no defect of ours."""
    return isinstance(error, OSError) and (error.filename is not None or error.errno in {errno.ENOSPC, errno.EDQUOT})


def _refused(error: OSError) -> BadInput:
    what = f"{error.filename}: {error.strerror}" if error.filename is not None else error.strerror
    return BadInput(f"a file cannot be read or written: {what}", "check the path, its permissions and the free disk space, and try again")


def _say(text: str = "") -> None:
    typer.echo(text)


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar, as a function of what is done and its total."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _calibration(folder: Path | None) -> Calibration:
    from omr.files import data_folder, read_calibration  # noqa: PLC0415

    return read_calibration(folder or data_folder("calibration"))


@contextmanager
def _opened(folder: Path, *, create: bool = False) -> Iterator[Batch]:
    from omr.store import Batch  # noqa: PLC0415

    batch = Batch.open(folder, create=create)
    try:
        yield batch
    finally:
        batch.close()


@app.command(epilog="Example: omr sheet sample_scans/ift6135 -o printed")
def sheet(
    exam: ExamArgument,
    count: Annotated[int, typer.Option("-n", help="print so many anonymous sheets instead of one for each student", min=0)] = 0,
    output: Annotated[Path | None, typer.Option("-o", help="where to write; the exam's folder if not given")] = None,
    paper: Annotated[str, typer.Option(help="a4 or letter")] = "a4",
) -> None:
    """Typeset printable answer sheets, and the layout that reading them needs."""
    from omr.files import read_folder  # noqa: PLC0415

    if paper not in {"a4", "letter"}:
        raise UsageProblem(f"the paper {paper!r} is not known", "give --paper a4 or --paper letter")
    folder = read_folder(exam)
    if not folder.roster and not count:
        raise UsageProblem(f"{exam} has no roster", "add roster.csv, or print anonymous sheets with -n 100")
    target = output or exam
    elsewhere = target.resolve() != exam.resolve()
    earlier = () if elsewhere else folder.sheets
    if elsewhere:
        _copy_exam(exam, target, over=False)
    _print_sheets(folder if not count else replace(folder, roster=()), count, target, paper, earlier)
    _say(f"Wrote layout.json and sheets.csv to {target}" + (", with the exam's files: scan with this folder." if elsewhere else "."))
    _say(f"Next: print the PDFs on both sides, at 100 %. To rehearse first: omr simulate {exam} -o rehearsal")


def _copy_exam(exam: Path, target: Path, *, over: bool) -> None:
    """Make ``target`` an exam folder too. Unless ``over``, files of other content there are refused, and nothing is written."""
    from omr.files.exam import EXAM_FILE  # noqa: PLC0415
    from omr.files.folder import KEY_FILE, roster_path  # noqa: PLC0415

    files = {file.name: file.read_bytes() for file in (exam / EXAM_FILE, exam / KEY_FILE, roster_path(exam)) if file}
    for name, data in files.items():
        place = target / name
        if not over and place.is_file() and place.read_bytes() != data:
            raise UsageProblem(f"{place} is not the {name} of {exam}", "give an empty folder with -o, or move that file away")
    for name, data in files.items():
        _put(target / name, data)


def _print_sheets(folder: ExamFolder, anonymous: int, target: Path, paper: str, earlier: Sequence[Assignment]) -> None:
    """Sheets for all of the roster and so many anonymous ones, with all that reading them needs."""
    from omr.files import write_layout, write_sheets  # noqa: PLC0415
    from omr.sheet import assign  # noqa: PLC0415
    from omr.sheet import sheet as typeset  # noqa: PLC0415

    assignments = assign(folder.exam, folder.roster, anonymous, earlier)
    _say(f"Typesetting {len(assignments)} sheets of exam {folder.exam.name} …")
    names = {student.number: student.name for student in folder.roster}
    printed = typeset(folder.exam, assignments, names, "letter" if paper == "letter" else "a4")
    for code, pdf in printed.pdfs.items():
        _put(target / "sheets" / f"{code}.pdf", pdf)
        _say(f"  {target / 'sheets' / f'{code}.pdf'}")
    for name, picture in printed.references.items():
        _put(target / name, picture)
    write_layout(printed.layout, target / "layout.json")
    write_sheets(assignments, target / "sheets.csv")


def _put(path: Path, data: bytes) -> None:
    from omr.store import write_whole  # noqa: PLC0415

    write_whole(path, data)


@app.command(epilog="Example: omr learn blank.pdf -o form/layout.json")
def learn(
    blanks: Annotated[list[Path], typer.Argument(help="the unfilled form, or one file for each form: PDF, PNG or JPEG, pages in order")],
    output: Annotated[Path, typer.Option("-o", help="the layout.json to write; pictures to look at are put beside it")],
    exam: Annotated[Path | None, typer.Option(help="an exam folder to check against and to name the items by")] = None,
    corrections: Annotated[Path | None, typer.Option(help="a text file of corrections, applied again on every run")] = None,
    form: Annotated[list[str] | None, typer.Option(help="the form's code, where none is printed; once for each file")] = None,
) -> None:
    """Make a layout from a blank form, with a proof picture to look at and a list of doubts."""
    import cv2  # noqa: PLC0415

    from omr.files import read_exam, write_layout  # noqa: PLC0415
    from omr.learn import learn as find_layout  # noqa: PLC0415

    _say(f"Looking at {', '.join(str(blank) for blank in blanks)} …")
    found = find_layout(blanks, read_exam(exam / "exam.yaml") if exam else None, corrections, form or ())
    folder = output.parent
    for name, picture in (*found.references.items(), *((f"proof/{name}", proof) for name, proof in found.proofs.items())):
        _put(folder / name, cv2.imencode(".png", picture)[1].tobytes())
    write_layout(found.layout, output)
    if found.exam and not (folder / "exam.yaml").exists():
        _put(folder / "exam.yaml", found.exam.encode())
    for doubt in found.doubts:
        _say(f"  {doubt}")
    for code, pages in found.layout.forms.items():
        _say(f"Form {code}: {sum(len(page.choices) for page in pages)} items to choose in on {len(pages)} pages.")
    _say(f"Written: {output}.")
    _say(f"Next: look at the pictures in {folder / 'proof'}; correct in a text file and give it with --corrections.")


@app.command(epilog="Example: omr scan scans/*.pdf --exam sample_scans/ift6135 --batch april")
def scan(
    exam: Annotated[Path, typer.Option(help="the exam's folder, with layout.json")],
    batch: Annotated[Path, typer.Option(help="the batch's folder; made if it is not there")],
    scans: Annotated[list[Path] | None, typer.Argument(help="PDF, TIFF, JPEG, PNG or WebP files, ZIP archives or folders of them")] = None,
    watch: Annotated[Path | None, typer.Option(help="read what comes into this folder, as it comes, until Ctrl-C")] = None,
    workers: Annotated[int, typer.Option(help="processes; one for each core if not given", min=0)] = 0,
    link: Annotated[bool, typer.Option("--link", help="leave the scans where they are instead of copying them into the batch")] = False,
    expect: Annotated[int | None, typer.Option(help="how many sheets were handed in; kept in the batch", min=0)] = None,
    attendance: Annotated[Path | None, typer.Option(help="who handed one in: a table with student_number; kept in the batch")] = None,
    calibration: CalibrationOption = None,
) -> None:
    """Read scans into a batch. Run it again to go on after an interruption, or to add more scans."""
    if bool(scans) == bool(watch):
        raise UsageProblem("it is not said what to read", "name scans, or a folder with --watch (and not both); see `omr scan --help`")
    if watch:
        _watch(watch, exam, batch, workers=workers, link=link, calibration=calibration, expect=expect, attendance=attendance)
    if scans:
        _scan(scans, exam, batch, workers=workers, link=link, calibration=calibration, expect=expect, attendance=attendance)
    _finish_scan(batch)


def _scan(
    scans: list[Path],
    exam: Path,
    batch: Path,
    *,
    workers: int = 0,
    link: bool = False,
    calibration: Path | None = None,
    expect: int | None = None,
    attendance: Path | None = None,
) -> None:
    from omr.files import read_attendance, read_folder  # noqa: PLC0415
    from omr.ingest.source import check_paths  # noqa: PLC0415
    from omr.scan import layout_of  # noqa: PLC0415
    from omr.scan import scan as read_all  # noqa: PLC0415

    folder, fitted = read_folder(exam), _calibration(calibration)
    check_paths(scans)
    layout_of(folder)
    if attendance:
        read_attendance(attendance, folder.exam, folder.roster)
    with _opened(batch, create=True) as opened, _bar("Reading scans") as progress:
        done = read_all(
            scans, folder, opened, fitted, workers=workers, linked=link, progress=progress, expect=expect, attendance=attendance
        )
        if opened.left:
            read = {file.name for path in scans for file in (path.rglob("*") if path.is_dir() else [path])}
            opened.leave(name for name in opened.left if Path(name).name not in read)
    if not done.files:
        raise BadInput(
            f"no scan is in {', '.join(map(str, scans))}", "give PDF, TIFF, JPEG, PNG or WebP files, or a folder or ZIP archive of them"
        )
    _say(f"Read {done.pages} pages of {done.files} files" + (f"; {done.known} were read before." if done.known else "."))


def _watch(
    folder: Path,
    exam: Path,
    batch: Path,
    *,
    workers: int,
    link: bool,
    calibration: Path | None,
    expect: int | None,
    attendance: Path | None,
) -> None:
    """Read what comes into the folder until the user stops it; what is left in it unread is noted in the batch."""
    from omr.files import read_attendance, read_folder  # noqa: PLC0415
    from omr.scan import layout_of  # noqa: PLC0415
    from omr.scan import scan as read_all  # noqa: PLC0415
    from omr.store import RUNNING  # noqa: PLC0415
    from omr.watch import OPENING_SECONDS, Watched, guarded  # noqa: PLC0415
    from omr.workers import Workers  # noqa: PLC0415

    known, fitted = read_folder(exam), _calibration(calibration)
    layout_of(known)
    if attendance:
        read_attendance(attendance, known.exam, known.roster)
    opening = Workers(1, OPENING_SECONDS)
    watched = Watched(folder, batch, exam, guarded(opening))
    with _opened(batch, create=True) as opened, _ended_by_sigterm(), opening:
        read = partial(
            read_all,
            exam=known,
            batch=opened,
            calibration=fitted,
            found_in=folder,
            workers=workers,
            linked=link,
            expect=expect,
            attendance=attendance,
        )
        try:
            _read_arrivals(watched, opened, read)
        except KeyboardInterrupt:
            if opened.meta("scan_state") == RUNNING:
                raise  # in the midst of reading
        left = watched.left()
        opened.leave(one.name for one in left)
        _say_left(left)


def _read_arrivals(watched: Watched, batch: Batch, read: Callable[..., Scanned]) -> None:
    """Read what comes, and say what came, until KeyboardInterrupt."""
    from time import monotonic  # noqa: PLC0415

    from omr.store import RUNNING  # noqa: PLC0415
    from omr.watch import Paced, arrivals, wakes_of  # noqa: PLC0415

    told: dict[str, int] = {}
    say_sum = Paced(lambda: _say_sum(batch, told), monotonic)
    if batch.meta("scan_state") == RUNNING:
        with _bar("Reading what the last run left") as progress:
            read((), progress=progress)
    else:
        read(())
    _say(f"Watching {watched.folder}. Each file is read once it is whole; end with Ctrl-C.")
    for news in arrivals(watched, wakes_of(watched.folder), monotonic):
        for stuck in news.stuck:
            _say(f"  {stuck.name}: {stuck.why}; it is read as soon as it can be")
        if news.files:
            with _bar("Reading scans") as progress:
                done = read(news.files, progress=progress)
            _say_arrival([path.relative_to(watched.folder).as_posix() for path in news.files], done.pages)
        say_sum(due=bool(news.files))


def _say_arrival(names: Sequence[str], pages: int) -> None:
    more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
    _say(f"{', '.join(names[:SHOWN_NAMES])}{more}: " + (f"read {pages} pages." if pages else "nothing new."))


def _say_sum(batch: Batch, told: dict[str, int]) -> None:
    """The page sum so far, and what is to better at the scanner: each thing when it begins, and when it has doubled."""
    from omr.results import advice_of, collation_of, count, exam_of  # noqa: PLC0415

    collation = collation_of(batch, exam_of(batch))
    _say(f"{count(collation)}.")
    for one in advice_of(batch, collation):
        if len(one.scans) >= 2 * told.get(one.about, 0):
            told[one.about] = len(one.scans)
            _say(f"  {one}")


def _say_left(left: Sequence[Waiting]) -> None:
    for waiting in left:
        _say(f"  {waiting.name} was not read: {waiting.why}")
    if left:
        _say("Let the scanner finish, then run the same command again; what stays damaged is read as far as it goes by: omr scan FILE")


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """The end of a service or of a shift is an interruption like Ctrl-C."""
    import signal  # noqa: PLC0415

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _say_some(lines: Sequence[str]) -> None:
    for line in lines[:SHOWN_TROUBLES]:
        _say(f"  {line}")
    if len(lines) > SHOWN_TROUBLES:
        _say(f"  … and {len(lines) - SHOWN_TROUBLES} more")


def _finish_scan(batch: Path) -> None:
    from omr.advise import named, scan_again  # noqa: PLC0415
    from omr.results import account_of, advice_of, collation_of, count, exam_of, lacks_pages, troubles  # noqa: PLC0415

    with _opened(batch) as opened:
        exam = exam_of(opened)
        collation = collation_of(opened, exam)
        account = account_of(opened, collation, exam)
        advice = advice_of(opened, collation)
    incomplete = lacks_pages(collation, exam)
    _say_some(troubles(collation, account))
    total = count(collation)
    _say(f"{total}.")
    _say(f"{len(collation.sheets)} sheets" + (f", {incomplete} of them with a page missing." if incomplete else "."))
    for one in advice:
        _say(f"  {one}")
    if again := scan_again(advice):
        _say(f"Scan again, into the same batch: {named(again)}.")
    _say_provisional(account.reasons)
    _say(f"Next: omr grade {batch}")
    if total.rejected or incomplete or account.reasons:
        raise typer.Exit(REJECTED_EXIT)


def _say_provisional(reasons: Sequence[str]) -> None:
    if reasons:
        _say("The grades are provisional until this is explained:")
        _say_some(reasons)


@app.command(epilog="Example: omr grade april --key corrected-key.csv")
def grade(
    batch: BatchArgument,
    exam: Annotated[Path | None, typer.Option(help="use this exam folder instead of the batch's own copy")] = None,
    key: Annotated[Path | None, typer.Option(help="use this key instead of the exam's")] = None,
    roster: Annotated[Path | None, typer.Option(help="use this roster instead of the exam's")] = None,
    calibration: CalibrationOption = None,
) -> None:
    """Grade what was read, and write the batch's results. No scan is read again."""
    from omr.results import exam_of  # noqa: PLC0415

    with _opened(batch) as opened:
        certain = _grade(opened, exam_of(opened, exam, key, roster), calibration)
    if not certain:
        raise typer.Exit(REJECTED_EXIT)


def _grade(batch: Batch, exam: ExamFolder, calibration: Path | None) -> bool:
    """Write the results; False where the grades are provisional."""
    from collections import Counter  # noqa: PLC0415

    from omr.audit import audit_lines  # noqa: PLC0415
    from omr.results import open_questions, reading, results, troubles  # noqa: PLC0415

    now = reading(batch, exam, _calibration(calibration))
    done = results(batch, now)
    statuses = Counter(done.grades.rows["status"])
    waiting = ", ".join(f"{number} {what}" for what, number in open_questions(now, done).items() if number)
    _say(
        f"Graded {len(now.collation.sheets)} sheets: "
        + ", ".join(f"{number} {status}" for status, number in sorted(statuses.items()))
        + "."
    )
    for file in done.files:
        _say(f"  {file}")
    _say_some(troubles(now.collation, now.account))
    _say_provisional(now.account.reasons)
    for line in audit_lines(now.audit):
        _say(line)
    if waiting:
        _say(f"Waiting for a person: {waiting}. Next: omr review {batch.folder}")
    elif not now.account.reasons:
        _say("Nothing waits for a person: the grades are complete.")
    return not now.account.reasons


@app.command(epilog="Example: omr decide april decisions.csv")
def decide(batch: BatchArgument, decisions: Annotated[Path, typer.Argument(help="a decisions.csv")]) -> None:
    """Take in what graders decided: all of the file, or nothing if anything in it is wrong."""
    with _opened(batch) as opened:
        _decide(opened, decisions)
    _say(f"Next: omr grade {batch}")


def _decide(batch: Batch, file: Path) -> None:
    from omr.errors import BadExam  # noqa: PLC0415
    from omr.results import collation_of, exam_of  # noqa: PLC0415
    from omr.review import Known, check_decisions, decision_lines  # noqa: PLC0415

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
    added = batch.decide([decision for _, decision in lines])
    _say(f"{len(lines)} decisions in {file}: {added} new, {len(lines) - added} known already.")


@app.command(epilog="Example: omr review april")
def review(
    batch: BatchArgument,
    html: Annotated[Path | None, typer.Option("--html", help="instead of serving, write one static page")] = None,
    audit: Annotated[int, typer.Option(help="mix so many responses that nobody was asked about in, drawn by lot and unmarked", min=0)] = 0,
    host: Annotated[
        str, typer.Option(help="the address to serve on; others than this machine reach the page only if you say so")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="the port to serve on; 0 for any that is free", min=0, max=65535)] = 8765,
    language: Annotated[str, typer.Option(help="of the static page: en or fr; the exam's first language if not given")] = "",
    calibration: CalibrationOption = None,
) -> None:
    """Serve the graders' page of everything that waits for a person, until Ctrl-C."""
    if audit:
        _sample(batch, audit, calibration)
    if html is None:
        _serve(batch, host, port, calibration)
    else:
        _write_page(batch, html, language, calibration)


def _sample(batch: Path, wanted: int, calibration: Path | None) -> None:
    from omr.results import exam_of, reading, sample  # noqa: PLC0415

    with _opened(batch) as opened:
        drawn = sample(opened, reading(opened, exam_of(opened), _calibration(calibration)), wanted)
    _say(f"{len(drawn.open)} of {drawn.population} responses that nobody was asked about are to be looked at too, among those that wait.")


def _serve(batch: Path, host: str, port: int, calibration: Path | None) -> None:
    from omr.results import exam_of  # noqa: PLC0415
    from omr.review.web.serve import serve  # noqa: PLC0415

    with _opened(batch) as opened:
        serve(opened, exam_of(opened), _calibration(calibration), host, port, _say)
    _say(f"Next: omr grade {batch}")


def _write_page(batch: Path, html: Path, language: str, calibration: Path | None) -> None:
    """One page with everything that waits, and a decisions.csv to fill in."""
    from omr.results import exam_of, reading, shown  # noqa: PLC0415
    from omr.review import Scans, languages, waiting, write_review  # noqa: PLC0415

    if language and language not in languages():
        raise UsageProblem(f"the page has no words in the language {language!r}", f"give --language {' or '.join(languages())}")

    with _opened(batch) as opened:
        exam = exam_of(opened)
        now = reading(opened, exam, _calibration(calibration))
        what = waiting(now.collation, shown(opened, now.responses, now.audit), {student.number for student in exam.roster})
        beside = write_review(html, what, exam.exam, Scans.of(opened, exam.exam.name, now.layout), language)
    _say(f"{len(what.items)} items, {len(what.pages)} pages and {len(what.sheets)} sheets wait for a person.")
    _say(f"  {html}")
    _say(f"Next: fill in the column `value` of {beside}, then: omr decide {batch} {beside}")


@app.command(epilog="Example: omr wall april -o wall.html")
def wall(
    batch: BatchArgument,
    output: Annotated[Path, typer.Option("-o", help="the page to write; a picture of the same name is put beside it")],
    calibration: CalibrationOption = None,
) -> None:
    """Draw the boxes of a batch sorted by probability, to see whether the line between empty and marked is in the right place."""
    from omr.results import exam_of, reading  # noqa: PLC0415
    from omr.review import Scans  # noqa: PLC0415
    from omr.review.wall import choose_bricks  # noqa: PLC0415
    from omr.review.wall_picture import write_wall  # noqa: PLC0415

    with _opened(batch) as opened:
        exam, fitted = exam_of(opened), _calibration(calibration)
        now = reading(opened, exam, fitted)
        chosen = choose_bricks(now.responses.by_sheet(), fitted.thresholds)
        with _bar("Cutting boxes from the scans") as progress:
            files = write_wall(output, chosen, Scans.of(opened, exam.exam.name, now.layout), progress)
    for band in chosen.bands:
        _say(f"{band.title}: {len(band.bricks)} of {band.count} shown.")
    for file in files:
        _say(f"  {file}")
    _say("Next: look for marks above the lines and empty boxes below them.")


@app.command(epilog="Example: omr audit april --sheet A0001B --item 1:a")
def audit(
    batch: BatchArgument,
    sheet: Annotated[str, typer.Option(help="only this sheet")] = "",
    item: Annotated[str, typer.Option(help="only this item, as SECTION:ITEM")] = "",
) -> None:
    """Print who decided what, when and why, oldest first; of one sheet or item, also on what evidence."""
    from omr.review.history import history_lines, of  # noqa: PLC0415

    with _opened(batch) as opened:
        shown = of(opened.graders.all(), sheet, item)
    for line in history_lines(shown, grounds=bool(sheet or item)):
        _say(line)
    _say(f"{len(shown)} decisions.")


@app.command(epilog="Example: omr simulate sample_scans/ift6135 -n 30 -o rehearsal")
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

    folder = read_folder(exam)
    rehearsed = output / "exam"
    _copy_exam(exam, rehearsed, over=True)
    _print_sheets(folder, max(0, count - len(folder.roster)), rehearsed, "a4", ())
    pdfs: dict[str, Path | bytes] = {path.stem: path for path in sorted((rehearsed / "sheets").glob("*.pdf"))}
    with _bar("Filling and scanning sheets") as progress:
        done = rehearse(read_folder(rehearsed), pdfs, output, count=count, table=table, seed=seed, progress=progress)
    _say(f"Wrote {done.sides} scans of {done.sheets} sheets and their truth to {output}.")
    files = " ".join(str(path) for path in done.scans)
    _say(f"Next: omr scan {files} --exam {rehearsed} --batch {output / 'batch'}")


@app.command(epilog="Example: omr calibrate -o fitted")
def calibrate(
    output: Annotated[Path, typer.Option("-o", help="where to write the fitted reader and its report")],
    seed: Annotated[int, typer.Option(help="the same seed gives the same reader")] = 1,
) -> None:
    """Refit the mark reader on simulated sheets. Takes half an hour on two cores, and PyTorch."""
    from omr.calibrate import calibrate as refit  # noqa: PLC0415

    output.mkdir(parents=True, exist_ok=True)  # rather now than after half an hour
    done = refit(output, seed, say=lambda text: _say(f"{text} …"))
    rung = done.chosen.rung
    _say(f"Fitted on {done.fitted_on} boxes.")
    _say(f"On other sheets {rung.errors} of {rung.accepted} accepted responses are silent errors; {rung.review_rate:.1%} are asked.")
    _say(f"What that guarantees: {output / 'report.md'}")
    _say(f"Next: omr scan scans.pdf --exam EXAM --batch BATCH --calibration {output}")


@app.command(epilog="Example: omr demo")
def demo(output: Annotated[Path, typer.Option("-o", help="the folder to make")] = Path("omr-demo")) -> None:
    """Do the whole job on the sample exam, from a stack of scans to the spreadsheet."""
    from omr.demo import prepare_demo  # noqa: PLC0415
    from omr.results import collation_of, count, exam_of  # noqa: PLC0415

    made = prepare_demo(output)
    _say(f"The sample exam is in {made.exam}: 24 sheets scanned on both sides, with the mishaps of a real stack.")
    _say(f"\n$ omr scan {' '.join(str(path) for path in made.scans)} --exam {made.exam} --batch {made.batch}")
    _scan(list(made.scans), made.exam, made.batch)
    with _opened(made.batch) as opened:
        exam = exam_of(opened)
        _say(f"\n$ omr grade {made.batch}")
        _grade(opened, exam, None)
        _say(f"\n$ omr decide {made.batch} {made.decisions}")
        _decide(opened, made.decisions)
        _say(f"\n$ omr grade {made.batch}")
        _grade(opened, exam, None)
        total = count(collation_of(opened, exam))
    _say(f"\n{total}.")
    _say(f"Open {made.batch / 'results' / 'grades.xlsx'}.")


@app.command(epilog="Example: omr doctor")
def doctor() -> None:
    """Say what is installed, what is missing, and what that costs."""
    from omr.doctor import examine  # noqa: PLC0415

    findings = examine()
    _say(f"omr {__version__}")
    for finding in findings:
        state = finding.found or ("MISSING" if finding.needed else "not installed")
        cost = f" — {finding.note}" if finding.missing and finding.note else ""
        _say(f"  {finding.name}: {state}{cost}")
    if any(finding.missing and finding.needed for finding in findings):
        raise typer.Exit(3)
    _say("Everything needed is here.")


def _version(wanted: bool) -> None:
    if wanted:
        _say(f"omr {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="print the version")] = False,
) -> None:
    del version
