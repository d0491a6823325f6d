"""The page half as a recipe: ingest → register → read → store, one page at a time, in processes that may die without loss."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from omr.errors import BadExam, BadInput, FileProblem, OmrError, UsageProblem
from omr.ingest import Source, ingest
from omr.ingest.pdf import page_id
from omr.ingest.source import check_paths
from omr.ingest.survey import Contents, glance, opened
from omr.intake import take_in
from omr.model.calibration import Calibration
from omr.model.layout import Layout, LayoutPage
from omr.model.page import Gray, PageResult, Reason, ScanRef, Status, Unread
from omr.read import Expected, expected, read
from omr.register import Landmarks, landmarks, register
from omr.store import ENDED, RUNNING, Input, StoredPage, pack
from omr.workers import Work, Workers

if TYPE_CHECKING:  # a reading process needs neither, and would spend 0.3 s of CPU on loading them
    from omr.files import ExamFolder
    from omr.store import Batch

CHUNK = 8
"""Pages sent to a process together: sending costs some 0.3 ms, so one by one it would cost a fiftieth of the reading."""
OPENED_TOGETHER = 32
"""Files opened by a process together; opening one takes a millisecond."""
PAGE_SECONDS = 60.0
"""Longest time one page, or one chunk, may take; the slowest honest page (a photo of 100 megapixels) takes 6 s on one core, so that
even a chunk of such pages ends in time; a chunk that does not is read again page by page."""


@dataclass(frozen=True, slots=True, eq=False)
class PageHalf:
    """All that reading a page needs besides the page; it goes to every worker once."""

    exam: str
    folder: Path
    layout: Layout
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one run did: files taken in, pages read now and pages that were there already."""

    files: int
    pages: int
    known: int


Progress = Callable[[int, int], None]
"""Called with the pages done and their total so far."""


def read_page(source: Source, half: PageHalf) -> PageResult:
    """One page's way through the page half."""
    scan = ingest(source)
    if isinstance(scan, Unread):
        return scan
    page = register(scan, half.exam, half.layout, partial(landmarks_in, half.folder))
    if isinstance(page, Unread):
        return page
    return read(page, known_page(half, page.code.form, page.code.page), half.calibration)


@cache
def known_page(half: PageHalf, form: str, number: int) -> Expected:
    """A page of the layout, prepared once a process."""
    page = half.layout.page(form, number)
    return expected(page, reference_in(half.folder, page) if page.choices else None)


def landmarks_in(folder: Path, _form: str, page: LayoutPage) -> Landmarks | None:
    """The landmarks of a page's reference picture in an exam folder, found once a process; None where the layout names no picture."""
    return _landmarks(folder / page.reference, page.number) if page.reference else None


@cache
def _landmarks(place: Path, number: int) -> Landmarks:
    return landmarks(_picture(place, number))


def reference_in(folder: Path, page: LayoutPage) -> Gray | None:
    """The picture of the unfilled page, None where the layout names none; raises BadExam where it cannot be read."""
    return _picture(folder / page.reference, page.number) if page.reference else None


def _picture(place: Path, number: int) -> Gray:
    import cv2  # noqa: PLC0415  (felt at start-up)
    import numpy as np  # noqa: PLC0415

    picture = cv2.imdecode(np.fromfile(place, dtype=np.uint8), cv2.IMREAD_GRAYSCALE) if place.is_file() else None
    if picture is None:
        raise BadExam((FileProblem(str(place), None, "no picture that can be read", f"the reference of page {number} in layout.json"),))
    return np.asarray(picture, dtype=np.uint8)


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
    reader: Callable[[Source, PageHalf], PageResult] = read_page,
    expect: int | None = None,
    attendance: Path | None = None,
) -> Scanned:
    """Read all pages of files and folders into a batch; what it holds already is not read again.

    ``workers`` 0 means one for each core; ``found_in`` the folder in which all ``inputs`` were found, which names them, and from which
    they may be gone again. ``expect`` and ``attendance`` are kept in the batch: how many sheets were handed in, and
    by whom (None leaves what an earlier run said). Raises BadInput for a path that leads nowhere, an exam that is not the batch's or a full
    disk; whatever is wrong with one file or page becomes its row.
    """
    if found_in is None:
        check_paths(inputs)
    half = _prepare(exam, batch, calibration)
    batch.expect(expect, attendance)
    batch.note({"scan_state": RUNNING})
    files = take_in(inputs, batch, found_in=found_in, linked=linked)
    with Workers(workers or os.cpu_count() or 1, page_seconds, _start_worker, half, reader) as processes:
        todo, copies, known = _plan(batch, processes)
        done, total = known, known + len(todo)
        progress(done, total)
        for file, pages in processes.each(Work(_work, _failed), _chunks(todo)):
            batch.put(file, pages)
            done += len(pages)
            progress(done, total)
    for file, original in copies:
        batch.put_copy(file, original)
    batch.note({"scan_state": ENDED})
    return Scanned(files, len(todo), known)


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
        else:
            known += whole.get(file.id, 0)
    for file, contents in _opened(unfinished, processes):
        ended_pages = batch.done(file)
        lost = [contents.problem] if contents.problem and contents.problem.ref.page not in ended_pages else []
        batch.note_pages(file, contents.images + (contents.problem is not None))
        batch.put(file, [pack(one) for one in lost])
        todo += [(file, source) for source in contents.sources(file.place, file.name) if source.page not in ended_pages]
        known += len(ended_pages)
    return todo, copies, known


