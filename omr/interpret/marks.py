"""What the evidence in one box amounts to, seen beside everything else that this student marked."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from omr.model.calibration import Thresholds
from omr.model.page import BoxEvidence
from omr.model.response import Mark

INK, PEAK, SPREAD, OUTSIDE, REACH, SHADE, FRAME, RING = 0, 1, 2, 4, 5, 6, 10, 11
"""Places in ``BoxEvidence.features``, as ``omr.read.measure.FEATURES`` names them."""
ENOUGH_MARKS = 4
"""Certain marks from which a habit can be told: the median of fewer is moved by one odd mark."""
DARKEST_SHADE = 0.8
"""Paper at this share of the page's own brightness is a stain or a shadow: what stands there needs a person."""
SMALL, DOT = 0.5, 0.33
"""A mark that reaches over less than DOT of its box and SMALL of what the student's marks reach over may be a rested pen."""
COMPACT_MM2 = 2.0
"""Its ink over its darkness: a dot of 1.6 mm. Faint pencil, whose reach is measured short, spreads wider."""
UNMEASURED = (0.0,) * FRAME
SURE = 1e-4
"""No reader is taken to be surer than that."""
LEAST_FRAME = 0.5
"""Share of the page's typical outline below which a box is not there to be marked: a tear, a folded corner, correction fluid."""
OWN_CANCEL, MOST_CANCEL = 5.0, 0.8
"""Times the typical mark's cancel score from which a mark differs from this student's own scribbles, and where any is cancelled."""
CIRCLED = 0.5
"""Share of all directions in which a line runs around the box, from which it is circled: then little ink inside says nothing."""
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
    hidden: bool
    """Whether its printed outline is not to be seen."""
    why: str = ""


def habit(boxes: Iterable[BoxEvidence], limits: Thresholds) -> Habit | None:
    """The sheet's typical certain mark, or None where there are too few."""
    certain = [box for box in boxes if box.features and is_mark(box, limits)]
    if len(certain) < ENOUGH_MARKS:
        return None
    ink, peak, spread, reach = (median(box.features[place] for box in certain) for place in (INK, PEAK, SPREAD, REACH))
    return Habit(ink, peak, spread, reach, median(box.cancel for box in certain))


def together(box: BoxEvidence) -> float:
    """The probability that a box holds a mark, by both readers: the mean of their log odds (a logarithmic opinion pool; Genest and Zidek,
    "Combining probability distributions", Statistical Science 1986).
    """
    return 1 - 1 / (1 + math.sqrt(_odds(box.ink) * _odds(box.shape)))


def _odds(own: float) -> float:
    sure = min(max(own, SURE), 1 - SURE)
    return sure / (1 - sure)


def see(box: BoxEvidence, usual: Habit | None, limits: Thresholds) -> Seen:
    """The box's mark. Both readers must agree, and a mark must not be out of keeping with the student's own."""
    probability = together(box)
    mark, why = _mark(box, probability, usual, limits)
    features = box.features or UNMEASURED
    hidden = len(features) > FRAME and features[FRAME] < LEAST_FRAME
    return Seen(box.label, mark, probability, box.cancel, features[INK], features[PEAK], features[OUTSIDE], hidden, why)


def is_mark(box: BoxEvidence, limits: Thresholds) -> bool:
    """Whether both readers together are sure of a mark and neither objects."""
    return _agree_on_mark(box, limits) and together(box) >= limits.marked


def is_empty(box: BoxEvidence, limits: Thresholds) -> bool:
    """Whether both readers together are sure that there is none and neither objects."""
    return _agree_on_none(box, limits) and together(box) <= limits.empty


def _agree_on_mark(box: BoxEvidence, limits: Thresholds) -> bool:
    return box.ink >= limits.veto and box.shape >= limits.veto


def _agree_on_none(box: BoxEvidence, limits: Thresholds) -> bool:
    return box.ink <= 1 - limits.veto and box.shape <= 1 - limits.veto


def _mark(box: BoxEvidence, probability: float, usual: Habit | None, limits: Thresholds) -> tuple[Mark, str]:
    if box.features and box.features[SHADE] < DARKEST_SHADE:
        return Mark.UNSURE, "a stain or shadow"
    if probability <= limits.empty and _agree_on_none(box, limits):
        return Mark.EMPTY, ""
    if probability < limits.marked or not _agree_on_mark(box, limits):
        apart = not (_agree_on_none(box, limits) or _agree_on_mark(box, limits))
        return Mark.UNSURE, "the two readers disagree" if apart else "a faint or small mark"
    usual_cancel = usual.cancel if usual else 0.0
    if box.cancel >= max(limits.cancelled, min(MOST_CANCEL, OWN_CANCEL * usual_cancel)):
        return Mark.CANCELLED, "perhaps cancelled"
    if usual is not None and box.features and not _is_circled(box):
        if box.features[INK] < limits.faint * usual.ink or box.features[PEAK] < limits.faint * usual.peak:
            return Mark.UNSURE, "much weaker than this student's other marks"
        if _is_speck(box, usual):
            return Mark.UNSURE, "much smaller than this student's other marks"
        if box.features[SPREAD] > BLACKED_OUT and usual.spread < THIN:
            return Mark.CANCELLED, "blacked out, unlike this student's other marks"
    return Mark.MARKED, ""


def _is_circled(box: BoxEvidence) -> bool:
    return len(box.features) > RING and box.features[RING] >= CIRCLED


def _is_speck(box: BoxEvidence, usual: Habit) -> bool:
    """A compact dot by somebody who makes larger marks."""
    small = box.features[REACH] < min(DOT, SMALL * usual.reach)
    return small and box.features[INK] < COMPACT_MM2 * box.features[PEAK]
