"""Rows of a scan's columns of items where something is printed and nothing was found: marks may have hidden all of a row's outlines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from omr.learn.blank import PX_PER_MM
from omr.learn.entries import Entry
from omr.model.layout import Box
from omr.model.page import Gray

LEAST = 4
"""Rows of a column that tell its step."""
ALIGNED_MM = 1.0
EVEN = 0.12
"""Of a step: rows of one column are so even; a heading between them seldom takes a whole number of steps."""
MOST = 8
"""Rows: a wider space parts what does not belong together."""
INKED = 0.02
"""Of a row's place, ink covers more where outlines or marks are."""


def skipped_rows(entries: Sequence[Entry], mask: Gray) -> list[str]:
    """What is told of places in columns of items where rows of theirs seem to be missing."""
    columns: list[list[Entry]] = []
    for entry in sorted((one for one in entries if one.outlines and not one.vertical), key=lambda one: one.top):
        home = next((column for column in columns if abs(column[0].box.x - entry.box.x) < ALIGNED_MM), None)
        if home is None:
            columns.append([entry])
        else:
            home.append(entry)
    places = [place for column in columns if len(column) >= LEAST for place in _missing(column) if _is_inked(place, mask)]
    if not places:
        return []
    x, y = places[0].centre
    return [f"{len(places)} rows of items seem to be missing, the first at {x:.0f}, {y:.0f} mm; look at the proof, `add` them"]


def _missing(column: Sequence[Entry]) -> list[Box]:
    """The places of rows that a column skips."""
    usual = float(np.median([below.top - above.top for above, below in pairwise(column)]))
    found = []
    for above, below in pairwise(column):
        count = (below.top - above.top) / usual if usual else 0.0
        if 1 < round(count) <= MOST and abs(count - round(count)) < EVEN * round(count):
            found += [Box(above.box.x, above.box.y + step * usual, above.box.w, above.box.h) for step in range(1, round(count))]
    return found


def _is_inked(place: Box, mask: Gray) -> bool:
    x, y, w, h = (round(value * PX_PER_MM) for value in (place.x, place.y, place.w, place.h))
    return float(mask[y : y + h, x : x + w].mean()) / 255 > INKED
