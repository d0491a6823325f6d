"""What passes between the reading processes and the store. No database here: the processes do without it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from omr.model.page import PageEvidence, PageResult, Reason, Status
from omr.store.codec import encode, outline

TRANSIENT = (Reason.TIME_LIMIT, Reason.WORKER_DIED)
"""Reasons that lie in the run, not in the page: such a page is read again by the next run."""
THRESHOLDS = "thresholds"
"""The name under which a batch keeps the thresholds that it was scanned with, as JSON."""
RUNNING, ENDED = "running", "ended"
"""What a batch notes as its ``scan_state``: a run that was killed never noted that it ended."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file taken in. ``name`` is no other's; ``place`` is where its bytes are; ``pages`` the rows that it gives, None until it was
    opened.
    """

    id: int
    name: str
    sha256: str
    size: int
    place: Path
    pages: int | None


class StoredPage(NamedTuple):
    """A page's result as it travels from a worker to the store: already encoded, cheap to send."""

    page: int
    scan: str
    status: str
    reason: str | None
    detail: str
    dpi: float | None
    evidence: bytes | None
    outline: str | None


def pack(result: PageResult) -> StoredPage:
    """A page's result, encoded."""
    ref = result.ref
    if isinstance(result, PageEvidence):
        return StoredPage(ref.page, ref.scan, Status.READ.value, None, "", None, encode(result), outline(result))
    return StoredPage(ref.page, ref.scan, result.status.value, result.reason.value, result.detail, result.dpi, None, None)
