"""Boxes and cells that hold the items' own numbers, of whose options no outline was found: they would be taken for the options."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from omr.learn.outlines.entries import Entry
from omr.learn.outlines.families import stands_in
from omr.learn.outlines.outlines import Outline
from omr.learn.outlines.rules import WALL_MM
from omr.learn.paper.blank import Word
from omr.model.layout import Box

FURTHER = 2
"""Cells of a row beside its number: what is asked, and where it is answered; beside an option stands its text alone."""
LEANS = 0.35
"""Of a cell's height: so much higher or lower ends a row of a photo's table than it begins."""
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


def without_row_numbers(entries: Sequence[Entry], outlines: Sequence[Outline], words: Sequence[Word]) -> tuple[list[Entry], str]:
    """The items, and what is told of those that are none: lists of a table's cells wall to wall that hold the numbers of its rows, beside
    what is asked there and where it is answered.
    """
    options = {one.box for entry in entries for one in entry.outlines}
    cells = [one.box for one in outlines if one.cell and one.box not in options]
    found = [entry for entry in entries if _are_row_numbers(entry, cells, words)]
    if not found:
        return list(entries), ""
    x, y = min((entry.outlines[0].box.centre for entry in found), key=lambda place: place[1])
    told = (
        f"the cells from {x:.0f}, {y:.0f} mm on hold the numbers of a table's rows: they are no options, and none were found beside them; "
        "where marks hide the cells to be marked, or larger ones than options have, `add` them"
    )
    return [one for one in entries if not any(one is other for other in found)], told


def _are_row_numbers(entry: Entry, cells: Sequence[Box], words: Sequence[Word]) -> bool:
    boxes = [one.box for one in entry.outlines]
    if not entry.vertical or not all(one.cell for one in entry.outlines):
        return False
    if not all(abs(below.y - above.y - above.h) < WALL_MM for above, below in pairwise(boxes)):
        return False
    if not all(any(stands_in(word.box, box) and _may_be_number(word.text) for word in words) for box in boxes):
        return False
    return 2 * sum(len(_beside(box, cells)) >= FURTHER for box in boxes) > len(boxes)


def _may_be_number(text: str) -> bool:
    """Whether a word is a number, or was not read."""
    return not text or text.strip(".:)(").isdecimal()


def _beside(box: Box, cells: Sequence[Box]) -> list[Box]:
    """The cells of a row to the right of one."""
    level = (cell for cell in cells if abs(cell.centre[1] - box.centre[1]) < LEANS * box.h and abs(cell.h - box.h) < WALL_MM)
    return [cell for cell in level if cell.x > box.x + box.w - WALL_MM]
