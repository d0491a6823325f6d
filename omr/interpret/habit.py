"""How a student marks: what is typical of a sheet's certain marks, and what is in keeping with it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from omr.interpret.agree import is_mark, log_odds, together
from omr.interpret.sorts import Sort
from omr.model.calibration import Thresholds
from omr.model.exam import ItemRef
from omr.model.page import BoxEvidence

INK, PEAK, SPREAD, CORE, OUTSIDE, REACH, SHADE, EXCESS, FRAME, RING = 0, 1, 2, 3, 4, 5, 6, 7, 10, 11
"""Places in ``BoxEvidence.features``, as ``omr.read.measure.FEATURES`` names them."""
ENOUGH_MARKS = 4
"""Certain marks from which a habit can be told: the median of fewer is moved by one odd mark."""
OFTEN, MANY_MARKS = 0.75, 8
"""Share of a student's marks that are hardly all struck out (who scribbles gets a cancel score in many) or more than usual; and marks from
which it can be told what is more than usual."""
SMALL, DOT = 0.5, 0.33
"""A mark that reaches over less than DOT of its box and SMALL of what the student's marks reach over may be a rested pen."""
COMPACT_MM2 = 2.0
"""Its ink over its darkness: a dot of 1.6 mm. Faint pencil, whose reach is measured short, spreads wider."""
BROAD_INK, BROAD_REACH, BROAD_DOT, BROAD_CORE, BROAD_OUT = 0.3, 0.6, 0.45, 0.95, 0.02
"""A broad pen's dot is larger: the shares of the usual ink and extent, and of its box, that it stays below, the share of its ink that lies
in the middle of the box at least, and the mm² around it at most. 3 of the 4 dots where such a pen only rested that were read as answers in
44,400 items of another simulator, for 28 of 94,000 simulated marks.
"""
LIKE_USUAL = 0.7
"""Share of the darkness that the student's marks usually have inside from which it is one of them: print beneath a mark hides its reach."""
ALONE = 4.0
"""Times the darkness that any other box of the item has inside beyond its print, from which a box stands out."""
CLEAN_SHADE = 0.9
"""Share of the page's own brightness that the paper around such a box has: no stain, whose rim looks like a stroke."""
CIRCLED = 0.5
"""Share of all directions in which a line runs around the box, from which it is circled: then little ink inside says nothing."""
COVERS = 0.4
"""Share of the inside that the marks of one who circles do not cover: circles have 0.00 to 0.10 there, fills that overflow 0.6 and more."""
PART_CIRCLED = 0.18
"""The same from which a wide circle, much of which lies beyond what is looked at, may be the mark of a student who circles."""
ERASED_INK, ERASED_PEAK = 0.25, 0.4
"""Shares of the usual mark's ink and darkness below which, where both are so little, a mark is perhaps what an eraser left: two of eight
errors of another simulator, for 61 questions in 60,000 `everyday` responses.
"""
PALER_INK, PALER_PEAK = 0.5, 0.33
"""The same of one that is a third as dark, and has half the ink: 4 of the 8 erased marks that were read as answers in those 44,400 items,
for 32 of 94,000 simulated marks, ten of them light ones; the other four had been made black and white, or were nearly half as dark."""
FURTHER, FURTHER_MM2, HEAVY_MM2 = 1.2, 1.0, 0.3
"""Times what three in four of a student's marks stay below, and mm² of ink around its box, from which a mark is far more than usual. Of
22,000 simulated marks, none of them so taken back, 0.3 % of `everyday` and 3 % of `harsh` are asked for it."""
DENSER, WIDER, SUSPECT, MORE_SUSPECT = 1.5, 1.3, 0.0025, 2.0
"""Times the ink and the covered share that three in four of a student's marks stay below, and cancel score and times the student's usual
one, from which a mark that reaches no further is perhaps scribbled over: so are 0.5 % of held-out `everyday` marks, 2 % of `harsh` ones,
and 5 of the 8 taken back that had no higher score."""
LEAST_CANCEL, FAR_CANCEL = 0.02, 10.0
"""Cancel score, and times what is frequent among many marks of a student, from which a mark stands out however surely it is one: 0.3 % of
held-out `everyday` marks are asked for it, 1.3 % of `harsh` ones."""
MUCH, MUCH_OUT = 1.65, 0.15
"""Times the ink that three in four of a student's marks stay below, and how much further out (``_further``), from which a mark is far more
than usual in however small a box, by however light a pencil."""
STRUCK_OUT = (0.1, 2.0, 0.1), (0.01, 5.0, 0.15)
"""Cancel score, times what is frequent of the student's (``LEAST_OFTEN`` at least), and how much further out, from which a mark is perhaps
struck out by all of these together. With the numbers above this tells 15 of the 45 marks that were taken back, with none in their stead,
and read as answers (of some 480 such in three simulators), and asks about 191 of 92,000 others; of 1,960 real marks, which lie beside their
boxes' middles oftener, about none."""
LEAST_OFTEN, LEAST_USUAL = 0.001, 0.1
"""A lower cancel score says nothing; nor does less ink (mm²) of how far out is usual."""
WHOLE_CIRCLE, CIRCLE_INK = 0.8, 0.5
"""Share of all directions from which what runs around a box is a circle and not the arms of a large X, and share of the ink of the
student's marks that it leaves inside at most: what is scribbled around a cross runs around it, too.
"""
HIDDEN = 0.5
"""Share of a box's darkness inside up to which ink is seen beside the print: the rest of the mark lies upon it."""
LIKELIER = 3.0
"""Log odds by which a box that the readers cannot see well is likelier a mark if it stands out as this student's marks do."""
ALIKE_INK, ALIKE_PEAK, ALIKE_SPREAD, ALIKE_REACH, ALIKE_RING = (0.7, 1.5), 0.75, 0.5, 0.6, 0.4
"""Shares of the student's usual ink, darkness, covered share and extent, and difference in how much of it runs around, by which a mark is
in all like the rest; and …"""
FAINT_PEAK, FAINT_INK = 0.25, 0.85
"""Usual darkness below which so little of a light pencil's marks counts as strokes (0.19 does) that what is covered says nothing; and the
share of the usual ink that one has at least then: an eraser leaves less of it."""
FAINTER, LIKELIER_ALIKE = 0.3, 2.0
"""… the share of its ink that no other box of the item may hold then, and log odds by which it is likelier one: 326 of 24,000 simulated
items of practice forms in `everyday`, and 74 of 29,000 in `harsh`, are asked no longer for it; all were marks."""
SCRIBBLES = 0.4
"""Cancel score of a student's typical mark from which most look struck out, as nobody's answers are: broad strokes that overflow get 0.8.
"""
FILLED, FILL_INK = 0.8, 1.1
"""Covered share of the inside from which a box is filled, and times the ink that three in four of a student's marks stay below up to which
a filled box of one who fills is one of those, however ragged: broad pens leave ragged fills. What is scribbled over on 800 sheets of both
simulators is asked about as without this."""


