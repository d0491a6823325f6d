"""Whether a file is there to its end, or a scanner is still writing it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from omr.ingest.coded import UNWRITTEN_BYTES, is_unwritten, webp_problem
from omr.ingest.jpeg import TAIL_BYTES, is_cut_short
from omr.ingest.picture import BROKEN, opened
from omr.ingest.source import PDF_TAIL_BYTES, Kind, has_pdf_end, head_of, sniff
from omr.ingest.survey import survey_file
from omr.ingest.tiff import COMPRESSION, JPEG_TABLES, NOT_CODED
from omr.model.page import Reason, Unread

PNG_END = b"IEND"
STRIPS = ((273, 279), (324, 325))
"""TIFF tags: where the strips (tiles) of an image stand, and how many bytes each has."""


def lacks(path: Path) -> str:
    """What a scan lacks as long as it is being written; empty where it is there to its end. Decodes nothing.

    A TIFF is whole whenever all that stands in it is of a page: whether another follows, only time tells.
    Files are also written out of order (a copy to a network share may reserve the whole length at first), so that a file's end
    alone says little: its pages must be found too.
    """
    try:
        return _lacks(path)
    except OSError as error:
        return f"it cannot be opened ({error.strerror or error})"


def _lacks(path: Path) -> str:
    head = head_of(path)
    if not any(head):
        return "nothing is in it yet"
    kind = sniff(head)
    if kind is None:
        return ""
    if not _has_end(path, kind):
        return f"the end of the {kind.upper()} file is missing"
    whole = not any(isinstance(one, Unread) and one.reason is Reason.UNREADABLE_FILE for one in survey_file(path, "", asked_for=True))
    return "" if whole else f"parts of the {kind.upper()} file are missing"


def _has_end(path: Path, kind: Kind) -> bool:
    size = path.stat().st_size
    match kind:
        case Kind.PDF:
            return has_pdf_end(path, size)
        case Kind.JPEG:
            return not is_cut_short(_tail(path, size, TAIL_BYTES))
        case Kind.PNG:
            return PNG_END in _tail(path, size, PDF_TAIL_BYTES)
        case Kind.WEBP:
            return webp_problem(path.read_bytes()) is None
        case Kind.TIFF:
            return _tiff_has_end(path, size)
        case Kind.ZIP:
            return zipfile.is_zipfile(path)


def _tail(path: Path, size: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, size - length))
        return file.read()


def _tiff_has_end(path: Path, size: int) -> bool:
    """Whether every image's last strip is there and written. True where the file cannot be opened: its survey tells that."""
    try:
        return all(end is not None and end <= size and not (coded and _is_unwritten(path, end)) for end, coded in _last_strips(path))
    except BROKEN:
        return True


def _last_strips(path: Path) -> Iterator[tuple[int | None, bool]]:
    """Where the last strip of each image ends, and whether it is coded; None where a directory is not written yet."""
    with opened(path) as image:
        tags = cast("Any", image).tag_v2  # only TIFF images have them
        for frame in range(int(getattr(image, "n_frames", 1))):
            image.seek(frame)
            strips = [
                (place, length)
                for places, lengths in STRIPS
                for place, length in zip(_numbers(tags.get(places)), _numbers(tags.get(lengths)), strict=False)
            ]
            tables = bytes(tags.get(JPEG_TABLES, b""))
            written = bool(strips) and all(place and length for place, length in strips) and not (tables and is_cut_short(tables))
            yield max(map(sum, strips)) if written else None, tags.get(COMPRESSION, 1) not in NOT_CODED
        if tags.next:  # the last directory names another: itself, or the next one, is cut off
            yield None, False


def _is_unwritten(path: Path, end: int) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, end - UNWRITTEN_BYTES))
        return is_unwritten(file.read(UNWRITTEN_BYTES))


def _numbers(value: int | Sequence[int] | None) -> Sequence[int]:
    """A tag's numbers: Pillow gives a single one without a tuple."""
    if value is None:
        return ()
    return (value,) if isinstance(value, int) else value
