"""Outlines of lists that marks have made unlike any outline: where a line begins as the other lines of the list do, and something is drawn.

Of options below one another no row says where a marked one is; but the column does, and the text after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from omr.imaging import box_array, median
from omr.learn.outlines.lattice import APART, SHARE_DRAWN, drawn, is_no_letter
from omr.learn.outlines.outlines import Outline, option_sized
from omr.learn.outlines.places import is_free, with_hidden
from omr.learn.outlines.siblings import hangs_together, kinds
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.learn.paper.pictures import picture
from omr.model.layout import Box
from omr.model.page import Gray

FEWEST, LISTED = 6, 4
"""Outlines of a kind, and of one column of it, that make lists."""
SURE, WHITE = 8, 0.3
"""Outlines of one column that could be letters by their size, but are none with white beside them; of their width, the space in a word is
less.
"""
ASIDE = 0.2
"""Of an outline's side: so far beside its column one stands, and so far beside the others the text after it begins."""
TEXT = 2.5
"""Of an outline's width: no further behind it begins the text that says what it stands for."""
SAME_TEXT = 0.7
"""Share of a column's outlines whose text begins at one distance."""
STEP, NEXT = 3.0, 1.3
"""Of an outline's height, the largest step from line to line of a list; and times the usual step, from which a line is not the next one."""
OFF, TEXT_HIGH = 0.35, 0.5
"""Of an outline's height: the middle of a word lies so far from that of its line, and so high a text is at least."""
TRIED = 0.15
"""Of an outline's height: so far up and down it is looked where its line is covered most."""
HEADS, ALIKE = 0.5, 0.8
"""Share of the lists that have something above their first outline from which that is printed, the badge of a question or the Q of its
number, if it looks alike: mean correlation of what is.
"""


def with_listed(mask: Gray, outlines: Sequence[Outline], print_: Sequence[Word]) -> tuple[Outline, ...]:
    """The outlines, with those of lists that an ink mask shows covered by marks; ``print_`` are the words of the page, and the marks."""
    near = np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    small = [one for one in option_sized(outlines) if not one.signs]
    found: list[Outline] = []
    for kind in kinds(small):
        for first in (column for column in columns_of(kind) if len(kind) >= FEWEST and _are_no_letters(column, print_)):
            column = first
            while more := _covered(mask, near, column, [*outlines, *found], print_):
                column = sorted([*column, *more], key=lambda one: one.box.y)
                found += more
    return with_hidden(outlines, found)


def _are_no_letters(column: Sequence[Outline], print_: Sequence[Word]) -> bool:
    """Whether outlines are too large for letters, or so many stand with white on both sides."""
    if is_no_letter(column[0]):
        return True
    words = _beside(column, print_)
    boxes = [one.box for one in column]
    near = [side for box in boxes for side in (1, -1) if any(_touches_on(box, word, side) for word in words)]
    return len(column) >= SURE and len(near) <= (1 - SAME_TEXT) * len(column)


def _touches_on(box: Box, word: Word, side: int) -> bool:
    return abs(word.middle - box.centre[1]) < box.h and -box.w / 2 < _away(box, word.box, side) < WHITE * box.w


def columns_of(kind: Sequence[Outline], least: int = LISTED) -> list[list[Outline]]:
    """Those of a kind that stand below one another, from above, where they are so many."""
    columns: list[list[Outline]] = []
    for one in sorted(kind, key=lambda one: one.box.y):
        home = next((column for column in columns if abs(column[-1].box.centre[0] - one.box.centre[0]) < ASIDE * one.box.w), None)
        if home is None:
            columns.append([one])
        else:
            home.append(one)
    return [column for column in columns if len(column) >= least]


@dataclass(frozen=True, slots=True)
class _Lines:
    """How the lines of a column's lists go on: their step from one to the next and the gap between outline and text (mm), which stands
    after (1) or before it (-1).
    """

    step: float
    gap: float
    side: int


def _covered(mask: Gray, near: Gray, column: Sequence[Outline], outlines: Sequence[Outline], print_: Sequence[Word]) -> list[Outline]:
    """What marks cover in a column of lists; ``near`` is the ink mask made a bit wider."""
    boxes = box_array([one.box for one in column])
    words = _beside(column, print_)
    lines = _lines([one.box for one in column], words)
    if lines is None:
        return []
    levels = boxes[:, 1] + boxes[:, 3] / 2
    least = SHARE_DRAWN * median(np.array([drawn(near, column[0], box) for box in boxes]))
    found: list[Outline] = []
    heads: list[Box] = []
    for first in _places(near, column, lines, words):
        place = _settled(near, column[0], first)
        is_drawn = drawn(near, column[0], box_array([place])[0]) >= least and hangs_together(mask, place)
        if is_drawn and is_free(place, (*outlines, *found)):
            found.append(replace(column[0], box=place, given=0, hidden=True, placed=True))
            heads += [] if any(0 < place.centre[1] - level < NEXT * lines.step for level in levels) else [place]
    lists = 1 + sum(after - before > NEXT * lines.step for before, after in pairwise(levels.tolist()))
    printed = len(heads) > HEADS * lists and _are_alike(mask, heads)
    return [one for one in found if not (printed and any(one.box is head for head in heads))]


