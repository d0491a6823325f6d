"""What a grade can be."""

from __future__ import annotations

from enum import StrEnum


class GradeStatus(StrEnum):
    """How far a sheet's grade is settled. Absent is never 0."""

    FINAL = "final"
    PENDING = "pending"
    ABSENT = "absent"
    UNMATCHED = "unmatched"
    CONFLICT = "conflict"
