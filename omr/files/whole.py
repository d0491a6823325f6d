"""Files that are there in whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

PART = ".part-"
"""Begins the name of a file that is being written; the number of the process that writes it follows."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to; it takes the place of ``path`` when the block ends well, and is removed when not.

    Behind a link it is the file that the link leads to. Raises OSError, which names ``path``.
    """
    place = Path(os.path.realpath(path))
    part = _part(place)
    try:
        with _named(path, part):
            place.parent.mkdir(parents=True, exist_ok=True)
            yield part
            _settle(part)
            part.replace(place)
    finally:
        _discard(part)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there in whole or not at all, and until then what was there. Raises OSError, which names the file."""
    with replacing(path) as part:
        part.write_bytes(data)


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together: each is in whole beside its place before the first of them takes its own.

    Where the disk is full, all are what they were before. Raises OSError, which names the file.
    """
    places = {path: Path(os.path.realpath(path)) for path in files}
    try:
        for path, place in places.items():
            with _named(path, _part(place)):
                place.parent.mkdir(parents=True, exist_ok=True)
                _part(place).write_bytes(files[path])
                _settle(_part(place))
        for path, place in places.items():
            with _named(path, _part(place)):
                _part(place).replace(place)
    finally:
        for place in places.values():
            _discard(_part(place))


def _part(place: Path) -> Path:
    return place.with_name(f"{PART}{os.getpid()}-{place.name}")


def _discard(part: Path) -> None:
    """Remove a part if it is there. Where that is refused, so was the writing before it, which is what has to be told."""
    with suppress(OSError):
        part.unlink()


def _settle(part: Path) -> None:
    """Wait until a file's bytes are on the disk."""
    with part.open("rb+") as written:
        os.fsync(written.fileno())


@contextmanager
def _named(path: Path, part: Path) -> Iterator[None]:
    """Says which file it is that the operating system refuses: a full disk does not, and of a part or a folder nobody knows whose it is."""
    try:
        yield
    except OSError as problem:
        name = problem.filename
        is_other = name is not None and not str(name).startswith(str(part)) and Path(name) not in part.parents
        if problem.errno is None or is_other:
            raise
        raise OSError(problem.errno, problem.strerror, str(path)) from problem
