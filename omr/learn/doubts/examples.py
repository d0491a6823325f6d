"""Examples of marks: few outlines of a size of their own, each with something in it; or some have, and of all items only these no name,
or only these stand above all; or an item 0 before the first one.
"""

from __future__ import annotations

from omr.learn.outlines.entries import Entry
from omr.learn.words.wording import item_name

FEW = 0.05
"""Share of all outlines of a form; an example never has more, a section with outlines of its own rarely fewer."""
SEVERAL = 5
"""Items of a form whose first row alone is marked: of fewer, somebody may have begun to fill them in."""
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


def _opens_the_form(entry: Entry, every: list[Entry]) -> bool:
    """Whether a row stands above all items, of a form of several, and is the only one with ink that is no label."""
    others = [one for one in every if one is not entry]
    above = all((entry.page, entry.foot) < (one.page, one.top) for one in others)
    return entry.read and len(others) >= SEVERAL and above and not any(one.inked > 0 for one in others)


def _is_before_the_first(entry: Entry, every: list[Entry]) -> bool:
    """Whether an item is called 0 where others count from 1, and one of its options is filled: that one is inked, or no outline."""
    if not entry.read or _rank(entry) != 0 or not any(_rank(one) == 1 for one in every):
        return False
    return entry.inked > 0 or all(entry.labels != one.labels for one in every if one is not entry)


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