def _opened(files: Sequence[Input], processes: Workers) -> Iterator[tuple[Input, Contents]]:
    """What each file holds, in order. Where a decoder must open it, that is done in a process that may hang or die."""
    seen = [(file, glance(file.place, file.name)) for file in files]
    unseen = [file for file, contents in seen if contents is None]
    chunks = ((None, unseen[start : start + OPENED_TOGETHER]) for start in range(0, len(unseen), OPENED_TOGETHER))
    found = (contents for _, chunk in processes.each(Work(_open, _unopened), chunks) for contents in chunk)
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
    _same_layout(exam, batch)
    batch.keep_exam(exam.folder, _exam_files(exam, layout))
    batch.note({"exam": exam.exam.name, "calibration": calibration.id})
    return PageHalf(exam.exam.name, exam.folder, layout, calibration)


def _exam_files(exam: ExamFolder, layout: Layout) -> list[Path]:
    """The files that make the exam: what reading and grading need, and nothing else of its folder."""
    from omr.files.exam import EXAM_FILE  # noqa: PLC0415
    from omr.files.folder import KEY_FILE, LAYOUT_FILE, SHEETS_FILE, roster_path  # noqa: PLC0415

    references = [page.reference for pages in layout.forms.values() for page in pages if page.reference]
    roster = roster_path(exam.folder)
    files = [exam.folder / name for name in (EXAM_FILE, KEY_FILE, LAYOUT_FILE, SHEETS_FILE, *references)]
    return [file for file in [*files, *([roster] if roster else [])] if file.is_file()]


def _same_layout(exam: ExamFolder, batch: Batch) -> None:
    """A batch's evidence was measured where its layout said; forms may be added to it, but none may have changed."""
    from omr.files import read_layout  # noqa: PLC0415
    from omr.files.folder import LAYOUT_FILE  # noqa: PLC0415

    place = batch.meta("exam_place")
    earlier = batch.folder / place / LAYOUT_FILE
    if not place or earlier.read_bytes() == (exam.folder / LAYOUT_FILE).read_bytes():
        return
    for code, pages in read_layout(earlier).forms.items():
        if exam.layout is None or exam.layout.forms.get(code) != pages:
            problem = f"the layout of form {code} in {exam.folder} is not the one that {batch.folder} was begun with"
            raise BadInput(problem, "give the exam folder that was printed, or scan into a new batch folder")


# work done in other processes

_half: PageHalf | None = None
_reader: Callable[[Source, PageHalf], PageResult] = read_page


def _start_worker(half: PageHalf, reader: Callable[[Source, PageHalf], PageResult]) -> None:
    """What a process needs before its first page. The processes share nothing, so each keeps its own."""
    global _half, _reader
    import cv2  # noqa: PLC0415

    cv2.setNumThreads(1)  # the pages run side by side already
    _half, _reader = half, reader


def _open(files: Sequence[Input]) -> list[Contents]:
    return [_contents(file) for file in files]


def _contents(file: Input) -> Contents:
    try:
        return opened(file.place, file.name)
    except MemoryError:
        return _closed(file, Reason.WORKER_DIED, "opening the file needs more memory than a file may take; export it anew as PDF")
    except OSError as error:
        return _closed(file, Reason.UNREADABLE_FILE, f"the file could not be read again ({error.strerror}); scan it again")
    except Exception as error:  # noqa: BLE001  (as for pages: a defect met in one file must not cost the others)
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        return _closed(
            file, Reason.WORKER_DIED, f"a defect of omr was met in this file ({what}); report it, and export the file anew as PDF"
        )


def _unopened(file: Input, overdue: bool) -> Contents:
    if overdue:
        return _closed(file, Reason.TIME_LIMIT, "opening the file took too long; export it anew as PDF")
    return _closed(file, Reason.WORKER_DIED, "opening the file ended the process that opened it; export it anew as PDF")


def _closed(file: Input, reason: Reason, detail: str) -> Contents:
    return Contents(None, 0, Unread(ScanRef(file.name, 0, file.sha256), Status.REJECTED, reason, detail))


def _work(sources: Sequence[Source]) -> list[StoredPage]:
    if _half is None:
        raise RuntimeError("the worker was not started")
    return [_one(source, _half) for source in sources]


def _one(source: Source, half: PageHalf) -> StoredPage:
    try:
        return pack(_reader(source, half))
    except OmrError:
        raise  # what is wrong with the whole job ends it
    except MemoryError:
        return _lost(source, Reason.WORKER_DIED, "the page needs more memory than a page may take; scan it at a lower resolution")
    except OSError as error:
        return _lost(source, Reason.UNREADABLE_FILE, f"the file could not be read again ({error.strerror}); scan it again")
    except Exception as error:  # noqa: BLE001  (the border of the page half: a defect met on one page must not cost the others)
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        return _lost(source, Reason.WORKER_DIED, f"a defect of omr was met on this page ({what}); report it, and read the page by eye")


def _lost(source: Source, reason: Reason, detail: str) -> StoredPage:
    return pack(Unread(ScanRef(source.file, source.page, _id_of(source)), Status.REJECTED, reason, detail))


def _id_of(source: Source) -> str:
    """The page's id by its file's bytes; empty where the file is gone."""
    try:
        return page_id(source)
    except OSError:
        return ""


def _chunks(todo: Sequence[tuple[Input, Source]]) -> Iterator[tuple[Input, list[Source]]]:
    """Runs of pages of one file, at most CHUNK long."""
    start = 0
    while start < len(todo):
        file = todo[start][0]
        end = start
        while end < len(todo) and todo[end][0].id == file.id and end - start < CHUNK:
            end += 1
        yield file, [source for _, source in todo[start:end]]
        start = end


def _failed(source: Source, overdue: bool) -> StoredPage:
    if overdue:
        return _lost(source, Reason.TIME_LIMIT, "the page took too long; scan it again, or at a lower resolution")
    return _lost(source, Reason.WORKER_DIED, "reading the page ended the process that read it; scan it again, or at a lower resolution")
