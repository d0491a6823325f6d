"""Letters in parentheses, "( A )": pairs of them are outlines where several stand side by side with nothing printed between. So are empty
ones, "( ) Yes", wherever they stand, and those with room around their letter, "( A ) nucleus  ( B ) membrane", on several lines.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from omr.learn.outlines.brackets import LEVEL, bracketed, level
from omr.learn.outlines.missed import missed
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.learn.paper.ink import Parts
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

SLIM = (0.15, 0.75)
"""Width of a parenthesis by its height; so wide are the ends of an oval that is open above and below its letter."""
BENT = 0.3
"""Share of its width by which both ends of a parenthesis lie further in than its middle."""
THIN = 0.7
"""Share of its box that is printed at most; on a blurred scan at 200 dpi 0.6 was measured."""
WHOLE = 0.9
"""Share of its rows that hold ink at least: an i has a gap."""
NEXT = 4.0
"""Of their height: the next pair begins no further to the right."""
LEAST = 3
"""Pairs side by side, or empty ones on a page: running text has single ones, with words between."""
EDGE_MM = 0.25
"""So far beside a sign its own ink may reach in another mask."""
ROOMY = 0.15
"""Of their height: so much white lies on either side of a letter set apart from them, on a blurred scan, too; of "(a)" less than 0.1."""
FAR = 20.0
"""Of their height: with what it says between, the next pair begins no further to the right."""
SIDES = 2
ROWS = 5
"""Rows of two pairs each, in the same places: no text has them."""
LISTED = 6
"""Pairs below one another: two questions of three answers."""
PLACE_MM = 0.8
ROOM = 0.22
"""Of their height: so much white lies between empty ones that are to be marked; those of "f()" leave 0.15."""


SIGNS = ("(", ")", "()")
"""Words that are nothing but parentheses."""


def find_parentheses(ink: Parts, *others: Parts) -> tuple[Outline, ...]:
    """An oval from each opening parenthesis to its closing one, in reading order; what is joined to a letter may be apart in ``others``."""
    pairs = sorted(bracketed((ink, *others), _opens, SLIM), key=lambda one: one.x)
    rows: list[list[Box]] = []
    for box in pairs:
        home = next((row for row in rows if _follows(row[-1], box, ink.mask)), None)
        if home is None:
            rows.append([box])
        else:
            home.append(box)
    known = [row for row in rows if len(row) >= LEAST or (len(row) == LEAST - 1 and _is_usual(row, rows))]
    found = {box: None for row in known for box in row}
    for box in missed(rows, ink.mask, min(map(len, known), default=LEAST)):  # and the pairs of the rows that they complete
        found |= {one: None for row in rows if any(level(box, other) for other in row) for one in row} | {box: None}
    found |= dict.fromkeys(_worded([box for box in pairs if box not in found and _is_roomy(box, ink.mask)]))
    empty = [box for box in pairs if _is_empty(box, ink.mask)]
    if len(empty) >= LEAST:
        found |= dict.fromkeys(empty)
    return tuple(Outline(Shape.CIRCLE, box, signs=True) for box in sorted(found, key=lambda box: (box.y, box.x)))


def opened(words: tuple[Word, ...], outlines: tuple[Outline, ...]) -> tuple[Word, ...]:
    """The words, without the parentheses that are outlines: "(A)" is the outline with its label, "(" and ")" by themselves are none."""
    ovals = [one.box for one in outlines if one.signs and one.shape is Shape.CIRCLE]
    free = (word for word in words if word.text not in SIGNS or not any(_is_end_of(word.box, oval) for oval in ovals))
    return tuple(_core(word) if word.text[:1] == "(" and word.text[-1:] == ")" and _is_one_of(word.box, ovals) else word for word in free)


def _is_usual(row: list[Box], rows: list[list[Box]]) -> bool:
    """Whether as many pairs stand in the same places of several rows: "(T) (F)"."""
    same = [other for other in rows if len(other) == len(row) and all(abs(a.x - b.x) < PLACE_MM for a, b in zip(row, other, strict=True))]
    return len(same) >= ROWS


def _is_end_of(box: Box, oval: Box) -> bool:
    x, y = box.centre
    return oval.x < x < oval.x + oval.w and oval.y < y < oval.y + oval.h


def _is_one_of(box: Box, ovals: list[Box]) -> bool:
    return any(max(abs(box.x - o.x), abs(box.y - o.y), abs(box.w - o.w), abs(box.h - o.h)) < LEVEL * 2 * o.h for o in ovals)


def _core(word: Word) -> Word:
    box = word.box
    return Word(word.text[1:-1], Box(box.x + box.w / 4, box.y + box.h / 8, box.w / 2, box.h * 3 / 4))


def _is_empty(box: Box, mask: Gray) -> bool:
    """Whether nothing is printed between two parentheses, and there is room for a mark."""
    top, bottom, left, right = (round(side * PX_PER_MM) for side in (box.y, box.y + box.h, box.x, box.x + box.w))
    free = np.flatnonzero(~mask[top:bottom, left:right].any(axis=0))
    return bool(len(free) > ROOM * (bottom - top) and free[-1] - free[0] == len(free) - 1)


def _worded(roomy: list[Box]) -> list[Box]:
    """Pairs with room around their letters, from the left, where several lines have several, or many stand below one another: each says
    what follows it.
    """
    lines: list[list[Box]] = []
    for box in roomy:
        home = next((line for line in lines if level(line[-1], box) and box.x < line[-1].x + FAR * box.h), None)
        if home is None:
            lines.append([box])
        else:
            home.append(box)
    full = [line for line in lines if len(line) >= LEAST]
    listed = max((sum(abs(other.x - box.x) < PLACE_MM for other in roomy) for box in roomy), default=0)
    return roomy if len(full) >= LEAST or listed >= LISTED else []


def _is_roomy(box: Box, mask: Gray) -> bool:
    """Whether a single piece of print stands between two parentheses, with room on either side."""
    top, bottom, left, right = (round(side * PX_PER_MM) for side in (box.y, box.y + box.h, box.x, box.x + box.w))
    inked = np.flatnonzero(mask[top:bottom, left:right].any(axis=0))
    white = np.diff(inked) - 1
    wide = np.flatnonzero(white > ROOMY * (bottom - top))
    return len(wide) == SIDES and int(white[wide[0] + 1 : wide[1]].max(initial=0)) == 0


def _opens(part: npt.NDArray[np.bool_]) -> bool:
    """A thin stroke whose middle lies at the left and whose ends bend to the right, evenly."""
    height, width = part.shape
    inked = part.any(axis=1)
    if inked.mean() < WHOLE or part.mean() > THIN:
        return False
    first = np.where(inked, part.argmax(axis=1), width) / width
    last = (width - part[:, ::-1].argmax(axis=1)) / width
    end = max(1, round(0.12 * height))
    middle = slice(round(0.4 * height), round(0.6 * height) + 1)
    bent = first[:end].mean() > first[middle].max() + BENT and first[-end:].mean() > first[middle].max() + BENT
    return bool(bent and last[middle].max() < 1 - BENT / 2)


def _follows(before: Box, box: Box, mask: Gray) -> bool:
    """Whether a pair stands right of another one on its line, of its width, with nothing printed between."""
    gap = before.x + before.w, box.x
    if not level(before, box) or not gap[0] < gap[1] < before.x + NEXT * before.h or abs(before.w - box.w) > LEVEL * box.h * 3:
        return False
    rows = slice(round(box.y * PX_PER_MM), round((box.y + box.h) * PX_PER_MM))
    columns = slice(round((gap[0] + EDGE_MM) * PX_PER_MM), round((gap[1] - EDGE_MM) * PX_PER_MM))
    return not mask[rows, columns].any()
