"""Lines to write on and frames to write in, with the words that say what belongs there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from omr.learn.outlines.outlines import OPTION_MM, Outline
from omr.learn.paper.blank import PX_PER_MM, Word, union
from omr.learn.paper.ink import Parts
from omr.model.exam import Shape
from omr.model.layout import Box

LENGTH_MM = (7.0, 170.0)
THICK_MM = 0.9
WRITING_MM = 7.5
"""Room above a line that handwriting takes."""
BAR_MM = 1.8
"""Between the bar of a fraction and its numbers, whose strokes reach no further beside it; there is no room to write."""
LEAST_WRITING_MM = 3.0
"""Nobody writes between a line and the page's edge where there is less room: on a photo, the rim of the desk."""
FRAME_MM = ((18.0, 4.0), (200.0, 26.0))
"""Smallest and largest frame for a name or a number."""
COMB_LEAST = 3
LOOSE, LOOSE_LEAST = 5, 4
"""Boxes of a row that stand close but share no wall, and such rows below one another: options, and not a number's boxes."""
PAIR_MM = 5.5
"""Two boxes as high, wall to wall and nowhere else on the page, are for two digits; options are mostly lower, and come more than once."""
BELOW = 2.5
"""Of a box's height: from its top to that of what is bubbled below it."""
HEADING_MM = 2.5
"""What heads a cell ends no further above it."""
PRINTED_LEAST = 3
"""Combs with print in them that are options; two may be dates, "D D M M Y Y"."""
WALL_MM = 0.8


