"""Lists whose answers are called by letters or numbers: where the count starts over, the next question's answers begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from omr.learn.paper.blank import Word
from omr.learn.rows.breaks import CAPTION
from omr.learn.rows.runs import Run
from omr.learn.words.titles import phrases
from omr.learn.words.wording import item_name


def starts_over(column: Sequence[Run], left: float) -> tuple[bool, ...]:
    """For each of a column's single outlines, from the top, whether the count of their answers starts over with it; () where they are not
    counted, or not more than once. A column may begin with a later answer, of a question at the foot of the one before. What stands
    further ``left`` belongs to another column.
    """
    for way in (_inside, _after, _before, lambda run: _first(run, left)):
        ranks = _ranks(column, way)
        if column and way(column[0]) == "0":  # the digits of a number, or a scale, count from it
            ranks = [rank + 1 if way(run) == "0" or rank else 0 for run, rank in zip(column, ranks, strict=True)]
        if 1 in ranks[1:] and all(rank in {before + 1, 1} for before, rank in pairwise(ranks)):
            return tuple(rank == 1 for rank in ranks)
    return ()


def called_before(column: Sequence[Run], left: float) -> bool:
    """Whether what stands in each outline's line before it is called by a letter or number, "b. an answer    ☐" or, close to it, "b) ☐ an
    answer", be the letter set off from what it calls: what stands further before an outline with words after it is another column's.
    """
    called = all(_ranks(column, _before)) or all(_ranks(column, lambda run: _first(run, left)))
    return called and all(_near_after(run) is None or _is_near_before(run) for run in column)


def _is_near_before(run: Run) -> bool:
    line = line_before(run)
    return bool(line) and run.spots[0].box.x - line[-1].right < CAPTION * run.spots[0].box.w


def line_before(run: Run) -> tuple[Word, ...]:
    """The words of the phrase that stands next before an outline, on its line."""
    nearest = max(phrases(list(run.before)), key=lambda phrase: phrase.box.x, default=None)
    return nearest.words if nearest else ()


def whole_line_before(run: Run, left: float) -> tuple[Word, ...]:
    """All words before an outline, on its line, but for those of a column further ``left``."""
    return tuple(word for word in run.before if word.box.x > left)


def _ranks(column: Sequence[Run], way: Callable[[Run], str]) -> list[int]:
    """Places in the count, from 1; 0 where an outline is called by no letter or number."""
    return [rank_of(way(run)) for run in column]


def rank_of(text: str) -> int:
    """The place in the count of a text that is a letter or a number, from 1; 0 of any other."""
    core = text.strip("()[].:")
    if len(core) == 1 and core.isascii() and core.isalpha():
        return ord(core.lower()) - ord("a") + 1
    name = item_name(text)
    return name.rank if name and name.style == "digit" and core.isdecimal() else 0


def _inside(run: Run) -> str:
    return run.spots[0].inside.text if run.spots[0].inside else ""


def _near_after(run: Run) -> Word | None:
    box = run.spots[0].box
    near = run.gaps[0][:1] if run.gaps else ()
    return near[0] if near and near[0].box.x - box.x - box.w < CAPTION * box.w else None


def _after(run: Run) -> str:
    near = _near_after(run)
    return near.text if near else ""


def _before(run: Run) -> str:
    line = line_before(run)
    return line[0].text if line else ""


def _first(run: Run, left: float) -> str:
    line = whole_line_before(run, left)
    return line[0].text if line else ""
