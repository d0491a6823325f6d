"""A learned form's blank sheets, to be filled in a rehearsal: what ``omr learn`` kept of them."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path

from omr.errors import BadInput
from omr.files import ExamFolder
from omr.model.exam import Assignment
from omr.model.layout import REFERENCE_PX_PER_MM, LayoutPage
from omr.simulate.writing import write_pdf

MM_PER_INCH = 25.4


def blank_pdfs(folder: ExamFolder, out: Path) -> dict[str, Path]:
    """The blank of each form of a learned layout as a PDF in ``out``, by form code, drawn by the reference pictures of its pages.

    Raises BadInput where a page has none.
    """
    assert folder.layout is not None
    out.mkdir(parents=True, exist_ok=True)
    made = {}
    for number, (form, pages) in enumerate(folder.layout.forms.items(), start=1):
        made[form] = out / f"blank-{number}.pdf"
        write_pdf([(_picture(folder, page), REFERENCE_PX_PER_MM * MM_PER_INCH) for page in pages], made[form])
    return made


def _picture(folder: ExamFolder, page: LayoutPage) -> bytes:
    place = folder.folder / page.reference
    if not page.reference or not place.is_file():
        raise BadInput(f"{folder.folder}: layout.json names no picture of page {page.number} that is there", "learn the form again")
    return place.read_bytes()


def handed_in(folder: ExamFolder, count: int) -> tuple[Assignment, ...]:
    """So many sheets of a learned form, which carry no serial: called 1, 2, … in their order, the forms in turn, the roster's students
    first.
    """
    assert folder.layout is not None
    students, forms, wide = (student.number for student in folder.roster), cycle(folder.layout.forms), len(str(count))
    return tuple(Assignment(f"{number:0{wide}}", next(students, ""), next(forms)) for number in range(1, count + 1))
