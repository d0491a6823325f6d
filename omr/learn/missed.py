"""Pairs of signs, "(D)", that were not found because the letter touches a sign: rows with gaps where most rows of the page have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
import numpy.typing as npt

from omr.learn.pictures import MIDDLE, picture
from omr.model.layout import Box
from omr.model.page import Gray

FULL = 3
"""Rows that show how many pairs a row has, and where."""
PLACE_MM = 0.4
"""Pairs stand where those of other rows do to that tolerance, on a blurred scan, counted from one pair of the row."""
ALIKE = 0.7
"""What stands in a gap correlates so well with what the other rows print there: the same letters 0.8 and more, others 0.62 at most."""


def missed(rows: Sequence[Sequence[Box]], mask: Gray, least: int) -> list[Box]:
    """The pairs missing in rows of pairs, each a row from the left; parts of one row may be rows of their own, or one
    with gaps. A full row has ``least`` pairs or more.
    """
    lengths = Counter(len(row) for row in rows if len(row) >= least)
    if not lengths:
        return []
    length = max(lengths, key=lambda one: (lengths[one], one))
    full = [row for row in rows if len(row) == length]
    if len(full) < FULL:
        return []
    starts = np.array([[box.x - row[0].x for box in row] for row in full])
    sides = np.median([[(box.w, box.h) for box in row] for row in full], axis=0)
    usual = [np.mean([_shown(mask, row[i]) for row in full], axis=0) for i in range(length)]
    known = [*chain.from_iterable(rows)]
    found: list[Box] = []
    for row in rows:
        if len(row) < length:
            found += _gaps(row, [*known, *found], np.median(starts, axis=0), sides, usual, mask)
    return found


def _gaps(
    row: Sequence[Box],
    known: Sequence[Box],
    starts: npt.NDArray[np.float64],
    sides: npt.NDArray[np.float64],
    usual: Sequence[npt.NDArray[np.float64]],
    mask: Gray,
) -> list[Box]:
    """What is missing around a part of a row, if most of it is known and the rest prints what other rows do."""
    for first in range(len(starts) - len(row) + 1):
        places = [Box(row[0].x + start - starts[first], row[0].y, *size) for start, size in zip(starts, sides.tolist(), strict=True)]
        there = [any(_same(place, box) for box in known) for place in places]
        if 2 * sum(there) < len(places) or not all(any(_same(place, box) for place in places) for box in row):
            continue
        gaps = [(place, print_) for place, print_, known_ in zip(places, usual, there, strict=True) if not known_]
        nearest = [_nearest(mask, place, print_) for place, print_ in gaps]
        if all(_likeness(mask, one, print_) > ALIKE for one, (_, print_) in zip(nearest, gaps, strict=True)):
            return nearest
    return []


def _nearest(mask: Gray, place: Box, usual: npt.NDArray[np.float64]) -> Box:
    """Of a place and those a bit to its left and right, the one that prints most nearly the usual."""
    beside = [replace(place, x=place.x + by) for by in np.linspace(-PLACE_MM, PLACE_MM, 5).tolist()]
    return max(beside, key=lambda one: _likeness(mask, one, usual))


def _likeness(mask: Gray, box: Box, usual: npt.NDArray[np.float64]) -> float:
    return float((_shown(mask, box) * usual).sum())


def _same(one: Box, other: Box) -> bool:
    return abs(one.x - other.x) < PLACE_MM and abs(one.y - other.y) < PLACE_MM


def _shown(mask: Gray, box: Box) -> npt.NDArray[np.float64]:
    """A picture of the whole pair, signs and all."""
    w, h = box.w / MIDDLE, box.h / MIDDLE
    x, y = box.centre
    return picture(mask, Box(x - w / 2, y - h / 2, w, h))
