"""Tables whose empty cells are the boxes to be marked, however wide: a heading above each column, a name before each row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from omr.learn.outlines.families import stands_in
from omr.learn.outlines.outlines import OPTION_MM, Outline
from omr.learn.outlines.rules import WALL_MM
from omr.learn.paper.blank import Word
from omr.learn.paper.nearby import Nearby
from omr.learn.words.wording import ascii_text, is_sequence, option_label
from omr.model.exam import Shape
from omr.model.layout import Box

WIDEST_MM = 60.0
"""Of a table of two columns across a page, beside a column of statements."""
TALLEST_MM = 40.0
"""A row whose statement takes eight lines."""
LOWEST_MM = 3.0
LEAST_ROWS = 3
TELLING = 4
"""Rows of a table that is told where nothing says that its cells are to be marked."""
LEAST_COLUMNS = 2
SAME = 0.03
"""Share of their width by which the cells of a table's answers differ; columns to write in are as wide as what belongs there."""
INSIDE = 0.8
"""Of a cell's sides, how large what stands in it may be: a double line is larger."""
HEADING_MM = 4.0
"""An unread heading of a column that is no wider is a letter or a digit."""
VERDICTS = re.compile(
    r"true|false|yes|no|agree|disagree|vrai|faux|oui|non|wahr|falsch|richtig|ja|nein|verdadero|falso|si|vero|sim|nao|right|wrong",
    re.IGNORECASE,
)
"""Headings in words that are options; "points" and "grade" are to be written below."""
UNDECIDED = re.compile(
    r"^(?:not |no |don.?t|do not|can.?t|cannot|un|neutral|n/?a$|ne |nsp|sans |peut|je ne|weiss|keine|unent|teils|no s|non s|nao s|\?)",
    re.IGNORECASE,
)
"""How the heading of a further column begins, beside such: "not given", "ne sait pas", "weiss nicht"."""


def answer_cells(
    outlines: tuple[Outline, ...], words: tuple[Word, ...], *, every: bool = False, read: Sequence[Word] = ()
) -> tuple[Outline, ...]:
    """The cells larger than other options that are options all the same, in the order of ``outlines``; of ``every`` such table, or of
    those that are known to be answered. ``read`` are the words that are recognized on a picture.
    """
    tables = [
        block for block in _tables(outlines, words, read) if _is_answered(block, outlines, words) or (every and len(block) >= TELLING)
    ]
    found = {id(cell) for block in tables for row in block for cell in row}
    return tuple(one for one in outlines if id(one) in found and not _is_small(one))


def unsure_tables(outlines: tuple[Outline, ...], words: tuple[Word, ...], *, taken: bool, read: Sequence[Word] = ()) -> list[str]:
    """What is told of tables whose empty cells are too large for options that nothing announces, be they ``taken`` for options or not."""
    unsure = (block for block in _tables(outlines, words, read) if not _is_answered(block, outlines, words) and len(block) >= TELLING)
    return [_told(block, taken=taken) for block in unsure]


def _tables(outlines: tuple[Outline, ...], words: tuple[Word, ...], read: Sequence[Word]) -> list[list[list[Outline]]]:
    """Blocks of equally wide empty cells, each row with print before it. Where words are ``read`` on a picture, what is none may be a mark,
    if others of its row are empty.
    """
    own = [one.box for one in outlines if not one.cell]
    near = Nearby(one.box for one in outlines)  # a box that touches a wall of its cell is one of the table's cells
    free = [one for one in outlines if may_answer(one) and not any(_is_within(outlines[i].box, one.box) for i in near.of(one.box))]
    print_ = [*(word.box for word in (*words, *read)), *own]
    empty = {id(one) for one in free if not _holds(one.box, print_)}
    told = [*(word.box for word in read if _is_text(word.text)), *own]
    rows = cell_rows([one for one in free if id(one) in empty or (read and not _holds(one.box, told))])
    rows = [row for row in rows if any(id(one) in empty for one in row)]
    blocks = [_headed_part(block, outlines, words) for block in cell_blocks([row for row in rows if len(row) >= LEAST_COLUMNS])]
    return [block for block in blocks if len(block) >= LEAST_ROWS and all(_is_named(row, words) for row in block)]


