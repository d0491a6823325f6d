"""Tables that stand apart from one another, each with the answers of a question: no item reaches from one into the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omr.learn.outlines.families import Spot, stands_in
from omr.learn.outlines.rules import WALL_MM
from omr.learn.paper.blank import Word, union
from omr.learn.paper.nearby import Nearby
from omr.model.layout import Box

LEAST = 2
"""Outlines below one another that a question has."""


def with_tables(spots: Sequence[Spot], cells: Sequence[Box], words: Sequence[Word]) -> list[Spot]:
    """The outlines; those in tables that say something beside each of them, and hold two or more below one another, with the table as their
    frame. The ``words`` are those outside of outlines.
    """
    tables = [table for table in map(union, _joined(cells)) if _is_card(table, spots, words)]
    return [replace(spot, card=_around(spot.box, tables)) if spot.card is None and spot.frame else spot for spot in spots]


def _joined(cells: Sequence[Box]) -> list[list[Box]]:
    """The cells by their tables: those that share walls."""
    near = Nearby(cells)
    left = set(range(len(cells)))
    tables = []
    while left:
        table = [left.pop()]
        for i in table:
            beside = {k for k in near.of(cells[i], WALL_MM) if k in left and _share_a_wall(cells[i], cells[k])}
            left -= beside
            table += sorted(beside)
        tables.append([cells[i] for i in table])
    return tables


def _share_a_wall(a: Box, b: Box) -> bool:
    across = min(a.x + a.w, b.x + b.w) - max(a.x, b.x)
    down = min(a.y + a.h, b.y + b.h) - max(a.y, b.y)
    return min(across, down) > -WALL_MM and max(across, down) > WALL_MM


def _is_card(table: Box, spots: Sequence[Spot], words: Sequence[Word]) -> bool:
    own = [spot for spot in spots if spot.frame and stands_in(spot.box, table)]
    rows = {round(spot.y) for spot in own}
    said = sum(stands_in(word.box, table) for word in words)
    return len(rows) >= LEAST and said >= len(own)


def _around(box: Box, tables: Sequence[Box]) -> Box | None:
    return min((table for table in tables if stands_in(box, table)), key=lambda table: table.w * table.h, default=None)
