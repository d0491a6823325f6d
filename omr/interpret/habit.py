"""How a student marks: what is typical of some certain marks, and what is in keeping with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from omr.interpret.agree import log_odds, together
from omr.model.calibration import Thresholds
from omr.model.page import BoxEvidence

INK, PEAK, SPREAD, CORE, OUTSIDE, REACH, SHADE, EXCESS, VEIL, FRAME, RING = 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11
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
BROAD_INK, BROAD_REACH, BROAD_DOT, BROAD_CORE, BROAD_OUT = 0.4, 0.6, 0.45, 0.95, 0.02
"""A broad pen's dot is larger: the shares of the usual ink and extent, and of its box, that it stays below, the share of its ink that lies
in the middle of the box at least, and the mm² around it at most. 3 of the 4 dots where such a pen only rested that were read as answers in
44,400 items of another simulator, for 28 of 94,000 simulated marks; with 0.4 of the ink, not 0.3, a pen's rest of 1.3 mm among crosses and
another like it in 44,400 simulated items are asked about, with 13 answers, and real marks and the other simulator's no more often.
"""
BROAD_PEAK = 0.8
"""Share of the usual darkness that such a dot has at least where it lies beside the middle: what is left of a light stroke is paler. All 10
dots of 1.2 mm where a felt-tip rested, in 7,600 items of a sixth simulator, were read as answers without this; they have 0.82 to 1.04, and
the 10 of 24,000 marks that were meant and are as small at most 0.72.
"""
LIKE_USUAL = 0.7
"""Share of the darkness that the student's marks usually have inside from which it is one of them: print beneath a mark hides its reach."""
ALONE = 4.0
"""Times the darkness that any other box of the item has inside beyond its print, from which a box stands out."""
PALEST = 0.25
"""Share of the usual mark's darkness that what is seen beside the print has at least: of four that an eraser left, and that were read as
answers in 49,600 items of a fifth simulator, it had 0.09 to 0.20; 14 others are asked about for this and for the other marks beside one."""
CLEAN_SHADE = 0.9
"""Share of the page's own brightness that the paper around such a box has: no stain, whose rim looks like a stroke."""
CIRCLED = 0.5
"""Share of all directions in which a line runs around the box, from which it is circled: then little ink inside says nothing."""
BLACKED_OUT, THIN = 0.85, 0.5
"""Share of the inside covered from which a box is blacked out, and usual share below which a student's marks are thin: a filled box is then
perhaps a cancelled one …"""
STRUCK_FROM = 0.01
"""… unless marks of the sizes in between, with a lower cancel score, are as many, and many: dots that grow as the hand grows tired."""
COVERS = 0.4
"""Share of the inside that the marks of one who circles do not cover: circles have 0.00 to 0.10 there, fills that overflow 0.6 and more."""
CLEAN_CORE, CLEAN_MIDDLE = 0.05, 0.03
"""Share of the ink inside, and mm² of it (a dot of 0.2 mm), up to which nothing stands in the middle of a box: a circle that cuts its
corners leaves none there, a line drawn through it, or a dot, a third of its ink and more."""
PART_CIRCLED, LEAST_EITHER = 0.18, 0.25
"""The same from which a wide circle, much of which lies beyond what is looked at, may be the mark of a student who circles; and what
either reader gives at least to one so tight that it hides upon the outline: what an eraser left of one had 0.15.
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


@dataclass(frozen=True, slots=True)
class Habit:
    """A student's typical mark: its ink (mm² of black), darkness, covered share, extent (share of the box), cancel score, what that is at
    most in three of four marks, all darkness inside beyond the print (mm² of black), and the share of directions that it runs around in;
    the ink inside (``heavy``), its covered share (``wide``), the ink around its box (``far``) and the extent (``long``) that three in four
    marks stay below; whether marks are thin, but for ones that fill their box unlike all others (``thin``); and whether they are circles
    around boxes.
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
    long: float
    thin: bool
    circles: bool


def habit_of(certain: Sequence[BoxEvidence]) -> Habit | None:
    """What is typical of some certain marks, or None where they are too few."""
    if len(certain) < ENOUGH_MARKS:
        return None
    ink, peak, spread, reach, excess = (median(box.features[place] for box in certain) for place in (INK, PEAK, SPREAD, REACH, EXCESS))
    cancel = [box.cancel for box in certain]
    most = most_of(certain) if len(certain) >= MANY_MARKS else (math.inf,) * 4
    thin = spread < THIN and not _grow(certain)
    shown = ink, peak, spread, reach, median(cancel), _often(cancel), excess, median(ring(box) for box in certain)
    return Habit(*shown, *most, thin, _circle(certain))


def _grow(certain: Sequence[BoxEvidence]) -> bool:
    """Whether some marks fill their boxes and as many others, of many, nearly do, none of which looks struck out."""
    covered = [box.features[SPREAD] for box in certain if box.cancel < STRUCK_FROM]
    between = sum(THIN <= share <= BLACKED_OUT for share in covered)
    return between >= max(MANY_MARKS, sum(share > BLACKED_OUT for share in covered))


