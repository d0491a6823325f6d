"""The order in which a person reads a page's items: block by block, downwards within each."""

from __future__ import annotations

from omr.learn.outlines.entries import Entry
from omr.learn.paper.blank import union

ALIGNED_MM = 3.5
"""Items whose first outlines stand above one another to that tolerance are one column: a further digit before them moves them by 2.5 mm."""
ACROSS = 0.5
"""Of the narrower one's width: blocks that overlap by more from left to right are no columns."""
STEP = 2.2
"""Times the usual step: a wider gap ends a block."""
FIRST = 4.5
"""Of an outline's height: the second item of a block is no further below the first."""
LISTS_MM = 45.0
"""Between two lists of one column there is a question, of many lines; no column of text is narrower."""
BEGINS_MM = 15.0
"""The items of a column of text begin no further from one another than their numbers and questions reach."""
OVERLAP = 0.3
"""Blocks that share more than that share of the height of the shorter one stand side by side."""


def reading_order(entries: list[Entry]) -> list[Entry]:
    """Entries of one page in order."""
    blocks = _interleaved(blocks_of(entries), entries)
    bands: list[list[list[Entry]]] = []
    for block in sorted(blocks, key=lambda block: block[0].top):
        if bands and _shares(bands[-1], block):
            bands[-1].append(block)
        else:
            bands.append([block])
    ordered = []
    for band in bands:
        for block in sorted(band, key=lambda block: block[0].box.x):
            ordered += block
    return ordered


def blocks_of(entries: list[Entry]) -> list[list[Entry]]:
    """Entries that stand below one another at even steps."""
    blocks: list[list[Entry]] = []
    for entry in sorted(entries, key=lambda entry: (entry.box.y, entry.box.x)):
        home = next((block for block in blocks if _continues(block, entry, entries)), None)
        if home is None:
            blocks.append([entry])
        else:
            home.append(entry)
    return blocks


def _interleaved(blocks: list[list[Entry]], entries: list[Entry]) -> list[list[Entry]]:
    """The blocks, those of rows that begin here and there, one below the other, joined: no two of them stand side by side."""
    joined: list[list[Entry]] = []
    for block in blocks:
        home = next((other for other in joined if _is_among(block, other) or _stands_amid(block, other, entries)), None)
        if home is None:
            joined.append(block)
        else:
            home[:] = sorted([*home, *block], key=lambda entry: entry.top)
    return joined


def _is_among(block: list[Entry], other: list[Entry]) -> bool:
    """Whether the rows of two blocks, or the rows of one and the lists of another, overlap from left to right, and none is level with
    another.
    """
    if all(any(entry.vertical for entry in some) for some in (block, other)):
        return False
    a, b = (union([entry.box for entry in some]) for some in (block, other))
    across = min(a.x + a.w, b.x + b.w) - max(a.x, b.x) > ACROSS * min(a.w, b.w)
    down = min(a.y + a.h, b.y + b.h) > max(a.y, b.y) - max((one.outlines or one.blanks)[0].box.h for one in other) * STEP
    return across and down and all(_are_apart(one, two) for one in block for two in other)


def _stands_amid(block: list[Entry], other: list[Entry], entries: list[Entry]) -> bool:
    """Whether a block is one row that stands between two lists below one another, and no column of text begins where it does: its options
    follow their question on its own line.
    """
    row, lists = block[0], [entry for entry in other if entry.vertical]
    between = any(entry.foot < row.top for entry in lists) and any(entry.top > row.foot for entry in lists)
    if row.vertical or len(block) > 1 or not between:
        return False
    beside = any(entry is not row and abs(entry.box.x - row.box.x) < BEGINS_MM for entry in entries)
    return not beside and all(_are_apart(row, entry) for entry in other)


def _are_apart(one: Entry, two: Entry) -> bool:
    """Whether one of two items stands below the other."""
    if not one.vertical and not two.vertical:
        return abs(one.top - two.top) > two.box.h
    return max(one.top - two.foot, two.top - one.foot) > 0


def _continues(block: list[Entry], entry: Entry, entries: list[Entry]) -> bool:
    last = block[-1]
    step = entry.top - last.foot
    both = last.vertical and entry.vertical
    if both and any(_stands_beside(last, other) for other in entries):
        return False
    lists = both and not any(_stands_between(last, other, entry) for other in entries)
    usual = STEP * (last.top - block[-2].foot) if len(block) > 1 else FIRST * (last.box.h + last.top - last.foot)
    return abs(last.box.x - entry.box.x) < ALIGNED_MM and 0 < step < (LISTS_MM if lists else usual)


def _stands_beside(entry: Entry, other: Entry) -> bool:
    """Whether another item stands beside one, too near for a column of text: options below the number of each item."""
    return abs(other.top - entry.top) < entry.box.h and ALIGNED_MM < abs(other.box.x - entry.box.x) < LISTS_MM


def _stands_between(above: Entry, other: Entry, below: Entry) -> bool:
    """Whether another item of two lists' column stands between them, indented: the second column of a page begins further right."""
    return above.foot < other.top and other.foot < below.top and 0 <= other.box.x - above.box.x < LISTS_MM


def _shares(band: list[list[Entry]], block: list[Entry]) -> bool:
    known = union([entry.box for other in band for entry in other])
    own = union([entry.box for entry in block])
    shared = min(own.y + own.h, known.y + known.h) - max(own.y, known.y)
    return shared > OVERLAP * min(own.h, known.h)
