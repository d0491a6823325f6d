"""Two columns of questions side by side, each with its text and its options: what stands beyond the white between them is another's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from omr.learn.outlines.families import Spot
from omr.learn.paper.blank import Word
from omr.learn.words.titles import Phrase, opens_a_part
from omr.learn.words.wording import item_name

LEAST = 3
"""Questions that begin flush with each other, on either side of the white."""
LEAST_WORDS = 3
"""Of a question's first line: a shorter one may be an option, or a number before options."""
FLUSH_MM = 0.8
WHITE_MM = 1.5
"""Nothing is printed so far before a column of text."""
TALL_MM = 8.0
"""Higher print is a watermark across the page."""


@dataclass(frozen=True, slots=True)
class Gutter:
    """The white before a column of questions: the column begins at ``edge`` and goes from ``top`` downwards, in mm."""

    edge: float
    top: float


def gutters(family: Sequence[Spot], lines: Sequence[Phrase], words: Sequence[Word]) -> list[Gutter]:
    """Where a further column of questions begins: by lines of text that open with numbers which count on, each number once, with
    nothing printed across the white before them, and outlines of the ``family`` on both sides.
    """
    asked = [(line, rank) for line in lines if len(line.words) >= LEAST_WORDS and (rank := _rank(line))]
    edges = [edge for edge, some in _flush(asked) if _count_on([rank for _, rank in some])]
    found = []
    for left, edge in pairwise(edges):
        top = min(line.box.y for line, _ in asked if abs(line.box.x - edge) < FLUSH_MM)
        if _is_white(left, edge, top, family, words):
            found.append(Gutter(edge, top))
    return found


def _rank(line: Phrase) -> int:
    """The number by which a line opens, "7. Which …" or "Question 7 Which …"; 0 for none."""
    texts = [word.text for word in line.words]
    name = item_name(texts[1] if opens_a_part(texts[0]) else texts[0])
    return name.rank if name and name.style == "digit" else 0


def _flush(asked: Sequence[tuple[Phrase, int]]) -> list[tuple[float, list[tuple[Phrase, int]]]]:
    """The lines by the places where they begin, from the left."""
    found: list[tuple[float, list[tuple[Phrase, int]]]] = []
    for line, rank in sorted(asked, key=lambda one: one[0].box.x):
        if found and line.box.x - found[-1][0] < FLUSH_MM:
            found[-1][1].append((line, rank))
        else:
            found.append((line.box.x, [(line, rank)]))
    return [(edge, some) for edge, some in found if len(some) >= LEAST]


def _count_on(ranks: Sequence[int]) -> bool:
    return len(set(ranks)) == len(ranks) and max(ranks) - min(ranks) < 2 * len(ranks)


def _is_white(left: float, edge: float, top: float, family: Sequence[Spot], words: Sequence[Word]) -> bool:
    """Whether nothing stands across the white before a column, from its first question to its last outline."""
    beyond = [spot for spot in family if spot.box.x > edge - FLUSH_MM and spot.y > top]
    before = [spot for spot in family if left - FLUSH_MM < spot.box.x < edge - FLUSH_MM and spot.y > top]
    if not beyond or not before or any(spot.box.x + spot.box.w > edge - WHITE_MM for spot in before):
        return False
    foot = max(spot.y for spot in beyond)
    level = (word for word in words if top < word.middle < foot and word.box.h < TALL_MM)
    return not any(word.box.x < edge - FLUSH_MM and word.right > edge - WHITE_MM for word in level)


def by_column(row: list[Spot], words: list[Word], found: Sequence[Gutter]) -> list[tuple[list[Spot], list[Word]]]:
    """A row of outlines cut where columns of questions begin, each part with the words of its own column."""
    edges = [gutter.edge - FLUSH_MM for gutter in found if row[0].y > gutter.top]
    if not edges:
        return [(row, words)]
    parts = []
    for left, right in pairwise([-math.inf, *edges, math.inf]):
        some = [spot for spot in row if left <= spot.box.x < right]
        if some:
            parts.append((some, [word for word in words if left <= word.box.x < right]))
    return parts
