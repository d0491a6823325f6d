"""What the evidence in one box amounts to, seen beside everything else that this student marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from omr.model.calibration import Thresholds
from omr.model.page import BoxEvidence
from omr.model.response import Mark

INK, PEAK, SPREAD, OUTSIDE, REACH, SHADE, FRAME = 0, 1, 2, 4, 5, 6, 10
"""Places in ``BoxEvidence.features``, as ``omr.read.measure.FEATURES`` names them."""
ENOUGH_MARKS = 4
"""Certain marks from which a habit can be told: the median of fewer is moved by one odd mark."""
DARKEST_SHADE = 0.8
"""Paper at this share of the page's own brightness is a stain or a shadow: what stands there needs a person."""
SMALL, DOT = 0.5, 0.33
"""A mark that reaches over less than DOT of its box and SMALL of what the student's marks reach over may be a rested pen."""
COMPACT_MM2 = 2.0
"""Its ink over its darkness: a dot of 1.6 mm. Faint pencil, whose reach is measured short, spreads wider."""
GAP, FEW, CLEAR = (0.01, 0.5), 0.02, 0.75
"""A page of whose boxes no more than that share scores between these is clean: there both readers at ``CLEAR`` make a mark."""
LEAST_FRAME = 0.5
"""Share of the page's typical outline below which a box is not there to be marked: a tear, a folded corner, correction fluid."""
OWN_CANCEL, MOST_CANCEL = 5.0, 0.8
"""Times the typical mark's cancel score from which a mark differs from this student's own scribbles, and where any is cancelled."""
BLACKED_OUT = 0.85
"""Share of the inside covered from which a box is blacked out …"""
THIN = 0.5
"""… by somebody whose marks typically cover less than this: a filled box is then perhaps a cancelled one."""


@dataclass(frozen=True, slots=True)
class Habit:
    """A student's typical mark: its ink (mm² of black), darkness, covered share, extent (share of the box) and cancel score."""

    ink: float
    peak: float
    spread: float
    reach: float
    cancel: float


@dataclass(frozen=True, slots=True)
class Seen:
    """One box's mark and, where it is not certain, why."""

    label: str
    mark: Mark
    probability: float
    cancel: float
    lowest: float
    highest: float
    """The lower and the higher of the two readers' probabilities."""
    ink: float
    peak: float
    outside: float
    hidden: bool
    """Whether its printed outline is not to be seen."""
    why: str = ""


def habit(boxes: Iterable[BoxEvidence], limits: Thresholds) -> Habit | None:
    """The sheet's typical certain mark, or None where there are too few."""
    certain = [box for box in boxes if min(box.ink, box.shape) >= limits.marked and box.features]
    if len(certain) < ENOUGH_MARKS:
        return None
    ink, peak, spread, reach = (median(box.features[place] for box in certain) for place in (INK, PEAK, SPREAD, REACH))
    return Habit(ink, peak, spread, reach, median(box.cancel for box in certain))


def page_limits(boxes: Sequence[BoxEvidence], limits: Thresholds) -> Thresholds:
    """The lines for one page: where hardly anything stands between its empty boxes and its marks, less is enough for a mark."""
    between = sum(GAP[0] < max(box.ink, box.shape) < GAP[1] for box in boxes)
    return replace(limits, marked=min(limits.marked, CLEAR)) if between <= FEW * len(boxes) else limits


def see(box: BoxEvidence, usual: Habit | None, limits: Thresholds) -> Seen:
    """The box's mark. Both readers must agree, and a mark must not be out of keeping with the student's own."""
    probability = (box.ink + box.shape) / 2
    mark, why = _mark(box, usual, limits)
    features = box.features or (0.0,) * FRAME
    hidden = len(features) > FRAME and features[FRAME] < LEAST_FRAME
    both = min(box.ink, box.shape), max(box.ink, box.shape)
    return Seen(box.label, mark, probability, box.cancel, *both, features[INK], features[PEAK], features[OUTSIDE], hidden, why)


def _mark(box: BoxEvidence, usual: Habit | None, limits: Thresholds) -> tuple[Mark, str]:
    low, high = min(box.ink, box.shape), max(box.ink, box.shape)
    if box.features and box.features[SHADE] < DARKEST_SHADE:
        return Mark.UNSURE, "a stain or shadow"
    if high <= limits.empty:
        return Mark.EMPTY, ""
    if low < limits.marked:
        apart = box.ink >= limits.marked or box.shape >= limits.marked
        return Mark.UNSURE, "the two readers disagree" if apart and low <= limits.empty else "a faint or small mark"
    usual_cancel = usual.cancel if usual else 0.0
    if box.cancel >= max(limits.cancelled, min(MOST_CANCEL, OWN_CANCEL * usual_cancel)):
        return Mark.CANCELLED, "perhaps cancelled"
    if usual is not None and box.features:
        if box.features[INK] < limits.faint * usual.ink or box.features[PEAK] < limits.faint * usual.peak:
            return Mark.UNSURE, "much weaker than this student's other marks"
        if _is_speck(box, usual):
            return Mark.UNSURE, "much smaller than this student's other marks"
        if box.features[SPREAD] > BLACKED_OUT and usual.spread < THIN:
            return Mark.CANCELLED, "blacked out, unlike this student's other marks"
    return Mark.MARKED, ""


def _is_speck(box: BoxEvidence, usual: Habit) -> bool:
    """A compact dot by somebody who makes larger marks."""
    small = box.features[REACH] < min(DOT, SMALL * usual.reach)
    return small and box.features[INK] < COMPACT_MM2 * box.features[PEAK]
