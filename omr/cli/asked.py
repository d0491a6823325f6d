"""How both ways of scanning begin: with named files, and with a watched folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from omr.cli.opening import fitted_reader
from omr.cli.saying import say
from omr.model.exam import Special

if TYPE_CHECKING:
    from omr.files import ExamFolder
    from omr.scan import Scanned


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a scan besides what to read; ``reads`` False where nothing is to be read at all."""

    exam: Path
    batch: Path
    workers: int = 0
    link: bool = False
    expect: int | None = None
    attendance: Path | None = None
    calibration: Path | None = None
    uncounted: bool = False
    reads: bool = True


class Prepared(NamedTuple):
    """Reading as asked, ``read(files, batch=..., progress=...)``, and the exam that is read."""

    read: partial[Scanned]
    exam: ExamFolder


def prepared(asked: Asked) -> Prepared:
    """What is asked, made ready. What is wrong with the exam is raised before a batch is made."""
    from omr.files import read_attendance, read_folder  # noqa: PLC0415
    from omr.scan import layout_of, scan  # noqa: PLC0415

    exam, calibration = read_folder(asked.exam), fitted_reader(asked.calibration)
    layout_of(exam)
    if all(answer is Special.UNKNOWN for answer in exam.key.values()):
        say(f"{asked.exam} has no key yet: its sheets are read, and all points are pending until `omr grade` is given one.")
    if asked.attendance:
        read_attendance(asked.attendance, exam.exam, exam.roster)
    read = partial(
        scan,
        exam=exam,
        calibration=calibration,
        workers=asked.workers,
        linked=asked.link,
        expect=asked.expect,
        attendance=asked.attendance,
        uncounted=asked.uncounted,
    )
    return Prepared(read, exam)
