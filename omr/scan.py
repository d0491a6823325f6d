"""The page half as a recipe: ingest → register → read → store, one page at a time, in processes that may die without loss."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from time import monotonic
from typing import TYPE_CHECKING

from omr.errors import BadInput, UsageProblem
from omr.ingest.listing import check_apart
from omr.ingest.source import Source, check_paths
from omr.ingest.survey import Contents, glance
from omr.intake import take_in
from omr.model.calibration import Calibration
from omr.model.layout import Layout
from omr.model.page import PageHalf
from omr.store import ENDED, RUNNING, THRESHOLDS, Input, StoredPage, pack
from omr.store.naming import origin_of
from omr.work import Reader, begin, open_files, read_pages, unopened, unread
from omr.workers import Work, Workers

if TYPE_CHECKING:  # imported where they are used: start-up is felt
    from omr.files import ExamFolder
    from omr.store import Batch

GIVEN = "given"
"""The fact of a batch that holds the paths which a run was given, until all in them is taken in."""
CHUNK = 8
"""Pages sent to a process together: sending costs some 0.3 ms, so one by one it would cost a fiftieth of the reading."""
STORE_SECONDS = 0.25
"""Pages that end within that time are stored in one transaction, whose cost hardly depends on its size: 0.4 ms of CPU a page for
eight pages and 3 ms for one that is a file of its own, 0.15 ms for 32. A killed run reads those few once more.
"""
MOST_PER_CORE = 4
"""Processes beyond that read no page sooner, and take 60 MB each: a thousand kept a machine of two cores busy for minutes by starting."""
OPENED_TOGETHER = 32
"""Files opened by a process together; opening one takes a millisecond."""
PAGE_SECONDS = 60.0
"""Longest time one page, or one chunk, may take; the slowest honest page (a photo of 100 megapixels) takes 6 s on one core, so that
even a chunk of such pages ends in time; a chunk that does not is read again page by page."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one run did: files taken in, pages read now and pages that were there already; the names of files that are no scans; and the
    paths ``forgotten``, which an earlier run was given, broke off before all in them was taken in, and this one was not given.
    """

    files: int
    pages: int
    known: int
    passed_over: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()


Progress = Callable[[int, int], None]
"""Called with the pages done and their total so far."""


def scan(
    inputs: Sequence[Path],
    exam: ExamFolder,
    batch: Batch,
    calibration: Calibration,
    *,
    found_in: Path | None = None,
    workers: int = 0,
    linked: bool = False,
    progress: Progress = lambda _done, _total: None,
    page_seconds: float = PAGE_SECONDS,
    reader: Reader | None = None,
    expect: int | None = None,
    attendance: Path | None = None,
    uncounted: bool = False,
) -> Scanned:
    """Read all pages of files and folders into a batch; what it holds already is not read again.

    ``workers`` as in ``processes_for``; ``found_in`` the folder in which all ``inputs`` were found, which names them, and from which
    they may be gone again. ``expect`` and ``attendance`` are kept in the batch: how many sheets were handed in, and
    by whom (None leaves what an earlier run said, ``uncounted`` forgets it).

    Raises BadInput for a path that leads nowhere, an exam that is not the batch's, a batch
    that another process is scanning into or a full disk; whatever is wrong with one file or page becomes its row.
    """
    if found_in is None:
        check_paths(inputs)
        check_apart(inputs, batch.folder, exam.folder)
    with batch.scanning():
        half = _prepare(exam, batch, calibration)
        batch.expect(expect, attendance, forget=uncounted)
        given = [origin_of(path) for path in inputs] if found_in is None else []  # what is found in a folder is found there again
        before: list[str] = json.loads(batch.meta(GIVEN) or "[]")
        batch.note({"scan_state": RUNNING, GIVEN: json.dumps([*dict.fromkeys([*before, *given])])})
        taken = take_in(inputs, batch, found_in=found_in, linked=linked, apart=(exam.folder,))
        forgotten = _forgotten(before, given, batch)
        batch.note({GIVEN: "[]"})
        with Workers(processes_for(workers), page_seconds, begin, half, reader) as processes:
            todo, copies, known = _plan(batch, processes)
            done, total = known, known + len(todo)
            progress(done, total)
            for ended in _together(processes.each(Work(read_pages, unread), _chunks(todo)), monotonic):
                batch.put_together(ended)
                done += len(ended)
                progress(done, total)
        for file, original in copies:
            batch.put_copy(file, original)
        batch.note({"scan_state": ENDED})
    return Scanned(taken.files, len(todo), known, taken.passed_over, forgotten)


def _forgotten(before: Sequence[str], given: Sequence[str], batch: Batch) -> tuple[str, ...]:
    """Of the paths that a run broken off was given those which nobody has taken in since: once this run has ended, nothing else tells."""
    came = frozenset(batch.origins().values()) if before else frozenset[str]()
    now = [PurePosixPath(path) for path in given]
    return tuple(path for path in before if path not in came and not any(PurePosixPath(path).is_relative_to(one) for one in now))


def processes_for(workers: int) -> int:
    """How many processes read where so many were asked for; 0 means one for each core."""
    cores = os.cpu_count() or 1
    return min(workers, MOST_PER_CORE * cores) if workers else cores


def _plan(batch: Batch, processes: Workers) -> tuple[list[tuple[Input, Source]], list[tuple[Input, Input]], int]:
    """The pages to read, the files that are copies of others (each with its original), and how many pages ended before."""
    todo: list[tuple[Input, Source]] = []
    copies: list[tuple[Input, Input]] = []
    unfinished: list[Input] = []
    first: dict[str, Input] = {}
    known = 0
    whole = batch.ended()
    for file in batch.inputs():
        original = first.setdefault(file.sha256, file) if file.size else file
        if original is not file:
            copies.append((file, original))
        elif file.pages != whole.get(file.id, 0):
            unfinished.append(file)
        elif file.sha256:  # of a file that gave no bytes nothing was read, now or before
            known += whole.get(file.id, 0)
    for file, contents in _opened(unfinished, processes):
        ended_pages = batch.done(file)
        lost = [contents.problem] if contents.problem and contents.problem.ref.page not in ended_pages else []
        batch.note_pages(file, contents.images + (contents.problem is not None))
        batch.put(file, [pack(one) for one in lost])
        sha256 = "" if file.place.is_relative_to(batch.folder) else file.sha256
        todo += [(file, source) for source in contents.sources(file.place, file.name, sha256) if source.page not in ended_pages]
        known += len(ended_pages)
    return todo, copies, known


def _opened(files: Sequence[Input], processes: Workers) -> Iterator[tuple[Input, Contents]]:
    """What each file holds, in order. Where a decoder must open it, that is done in a process that may hang or die."""
    seen = [(file, glance(file.place, file.name)) for file in files]
    unseen = [file for file, contents in seen if contents is None]
    chunks = ((None, unseen[start : start + OPENED_TOGETHER]) for start in range(0, len(unseen), OPENED_TOGETHER))
    found = (contents for _, chunk in processes.each(Work(open_files, unopened), chunks) for contents in chunk)
    for file, contents in seen:
        yield file, contents or next(found)


def layout_of(exam: ExamFolder) -> Layout:
    """The exam's layout; raises UsageProblem where it has none."""
    if exam.layout is None:
        raise UsageProblem(f"{exam.folder} holds no layout.json", "run `omr sheet` to print sheets, which writes it, or `omr learn`")
    return exam.layout


