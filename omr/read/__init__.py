"""Registered page → evidence: what stands in each box, as scores."""

from omr.read.expected import Expected, expected
from omr.read.reading import read

__all__ = ["Expected", "expected", "read"]
