"""Examples of marks: few outlines of a size of their own, each with something in it; or some have, and of all items only these no name,
or only these stand above all; or an item 0 before the first one.
"""

from __future__ import annotations

from dataclasses import replace

from omr.learn.outlines.entries import Entry
from omr.learn.outlines.families import SOLID, filled
from omr.learn.rows.grids import ALIGNED_MM
from omr.learn.words.wording import item_name
from omr.model.layout import Box
from omr.model.page import Gray

FEW = 0.05
"""Share of all outlines of a form; an example never has more, a section with outlines of its own rarely fewer."""
SEVERAL = 5
"""Items of a form whose first row alone is marked: of fewer, somebody may have begun to fill them in."""
BLOCK = 6.0
"""Of an outline's height: the items of which a row is an example begin no further below it."""
SIZE = 0.1
"""Sides of outlines of one size differ by no more."""


def without_examples(pages: list[list[Entry]]) -> tuple[list[list[Entry]], list[str]]:
    """Entries of all pages without examples, and what was taken for one."""
    every = [entry for entries in pages for entry in entries]
    named = any(entry.read for entry in every) and sum(not entry.printed for entry in every) <= FEW * len(every)
    sides = [outline.box.h for entries in pages for entry in entries for outline in entry.outlines]
    kept: list[list[Entry]] = []
    doubts = []
    for entries in pages:
        kept.append([])
        for entry in entries:
            shows = entry.inked > 0 and not entry.printed and (named or _opens_the_form(entry, every))
            odd = entry.inked > 0.5 and not entry.read and _rare(entry, sides) and not _counts(entry, every)
            if shows or _is_before_the_first(entry, every) or odd:
                doubts.append(
                    f"page {entry.page}: {len(entry.outlines)} outlines at {_place(entry)} are taken for an example of how to mark"
                )
            else:
                kept[-1].append(entry)
    return kept, doubts


def without_filled(entries: list[Entry], mask: Gray, page: int) -> tuple[list[Entry], list[str]]:
    """A page's entries without the parts of a row whose other option is filled: "0 A ☐ B ■ C ☐" above the items shows how to mark. The
    filled one is no outline. And what is told of them.
    """
    shown = [entry for entry in entries if not _rank(entry) and not entry.vertical and _has_a_filled_one(entry, entries, mask)]
    told = [f"page {page}: {len(one.outlines)} outlines at {_place(one)} are taken for an example of how to mark" for one in shown]
    return [entry for entry in entries if not any(entry is one for one in shown)], told


def _has_a_filled_one(entry: Entry, entries: list[Entry], mask: Gray) -> bool:
    """Whether the nearest item whose options stand in a row's columns has one more, where something is filled on the row's line."""
    height = entry.outlines[0].box.h if entry.outlines else 0.0
    alike = [one for one in entries if _rank(one) and not one.vertical and len(one.outlines) > len(entry.outlines) > 0]
    below = [one for one in alike if abs(one.top - entry.top) < BLOCK * height and all(_over(box, one) for box in _boxes(entry))]
    nearest = min(below, key=lambda one: abs(one.top - entry.top), default=None)
    other = [box for box in _boxes(nearest) if not _over(box, entry)] if nearest else []
    return any(filled(mask, replace(box, y=entry.top - box.h / 2)) > SOLID for box in other)


def _boxes(entry: Entry) -> list[Box]:
    return [outline.box for outline in entry.outlines]


def _over(box: Box, entry: Entry) -> bool:
    return any(abs(one.centre[0] - box.centre[0]) < ALIGNED_MM for one in _boxes(entry))


def _opens_the_form(entry: Entry, every: list[Entry]) -> bool:
    """Whether a row stands above all items, of a form of several, and is the only one with ink that is no label."""
    others = [one for one in every if one is not entry]
    above = all((entry.page, entry.foot) < (one.page, one.top) for one in others)
    return entry.read and len(others) >= SEVERAL and above and not any(one.inked > 0 for one in others)


def _is_before_the_first(entry: Entry, every: list[Entry]) -> bool:
    """Whether an item is called 0 where others count from 1, and one of its options is filled: that one is inked, or no outline."""
    if not entry.read or _rank(entry) != 0 or not any(_rank(one) == 1 for one in every):
        return False
    return entry.inked > 0 or all(entry.labels != one.labels for one in every if _rank(one) != 0)


def _counts(entry: Entry, every: list[Entry]) -> bool:
    """Whether a row has a number, and no other has the same: one of small outlines may be a pixel lower than all others."""
    return _rank(entry) is not None and sum(_rank(one) == _rank(entry) for one in every) == 1


def _rank(entry: Entry) -> int | None:
    name = item_name(entry.printed)
    return name.rank if name and name.style == "digit" else None


def _rare(entry: Entry, sides: list[float]) -> bool:
    height = entry.outlines[0].box.h if entry.outlines else 0.0
    alike = sum(abs(side - height) < SIZE * height for side in sides)
    return bool(entry.outlines) and alike <= FEW * len(sides)


def _place(entry: Entry) -> str:
    return f"{entry.box.x:.0f}, {entry.box.y:.0f} mm"
