"""Lines to write on → number items with named blanks, and fields for names, student numbers, dates."""

from __future__ import annotations

import re

from omr.files.names import BLANK
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.rules import Line
from omr.learn.words.titles import phrases, titled
from omr.learn.words.wording import ascii_text, item_name
from omr.model.layout import Blank, Field

LEVEL_MM = 1.5
EQUATION = 2
"""Strokes of an equals sign."""


def number_entries(page: int, lines: list[Line]) -> tuple[list[Entry], list[Line]]:
    """Lines after "x =" as items with blanks, and the other lines."""
    entries: list[Entry] = []
    rest = []
    level = -10.0
    for line in lines:
        variable = variable_of(line) or (
            f"v{len(entries[-1].blanks) + 1 if entries and _carries_on(line, level) else 1}" if is_equation(line) else ""
        )
        if not variable:
            rest.append(line)
            continue
        name = next((word.text for word in line.before if item_name(word.text)), "")
        blank = Blank(variable, line.box)
        if entries and not name and _carries_on(line, level) and all(other.name != variable for other in entries[-1].blanks):
            last = entries[-1]
            entries[-1] = Entry(page, last.printed, blanks=(*last.blanks, blank))
        else:
            entries.append(Entry(page, name, blanks=(blank,), read=bool(line.before[-1].text)))
        level = line.box.y
    return entries, rest


def _carries_on(line: Line, level: float) -> bool:
    """Whether a line is a further blank of the item before it: on its row, and with no more than a variable before it."""
    unread = not line.before[-1].text
    return abs(line.box.y - level) < LEVEL_MM and not (unread and len(line.before) > EQUATION + 1)


def is_equation(line: Line) -> bool:
    """Whether the line stands after an equals sign that could not be read: two flat strokes, one above the other."""
    if len(line.before) < EQUATION or any(word.text for word in line.before):
        return False
    a, b = sorted(line.before, key=lambda word: word.right)[-EQUATION:]
    flat = all(word.box.h < 0.4 * word.box.w for word in (a, b))
    return flat and abs(a.box.x - b.box.x) < 0.4 and abs(a.box.w - b.box.w) < 0.4 and 0.2 < abs(a.middle - b.middle) < 2.5


def variable_of(line: Line) -> str:
    """The variable before an equals sign right before the line, or ""."""
    text = " ".join(ascii_text(word.text) for word in line.before[-3:])
    found = re.search(r"([A-Za-z][A-Za-z0-9_]{0,7})\s*=\s*$", text)
    return found.group(1) if found and BLANK.fullmatch(found.group(1)) else ""


def line_fields(lines: list[Line]) -> list[Field]:
    """Fields of lines that a title stands before; what it does not tell is not read."""
    fields = []
    for line in lines:
        near = phrases(list(line.before), space=2.5)
        title = near[-1].text.strip(" :") if near else ""
        fields.append(titled(line.box, title))
    return fields
