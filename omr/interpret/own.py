"""How a student marks on a whole sheet, and in boxes of each sort."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from omr.interpret.agree import is_mark
from omr.interpret.habit import MANY_MARKS, Habit, habit_of, most_of
from omr.interpret.sorts import Sort
from omr.interpret.taken_back import is_run_through
from omr.model.calibration import Thresholds
from omr.model.exam import ItemRef
from omr.model.page import BoxEvidence

STRUCK = 0.3
"""Cancel score from which a mark that a line seems to run through says nothing of how the student marks: of 103 struck out, with nothing in
their stead, that were read as answers on sheets where a fifth of all marks are, 72 are asked about, and 12 of 81 of two other
simulators, for 0.1 to 0.4 % more questions. From 0.1 on it would be 77 and 11, and twice the questions.
"""


@dataclass(frozen=True, slots=True)
class Habits:
    """A student's typical mark on the whole sheet (None where there are too few); and the same for items whose boxes are of a sort that
    holds many, with what those at most show: a cross reaches further out of a circle than out of a square, and is larger in larger boxes.
    """

    whole: Habit | None
    own: Mapping[ItemRef, Habit]

    def of(self, item: ItemRef) -> Habit | None:
        """What is typical in boxes like the item's."""
        return self.own.get(item, self.whole)


def habits(boxes: Iterable[BoxEvidence], sorts: Mapping[ItemRef, Sort], limits: Thresholds) -> Habits:
    """How a student marks; ``sorts`` says of what sort each item's boxes are."""
    certain = _left_standing([box for box in boxes if box.features and is_mark(box, limits)])
    whole = habit_of(certain)
    if whole is None:
        return Habits(None, {})
    members: dict[Sort | None, list[BoxEvidence]] = defaultdict(list)
    for box in certain:
        members[sorts.get(ItemRef(box.section, box.item))].append(box)
    own = {sort: _at_least(whole, most_of(some)) for sort, some in members.items() if MANY_MARKS <= len(some) < len(certain)}
    return Habits(whole, {ref: own[sort] for ref, sort in sorts.items() if sort in own})


def _left_standing(certain: list[BoxEvidence]) -> list[BoxEvidence]:
    """The marks without those that look struck out beside the others, where the others are at least half."""
    calm = [box for box in certain if box.cancel < STRUCK]
    usual = habit_of(calm)
    if usual is None or len(calm) < len(certain) / 2:
        return certain
    return [box for box in certain if box.cancel < STRUCK or not is_run_through(box, usual)]


def _at_least(usual: Habit, most: tuple[float, float, float, float]) -> Habit:
    """The habit, with as much of each for usual as ``most``."""
    heavy, wide, far, long = most
    return replace(
        usual,
        heavy=max(usual.heavy, heavy),
        wide=max(usual.wide, wide),
        far=max(usual.far, far),
        long=max(usual.long, long),
    )
