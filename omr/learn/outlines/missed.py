"""Pairs of signs, "(D)", that were not found because the letter, or a mark, touches a sign: rows with gaps where most rows have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
import numpy.typing as npt

from omr.learn.paper.blank import PX_PER_MM
from omr.learn.paper.pictures import MIDDLE, picture
from omr.model.layout import Box
from omr.model.page import Gray

FULL = 3
"""Rows that show how many pairs a row has, and where."""
PLACE_MM = 0.4
"""Pairs stand where those of other rows do to that tolerance, on a blurred scan, counted from one pair of the row."""
CLOSE = 1.3
"""Times the least step from pair to pair: what is further is in another column of items."""
END, WHOLE = 0.35, 0.8
"""Of its height: so wide is a sign with what it may be off its place, and so much of its height holds ink."""
ALIKE = 0.7
"""What stands in a gap correlates so well with what the other rows print there: the same letters 0.8 and more, others 0.62 at most."""


def missed(rows: Sequence[Sequence[Box]], mask: Gray, least: int) -> list[Box]:
    """The pairs missing in rows of pairs, each a row from the left; parts of one row may be rows of their own, or one
    with gaps. A full row has ``least`` pairs or more.
    """
    lengths = Counter(len(row) for row in rows if len(row) >= least)
    known = [*chain.from_iterable(rows)]
    found: list[Box] = []
    for length in sorted((length for length, count in lengths.items() if count >= FULL), reverse=True):
        full = [row for row in rows if len(row) == length]
        starts = np.median([[box.x - row[0].x for box in row] for row in full], axis=0)
        sides = np.median([[(box.w, box.h) for box in row] for row in full], axis=0)
        usual = [np.mean([_shown(mask, row[i]) for row in full], axis=0) for i in range(length)]
        for row in rows:
            if len(row) < length:
                found += _gaps(row, [*known, *found], starts, sides, usual, mask)
    return found


def _gaps(
    row: Sequence[Box],
    known: Sequence[Box],
    starts: npt.NDArray[np.float64],
    sides: npt.NDArray[np.float64],
    usual: Sequence[npt.NDArray[np.float64]],
    mask: Gray,
) -> list[Box]:
    """What is missing around a part of a row, if most of it is known and the rest prints what other rows do, or is marked."""
    for first in range(len(starts) - len(row) + 1):
        places = [Box(row[0].x + start - starts[first], row[0].y, *size) for start, size in zip(starts, sides.tolist(), strict=True)]
        there = [any(_same(place, box) for box in known) for place in places]
        if 2 * sum(there) < len(places) or not all(any(_same(place, box) for place in places) for box in row):
            continue
        gaps = [(place, print_) for place, print_, known_ in zip(places, usual, there, strict=True) if not known_]
        nearest = [_nearest(mask, place, print_) for place, print_ in gaps]
        if any(_overlap(one, box) for one in nearest for box in known):
            continue  # another row's places
        alike = all(_likeness(mask, one, print_) > ALIKE for one, (_, print_) in zip(nearest, gaps, strict=True))
        if alike or (len(gaps) == 1 and _is_amid(there.index(False), starts) and _has_ends(mask, gaps[0][0])):
            return nearest  # the only one amid the others is there, whatever a mark has made of its middle
    return []


def _is_amid(gap: int, starts: npt.NDArray[np.float64]) -> bool:
    """Whether the places to both sides of a gap are next to it."""
    steps = np.diff(starts)
    return 0 < gap < len(steps) and float(steps[gap - 1 : gap + 1].max()) < CLOSE * float(steps.min())


def _has_ends(mask: Gray, place: Box) -> bool:
    """Whether ink stands at both ends of a place from its top to its foot, as signs do; what is printed in place of a pair does not."""
    top, bottom, left, right = (round(side * PX_PER_MM) for side in (place.y, place.y + place.h, place.x, place.x + place.w))
    end = round(END * (bottom - top))
    ends = mask[top:bottom, max(0, left) : left + end], mask[top:bottom, right - end : right]
    return all(float(one.any(axis=1).mean()) > WHOLE for one in ends)


def _nearest(mask: Gray, place: Box, usual: npt.NDArray[np.float64]) -> Box:
    """Of a place and those a bit to its left and right, the one that prints most nearly the usual."""
    beside = [replace(place, x=place.x + by) for by in np.linspace(-PLACE_MM, PLACE_MM, 5).tolist()]
    return max(beside, key=lambda one: _likeness(mask, one, usual))


def _likeness(mask: Gray, box: Box, usual: npt.NDArray[np.float64]) -> float:
    return float((_shown(mask, box) * usual).sum())


def _same(one: Box, other: Box) -> bool:
    return abs(one.x - other.x) < PLACE_MM and abs(one.y - other.y) < PLACE_MM


def _overlap(one: Box, other: Box) -> bool:
    return abs(one.x - other.x) < one.w / 2 and abs(one.y - other.y) < one.h / 2


def _shown(mask: Gray, box: Box) -> npt.NDArray[np.float64]:
    """A picture of the whole pair, signs and all."""
    w, h = box.w / MIDDLE, box.h / MIDDLE
    x, y = box.centre
    return picture(mask, Box(x - w / 2, y - h / 2, w, h))
