"""Numbers that stand over the rows of options that they call, one over each, as on cards: "7" over "○ ○ ○"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omr.learn.outlines.entries import Entry
from omr.learn.paper.blank import Word
from omr.learn.words.titles import opens_a_part
from omr.learn.words.wording import item_name
from omr.model.layout import Box

LEAST = 4
"""Rows whose numbers count on tell that these are theirs."""
REACH = 3.5
"""Of an outline's height: the number stands no further above its row's middle."""
LEVEL = 0.5
"""Of a word's height: words of one line differ by no more."""


def with_numbers_over(entries: list[Entry], words: Sequence[Word]) -> list[Entry]:
    """The items, all rows without a number called by the ones that stand over them, where each row has one of its own and together they
    count on without a gap: the headings of columns do not.
    """
    unnamed = [one for one in entries if not one.printed and not one.vertical and len(one.outlines) > 1]
    over = {id(one): word for one in unnamed if (word := _over(one.outlines[0].box, one.box, words))}
    ranks = sorted(name.rank for word in over.values() if (name := item_name(word.text)))
    if len(unnamed) < LEAST or len(over) < len(unnamed) or ranks != list(range(ranks[0], ranks[0] + len(unnamed))):
        return entries
    return [replace(one, printed=word.text, text=(word.box, *one.text)) if (word := over.get(id(one))) else one for one in entries]


def _over(first: Box, row: Box, words: Sequence[Word]) -> Word | None:
    """The number that stands alone on the line right above a row, or behind "Question"; None where something else does."""
    above = [one for one in words if first.centre[1] - REACH * first.h < one.middle < row.y and _is_over(one.box, row)]
    lowest = max(above, key=lambda one: one.middle, default=None)
    if lowest is None:
        return None
    line = sorted((one for one in above if lowest.middle - one.middle < LEVEL * lowest.box.h), key=lambda one: one.box.x)
    line = line[1:] if len(line) > 1 and opens_a_part(line[0].text) else line
    name = item_name(line[0].text) if len(line) == 1 else None
    return line[0] if name and name.style == "digit" else None


def _is_over(box: Box, row: Box) -> bool:
    return row.x - box.w < box.centre[0] < row.x + row.w + box.w
