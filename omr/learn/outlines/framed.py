"""Item numbers printed in boxes of their own, "[12] ○ ○ ○ ○", or in white on black: they name the options beside them, and are none."""

from __future__ import annotations

from collections.abc import Sequence

from omr.learn.outlines.families import SOLID, Spot
from omr.learn.paper.blank import Word
from omr.learn.words.wording import item_name

LEAST = 3
"""Boxes of one size that each stand before outlines of another."""
SAME = 0.1
"""Sides that differ by no more are those of one kind."""
LEVEL = 0.3
"""Of a box's height: what stands on its row differs by no more."""
NEAR = 1.5
"""Of a box's width: the first option begins no further behind it."""
DISCS = 5
"""Outlines below one another, all of them black, name rows where nothing can be read; nobody marks the first option of each item."""
PALER = 0.65
"""Of its ink, what stands beside a disc has less: letters in small circles, 0.65 to 0.75, have nearly as much as a disc, 0.7 and more."""
ALIGNED_MM = 0.6


def without_framed_names(spots: Sequence[Spot]) -> tuple[list[Spot], list[Word]]:
    """The outlines that may be options, and what is printed in the others."""
    framed = {id(spot) for spot in spots if _may_name(spot) and _comes_first(spot, spots)}
    for spot in [one for one in spots if id(one) in framed]:
        kin = [one for one in spots if _is_same(one, spot)]
        first = [one for one in kin if id(one) in framed]
        if len(first) < LEAST or not all(id(one) in framed or _heads(one, first) for one in kin):
            framed -= {id(one) for one in kin}
        else:
            framed |= {id(one) for one in kin}
    framed |= {id(spot) for spot in spots if _is_disc(spot, spots)} | {id(spot) for spot in _badges(spots)}
    names = [spot.inside for spot in spots if id(spot) in framed and spot.inside]
    return [spot for spot in spots if id(spot) not in framed], names


def _heads(spot: Spot, names: Sequence[Spot]) -> bool:
    """Whether a box is the cell above a column of such names: "Q", above 1, 2, 3."""
    below = [one for one in names if abs(one.x - spot.x) < ALIGNED_MM]
    return len(below) >= LEAST and spot.y < min(one.y for one in below)


def _is_disc(spot: Spot, spots: Sequence[Spot]) -> bool:
    """Whether an outline is one of a column that is black throughout, each before outlines that are not."""
    if spot.outline.signs or spot.inked < SOLID or not _comes_first(spot, spots, solid=True):
        return False
    column = [one for one in spots if abs(one.x - spot.x) < ALIGNED_MM and _is_same(one, spot)]
    read = all(one.inside and one.inside.text and item_name(one.inside.text) for one in column)
    black = all(one.inked > SOLID and _comes_first(one, spots, solid=True) for one in column)
    return black and len(column) >= (LEAST if read else DISCS)


def _badges(spots: Sequence[Spot]) -> list[Spot]:
    """Black outlines in which several item numbers can be read, wherever they stand: before their questions, too."""
    inside = {id(spot): spot.inside.text for spot in spots if spot.inside and spot.inked > SOLID and not spot.outline.signs}
    names = {key: text for key, text in inside.items() if (name := item_name(text)) and name.style == "digit"}
    return [spot for spot in spots if id(spot) in names] if len(set(names.values())) >= LEAST else []


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
