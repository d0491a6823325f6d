"""Item numbers that stand after the last option of each row, "○ ○ ○ ○ 12", where other forms have them before the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omr.learn.paper.blank import Word
from omr.learn.rows.breaks import BAND
from omr.learn.rows.runs import Run
from omr.learn.words.wording import item_name

LEAST = 5
"""Rows that show it."""
NEAR = 3.0
"""Of an outline's width: a number begins no further behind the last option."""


def with_numbers_after(runs: Sequence[Run], words: Sequence[Word]) -> list[Run]:
    """The runs, each with the number behind it as what stands before it, where all rows have one there and none has one before."""
    rows = [run for run in runs if not run.vertical and len(run.spots) > 1]
    first = [run for run in rows if not any(_is_left_of(other, run) for other in rows)]
    before = any(item_name(word.text) for run in first for word in run.before)
    if len(rows) < LEAST or before or any(any(run.gaps[:-1]) for run in rows):
        return list(runs)
    numbers = {id(run): _number_after(run, words) for run in rows}
    texts = [word.text for word in numbers.values() if word]
    if len(texts) < len(rows) or len(set(texts)) < len(texts):
        return list(runs)
    return [
        replace(run, before=(number,), gaps=(*run.gaps[:-1], ())) if (number := numbers.get(id(run))) is not None else run for run in runs
    ]


def _is_left_of(run: Run, other: Run) -> bool:
    return abs(run.y - other.y) < BAND * other.spots[0].box.h and run.x < other.x


def _number_after(run: Run, words: Sequence[Word]) -> Word | None:
    last = run.spots[-1].box
    line = [word for word in words if abs(word.middle - run.y) < BAND * last.h and 0 < word.box.x - last.x - last.w < NEAR * last.w]
    nearest = min(line, key=lambda word: word.box.x, default=None)
    name = item_name(nearest.text) if nearest else None
    return nearest if name and name.style == "digit" else None
