"""Students whom a roster calls otherwise than the one before: a corrected name, or a number that is somebody else's now."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from omr.cli.saying import say, say_some

if TYPE_CHECKING:
    from omr.files import ExamFolder
    from omr.store import Batch


def say_renamed(batch: Batch, exam: ExamFolder) -> None:
    """The numbers under which the batch's own roster, of the last scan, knows another name: a sheet that was printed with one name is
    graded under the other.
    """
    from omr.errors import BadExam  # noqa: PLC0415
    from omr.files import read_roster  # noqa: PLC0415
    from omr.files.folder import roster_path  # noqa: PLC0415

    own = roster_path(batch.exam_folder) if batch.meta("exam_place") else None
    try:
        before = {student.number: student.name for student in read_roster(own)} if own else {}
    except BadExam:  # of an older version, whose rosters might hold what no longer passes
        return
    pairs = ((one, before.get(one.number, one.name)) for one in exam.roster)
    renamed = [f"{one.number}: {one.name or 'no name'}, was {was}" for one, was in pairs if was and _plain(was) != _plain(one.name)]
    if renamed:
        say(f"{len(renamed)} students have another name than at the last scan. Check that it is the same person, whose sheet it is:")
        say_some(renamed)


def _plain(name: str) -> str:
    """A name as people compare it: without case, and however its accents and spaces are written."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
