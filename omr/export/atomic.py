"""Files that are either the old one or the new one, with a remedy where they cannot be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from omr.errors import BadInput
from omr.files import whole


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to; it takes the place of ``path`` when the block ends well, and is removed when not.

    Raises BadInput if the folder cannot be written or the file is held open by another program (as spreadsheets do on Windows).
    """
    try:
        with whole.replacing(path) as beside:
            yield beside
    except OSError as problem:
        if problem.filename != str(path):
            raise
        what = f"{path} cannot be written: {problem.strerror}"
        raise BadInput(what, "close it in other programs, or free the disk, and run the command again") from problem
