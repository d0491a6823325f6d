"""Rows of a scan's columns of items where something is printed and nothing was found: marks may have hidden all of a row's outlines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from omr.learn.outlines.entries import Entry
from omr.learn.paper.blank import PX_PER_MM
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

LEAST = 4
"""Rows of a column that tell its step."""
ALIGNED_MM = 1.0
EVEN = 0.12
"""Of a step: rows of one column are so even; a heading between them seldom takes a whole number of steps."""
MOST = 8
"""Rows: a wider space parts what does not belong together."""
LIKE = 0.7
"""Of what a row's own outlines hold of ink, at least: marks add to it, and a line of text holds less."""
INKED, PIECES = 0.02, 2
"""Of an outline's place, ink covers more where a mark hides it; a mark and what is left of the outline are so many pieces."""
REACH_MM = 1.0
"""A row's outlines lie no further from where the step of its column says."""


def skipped_rows(entries: Sequence[Entry], mask: Gray) -> list[str]:
    """What is told of places in columns of items where rows of theirs seem to be missing."""
    columns: list[list[Entry]] = []
    for entry in sorted((one for one in entries if one.outlines and not one.vertical), key=lambda one: one.top):
        home = next((column for column in columns if abs(column[0].box.x - entry.box.x) < ALIGNED_MM), None)
        if home is None:
            columns.append([entry])
        else:
            home.append(entry)
    missing = [(row, place) for column in columns if len(column) >= LEAST for row, place in _missing(column)]
    places = [place for row, place in missing if _shows_outlines(place, row, mask) and not any(_is_at(one, place) for one in entries)]
    if not places:
        return []
    x, y = places[0].centre
    return [f"{len(places)} rows of items seem to be missing, the first at {x:.0f}, {y:.0f} mm; look at the proof, `add` them"]


def _missing(column: Sequence[Entry]) -> list[tuple[Entry, Box]]:
    """The places of rows that a column skips, each with the row above them."""
    usual = float(np.median([below.top - above.top for above, below in pairwise(column)]))
    found = []
    for above, below in pairwise(column):
        count = (below.top - above.top) / usual if usual else 0.0
        if 1 < round(count) <= MOST and abs(count - round(count)) < EVEN * round(count):
            box = above.box
            found += [
                (above, Box(box.x, box.y + step * (below.top - above.top) / round(count), box.w, box.h)) for step in range(1, round(count))
            ]
    return found


def _is_at(entry: Entry, place: Box) -> bool:
    """Whether an item, found by other outlines than its column's, stands at a place."""
    across = min(entry.box.x + entry.box.w, place.x + place.w) - max(entry.box.x, place.x)
    return across > 0 and bool(entry.outlines) and abs(entry.top - place.centre[1]) < place.h / 2


def _shows_outlines(place: Box, row: Entry, mask: Gray) -> bool:
    """Whether ink lies at a place where the outlines of a row would have it, nearly as much as at its own; or marks."""
    rings = _rings(row)
    return _covered(place, rings, mask) > LIKE * _covered(row.box, rings, mask) or _holds_marks(place, row, mask)


def _holds_marks(place: Box, row: Entry, mask: Gray) -> bool:
    """Whether there are a few pieces of ink, some in the place of each outline; a line of text is in more."""
    x, y, w, h = (round(value * PX_PER_MM) for value in (place.x, place.y, place.w, place.h))
    part = _without_rules(np.ascontiguousarray(mask[max(0, y) : y + h, max(0, x) : x + w]))
    starts = [round((outline.box.x - row.box.x) * PX_PER_MM) for outline in row.outlines]
    wide = round(row.outlines[0].box.w * PX_PER_MM)
    marked = all((part[:, max(0, start) : start + wide] > 0).mean() > INKED for start in starts) if part.size else False
    return marked and cv2.connectedComponents(part)[0] - 1 <= PIECES * len(row.outlines)


def _without_rules(part: Gray) -> Gray:
    """The ink of a place but for what runs from one of its sides to the other: frames around blocks, and walls of a table."""
    count, names, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    across = [i for i in range(1, count) if stats[i, cv2.CC_STAT_WIDTH] == part.shape[1] or stats[i, cv2.CC_STAT_HEIGHT] == part.shape[0]]
    return np.where(np.isin(names, across), np.uint8(0), part)


def _rings(row: Entry) -> Gray:
    """A picture of a row's outlines alone."""
    rings = np.zeros((round(row.box.h * PX_PER_MM) + 1, round(row.box.w * PX_PER_MM) + 1), dtype=np.uint8)
    for outline in row.outlines:
        left, top = (outline.box.x - row.box.x) * PX_PER_MM, (outline.box.y - row.box.y) * PX_PER_MM
        right, foot = left + outline.box.w * PX_PER_MM, top + outline.box.h * PX_PER_MM
        if outline.shape is Shape.BOX:
            cv2.rectangle(rings, (round(left) + 1, round(top) + 1), (round(right) - 1, round(foot) - 1), (1,), 2)
        else:
            middle, axes = ((left + right) / 2, (top + foot) / 2), (right - left - 2, foot - top - 2)
            cv2.ellipse(rings, (middle, axes, 0.0), (1,), 2)
    return rings


def _covered(place: Box, rings: Gray, mask: Gray) -> float:
    """The largest share of the rings that ink covers at a place or near to it."""
    reach = round(REACH_MM * PX_PER_MM)
    x, y = round(place.x * PX_PER_MM), round(place.y * PX_PER_MM)
    part = mask[max(0, y - reach) : y + rings.shape[0] + reach, max(0, x - reach) : x + rings.shape[1] + reach]
    if part.shape[0] < rings.shape[0] or part.shape[1] < rings.shape[1]:
        return 0.0
    found = cv2.matchTemplate((part > 0).astype(np.float32), rings.astype(np.float32), cv2.TM_CCORR)
    return float(found.max()) / max(1.0, float(rings.sum()))