def find_rules(ink: Parts) -> tuple[Box, ...]:
    """Horizontal lines that belong to no box or table, in reading order."""
    long = cv2.morphologyEx(ink.mask, cv2.MORPH_OPEN, np.ones((1, round(LENGTH_MM[0] * PX_PER_MM)), np.uint8))
    lines, _, parts, _ = cv2.connectedComponentsWithStats(long, connectivity=8)
    found = []
    for i in range(1, lines):
        x, y, w, h, _ = parts[i].tolist()
        whole = ink.stats[ink.names[y, x + w // 2]]  # the ink that the line is part of
        thin = h <= THICK_MM * PX_PER_MM and whole[3] <= THICK_MM * PX_PER_MM + 2
        if thin and LENGTH_MM[0] <= w / PX_PER_MM <= LENGTH_MM[1]:
            found.append(Box(x / PX_PER_MM, y / PX_PER_MM, w / PX_PER_MM, h / PX_PER_MM))
    return tuple(sorted(found, key=lambda box: (round(box.y), box.x)))


def find_combs(outlines: tuple[Outline, ...]) -> list[list[Outline]]:
    """Rows of equal boxes, wall to wall: one character each."""
    boxes = [
        one
        for one in outlines
        if one.shape is Shape.BOX and min(one.box.w, one.box.h) >= 3.0 and max(one.box.w, one.box.h) <= OPTION_MM + 5
    ]
    combs: list[list[Outline]] = []
    for box in sorted(boxes, key=lambda one: (one.box.x, one.box.y)):
        home = next((comb for comb in combs if _next_to(comb[-1].box, box.box)), None)
        if home is None:
            combs.append([box])
        else:
            home.append(box)
    several = [comb for comb in combs if len(comb) >= COMB_LEAST or _is_pair(comb, combs, outlines) or _goes_on(comb, combs)]
    found = [comb for comb in several if not _in_table(comb, combs)]
    return [comb for comb in found if not _is_loose(comb, found)]


def _is_loose(comb: list[Outline], combs: list[list[Outline]]) -> bool:
    """Whether a short row of boxes that share no wall stands in one column with others like it; some of its boxes may stand further off."""
    short = [other for other in combs if len(other) <= LOOSE and not any(one.cell for one in other)]
    column = [other for other in short if any(abs(cell.box.x - one.box.x) < WALL_MM for cell in other for one in comb)]
    return any(comb is other for other in short) and len(column) >= LOOSE_LEAST


def _is_pair(comb: list[Outline], combs: list[list[Outline]], outlines: tuple[Outline, ...]) -> bool:
    """Whether two boxes wall to wall are as high as what is written in, and are the only such pair, without an outline below each."""
    pairs = [other for other in combs if len(other) == len(comb)]
    if len(comb) != COMB_LEAST - 1 or len(pairs) > 1 or min(one.box.h for one in comb) < PAIR_MM:
        return False
    return not all(any(_is_below(one.box, cell.box) for one in outlines) for cell in comb)


def _goes_on(comb: list[Outline], combs: list[list[Outline]]) -> bool:
    """Whether two boxes wall to wall stand right behind several, of their size: the decimals of a number to write."""
    first = comb[0].box
    ends = [other[-1].box for other in combs if len(other) >= COMB_LEAST]
    behind = (end for end in ends if 0 < first.x - end.x - end.w < first.w)
    return len(comb) == COMB_LEAST - 1 and any(
        max(abs(first.y - end.y), abs(first.h - end.h), abs(first.w - end.w)) < WALL_MM for end in behind
    )


def _is_below(one: Box, cell: Box) -> bool:
    """Whether an outline stands under a box, as the first digit does under the box where it is written."""
    return abs(one.centre[0] - cell.centre[0]) < WALL_MM and cell.h <= one.y - cell.y + WALL_MM < BELOW * cell.h


def written_in(combs: list[list[Outline]], words: Sequence[Word]) -> list[list[Outline]]:
    """Combs without pairs that print in their cells, or right above, and without those that have a letter printed in most of their cells,
    where there are several such: options that stand close.
    """
    combs = [comb for comb in combs if len(comb) >= COMB_LEAST or not any(_tells(word, cell) for word in words for cell in comb)]
    printed = [comb for comb in combs if 2 * sum(any(_inside(word.box, cell.box) for word in words) for cell in comb) > len(comb)]
    return [comb for comb in combs if not any(comb is one for one in printed)] if len(printed) >= PRINTED_LEAST else combs


def _tells(word: Word, cell: Outline) -> bool:
    """Whether a word stands in a cell, or heads it: an option."""
    above = 0 < cell.box.y - word.box.y - word.box.h < HEADING_MM and cell.box.x < word.box.centre[0] < cell.box.x + cell.box.w
    return above or _inside(word.box, cell.box)


def _in_table(comb: list[Outline], combs: list[list[Outline]]) -> bool:
    """Whether rows of the same cells stand wall to wall above or below: then they are a table of answers."""
    first = comb[0].box
    beside = [other[0].box for other in combs if other is not comb and len(other) == len(comb) and abs(other[0].box.x - first.x) < WALL_MM]
    return any(min(abs(box.y - first.y - first.h), abs(first.y - box.y - box.h)) < WALL_MM for box in beside)


def _next_to(left: Box, right: Box) -> bool:
    level = abs(left.y - right.y) < 0.5 and abs(left.h - right.h) < 0.6 and abs(left.w - right.w) < 0.12 * left.w
    return level and abs(right.x - left.x - left.w) < WALL_MM


def find_frames(outlines: tuple[Outline, ...], words: tuple[Word, ...]) -> list[Outline]:
    """Wide empty boxes; one around other outlines or around text is none."""
    (w0, h0), (w1, h1) = FRAME_MM
    wide = [
        one for one in outlines if one.shape is Shape.BOX and w0 <= one.box.w <= w1 and h0 <= one.box.h <= h1 and one.box.w > 2 * one.box.h
    ]
    return [one for one in wide if not _filled(one.box, outlines, words)]


def _filled(box: Box, outlines: tuple[Outline, ...], words: tuple[Word, ...]) -> bool:
    """More than a title at the box's left or top edge stands in it."""
    inner = [other.box for other in outlines if other.box != box and _inside(other.box, box)]
    text = [word.box for word in words if _inside(word.box, box)]
    return (
        bool(inner)
        or (bool(text) and union(text).w > 0.55 * box.w and union(text).h > 0.5 * box.h)
        or any(b.x > box.x + 0.6 * box.w for b in text)
    )


def _inside(inner: Box, outer: Box) -> bool:
    x, y = inner.centre
    return outer.x < x < outer.x + outer.w and outer.y < y < outer.y + outer.h and inner.w < outer.w


@dataclass(frozen=True, slots=True)
class Line:
    """A line to write on: ``box`` is the room above it, ``before`` the words to its left, nearest last."""

    box: Box
    before: tuple[Word, ...]


def written_lines(rules: tuple[Box, ...], words: list[Word]) -> list[Line]:
    """Rules that have words to their left on the same line; others only separate parts of the page, or are the bars of fractions."""
    found = []
    for rule in (one for one in rules if one.y >= LEAST_WRITING_MM and not _is_bar(one, words)):
        left_edge = max((other.x + other.w for other in rules if abs(other.y - rule.y) < 1.5 and other.x < rule.x), default=0.0)
        before = [
            word
            for word in words
            if left_edge <= word.box.x and word.right < rule.x + 1 and rule.y - WRITING_MM < word.middle < rule.y + 0.8
        ]
        before = [word for word in before if word.box.y + word.box.h > rule.y - 2.5]
        if before and rule.x - max(word.right for word in before) < 10:
            height = min(WRITING_MM, rule.y)
            box = Box(rule.x, rule.y + rule.h - height, rule.w, height)
            found.append(Line(box, tuple(sorted(before, key=lambda word: word.box.x))))
    return found


def _is_bar(rule: Box, words: Sequence[Word]) -> bool:
    """Whether print stands close above a rule and close below it, none of it wider than the rule: a fraction's."""
    level = [word for word in words if word.box.x > rule.x - BAR_MM and word.right < rule.x + rule.w + BAR_MM]
    above = any(word.middle < rule.y and rule.y - word.box.y - word.box.h < BAR_MM for word in level)
    return above and any(word.middle > rule.y + rule.h and word.box.y - rule.y - rule.h < BAR_MM for word in level)
