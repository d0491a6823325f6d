"""One look at the whole batch as it stands in the store: its sheets, and what waits on those that are not as they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from omr.files import ExamFolder
from omr.model.calibration import Calibration
from omr.model.response import Collation, Response, Sheet, SheetItem
from omr.results import Responses, audit_of, collation_of, exam_of, layout_of, same_calibration, shown
from omr.store import Batch

Told = Callable[[int, int], None]
"""Is told how many sheets of how many have been looked through."""
Again = Callable[[Batch], ExamFolder]
"""Reads a batch's exam, or what was given in its place."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen. ``change`` and ``heard`` say up to which change of the scans and which decision; ``place`` is the batch's own exam.

    ``names`` are the sheets that came, went or changed; ``responses`` what waits on those that are there; ``audited`` the open sample.
    """

    change: int
    heard: int
    place: Path
    exam: ExamFolder
    collation: Collation
    sheets: Mapping[str, Sheet]
    names: frozenset[str]
    responses: tuple[Response, ...]
    audited: frozenset[SheetItem]


def look(batch: Batch, exam: ExamFolder, calibration: Calibration, told: Told, last: Look | None = None, again: Again = exam_of) -> Look:
    """Look at the batch by an exam, which is read ``again`` where the batch's own is another one now; only sheets that are not as the
    ``last`` look by the same exam saw them are interpreted.

    What is stored in the meantime may be in it or not: it is above ``change`` and ``heard``, so the next look sees it.
    """
    change, heard, place = batch.changes.latest(), batch.graders.latest(), batch.exam_folder
    same_calibration(batch, calibration)
    before: Mapping[str, Sheet] = last.sheets if last else {}
    known = before
    if last and last.place != place:  # its key may ask for other items of the same sheets
        exam, known = again(batch), {}
    collation = collation_of(batch, exam)
    sheets = {sheet.sheet: sheet for sheet in collation.sheets}
    changed = tuple(one for one in collation.sheets if one.sheet not in known or _face(one) != _face(known[one.sheet]))
    gone = before.keys() - sheets.keys()
    responses = Responses(batch, exam.exam, layout_of(exam), calibration, changed, batch.decisions(), told)
    audit = audit_of(batch, collation, exam.exam)
    waiting = tuple(shown(batch, responses, audit, exam.key))
    audited = frozenset(SheetItem(*named) for named in audit.open)
    return Look(change, heard, place, exam, collation, sheets, frozenset({*gone, *(one.sheet for one in changed)}), waiting, audited)


def _face(sheet: Sheet) -> object:
    """What makes a sheet the one that was looked at."""
    return sheet.form, sheet.student_number, sheet.conflict, [(page.ref, page.code) for page in sheet.pages]
