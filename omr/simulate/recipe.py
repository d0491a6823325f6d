"""The recipe: a sheet is filled by a hand, spoiled as paper is, and scanned; what was drawn is its truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pypdfium2 as pdfium

from omr.errors import BadInput
from omr.model.exam import Assignment, Exam, ItemRef
from omr.model.layout import Box, Field, FieldKind, Layout, LayoutPage
from omr.simulate.hand import PENS, Hand, Pen, draw_hand
from omr.simulate.handwriting import write
from omr.simulate.ink import Image, put, whiten_strokes
from omr.simulate.paper import Side, damage, draw_corner, draw_damage, draw_show_through, seen_from_behind, show_through
from omr.simulate.plan import Pencraft, plan_item, rivals_of
from omr.simulate.printer import Print, draw_print, render, wear
from omr.simulate.scanner import Scanner, digitise, draw_scanner
from omr.simulate.strokes import Stroke
from omr.simulate.tables import Table, readable_in_1_bit
from omr.simulate.truth import FAINTEST, BoxTruth, Drawn, Eye, Role, SimulatedPage, SimulatedSheet, TruthRow, darkness, judge

Answers: TypeAlias = Mapping[ItemRef, str]
"""What a student answers: labels joined by ``&``, ``p=3 s=2``, or nothing; an item that is absent is left open."""
FIRST_SCAN = 3
"""Random streams of a sheet: 0 its student, 1 its paper, 2 what its student knows, from 3 on its scans."""
ERASER = Pen("eraser", (0.3, 0.3, 0.31), 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Respondent:
    """Who fills a sheet: what they know, and the name and number they write by hand (empty: printed on the sheet already)."""

    answers: Answers
    name: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """What is decided about a sheet beforehand; None leaves it to the table. For stacks that must show a certain thing."""

    hand: Hand | None = None
    scanner: Mapping[str, object] | None = None
    damage: tuple[tuple[str, ...], ...] | None = None
    """For each page, the damage it suffers."""
    corner: int | None = None
    """Which corner, 0-3 from the top left clockwise as seen from the front."""
    happens: Mapping[ItemRef, str] = dataclass_field(default_factory=dict)
    """What happens in an item, of ``omr.simulate.plan.EVENTS``."""
    rescan: int = 0
    """The same paper put through the scanner again, so many times before."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """All that simulating any one sheet needs; it can be sent to another process."""

    exam: Exam
    layout: Layout
    pdfs: Mapping[str, Path | bytes]
    assignments: tuple[Assignment, ...]
    respondents: Mapping[str, Respondent]
    table: Table
    seed: int
    fates: Mapping[str, Fate]


def simulate(
    exam: Exam,
    layout: Layout,
    pdfs: Mapping[str, Path | bytes],
    assignments: Sequence[Assignment],
    respondents: Mapping[str, Respondent],
    *,
    table: Table,
    seed: int,
    fates: Mapping[str, Fate] | None = None,
) -> Iterator[SimulatedSheet]:
    """One filled and scanned sheet after another, in the order of ``assignments``; never more than one in memory.

    ``pdfs``: form code → its printed sheets, in the order of their serials (as ``omr sheet`` writes them), or a learned form's blank.
    ``respondents`` and ``fates`` go by serial. A sheet depends on the seed and its own place among the assignments alone. Raises BadInput
    where a PDF lacks a page.
    """
    job = Job(exam, layout, pdfs, tuple(assignments), respondents, table, seed, fates or {})
    for index in range(len(job.assignments)):
        yield simulate_sheet(job, index)


def simulate_sheet(job: Job, index: int) -> SimulatedSheet:
    """The sheet at ``index`` of the job's assignments; the same whichever others are made, and where."""
    assignment = job.assignments[index]
    fate = job.fates.get(assignment.serial, Fate())
    people, things, machine = (np.random.default_rng([job.seed, index, stream]) for stream in (0, 1, FIRST_SCAN + fate.rescan))
    hand = fate.hand or draw_hand(people, job.table)
    respondent = job.respondents.get(assignment.serial, Respondent({}))
    scanner = replace(draw_scanner(machine, job.table), **(fate.scanner or {}))  # type: ignore[arg-type]
    table = job.table if scanner.mode != "1-bit" else readable_in_1_bit(job.table)
    filled = [_fill(people, table, hand, respondent, assignment, page, fate.happens) for page in job.layout.forms[assignment.form]]
    scanner = scanner.catching(min((darkness(mark) for page in filled for mark in page.lasting), default=0.5))
    pages = _scan((things, machine), job, assignment, scanner, filled, fate)
    one_bit = scanner.mode == "1-bit"
    shown = 1 - scanner.threshold if one_bit else 1.0
    faintest = max(FAINTEST, scanner.least_black) if one_bit else scanner.least_seen(FAINTEST)
    eye = Eye(dots=hand.style == "dot", shown=shown, faintest=faintest)
    judged = [_judge(job.exam, page, respondent, eye) for page in filled]
    named = [
        replace(row, sheet=assignment.serial, form=assignment.form, defects=page.defects)
        for page, (rows, _) in zip(pages, judged, strict=True)
        for row in rows
    ]
    boxes = tuple(box for _, truths in judged for box in truths)
    number = respondent.number or assignment.student_number
    return SimulatedSheet(assignment.serial, assignment.form, number, pages, tuple(named), boxes)