@dataclass(frozen=True, slots=True)
class Habit:
    """A student's typical mark: its ink (mm² of black), darkness, covered share, extent (share of the box), cancel score, what that is at
    most in three of four marks, all darkness inside beyond the print (mm² of black), and the share of directions that it runs around in;
    and the ink inside (``heavy``), its covered share (``wide``) and the ink around its box (``far``) that three in four marks stay below.
    """

    ink: float
    peak: float
    spread: float
    reach: float
    cancel: float
    scribble: float
    excess: float
    ring: float
    heavy: float
    wide: float
    far: float


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
    certain = [box for box in boxes if box.features and is_mark(box, limits)]
    whole = habit_of(certain)
    if whole is None:
        return Habits(None, {})
    members: dict[Sort | None, list[BoxEvidence]] = defaultdict(list)
    for box in certain:
        members[sorts.get(ItemRef(box.section, box.item))].append(box)
    own = {sort: _at_least(whole, _most(some)) for sort, some in members.items() if MANY_MARKS <= len(some) < len(certain)}
    return Habits(whole, {ref: own[sort] for ref, sort in sorts.items() if sort in own})


def habit_of(certain: Sequence[BoxEvidence]) -> Habit | None:
    """What is typical of some certain marks, or None where they are too few."""
    if len(certain) < ENOUGH_MARKS:
        return None
    ink, peak, spread, reach, excess = (median(box.features[place] for box in certain) for place in (INK, PEAK, SPREAD, REACH, EXCESS))
    cancel = [box.cancel for box in certain]
    most = _most(certain) if len(certain) >= MANY_MARKS else (math.inf,) * 3
    return Habit(ink, peak, spread, reach, median(cancel), _often(cancel), excess, median(ring(box) for box in certain), *most)