def _circle(certain: Sequence[BoxEvidence]) -> bool:
    """Whether a student circles options, and does not fill them so far out that this runs around their boxes, too."""
    around = [(is_circled(box) and box.features[SPREAD] < COVERS) or is_arc(box) for box in certain]
    return 2 * sum(around) >= len(around)


def most_of(certain: Sequence[BoxEvidence]) -> tuple[float, float, float, float]:
    """The ink inside, its covered share, the ink around the box and the extent that three in four of these marks stay below."""
    heavy, wide, far, long = (_often([box.features[place] for box in certain]) for place in (INK, SPREAD, OUTSIDE, REACH))
    return heavy, wide, far, long


def _often(values: list[float]) -> float:
    return sorted(values)[int(OFTEN * (len(values) - 1))]


def is_usual(box: BoxEvidence, others: Sequence[BoxEvidence], usual: Habit, limits: Thresholds) -> bool:
    """Whether a box that the readers are not certain of is one of this student's marks, beside ``others`` that are surely empty: what they
    cannot see well, a wide circle or a dot upon a printed letter, is judged by what is usual on the sheet.
    """
    if not box.features or log_odds(together(box)) + LIKELIER < log_odds(limits.marked):
        return False
    if usual.circles:
        return ring(box) >= PART_CIRCLED or (min(box.ink, box.shape) >= LEAST_EITHER and _has_clean_middle(box))
    ink, excess = box.features[INK], box.features[EXCESS]
    most = max((abs(other.features[EXCESS]) for other in others if other.features), default=0.0)
    upon_print = ink <= HIDDEN * excess and box.features[OUTSIDE] <= ink and box.features[SHADE] >= CLEAN_SHADE
    upon_print = upon_print and box.features[PEAK] >= PALEST * usual.peak
    return upon_print and excess >= max(LIKE_USUAL * usual.excess, ALONE * most)


def is_alike(box: BoxEvidence, others: Sequence[BoxEvidence], usual: Habit, limits: Thresholds) -> bool:
    """Whether a box that the readers are not certain of shows in all respects what the student's marks show, and ``others`` nothing."""
    if not box.features or log_odds(together(box)) + LIKELIER_ALIKE < log_odds(limits.marked):
        return False
    alone = all(other.features[INK] < FAINTER * box.features[INK] for other in others if other.features)
    return alone and looks_alike(box, usual) and (not usual.circles or _has_clean_middle(box))


def looks_alike(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a box shows in all respects what the student's marks show."""
    ink, (least, most) = box.features[INK], ALIKE_INK
    shown = [(PEAK, ALIKE_PEAK * usual.peak), (SPREAD, ALIKE_SPREAD * usual.spread), (REACH, ALIKE_REACH * usual.reach)]
    if is_full(box, usual):
        del shown[1:]
    like = least * usual.ink < ink < most * usual.ink and all(box.features[place] > share for place, share in shown)
    return like and abs(ring(box) - usual.ring) < ALIKE_RING


def is_circled(box: BoxEvidence) -> bool:
    return ring(box) >= CIRCLED


def is_speck(box: BoxEvidence, usual: Habit) -> bool:
    """A compact dot by somebody who makes larger marks, or circles."""
    if _is_broad_dot(box, usual):
        return True
    ink, excess, reach = box.features[INK], box.features[EXCESS], box.features[REACH]
    compact = ink < COMPACT_MM2 * box.features[PEAK]
    if usual.circles:
        return compact and reach < DOT and not is_arc(box)
    hidden = ink <= HIDDEN * excess and excess >= LIKE_USUAL * usual.excess
    return compact and reach < min(DOT, SMALL * usual.reach) and not hidden


def _is_broad_dot(box: BoxEvidence, usual: Habit) -> bool:
    small = box.features[INK] < BROAD_INK * usual.ink and box.features[REACH] < min(BROAD_DOT, BROAD_REACH * usual.reach)
    whole = box.features[CORE] >= BROAD_CORE or box.features[PEAK] >= BROAD_PEAK * usual.peak
    return small and whole and box.features[OUTSIDE] <= BROAD_OUT


def is_full(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a light pencil's mark has the ink of a whole one, however little of it is dark enough to be a stroke."""
    return usual.peak < FAINT_PEAK and box.features[INK] > FAINT_INK * usual.ink and not usual.circles


def is_arc(box: BoxEvidence) -> bool:
    """Whether what stands inside a box is but where a line around it cuts its corners: more lies around, and the middle is clean."""
    return ring(box) >= PART_CIRCLED and box.features[OUTSIDE] > box.features[INK] and _has_clean_middle(box)


def _has_clean_middle(box: BoxEvidence) -> bool:
    return box.features[CORE] <= CLEAN_CORE or box.features[CORE] * box.features[INK] <= CLEAN_MIDDLE


def ring(box: BoxEvidence) -> float:
    """The share of all directions in which a line runs around a box."""
    return box.features[RING] if len(box.features) > RING else 0.0
