"""What was handed in, said anew for a batch: told, and possible without reading anything again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from omr.cli.opening import opened_batch
from omr.cli.saying import say
from omr.errors import UsageProblem

if TYPE_CHECKING:
    from omr.cli.asked import Asked
    from omr.files import ExamFolder
    from omr.store import Batch


def is_counted(asked: Asked) -> bool:
    """Whether anything is said of what was handed in. Raises UsageProblem where it contradicts itself."""
    said = asked.expect is not None or asked.attendance is not None
    if said and asked.uncounted:
        raise UsageProblem("--uncounted takes back what was said of what was handed in", "give it alone, or --expect and --attendance")
    return said or asked.uncounted


def count_anew(asked: Asked, exam: ExamFolder) -> None:
    """Keep in a batch what is said now of what was handed in; nothing is read. Raises UsageProblem where the exam is another."""
    from omr.results import exam_of  # noqa: PLC0415

    with opened_batch(asked.batch) as opened, opened.scanning():
        exam_of(opened, exam.folder)
        opened.expect(asked.expect, asked.attendance, forget=asked.uncounted)


def say_counted_anew(batch: Batch, asked: Asked) -> None:
    """What was said before of what was handed in, and counts no more: a slip, here or there, would move every grade's status."""
    count, listed = batch.expected
    if asked.uncounted:
        before = [f"{count} sheets"] * (count is not None) + ["an attendance list"] * (listed is not None)
        say(f"What was handed in is not known from now on; said before: {' and '.join(before) or 'nothing'}.")
    if asked.expect is not None and count not in {None, asked.expect}:
        say(f"From now on {asked.expect} sheets are expected; said before: {count}.")
    if asked.attendance is not None and listed is not None and not _same(asked.attendance, listed):
        say(f"From now on {asked.attendance} says who handed in a sheet, and the list that was given before counts no more.")


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()
