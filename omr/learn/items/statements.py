"""Statements of several lines beside their row of options: the number stands on the first line, above the row's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omr.learn.outlines.entries import Entry
from omr.learn.paper.blank import Word
from omr.learn.words.wording import item_name

LINE_MM = 6.5
"""Lines of one statement are no further below one another, from middle to middle."""
LINES = 5
"""Of a statement above the middle of its row."""
LEVEL_MM = 1.2
"""Words of one line differ in height by no more."""
REACH_MM = 150.0
"""A statement begins no further left of its options."""


def with_statements(entries: Sequence[Entry], words: Sequence[Word]) -> list[Entry]:
    """The entries, rows without a name called by the number that opens the statement beside them, if it is no other's."""
    taken = {name for entry in entries if (name := item_name(entry.printed))}
    found = []
    for entry in entries:
        number = None if entry.printed or entry.vertical or not entry.outlines else _number(entry, entries, words)
        name = item_name(number.text) if number else None
        if number is not None and name is not None and name not in taken:
            taken.add(name)
            found.append(replace(entry, printed=number.text, text=(*entry.text, number.box)))
        else:
            found.append(entry)
    return found


def _number(entry: Entry, entries: Sequence[Entry], words: Sequence[Word]) -> Word | None:
    """The number that begins the lines of text left of a row, on them or above, below the row before."""
    x = entry.outlines[0].box.x
    others = [one for one in entries if one is not entry and one.outlines]
    ends = (one.box.x + one.box.w for one in others if one.box.x + one.box.w < x and abs(one.top - entry.top) < LINES * LINE_MM)
    left = max(ends, default=x - REACH_MM)
    above = max((one.top for one in others if one.top < entry.top - LEVEL_MM and abs(one.box.x - entry.box.x) < LINE_MM), default=0.0)
    column = [word for word in words if left < word.box.x and word.right < x and above < word.middle < entry.top + LINE_MM]
    foot = entry.top + LINE_MM / 2
    for _ in range(LINES):
        line = [word for word in column if foot - LINE_MM < word.middle < foot]
        if not line:
            return None
        lowest = max(word.middle for word in line)
        first = min((word for word in line if lowest - word.middle < LEVEL_MM), key=lambda word: word.box.x)
        name = item_name(first.text)
        if name is not None and name.style == "digit" and not first.text[-1].isalnum():
            return first
        foot = lowest - LEVEL_MM
    return None
