"""Boxes around circles, each option drawn as a button: the circle is the option."""

from __future__ import annotations

from collections.abc import Sequence

from omr.learn.outlines.outlines import OPTION_MM, Outline
from omr.learn.paper.nearby import Nearby
from omr.model.exam import Shape

SEVERAL, MOST = 6, 0.8
"""Boxes of one size with a circle in them, and the share of all boxes of that size: an O is printed in some boxes, not in nearly all."""
HELD = 0.45
"""Of the box's height: the circle is higher."""
ALIKE_MM, CENTRED_MM = 0.3, 0.4


def without_surrounds(outlines: Sequence[Outline]) -> tuple[Outline, ...]:
    """The outlines but for lone boxes of one size of which nearly all have a circle about their middle."""
    boxes = [one for one in outlines if one.shape is Shape.BOX and not one.cell and max(one.box.w, one.box.h) <= OPTION_MM]
    circles = [one for one in outlines if one.shape is Shape.CIRCLE]
    near = Nearby(one.box for one in circles)
    around = {id(one) for one in boxes if any(_holds(one, circles[i]) for i in near.of(one.box))}
    gone = set()
    for one in boxes if len(around) >= SEVERAL else ():
        same = [other for other in boxes if max(abs(one.box.w - other.box.w), abs(one.box.h - other.box.h)) < ALIKE_MM]
        held = sum(id(other) in around for other in same)
        if id(one) in around and held >= max(SEVERAL, MOST * len(same)):
            gone.add(id(one))
    return tuple(one for one in outlines if id(one) not in gone)


def _holds(box: Outline, circle: Outline) -> bool:
    (x, y), (other_x, other_y) = box.box.centre, circle.box.centre
    about = max(abs(x - other_x), abs(y - other_y)) < CENTRED_MM
    return about and HELD * box.box.h < circle.box.h < box.box.h and circle.box.w < box.box.w
