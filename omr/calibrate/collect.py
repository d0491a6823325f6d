"""Sheets to fit and to judge on: simulated ones of many forms, measured as the page half does, each with what was drawn on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from omr.calibrate.forms import FORM, Practice, practice_form, random_answers
from omr.errors import BadInput
from omr.files import ExamFolder, data_folder, read_folder
from omr.model.calibration import PageRange
from omr.model.exam import Exam
from omr.model.layout import Layout
from omr.model.page import Gray, PageEvidence, Scan, ScanRef, Unread
from omr.read.expected import Expected, expected
from omr.read.measure import measure
from omr.read.reading import evidence
from omr.read.shape import CLASSES
from omr.register import Landmarks, register
from omr.simulate import TABLES, BoxTruth, Job, Respondent, SimulatedPage, Table, TruthRow, respondents_for, simulate_sheet

SHEETS_A_FORM = 4
"""Sheets simulated of one practice form: drawing a form costs as much as two of its sheets."""
SAMPLE_SHARE = 8
"""Of eight groups two, one of each table, are of the sample exam's own sheets: letters, pairs and typography as we print them."""
TAKEN_BACK = 6.0
"""Times as many marks are taken back on sheets to fit on as the tables say: of 86,000 marks 1,800 were, too few to learn from."""
PAGE_RANGE = PageRange(least_dpi=90.0, least_contrast=0.12, most_noise=0.12)
"""What the simulated tables reach; a page beyond is doubted as a whole."""


@dataclass(frozen=True, slots=True, eq=False)
class SeenPage:
    """A page as measured: its evidence before any reader has scored its boxes (with the ink ``around`` every row), and ``pictures``
    (n, 2, SIDE, SIDE) of the boxes as seen and as printed.
    """

    evidence: PageEvidence
    pictures: npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class SeenSheet:
    """A simulated sheet: its pages with boxes, as far as they were found, and the truth of its items and boxes."""

    number: int
    form: str
    dpi: int
    pages: tuple[SeenPage, ...]
    rows: tuple[TruthRow, ...]
    boxes: tuple[BoxTruth, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lot:
    """Some sheets of one form, by one of the simulator's tables; ``own`` says that it is the sample exam's."""

    table: str
    own: bool
    exam: Exam
    layout: Layout
    sheets: tuple[SeenSheet, ...]


def collect(groups: int, seed: int, *, workers: int = 2, to_fit: bool = False) -> Iterator[Lot]:
    """``groups`` forms, four sheets each; the same for the same seed, however many workers. Sheets ``to_fit`` readers on hold
    ``TAKEN_BACK`` times as many marks taken back.
    """
    with get_context("spawn").Pool(workers) as pool:
        yield from pool.imap(_collect_task, [(seed, group, to_fit) for group in range(groups)], chunksize=1)


def _collect_task(task: tuple[int, int, bool]) -> Lot:
    seed, group, to_fit = task
    return collect_group(seed, group, to_fit=to_fit)


def collect_group(seed: int, group: int, *, blank: bool = False, to_fit: bool = False) -> Lot:
    """One form's sheets, by each of the simulator's tables in turn; ``blank`` leaves them unfilled."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng([seed, group])
    table, own = kind_of(group)
    if to_fit:
        table = replace(table, p_cancel=TAKEN_BACK * table.p_cancel, p_cancel_alone=TAKEN_BACK * table.p_cancel_alone)
    if own:
        job, known = _sample(seed, group, table)
    else:
        job, known = _practice(practice_form(rng, group, SHEETS_A_FORM), rng, seed, group, table)
    if blank:
        job = Job(job.exam, job.layout, job.pdfs, job.assignments, {}, job.table, job.seed, job.fates)
    first = group * SHEETS_A_FORM
    sheets = tuple(_seen(job, known, (first + i) % len(job.assignments), first + i) for i in range(SHEETS_A_FORM))
    return Lot(table.name, own, job.exam, job.layout, sheets)


def kind_of(group: int) -> tuple[Table, bool]:
    """The table by which a group's sheets are simulated, and whether they are the sample exam's."""
    return TABLES[sorted(TABLES)[group % len(TABLES)]], group % SAMPLE_SHARE < len(TABLES)


def _sample(seed: int, group: int, table: Table) -> tuple[Job, dict[tuple[str, int], Expected]]:
    folder = sample_folder()
    assert folder.layout is not None
    pdfs = {code: folder.folder / "sheets" / f"{code}.pdf" for code in folder.layout.forms}
    people = respondents_for(folder.exam, folder.key, folder.sheets, folder.roster, table, seed * 1009 + group)
    job = Job(folder.exam, folder.layout, pdfs, folder.sheets, people, table, seed * 1009 + group, {})
    return job, known_pages(folder)


def sample_folder() -> ExamFolder:
    """The sample exam."""
    return read_folder(data_folder("sample_scans") / "ift6135")


def known_pages(folder: ExamFolder) -> dict[tuple[str, int], Expected]:
    """Every page of an exam's layout, prepared for reading."""
    assert folder.layout is not None
    return {
        (form, page.number): expected(page, _picture(folder.folder / page.reference) if page.reference else None)
        for form, pages in folder.layout.forms.items()
        for page in pages
    }


def _picture(path: Path) -> Gray:
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise BadInput(f"{path} is no picture", "make the exam's sheets again with `omr sheet`")
    return np.asarray(picture, dtype=np.uint8)


def _practice(form: Practice, rng: np.random.Generator, seed: int, group: int, table: Table) -> tuple[Job, dict[tuple[str, int], Expected]]:
    people = {assignment.serial: Respondent(random_answers(rng, form.exam)) for assignment in form.assignments}
    job = Job(form.exam, form.layout, {FORM: form.pdf}, form.assignments, people, table, seed * 1009 + group, {})
    seen = form.reference if rng.random() < 0.9 else None
    return job, {(FORM, 1): expected(form.layout.page(FORM, 1), seen)}


def _seen(job: Job, known: dict[tuple[str, int], Expected], index: int, number: int) -> SeenSheet:
    sheet = simulate_sheet(job, index)
    pages = tuple(page for page in (_seen_page(job, known, side) for side in sheet.pages) if page)
    return SeenSheet(number, sheet.form, sheet.pages[0].dpi, pages, sheet.rows, sheet.boxes)


def _seen_page(job: Job, known: dict[tuple[str, int], Expected], side: SimulatedPage) -> SeenPage | None:
    """The page as measured; None where it was not found on the scan, or holds no boxes."""
    image: Gray = side.image if side.image.ndim == 2 else np.asarray(cv2.cvtColor(side.image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    scan = Scan(ScanRef(side.sheet, side.number, ""), image, side.dpi)
    page = register(scan, job.exam.name, job.layout, lambda form, shown: _landmarks(known[form, shown.number]))
    if isinstance(page, Unread) or not page.page.choices:
        return None
    expects = known[page.code.form, page.code.page]
    measured = measure(page, expects)
    n = len(measured.features)
    unscored = np.zeros(n, np.float32), np.eye(1, len(CLASSES), dtype=np.float32).repeat(n, axis=0)  # all empty: it looks around every row
    pictures = np.stack([measured.dark, measured.printed], axis=1)
    return SeenPage(evidence(page, expects, measured, unscored, PAGE_RANGE), pictures)


@lru_cache(maxsize=8)
def _landmarks(known: Expected) -> Landmarks | None:
    """The same for all sheets of a form: the picture that it was prepared with."""
    return None if known.picture is None else Landmarks(known.picture)
