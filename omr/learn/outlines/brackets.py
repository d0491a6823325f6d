"""Bracketed letters, "[A]" or "[ ]": pairs of printed brackets are outlines like any box."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from omr.learn.outlines.missed import missed
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.learn.paper.ink import Parts
from omr.model.exam import Shape
from omr.model.layout import Box

HEIGHT_MM = (1.9, 8.0)
SLIM = (0.12, 0.5)
"""Width of a bracket by its height."""
APART = 2.6
"""Of their height: the brackets of one pair are no further apart."""
NEXT = 12.0
"""Of their height: the next pair of a row begins no further to the right, with what the first one says between."""
LEAST = 2
"""Pairs of a row that shows how others are: "[T] [F]"."""
LEVEL = 0.1
"""Of their height: what is on one line differs by no more."""
WIDER = 0.2
"""Of their height: the signs of one pair differ in width by no more."""
WHOLE = 0.93
"""Share of its rows that hold ink at least: an i has a gap."""
END = 0.12
"""Of its height: as far from its top and its foot reaches what may be an arm."""
ARM = 0.77
"""Of its width: its upright ends before that. Blur makes it thick: 0.75 was measured at 8 points on a scan at 200 dpi; of a plain l, 1."""
REACHED = 0.8
"""Of its width: both arms end behind that."""
STRAIGHT = 0.2
"""Of its width: its back is that straight; an l or an I has serifs on both sides, a parenthesis is bent by 0.3 and more."""


def find_brackets(*inks: Parts) -> tuple[Outline, ...]:
    """A box from each opening bracket to its closing one, in reading order; what one mask joins to a letter may be apart in the next."""
    pairs = bracketed(inks, _is_bracket, SLIM)
    rows: list[list[Box]] = []
    for box in sorted(pairs, key=lambda one: one.x):
        home = next((row for row in rows if level(row[-1], box) and 0 < box.x - row[-1].x < NEXT * box.h), None)
        if home is None:
            rows.append([box])
        else:
            home.append(box)
    found = sorted([*pairs, *missed(rows, inks[0].mask, LEAST)], key=lambda one: (one.y, one.x))
    return tuple(Outline(Shape.BOX, box, signs=True) for box in found)


def without_intervals(outlines: tuple[Outline, ...], words: Sequence[Word]) -> tuple[Outline, ...]:
    """The outlines without signs that hold a comma or a semicolon among their words, "[0, 1]": a formula, to which no label comes."""
    apart = [word.box.centre for word in words if set(word.text) & set(",;")]
    return tuple(one for one in outlines if not (one.signs and any(_holds(one.box, *centre) for centre in apart)))


def _holds(box: Box, x: float, y: float) -> bool:
    return box.x < x < box.x + box.w and box.y < y < box.y + box.h


def bracketed(inks: Sequence[Parts], opens: Callable[[npt.NDArray[np.bool_]], bool], slim: tuple[float, float]) -> list[Box]:
    """What lies between each sign that ``opens`` and the next one on its line that is its mirror image, in reading order; both as wide,
    by their height, as ``slim`` says. Of masks of one page, each adds the signs that none before it shows.
    """
    opening: list[Box] = []
    closing: list[Box] = []
    for ink in inks:
        known = [*opening, *closing]
        for box, part in _slim_parts(ink, slim):
            if any(_overlap(box, other) for other in known):
                continue
            if opens(part):
                opening.append(box)
            elif opens(part[:, ::-1]):
                closing.append(box)
    pairs = [_pair(left, opening, closing) for left in opening]
    return sorted((one for one in pairs if one), key=lambda one: (one.y, one.x))


def _slim_parts(ink: Parts, slim: tuple[float, float]) -> Iterator[tuple[Box, npt.NDArray[np.bool_]]]:
    for i, (x, y, w, h, _) in enumerate(ink.stats.tolist()):
        if i and HEIGHT_MM[0] < h / PX_PER_MM < HEIGHT_MM[1] and slim[0] < w / h < slim[1]:
            yield Box(x / PX_PER_MM, y / PX_PER_MM, w / PX_PER_MM, h / PX_PER_MM), ink.names[y : y + h, x : x + w] == i


def _overlap(a: Box, b: Box) -> bool:
    return a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h


def level(one: Box, other: Box) -> bool:
    """Whether two signs, or pairs of them, stand on one line and are of one height."""
    return abs(one.y - other.y) < LEVEL * one.h and abs(one.h - other.h) < LEVEL * one.h


def _are_as_wide(one: Box, other: Box) -> bool:
    """Whether two signs may be of one pair; the C of "(C)" opens none."""
    return abs(one.w - other.w) < WIDER * one.h


def _is_bracket(part: npt.NDArray[np.bool_]) -> bool:
    """An upright stroke, straight at its left, with an arm to the right at its top and at its foot and none between."""
    height, width = part.shape
    if part.any(axis=1).mean() < WHOLE:
        return False
    back = part.argmax(axis=1) / width
    reach = (width - part[:, ::-1].argmax(axis=1)) / width
    end = max(2, round(END * height))
    middle = slice(round(0.25 * height), round(0.75 * height))
    arms = min(reach[:end].max(), reach[-end:].max())
    return bool(back[end:-end].max() <= STRAIGHT and arms > REACHED and reach[middle].mean() < ARM)


def _pair(left: Box, opening: list[Box], closing: list[Box]) -> Box | None:
    near = (one for one in closing if level(left, one) and _are_as_wide(left, one) and left.w < one.x - left.x < APART * left.h)
    right = min(near, key=lambda one: one.x, default=None)
    others = (other for other in opening if _are_as_wide(left, other) and abs(other.y - left.y) < LEVEL * left.h)
    if right is None or any(left.x < other.x < right.x for other in others):
        return None
    return Box(left.x, left.y, right.x + right.w - left.x, left.h)