@dataclass(frozen=True, slots=True, eq=False)
class _Filled:
    """One side with all that a hand put on it, in mm of the layout: ``ink`` in the order drawn, and the marks of each choice item."""

    layout: LayoutPage
    ink: tuple[tuple[tuple[Stroke, ...], Pen], ...]
    marks: Mapping[ItemRef, tuple[Drawn, ...]]

    @property
    def lasting(self) -> tuple[Drawn, ...]:
        return tuple(mark for drawn in self.marks.values() for mark in drawn if mark.role is Role.MARK)


def _fill(
    rng: np.random.Generator,
    table: Table,
    hand: Hand,
    respondent: Respondent,
    assignment: Assignment,
    page: LayoutPage,
    happens: Mapping[ItemRef, str],
) -> _Filled:
    ink: list[tuple[tuple[Stroke, ...], Pen]] = []
    marks: dict[ItemRef, tuple[Drawn, ...]] = {}
    bubbled = page.bubbled
    for field in page.fields:
        ref = field.ref
        answer = respondent.answers.get(ref, "")
        if field in bubbled:
            craft = Pencraft(hand, table, rivals_of(field, bubbled))
            wanted = answer if field.kind is FieldKind.CHOICE else _character(page, field, respondent, assignment)
            event = happens.get(ref, None if wanted or field.kind is FieldKind.CHOICE else "none")
            marks[ref] = plan_item(rng, craft, field, [label for label in wanted.split("&") if label], event)
            ink += [layer for mark in marks[ref] for layer in _layers(mark, hand)]
        elif field.kind is FieldKind.NUMBER:
            ink.append((_numbers(rng, hand, field, answer), hand.pen))
        else:
            ink += _personal(rng, hand, field, respondent)
    return _Filled(page, tuple(layer for layer in ink if layer[0]), marks)


def _character(page: LayoutPage, field: Field, respondent: Respondent, assignment: Assignment) -> str:
    """What is marked in a column of the student number (flush left) or of the version; nothing beyond its end."""
    text = assignment.form if field.kind is FieldKind.FORM_CODE else respondent.number or assignment.student_number
    columns = page.columns(field.kind)
    marked = text if len(columns) == 1 else text[(place := columns.index(field)) : place + 1]
    return marked if any(option.label == marked for option in field.options) else ""


def _judge(exam: Exam, page: _Filled, respondent: Respondent, eye: Eye) -> tuple[list[TruthRow], list[BoxTruth]]:
    rows: list[TruthRow] = []
    boxes: list[BoxTruth] = []
    bubbled = page.layout.bubbled
    for field in page.layout.fields:
        ref = field.ref
        if field in bubbled:
            item = exam.item(ref) if field.kind is FieldKind.CHOICE else None
            order = [option.label for option in item.options] if item else []
            rivals = rivals_of(field, bubbled)
            many = item is not None and item.choose_many
            response, kinds, truths = judge(field, page.marks[ref], exam.cancelled, rivals, choose_many=many, eye=eye, order=order)
            if item:
                rows.append(TruthRow("", "", *ref, response, kinds))
            boxes += truths
        elif field.kind is FieldKind.NUMBER:
            answer = respondent.answers.get(ref, "")
            rows.append(TruthRow("", "", *ref, answer, ("handwriting",) if answer else ("none",)))
    return rows, boxes


def _layers(mark: Drawn, hand: Hand) -> list[tuple[tuple[Stroke, ...], Pen]]:
    over = {Role.ERASED: ERASER, Role.COVERED: FLUID}.get(mark.role, hand.pen)
    return [(mark.strokes, mark.pen), (mark.over, over)]


FLUID = Pen("fluid", (1.0, 1.0, 1.0), 1.0, 1.0)


