"""Questions broken over two pages: their last options stand at the top of the next one, where nothing says whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from omr.learn.items.tails import LETTERS
from omr.learn.outlines.entries import Entry
from omr.learn.page import Found
from omr.model.layout import Box

ALIGNED_MM = 2.0
"""Outlines of the lists of one column, on two pages, begin above one another to that tolerance."""


def broken_over_pages(pages: Sequence[Found]) -> tuple[list[str], list[Entry]]:
    """What is told of options that seem to belong to the last question of the page before, and the lists of them that are entries."""
    broken = [(before, after) for before, after in pairwise(pages) if _goes_on(before, after)]
    told = [
        f"{after.page.file}: the options at the top of page {after.page.number} seem to belong to the last question of the page before; "
        "they are no part of it: print a question and its options on one page"
        for _, after in broken
    ]
    return told, [first for before, after in broken if (first := _first(after)) and _is_rest(before, first) and not _ends_in_one(before)]


def _goes_on(before: Found, after: Found) -> bool:
    lists = [one for one in before.entries if _is_list(one)]
    if not lists:
        return False
    if _ends_in_one(before):
        return True
    first = _first(after)
    top = first.top if first else after.page.size[1]
    loose = (one for one in after.unused if one.centre[1] < top)
    if any(abs(one.x - other.box.x) < ALIGNED_MM for one in loose for other in lists):
        return True
    return first is not None and _is_rest(before, first)


def _first(page: Found) -> Entry | None:
    return min(page.entries, key=lambda one: one.top, default=None)


def _is_rest(before: Found, first: Entry) -> bool:
    """Whether a page's first entry looks like the last options of a list of the page before."""
    lists = [one for one in before.entries if _is_list(one)]
    if first.printed or not lists or not _is_list(first):
        return False
    foot = max(one.foot for one in lists)
    asked = any(heading.box.y > foot for heading in before.headings)  # only its question stands on the page before
    lettered = first.read and len(first.labels[0]) == 1
    return first.labels[0].upper() in LETTERS[1:] if lettered else first.headless and not asked


def _ends_in_one(page: Found) -> bool:
    """Whether the first option of a question ends a page, and the others are not on it: an outline that is in no list."""
    lists = [one for one in page.entries if _is_list(one)]
    return any(_is_at_the_foot(one, lists) for one in page.unused)


def _is_at_the_foot(box: Box, lists: Sequence[Entry]) -> bool:
    """Whether an outline stands alone below the lists of its column: its question's first option."""
    column = [one.foot for one in lists if abs(one.box.x - box.x) < ALIGNED_MM]
    return bool(column) and box.centre[1] > max(column)


def _is_list(entry: Entry) -> bool:
    return entry.vertical and len(entry.outlines) > 1
