"""What items are called on a picture: the numbers or letters before them, recognized, where they count up. One alone is often misread, but
a column of them read as one line tells where it begins and by what steps it goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from string import ascii_lowercase, digits

from omr.files.names import ROMAN
from omr.learn.items.inscribed import line_beside
from omr.learn.items.numbering import ROUND
from omr.learn.items.option_labels import before_is_label, name_of, run_name_words
from omr.learn.items.order import blocks_of, reading_order
from omr.learn.outlines.entries import Entry
from omr.learn.paper.blank import Recognition
from omr.learn.paper.ocr import misread
from omr.learn.rows.runs import Run
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
COUNTING = 0.75
"""Share of the steps from list to list that must be one up, in some order of reading, for numbers to be believed."""
READ = 0.7
"""Share of the lists whose numbers must have been read for that."""
LEVEL_MM = 2.5

Names = dict[int, str]
"""What items are called, by the id of each."""


def with_numbers(entries: list[Entry], runs: Sequence[Run | None], image: Gray, ocr: Recognition) -> list[Entry]:
    """The entries with what stands before them: that of rows as it counts up in their columns, that of lists from one to the next. All of
    the rows, or lists, are named so, or none.
    """
    asked = [entry for entry in entries if entry.outlines]
    if any(entry.printed for entry in asked):
        return entries
    rows = [entry for entry in asked if not entry.vertical]
    lists = [(entry, run) for entry, run in zip(entries, runs, strict=True) if run and entry.vertical]
    names = _down_columns(rows, image, ocr) if all(entry.text for entry in rows) else {}
    names = names if len(names) == len(rows) else {}
    names |= _from_list_to_list([entry for entry, _ in lists], [run for _, run in lists])
    known = {id(entry): entry for entry in entries}
    return [*(replace(known[one], printed=name) for one, name in names.items()), *(one for one in entries if id(one) not in names)]


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


def _from_list_to_list(entries: list[Entry], runs: Sequence[Run]) -> Names:
    """The numbers of lists, where those read before them count up in some order of reading; one that breaks the count or was not read
    stands between its neighbours'.
    """
    read = {id(entry): _number(entry, run) for entry, run in zip(entries, runs, strict=True)}
    if len(entries) < LEAST or sum(number is not None for number in read.values()) < READ * len(entries):
        return {}
    across = sorted(entries, key=lambda one: (round(one.top / LEVEL_MM), one.box.x))
    orders = [[(entry, read[id(entry)]) for entry in order] for order in (reading_order(entries), across)]
    best = max(orders, key=lambda order: _steps([number for _, number in order]))
    numbers = [number for _, number in best]
    mended = _mended(numbers)
    if _steps(numbers) < COUNTING * (len(numbers) - 1) or None in mended:
        return {}
    return {id(entry): str(number) for (entry, _), number in zip(best, mended, strict=True)}


def _number(entry: Entry, run: Run) -> int | None:
    labels = entry.labels if entry.read and before_is_label(run, entry.labels) else ()
    name = item_name(name_of(run_name_words(run, labels), entry.vertical))
    return name.rank if name and name.style == "digit" else None


def _steps(numbers: Sequence[int | None]) -> int:
    return sum(number is not None and after == number + 1 for number, after in pairwise(numbers))


def _mended(numbers: Sequence[int | None]) -> list[int | None]:
    """Numbers of which those that break the count are told by the neighbours that keep it."""
    kept = [
        number
        if number is not None and ((i > 0 and numbers[i - 1] == number - 1) or (i + 1 < len(numbers) and numbers[i + 1] == number + 1))
        else None
        for i, number in enumerate(numbers)
    ]
    mended: list[int | None] = list(kept)
    for i, number in enumerate(kept):
        before, after = mended[i - 1] if i else None, next((one for one in kept[i + 1 : i + 2] if one is not None), None)
        if number is None:
            told = {
                one for one in (before + 1 if before is not None else None, after - 1 if after is not None else None) if one is not None
            }
            mended[i] = told.pop() if len(told) == 1 else None
    return mended
