"""Cells of tables: which of them are to be marked, which name a row or a column, and which only part the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

import numpy as np

from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import Word
from omr.learn.paper.pictures import WITHIN, centred_picture, sameness
from omr.model.layout import Box
from omr.model.page import Gray

HELD = 0.45
"""Of a cell's height: what is to be marked in it is higher, a letter O or a 0 mostly lower."""
WALL_MM = 0.8
"""Cells that share a wall are no further apart."""
WIDE = 2.0
"""Times the cell of a letter: one for an answer in words is wider."""
LEAST_ROWS = 3
"""Of a table in which a column prints the same everywhere."""
ALIKE = 0.9
LESS = 0.02
"""What a column prints is the same everywhere where its rows correlate so well, and as well, but for so much, as in the best column.
Measured on blurred scans: 0.990 at least where it is one letter, 0.96 at most where it is numbers that count on, "21" to "40"."""


def frames_of_options(outlines: Sequence[Outline]) -> set[int]:
    """The cells that have a box or circle of their own in them: that is the option. One lower than a letter O could be is believed where
    most cells of that size have one.
    """
    own = [one for one in outlines if not one.cell]
    held = {i: max((one.box.h for one in own if _stands_in(one.box, cell.box)), default=0.0) for i, cell in _cells(outlines)}
    found = {i for i, high in held.items() if high > HELD * outlines[i].box.h}
    for i, high in held.items():
        if high and i not in found:
            same = [other for j, other in held.items() if _is_as_large(outlines[i].box, outlines[j].box)]
            found |= {i} if 2 * sum(map(bool, same)) > len(same) else set()
    return found


def without_an_option(outlines: Sequence[Outline], framed: AbstractSet[int], inside: AbstractSet[int]) -> set[int]:
    """The cells that hold nothing in rows of which others as wide are ``framed``, around an option of their own: an item may have fewer
    options than its table has columns. ``inside`` are the cells that hold print.
    """
    rows = (row for row in _rows(outlines) if any(i in framed for i in row))
    return {
        i
        for row in rows
        for i in row
        if i not in framed and i not in inside and any(j in framed and _is_as_large(outlines[i].box, outlines[j].box) for j in row)
    }


def names_and_gaps(
    small: Sequence[Outline], walls: Sequence[Outline], inside: Mapping[int, Word], printed: AbstractSet[int], mask: Gray
) -> tuple[set[int], set[int]]:
    """Of the ``small`` outlines the cells whose print (``inside``) names a row or a column, and the empty ones that part printed ones;
    ``walls`` are further cells of the same tables, of which those of the places ``printed`` hold print.
    """
    every = [*small, *walls]
    filled = {*inside, *(len(small) + i for i in printed)}
    rows = _rows(every)
    empty = {i for i, _ in _cells(every) if i not in filled}
    parted = [2 * len(empty & set(row)) < sum(i in empty or i in inside for i in row) for row in rows]
    answers = [every[i] for row, apart in zip(rows, parted, strict=True) for i in row if i in empty and not apart]
    names: set[int] = set()
    gaps: set[int] = set()
    for row, apart in zip(rows, parted, strict=True):
        heads = any(_is_above(every[i].box, one.box) for i in row if i in filled for one in answers)
        first = next((place for place, i in enumerate(row) if i in filled), 0)
        corners = {i for i in row[:first] if i in empty} | {i for i in row if i in empty and _heads_print(i, every, filled)}
        if heads and not (empty & set(row)) - corners:  # the corner above the rows' names may be empty, be it of one cell or of two
            names |= {i for i in row if i in inside}
            gaps |= {i for i in corners if i < len(small)}
        elif apart:
            gaps |= {i for i in row if i in empty and i < len(small) and not small[i].hidden}  # a mark hides what is printed there
            names |= {i for i, after in pairwise(row) if _counts(inside.get(i), inside.get(after))}
        else:
            last = max((place for place, i in enumerate(row) if i in empty), default=0)
            names |= {i for i in row[:last] if i in inside}
    return names | _beside_options(every, rows, inside) | _changing(small, rows, inside, mask), gaps


