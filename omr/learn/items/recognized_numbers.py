"""What items are called on a picture: the numbers or letters before them, recognized, where they count up. One alone is often misread, but
a column of them read as one line tells where it begins and by what steps it goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from string import ascii_lowercase, digits

from omr.files.names import ROMAN
from omr.learn.items.inscribed import line_beside
from omr.learn.items.numbering import ROUND
from omr.learn.items.order import blocks_of
from omr.learn.items.recognized_names import Names, counted, counted_in_parts
from omr.learn.outlines.entries import Entry
from omr.learn.paper.blank import Recognition
from omr.learn.paper.ocr import misread
from omr.learn.words.wording import item_name
from omr.model.layout import Box
from omr.model.page import Gray

NUMBERS, LETTERS = digits + ".", ascii_lowercase + "()."
ON_A_LINE = 15
"""Numbers that are read as one line."""
LEAST, MISREAD = 3, 0.2
"""Numbers of a column that can tell how it counts; share of its characters that may be misread. Fewer must be read right."""
MOST_STEP, MOST_START, MOST_LETTERS = 8, 300, 4
"""Columns that stand side by side where a form counts its rows across, and what the first row of one may be numbered; and such columns of
letters."""
CLEAR_MM = 0.6
"""Between a number and the first outline, where nothing of the number stands."""


def with_numbers(entries: list[Entry], second: Sequence[Entry], image: Gray, ocr: Recognition) -> list[Entry]:
    """The entries with what stands before them: that of rows as it counts up in their columns, else that of a second look from item to
    item. All of the rows, or lists, are named so, or none.
    """
    asked = [entry for entry in entries if entry.outlines]
    if any(entry.printed for entry in asked):
        return entries
    rows = [entry for entry in asked if not entry.vertical]
    names = _down_columns(rows, image, ocr) if all(_has_print_beside(entry) for entry in rows) else {}
    names = names if len(names) == len(rows) else {}
    lists = [entry for entry in asked if entry.vertical]
    names |= counted(lists, second) if len(lists) >= LEAST else {}
    names = names if len(names) == len(asked) else counted(asked, second) or counted_in_parts(asked, second) or names
    known = {id(entry): entry for entry in entries}
    return [
        *(replace(known[one], printed=_as_name(name)) for one, name in names.items()),
        *(one for one in entries if id(one) not in names),
    ]


def _as_name(text: str) -> str:
    """A name as forms print it: a bare letter is none."""
    return text if item_name(text) else f"({text})"


def _has_print_beside(entry: Entry) -> bool:
    """Whether what is printed first on a row stands beside its outlines, where a number does: amid them, the first option says it."""
    if not entry.text:
        return False
    middle = entry.text[0].centre[0]
    return not entry.box.x < middle < entry.box.x + entry.box.w


def _down_columns(entries: list[Entry], image: Gray, ocr: Recognition) -> Names:
    """The names of rows, where those of each column of a block count up."""
    names: Names = {}
    for column in blocks_of(entries):
        boxes = [_number_box(entry) for entry in column]
        read = (counting(_line(boxes, image, ocr, characters), len(column)) for characters in (NUMBERS, LETTERS))
        names |= {id(entry): name for entry, name in zip(column, next(filter(None, read), ()), strict=False)}
    return names


def _line(boxes: Sequence[Box], image: Gray, ocr: Recognition, characters: str) -> str:
    parts = [boxes[start : start + ON_A_LINE] for start in range(0, len(boxes), ON_A_LINE)]
    return "".join(ocr.line(line_beside(part, image), characters) for part in parts)


def _number_box(entry: Entry) -> Box:
    """Where an item's number stands, with a round 0 at its end that was taken for an outline."""
    word = entry.text[0]
    end = min(word.x + word.w + ROUND * word.h, max(word.x + word.w, entry.outlines[0].box.x - CLEAR_MM))
    return Box(word.x, word.y, end - word.x, word.h)


def counting(text: str, count: int) -> tuple[str, ...]:
    """So many names that count up at one step and are most like a text; () where none are, or several. Of two series that are alike the one
    that begins at its beginning is meant: (i) and (ii) are no letters.
    """
    plain = "".join(character for character in text if character.isalnum())
    near = [one for one in _series(count) if abs(sum(map(len, one)) - len(plain)) <= MISREAD * len(plain)]
    wrong = misread(plain, ["".join(one) for one in near]).tolist()
    costs = sorted((cost, one[0] not in {"1", "a", "i"}, i) for i, (cost, one) in enumerate(zip(wrong, near, strict=True)))
    most = MISREAD * len(plain) if count >= LEAST else 0
    if not costs or costs[0][0] > most or (len(costs) > 1 and costs[1][:2] == costs[0][:2]):
        return ()
    return near[costs[0][2]]


@lru_cache(maxsize=64)
def _series(count: int) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(_series_of(count)))


def _series_of(count: int) -> Iterator[tuple[str, ...]]:
    for step in range(1, MOST_STEP + 1):
        yield from (tuple(map(str, range(start, start + count * step, step))) for start in range(1, MOST_START + 1))
    for names, steps in ((ascii_lowercase, MOST_LETTERS), (ROMAN, 1)):
        for step in range(1, steps + 1):
            reach = (count - 1) * step + 1
            yield from (tuple(names[start : start + reach : step]) for start in range(len(names) - reach + 1))
