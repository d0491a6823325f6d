"""Letters that look like outlines to be marked: an O, a D, a 0, the o of a word on a scan that could not be read."""

from __future__ import annotations

from collections.abc import Sequence

from omr.learn.outlines.outlines import OPTION_MM, Outline
from omr.learn.paper.blank import Word
from omr.model.exam import Shape
from omr.model.layout import Box

LINED = 0.12
"""Of its side: so far an outline may stand beside the line of others."""
SQUARE = 0.1
"""Sides that differ by no more make a square: no letter is one, and a digit often stands right beside."""
ROUNDS = 2
"""A hidden box in line with one that is in line with a box that was found has its place, too."""
LETTER_COVER = 0.75
"""An outline that a word's box covers by that share is a letter of it (an O, a 0)."""
ZERO_MM = 3.6
"""No digit of a text is higher (14 points)."""
COLUMN, COLUMN_MM = 3, 0.6
"""Zeros below one another that are told, and outlines that are a column."""
ALIKE_MM = 0.3
"""Outlines of one kind, one below the other, differ by no more in place and size."""
NARROW = 0.85
"""Width of a digit by its height."""
SPACE = 1.0
"""Of a digit's height: words of a text are no further apart."""
BESIDE = 6.0
"""Of its height: narrow circles to be marked stand no further apart."""
TALL = 1.8
"""Of a digit's height: so high is print on its line at most, brackets and all."""
LETTER_GAP = 0.17
"""Of its height: print nearer to an outline than that, and on one base line with it, makes it a letter."""
DESCENDER = 0.45
"""Of a capital's height: so far at most a g or a y reaches below the line."""
CAPITAL_MM = 4.0
"""Capital letters of a text are no higher (headings of 16 points)."""
SMALL_MM = 2.6
"""An o is no higher, in print of 15 points."""
ROUND = "0DOQo@"
"""Characters that may be printed as a closed ring or box; of a font of symbols any other may stand for one."""
SAME = 0.15
"""Of its height: the box of a character that is an outline lies no further off it."""
AMID = 0.35
"""Of its height: letters of a word stand no further apart, on a blurred scan either."""
TYPED = "Oo"
MANY_TYPED, MOSTLY = 9, 0.75
"""Letters O alone in cells that are circles, three items of three; and of all letters alone in cells so many: A to D head each column."""


def is_letter(outline: Outline, word: Word) -> bool:
    """Whether the outline is a letter of that word, or (unread) of the print right beside it; a square is none."""
    a, b = outline.box, word.box
    across = min(a.x + a.w, b.x + b.w) - max(a.x, b.x)
    down = min(a.y + a.h, b.y + b.h) - max(a.y, b.y)
    if word.text:
        covered = across > 0 and down > 0 and across * down > LETTER_COVER * a.w * a.h
        return covered and not draws(word, outline)
    if outline.shape is Shape.BOX and abs(a.w - a.h) < SQUARE * a.h:
        return False
    gap = max(b.x - a.x - a.w, a.x - b.x - b.w)
    if not -0.05 * a.h < gap < LETTER_GAP * a.h:
        return False
    below = b.y + b.h - a.y - a.h
    hangs = b.x > a.x and 0 < below < DESCENDER * a.h and b.y > a.y - 0.1 * a.h  # the "xygen" of "Oxygen"
    level = (abs(below) < 0.2 * a.h or hangs) and b.h < 1.6 * a.h
    return level or (outline.shape is Shape.CIRCLE and a.h <= SMALL_MM and down > AMID * a.h)


def is_in_column(outline: Outline, options: Sequence[Outline]) -> bool:
    """Whether an outline stands exactly above or below several of its kind that are no letters: print close to it is what it says."""
    kin = (one.box for one in options if one.shape is outline.shape and not one.hidden and one is not outline)
    box = outline.box
    alike = [one for one in kin if max(abs(one.w - box.w), abs(one.h - box.h)) < ALIKE_MM]
    return not outline.hidden and sum(abs(one.centre[0] - box.centre[0]) < ALIKE_MM for one in alike) >= COLUMN


def is_among(outline: Outline, options: Sequence[Outline]) -> bool:
    """Whether an outline larger than the letters of a text stands on one line with an option as large: print right beside it, "O b",
    is what it says.
    """
    box = outline.box
    return box.h > CAPITAL_MM and any(one.shape is outline.shape and is_beside(box, one.box) for one in options)


def draws(word: Word, outline: Outline) -> bool:
    """Whether a single character is printed as the very outline: a font of symbols has given it a letter's code."""
    a, b = outline.box, word.box
    same = max(abs(a.x - b.x), abs(a.y - b.y), abs(a.w - b.w), abs(a.h - b.h)) < SAME * a.h
    return same and len(word.text) == 1 and word.text.isascii() and word.text not in ROUND


def without_astray(outlines: Sequence[Outline]) -> list[Outline]:
    """The outlines but for those that were not found by their contours and stand neither above nor beside any that was: an O, the Th of
    "The", or "by" looks like a box that a mark hides, but such a box has its place among others.
    """
    known = [one for one in outlines if one.given or not one.hidden]
    for _ in range(ROUNDS):
        ids = {id(one) for one in known}
        known += [one for one in outlines if id(one) not in ids and _is_in_line(one, known)]
    ids = {id(one) for one in known}
    return [one for one in outlines if id(one) in ids]