def _beside_options(every: Sequence[Outline], rows: list[list[int]], inside: Mapping[int, Word]) -> set[int]:
    """The printed cells in rows that have options of their own in cells: the only one, "│ 7 │ a statement │ ☐ Yes ☐ No │", names the row;
    one between an option and a text, "│ ○ │ A. │ an answer │", calls it.
    """
    framed = frames_of_options(every)
    held = [row for row in rows if any(i in framed for i in row)]
    threes = (three for row in held for three in zip(row, row[1:], row[2:], strict=False))
    calls = {name for i, name, text in threes if i in framed and name in inside and every[text].box.w > WIDE * every[name].box.w}
    printed = ([i for i in row if i in inside] for row in held)
    return calls | {i for some in printed if len(some) == 1 for i in some}


def _cells(outlines: Sequence[Outline]) -> list[tuple[int, Outline]]:
    return [(i, one) for i, one in enumerate(outlines) if one.cell]


def _rows(outlines: Sequence[Outline]) -> list[list[int]]:
    """Cells of one height wall to wall, of whatever width, from the left."""
    rows: list[list[int]] = []
    for i, cell in sorted(_cells(outlines), key=lambda one: (one[1].box.x, one[1].box.y)):
        home = next((row for row in rows if _is_right_of(outlines[row[-1]].box, cell.box)), None)
        if home is None:
            rows.append([i])
        else:
            home.append(i)
    return rows


def _is_right_of(left: Box, right: Box) -> bool:
    level = abs(left.y - right.y) < WALL_MM and abs(left.h - right.h) < WALL_MM
    return level and abs(right.x - left.x - left.w) < WALL_MM


def _is_above(upper: Box, lower: Box) -> bool:
    return abs(lower.x - upper.x) < WALL_MM and abs(lower.y - upper.y - upper.h) < WALL_MM


def _heads_print(i: int, every: Sequence[Outline], filled: AbstractSet[int]) -> bool:
    """Whether an empty cell stands above a printed one: the corner of a further block of the same table, above its rows' numbers."""
    return any(_is_above(every[i].box, every[j].box) for j in filled)


def _is_as_large(a: Box, b: Box) -> bool:
    return abs(a.w - b.w) < WALL_MM and abs(a.h - b.h) < WALL_MM


def _stands_in(inner: Box, outer: Box) -> bool:
    x, y = inner.centre
    return outer.x < x < outer.x + outer.w and outer.y < y < outer.y + outer.h and inner.w < outer.w and inner.h < outer.h


def _counts(word: Word | None, after: Word | None) -> bool:
    """Whether a cell holds a number, and the next one a letter: the number is the item's."""
    return bool(word and after and word.text.rstrip(".):").isdigit() and after.text.strip("().").isalpha())


def _changing(small: Sequence[Outline], rows: list[list[int]], inside: Mapping[int, Word], mask: Gray) -> set[int]:
    """Of tables that could not be read the cells of columns that print something else in each row, where more of the others do not."""
    names: set[int] = set()
    for block in _blocks(small, [row for row in rows if all(i < len(small) for i in row)]):
        columns = [column for column in zip(*block, strict=True) if all(i in inside and not inside[i].text for i in column)]
        pictures = [np.array([centred_picture(mask, small[i].box, WITHIN) for i in column]) for column in columns]
        shown = [sameness(column) for column in pictures]
        alike = [one > max(ALIKE, max(shown) - LESS) for one in shown]
        if 2 * sum(alike) > len(alike):  # walls that run together leave pieces of themselves in the cells
            names |= {i for column, same in zip(columns, alike, strict=True) if not same for i in column}
    return names


def _blocks(small: Sequence[Outline], rows: list[list[int]]) -> list[list[list[int]]]:
    """Rows of as many cells below one another."""
    blocks: list[list[list[int]]] = []
    for row in sorted(rows, key=lambda row: small[row[0]].box.y):
        home = next(
            (block for block in blocks if len(block[-1]) == len(row) and _is_above(small[block[-1][0]].box, small[row[0]].box)), None
        )
        if home is None:
            blocks.append([row])
        else:
            home.append(row)
    return [block for block in blocks if len(block) >= LEAST_ROWS]
