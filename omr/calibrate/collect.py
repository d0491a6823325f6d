"""Examples to fit on: boxes of simulated sheets as the readers see them, each with what was drawn in it."""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from omr.calibrate.forms import FORM, Practice, practice_form, random_answers
from omr.errors import BadInput
from omr.files import ExamFolder, data_folder, read_folder
from omr.model.page import Gray, Scan, ScanRef, Unread
from omr.read.expected import Expected, expected
from omr.read.measure import FEATURES, measure
from omr.read.shape import INPUT
from omr.register import register
from omr.simulate import TABLES, Job, Respondent, SimulatedSheet, respondents_for, simulate_sheet, table_named

STATES = ("empty", "marked", "cancelled", "ambiguous")
SHEETS_A_FORM = 4
"""Sheets simulated of one practice form: drawing a form costs as much as two of its sheets."""
SAMPLE_SHARE = 4
"""Every fourth group is of the sample exam's own sheets: letters, pairs and typography as we print them."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Boxes (n): ``pictures`` (n, 2, INPUT, INPUT) as seen and as printed, ``features`` (n, 11), ``states`` as numbers of STATES,
    ``sheets`` numbers that tell sheets apart, ``harsh`` whether the sheet is of that
    table, ``kinds`` what was drawn, ``dpi``, and ``defects`` of the page.
    """

    pictures: npt.NDArray[np.uint8]
    features: npt.NDArray[np.float32]
    states: npt.NDArray[np.int8]
    sheets: npt.NDArray[np.int32]
    harsh: npt.NDArray[np.bool_]
    kinds: npt.NDArray[np.str_]
    dpi: npt.NDArray[np.int16]
    defects: npt.NDArray[np.str_]

    @property
    def count(self) -> int:
        return len(self.states)


def collect(groups: int, seed: int, *, workers: int = 2, blank: bool = False) -> Examples:
    """Examples of ``groups`` forms, four sheets each; the same for the same seed, however many workers."""
    with get_context("spawn").Pool(workers) as pool:
        parts = pool.starmap(collect_group, [(seed, group, blank) for group in range(groups)], chunksize=1)
    return joined([part for part in parts if part.count])


def joined(parts: list[Examples]) -> Examples:
    """Several lots of examples as one."""
    return Examples(*(np.concatenate([getattr(part, name) for part in parts]) for name in Examples.__dataclass_fields__))


def collect_group(seed: int, group: int, blank: bool) -> Examples:
    """The examples of one form's sheets."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng([seed, group])
    table = TABLES[sorted(TABLES)[group % len(TABLES)]]
    if group % SAMPLE_SHARE == 0:
        job, known = _sample(seed, group, table.name)
    else:
        job, known = _practice(practice_form(rng, group, SHEETS_A_FORM), rng, seed, group, table.name)
    if blank:
        job = Job(job.exam, job.layout, job.pdfs, job.assignments, {}, job.table, job.seed, job.fates)
    indexes = [(group * SHEETS_A_FORM + i) % len(job.assignments) for i in range(SHEETS_A_FORM)]
    parts = [_examples(simulate_sheet(job, index), job, known, group * SHEETS_A_FORM + i) for i, index in enumerate(indexes)]
    return joined(parts)


def _sample(seed: int, group: int, table: str) -> tuple[Job, dict[tuple[str, int], Expected]]:
    folder = sample_folder()
    assert folder.layout is not None
    pdfs = {code: folder.folder / "sheets" / f"{code}.pdf" for code in folder.layout.forms}
    people = respondents_for(folder.exam, folder.key, folder.sheets, folder.roster, table_named(table), seed * 1009 + group)
    job = Job(folder.exam, folder.layout, pdfs, folder.sheets, people, table_named(table), seed * 1009 + group, {})
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


def _practice(form: Practice, rng: np.random.Generator, seed: int, group: int, table: str) -> tuple[Job, dict[tuple[str, int], Expected]]:
    people = {assignment.serial: Respondent(random_answers(rng, form.exam)) for assignment in form.assignments}
    job = Job(form.exam, form.layout, {FORM: form.pdf}, form.assignments, people, table_named(table), seed * 1009 + group, {})
    seen = form.reference if rng.random() < 0.8 else None
    return job, {(FORM, 1): expected(form.layout.page(FORM, 1), seen)}


def _examples(sheet: SimulatedSheet, job: Job, known: dict[tuple[str, int], Expected], number: int) -> Examples:
    """The boxes of a sheet's pages that were registered."""
    truths = {(box.section, box.item, box.label): box for box in sheet.boxes}
    parts = []
    for page in sheet.pages:
        image: Gray = page.image if page.image.ndim == 2 else np.asarray(cv2.cvtColor(page.image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
        result = register(Scan(ScanRef(sheet.sheet, page.number, ""), image, page.dpi), job.exam.name, job.layout)
        if isinstance(result, Unread) or not result.page.choices:
            continue
        measured = measure(result, known[result.code.form, result.code.page])
        boxes = [truths[field.section, field.item, option.label] for field in result.page.choices for option in field.options]
        parts.append(
            Examples(
                pictures=np.stack([_small(measured.dark), _small(measured.printed)], axis=1),
                features=measured.features,
                states=np.array([STATES.index(box.state) for box in boxes], dtype=np.int8),
                sheets=np.full(len(boxes), number, dtype=np.int32),
                harsh=np.full(len(boxes), job.table.name == "harsh"),
                kinds=np.array(["+".join(box.kinds) for box in boxes], dtype="U60"),
                dpi=np.full(len(boxes), page.dpi, dtype=np.int16),
                defects=np.full(len(boxes), "+".join(page.defects), dtype="U120"),
            )
        )
    return joined(parts) if parts else _nothing()


def _nothing() -> Examples:
    pictures, features = np.zeros((0, 2, INPUT, INPUT), np.uint8), np.zeros((0, len(FEATURES)), np.float32)
    states, sheets, harsh = np.zeros(0, np.int8), np.zeros(0, np.int32), np.zeros(0, np.bool_)
    return Examples(pictures, features, states, sheets, harsh, np.zeros(0, "U60"), np.zeros(0, np.int16), np.zeros(0, "U120"))


def _small(stack: Gray) -> npt.NDArray[np.uint8]:
    n, side = len(stack), stack.shape[1]
    tall = cv2.resize(stack.reshape(n * side, side), (INPUT, n * INPUT), interpolation=cv2.INTER_AREA)
    return np.asarray(tall, dtype=np.uint8).reshape(n, INPUT, INPUT)
