"""Labels that run downwards on a page that could not be read: what is printed in the outlines of a row is all alike, of a column not.

The same comparison says nothing about which letters they are; ten rows are taken for the digits, four to six and 26 to 36 for letters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from string import ascii_uppercase
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from omr.imaging import median
from omr.learn.outlines.families import INKED
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import Word
from omr.learn.paper.pictures import picture
from omr.learn.rows.grids import ABOVE, ALIGNED_MM, stacks
from omr.learn.rows.groups import APART
from omr.learn.rows.runs import Run
from omr.model.page import Gray

LETTERS = (*ascii_uppercase, *(f"A{letter}" for letter in ascii_uppercase[:10]))
"""Alphabets have up to so many letters, Turkish 29, Russian 33."""
WHOLE = range(26, len(LETTERS) + 1)
"""Rows of a whole alphabet."""
DIGITS = "0123456789"
LABELS: Mapping[int, Sequence[str]] = {len(DIGITS): DIGITS, **{rows: LETTERS[:rows] for rows in (4, 5, 6, *WHOLE)}}
FROM_ONE = "1234567890"
CLEARER = 3.0
LEAST = 0.04
"""What is missing to a correlation of 1 is within columns at least so many times, and so much more, as within rows. Measured on
blurred scans: 0.01 within rows of equal digits, 0.18 between different ones."""
USUAL = (10, *WHOLE)
BEHIND = 0.95
"""Of an outline's width: a digit right behind it stands amid a place so far to its right."""
USUAL_CLEARER, USUAL_LEAST = 1.5, 0.02
"""The same for as many rows as there are digits or letters. Measured at 150 dpi in JPEG files: 3.4 and more where digits run down, 0.4 and
less where letters run across, and about 1 where nothing is printed in the outlines; 2.0 for bold digits in small circles amid the walls
of cells."""
MARKED = 1.6
"""Times the ink that is usual in a block: what holds more is marked, and like no other."""

Pictures: TypeAlias = npt.NDArray[np.float64]


def with_downward_labels(runs: list[Run], mask: Gray, written: Sequence[Sequence[Outline]]) -> list[Run]:
    """The runs, those of a downward block with their labels in their outlines. Below a row of empty boxes, ``written`` by hand, one over
    each column, a block is one wherever its labels are printed.
    """
    changed: dict[int, list[Run]] = {}
    for stack in map(_below_blank, stacks(runs)):
        labels = LABELS.get(len(stack), ())
        if labels and len(stack[0].spots) > 1 and (_is_labelled_down(stack, mask) or any(_is_above(boxes, stack[0]) for boxes in written)):
            labels = FROM_ONE if labels == DIGITS and _narrowest(stack) == 0 else labels
            for run, label in zip(stack, labels, strict=True):
                called = replace(run, spots=tuple(replace(spot, inside=Word(label, spot.box)) for spot in run.spots))
                changed[id(run)] = _parted(called)
    return [part for run in runs for part in changed.get(id(run), [run])]


def _parted(run: Run) -> list[Run]:
    """A row of a block in parts where it has a space wider than any between groups of one number: a version's digits stand there."""
    steps = [after.x - before.x for before, after in pairwise(run.spots)]
    far = [i for i, step in enumerate(steps, 1) if step > APART * float(np.median(steps))]
    edges = pairwise([0, *far, len(run.spots)])
    return [replace(run, spots=run.spots[a:b], gaps=run.gaps[a:b], before=run.before if a == 0 else ()) for a, b in edges]


def _below_blank(stack: list[Run]) -> list[Run]:
    """The rows without a first one of empty boxes, wall to wall with the others: there the number is written by hand."""
    printed = [any(spot.inside or spot.inked > INKED for spot in run.spots) for run in stack]
    return stack[1:] if not printed[0] and all(printed[1:]) else stack


def _narrowest(stack: list[Run]) -> int:
    """The row that prints the narrowest in its outlines, a 1 among digits; -1 where some print nothing."""
    widths = [[spot.inside.box.w for spot in run.spots if spot.inside] for run in stack]
    return int(np.argmin([np.median(row) for row in widths])) if all(widths) else -1


def _is_above(boxes: Sequence[Outline], run: Run) -> bool:
    near = len(boxes) == len(run.spots) and 0 < run.y - boxes[0].box.centre[1] < ABOVE * boxes[0].box.h
    return near and all(abs(one.box.centre[0] - spot.x) < ALIGNED_MM for one, spot in zip(boxes, run.spots, strict=True))


def _is_labelled_down(stack: list[Run], mask: Gray) -> bool:
    """Whether labels run downwards in the outlines; or right behind them, where they are all digits or letters and nothing is in any."""
    empty = not any(spot.inside or spot.inked > INKED for run in stack for spot in run.spots)
    return _runs_down(stack, mask) or (empty and len(stack) in USUAL and _runs_down(stack, mask, BEHIND))


def _runs_down(stack: list[Run], mask: Gray, aside: float = 0.0) -> bool:
    """Whether labels run downwards in what stands so far ``aside`` of the outlines, by their width."""
    places = [[replace(spot.box, x=spot.box.x + aside * spot.box.w) for spot in run.spots] for run in stack]
    pictures = np.array([[picture(mask, place) for place in row] for row in places])
    inked = np.array([[spot.inked for spot in run.spots] for run in stack])
    plain = inked <= MARKED * median(inked.ravel())
    empty = np.abs(pictures).max(axis=2) == 0
    if (plain & (empty if aside else empty | (inked == 0))).any():  # the corners of an oval's middle reach into its own stroke
        return False
    across = _alike(pictures[:, 1:], pictures[:, :-1], plain[:, 1:] & plain[:, :-1])
    down = _alike(pictures[1:], pictures[:-1], plain[1:] & plain[:-1])
    clearer, least = (USUAL_CLEARER, USUAL_LEAST) if len(stack) in USUAL else (CLEARER, LEAST)
    return bool(1 - down > clearer * (1 - across) + least)


def _alike(some: Pictures, others: Pictures, plain: npt.NDArray[np.bool_]) -> float:
    """The mean correlation of pictures (rows, columns, pixels) with others, where both are plain print."""
    return float((some * others).sum(axis=2)[plain].mean()) if plain.any() else 0.0
