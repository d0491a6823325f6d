"""How an unfilled page prints its outlines: they are looked for as they are printed there, whatever they are.

A pair of parentheses is no ring and a pair of brackets no box: the letter between them would draw a ring up or down by half of its height.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TypeAlias

import cv2
import numpy as np

from omr.imaging import Floats
from omr.model.page import Points
from omr.register.printed import SIDE_MM, STEP_MM, Bank, Group, grid_to, shifts_to

LEAST_ALIKE = 5
"""Outlines of one shape and size whose median is their common print: of fewer a letter or a mark would stay in it."""
PRINTED = 0.25
"""Of the darkest: so much ink belongs to the print, and what lies within ``SIDE_MM`` of it must be light."""

Look: TypeAlias = bytes
"""A square of ink shares (float32), ``STEP_MM`` apart, to ``SIDE_MM`` beside the outline: as bytes, by which its templates are kept."""


def grid_of(group: Group) -> Points:
    """Where a look is sampled: offsets (k, 2) in mm from an outline's centre, row by row."""
    x, y = grid_to(max(group.size) / 2 + SIDE_MM)
    return np.stack([x.ravel(), y.ravel()], axis=1)


def look_of(ink: Floats) -> Look | None:
    """The common print of outlines of one group, of which the ink shares (n, k) are given on its grid; None where there are too few."""
    if len(ink) < LEAST_ALIKE:
        return None
    common = np.median(ink, axis=0).astype(np.float32)
    return common.tobytes() if common.max() > 0 else None


@lru_cache(maxsize=64)
def bank_of(look: Look, reach: float) -> Bank:
    """The templates of an outline that looks like that; they answer to it what they answer to an ideal one of its darkness."""
    flat = np.frombuffer(look, dtype=np.float32).astype(np.float64)
    side = round(np.sqrt(len(flat)))
    line = flat.reshape(side, side)
    around = round(SIDE_MM / STEP_MM)
    near = cv2.dilate((line > PRINTED * line.max()).astype(np.uint8), np.ones((2 * around + 1,) * 2, np.uint8)) > 0
    template = np.where(near, line - line[near].mean(), 0.0)
    template *= np.sum(line * line) / np.sum(line) / np.sum(template * line)
    shifts = range(len(shifts_to(reach)))
    wide = side + len(shifts) - 1
    templates = np.zeros((len(shifts) ** 2, wide, wide), dtype=np.float32)
    for i, (row, column) in enumerate(product(shifts, shifts)):
        templates[i, row : row + side, column : column + side] = template
    x, y = grid_to(STEP_MM * (wide // 2))
    return np.stack([x.ravel(), y.ravel()], axis=1), templates.reshape(len(templates), -1), len(shifts)
