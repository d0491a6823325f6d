"""How the cells of a table around two outlines of a row stand to each other."""

from __future__ import annotations

from omr.learn.outlines.families import Spot

WALL_MM = 0.8
"""Cells that share a wall are no further apart."""
ONE_LINE = 3.2
"""Times an outline's height: a lower cell holds one line of print."""


def share_a_wall(left: Spot, right: Spot) -> bool:
    """Whether two outlines, each alone in its cell of a table, stand side by side: its columns are as wide as their headings."""
    if left.frame is None or right.frame is None:
        return False
    return abs(right.frame.x - left.frame.x - left.frame.w) < WALL_MM


def share_a_line(left: Spot, right: Spot) -> bool:
    """Whether two outlines stand on the only line of one cell: they answer what the cell before asks."""
    return left.frame is not None and left.frame == right.frame and left.frame.h < ONE_LINE * left.box.h