def _most(certain: Sequence[BoxEvidence]) -> tuple[float, float, float]:
    """The ink inside, its covered share and the ink around the box that three in four of these marks stay below."""
    heavy, wide, far = (_often([box.features[place] for box in certain]) for place in (INK, SPREAD, OUTSIDE))
    return heavy, wide, far


def _at_least(usual: Habit, most: tuple[float, float, float]) -> Habit:
    """The habit, with as much of each for usual as ``most``."""
    heavy, wide, far = most
    return replace(usual, heavy=max(usual.heavy, heavy), wide=max(usual.wide, wide), far=max(usual.far, far))


def _often(values: list[float]) -> float:
    return sorted(values)[int(OFTEN * (len(values) - 1))]


def is_usual(box: BoxEvidence, others: Sequence[BoxEvidence], usual: Habit, limits: Thresholds) -> bool:
    """Whether a box that the readers are not certain of is one of this student's marks, beside ``others`` that are surely empty: what they
    cannot see well, a wide circle or a dot upon a printed letter, is judged by what is usual on the sheet.
    """
    if not box.features or log_odds(together(box)) + LIKELIER < log_odds(limits.marked):
        return False
    if _circles(usual):
        return ring(box) >= PART_CIRCLED
    ink, excess = box.features[INK], box.features[EXCESS]
    most = max((abs(other.features[EXCESS]) for other in others if other.features), default=0.0)
    upon_print = ink <= HIDDEN * excess and box.features[OUTSIDE] <= ink and box.features[SHADE] >= CLEAN_SHADE
    return upon_print and excess >= max(LIKE_USUAL * usual.excess, ALONE * most)


def is_alike(box: BoxEvidence, others: Sequence[BoxEvidence], usual: Habit, limits: Thresholds) -> bool:
    """Whether a box that the readers are not certain of shows in all respects what the student's marks show, and ``others`` nothing."""
    if not box.features or log_odds(together(box)) + LIKELIER_ALIKE < log_odds(limits.marked):
        return False
    alone = all(other.features[INK] < FAINTER * box.features[INK] for other in others if other.features)
    return alone and looks_alike(box, usual)