def _is_answered(block: list[list[Outline]], outlines: Sequence[Outline], words: tuple[Word, ...]) -> bool:
    """Whether a table is to be answered in its cells: by its headings, or because most of them are as small as other options."""
    return 2 * sum(all(map(_is_small, row)) for row in block) > len(block) or _is_headed(block[0], outlines, words)


def _is_small(one: Outline) -> bool:
    return max(one.box.w, one.box.h) <= OPTION_MM


def _told(block: list[list[Outline]], *, taken: bool) -> str:
    first = block[0][0].box
    (x, y), last = first.centre, block[-1][-1].box
    area = f"{first.x:.0f} {first.y:.0f} {last.x + last.w - first.x:.0f} {last.y + last.h - first.y:.0f}"
    return (
        f"a table of {len(block)} rows has {len(block[0])} empty cells in each, the first at {x:.0f}, {y:.0f} mm, {first.w:.0f} mm wide; "
        + (
            f"what is printed above them does not tell that they are to be marked, and they are taken for it; if not, `drop PAGE {area}`"
            if taken
            else "what is printed above them does not tell that they are to be marked: they are no items; if they are to be, `add` them"
        )
    )


def hardly_wider(outlines: tuple[Outline, ...]) -> tuple[Outline, ...]:
    """Cells wider than an option by less than cells of one table differ, on a page that has such that are no wider."""
    cells = [one for one in outlines if one.cell and one.shape is Shape.BOX]
    small = [one.box for one in cells if one.box.w <= OPTION_MM]
    return tuple(one for one in cells if one.box.w > OPTION_MM and any(_is_alike(one.box, other) for other in small))


def _is_alike(cell: Box, other: Box) -> bool:
    return abs(cell.h - other.h) < WALL_MM and cell.w - other.w < WALL_MM


def outside_tables(outlines: tuple[Outline, ...], answers: tuple[Outline, ...]) -> tuple[Outline, ...]:
    """The outlines without those ``answers`` and the cells of their table that name its rows and columns."""
    table = list(answers)
    for _ in range(2):  # the cell in the corner touches those of the names, and they the answers
        known = {id(one) for one in table}
        cells = (one for one in outlines if one.cell and id(one) not in known)
        table += [one for one in cells if any(_touches(one.box, other.box) for other in table)]
    known = {id(one) for one in table}
    return tuple(one for one in outlines if id(one) not in known)


def _touches(a: Box, b: Box) -> bool:
    return abs(a.x + a.w / 2 - b.x - b.w / 2) < (a.w + b.w) / 2 + WALL_MM and abs(a.y + a.h / 2 - b.y - b.h / 2) < (a.h + b.h) / 2 + WALL_MM


def may_answer(one: Outline) -> bool:
    return one.cell and one.shape is Shape.BOX and LOWEST_MM < one.box.h <= TALLEST_MM and LOWEST_MM < one.box.w <= WIDEST_MM


def _is_within(inner: Box, outer: Box) -> bool:
    """Whether an outline stands in a cell, and is not its own inner edge."""
    return stands_in(inner, outer) and max(inner.w - INSIDE * outer.w, inner.h - INSIDE * outer.h) < 0


def _is_text(text: str) -> bool:
    """Whether what was recognized is print: a cross or a tick is read as a letter at most."""
    return sum(map(str.isalnum, text)) > 1 or text.strip(".:)").isdecimal()


def _holds(box: Box, inner: Sequence[Box]) -> bool:
    return any(stands_in(one, box) for one in inner)


