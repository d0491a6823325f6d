"""Lists whose answers are called by letters or numbers: where the count starts over, the next question's answers begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from omr.learn.paper.blank import Word
from omr.learn.rows.runs import CAPTION, Run
from omr.learn.words.titles import phrases
from omr.learn.words.wording import item_name


def starts_over(column: Sequence[Run]) -> tuple[bool, ...]:
    """For each of a column's single outlines, from the top, whether the count of their answers starts over with it; () where they are not
    counted, or not more than once. A column may begin with a later answer, of a question at the foot of the one before.
    """
    for way in (_inside, _after, _before):
        ranks = _ranks(column, way)
        if 1 in ranks[1:] and all(rank in {before + 1, 1} for before, rank in pairwise(ranks)):
            return tuple(rank == 1 for rank in ranks)
    return ()


def called_before(column: Sequence[Run]) -> bool:
    """Whether what stands in each outline's line before it is called by a letter or number, "b. an answer    ☐" or, close to it, "b) ☐ an
    answer": what stands further before an outline with words after it is another column's.
    """
    return all(_ranks(column, _before)) and all(_near_after(run) is None or _is_near_before(run) for run in column)


def _is_near_before(run: Run) -> bool:
    line = line_before(run)
    return bool(line) and run.spots[0].box.x - line[-1].right < CAPTION * run.spots[0].box.w


def line_before(run: Run) -> tuple[Word, ...]:
    """The words of the phrase that stands next before an outline, on its line."""
    nearest = max(phrases(list(run.before)), key=lambda phrase: phrase.box.x, default=None)
    return nearest.words if nearest else ()


def _ranks(column: Sequence[Run], way: Callable[[Run], str]) -> list[int]:
    """Places in the count, from 1; 0 where an outline is called by no letter or number."""
    return [_rank(way(run)) for run in column]


def _rank(text: str) -> int:
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
