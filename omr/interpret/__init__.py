"""Evidence → responses: the only place that decides."""

from omr.interpret.columns import student_number, version
from omr.interpret.decided import OMITTED, meaning
from omr.interpret.interpreting import interpret, places

__all__ = ["OMITTED", "interpret", "meaning", "places", "student_number", "version"]
