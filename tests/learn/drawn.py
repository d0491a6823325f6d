"""Outlines and words put where a test wants them."""

from __future__ import annotations

from dataclasses import replace

from omr.learn.outlines.families import Spot
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import Word
from omr.model.exam import Shape
from omr.model.layout import Box


def circle(x: float, y: float, inside: str = "", size: float = 4.0) -> Spot:
    box = Box(x, y, size, size)
    return Spot(Outline(Shape.CIRCLE, box), Word(inside, replace(box, w=2.0)) if inside else None)


def word(text: str, x: float, y: float, w: float = 0.0) -> Word:
    return Word(text, Box(x, y, w or 2.0 * len(text), 3.0))


def text(line: str, x: float, y: float) -> list[Word]:
    """The words of a line, 1 mm apart."""
    found: list[Word] = []
    for one in line.split():
        found.append(word(one, found[-1].right + 1.0 if found else x, y))
    return found
