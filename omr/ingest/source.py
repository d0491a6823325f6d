"""Which scans there are: files and folders → one source per image, looked up by content and never by name."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from omr.errors import BadInput
from omr.ingest.listing import cannot_be_listed, files_below, no_file, on_the_way
from omr.model.page import Reason, ScanRef, Status, Unread
from omr.model.paths import path_text

HEAD_BYTES = 1024
"""A PDF's signature may stand anywhere in its first 1024 bytes (ISO 32000-1, note 13 of annex H)."""
READ = (".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".jpe", ".png", ".webp")
PICTURES_NOT_READ = (
    *(".bmp", ".gif", ".heic", ".heif", ".avif", ".jxl", ".jp2", ".j2k", ".jpf", ".jpx", ".jb2", ".pcx", ".dcx", ".tga"),
    *(".pnm", ".pgm", ".ppm", ".pbm", ".pam", ".sgi"),
)
DOCUMENTS_NOT_READ = (".djvu", ".xps", ".oxps", ".ps", ".eps", ".mdi")
ARCHIVES_NOT_READ = (".7z", ".rar", ".tar", ".tgz", ".gz")
SCAN_SUFFIXES = frozenset({*READ, *PICTURES_NOT_READ, *DOCUMENTS_NOT_READ, *ARCHIVES_NOT_READ})
"""Names in a folder that promise scans: each becomes a row even if its content is none. Other files are scans only by content."""
ZIP_SUFFIX = ".zip"
"""Of archives in a folder; documents and spreadsheets are ZIP archives by content, but nobody means their pictures as scans."""


PDF_END, PDF_TAIL_BYTES = b"%%EOF", 1024
"""Readers look for a PDF's end in its last 1024 bytes (ISO 32000-1, note 18 of annex H)."""


class Kind(StrEnum):
    """What a file is by its first bytes."""

    PDF = "pdf"
    TIFF = "tiff"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    ZIP = "zip"


class Hints(NamedTuple):
    """Whether any image in a PDF may be masked, and whether any may be inverted; and whether it holds more pages than it announces."""

    masked: bool
    inverted: bool
    uncounted: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """One image to take in: ``page`` counts from 1 in the file at ``path``, which the office knows as ``file``. ``sha256`` is what the file
    came to when it was taken in, where it stays outside of the batch and may change; ``hints`` of a PDF that was searched already.
    """

    path: Path
    file: str
    page: int
    kind: Kind
    sha256: str = ""
    hints: Hints | None = None


def sniff(head: bytes) -> Kind | None:
    """The kind of file that begins with these bytes, or None."""
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}:
        return Kind.TIFF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head[:4] in {b"PK\3\4", b"PK\5\6"}:
        return Kind.ZIP
    return Kind.PDF if b"%PDF-" in head else None


def head_of(path: Path) -> bytes:
    """The first bytes of a file; raises OSError."""
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def has_pdf_end(path: Path, size: int) -> bool:
    """Whether so many bytes of a file end as a PDF does; raises OSError."""
    with path.open("rb") as file:
        file.seek(max(0, size - PDF_TAIL_BYTES))
        return PDF_END in file.read(min(size, PDF_TAIL_BYTES))


def is_scan(path: Path, *, asked_for: bool) -> bool:
    """Whether a file is to be a row: asked for by name, or promised by its own, or by how it begins. Raises OSError."""
    suffix = path.suffix.lower()
    if asked_for or suffix in SCAN_SUFFIXES or suffix == ZIP_SUFFIX:
        return True
    return sniff(head_of(path)) not in {None, Kind.ZIP}


def file_id(path: Path) -> str:
    """The sha256 of a whole file; of nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return hashlib.sha256(b"").hexdigest()


def stamp(path: Path) -> tuple[int, int, int]:
    """What tells two states of a file, and two processes, apart: an open file must not be shared after a fork."""
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size, os.getpid()


def numbered_id(path: Path, page: int) -> str:
    """The id of a page that is not one image: of the file's bytes, which are read once for all of its pages, and the page's number."""
    return hashlib.sha256(f"{_remembered_id(path, stamp(path))}#{page}".encode()).hexdigest()


def is_unchanged(source: Source) -> bool:
    """Whether the file is still what was taken in; hashed once a process. Raises OSError where it is gone."""
    return not source.sha256 or _remembered_id(source.path, stamp(source.path)) == source.sha256


@lru_cache(maxsize=8)
def _remembered_id(path: Path, _stamp: tuple[int, int, int]) -> str:
    return file_id(path)


def file_unread(path: Path, file: str, reason: Reason, detail: str) -> Unread:
    """A whole file that cannot be read, as one row with page 0."""
    return Unread(ScanRef(file, 0, file_id(path)), Status.REJECTED, reason, detail)


def plainly(error: Exception) -> str:
    """What a library says, without the addresses and paths of objects, which differ from run to run."""
    return re.sub(r" ?<[^>]*>\.?", "", str(error))


def named_files(paths: Sequence[Path], folder: Path | None = None, apart: Collection[Path] = ()) -> Iterator[tuple[Path, str, bool]]:
    """Each file with the name to show and whether it was named by the user; folders recursively, in the order of their names, in which
    numbers count as numbers; so, too, the ``paths``, where they come in a shell's order.

    A file is shown by its name, one from a folder by its way from that folder; two of one name by the path as given. With ``folder``,
    all ``paths`` are files found in it. Folders ``apart`` hold none. Raises BadInput for a folder that cannot be listed.
    """
    if folder is not None:
        yield from ((path, path_text(path.relative_to(folder)), False) for path in paths)
        return
    shared = Counter(path.name for path in paths)
    for path in sorted(paths, key=on_the_way) if _is_a_shell_s_order(paths) else paths:  # else somebody meant another
        plain = shared[path.name] == 1
        if not path.is_dir():
            yield path, path_text(Path(path.name) if plain else path), True
            continue
        for inner in sorted(files_below(path, apart, _refuse), key=on_the_way):
            relative = inner.relative_to(path)
            if inner.is_file() or is_promised(inner):
                several = len(paths) > 1
                yield inner, path_text(((Path(path.name) if plain else path) / relative) if several else relative), False


def _is_a_shell_s_order(paths: Sequence[Path]) -> bool:
    """Whether paths come as a shell puts those that a pattern matches: by their letters, capitals first or beside the others."""
    names = [str(path) for path in paths]
    return names in (sorted(names), sorted(names, key=str.casefold))


def _refuse(error: OSError) -> None:
    raise cannot_be_listed(error) from error


def is_promised(path: Path) -> bool:
    """Whether what is no file (on a disk that is not there, a pipe, …) is named like a scan: a row, since nobody knows what it holds."""
    odd = no_file(path) or (path.is_symlink() and not path.exists())
    return bool(odd) and path.suffix.lower() in {*SCAN_SUFFIXES, ZIP_SUFFIX}


def odd_file(path: Path) -> str:
    """Why something is not read, for being no file, with the remedy; "" for a file."""
    what = no_file(path)
    return f"it is {what} and no file; save the scan as a file" if what else ""


def check_paths(paths: Sequence[Path]) -> None:
    """Raises BadInput where a path leads nowhere, or to what is no file: that is a mistake in the command, not a bad scan."""
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise BadInput(f"there is no file or folder {', '.join(missing)}", "check the path and run the command again")
    odd = [f"{path} is {what}" for path in paths if (what := no_file(path))]
    if odd:
        raise BadInput(f"only files are read: {', '.join(odd)}", "save the scan as a file, and name that")
