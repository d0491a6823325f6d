"""Who is at work in a batch: one process at a time for each kind of work. The operating system holds the locks, and so lets go of a
process that was killed.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import gethostname
from typing import BinaryIO

from omr.errors import BadInput
from omr.store.failure import writing

LOCK = ".{}"
"""Named by its command. It stays in the folder: one that is removed may be locked by two processes, one of them on what was removed."""
BUSY = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
"""What systems say where another process has the lock."""


@contextmanager
def held(folder: Path, command: str) -> Iterator[None]:
    """Within it, this process alone is at that command's work in the batch. Raises BadInput where another one is."""
    with writing(folder):
        file = (folder / LOCK.format(command)).open("a+b")
    with file:
        with writing(folder):
            taken = _take(file)
        if not taken:
            raise _refused(folder, command, _owner(file))
        with writing(folder):
            _write_owner(file)
        yield


def is_held(folder: Path, command: str) -> bool:
    """Whether a process is at that command's work in the batch."""
    try:
        with (folder / LOCK.format(command)).open("rb") as file:
            return not _take(file)
    except OSError:
        return False  # nobody ever was


def _take(file: BinaryIO) -> bool:
    try:
        _lock(file)
    except OSError as error:
        if error.errno in BUSY:
            return False
        raise
    return True


if sys.platform == "win32":
    import msvcrt

    FAR = 1 << 30
    """Where the locked byte lies: others cannot read what is locked, and are to read who has it."""

    def _lock(file: BinaryIO) -> None:
        file.seek(FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _write_owner(file: BinaryIO) -> None:
    file.truncate(0)
    file.write(f"{os.getpid()} {gethostname()}".encode())
    file.flush()


def _owner(file: BinaryIO) -> str:
    """Whose lock it is, in words; the file is empty for the moment between locking and writing."""
    file.seek(0)
    process, _, host = file.read(1000).decode(errors="replace").partition(" ")
    return f"process {process}" + (f" on {host}" if host != gethostname() else "") if process else "another process"


def _refused(folder: Path, command: str, owner: str) -> BadInput:
    return BadInput(
        f"an `omr {command}` of {folder} is running already ({owner}), and two would mix what they write",
        "wait until it has ended, or end it, then run the same command again; reviewing and deciding may go on meanwhile",
    )
