"""Tables that print a letter or number in each cell, however wide: the cells are the boxes to be marked. So are those of strips of such
cells, one under each question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

import numpy as np

from omr.learn.outlines.families import stands_in
from omr.learn.outlines.outlines import Outline
from omr.learn.outlines.rules import WALL_MM
from omr.learn.outlines.tables import HEADING_MM, LEAST_ROWS, cell_blocks, cell_rows, may_answer
from omr.learn.paper.blank import Word
from omr.learn.paper.pictures import MIDDLE, likeness, picture
from omr.learn.rows.grids import COUNTS
from omr.model.layout import Box
from omr.model.page import Gray

LEAST = 3
"""Letters side by side; two may be initials."""
ALIKE, LESS = 0.85, 0.1
"""One letter's pictures correlate so well, on a page that could not be read, and by no more less than those of the best column (on scans of
200 dpi: letters 0.92 to 0.99, the numbers "41" to "60" 0.86).
"""
LARGER = 1.3
"""Of a letter's height: a circle in the same cell that is higher is to be marked; so is one beside a letter that was read, "☐ A"."""
MOST = 6
"""Rows of letters that are the options of columns."""
DIGITS = 10
"""Rows of a number's table."""
UNREAD = "?"


def without_rings(outlines: tuple[Outline, ...], lettered: Sequence[Outline]) -> tuple[tuple[Outline, ...], tuple[Word, ...]]:
    """The outlines but for those printed in such cells, and these as the zeros that they are."""
    rings = [one for one in outlines if not one.given and not one.cell and any(stands_in(one.box, cell.box) for cell in lettered)]
    return tuple(one for one in outlines if not any(one is ring for ring in rings)), tuple(Word("", ring.box) for ring in rings)


def lettered_cells(outlines: Sequence[Outline], words: Sequence[Word], mask: Gray) -> tuple[Outline, ...]:
    """The cells of columns that print one letter each, side by side and counting on, or digits that count down; and those of rows that
    print one each.
    """
    blocks = _blocks([one for one in outlines if may_answer(one)])
    print_ = _prints(blocks, outlines, words)
    parts = [part for block in blocks for part in _lettered(block, print_, mask)]
    return tuple(cell for part in parts if not _are_rings([print_[id(cell)] for cell in part], outlines) for cell in part)


def unlike_cells(outlines: Sequence[Outline], words: Sequence[Word], mask: Gray, options: AbstractSet[Box]) -> str:
    """What is told of tables that print such letters in columns of several widths, as wide as their headings, and hold none of the
    ``options``; "" where there is none.
    """
    blocks = _blocks([one for one in outlines if may_answer(one) and one.box not in options], even=False)
    print_ = _prints(blocks, outlines, words)
    found = ((columns, _counted(across)) for columns, across in (_columns(block, print_, mask) for block in blocks))
    parts = [columns[start:end] for columns, stretches in found for start, end in stretches]
    parts = [part for part in parts if not _are_rings([print_[id(cell)] for column in part for cell in column], outlines)]
    if not parts:
        return ""
    x, y = parts[0][0][0].box.centre
    return (
        f"{sum(len(part[0]) for part in parts)} rows of cells print one letter or digit each, the first at {x:.0f}, {y:.0f} mm, in columns "
        "of several widths; these are no items: make the columns equally wide, print a box around each letter, or `add` them"
    )


def _blocks(cells: list[Outline], *, even: bool = True) -> list[list[list[Outline]]]:
    """The blocks that some cells are, of one width if ``even``."""
    rows = [row for row in cell_rows(cells, even=even) if len(row) >= LEAST]
    return [block for block in _with_strips(cell_blocks(rows)) if len(block) >= LEAST_ROWS]


def _prints(blocks: list[list[list[Outline]]], outlines: Sequence[Outline], words: Sequence[Word]) -> Mapping[int, list[Word]]:
    """What each cell of some blocks prints, by its identity."""
    return {id(cell): _printed(cell, outlines, words) for block in blocks for row in block for cell in row}


def _lettered(block: list[list[Outline]], print_: Mapping[int, list[Word]], mask: Gray) -> list[list[Outline]]:
    """The parts of a block of cells that print such letters."""
    columns, across = _columns(block, print_, mask)
    parts = [[cell for column in columns[start:end] for cell in column] for start, end in _counted(across)]
    down = [_letter([print_[id(cell)] for cell in row], mask) for row in block]
    parts += [[cell for row in block[start : start + DIGITS] for cell in row] for start in _numbers(down)]
    head = int(not down[0])  # a row of the items' numbers
    if not parts and _counts_letters(down[head:]):
        parts.append([cell for row in block[head:] for cell in row])
    return parts


def _columns(block: list[list[Outline]], print_: Mapping[int, list[Word]], mask: Gray) -> tuple[list[list[Outline]], list[str]]:
    """A block's columns and the letter that each of them prints; without the first row where that is a head in words."""
    for rows in (block, block[1:]):
        columns = [list(column) for column in zip(*rows, strict=True)]
        print_of = [[print_[id(cell)] for cell in column] for column in columns]
        letters = _without_numbers([_letter(some, mask) for some in print_of], print_of, mask)
        if any(letters) or len(rows) <= LEAST_ROWS:
            break
    return columns, letters


