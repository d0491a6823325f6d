"""Item numbers printed in boxes of their own, "[12] ○ ○ ○ ○", or in white on black: they name the options beside them, and are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from omr.imaging import median
from omr.learn.outlines.families import SOLID, Spot
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.learn.paper.pictures import centred_picture, sameness
from omr.learn.words.wording import item_name
from omr.model.layout import Box
from omr.model.page import Gray

LEAST = 3
"""Boxes of one size that each stand before outlines of another."""
SAME = 0.1
"""Sides that differ by no more are those of one kind."""
LEVEL = 0.3
"""Of a box's height: what stands on its row differs by no more."""
NEAR = 1.5
"""Of a box's width: the first option begins no further behind it."""
DISCS = 5
"""Outlines below one another, all of them black, name rows where nothing can be read, if something white is in them."""
PLAIN = 0.97
"""Of the middle of a black outline, and more, is ink where nobody has printed a number in white: it is filled by hand. A white 1 of 6.5
points leaves 0.96 at 200 dpi."""
ALIKE = 0.85
"""Letters that are the same correlate so well on scans of 200 dpi."""
WITHIN = 0.7
"""Of an outline's sides: a square of that within it shows none of its line."""
PALER = 0.65
"""Of its ink, what stands beside a disc has less: letters in small circles, 0.65 to 0.75, have nearly as much as a disc, 0.7 and more."""
ALIGNED_MM = 0.6
NUMBER = re.compile(r"[1-9]\d{0,2}\.?")


def without_framed_names(spots: Sequence[Spot], words: Sequence[Word], mask: Gray) -> tuple[list[Spot], list[Word]]:
    """The outlines that may be options, and what is printed in the others; ``words`` are those that stand in none, ``mask`` is the ink."""
    framed = {id(spot) for spot in spots if _may_name(spot) and _comes_first(spot, spots)}
    framed -= {id(spot) for spot in _letters([one for one in spots if id(one) in framed], mask)}
    for spot in [one for one in spots if id(one) in framed]:
        kin = [one for one in spots if _is_same(one, spot)]
        first = [one for one in kin if id(one) in framed]
        strangers = not all(id(one) in framed or _heads(one, first) for one in kin)
        if len(first) < LEAST or strangers or all(_follows(one, spots) for one in first):
            framed -= {id(one) for one in kin}
        else:
            framed |= {id(one) for one in kin}
    framed |= {id(spot) for spot in spots if _is_disc(spot, spots, mask)} | {id(spot) for spot in _badges(spots)}
    framed |= {id(spot) for spot in _opening(spots, words)}
    names = [spot.inside for spot in spots if id(spot) in framed and spot.inside]
    return [spot for spot in spots if id(spot) not in framed], names


def _heads(spot: Spot, names: Sequence[Spot]) -> bool:
    """Whether a box is the cell above a column of such names: "Q", above 1, 2, 3."""
    below = [one for one in names if abs(one.x - spot.x) < ALIGNED_MM]
    return len(below) >= LEAST and spot.y < min(one.y for one in below)


def _letters(spots: Sequence[Spot], mask: Gray) -> list[Spot]:
    """The outlines of columns in which, unread, one and the same thing is printed throughout: the "a" of each row, no numbers."""
    columns: list[list[Spot]] = []
    for spot in spots:
        home = next((column for column in columns if abs(column[0].x - spot.x) < ALIGNED_MM and _is_same(column[0], spot)), None)
        if home is None:
            columns.append([spot])
        else:
            home.append(spot)
    unread = [some for some in columns if len(some) >= DISCS and not any(one.inside and one.inside.text for one in some)]
    alike = (some for some in unread if sameness(np.array([centred_picture(mask, one.box, WITHIN) for one in some])) > ALIKE)
    return [spot for some in alike for spot in some]


def _follows(spot: Spot, spots: Sequence[Spot]) -> bool:
    """Whether another outline stands right before one on its row, as an "a" before a larger "b": a name has none there in one column."""
    row = (one for one in spots if abs(one.y - spot.y) < LEVEL * spot.box.h and one.x < spot.x)
    return any(spot.box.x - one.box.x - one.box.w < NEAR * spot.box.w for one in row)


