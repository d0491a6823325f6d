"""What the evidence in one box amounts to, seen beside everything else that this student marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from omr.interpret.agree import agree_on_mark, agree_on_none, together
from omr.interpret.cells import is_tail
from omr.interpret.habit import (
    BLACKED_OUT,
    EXCESS,
    FRAME,
    INK,
    OUTSIDE,
    PEAK,
    SHADE,
    SPREAD,
    Habit,
    is_circled,
    is_full,
    is_speck,
    is_usual,
    ring,
)
from omr.interpret.neighbours import Cell
from omr.interpret.taken_back import (
    is_beyond_habit,
    is_far_more,
    is_no_more,
    is_run_through,
    is_usual_fill,
    is_weaker,
    stands_out_as_cancelled,
)
from omr.model.calibration import Thresholds
from omr.model.exam import ItemRef
from omr.model.page import BoxEvidence
from omr.model.response import Mark

DARKEST_SHADE = 0.8
"""Paper at this share of the page's own brightness is a stain or a shadow: what stands there needs a person."""
UNMEASURED = (0.0,) * FRAME
LEAST_FRAME = 0.5
"""Share of the page's typical outline below which a box is not there to be marked: a tear, a folded corner, correction fluid."""
OWN_CANCEL, MOST_CANCEL = 5.0, 0.8
"""Times the cancel score that is frequent among a student's marks from which a mark differs from those, and where any is cancelled."""
APART, FAINT = "the two readers disagree", "a faint or small mark"
WEAKER, SMALLER = "much weaker than this student's other marks", "much smaller than this student's other marks"
MORE = "much more than this student's other marks, perhaps struck out"
STRUCK, STAIN = "perhaps cancelled", "a stain or shadow"


class Seen(NamedTuple):
    """One box's mark and, where it is not certain, why. A tuple, since one is made for every box and a
    frozen class takes longer.
    """

    label: str
    mark: Mark
    probability: float
    cancel: float
    ink: float
    peak: float
    outside: float
    excess: float
    hidden: bool
    """Whether its printed outline is not to be seen."""
    why: str = ""
    ring: float = 0.0
    """The share of all directions in which a line runs around it."""


def is_certain(seen: Sequence[Seen]) -> bool:
    """Whether an item shows a mark, and no box of it is in doubt."""
    marks = [one.mark for one in seen]
    return Mark.MARKED in marks and Mark.UNSURE not in marks


def in_table(
    seen: Mapping[ItemRef, list[Seen]], boxes: Mapping[ItemRef, Sequence[BoxEvidence]], over: Mapping[Cell, tuple[Cell, ...]]
) -> dict[ItemRef, list[Seen]]:
    """The marks of those items whose cells share walls with others' (``over``: which with which), without what is their neighbours'."""
    members = {ref: _without_tails(seen[ref], boxes[ref]) for ref in dict.fromkeys(ref for ref, _ in over) if ref in seen}
    marked = {(ref, one.label) for ref, some in members.items() for one in some if one.mark is Mark.MARKED}
    return {
        ref: [
            _without_overflow(one, box) if not marked.isdisjoint(over.get((ref, one.label), ())) else one
            for one, box in zip(some, boxes[ref], strict=True)
        ]
        for ref, some in members.items()
    }


def _without_tails(seen: list[Seen], boxes: Sequence[BoxEvidence]) -> list[Seen]:
    """An item's marks: what comes in over the walls of other cells, where one is surely marked, is their neighbours'."""
    marked = [place for place, one in enumerate(seen) if one.mark is Mark.MARKED]
    if len(marked) != 1:
        return seen
    (at,) = marked
    beside = {at - 1: boxes[at], at + 1: boxes[at]}
    tail = [_may_be_empty(one) and is_tail(box, beside.get(place)) for place, (one, box) in enumerate(zip(seen, boxes, strict=True))]
    return [one._replace(mark=Mark.EMPTY, ink=0.0, peak=0.0, why="") if end else one for one, end in zip(seen, tail, strict=True)]


def _without_overflow(one: Seen, box: BoxEvidence) -> Seen:
    """A cell beside one that is marked in another item: what stands around it, or comes in over its walls, belongs to that mark."""
    if _may_be_empty(one) and is_tail(box):
        return one._replace(mark=Mark.EMPTY, probability=box.shape, ink=0.0, peak=0.0, outside=0.0, why="")
    return one._replace(outside=0.0) if one.mark is Mark.EMPTY else one


def _may_be_empty(one: Seen) -> bool:
    return one.mark is Mark.EMPTY or (one.mark is Mark.UNSURE and one.why in {APART, FAINT})


