"""Timing tracks: bars of one size along the edge of a page, by which a machine finds the rows. They are no print beside any option."""

from __future__ import annotations

from collections.abc import Sequence

from omr.learn.paper.blank import PX_PER_MM, Word
from omr.model.layout import Box
from omr.model.page import Gray

LEAST = 10
"""Bars above one another; a list has seldom as many bullets, and these are smaller."""
SAME_MM = 0.5
"""Places and sides of the bars of one track differ by no more."""
LOWEST_MM, NARROWEST_MM = 0.7, 1.5
SOLID = 0.85
"""Of a bar's box, that its ink covers; words of scans covered 0.82 at most."""


def without_tracks(words: Sequence[Word], mask: Gray) -> tuple[Word, ...]:
    """The unread words of a page but for the bars of its timing tracks."""
    bars = [word for word in words if word.box.h > LOWEST_MM and word.box.w > NARROWEST_MM and _is_solid(word.box, mask)]
    tracks = {id(bar) for bar in bars if sum(_are_alike(bar.box, other.box) for other in bars) >= LEAST}
    return tuple(word for word in words if id(word) not in tracks)


def _is_solid(box: Box, mask: Gray) -> bool:
    left, top, right, bottom = (round(value * PX_PER_MM) for value in (box.x, box.y, box.x + box.w, box.y + box.h))
    part = mask[top:bottom, left:right]
    return bool(part.size) and float((part > 0).mean()) > SOLID


def _are_alike(one: Box, other: Box) -> bool:
    return max(abs(one.x - other.x), abs(one.w - other.w), abs(one.h - other.h)) < SAME_MM