def cell_rows(cells: list[Outline], *, even: bool = True) -> list[list[Outline]]:
    """Cells wall to wall, from the left, of one width if ``even``."""
    rows: list[list[Outline]] = []
    for cell in sorted(cells, key=lambda one: (one.box.x, one.box.y)):
        home = next((row for row in rows if _is_right_of(row[-1].box, cell.box, even=even)), None)
        if home is None:
            rows.append([cell])
        else:
            home.append(cell)
    return sorted(rows, key=lambda row: row[0].box.y)


def _is_right_of(left: Box, right: Box, *, even: bool) -> bool:
    level = abs(left.y - right.y) < WALL_MM and abs(left.h - right.h) < WALL_MM
    as_wide = not even or abs(left.w - right.w) < max(SAME * left.w, WALL_MM)
    return level and as_wide and abs(right.x - left.x - left.w) < WALL_MM


def cell_blocks(rows: list[list[Outline]]) -> list[list[list[Outline]]]:
    """Rows of as many cells wall to wall below one another."""
    blocks: list[list[list[Outline]]] = []
    for row in rows:
        home = next((block for block in blocks if _is_below(block[-1], row)), None)
        if home is None:
            blocks.append([row])
        else:
            home.append(row)
    return blocks


def _is_below(above: list[Outline], row: list[Outline]) -> bool:
    upper, lower = above[0].box, row[0].box
    return len(above) == len(row) and abs(upper.x - lower.x) < WALL_MM and abs(lower.y - upper.y - upper.h) < WALL_MM


def _is_headed(row: list[Outline], outlines: Sequence[Outline], words: tuple[Word, ...]) -> bool:
    """Whether right above each cell its option is named: letters or digits that count on, or what may be said of a statement."""
    above = [_heading(cell.box, outlines, words) for cell in row]
    if not all(above):
        return False
    if not all(word.text for column in above for word in column):
        return len(row) > LEAST_COLUMNS and all(len(column) == 1 and column[0].box.w < HEADING_MM for column in above)
    labels = tuple(option_label(tuple(word.text for word in column)) for column in above)
    counted = len(row) > LEAST_COLUMNS or all(len(label) == 1 for label in labels)
    texts = [ascii_text(" ".join(word.text for word in column)) for column in above]
    said = [re.fullmatch(VERDICTS, text.split()[0]) is not None for text in texts if text]
    undecided = [re.search(UNDECIDED, text) is not None for text in texts if text]
    known = len(said) == len(row) and sum(said) >= LEAST_COLUMNS and all(a or b for a, b in zip(said, undecided, strict=True))
    return known or (counted and all(len(label) <= LEAST_COLUMNS for label in labels) and is_sequence(labels))


def _headed_part(block: list[list[Outline]], outlines: Sequence[Outline], words: tuple[Word, ...]) -> list[list[Outline]]:
    """A block from its first column that has a heading to its last one: an empty column parts it from the table beside."""
    headed = [i for i, cell in enumerate(block[0]) if _heading(cell.box, outlines, words)]
    several = len(headed) >= LEAST_COLUMNS
    return [row[headed[0] : headed[-1] + 1] for row in block] if several else block


def _heading(cell: Box, outlines: Sequence[Outline], words: Sequence[Word]) -> list[Word]:
    """What is printed in the cell right above one; where there is none that holds print, right above it."""
    over = (one.box for one in outlines if one.cell and abs(one.box.x - cell.x) < WALL_MM and abs(one.box.y + one.box.h - cell.y) < WALL_MM)
    within = next(([word for word in words if stands_in(word.box, box)] for box in over), [])
    return within or [word for word in words if _heads(word, cell)]


def _heads(word: Word, cell: Box) -> bool:
    x, y = word.box.centre
    return cell.x < x < cell.x + cell.w and cell.y - 1.5 * cell.h < y < cell.y


def _is_named(row: list[Outline], words: tuple[Word, ...]) -> bool:
    first = row[0].box
    return any(word.right <= first.x + WALL_MM and first.y < word.middle < first.y + first.h for word in words)
