"""A batch that cannot be written to, said with its remedy."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError, OperationalError

from omr.errors import BadInput


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn a failure to write to the batch into an error that says what to do. Nothing stored before it is lost."""
    try:
        yield
    except OperationalError as error:
        raise BadInput(f"cannot write to the batch {folder}: {error.orig}", _remedy(str(error.orig))) from error
    except DatabaseError as error:
        raise damaged(folder, error.orig) from error
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise BadInput(f"cannot write to the batch {folder}: {error.strerror}", _remedy("full" if full else str(error))) from error


def damaged(folder: Path, error: object) -> BadInput:
    """The error that says that a database cannot be understood. It is left as it is: what stands in it may still be saved."""
    remedy = "put batch.db back from a copy, or scan the files in its scans/ into a new batch folder"
    return BadInput(f"{folder} holds no batch, or a damaged one: {error}", remedy)


def _remedy(what: str) -> str:
    again = "then run the same command again: it goes on where it stopped, and nothing stored is lost"
    if "full" in what:
        return f"free some disk space, {again}"
    if "locked" in what:
        return f"wait until the other omr has ended, {again}"
    return f"see that the folder can be written to, {again}"