def _without_numbers(letters: list[str], columns: list[list[list[Word]]], mask: Gray) -> list[str]:
    """The letters of columns, but for unread ones that are less alike than the others are: "41" to "60" begin with few digits."""
    shown = [_sameness(column, mask) if letter == UNREAD else 1.0 for letter, column in zip(letters, columns, strict=True)]
    return [letter if one > max(shown) - LESS else "" for letter, one in zip(letters, shown, strict=True)]


def _with_strips(blocks: list[list[list[Outline]]]) -> list[list[list[Outline]]]:
    """The blocks; those of a single row that have their cells above one another's, each under a question of its own, as one."""
    strips: list[list[list[Outline]]] = []
    for block in [one for one in blocks if len(one) == 1]:
        home = next((strip for strip in strips if _is_in_line(strip[0], block[0])), None)
        if home is None:
            strips.append(list(block))
        else:
            home += block
    return [*(block for block in blocks if len(block) > 1), *strips]


def _is_in_line(row: list[Outline], other: list[Outline]) -> bool:
    """Whether two rows have as many cells, in the same places across and of one height."""
    places = len(row) == len(other) and all(abs(a.box.x - b.box.x) < WALL_MM for a, b in zip(row, other, strict=True))
    return places and abs(row[0].box.h - other[0].box.h) < WALL_MM


def _are_rings(cells: list[list[Word]], outlines: Sequence[Outline]) -> bool:
    """Whether most of some cells hold an outline and nothing else: those are to be marked. Of the letters only few are outlines."""
    rings = {one.box for one in outlines if not one.cell}
    return 2 * sum(some[0].box in rings for some in cells) > len(cells)


def _printed(cell: Outline, outlines: Sequence[Outline], words: Sequence[Word]) -> list[Word]:
    """What stands in a cell; a closed letter of an unread page, or a 0, is an outline."""
    read = [word for word in words if stands_in(word.box, cell.box)]
    rings = [Word("", one.box) for one in outlines if not one.cell and stands_in(one.box, cell.box)]
    framed = any(ring.box.h > LARGER * word.box.h or (word.text and not stands_in(ring.box, word.box)) for ring in rings for word in read)
    return [*read, *rings] if framed else read or rings


def _letter(cells: list[list[Word]], mask: Gray) -> str:
    """The letter or number that each of some cells prints; ``UNREAD`` where it is the same and was not read, "" where they differ."""
    if not all(len(some) == 1 for some in cells):
        return ""
    texts = {some[0].text for some in cells}
    if texts != {""}:
        text = texts.pop()
        return text if not texts and ((len(text) == 1 and text.isalnum()) or (len(text) == 2 and text.isdecimal())) else ""
    small = all(max(some[0].box.w, some[0].box.h) < HEADING_MM for some in cells)
    return UNREAD if small and _sameness(cells, mask) > ALIKE else ""


def _sameness(cells: list[list[Word]], mask: Gray) -> float:
    """How much what is printed in some cells, one word in each, looks the same."""
    return likeness(np.array([picture(mask, _around(some[0].box)) for some in cells]))


def _around(box: Box) -> Box:
    (x, y), side = box.centre, max(box.w, box.h) / MIDDLE
    return Box(x - side / 2, y - side / 2, side, side)


def _stretches(labels: list[str]) -> list[tuple[int, int]]:
    """From where to where labels stand side by side, each the next one's predecessor."""
    cuts = [0, *(i for i, (a, b) in enumerate(pairwise(labels), 1) if not _follows(a, b)), len(labels)]
    return [(start, end) for start, end in pairwise(cuts) if end - start >= LEAST and all(labels[start:end])]


def _counted(labels: list[str]) -> list[tuple[int, int]]:
    """The same; or of digits that count down, the 4 3 2 1 of marks for what was seen."""
    found = _stretches(labels)
    down = _stretches(labels[::-1]) if not found and all(label.isdecimal() for label in labels if label) else []
    return found or [(len(labels) - end, len(labels) - start) for start, end in down]


def _numbers(labels: list[str]) -> list[int]:
    """Where ten rows begin that count the digits."""
    counts = (*COUNTS[:2], DIGITS * UNREAD)
    return [i for i in range(len(labels) - DIGITS + 1) if all(labels[i : i + DIGITS]) and "".join(labels[i : i + DIGITS]) in counts]


def _counts_letters(labels: list[str]) -> bool:
    """Whether a few rows print A, B, C, …: the options of items that stand side by side."""
    return LEAST <= len(labels) <= MOST and (set(labels) == {UNREAD} or "".join(labels).upper() == COUNTS[-1][: len(labels)])


def _follows(label: str, after: str) -> bool:
    if not label or not after or UNREAD in (label, after):
        return label == after
    if label.isdecimal() and after.isdecimal():
        return int(after) == int(label) + 1
    return len(label) == len(after) == 1 and ord(after) == ord(label) + 1
