"""Boxes in rows or columns that leave a straight line little by little: a photo of a sheet that was curled or folded looks like that."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from omr.model.layout import Box

LEAST = 5
"""Boxes in a line: fewer bend by chance."""
OFF_MM = 0.6
"""A line that leaves its row or column by so much is no printer's and no scanner's. Of 108 simulated flat scans none had one."""
STEP = 0.5
"""Of that, no box is further off than the one before: two lists of which one stands further in part at one step."""
LEAN = 0.0035
"""A page that was set straight is turned by no more (0.2°); of a single line that leans so nothing is known."""
APART_MM = 30.0
"""What stands further from the box before begins a line of its own."""
ASIDE = 0.5
"""Of its smaller side, at most ``ASIDE_MM``, a box is off the one before: what is further aside stands in another line."""
ASIDE_MM = 2.0
ASKEW = 3.0
"""Times as far as along the line, a box aside counts, where several may be the next."""


def bent_lines(boxes: Sequence[Box]) -> list[str]:
    """What is told of the boxes of a page that was no PDF."""
    turned = [Box(box.y, box.x, box.h, box.w) for box in boxes]
    lines = [(line, sign) for some, sign in ((boxes, 1), (turned, -1)) for line in _columns(some)]
    lean = _lean([sign * _slope(line) for line, sign in lines])
    off = [found for line, sign in lines if (found := _off(line, sign * lean))]
    if not off:
        return []
    told = f"{len(off)} rows or columns leave a straight line, by up to {max(off):.1f} mm"
    remedy = "look at the proof, whether boxes are missing, or off their print; better scan the blank, or give its PDF"
    return [f"the boxes of this page do not stand in straight rows: {told}, as on a photo of a sheet that is curled or folded; {remedy}"]


def _columns(boxes: Sequence[Box]) -> list[list[Box]]:
    """Boxes one below the other, each the nearest below the one before."""
    lines: list[list[Box]] = []
    ordered = sorted(boxes, key=lambda box: box.centre[1])
    taken: set[Box] = set()
    for first in ordered:
        if first in taken:
            continue
        line = [first]
        while following := _below(line[-1], ordered, taken):
            line.append(following)
            taken.add(following)
        lines.append(line)
    return [line for line in lines if len(line) >= LEAST]


def _below(box: Box, others: Sequence[Box], taken: set[Box]) -> Box | None:
    """The next box of its line, of those that came into none."""
    aside = min(ASIDE * min(box.w, box.h), ASIDE_MM)
    (x, y), found = box.centre, []
    for other in others:
        down, right = other.centre[1] - y, abs(other.centre[0] - x)
        if box.h / 2 < down <= APART_MM and right < aside and other not in taken:
            found.append((down + ASKEW * right, other))
    return min(found, key=lambda one: one[0])[1] if found else None


def _slope(line: Sequence[Box]) -> float:
    """How far a line goes aside for each mm, from its first box to its last."""
    (x, y), (last_x, last_y) = line[0].centre, line[-1].centre
    return (last_x - x) / (last_y - y)


def _lean(slopes: Sequence[float]) -> float:
    """What most lines lean by, as far as a scan may be turned still."""
    return min(max(median(slopes), -LEAN), LEAN) if slopes else 0.0


def _off(line: Sequence[Box], lean: float) -> float:
    """By how many mm a line leaves its column, which leans so, little by little; 0 where it does not."""
    places = [box.centre[0] - lean * box.centre[1] for box in line]
    off = max(places) - min(places)
    step = max(abs(after - before) for before, after in pairwise(places))
    return off if off >= OFF_MM and step <= STEP * off else 0.0
