"""Every scan accounted for, and the sheets they make."""

from omr.collate.account import account
from omr.collate.papers import contradictions
from omr.collate.settle import page_value
from omr.collate.sheets import collate

__all__ = ["account", "collate", "contradictions", "page_value"]
