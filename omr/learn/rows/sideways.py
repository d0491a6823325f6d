"""Bubbled numbers whose positions are rows: each row holds the digits 0 to 9 side by side, as an item with ten options would."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from omr.learn.outlines.entries import Entry
from omr.learn.paper.blank import Word, union
from omr.learn.paper.pictures import likeness, picture
from omr.learn.rows.breaks import BAND
from omr.learn.rows.grids import ALIGNED_MM, COUNTS, STEP, grid_title, position_fields
from omr.learn.rows.runs import COLUMN_MM
from omr.learn.words.kinds import is_personal, kind_of
from omr.learn.words.titles import Phrase
from omr.learn.words.wording import item_name
from omr.model.layout import Box, Field, FieldKind
from omr.model.page import Gray

LEAST = 3
"""Rows without a title that are a number: fewer are rather items with ten options."""
PAIRS, APART, EVEN = 3, 1.15, 0.12
"""Pairs of rows of digits at least; times the step within a pair, that from pair to pair; and steps of one kind differ by no more of it."""
BESIDE = 4.0
"""Of its width: a box in which a digit is written begins no further before the bubbles of that digit."""
UNTOLD = (None, FieldKind.NAME)
"""What titles say that tell nothing of rows of digits: a name, written beside them, has none."""
TITLE_MM = 9.0
"""The title of such rows stands right above them, or to their left."""
SAME = 0.85
"""The mean correlation of what is printed before a row with what is before the next one: measured on scans, 0.98 where it is the same
digit or letter, 0.12 and less where it counts up."""


def sideways(entries: list[Entry], lines: list[Phrase], words: Sequence[Word], mask: Gray) -> tuple[list[Entry], list[Field], list[str]]:
    """The entries that are items, and the fields and doubts of those that are the positions of a number.

    Ten options 0 to 9 a row are a number where the title above says so, or where rows close below each other have no names. Ten that could
    not be read are one, whatever stands before them, where the title names a person's number.
    """
    fields: list[Field] = []
    doubts: list[str] = []
    taken: set[int] = set()
    digits = [entry for entry in entries if "".join(entry.labels) in COUNTS and not entry.vertical]
    unread = _unread(entries, words, mask)
    known = {id(entry) for entry in (*digits, *unread)}
    counted = [entry for entry in entries if _is_ten(entry) and id(entry) not in known]
    for block in _blocks([*digits, *unread, *counted]):
        title = _title(block, lines)
        if any(id(entry) not in known for entry in block) and kind_of(title) is not FieldKind.STUDENT_NUMBER:
            continue
        announced = kind_of(title) in {FieldKind.STUDENT_NUMBER, FieldKind.FORM_CODE, FieldKind.OTHER}
        named = any(entry.printed for entry in block)
        if announced or (not named and len(block) >= LEAST and kind_of(title) in UNTOLD):
            labels = block[0].labels if block[0].read else tuple(COUNTS[0])
            some, doubt = position_fields([entry.outlines for entry in block], labels, title, FieldKind.STUDENT_NUMBER)
            fields += some
            doubts += [doubt] if doubt else []
            taken |= {id(entry) for entry in block}
        elif named and _are_in_pairs(block):
            fields += [field for pair in _pairs(block) for field in _answer(pair)]
            doubts.append(_told(block))
            taken |= {id(entry) for entry in block}
    return [entry for entry in entries if id(entry) not in taken], fields, doubts


def _pairs(block: list[Entry]) -> list[tuple[Entry, Entry]]:
    return list(zip(block[::2], block[1::2], strict=True))


def _are_in_pairs(block: list[Entry]) -> bool:
    """Whether rows of digits are the tens and the ones of answers: each second one has no name of its own, or they stand in pairs and not
    all have one.
    """
    if len(block) < PAIRS * 2 or len(block) % 2:
        return False
    names = [item_name(entry.printed) for entry in block]
    if all(names) and len(set(names)) == len(names):
        return False
    first, second = names[::2], names[1::2]
    shared = all(first) and len(set(first)) == len(first) and all(two in {None, one} for one, two in zip(first, second, strict=True))
    steps = [below.top - above.top for above, below in pairwise(block)]
    near, far = steps[::2], steps[1::2]
    return shared or (min(far) > APART * max(near) and all(max(some) - min(some) < EVEN * max(some) for some in (near, far)))


def _answer(pair: tuple[Entry, Entry]) -> list[Field]:
    """The two rows of a number to be answered in digits, which is no item."""
    return position_fields([entry.outlines for entry in pair], pair[0].labels, pair[0].printed, FieldKind.OTHER)[0]


def _told(block: list[Entry]) -> str:
    x, y = block[0].outlines[0].box.centre
    return (
        f"{len(block)} rows of the digits 0 to 9, the first at {x:.0f}, {y:.0f} mm, are the tens and ones of {len(block) // 2} answers, "
        "and no items: answers bubbled in digits are not read; `grid PAGE X Y W H choice across 0-9` makes each row an item"
    )


def _title(block: list[Entry], lines: list[Phrase]) -> str:
    """What stands above such rows, or above the digits that head their columns, or before them."""
    first = block[0]
    heads = [line for line in lines if line.text in COUNTS[0] and any(_is_above(line.box, one.box) for one in first.outlines)]
    others = [line for line in lines if not any(line is head for head in heads)]
    boxes = [*(entry.box for entry in block), *(head.box for head in heads)]
    title = grid_title(union(boxes), others, TITLE_MM)
    if kind_of(title) is None and [entry.printed.rstrip(".:)") for entry in block] == [str(i) for i in range(1, len(block) + 1)]:
        above = grid_title(union([*boxes, *(entry.frame for entry in block)]), others, TITLE_MM)  # "Digit 1", "Digit 2" before the rows
        return above if len(block) >= LEAST and kind_of(above) is FieldKind.STUDENT_NUMBER and is_personal(above) else title
    return title


def _is_above(head: Box, box: Box) -> bool:
    return abs(head.centre[0] - box.centre[0]) < box.w / 2 and 0 < box.y - head.y < TITLE_MM


def written_beside(entries: list[Entry], positions: list[Field]) -> tuple[list[Entry], list[Field]]:
    """The entries that are items, and fields of the others: columns of boxes, one before each position of a number, where it is written."""
    found = [(entry, next((field for field in positions if _is_before(entry, field, positions)), None)) for entry in entries]
    return [entry for entry, field in found if field is None], [Field(field.kind, entry.box) for entry, field in found if field]


def _is_before(entry: Entry, first: Field, positions: list[Field]) -> bool:
    """Whether a column of outlines without a name of its own starts right before a position, and each has a position after it."""
    column = entry.vertical and not entry.printed and all(abs(one.box.x - entry.box.x) < ALIGNED_MM for one in entry.outlines)
    if not column or not _stands_before(entry.outlines[0].box, first.box):
        return False
    return all(any(_stands_before(one.box, field.box) for field in positions) for one in entry.outlines)


def _stands_before(box: Box, row: Box) -> bool:
    return abs(box.centre[1] - row.centre[1]) < row.h / 2 and 0 < row.x - box.x < BESIDE * box.w


def _unread(entries: list[Entry], words: Sequence[Word], mask: Gray) -> list[Entry]:
    """Rows of ten that could not be read and have no name before them, as a number has none, where most items have fewer options; and a
    row right above such, before which the number's title stands.
    """
    tens = [entry for entry in entries if _is_ten(entry)]
    bare = [entry for entry in tens if not _before(entry)]
    bare += [entry for block in _blocks(tens) if _begin_alike(block, words, mask) for entry in block if _before(entry)]
    titled = [entry for entry in tens if not any(entry is one for one in bare) and any(_continues(entry, one) for one in bare)]
    return [*titled, *bare] if 2 * len(tens) < len(entries) else []


def _before(entry: Entry) -> list[Box]:
    """What stands before a row, but for the text of a column beside it."""
    first = entry.outlines[0].box.x
    return [box for box in entry.text if box.x < first and first - box.x - box.w < COLUMN_MM]


def _begin_alike(block: list[Entry], words: Sequence[Word], mask: Gray) -> bool:
    """Whether one and the same thing, and no name before it, stands before each of several rows: the 0 of the first outline, where each has
    its digit before it. Most of them may be lost, since a 0 looks like an outline.
    """
    labelled = [entry for entry in block if _before(entry)]
    before = [_before(entry)[-1] for entry in labelled]
    if len(block) < LEAST or not before or any(_has_before(*one, words) for one in zip(before, labelled, strict=True)):
        return False
    if 2 * len(before) < len(block):
        return True
    return len(before) == len(block) and likeness(np.array([picture(mask, box) for box in before])) > SAME


def _has_before(label: Box, entry: Entry, words: Sequence[Word]) -> bool:
    """Whether something is printed before what stands right before a row."""
    row = entry.outlines[0].box
    level = (word for word in words if abs(word.middle - row.centre[1]) < BAND * row.h)
    return any(word.box.x < label.x and label.x - word.right < COLUMN_MM for word in level)


def _is_ten(entry: Entry) -> bool:
    return len(entry.outlines) == len(COUNTS[0]) and not entry.read and not entry.vertical


def _blocks(rows: list[Entry]) -> list[list[Entry]]:
    """Rows of the same labels in the same places across, close below each other."""
    blocks: list[list[Entry]] = []
    for row in sorted(rows, key=lambda row: (row.top, row.box.x)):
        home = next((block for block in blocks if _continues(block[-1], row)), None)
        if home is None:
            blocks.append([row])
        else:
            home.append(row)
    return blocks


def _continues(above: Entry, below: Entry) -> bool:
    first = above.outlines[0].box
    close = 0 < below.top - above.top < STEP * max(first.w, first.h) and above.labels == below.labels  # ovals are wider than high
    return close and all(abs(a.box.x - b.box.x) < ALIGNED_MM for a, b in zip(above.outlines, below.outlines, strict=True))
