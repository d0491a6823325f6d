"""Responses → grades, by the key."""

from omr.grade.change import changes
from omr.grade.score import Grades, grade

__all__ = ["Grades", "changes", "grade"]