def _beside(column: Sequence[Outline], print_: Sequence[Word]) -> list[Word]:
    """The words near enough to a column for its lines' texts: a page has hundreds, and each is held against each outline."""
    left, right = min(one.box.x for one in column), max(one.box.x + one.box.w for one in column)
    reach = (TEXT + ASIDE) * max(one.box.w for one in column)
    return [word for word in print_ if word.box.x < right + reach and word.box.x + word.box.w > left - reach]


def _lines(boxes: Sequence[Box], print_: Sequence[Word]) -> _Lines | None:
    """How the lines of a column go on, None where their texts do not begin beside the outlines."""
    w, h = (median(np.array(sides)) for sides in zip(*((box.w, box.h) for box in boxes), strict=True))
    for side in (1, -1):
        gaps = [gap for box in boxes if (gap := _gap(box, print_, side)) is not None]
        usual = median(np.array(gaps)) if gaps else 0.0
        if gaps and sum(abs(gap - usual) < ASIDE * w for gap in gaps) >= SAME_TEXT * len(boxes):
            texts = sorted(word.middle for word in print_ if abs(_away(boxes[0], word.box, side) - usual) < ASIDE * w)
            for levels in ([box.centre[1] for box in boxes], texts):  # of three options the marked one may be the second, every time
                if near := [step for step in np.diff(levels).tolist() if APART * h < step < STEP * h]:
                    return _Lines(median(np.array(near)), usual, side)
    return None


def _away(box: Box, word: Box, side: int) -> float:
    """How far beside an outline a word begins."""
    return word.x - box.x - box.w if side > 0 else box.x - word.x - word.w


def _gap(box: Box, print_: Sequence[Word], side: int) -> float | None:
    """How far beside an outline the text on its line begins."""
    beside = (_away(box, word.box, side) for word in print_ if abs(word.middle - box.centre[1]) < OFF * box.h)
    return min((gap for gap in beside if 0 < gap < TEXT * box.w), default=None)


def _places(near: Gray, column: Sequence[Outline], lines: _Lines, print_: Sequence[Word]) -> list[Box]:
    """Where none of a column stands, but next to one of them a line begins as theirs do: a step above or below, or where a word begins."""
    boxes = [one.box for one in column]
    steps = (replace(box, y=box.y + way) for box in boxes for way in (-lines.step, lines.step))
    # most steps lead to the next outline, from where no settling leads away: they are left out before anything is looked at
    taken = np.array([box.y for box in boxes])
    open_ = (place for place in steps if np.abs(taken - place.y).min() >= (APART - TRIED) * place.h)
    found = [place for place in open_ if _says(near, place, lines)]
    for word in print_:
        box = min(boxes, key=lambda box: abs(box.centre[1] - word.middle))
        far = word.middle - box.centre[1]
        if abs(_away(box, word.box, lines.side) - lines.gap) < ASIDE * box.w and lines.step / 2 < abs(far) < NEXT * lines.step:
            found.append(replace(box, y=box.y + far))
    return found


def _says(near: Gray, place: Box, lines: _Lines) -> bool:
    """Whether a text begins beside a place."""
    gap = lines.gap - ASIDE * place.w
    left = place.x + place.w + gap if lines.side > 0 else place.x - gap - place.h
    return bool(_part(near, Box(left, place.y + (1 - TEXT_HIGH) / 2 * place.h, place.h, TEXT_HIGH * place.h)).any())


def _part(near: Gray, box: Box) -> Gray:
    left, top, right, bottom = (max(0, round(value * PX_PER_MM)) for value in (box.x, box.y, box.x + box.w, box.y + box.h))
    return near[top:bottom, left:right]


def _are_alike(mask: Gray, places: Sequence[Box]) -> bool:
    """Whether the same print stands at several places."""
    pictures = np.array([picture(mask, place) for place in places])
    full = ~pictures.any(axis=1)  # without any contrast
    likeness = pictures @ pictures.T + np.outer(full, full)
    return len(places) > 1 and float(likeness[np.triu_indices(len(places), 1)].mean()) > ALIKE


def _settled(near: Gray, like: Outline, place: Box) -> Box:
    """The place moved up or down to where an outline's line is covered most."""
    reach = round(TRIED * place.h * PX_PER_MM)
    moved = [replace(place, y=place.y + shift / PX_PER_MM) for shift in range(-reach, reach + 1)]
    shares = np.array([drawn(near, like, box) for box in box_array(moved)])
    best = [box.y for box, share in zip(moved, shares.tolist(), strict=True) if share >= shares.max() - 1e-9]
    return replace(place, y=float(np.mean(best)))
