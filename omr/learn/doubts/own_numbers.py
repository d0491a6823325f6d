"""Boxes below one another that have a number of their own each, "1. ☐ huge  2. ☐ tiny": a letter may be to be written into each."""

from __future__ import annotations

from collections.abc import Sequence

from omr.learn.outlines.entries import Entry
from omr.learn.paper.blank import Word
from omr.learn.words.wording import item_name
from omr.model.layout import Box

NEAR_MM = 6.0
"""The number ends no further before its box."""
LEVEL = 0.5
"""Of a box's height: its number's middle is off its own by no more."""
LEAST = 3


def own_numbers(entries: Sequence[Entry], words: Sequence[Word], page: int) -> list[str]:
    """What is told of the only list of a page whose boxes are counted from 1, one by one; several such lists have numbered options."""
    lists = [one for one in entries if one.vertical and len(one.outlines) >= LEAST and _counts(one, words)]
    return [_told(lists[0], page)] if len(lists) == 1 else []


def _counts(entry: Entry, words: Sequence[Word]) -> bool:
    ranks = [_rank(outline.box, words) for outline in entry.outlines]
    return ranks == list(range(1, len(ranks) + 1))


def _rank(box: Box, words: Sequence[Word]) -> int:
    """The number right before a box; 0 where there is none."""
    level = (word for word in words if abs(word.middle - box.centre[1]) < LEVEL * box.h and 0 <= box.x - word.right < NEAR_MM)
    name = next((item_name(word.text) for word in level), None)
    return name.rank if name and name.style == "digit" else 0


def _told(entry: Entry, page: int) -> str:
    (x, y), box = entry.outlines[0].box.centre, entry.box
    return (
        f"each of the {len(entry.outlines)} boxes of the list at {x:.0f}, {y:.0f} mm has a number of its own; they are taken for the "
        f"options of one item: if something is to be written into each, `drop {page} {box.x:.0f} {box.y:.0f} {box.w:.0f} {box.h:.0f}`"
    )
