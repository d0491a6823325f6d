"""Files → scans: each image as the scanner made it, with an id from its bytes."""

from __future__ import annotations

from omr.ingest.limits import SMALLEST_SIDE_PX
from omr.ingest.source import Kind, Source
from omr.ingest.survey import survey
from omr.model.page import Scan, Unread

__all__ = ["Kind", "Source", "ingest", "survey"]


def ingest(source: Source, halve_from_dpi: float | None = None, smallest: int = SMALLEST_SIDE_PX) -> Scan | Unread:
    """The image that a source names, grey and upright as its file says, or why it cannot be had. Raises OSError where the file is gone.

    A JPEG that says to be of ``halve_from_dpi`` or more is decoded at half its size. An image whose shorter side has less than
    ``smallest`` pixels is not taken in.
    """
    if source.kind is Kind.PDF:  # a decoder is imported where it is used: the program that only sends sources away needs none
        from omr.ingest.pdf import ingest_pdf  # noqa: PLC0415

        return ingest_pdf(source, halve_from_dpi, smallest)
    from omr.ingest.picture import ingest_picture  # noqa: PLC0415

    return ingest_picture(source, halve_from_dpi, smallest)
