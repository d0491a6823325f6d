"""Whether a file is there to its end, or a scanner is still writing it."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from math import inf
from pathlib import Path
from typing import Any, cast

from omr.ingest.jpeg import TAIL_BYTES, is_cut_short
from omr.ingest.picture import BROKEN, opened
from omr.ingest.source import Kind, head_of, sniff
from omr.ingest.survey import survey_file
from omr.model.page import Reason, Unread

PDF_END, PDF_TAIL_BYTES = b"%%EOF", 1024
"""Readers look for a PDF's end in its last 1024 bytes (ISO 32000-1, note 18 of annex H)."""
PNG_END = b"IEND"
STRIPS = ((273, 279), (324, 325))
"""TIFF tags: where the strips (tiles) of an image stand, and how many bytes each has."""


def lacks(path: Path) -> str:
    """What a scan lacks as long as it is being written; empty where it is there to its end. Decodes nothing.

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
    if not _has_end(path, kind, head):
        return f"the end of the {kind.upper()} file is missing"
    whole = not any(isinstance(one, Unread) and one.reason is Reason.UNREADABLE_FILE for one in survey_file(path, "", asked_for=True))
    return "" if whole else f"parts of the {kind.upper()} file are missing"


def _has_end(path: Path, kind: Kind, head: bytes) -> bool:
    size = path.stat().st_size
    match kind:
        case Kind.PDF:
            return PDF_END in _tail(path, size, PDF_TAIL_BYTES)
        case Kind.JPEG:
            return not is_cut_short(_tail(path, size, TAIL_BYTES))
        case Kind.PNG:
            return PNG_END in _tail(path, size, PDF_TAIL_BYTES)
        case Kind.WEBP:
            return size >= int.from_bytes(head[4:8], "little") + 8
        case Kind.TIFF:
            return _tiff_bytes(path) <= size
        case Kind.ZIP:
            return zipfile.is_zipfile(path)


def _tail(path: Path, size: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, size - length))
        return file.read()


def _tiff_bytes(path: Path) -> float:
    """The bytes that a TIFF must have: up to the end of the last strip of any image. 0 where it cannot be opened: its survey tells that."""
    end = 0.0
    try:
        with opened(path) as image:
            tags = cast("Any", image).tag_v2  # only TIFF images have them
            for frame in range(int(getattr(image, "n_frames", 1))):
                image.seek(frame)
                ends = [
                    place + length
                    for places, lengths in STRIPS
                    for place, length in zip(_numbers(tags.get(places)), _numbers(tags.get(lengths)), strict=False)
                ]
                end = max(end, max(ends, default=inf))  # an image without strips: its directory is cut off
    except BROKEN:
        return 0
    return end


def _numbers(value: int | Sequence[int] | None) -> Sequence[int]:
    """A tag's numbers: Pillow gives a single one without a tuple."""
    if value is None:
        return ()
    return (value,) if isinstance(value, int) else value
