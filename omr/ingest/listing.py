"""Folders to their end: nothing that may be a scan is passed over without a word, and nothing that omr itself keeps is taken for one."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from omr.errors import BadInput, UsageProblem
from omr.model.paths import in_order

KEPT_IN_A_BATCH = ("scans", "exam", "attendance", "results")
"""The folders that omr itself keeps in a batch."""
OWN_FILES = frozenset({"batch.db", "exam.yaml"})
"""What tells a batch, and an exam."""


def files_below(folder: Path, apart: Collection[Path], refused: Callable[[OSError], None]) -> Iterator[Path]:
    """What is in a folder and in those below it, but hidden files and folders, the folders ``apart``, and other batches and exams.

    A link to a folder elsewhere is followed, once; one to a folder that is gone through anyway, or that holds this one, is none to
    follow. ``refused`` hears of each folder that cannot be listed.
    """
    for place, names in _places(folder, apart, refused):
        if not _is_omrs(place, folder, names):
            yield from (place / name for name in sorted(names, key=in_order) if not name.startswith("."))


def on_the_way(path: Path) -> list[tuple[str, str]]:
    """The same for a file and the folders down to it."""
    return [in_order(part) for part in path.parts]


def _places(folder: Path, apart: Collection[Path], refused: Callable[[OSError], None]) -> Iterator[tuple[Path, list[str]]]:
    """Each folder that is gone through, with the files in it; nothing below a batch or an exam."""
    top = _real(folder)
    met = {_real(path) for path in apart}
    for place, folders, names in os.walk(folder, onerror=refused, followlinks=True):
        here = Path(place)
        down = [] if _is_omrs(here, folder, names) else sorted(folders, key=in_order)
        folders[:] = [name for name in down if not name.startswith(".") and _is_to_follow(here / name, top, met)]
        yield here, names


def _is_omrs(place: Path, top: Path, names: Collection[str]) -> bool:
    """Whether a folder below the one that was named is a batch, whose copies would be read a second time, or an exam, whose printed
    sheets would be read as those of students.
    """
    return place != top and not OWN_FILES.isdisjoint(names)


def _is_to_follow(folder: Path, top: Path, met: set[Path]) -> bool:
    real = _real(folder)
    if real in met:
        return False
    if folder.is_symlink():
        if real.is_relative_to(top) or top.is_relative_to(real):
            return False
        met.add(real)
    return True


ODD_KINDS = {stat.S_IFCHR: "a device", stat.S_IFBLK: "a device", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
"""What a name may stand for besides files and folders: without an end, or without anything until somebody writes."""


def no_file(path: Path) -> str:
    """What something is that is neither a file nor a folder, in words; "" for those, and for what is not there."""
    try:
        return ODD_KINDS.get(stat.S_IFMT(path.stat().st_mode), "")
    except OSError:
        return ""


def check_apart(paths: Collection[Path], batch: Path, exam: Path, kept: Collection[str] = KEPT_IN_A_BATCH) -> None:
    """Raises UsageProblem where a path is among the files of omr itself: what is printed, or was copied, would be read as scans. ``kept``
    are the folders of a batch that are so ("" for all of it); others in there are the office's.
    """
    own = [_real(batch / name) for name in kept]
    for path in paths:
        real = _real(path)
        if path.is_dir() and (real in {_real(batch), _real(exam)} or any(real.is_relative_to(folder) for folder in own)):
            raise UsageProblem(f"{path} holds files of omr itself", "let the scans have a folder of their own, and name that")


def left_out(paths: Collection[Path], apart: Collection[Path]) -> tuple[Path, ...]:
    """The folders ``apart``, and the batches and exams, below one of the paths: told, since nothing in them was read."""
    folders = [path for path in paths if path.is_dir()]
    own = [path for path in apart if path.is_dir() and any(_real(path).is_relative_to(_real(folder)) for folder in folders)]
    others = [place for folder in folders for place, names in _places(folder, apart, lambda _error: None) if _is_omrs(place, folder, names)]
    return tuple(dict.fromkeys([*own, *others]))


def cannot_be_listed(error: OSError) -> BadInput:
    """What to say of a folder of which nobody knows what it holds."""
    return BadInput(
        f"the folder {error.filename} cannot be listed: {error.strerror}", "check its permissions, and run the same command again"
    )


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