def _is_disc(spot: Spot, spots: Sequence[Spot], mask: Gray) -> bool:
    """Whether an outline is one of a column that is black throughout, each, or most, before outlines that are not; where nothing can be
    read in them, something white must show: somebody may have marked the first option of each item.
    """
    if spot.outline.signs or spot.inked < SOLID:
        return False
    column = [one for one in spots if abs(one.x - spot.x) < ALIGNED_MM and _is_same(one, spot)]
    first = sum(one.inked > SOLID and _comes_first(one, spots, solid=True) for one in column)
    if first == len(column) and all(one.inside and one.inside.text and item_name(one.inside.text) for one in column):
        return len(column) >= LEAST
    black = all(one.inked > SOLID for one in column) and 2 * first > len(column)  # the first option of a row may be filled
    return black and len(column) >= DISCS and not _is_plain([one.box for one in column], mask)


def _is_plain(boxes: Sequence[Box], mask: Gray) -> bool:
    """Whether most boxes are all ink in the middle."""
    return median(np.array([inked_within(mask, box) for box in boxes])) > PLAIN


def inked_within(mask: Gray, box: Box) -> float:
    """The share of a box's middle, half as wide and high, that is ink."""
    (x, y), (w, h) = box.centre, (box.w / 4, box.h / 4)
    left, right, top, foot = (max(0, round(value * PX_PER_MM)) for value in (x - w, x + w, y - h, y + h))
    return float(np.mean(mask[top : foot + 1, left : right + 1] > 0))


def _badges(spots: Sequence[Spot]) -> list[Spot]:
    """Black outlines in which several item numbers can be read, wherever they stand: before their questions, too."""
    inside = {id(spot): spot.inside.text for spot in spots if spot.inside and spot.inked > SOLID and not spot.outline.signs}
    names = {key: text for key, text in inside.items() if (name := item_name(text)) and name.style == "digit"}
    return [spot for spot in spots if id(spot) in names] if len(set(names.values())) >= LEAST else []


def _opening(spots: Sequence[Spot], words: Sequence[Word]) -> list[Spot]:
    """Outlines around numbers that count on, each once, before the text of a question, "① Which …", the options of which, outlines without
    such a number, stand below it and above the next one.
    """
    numbers = {spot.inside.text.rstrip("."): spot for spot in spots if _opens_text(spot, words) and spot.inside}
    ranks = sorted(map(int, numbers))
    if len(ranks) < LEAST or ranks != list(range(ranks[0], ranks[0] + len(ranks))):
        return []
    found = [numbers[str(rank)] for rank in ranks]
    others = [one for one in spots if not any(one is spot for spot in found)]
    if any(one.inside and one.inside.text.rstrip(".") in numbers for one in others):
        return []
    columns = [(spot, after) for spot, after in pairwise(found) if after.y > spot.y]
    return found if columns and all(_parts(spot, after, others) for spot, after in columns) else []


def _opens_text(spot: Spot, words: Sequence[Word]) -> bool:
    """Whether a plain number stands in an outline, and text on its line right behind it."""
    if spot.inside is None or not re.fullmatch(NUMBER, spot.inside.text):
        return False
    right = spot.box.x + spot.box.w
    line = [word for word in words if abs(word.middle - spot.y) < spot.box.h / 2 and right <= word.box.x < right + NEAR * spot.box.w]
    return any(word.text[:1].isalpha() for word in line)


def _parts(spot: Spot, after: Spot, others: Sequence[Spot]) -> bool:
    """Whether an outline stands below a number and above the next one."""
    low, high = spot.y + spot.box.h / 2, after.y - after.box.h / 2
    return any(low < one.y < high and one.x > spot.x for one in others)


def _may_name(spot: Spot) -> bool:
    return spot.inside is not None and (not spot.inside.text or item_name(spot.inside.text) is not None)


def _comes_first(spot: Spot, spots: Sequence[Spot], *, solid: bool = False) -> bool:
    """Whether the next outline on a box's row stands near and is of another kind, or, beside a ``solid`` one, has much less ink."""
    row = (one for one in spots if abs(one.y - spot.y) < LEVEL * spot.box.h and one.x > spot.x)
    following = min(row, key=lambda one: one.x, default=None)
    if following is None or (following.inked > PALER * spot.inked if solid else _is_same(following, spot)):
        return False
    return following.box.x - spot.box.x - spot.box.w < NEAR * spot.box.w


def _is_same(one: Spot, other: Spot) -> bool:
    sides = ((one.box.w, other.box.w), (one.box.h, other.box.h))
    return one.outline.shape is other.outline.shape and all(abs(a - b) < SAME * b for a, b in sides)
