"""Students of the roster whose number or name is most like what stands on a sheet."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from difflib import SequenceMatcher

from omr.model.exam import Student


def nearest(told: str, roster: Sequence[Student], count: int) -> tuple[Student, ...]:
    """The nearest first; of those equally near, in the roster's order."""
    wanted = told.casefold()
    matcher = SequenceMatcher(b=wanted, autojunk=False)

    def like(text: str) -> float:
        matcher.set_seq1(text.casefold())
        return matcher.ratio() + (wanted in text.casefold() if wanted else False)

    scored = ((max(like(student.number), like(student.name)), -place, student) for place, student in enumerate(roster))
    return tuple(student for _, _, student in heapq.nlargest(count, scored, key=lambda one: one[:2]))
