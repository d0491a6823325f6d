"""Lines of print on a page that could not be read: which of them part its items, and which are the questions and answers of lists."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from omr.learn.outlines.entries import Entry
from omr.learn.paper.blank import Word, union
from omr.learn.rows.lists import MARGIN_MM
from omr.learn.words.titles import HEADING_SPACE, SPACE, Heading, Phrase, phrases
from omr.model.layout import Box

HEADING_MM = 35.0
"""A line of print that long is no label."""
LETTERS_MM = 0.8
"""No line of print is lower: it is a rule between the rows of a table, or a part of one where it is pale."""
COLUMN_MM = 45.0
"""No column of text is narrower."""
MOST = 0.75
"""Of the headings of a row's options."""
LAST_MM = 10.0
"""The second and third line of a list's last answer reach no further down."""


def unread_lines(words: list[Word], items: Sequence[Entry]) -> list[Phrase]:
    """Lines of print, each parted where a further column of lists begins."""
    lists = [one for one in items if one.vertical]
    return [part for line in phrases(words, HEADING_SPACE) for part in _by_column(line, lists)]


def unread_heading(line: Phrase, items: Sequence[Entry]) -> Heading | None:
    """A long line of print: it parts the items above it from those below, unless it is the question of a list, or of its answers, or heads
    the options of rows.
    """
    said = any(one.vertical and _is_said_in(line.box, one) for one in items)
    printed = line.box.w > HEADING_MM and line.box.h > LETTERS_MM
    parts = printed and not said and not _asks(line.box, items) and not _heads_options(line, items)
    return Heading("", "", line.box) if parts else None


def _by_column(line: Phrase, lists: Sequence[Entry]) -> list[Phrase]:
    """A line, parted where a wide white space ends at the margin of a column of lists."""
    starts = [0, *(i for i in range(1, len(line.words)) if _opens(line, i, lists)), len(line.words)]
    parts = [line.words[start:end] for start, end in pairwise(starts)]
    return [Phrase(part, union([word.box for word in part])) for part in parts]


def _opens(line: Phrase, i: int, lists: Sequence[Entry]) -> bool:
    word = line.words[i].box
    apart = word.x - line.words[i - 1].right > SPACE * word.h
    return apart and any(one.left - MARGIN_MM < word.x < one.box.x + one.box.w and line.box.x < one.left - COLUMN_MM for one in lists)


def _asks(line: Box, items: Sequence[Entry]) -> bool:
    """Whether what stands next below a line, in its column, is a list of options."""
    below = [one for one in items if one.top > line.y and line.x < one.box.x + one.box.w and one.left < line.x + MARGIN_MM]
    return bool(below) and min(below, key=lambda one: one.top).vertical


def _heads_options(line: Phrase, items: Sequence[Entry]) -> bool:
    """Whether a line has a heading for each option of the row next below it, white between them, and something is printed left of both. Of
    many headings some may not be known as print: a 0 is an outline.
    """
    left, right = line.box.x, line.box.x + line.box.w
    below = [one for one in items if one.top > line.box.y and left < one.box.x + one.box.w and one.box.x < right]
    row = min(below, key=lambda one: one.top, default=None)
    if row is None or row.vertical or row.frame.x >= left:
        return False
    high = max(word.box.h for word in line.words)  # the line is higher where one heading takes two
    whites = sum(after.box.x - word.right > SPACE * high for word, after in pairwise(line.words))
    return left > row.box.x - row.outlines[0].box.w and MOST * (len(row.outlines) - 1) <= whites < len(row.outlines)


def _is_said_in(line: Box, item: Entry) -> bool:
    """Whether a line stands right of a list's outlines, or ends at one, among them: an answer, or its second line."""
    right = item.box.x + item.box.w
    beside = right < line.x < right + MARGIN_MM or item.left <= line.x < item.box.x
    return beside and item.box.y < line.y + line.h and line.y < item.foot + LAST_MM
