"""One batch of scans in a folder: inputs by content, evidence, append-only decisions."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from omr.store.packed import ENDED, RUNNING, THRESHOLDS, TRANSIENT, Input, StoredPage, pack

if TYPE_CHECKING:
    from omr.store.batch import Batch
    from omr.store.failure import writing
    from omr.store.graders import Graders, Noted

__all__ = [
    "ENDED",
    "RUNNING",
    "THRESHOLDS",
    "TRANSIENT",
    "Batch",
    "Graders",
    "Input",
    "Noted",
    "StoredPage",
    "pack",
    "writing",
]

LATER = {
    "Batch": "omr.store.batch",
    "writing": "omr.store.failure",
    "Graders": "omr.store.graders",
    "Noted": "omr.store.graders",
}
"""What needs SQLAlchemy is imported when it is first asked for: the reading processes never do, which spares them 0.2 s of CPU."""


def __getattr__(name: str) -> object:
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(LATER[name]), name)
