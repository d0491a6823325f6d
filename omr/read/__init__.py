"""Registered page → evidence: what stands in each box, as scores."""

from omr.read.expected import Expected, expected, read_at_half_from
from omr.read.reading import read

__all__ = ["Expected", "expected", "read", "read_at_half_from"]
