"""One batch of scans in a folder: inputs by content, evidence, append-only decisions."""

from omr.store.batch import ENDED, RUNNING, TRANSIENT, Batch, Input, StoredPage, pack
from omr.store.content import write_whole
from omr.store.failure import writing

__all__ = ["ENDED", "RUNNING", "TRANSIENT", "Batch", "Input", "StoredPage", "pack", "write_whole", "writing"]
