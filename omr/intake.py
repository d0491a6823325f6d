"""Files into a batch: what was named, what folders hold, and what is packed in ZIP archives, each an input of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from omr.files.whole import PART
from omr.ingest.archive import Archive, Member, Spoilt
from omr.ingest.source import Kind, has_pdf_end, head_of, is_scan, named_files, odd_file, sniff
from omr.store import Batch
from omr.store.content import begins_with
from omr.store.failure import writing
from omr.store.naming import origin_of
from omr.store.parts import Part

LITTER = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
"""What systems leave in every folder: nobody takes it for a scan."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many files came, and the names of those that are no scans, neither by name nor by how they begin."""

    files: int
    passed_over: tuple[str, ...] = ()


def take_in(
    inputs: Sequence[Path], batch: Batch, *, found_in: Path | None = None, linked: bool = False, apart: Sequence[Path] = ()
) -> Taken:
    """Take files, folders and archives into the batch. A file that cannot be read is its row. ``found_in``: the folder in which all inputs
    were found, which names them. Folders ``apart``, and the batch itself, hold no scans.

    Raises BadInput where the batch cannot be written to.
    """
    files, passed_over = 0, []
    unfinished = batch.parts()
    for path, name, asked_for in named_files(inputs, found_in, (batch.folder, *apart)):
        _forget_parts(path, unfinished, batch)
        came = take_in_file(path, name, batch, asked_for=asked_for, linked=linked)
        files += came
        if not came and path.name.lower() not in LITTER:
            passed_over.append(name)
    return Taken(files, tuple(passed_over))


def _forget_parts(path: Path, earlier: Sequence[Part], batch: Batch) -> None:
    """Take away what was taken in of a file before all of it was there, as a copy over a network is for a while: what it lacked then is
    read now, and nobody need scan it again. A PDF that had its end was whole, whatever was added to it since.
    """
    origin = origin_of(path) if earlier else ""
    with suppress(OSError):  # which taking it in tells
        for part in (one for one in earlier if one.origin == origin):
            if not begins_with(path, part.size, part.sha256):
                continue
            if not has_pdf_end(path, part.size) if sniff(head_of(path)) is Kind.PDF else part.none_read:
                batch.forget(part)


def take_in_file(path: Path, name: str, batch: Batch, *, asked_for: bool, linked: bool = False) -> int:
    """Take in one file, or the scans of one archive; 0 where it is no scan at all."""
    if odd := odd_file(path):
        batch.take_in_unreadable(name, odd, origin=origin_of(path))
        return 1
    try:
        if not is_scan(path, asked_for=asked_for):
            return 0
        if sniff(head_of(path)) is Kind.ZIP and (members := _take_in_members(path, name, batch)):
            return members
        batch.take_in(path, name, linked=linked)
    except OSError as error:
        batch.take_in_unreadable(name, f"the file cannot be read ({error.strerror}); check its permissions", origin=origin_of(path))
    return 1


def _take_in_members(path: Path, name: str, batch: Batch) -> int:
    """Take in the scans of an archive, each as ``archive.zip/its name``; 0 where it holds none or cannot be opened.

    They are copied into the batch even with ``--link``: they are no files that could be read where they are.
    """
    try:
        archive = Archive(path)
    except Spoilt:
        return 0
    with archive:
        members = [member for member in archive.members() if archive.is_scan(member)]
        for member in members:
            _take_in_member(archive, member, f"{name}/{member.name}", f"{origin_of(path)}/{member.name}", batch)
    return len(members)


def _take_in_member(archive: Archive, member: Member, name: str, origin: str, batch: Batch) -> None:
    part = batch.folder / "scans" / f"{PART}{os.getpid()}-unpacked{member.suffix}"  # what a killed run leaves of it, the next one removes
    try:
        _write(part, archive.chunks(member))
        batch.take_in(part, name, origin=origin)
    except Spoilt as spoilt:
        batch.take_in_unreadable(name, spoilt.detail, spoilt.reason, origin)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _write(path: Path, chunks: Iterator[bytes]) -> None:
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("wb")
    with file:
        for chunk in chunks:
            with writing(path.parent):
                file.write(chunk)
        with writing(path.parent):
            file.flush()
