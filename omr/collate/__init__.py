"""Every scan accounted for, and the sheets they make."""

from omr.collate.papers import contradictions
from omr.collate.settle import page_value
from omr.collate.sheets import collate

__all__ = ["collate", "contradictions", "page_value"]
