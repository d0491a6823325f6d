"""Responses → grades, by the key."""

from omr.grade.change import changes
from omr.grade.provisional import provisional
from omr.grade.score import Grades, grade
from omr.grade.table import RESPONSE_COLUMNS, joined, response_tables

__all__ = ["RESPONSE_COLUMNS", "Grades", "changes", "grade", "joined", "provisional", "response_tables"]
