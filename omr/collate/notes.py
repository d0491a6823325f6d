"""What a person should know of sheets and of their order, told in the rows of their scans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from omr.collate.order import gaps, strays
from omr.model.exam import Assignment
from omr.model.page import Status
from omr.model.response import Collation, Gap, PageRow, Stray

NAMED = 5
"""Sheets of one gap that are named; the others are counted."""


def annotate(collation: Collation, assignments: Sequence[Assignment]) -> Collation:
    """The collation with its gaps and strays, and with what is told of each sheet in the ``detail`` of its pages' rows."""
    whole = replace(collation, gaps=gaps(collation.pages, assignments), strays=strays(collation.pages))
    own: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(whole.pages):
        if row.status is Status.READ:
            own[row.sheet].append(index)
    notes: dict[int, list[str]] = defaultdict(list)
    for sheet in whole.sheets:
        for index in own[sheet.sheet]:
            notes[index] += sheet.problems
    for stray in whole.strays:
        for index in own[stray.sheet]:
            notes[index].append(stray_text(stray, whole))
    for gap in whole.gaps:
        notes[gap.after].append(gap_text(gap, whole))
    rows = tuple(_noted(row, notes[index]) if index in notes else row for index, row in enumerate(whole.pages))
    return replace(whole, pages=rows)


def gap_text(gap: Gap, collation: Collation, absent: Collection[str] = ()) -> str:
    """What a gap says, but for the sheets of students who are known to be ``absent``; empty if that explains it."""
    open_sheets = [sheet for sheet in gap.sheets if sheet.student_number not in absent]
    if not open_sheets:
        return ""
    names = [f"{one.serial} (student {one.student_number})" if one.student_number else one.serial for one in open_sheets[:NAMED]]
    more = f" and {len(open_sheets) - NAMED} more" if len(open_sheets) > NAMED else ""
    several = len(open_sheets) > 1
    verb, they = ("sheets", "they lie") if several else ("sheet", "it lies")
    where = f"in the order of sheets.csv {they} between {collation.between(gap)}"
    return f"{verb} {', '.join(names)}{more}: not read; {where} (absent, or fed together with a neighbour)"


def stray_text(stray: Stray, collation: Collation) -> str:
    """Where a sheet's pages lie apart."""
    return f"sheet {stray.sheet}: its pages lie apart, other sheets between {collation.between(stray)}"


def _noted(row: PageRow, notes: Sequence[str]) -> PageRow:
    new = [note for note in dict.fromkeys(notes) if note not in row.detail]
    return replace(row, detail="; ".join(text for text in (row.detail, *new) if text))
