"""Files → scans: each image as the scanner made it, with an id from its bytes."""

from __future__ import annotations

from omr.ingest.pdf import ingest_pdf
from omr.ingest.picture import ingest_picture
from omr.ingest.source import Kind, Source
from omr.ingest.survey import survey
from omr.model.page import Scan, Unread

__all__ = ["Kind", "Source", "ingest", "survey"]


def ingest(source: Source) -> Scan | Unread:
    """The image that a source names, grey and upright as its file says, or why it cannot be had. Raises OSError where the file is gone."""
    return ingest_pdf(source) if source.kind is Kind.PDF else ingest_picture(source)