def _is_in_line(outline: Outline, others: Sequence[Outline]) -> bool:
    (x, y), box = outline.box.centre, outline.box
    lined = LINED * min(box.w, box.h)
    centres = (one.box.centre for one in others if abs(one.box.h - box.h) < SQUARE * box.h)
    return any(min(abs(other[0] - x), abs(other[1] - y)) < lined for other in centres)


def in_word(outline: Outline, words: Sequence[Word]) -> bool:
    """Whether a small circle stands amid a word of an unread page, print right before and right after it: the o of "points"; or what
    was not found by its contour within a word.
    """
    box = outline.box
    if outline.hidden and any(_spans(word, box) for word in words):
        return True
    if outline.shape is Shape.BOX or box.h > SMALL_MM:
        return False
    line = [word.box for word in words if not word.text and word.box.y < box.y + box.h / 2 < word.box.y + word.box.h]
    before = any(-0.05 * box.h < box.x - one.x - one.w < AMID * box.h for one in line)
    after = any(-0.05 * box.h < one.x - box.x - box.w < AMID * box.h for one in line)
    return before and after


def edges_word(outline: Outline, words: Sequence[Word], found: Sequence[Outline]) -> bool:
    """Whether what was not found by its contour is the first or last letter of a word of an unread page, the M of a line that begins with
    "Mitochondrion", the g of "going": none as large of those ``found`` stands above or below it.
    """
    box = outline.box
    kin = (one.box for one in found if one.shape is outline.shape and abs(one.box.h - box.h) < SQUARE * box.h)
    if any(abs(one.centre[0] - box.centre[0]) < COLUMN_MM for one in kin):
        return False
    near = [word.box for word in words if word.box.y < box.y + box.h / 2 < word.box.y + word.box.h and word.box.h < TALL * box.h]
    over = AMID * box.h
    return any(
        (abs(one.x - box.x) < over < one.x + one.w - box.x - box.w) or (abs(one.x + one.w - box.x - box.w) < over < box.x - one.x)
        for one in near
    )


def without_zeros(outlines: Sequence[Outline], words: Sequence[Word]) -> tuple[Outline, ...]:
    """The outlines of an unread page but for the narrow circles that stand in lines of its text: a 0 with print a space before and after
    it, and none like it near to it on its line.
    """
    circles = [one for one in outlines if one.shape is Shape.CIRCLE and not one.signs]
    narrow = [one for one in circles if one.box.h < ZERO_MM and one.box.w < NARROW * one.box.h]
    zeros = {id(one) for one in narrow if _stands_amid(one.box, words) and not any(is_beside(one.box, other.box) for other in circles)}
    return tuple(one for one in outlines if id(one) not in zeros)


def zeros_told(zeros: Sequence[Outline]) -> list[str]:
    """What is told of zeros that stand below one another, as circles to be marked do, too."""
    columns = [[other for other in zeros if abs(other.box.x - one.box.x) < COLUMN_MM] for one in zeros]
    most = max(columns, key=len, default=[])
    if len(most) < COLUMN:
        return []
    x, y = most[0].box.centre
    return [
        f"{len(most)} narrow circles in lines of text, from {x:.0f}, {y:.0f} mm on, are taken for zeros; if they are options, `add` them"
    ]


def _stands_amid(box: Box, words: Sequence[Word]) -> bool:
    line = [word.box for word in words if word.box.y < box.y + box.h / 2 < word.box.y + word.box.h and word.box.h < TALL * box.h]
    before = any(-0.05 * box.h < box.x - one.x - one.w < SPACE * box.h for one in line)
    after = any(-0.05 * box.h < one.x - box.x - box.w < SPACE * box.h for one in line)
    return before and after


def is_beside(a: Box, b: Box) -> bool:
    """Whether two boxes of one height stand on one line, as near as options do."""
    level = abs(a.y - b.y) < LINED * a.h and abs(a.h - b.h) < LINED * a.h
    return a is not b and level and abs(a.x - b.x) < BESIDE * a.h


def _spans(word: Word, box: Box) -> bool:
    level = word.box.y < box.y + box.h / 2 < word.box.y + word.box.h
    return not word.text and level and word.box.x < box.x - AMID * box.h and word.right > box.x + box.w + AMID * box.h


def without_typed_circles(words: tuple[Word, ...], outlines: Sequence[Outline]) -> tuple[Word, ...]:
    """The words but for letters O that are typed for circles: each alone in a cell of a table, as hardly another letter is."""
    cells = [one.box for one in outlines if one.cell]
    letters = [word for word in words if len(word.text) == 1 and word.text.isalpha()]
    alone = [word for word in letters if any(_holds(cell, word.box) for cell in cells)]
    typed = [word for word in alone if word.text in TYPED]
    if len(typed) < MANY_TYPED or len(typed) < MOSTLY * len(alone):
        return words
    return tuple(word for word in words if not any(word is one for one in typed))


def _holds(cell: Box, box: Box) -> bool:
    x, y = box.centre
    return cell.x < x < cell.x + cell.w and cell.y < y < cell.y + cell.h and cell.w <= OPTION_MM
