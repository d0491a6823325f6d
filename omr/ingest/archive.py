"""ZIP archives: the scans in one, each with the name that people know, read within limits. No member's name ever leads to a file."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from omr.ingest.source import HEAD_BYTES, SCAN_SUFFIXES, ZIP_SUFFIX, Kind, sniff
from omr.model.page import Reason
from omr.model.paths import in_order

LONGEST_DIRECTORY = 16 << 20
"""Bytes of an archive's directory: 150,000 scans with names of 60 characters; Python needs 15 times that to hold it."""
FREE_BYTES = 1 << 30
"""What any archive may unpack to."""
HIGHEST_RATIO = 100
"""How many times its own size a larger archive may unpack to. Scans hardly shrink; a stack of uncompressed white pages shrinks 50 times."""
CHUNK = 1 << 20
"""Bytes unpacked at a time."""
MEMBER = b"PK\3\4"
"""How a member begins (APPNOTE 4.3.7)."""
ENCRYPTED = 0x1
UTF8_NAME = 0x800
"""Bits of a member's general purpose flag (APPNOTE 4.4.4)."""
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})
"""Methods that unpack in a few megabytes; LZMA and Zstandard let the archive choose how much memory they take."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, KeyError)
"""What zipfile raises for a damaged archive."""

BOMB = f"the archive unpacks to more than {HIGHEST_RATIO} times its size; send the scans as they are, without packing them"
NESTED = "an archive within an archive; unpack it, and give its scans by themselves"
LOCKED = "protected by a password; unpack the archive, and give the scans without protection"
UNKNOWN_METHOD = "packed by a method that omr does not know; unpack the archive, or pack it again as an ordinary ZIP"
DAMAGED = "damaged in the archive ({}); copy or pack the archive again"
CUT_SHORT = "the ZIP archive is damaged or cut short ({}); copy or pack it again"
UNLISTED = "the ZIP archive begins with files that its own list leaves out, as if several were joined; unpack them, and pack them as one"
NO_SCAN = "the ZIP archive holds no scan (PDF, TIFF, JPEG, PNG or WebP)"


class Spoilt(Exception):
    """An archive, or one of its members, that cannot be read, and why."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its way from the archive's top, to be shown and never followed; ``promised`` if its name says scan."""

    name: str
    promised: bool
    info: zipfile.ZipInfo

    @property
    def suffix(self) -> str:
        """The extension, only where it is one of a scan."""
        return Path(self.name).suffix.lower() if self.promised else ""


class _Bounded(io.BufferedReader):
    """An archive's bytes: zipfile reads a directory of any length in one go, and a hostile one would fill the memory."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > LONGEST_DIRECTORY:
            raise zipfile.BadZipFile("its directory is too long")
        return super().read(size)


class Archive:
    """An open archive. Raises Spoilt where it cannot be read, OSError where the file is gone."""

    def __init__(self, path: Path) -> None:
        self._file = _Bounded(path.open("rb", buffering=0))
        self._left = max(FREE_BYTES, path.stat().st_size * HIGHEST_RATIO)
        try:
            self._zip = zipfile.ZipFile(self._file)
        except BROKEN as error:
            self._file.close()
            raise Spoilt(Reason.UNREADABLE_FILE, CUT_SHORT.format(error)) from error
        if self._begins_unlisted():
            self._file.close()
            raise Spoilt(Reason.UNREADABLE_FILE, UNLISTED)

    def _begins_unlisted(self) -> bool:
        """Whether a member stands before the first that the directory lists: of archives copied one after the other, only the last one's
        directory is read.
        """
        first = min((info.header_offset for info in self._zip.infolist()), default=0)
        self._file.seek(0)
        return first > 0 and self._file.read(len(MEMBER)) == MEMBER

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()
        self._file.close()

    def members(self) -> list[Member]:
        """The files that may be scans, in the order of their names: no folders, nothing hidden, nothing of the Finder's own."""
        found: list[tuple[tuple[str, ...], Member]] = []
        for info in self._zip.infolist():
            parts = shown_parts(info)
            if parts and not info.is_dir() and parts[0] != "__MACOSX" and not any(part.startswith(".") for part in parts):
                suffix = Path(parts[-1]).suffix.lower()
                found.append((parts, Member("/".join(parts), suffix in SCAN_SUFFIXES or suffix == ZIP_SUFFIX, info)))
        return [member for _, member in sorted(found, key=lambda one: [in_order(part) for part in one[0]])]

    def is_scan(self, member: Member) -> bool:
        """Whether the member is to be a row: by its name, or by how it begins."""
        if member.promised or member.info.flag_bits & ENCRYPTED:
            return True
        try:
            with self._zip.open(member.info) as file:
                return sniff(file.read(HEAD_BYTES)) not in {None, Kind.ZIP}
        except BROKEN:
            return False

    def chunks(self, member: Member) -> Iterator[bytes]:
        """The member's bytes. Raises Spoilt where they cannot be had, or where the archive has unpacked to more than an honest one does."""
        if member.suffix == ZIP_SUFFIX:
            raise Spoilt(Reason.NOT_A_SCAN, NESTED)
        if member.info.flag_bits & ENCRYPTED:
            raise Spoilt(Reason.ENCRYPTED, LOCKED)
        if member.info.compress_type not in METHODS:
            raise Spoilt(Reason.UNREADABLE_FILE, UNKNOWN_METHOD)
        try:
            with self._zip.open(member.info) as file:
                while chunk := file.read(CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise Spoilt(Reason.TOO_LARGE, BOMB)
                    yield chunk
        except BROKEN as error:
            raise Spoilt(Reason.UNREADABLE_FILE, DAMAGED.format(error)) from error


def shown_parts(info: zipfile.ZipInfo) -> tuple[str, ...]:
    """The member's name as people read it: names not flagged as UTF-8 that are UTF-8 all the same are common, and the rest is cp437.

    Roots, drives and ``..`` are left out, and so is what no terminal should be sent.
    """
    name = info.filename
    if not info.flag_bits & UTF8_NAME:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    parts = name.replace("\\", "/").split("/")
    clean = ("".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in part) for part in parts)
    return tuple(part for part in clean if part not in {"", ".", ".."} and not (len(part) == 2 and part[1] == ":"))


def archive_problem(path: Path) -> tuple[Reason, str]:
    """What is wrong with an archive that gave no scan."""
    try:
        with Archive(path):
            return Reason.NOT_A_SCAN, NO_SCAN
    except Spoilt as spoilt:
        return spoilt.reason, spoilt.detail
