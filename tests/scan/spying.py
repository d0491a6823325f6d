"""A page half that says what its process has imported. Imports nothing itself that a reading process does not need."""

from __future__ import annotations

import sys

from omr.ingest.source import Source
from omr.model.page import PageHalf, PageResult, Reason, ScanRef, Unread
from omr.model.page import Status as PageStatus
from omr.page_half import read_page


def tells_modules(source: Source, half: PageHalf) -> PageResult:
    """Reads the page, and tells what is loaded by then."""
    read_page(source, half)
    packages = {name for name in sys.modules if name.count(".") < 2}
    return Unread(ScanRef(source.file, source.page, "spy"), PageStatus.REJECTED, Reason.UNREADABLE_PAGE, " ".join(sorted(packages)))
