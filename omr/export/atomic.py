"""Files that are either the old one or the new one, never half of either."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from omr.errors import BadInput


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to; it takes the place of ``path`` when the block ends well, and is removed when not.

    Raises BadInput if the folder cannot be written or the file is held open by another program (as spreadsheets do on Windows).
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise unwritable(path, problem) from problem
    try:
        yield beside
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        beside.replace(path)
    except OSError as problem:
        raise unwritable(path, problem) from problem
    finally:
        beside.unlink(missing_ok=True)


def unwritable(path: Path, problem: Exception) -> BadInput:
    """The error that says that ``path`` cannot be written, and why."""
    why = getattr(problem, "strerror", None) or str(problem)
    return BadInput(f"{path} cannot be written: {why}", "close it in other programs, or free the disk, and run the command again")
