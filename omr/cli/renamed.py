"""Students whom a roster calls otherwise than the one before, and sheets that are another student's by now: a correction, or a slip that
gives a sheet to somebody else.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from omr.cli.saying import say, say_some

if TYPE_CHECKING:
    from omr.files import ExamFolder
    from omr.store import Batch


def say_renamed(batch: Batch, exam: ExamFolder) -> None:
    """The numbers under which the batch's own roster, of the last scan, knows another name, and the serials that its own sheets.csv gives
    to another student: a sheet that was printed for one is graded as the other's.
    """
    from omr.errors import BadExam  # noqa: PLC0415

    if not batch.meta("exam_place"):
        return
    try:
        renamed, moved = _renamed(batch.exam_folder, exam), _moved(batch.exam_folder, exam)
    except BadExam:  # of an older version, whose files might hold what no longer passes
        return
    if renamed:
        say(f"{len(renamed)} students have another name than at the last scan. Check that it is the same person, whose sheet it is:")
        say_some(renamed)
    if moved:
        say(f"{len(moved)} sheets are another student's than at the last scan. Check that this is the sheets.csv they were printed with:")
        say_some(moved)


def _renamed(own: Path, exam: ExamFolder) -> list[str]:
    from omr.files import read_roster  # noqa: PLC0415
    from omr.files.folder import roster_path  # noqa: PLC0415

    roster = roster_path(own)
    before = {student.number: student.name for student in read_roster(roster)} if roster else {}
    pairs = ((one, before.get(one.number, one.name)) for one in exam.roster)
    return [f"{one.number}: {one.name or 'no name'}, was {was}" for one, was in pairs if was and _plain(was) != _plain(one.name)]


def _moved(own: Path, exam: ExamFolder) -> list[str]:
    from omr.files import read_sheets  # noqa: PLC0415
    from omr.files.folder import SHEETS_FILE  # noqa: PLC0415

    sheets = own / SHEETS_FILE
    before = {sheet.serial: sheet.student_number for sheet in read_sheets(sheets)} if sheets.is_file() else {}
    pairs = ((one, before.get(one.serial, "")) for one in exam.sheets)
    return [f"{one.serial}: {one.student_number or 'nobody'}, was {was}" for one, was in pairs if was not in {"", one.student_number}]


def _plain(name: str) -> str:
    """A name as people compare it: without case, and however its accents and spaces are written."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
