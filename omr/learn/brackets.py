"""Bracketed letters, "[A]" or "[ ]": pairs of printed brackets are outlines like any box."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from omr.learn.blank import PX_PER_MM
from omr.learn.ink import Parts
from omr.learn.outlines import Outline
from omr.model.exam import Shape
from omr.model.layout import Box

HEIGHT_MM = (2.2, 8.0)
SLIM = (0.12, 0.5)
"""Width of a bracket by its height."""
APART = 2.6
"""Of their height: the brackets of one pair are no further apart."""
LEVEL = 0.1
"""Of their height: what is on one line differs by no more."""
REACHED = 0.6
"""Share of its width that an arm covers at least, where blur has rounded its end."""
CLEAR = 0.12
"""Share of ink between the arms at most."""
ARM = 0.6
"""Share of a bracket's width that its arms reach over; an l or an I has serifs on both sides, a 1 none below."""


def find_brackets(ink: Parts) -> tuple[Outline, ...]:
    """A box from each opening bracket to its closing one, in reading order."""
    return tuple(Outline(Shape.BOX, box, signs=True) for box in bracketed(ink, _is_bracket, SLIM))


def bracketed(ink: Parts, opens: Callable[[npt.NDArray[np.bool_]], bool], slim: tuple[float, float]) -> list[Box]:
    """What lies between each sign that ``opens`` and the next one on its line that is its mirror image, in reading order; both as wide,
    by their height, as ``slim`` says.
    """
    opening, closing = [], []
    for i, (x, y, w, h, _) in enumerate(ink.stats.tolist()):
        if i and HEIGHT_MM[0] < h / PX_PER_MM < HEIGHT_MM[1] and slim[0] < w / h < slim[1]:
            part = ink.names[y : y + h, x : x + w] == i
            box = Box(x / PX_PER_MM, y / PX_PER_MM, w / PX_PER_MM, h / PX_PER_MM)
            if opens(part):
                opening.append(box)
            elif opens(part[:, ::-1]):
                closing.append(box)
    pairs = [_pair(left, opening, closing) for left in opening]
    return sorted((one for one in pairs if one), key=lambda one: (one.y, one.x))


def level(one: Box, other: Box) -> bool:
    """Whether two signs, or pairs of them, stand on one line and are of one height."""
    return abs(one.y - other.y) < LEVEL * one.h and abs(one.h - other.h) < LEVEL * one.h


def _is_bracket(part: npt.NDArray[np.bool_]) -> bool:
    """An upright stroke at the left with an arm to the right at its top and bottom and nothing between."""
    height, width = part.shape
    stem = max(1, round(width * 0.3))
    arm = max(2, round(height * 0.09))
    upright = part[:, :stem].any(axis=1).mean() > 0.93
    top, bottom = part[:arm].any(axis=0).mean() > REACHED, part[-arm:].any(axis=0).mean() > REACHED
    inner = part[round(height * 0.25) : round(height * 0.75), round(width * ARM) :]
    return bool(upright and top and bottom and inner.size and inner.mean() < CLEAR)


def _pair(left: Box, opening: list[Box], closing: list[Box]) -> Box | None:
    near = (one for one in closing if level(left, one) and left.w < one.x - left.x < APART * left.h)
    right = min(near, key=lambda one: one.x, default=None)
    if right is None or any(left.x < other.x < right.x and abs(other.y - left.y) < LEVEL * left.h for other in opening):
        return None
    return Box(left.x, left.y, right.x + right.w - left.x, left.h)
