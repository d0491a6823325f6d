"""Grades → the files that leave the house."""

from omr.export.atomic import replacing
from omr.export.earlier import earlier_grades
from omr.export.results import Listed, export
from omr.export.table_csv import write_csv

__all__ = ["Listed", "earlier_grades", "export", "replacing", "write_csv"]
