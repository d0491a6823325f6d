"""Every scan accounted for, and the sheets they make."""

from omr.collate.account import account
from omr.collate.notes import gap_text, stray_text
from omr.collate.papers import contradictions
from omr.collate.settle import page_value
from omr.collate.sheets import collate
from omr.collate.version import Bubbles

__all__ = ["Bubbles", "account", "collate", "contradictions", "gap_text", "page_value", "stray_text"]
