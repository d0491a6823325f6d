"""Inputs and exam folders kept by the hash of their bytes, so that a moved or changed file breaks nothing."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO

from omr.errors import BadInput
from omr.files.whole import PART, write_whole
from omr.model.paths import path_text
from omr.store.failure import writing

CHUNK = 1 << 20
"""Bytes read at a time."""
PREFIX = 16
"""Hexadecimal digits of a snapshot's hash that name its folder: 64 bits, and every use is compared in full."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file's bytes and where they now are."""

    sha256: str
    size: int
    place: Path


HALF_WRITTEN = re.compile(re.escape(PART) + r"([0-9]+)(-.*)?")
"""A file, or a folder of them, that is being written, by the process of that number."""


def sweep(folder: Path) -> None:
    """Remove what runs that were killed left half-written below ``folder``; what a living process is writing stays."""
    abandoned = [(found.group(1), path) for path in folder.rglob(f"{PART}*") if (found := HALF_WRITTEN.fullmatch(path.name))]
    if not abandoned:
        return
    from psutil import pid_exists  # noqa: PLC0415  (needed after a killed run alone)

    for process, path in abandoned:
        if int(process) == os.getpid() or not pid_exists(int(process)):
            if path.is_dir():
                rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def hash_file(path: Path) -> str:
    """The sha256 of the file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def begins_with(path: Path, size: int, sha256: str) -> bool:
    """Whether a file is longer than so many bytes, and begins with those of that hash. Raises OSError."""
    if path.stat().st_size <= size:
        return False
    digest, left = hashlib.sha256(), size
    with path.open("rb") as file:
        while left and (chunk := file.read(min(left, CHUNK))):
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest() == sha256


def keep(path: Path, folder: Path) -> Kept:
    """Copy a file to ``folder/<sha256><extension>``; the bytes hashed are the bytes kept, even if the file changes meanwhile.

    Raises OSError when the file cannot be read, BadInput when the copy cannot be written.
    """
    part = folder / f"{PART}{os.getpid()}"
    try:
        with path.open("rb") as source:
            sha256, size = _copy(source, part)
        place = folder / f"{sha256}{path.suffix.lower()}"
        with writing(folder):
            part.replace(place)
    finally:
        part.unlink(missing_ok=True)
    return Kept(sha256, size, place)


def _copy(source: BinaryIO, target: Path) -> tuple[str, int]:
    """Copy bytes in one pass; their sha256 and their number."""
    digest = hashlib.sha256()
    size = 0
    with writing(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = target.open("wb")
    with copy:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            with writing(target.parent):
                copy.write(chunk)
        with writing(target.parent):
            copy.flush()
            os.fsync(copy.fileno())
    return digest.hexdigest(), size


def link(path: Path) -> Kept:
    """Leave the file where it is (``--link``) and remember its hash. Raises OSError when it cannot be read."""
    return Kept(hash_file(path), path.stat().st_size, path.resolve())


def snapshot(files: Iterable[Path], exam: Path, folder: Path) -> tuple[str, Path]:
    """Copy an exam's files to ``folder/<hash>/`` and give the hash and that place. The same files give the same place.

    ``files`` lie below ``exam``; their names and bytes make the hash.
    """
    members = sorted({path.relative_to(exam).as_posix() for path in files})
    if not members:
        raise BadInput(f"{exam} holds no exam", "give the folder that holds exam.yaml and layout.json")
    contents = {name: (exam / name).read_bytes() for name in members}
    digest = hashlib.sha256()
    for name, data in contents.items():
        digest.update(f"{name}\0{hashlib.sha256(data).hexdigest()}\n".encode())
    sha256 = digest.hexdigest()
    place = folder / sha256[:PREFIX]
    for name, data in contents.items():
        target = place / name
        if not target.is_file() or target.read_bytes() != data:
            write_whole(target, data)
    return sha256, place


def keep_file(path: Path, folder: Path) -> Path:
    """Copy a small file to ``folder/<hash>/<its name>``, so that messages about the copy name it as the office does."""
    data = path.read_bytes()
    place = folder / hashlib.sha256(data).hexdigest()[:PREFIX] / path_text(Path(path.name))
    if not place.is_file() or place.read_bytes() != data:
        write_whole(place, data)
    return place
