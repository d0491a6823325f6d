"""From an exam to paper: every student's sheet, the layout of each form, and pictures of its empty pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from omr.errors import UsageProblem
from omr.model.exam import Assignment, Exam, Form
from omr.model.layout import REFERENCE_PX_PER_MM, Layout, LayoutPage
from omr.sheet.document import PAPER_MM, Json, Paper, document
from omr.sheet.render import render_page
from omr.sheet.symbols import qr_path
from omr.sheet.typeset import Typeset, layout_page, overprint, typeset

NOBODY: Json = {"serial": "", "owner": "", "number": "", "qr": []}
"""Fills no personal place. A reference goes the way of every sheet, since a renderer sets letters by whole pixels."""


@dataclass(frozen=True, slots=True)
class Printed:
    """``pdfs``: form code → its sheets in the order of their serials, each filling whole leaves (an even number of sides).

    ``references``: file name relative to ``layout.json`` → PNG of the page without anything that differs from sheet to sheet.
    """

    pdfs: Mapping[str, bytes]
    layout: Layout
    references: Mapping[str, bytes]


def sheet(exam: Exam, assignments: Sequence[Assignment], names: Mapping[str, str], paper: Paper = "a4") -> Printed:
    """The sheets of all ``assignments`` (``names``: student number → name), with the layout that they were printed by.

    Raises UsageProblem for an assignment to a form that the exam lacks, BadExam where the exam's name does not fit a QR code.
    """
    unknown = sorted({assignment.form for assignment in assignments} - {form.code for form in exam.forms})
    if unknown:
        raise UsageProblem(f"sheets are assigned to form {', '.join(unknown)}, which exam {exam.name} lacks", "add the form to exam.yaml")
    pdfs: dict[str, bytes] = {}
    pages: dict[str, tuple[LayoutPage, ...]] = {}
    references: dict[str, bytes] = {}
    for form in exam.forms:
        data = document(exam, form, paper)
        empty = typeset(data)
        pages[form.code] = _layout(form, empty, paper)
        unfilled = overprint(data, empty, [NOBODY])
        references |= {page.reference: _png(unfilled, page.number) for page in pages[form.code]}
        own = sorted((assignment for assignment in assignments if assignment.form == form.code), key=lambda a: a.serial)
        if own:
            pdfs[form.code] = overprint(data, empty, [_sheet(exam, assignment, names, len(empty.pages)) for assignment in own])
    return Printed(pdfs, Layout(pages), references)


def blank_pdf(exam: Exam, form: str, paper: Paper = "a4") -> bytes:
    """One sheet that is nobody's, to photocopy or to look at: its QR code names exam, form and page and no serial."""
    data = document(exam, exam.form(form), paper)
    empty = typeset(data)
    return overprint(data, empty, [_sheet(exam, Assignment("", "", form), {}, len(empty.pages))])


def _sheet(exam: Exam, assignment: Assignment, names: Mapping[str, str], pages: int) -> Json:
    qr = [qr_path(exam.name, assignment.form, number, assignment.serial) for number in range(1, pages + 1)]
    owner = names.get(assignment.student_number, "")
    return {"serial": assignment.serial, "owner": owner, "number": assignment.student_number, "qr": qr}


def _layout(form: Form, empty: Typeset, paper: Paper) -> tuple[LayoutPage, ...]:
    numbered = enumerate(empty.pages, start=1)
    return tuple(layout_page(n, PAPER_MM[paper], spots, f"reference/{form.code}-{n}.png") for n, spots in numbered)


def _png(pdf: bytes, number: int) -> bytes:
    buffer = BytesIO()
    Image.fromarray(render_page(pdf, number, REFERENCE_PX_PER_MM)).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
