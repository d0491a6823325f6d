"""Boxes that hold the items' own numbers, of whose options no outline was found: they would be taken for the options."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from omr.learn.outlines.entries import Entry

LEAST = 3
"""Rows of boxes that show how their numbers count."""


def without_boxed_numbers(entries: Sequence[Entry]) -> tuple[list[Entry], str]:
    """The items, and what is told of those that are none: rows of boxes whose numbers count down the columns, 1 6 11 above 2 7 12, each
    of them once. The options of items are called alike in each row.
    """
    found = [one for one in entries if _steps(one)]
    numbers = sorted(int(label) for one in found for label in one.labels)
    if len(found) < LEAST or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return list(entries), ""
    x, y = found[0].outlines[0].box.centre
    told = (
        f"the boxes from {x:.0f}, {y:.0f} mm on hold the numbers {numbers[0]} to {numbers[-1]}, each once: they are no options, and none "
        "were found beside them; dotted and very pale outlines are not read"
    )
    return [one for one in entries if not any(one is other for other in found)], told


def _steps(entry: Entry) -> bool:
    """Whether the options are called by numbers that rise by the same step, of more than 1."""
    if not entry.read or entry.vertical or not all(label.isdecimal() for label in entry.labels):
        return False
    steps = {int(after) - int(label) for label, after in pairwise(entry.labels)}
    return len(steps) == 1 and min(steps) > 1
