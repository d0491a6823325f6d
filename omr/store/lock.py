"""Who scans into a batch: one process at a time. The operating system holds the lock, and so lets go of a process that was killed."""

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

LOCK = ".scanning"
"""It stays in the batch folder: a lock file that is removed may be locked by two processes, one of them on the removed one."""
BUSY = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
"""What systems say where another process has the lock."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Within it, this process alone may scan into that batch. Raises BadInput where another one does."""
    with writing(folder):
        file = (folder / LOCK).open("a+b")
    with file:
        with writing(folder):
            taken = _take(file)
        if not taken:
            raise _refused(folder, _owner(file))
        with writing(folder):
            _write_owner(file)
        yield


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


def _refused(folder: Path, owner: str) -> BadInput:
    return BadInput(
        f"an `omr scan` into {folder} is running already ({owner}), and two would mix what they read",
        "wait until it has ended, or end it, then run the same command again; reviewing and deciding may go on meanwhile",
    )
