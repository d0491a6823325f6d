"""What an office says was handed in, and how the sheets that were read compare with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HandedIn:
    """How many sheets were handed in, and by whom; None where the office did not say."""

    count: int | None = None
    students: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Sheets read against sheets handed in: ``reasons`` say, a sentence each, why grades are provisional; none where nothing differs.

    ``missing`` are the students without a sheet of whom nobody may say that they were absent; ``absent`` those who are known to have
    handed in none, where there is an attendance list.
    """

    reasons: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
