"""Outlines of one kind are printed in one size: each keeps its own centre and takes the exact sides of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM
from omr.model.layout import Box
from omr.model.page import Gray

ALIKE_MM, SAME_MM = 0.4, 0.25
"""Sides of one kind differ by less on a coarse scan; those of whole rows, whose middle one counts, by less than two of its pixels."""
BLUR_MM = 0.3
"""A stroke's edge is no further inside its generous mask."""


def evened(entries: list[Entry], sharp: Gray) -> list[Entry]:
    """Entries whose outlines have the median sides that ``sharp`` (strokes down to half of their darkness) shows for their kind."""
    usual = {one: _usual(one, entry.outlines) for entry in entries for one in entry.outlines}
    kinds: list[list[Outline]] = []
    for outline in sorted(usual, key=lambda one: usual[one]):
        home = next((kind for kind in kinds if _is_of_kind(outline, kind[0]) and _differ(usual[outline], usual[kind[0]]) < SAME_MM), None)
        if home is None:
            kinds.append([outline])
        else:
            home.append(outline)
    sized = {one: _with_sides(one, *sides) for kind in kinds for sides in [_sides(kind, sharp)] for one in kind}
    return [replace(entry, outlines=tuple(sized[one] for one in entry.outlines)) for entry in entries]


def _usual(outline: Outline, row: Sequence[Outline]) -> tuple[float, float]:
    """The sides of an outline, to which those like it in its row add what a scan has blurred."""
    own = (outline.box.w, outline.box.h)
    like = [sides for one in row if _differ(sides := (one.box.w, one.box.h), own) < ALIKE_MM]
    width, height = np.median(like, axis=0)
    return float(width), float(height)


def _is_of_kind(a: Outline, b: Outline) -> bool:
    return a.shape is b.shape and a.cell == b.cell


def _differ(a: tuple[float, float], b: tuple[float, float]) -> float:
    return max(abs(a[0] - b[0]), abs(a[1] - b[1]))


def _sides(kind: list[Outline], sharp: Gray) -> tuple[float, float]:
    sides = np.array([_seen(one.box, sharp) if not one.cell else (one.box.w, one.box.h) for one in kind])
    width, height = np.median(sides, axis=0)
    return float(width), float(height)


def _seen(box: Box, sharp: Gray) -> tuple[float, float]:
    """Width and height of what ``sharp`` has of an outline, or its own where that is not plausible."""
    x, y, w, h = (round(value * PX_PER_MM) for value in (box.x, box.y, box.w, box.h))
    part = sharp[max(0, y) : y + h, max(0, x) : x + w] > 0
    columns, rows = np.flatnonzero(part.any(axis=0)), np.flatnonzero(part.any(axis=1))
    if not columns.size:
        return box.w, box.h
    width, height = float(columns[-1] - columns[0] + 1) / PX_PER_MM, float(rows[-1] - rows[0] + 1) / PX_PER_MM
    return (width, height) if max(box.w - width, box.h - height) < 2 * BLUR_MM else (box.w, box.h)


def _with_sides(outline: Outline, width: float, height: float) -> Outline:
    x, y = outline.box.centre
    return replace(outline, box=Box(x - width / 2, y - height / 2, width, height))
