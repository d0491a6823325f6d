"""What a batch's bubbles say beside its items: whose a sheet is, and which version. Evidence is fetched only where a form asks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from weakref import WeakKeyDictionary

from omr.collate import Bubbles
from omr.interpret import student_number, version
from omr.model.calibration import Thresholds
from omr.model.exam import Exam
from omr.model.layout import FieldKind, Layout, LayoutPage
from omr.model.page import PageEvidence
from omr.model.response import Sheet, Told
from omr.model.versions import renamed
from omr.store import THRESHOLDS, Batch

_told: WeakKeyDictionary[Batch, tuple[Layout, dict[object, Told | None]]] = WeakKeyDictionary()
"""What was told once of the same pages by that layout: the graders' page makes the sheets anew with each page that is decided."""


def bubbles_of(batch: Batch, exam: Exam, layout: Layout, numbers: AbstractSet[str]) -> Bubbles:
    """By the lines of the calibration that the batch was scanned with, never by looser ones of an exam's budget: a wrong number moves a
    whole sheet. A batch that kept none, older than such bubbles, never read any. ``numbers`` are those of the exam's roster.
    """
    kept = batch.meta(THRESHOLDS)
    limits = Thresholds(**json.loads(kept)) if kept else None
    if batch not in _told or _told[batch][0] is not layout:
        _told[batch] = layout, {}
    known = _told[batch][1]
    asked = (kept, exam.cancelled, exam.student_digits, exam.fewest_digits, numbers)

    def whose(sheet: Sheet) -> Told | None:
        if limits is None or not any(page.columns(FieldKind.STUDENT_NUMBER) for page in layout.forms.get(sheet.form, ())):
            return None
        key = (asked, sheet.form, tuple((page.ref, page.code.form) for page in sheet.pages))
        if key not in known:
            whole = replace(sheet, pages=whole_pages(batch, sheet.pages, layout))
            known[key] = student_number(whole, exam, layout, limits, numbers)
        return known[key]

    def which(page: PageEvidence, printed: LayoutPage) -> Told:
        if limits is None:
            return Told()
        key = (asked, page.ref, page.code.form)
        if key not in known:
            known[key] = version(batch.whole([page])[0], printed, exam, limits)
        return known[key] or Told()

    return Bubbles(whose, which)


def whole_pages(batch: Batch, pages: Sequence[PageEvidence], layout: Layout) -> tuple[PageEvidence, ...]:
    """Pages with all that was measured on them, under the names of their own forms."""
    return tuple(renamed(page, layout) for page in batch.whole(pages))