def _prepare(exam: ExamFolder, batch: Batch, calibration: Calibration) -> PageHalf:
    """Fix which exam, layout and calibration the batch is read by."""
    layout = layout_of(exam)
    earlier = batch.meta("exam")
    if earlier and earlier != exam.exam.name:
        raise BadInput(f"{batch.folder} is a batch of the exam {earlier}, not of {exam.exam.name}", "scan into another batch folder")
    fitted = batch.meta("calibration")
    if fitted and fitted != calibration.id:
        raise BadInput(
            f"{batch.folder} was read with the calibration {fitted}, not with {calibration.id}",
            "scan into a new batch folder, or give the same --calibration",
        )
    _same_layout(exam, layout, batch)
    batch.keep_exam(exam.folder, _exam_files(exam, layout))
    batch.note({"exam": exam.exam.name, "calibration": calibration.id, THRESHOLDS: json.dumps(asdict(calibration.thresholds))})
    return PageHalf(exam.exam.name, exam.folder, layout, calibration)


def _exam_files(exam: ExamFolder, layout: Layout) -> list[Path]:
    """The files that make the exam: what reading and grading need, and nothing else of its folder."""
    from omr.files.folder import names_in  # noqa: PLC0415

    references = [page.reference for pages in layout.forms.values() for page in pages if page.reference]
    files = [exam.folder / name for name in (*names_in(exam.folder), *references)]
    return [file for file in files if file.is_file()]


def _same_layout(exam: ExamFolder, layout: Layout, batch: Batch) -> None:
    """A batch's evidence was measured where its layout said; forms may be added to it, but none may have changed."""
    from omr.files.folder import LAYOUT_FILE  # noqa: PLC0415
    from omr.files.layout import changed_form  # noqa: PLC0415

    begun = bool(batch.meta("exam_place"))
    code = changed_form(batch.exam_folder / LAYOUT_FILE, exam.folder / LAYOUT_FILE, layout) if begun else None
    if code is not None:
        problem = f"the layout of form {code} in {exam.folder} is not the one that {batch.folder} was begun with"
        raise BadInput(problem, "give the exam folder that was printed, or scan into a new batch folder")


def _chunks(todo: Sequence[tuple[Input, Source]]) -> Iterator[tuple[list[Input], list[Source]]]:
    """The pages in runs of ``CHUNK``, and the file of each."""
    for start in range(0, len(todo), CHUNK):
        chunk = todo[start : start + CHUNK]
        yield [file for file, _ in chunk], [source for _, source in chunk]


def _together(
    results: Iterable[tuple[list[Input], list[StoredPage]]], clock: Callable[[], float]
) -> Iterator[list[tuple[Input, StoredPage]]]:
    """The pages that ended since the last were given, at most every ``STORE_SECONDS``."""
    ended: list[tuple[Input, StoredPage]] = []
    since = clock()
    for files, pages in results:
        ended += zip(files, pages, strict=True)
        if clock() - since >= STORE_SECONDS:
            yield ended
            ended, since = [], clock()
    if ended:
        yield ended
