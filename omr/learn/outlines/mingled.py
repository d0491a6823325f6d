"""Outlines drawn as large as the letter in them needs, ⓐ smaller than ⓑ: those of two sizes in turn are options of the same items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from omr.files.names import ROMAN
from omr.learn.outlines.families import INKED, Spot

LARGER, WIDER = 1.6, 2.2
"""The outline around a "b" is no more than so many times as large as that around an "a", and that around "iv" or "10" as one of these."""
LEVEL = 0.3
"""Of an outline's height: the middles of such stand on one row."""
FLUSH = 0.3
"""Of an outline's width: the middles of those of a list, flush at their left, are off by no more."""
NEAR = 1.5
"""Of an outline's width: options of a row that have no words between them, from edge to edge."""
EVEN = 0.5
"""Of an outline's width: the gaps on both sides of one differ by no more; beside a number's badge they do."""
LETTERED = 0.8
"""Share of the outlines that have print in them; those of examples have none."""
MOST = 0.6
"""Share of the rarer size's outlines that stand in turn with the other's."""
TURNS = 0.7
"""Share of neighbours of different sizes: three of four in rows of a, b, c, d; no more than two of three beside badges of numbers."""
Line: TypeAlias = Sequence[tuple[Spot, bool]]
"""Outlines of a row or column in order, and whether each is of the rarer size."""


def mingled(families: list[list[Spot]]) -> list[list[Spot]]:
    """The families, of which those whose outlines stand in turn are one."""
    found: list[list[Spot]] = []
    for family in families:
        home = next((other for other in found if _are_mingled(other, family)), None)
        if home is None:
            found.append(list(family))
        else:
            home.extend(family)
    return sorted(found, key=lambda group: -len(group))


def _are_mingled(family: Sequence[Spot], other: Sequence[Spot]) -> bool:
    """Whether outlines of two sizes, with print in them, stand in turn: by their letters where these are read, else by their places."""
    few, many = sorted((family, other), key=len)
    first, second = few[0].outline, many[0].outline
    small, large = sorted((max(first.box.w, first.box.h), max(second.box.w, second.box.h)))
    if (first.shape, first.signs) != (second.shape, second.signs) or large > WIDER * small:
        return False
    if any(sum(map(_is_lettered, some)) < LETTERED * len(some) for some in (few, many)):
        return False
    lines = ([*_lines(few, many, down=False)], [*_lines(few, many, down=True)])
    if all(_label(spot) for spot in (*few, *many)):
        return any(_count_on(some) >= MOST * len(few) for some in lines)
    return large < LARGER * small and (_in_turn(lines[0]) >= MOST * len(few) or any(_turns(some) > TURNS for some in lines))


def _is_lettered(spot: Spot) -> bool:
    return spot.inside is not None or spot.inked > INKED


def _label(spot: Spot) -> str:
    return spot.inside.text.strip("().") if spot.inside else ""


def _lines(few: Sequence[Spot], many: Sequence[Spot], *, down: bool) -> Iterator[Line]:
    """Rows, or columns, of outlines that have some of the rarer size, each in order."""
    left = sorted([*((spot, True) for spot in few), *((spot, False) for spot in many)], key=lambda one: one[0].x if down else one[0].y)
    while left:
        first = left[0][0]
        line = [one for one in left if (one[0].x - first.x if down else one[0].y - first.y) < _reach(first, down=down)]
        left = left[len(line) :]
        if any(rare for _, rare in line):
            yield sorted(line, key=lambda one: one[0].y if down else one[0].x)


def _reach(spot: Spot, *, down: bool) -> float:
    return FLUSH * spot.box.w if down else LEVEL * spot.box.h


def _count_on(lines: Sequence[Line]) -> int:
    """How many outlines of the rarer size stand right before or after one of the other size and count on to it: 9 and 10, b and c."""
    found = set()
    for line in lines:
        for (one, a), (other, b) in pairwise(line):
            if a != b and _is_next(_label(one), _label(other)):
                found.add(id(one if a else other))
    return len(found)


def _is_next(label: str, other: str) -> bool:
    """Whether the second of two labels is the next one: b after a, 10 after 9, iii after ii."""
    if label.isdecimal() and other.isdecimal():
        return int(other) == int(label) + 1
    if label in ROMAN and other in ROMAN and len(label + other) > len("ab"):
        return ROMAN.index(other) == ROMAN.index(label) + 1
    return len(label) == len(other) == 1 and label.isalpha() and ord(other) == ord(label) + 1


def _in_turn(lines: Sequence[Line]) -> int:
    """How many outlines of the rarer size are among three in turn, one between two of the other size, as near to both."""
    found = set()
    for line in lines:
        for three in zip(line, line[1:], line[2:], strict=False):
            (left, a), (middle, b), (right, c) = three
            if a == c != b and _are_even(left, middle, right):
                found |= {id(spot) for spot, rare in three if rare}
    return len(found)


def _are_even(left: Spot, middle: Spot, right: Spot) -> bool:
    before, after = (b.box.x - a.box.x - a.box.w for a, b in pairwise((left, middle, right)))
    return max(before, after) < NEAR * middle.box.w and abs(before - after) < EVEN * middle.box.w


def _turns(lines: Sequence[Line]) -> float:
    """The share of neighbours in rows, or columns, that are of different sizes."""
    pairs = [a != b for line in lines for (_, a), (_, b) in pairwise(line)]
    return sum(pairs) / max(1, len(pairs))
