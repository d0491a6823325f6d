"""Places where a mark hides an outline that others say is there: whether one is known there already, and what the mark was taken for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from omr.learn.outlines.lattice import APART, CELL
from omr.learn.outlines.outlines import Outline
from omr.model.layout import Box

PART = 0.5
"""Of a place's sides: what stands in it and is smaller is a part of the mark there."""


def is_free(place: Box, outlines: Iterable[Outline]) -> bool:
    """Whether no outline about as large stands at a place; a table's cell around it is none, nor a small part of what is drawn there."""
    return not any(_meets(place, one.box) for one in outlines)


def with_hidden(outlines: Sequence[Outline], found: Sequence[Outline]) -> tuple[Outline, ...]:
    """The outlines, with those found at such places instead of what parts of the marks there were taken for."""
    return (*(one for one in outlines if one.given or not any(_holds(other.box, one.box) for other in found)), *found)


def _meets(place: Box, other: Box) -> bool:
    x, y = (abs(mine - its) for mine, its in zip(place.centre, other.centre, strict=True))
    around = min(other.w / place.w, other.h / place.h) > CELL
    return not around and x < APART * max(place.w, other.w) and y < APART * min(place.h, other.h) and not _holds(place, other)


def _holds(place: Box, other: Box) -> bool:
    x, y = other.centre
    inside = place.x < x < place.x + place.w and place.y < y < place.y + place.h
    return inside and other.w < PART * place.w and other.h < PART * place.h
