"""One batch of scans in a folder: inputs by content, evidence, append-only decisions."""

from omr.store.batch import TRANSIENT, Batch, Input, StoredPage, pack, writing
from omr.store.content import write_whole

__all__ = ["TRANSIENT", "Batch", "Input", "StoredPage", "pack", "write_whole", "writing"]
