"""What heads the columns of a block of outlines: the numbers of its columns, which are no title of it."""

from __future__ import annotations

from collections.abc import Sequence

from omr.learn.words.titles import Phrase
from omr.model.layout import Box

TITLE_MM = 9.0
"""A column's head stands no further above its first outline."""
MOST = 2
"""Characters of a column's number."""


def column_heads(tops: Sequence[Box], lines: Sequence[Phrase]) -> list[Phrase]:
    """The phrases that are no more than a number right above the first outline of a column, ``tops``, where most columns have one."""
    heads = [line for line in lines if line.text.isdecimal() and len(line.text) <= MOST and any(_is_above(line.box, top) for top in tops)]
    headed = sum(any(_is_above(head.box, top) for head in heads) for top in tops)
    return heads if len(tops) > 1 and 2 * headed > len(tops) else []


def without_column_heads(tops: Sequence[Box], lines: Sequence[Phrase]) -> list[Phrase]:
    """The phrases that may be a block's title."""
    heads = {id(head) for head in column_heads(tops, lines)}
    return [line for line in lines if id(line) not in heads]


def _is_above(head: Box, box: Box) -> bool:
    return abs(head.centre[0] - box.centre[0]) < box.w / 2 and 0 < box.y - head.y < TITLE_MM
