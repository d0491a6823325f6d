"""What a grade can be."""

from __future__ import annotations

from enum import StrEnum


class GradeStatus(StrEnum):
    """How far a sheet's grade is settled. Absent is never 0.

    ``provisional``: nothing of the sheet waits, but the sheets read are not those handed in, or a scan was cut off. ``missing``: no
    sheet was read of a student of whom nobody may say yet that none was handed in.
    """

    FINAL = "final"
    PROVISIONAL = "provisional"
    PENDING = "pending"
    ABSENT = "absent"
    MISSING = "missing"
    UNMATCHED = "unmatched"
    CONFLICT = "conflict"
