"""Lines to write on → number items with named blanks, and fields for names, student numbers, dates."""

from __future__ import annotations

import re

from omr.files.names import BLANK
from omr.learn.entries import Entry
from omr.learn.rules import Line
from omr.learn.titles import kind_of, phrases
from omr.learn.wording import ascii_text, item_name
from omr.model.layout import Blank, Field, FieldKind

LEVEL_MM = 1.5


def number_entries(page: int, lines: list[Line]) -> tuple[list[Entry], list[Line]]:
    """Lines after "x =" as items with blanks, and the other lines."""
    entries: list[Entry] = []
    rest = []
    level = -10.0
    for line in lines:
        variable = variable_of(line)
        if not variable:
            rest.append(line)
            continue
        name = next((word.text for word in line.before if item_name(word.text)), "")
        blank = Blank(variable, line.box)
        if entries and not name and abs(line.box.y - level) < LEVEL_MM and all(other.name != variable for other in entries[-1].blanks):
            last = entries[-1]
            entries[-1] = Entry(page, last.printed, blanks=(*last.blanks, blank))
        else:
            entries.append(Entry(page, name, blanks=(blank,)))
        level = line.box.y
    return entries, rest


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
        fields.append(Field(kind_of(title) or FieldKind.OTHER, line.box, printed=title))
    return fields