def looks_alike(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a box shows in all respects what the student's marks show."""
    ink, (least, most) = box.features[INK], ALIKE_INK
    shown = [(PEAK, ALIKE_PEAK * usual.peak), (SPREAD, ALIKE_SPREAD * usual.spread), (REACH, ALIKE_REACH * usual.reach)]
    if is_full(box, usual):
        del shown[1:]
    like = least * usual.ink < ink < most * usual.ink and all(box.features[place] > share for place, share in shown)
    return like and abs(ring(box) - usual.ring) < ALIKE_RING


def is_weaker(box: BoxEvidence, usual: Habit, faint: float) -> bool:
    """Whether a mark has so much less ink than the student's others, or is so much paler (below ``faint`` as a share, or both together),
    that it is perhaps an erased one.
    """
    ink, peak = box.features[INK], box.features[PEAK]
    lines = (ERASED_INK, ERASED_PEAK), (PALER_INK, PALER_PEAK)
    residue = any(ink < much * usual.ink and peak < dark * usual.peak for much, dark in lines)
    return residue or ink < faint * usual.ink or peak < faint * usual.peak


def is_far_more(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a mark reaches so much further out than the student's others, or is so much heavier and reaches further, that something is
    perhaps drawn over it to take it back. A circle reaches out by itself, if it is no rim of what is blacked out.
    """
    outside, ink = box.features[OUTSIDE], box.features[INK]
    further = outside > FURTHER * usual.far + FURTHER_MM2 or (ink > FURTHER * usual.heavy and outside > usual.far + HEAVY_MM2)
    more = ink + outside > FURTHER * (usual.heavy + usual.far)  # a mark beside its box's middle has as much outside as it lacks inside
    by_itself = ring(box) >= WHOLE_CIRCLE and ink <= max(CIRCLE_INK * usual.heavy, HEAVY_MM2)
    much = ink > MUCH * usual.heavy and _further(box, usual) >= MUCH_OUT
    return (not by_itself and further and more) or much or _is_denser(box, usual)


def _further(box: BoxEvidence, usual: Habit) -> float:
    """How much more lies around a mark's box than around three in four of the student's, but for what is lacking inside of one that was
    made beside its middle; as a share of the ink that is usual: how many mm² a line leaves goes by the size of the box, and by the pen.
    """
    if not math.isfinite(usual.far):
        return 0.0
    lacking = max(0.0, usual.heavy - box.features[INK])
    return (box.features[OUTSIDE] - usual.far - lacking) / max(usual.ink + usual.far, LEAST_USUAL)


def _is_denser(box: BoxEvidence, usual: Habit) -> bool:
    much = box.features[INK] > DENSER * usual.heavy and box.features[SPREAD] > WIDER * usual.wide
    return much and box.cancel >= max(SUSPECT, MORE_SUSPECT * usual.cancel)


def is_usual_fill(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a student who fills boxes, or scribbles in most, has filled this one no more than the others."""
    ink, spread, outside = box.features[INK], box.features[SPREAD], box.features[OUTSIDE]
    filled = (usual.spread >= FILLED and spread >= FILLED) or usual.cancel >= SCRIBBLES
    return filled and ink <= FILL_INK * usual.heavy and outside <= usual.far + HEAVY_MM2


def is_no_more(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a mark has no more ink than many of a student's have, inside or around: what is struck out has both strokes'."""
    told = bool(box.features) and math.isfinite(usual.heavy)
    return told and box.features[INK] <= FILL_INK * usual.heavy and box.features[OUTSIDE] <= usual.far + HEAVY_MM2


def stands_out_as_cancelled(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a mark looks struck out, as the student's others do not."""
    far = math.isfinite(usual.heavy) and box.cancel >= max(LEAST_CANCEL, FAR_CANCEL * usual.scribble)
    return (far and not is_usual_fill(box, usual)) or is_run_through(box, usual)


def is_run_through(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a line seems to run through a mark: it looks more struck out than the student's others, and reaches further out."""
    if not box.features:
        return False
    often, further = max(usual.scribble, LEAST_OFTEN), _further(box, usual)
    return any(box.cancel >= max(least, more * often) and further >= out for least, more, out in STRUCK_OUT)


def is_circled(box: BoxEvidence) -> bool:
    return ring(box) >= CIRCLED


def is_speck(box: BoxEvidence, usual: Habit) -> bool:
    """A compact dot by somebody who makes larger marks, or circles."""
    if _is_broad_dot(box, usual):
        return True
    ink, excess, reach = box.features[INK], box.features[EXCESS], box.features[REACH]
    compact = ink < COMPACT_MM2 * box.features[PEAK]
    if _circles(usual):
        return compact and reach < DOT
    hidden = ink <= HIDDEN * excess and excess >= LIKE_USUAL * usual.excess
    return compact and reach < min(DOT, SMALL * usual.reach) and not hidden


def _is_broad_dot(box: BoxEvidence, usual: Habit) -> bool:
    small = box.features[INK] < BROAD_INK * usual.ink and box.features[REACH] < min(BROAD_DOT, BROAD_REACH * usual.reach)
    return small and box.features[CORE] >= BROAD_CORE and box.features[OUTSIDE] <= BROAD_OUT


def is_full(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a light pencil's mark has the ink of a whole one, however little of it is dark enough to be a stroke."""
    return usual.peak < FAINT_PEAK and box.features[INK] > FAINT_INK * usual.ink and not _circles(usual)


def _circles(usual: Habit) -> bool:
    """Whether a student circles options, and does not fill them so far out that this runs around their boxes, too."""
    return usual.ring >= CIRCLED and usual.spread < COVERS


def ring(box: BoxEvidence) -> float:
    """The share of all directions in which a line runs around a box."""
    return box.features[RING] if len(box.features) > RING else 0.0
