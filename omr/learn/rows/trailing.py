"""Item names that stand after the last option of each row, "○ ○ ○ ○ 12" or "V ☐ F ☐ b) a statement", where other forms have them before
the first; and bare letters before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from omr.learn.paper.blank import Word
from omr.learn.rows.breaks import BAND
from omr.learn.rows.grids import ALIGNED_MM
from omr.learn.rows.runs import Run
from omr.learn.words.wording import item_name

LEAST = 5
"""Rows that show it."""
NEAR = 5.0
"""Of an outline's width: a number begins no further behind the last option."""


def with_names_after(runs: Sequence[Run], words: Sequence[Word]) -> list[Run]:
    """The runs, each with the name behind it as what stands before it, where all rows have one there and none has one before."""
    rows = [run for run in runs if not run.vertical and len(run.spots) > 1]
    first = [run for run in rows if not any(_is_left_of(other, run) for other in rows)]
    before = any(item_name(word.text) for run in first for word in run.before)
    if len(rows) < LEAST or before:
        return list(runs)
    return _with_letters(_with_statements(_with_numbers(runs, rows, words), rows))


def _with_numbers(runs: Sequence[Run], rows: Sequence[Run], words: Sequence[Word]) -> list[Run]:
    """Numbers that stand next behind all of some rows."""
    numbers = {id(run): _number_after(run, words) for run in rows}
    texts = [word.text for word in numbers.values() if word]
    if any(any(run.gaps[:-1]) for run in rows) or len(texts) < len(rows) or len(set(texts)) < len(texts):
        return list(runs)
    return [
        replace(run, before=(number,), gaps=(*run.gaps[:-1], ())) if (number := numbers.get(id(run))) is not None else run for run in runs
    ]


def _with_statements(runs: list[Run], rows: Sequence[Run]) -> list[Run]:
    """Letters that open the statement behind each of some rows, and count on from row to row, or anew below another question."""
    for place in (0, 1):  # what the last option says may stand between
        names = [_opening(run, place) for run in rows]
        ranks = [item_name(f"{word.text}.") if word else None for word in names]
        letters = [ord(name.text.lower()) - ord("a") + 1 if name and len(name.text) == 1 and name.text.isalpha() else 0 for name in ranks]
        if all(letters) and all(after in {1, one + 1} for one, after in pairwise([0, *letters])) and max(letters) > 1:
            found = {id(run): word for run, word in zip(rows, names, strict=True) if word}
            return [_named(run, found[id(run)], place) if id(run) in found else run for run in runs]
    return runs


def _with_letters(runs: list[Run]) -> list[Run]:
    """The runs, called by the bare letter before each, where the outlines of all print what they say, "A (T) (F)", and the letters count on
    down each column, or anew below another question.
    """
    rows = [run for run in runs if not run.vertical and len(run.spots) > 1]
    letters = [run.before[0].text if len(run.before) == 1 else "" for run in rows]
    if not all(len(text) == 1 and text.isalpha() for text in letters) or not all(spot.inside for run in rows for spot in run.spots):
        return runs
    if not all(_counts_down([other for other in rows if abs(other.x - run.x) < ALIGNED_MM]) for run in rows):
        return runs
    called = {id(run): replace(run.before[0], text=f"{run.before[0].text}.") for run in rows}
    return [replace(run, before=(called[id(run)],)) if id(run) in called else run for run in runs]


def _counts_down(column: Sequence[Run]) -> bool:
    """Whether the letters before rows count on from A from the top, here and there from A again."""
    ranks = [ord(run.before[0].text.lower()) - ord("a") + 1 for run in sorted(column, key=lambda run: run.y)]
    return all(after in {1, one + 1} for one, after in pairwise([0, *ranks])) and max(ranks) > 1


def _opening(run: Run, place: int) -> Word | None:
    """The word at a place behind a row's last option, with more behind it."""
    gap = run.gaps[-1] if run.gaps else ()
    return gap[place] if len(gap) > place + 1 else None


def _named(run: Run, name: Word, place: int) -> Run:
    called = name if item_name(name.text) else replace(name, text=f"{name.text}.")
    return replace(run, before=(called, *run.before), gaps=(*run.gaps[:-1], run.gaps[-1][:place]))


def _is_left_of(run: Run, other: Run) -> bool:
    return abs(run.y - other.y) < BAND * other.spots[0].box.h and run.x < other.x


def _number_after(run: Run, words: Sequence[Word]) -> Word | None:
    last = run.spots[-1].box
    line = [word for word in words if abs(word.middle - run.y) < BAND * last.h and 0 < word.box.x - last.x - last.w < NEAR * last.w]
    nearest = min(line, key=lambda word: word.box.x, default=None)
    name = item_name(nearest.text) if nearest else None
    return nearest if name and name.style == "digit" else None