def by_habit(
    seen: list[Seen],
    boxes: Sequence[BoxEvidence],
    usual: Habit | None,
    limits: Thresholds,
    near: AbstractSet[str] = frozenset(),
    is_one: Callable[[BoxEvidence, Sequence[BoxEvidence], Habit, Thresholds], bool] = is_usual,
) -> list[Seen]:
    """An item's marks, where nothing but one box is in doubt and ``is_one`` says that it is as the student's marks are: then it is one. Not
    where the mark of another item, ``near`` a box (by its label), lies mostly around its own: a circle may reach in here.
    """
    shown = [place for place, one in enumerate(seen) if one.mark is not Mark.EMPTY]
    if usual is None or len(shown) != 1 or len(seen) == 1:
        return seen
    (place,) = shown
    box, others = boxes[place], [*boxes[:place], *boxes[place + 1 :]]
    one = seen[place]
    free = one.label not in near or (usual.circles and one.probability >= 0.5)
    unclear = one.why in {APART, FAINT} and free and box.cancel < limits.cancelled
    if not (unclear and is_one(box, others, usual, limits)):
        return seen
    return [*seen[:place], one._replace(mark=Mark.MARKED, why=""), *seen[place + 1 :]]


def alone(
    seen: list[Seen], boxes: Sequence[BoxEvidence], usual: Habit | None, limits: Thresholds, near: AbstractSet[str] = frozenset()
) -> list[Seen]:
    """An item's marks: the only one is not perhaps cancelled where it has no more ink than the student's others and no line seems to run
    through it, nor a rested pen's dot where it has the ink of their light pencil. Beside a second mark it may be: a first thought is often
    a light one; and ``near`` another's stroke (by its label), or on a scanner's line, it may be no mark at all.
    """
    shown = [place for place, one in enumerate(seen) if one.mark is not Mark.EMPTY]
    if usual is None or len(shown) != 1:
        return seen
    (place,) = shown
    one, box = seen[place], boxes[place]
    if one.label in near:
        return seen
    as_usual = one.cancel < MOST_CANCEL and not is_beyond_habit(box, usual)
    no_more = as_usual and is_no_more(box, usual) and not is_run_through(box, usual)
    if not (one.why == STRUCK and no_more) and not (one.why == SMALLER and is_full(box, usual)):
        return seen
    less = _less_than_usual(box, usual, limits) if one.why == STRUCK else ""
    return [*seen[:place], one._replace(mark=Mark.UNSURE if less else Mark.MARKED, why=less), *seen[place + 1 :]]


def see(box: BoxEvidence, usual: Habit | None, limits: Thresholds) -> Seen:
    """The box's mark. Both readers must agree, and a mark must not be out of keeping with the student's own."""
    probability = together(box)
    mark, why = _mark(box, probability, usual, limits)
    features = box.features or UNMEASURED
    hidden = len(features) > FRAME and features[FRAME] < LEAST_FRAME
    shown = features[INK], features[PEAK], features[OUTSIDE], features[EXCESS]
    return Seen(box.label, mark, probability, box.cancel, *shown, hidden, why, ring(box))


def _mark(box: BoxEvidence, probability: float, usual: Habit | None, limits: Thresholds) -> tuple[Mark, str]:
    if box.features and box.features[SHADE] < DARKEST_SHADE:
        return Mark.UNSURE, STAIN
    if probability <= limits.empty and agree_on_none(box, limits):
        return Mark.EMPTY, ""
    if probability < limits.marked or not agree_on_mark(box, limits):
        apart = not (agree_on_none(box, limits) or agree_on_mark(box, limits))
        return Mark.UNSURE, APART if apart else FAINT
    beside = usual if box.features else None
    most = max(limits.cancelled, min(MOST_CANCEL, OWN_CANCEL * (usual.scribble if usual else 0.0)))
    if box.cancel >= most and not (beside and is_usual_fill(box, beside) and not is_run_through(box, beside)):
        return Mark.CANCELLED, STRUCK
    return _beside_the_usual(box, beside, limits) if beside is not None else (Mark.MARKED, "")


def _beside_the_usual(box: BoxEvidence, usual: Habit, limits: Thresholds) -> tuple[Mark, str]:
    """What a certain mark is beside the student's other marks."""
    if less := _less_than_usual(box, usual, limits):
        return Mark.UNSURE, less
    if box.features[SPREAD] > BLACKED_OUT and usual.thin:
        return Mark.CANCELLED, "blacked out, unlike this student's other marks"
    if stands_out_as_cancelled(box, usual):
        return Mark.CANCELLED, STRUCK
    if is_far_more(box, usual):
        return Mark.UNSURE, MORE
    return Mark.MARKED, ""


def _less_than_usual(box: BoxEvidence, usual: Habit, limits: Thresholds) -> str:
    """Why a certain mark is perhaps none beside the student's other marks, or an empty text; a circle may leave little in its box."""
    if is_circled(box):
        return ""
    if is_weaker(box, usual, limits.faint):
        return WEAKER
    return SMALLER if is_speck(box, usual) else ""
