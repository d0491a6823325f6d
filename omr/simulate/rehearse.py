"""A rehearsal: an exam's printed sheets, filled and scanned into a folder, with their truth."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from omr.errors import UsageProblem
from omr.files import ExamFolder
from omr.files.whole import replacing
from omr.model.exam import Assignment, Exam, Key, Student
from omr.simulate.knowledge import know
from omr.simulate.recipe import Respondent, simulate
from omr.simulate.tables import Table, table_named
from omr.simulate.truth import SimulatedPage, TruthRow
from omr.simulate.writing import encode, write_pdf, write_truth

STACK_SHEETS = 50
"""Sheets in one PDF: what a scanner's feeder takes at once, and what is held in memory."""
KNOWN = (0.3, 1.0)
"""Share of the key that students know."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was written: the scans, in order, and how many sheets and sides they hold."""

    scans: tuple[Path, ...]
    truth: Path
    sheets: int
    sides: int


@dataclass(frozen=True, slots=True)
class PageRow:
    """Where one simulated side stands in the written files."""

    file: str
    page: int
    side: SimulatedPage


def respondents_for(
    exam: Exam, key: Key, assignments: Sequence[Assignment], students: Sequence[Student], table: Table, seed: int
) -> dict[str, Respondent]:
    """Somebody for every sheet: its own student, else the roster's in turn, else an invented one. They know 30 to 100 % of the key."""
    by_number = {student.number: student for student in students}
    people: dict[str, Respondent] = {}
    for index, assignment in enumerate(assignments):
        rng = np.random.default_rng([seed, index, 2])
        invented = Student("".join(str(d) for d in rng.integers(0, 10, exam.student_digits)), "A. Student")
        spare = students[index % len(students)] if students else invented
        student = by_number.get(assignment.student_number, spare)
        answers = know(rng, exam, key, float(rng.uniform(*KNOWN)), table)
        people[assignment.serial] = Respondent(answers, student.name, student.number)
    return people


def rehearse(
    folder: ExamFolder,
    pdfs: Mapping[str, Path | bytes],
    out: Path,
    *,
    count: int | None = None,
    table: str = "everyday",
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Rehearsal:
    """Fills and scans an exam's first ``count`` printed sheets (None: all) into ``out``.

    ``folder`` has its layout and sheets; ``pdfs`` are the printed sheets of each form. Written are ``scans.pdf`` (or ``scans-01.pdf`` …),
    ``truth.csv``, ``truth_pages.csv`` (which side stands where, and what happened to it) and ``truth_boxes.csv`` (what every outline
    holds). ``progress`` is called with the sheets done and their total. Raises UsageProblem where the table is unknown or fewer sheets
    are printed than asked for, BadInput where a PDF lacks a page.
    """
    chosen = table_named(table)
    if folder.layout is None or not folder.sheets or len(folder.sheets) < (count or 0):
        raise UsageProblem(f"{folder.folder} has {len(folder.sheets)} printed sheets", f"print them first: omr sheet {folder.folder}")
    exam, layout = folder.exam, folder.layout
    assignments = folder.sheets
    total = len(assignments) if count is None else count
    out.mkdir(parents=True, exist_ok=True)
    people = respondents_for(exam, folder.key, assignments, folder.roster, chosen, seed)
    stacks: list[Path] = []
    rows: list[TruthRow] = []
    boxes: list[tuple[str, ...]] = []
    places: list[PageRow] = []
    pile: list[tuple[bytes, int]] = []
    numbered = total > STACK_SHEETS
    sheets = islice(simulate(exam, layout, pdfs, assignments, people, table=chosen, seed=seed), total)
    for done, sheet in enumerate(sheets, start=1):
        name = f"scans-{len(stacks) + 1:02d}.pdf" if numbered else "scans.pdf"
        for side in sheet.pages:
            pile.append((encode(side), side.dpi))
            places.append(PageRow(name, len(pile), _without_image(side)))
        rows += sheet.rows
        boxes += [(sheet.sheet, b.section, b.item, b.label, b.state, "+".join(b.kinds)) for b in sheet.boxes]
        if done % STACK_SHEETS == 0 or done == total:
            write_pdf(pile, out / name)
            stacks.append(out / name)
            pile.clear()
        if progress:
            progress(done, total)
    write_truth(rows, out / "truth.csv")
    write_places(places, out / "truth_pages.csv")
    _table(out / "truth_boxes.csv", ("sheet", "section", "item", "label", "state", "mark_kinds"), boxes)
    return Rehearsal(tuple(stacks), out / "truth.csv", total, len(places))


def _without_image(side: SimulatedPage) -> SimulatedPage:
    return SimulatedPage(side.sheet, side.form, side.number, np.zeros((0, 0), np.uint8), side.dpi, side.mode, side.defects)


def write_places(places: Iterable[PageRow], path: Path) -> None:
    """``truth_pages.csv``: which side of which sheet each page of the written files shows."""
    cells = (
        (p.file, str(p.page), p.side.sheet, p.side.form, str(p.side.number), str(p.side.dpi), p.side.mode, "+".join(p.side.defects))
        for p in places
    )
    _table(path, ("file", "page", "sheet", "form", "form_page", "dpi", "mode", "defects"), cells)


def _table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)
