"""Places in rows of options where most rows of their block have one more: an outline that a scan has broken, or none at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from omr.learn.outlines.entries import Entry
from omr.model.layout import Box

LEAST = 5
"""Rows that show where the options of a block stand."""
PLACE_MM = 0.8
"""Options of a block stand above one another to that tolerance; a scanned page is bent by no more over a few rows."""
LIST = 2
"""Steps of a list that show one."""
EVEN = 0.15
"""Of a step: those of a list differ by no more."""
REACH_MM = 80.0
"""Rows further above or below show nothing."""


def holes(entries: Sequence[Entry]) -> list[Box]:
    """Where rows lack options of rows above or below them, which are more than those that lack them, too."""
    rows = [entry for entry in entries if len(entry.outlines) > 1 and not entry.vertical]
    return [box for row in rows for box in _lacking(row, rows)] + [box for entry in entries if entry.vertical for box in _skipped(entry)]


def _lacking(row: Entry, rows: list[Entry]) -> list[Box]:
    near = [other for other in rows if abs(other.top - row.top) < REACH_MM and other.shape is row.shape]
    fuller = [other for other in near if len(other.outlines) > len(row.outlines) and _holds(other, row)]
    length = min((len(other.outlines) for other in fuller), default=0)
    fuller = [other for other in fuller if len(other.outlines) == length]
    like = sum(len(other.outlines) == len(row.outlines) and _holds(other, row) for other in near)
    if len(fuller) < max(LEAST, like + 1):
        return []
    columns = np.median([[one.box.centre[0] for one in other.outlines] for other in fuller], axis=0).tolist()
    first = row.outlines[0].box
    free = [x for x in columns if not any(abs(one.box.centre[0] - x) < PLACE_MM for one in row.outlines)]
    return [replace(first, x=x - first.w / 2) for x in free]


def _skipped(entry: Entry) -> list[Box]:
    """Where a list leaves out a step: its answer may take two lines, or its outline was not found."""
    boxes = [one.box for one in entry.outlines]
    steps = np.diff([box.y for box in boxes])
    if len(steps) < LIST:
        return []
    usual = float(steps.min())
    return [replace(box, y=box.y + step / 2) for box, step in zip(boxes, steps.tolist(), strict=False) if abs(step / usual - 2) < EVEN]


def _holds(other: Entry, row: Entry) -> bool:
    """Whether a row has an option above or below each one of another row."""
    return all(any(abs(one.box.centre[0] - mine.box.centre[0]) < PLACE_MM for one in other.outlines) for mine in row.outlines)
