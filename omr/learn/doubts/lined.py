"""Short lines before letters or numbers, "___ A. an answer": what is written or ticked on them is not read, and a person is told."""

from __future__ import annotations

from collections.abc import Sequence

from omr.learn.paper.blank import Word
from omr.learn.words.wording import item_name
from omr.model.layout import Box

LEAST = 4
"""Lines that show it."""
LONGEST_MM = 25.0
"""Longer ones are for a name or a number."""
NEAR_MM = 4.0
"""What stands on a line's foot begins no further behind it."""
LEVEL_MM = 1.0
RISE_MM = 3.0
"""The middle of a letter is no higher above the line before it."""


def lined_options(words: Sequence[Word], rules: Sequence[Box]) -> str:
    """What is told of lines before letters and numbers of a page that could be read; "" where there are too few."""
    typed = [word.box for word in words if len(word.text) > 1 and not word.text.strip("_")]
    lines = typed + [rule for rule in rules if not any(_is_in(rule, box) for box in typed)]
    found = [line for line in lines if line.w < LONGEST_MM and any(_is_behind(word, line) for word in words)]
    if len(found) < LEAST:
        return ""
    x, y = min(found, key=lambda line: (line.y, line.x)).centre
    return (
        f"{len(found)} lines before letters or numbers, from {x:.0f}, {y:.0f} mm on, look as if answers were to be written or ticked on "
        "them; that is not read, and these are no items: print a box or a circle"
    )


def _is_behind(word: Word, line: Box) -> bool:
    near = 0 < word.box.x - line.x - line.w < NEAR_MM and 0 < line.y + line.h - word.middle < RISE_MM
    return near and item_name(word.text) is not None


def _is_in(rule: Box, typed: Box) -> bool:
    """Whether a line is the picture of underscores."""
    x, y = rule.centre
    return typed.x < x < typed.x + typed.w and abs(y - typed.y - typed.h / 2) < LEVEL_MM