def _numbers(rng: np.random.Generator, hand: Hand, field: Field, answer: str) -> tuple[Stroke, ...]:
    values = dict(part.split("=", 1) for part in answer.split()) if answer else {}
    return tuple(s for blank in field.blanks if blank.name in values for s in write(rng, hand, values[blank.name], blank.box, centred=True))


def _personal(rng: np.random.Generator, hand: Hand, field: Field, respondent: Respondent) -> list[tuple[tuple[Stroke, ...], Pen]]:
    """Name and student number by hand."""
    text = {FieldKind.NAME: respondent.name, FieldKind.STUDENT_NUMBER: respondent.number}.get(field.kind, "")
    if not text:
        return []
    if field.blanks:
        each: list[tuple[str, Box]] = [(digit, blank.box) for digit, blank in zip(text, field.blanks, strict=False)]
        return [(tuple(s for digit, box in each for s in write(rng, hand, digit, box, centred=True)), hand.pen)]
    return [(write(rng, hand, text, field.box), hand.pen)]


def _scan(
    rngs: tuple[np.random.Generator, np.random.Generator],
    job: Job,
    assignment: Assignment,
    scanner: Scanner,
    filled: Sequence[_Filled],
    fate: Fate,
) -> tuple[SimulatedPage, ...]:
    """Both sides through printer and scanner; the paper is one, so its printing is, and one side shines through to the other."""
    rng, machine = rngs
    table = job.table if scanner.mode != "1-bit" else readable_in_1_bit(job.table)
    how = draw_print(rng, table, filled[0].layout.size)
    strength = draw_show_through(rng, table)
    corner_names, drawn = draw_corner(rng, table)
    corner = drawn if fate.corner is None else fate.corner
    papers = _papers(rng, job, assignment, scanner, filled, how)
    pages = []
    for i, page in enumerate(filled):
        image = papers[i]
        names = fate.damage[i] if fate.damage else corner_names + draw_damage(rng, table)
        if strength and len(papers) > 1:
            image = show_through(image, papers[i ^ 1 if i ^ 1 < len(papers) else 0], strength, scanner.px_per_mm)
        else:
            image = image.copy()
        side = Side(image, page.layout, how, scanner.px_per_mm, scanner.lid, seen_from_behind(corner) if i % 2 else corner)
        damage(rng, names, side)
        scan, jpeg = digitise(machine, image, scanner)
        defects = (*how.defects, *names, *(("showthrough",) if strength > SHOWN else ()), *scanner.defects)
        pages.append(SimulatedPage(assignment.serial, assignment.form, page.layout.number, scan, scanner.dpi, scanner.mode, defects, jpeg))
    return tuple(pages)


SHOWN = 0.03
"""Show-through that takes more of the light than this is named a defect."""


def _papers(
    rng: np.random.Generator, job: Job, assignment: Assignment, scanner: Scanner, filled: Sequence[_Filled], how: Print
) -> list[Image]:
    source = job.pdfs[assignment.form]
    document = pdfium.PdfDocument(source)
    try:
        papers = []
        for page in filled:
            number = _page_index(job, assignment, page.layout.number)
            if number >= len(document):
                where = source if isinstance(source, Path) else f"the sheets of form {assignment.form}"
                raise BadInput(
                    f"{where}: page {number + 1} for sheet {assignment.serial} is missing", "print the sheets again with omr sheet"
                )
            printed = render(document[number], how, scanner.px_per_mm, colour=scanner.mode == "colour")
            paper = wear(rng, printed, how, page.layout, scanner.px_per_mm)
            papers.append(_inked(rng, paper, page, how, scanner.px_per_mm))
        return papers
    finally:
        document.close()


def _page_index(job: Job, assignment: Assignment, number: int) -> int:
    """Where a side stands in its form's PDF: serials in order, each sheet an even number of sides; of a learned form, one blank for all."""
    if job.layout.is_learned:
        return number - 1
    before = Counter(a.form for a in job.assignments if a.serial < assignment.serial)[assignment.form]
    sides = len(job.layout.forms[assignment.form])
    return before * (sides + sides % 2) + number - 1


def _inked(rng: np.random.Generator, paper: Image, page: _Filled, how: Print, px_per_mm: float) -> Image:
    """The paper with everything a hand put on it, in the order drawn."""
    for strokes, pen in page.ink:
        placed = [replace(stroke, points=how.place(stroke.points)) for stroke in strokes]
        if pen is FLUID:
            whiten_strokes(paper, placed, px_per_mm)
        else:
            put(paper, placed, pen, px_per_mm, rng)
    return paper


__all__ = ["PENS", "Answers", "Fate", "Job", "Respondent", "simulate", "simulate_sheet"]
