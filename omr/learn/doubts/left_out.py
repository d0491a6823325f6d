"""Rows that all leave out the same step: the thin outlines of one column may be too faint on a scan, and the labels behind it shift."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from omr.learn.outlines.entries import Entry
from omr.model.layout import Box

LEAST = 5
"""Rows of a block: in fewer, words between two options are as wide by chance."""
STEPS = 2
"""Of a row, at least: one is usual, and one is twice as wide."""
EVEN = 0.1
"""Of a step: those of a row differ by no more."""
PLACE_MM, REACH_MM = 0.8, 80.0
"""Places of a block stand above one another, and no further below."""


def steps_left_out(entries: Sequence[Entry]) -> list[str]:
    """What is told of the places that rows leave out, where many leave out the same one."""
    places = [box for entry in entries if not entry.vertical for box in _left_out(entry)]
    places = [box for box in places if sum(_above_one_another(box, other) for other in places) >= LEAST]
    if not places:
        return []
    (x, y), rows = min(places, key=lambda box: (box.x, box.y)).centre, len(places)
    return [f"{rows} rows leave out a step as wide as an option, the first at {x:.0f}, {y:.0f} mm; if an option is there, `add` it"]


def _left_out(row: Entry) -> list[Box]:
    """Where one step of a row is twice as wide as all others."""
    boxes = [one.box for one in row.outlines]
    steps = np.diff([box.centre[0] for box in boxes])
    if len(steps) < STEPS or steps.min() <= 0:
        return []
    times = steps / steps.min()
    (wide,) = np.nonzero(times > 1 + EVEN)
    if len(wide) != 1 or abs(times[wide[0]] - 2) > 2 * EVEN:
        return []
    before = boxes[wide[0]]
    return [Box(before.x + float(steps.min()), before.y, before.w, before.h)]


def _above_one_another(box: Box, other: Box) -> bool:
    return abs(box.x - other.x) < PLACE_MM and abs(box.y - other.y) < REACH_MM
