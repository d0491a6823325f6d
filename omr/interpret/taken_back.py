"""Marks that were perhaps taken back, erased, struck out, scribbled over or blacked out: by how unlike the student's others they are."""

from __future__ import annotations

import math

from omr.interpret.habit import INK, OUTSIDE, PEAK, REACH, SPREAD, VEIL, Habit, is_arc, ring
from omr.model.page import BoxEvidence

ERASED_INK, ERASED_PEAK = 0.25, 0.4
"""Shares of the usual mark's ink and darkness below which, where both are so little, a mark is perhaps what an eraser left: two of eight
errors of another simulator, for 61 questions in 60,000 `everyday` responses.
"""
PALER_INK, PALER_PEAK = 0.5, 0.33
"""The same of one that is a third as dark, and has half the ink: 4 of the 8 erased marks that were read as answers in 44,400 items of
another simulator, for 32 of 94,000 simulated marks, ten of them light ones; the other four had been made black and white, or were nearly
half as dark.
"""
STROKED, HAZE, HAZE_SPREAD, HAZE_INK, HAZE_PEAK = 0.1, 0.04, 0.2, 0.6, 0.4
"""Share of their boxes that a student's marks cover from which they have strokes; and darkness that most of the inside exceeds, and shares
of what is usually covered, of ink and of darkness, from which and below which an eraser has left a haze of a mark: 10 of the 17 erased
ones of two simulators that were read as answers, for 37 questions in 128,000 items of four; no real mark is asked about, where half of the
darkness would ask about a faint one that was meant.
"""
FURTHER, FURTHER_MM2, HEAVY_MM2 = 1.2, 1.0, 0.3
"""Times what three in four of a student's marks stay below, and mm² of ink around its box, from which a mark is far more than usual. Of
22,000 simulated marks, none of them so taken back, 0.3 % of `everyday` and 3 % of `harsh` are asked for it."""
DENSER, WIDER, SUSPECT, MORE_SUSPECT = 1.5, 1.3, 0.0025, 2.0
"""Times the ink and the covered share that three in four of a student's marks stay below, and cancel score and times the student's usual
one, from which a mark that reaches no further is perhaps scribbled over: so are 0.5 % of held-out `everyday` marks, 2 % of `harsh` ones,
and 5 of the 8 taken back that had no higher score."""
MANIFOLD_INK, MANIFOLD_WIDE, SPARSE = 2.5, 2.5, 0.08
"""Times the ink and the covered share that three in four of a student's strokes stay below from which a mark is perhaps scribbled over
however surely it is one, where those cover so little of their boxes, and nothing goes beyond: in a wide cell a scribble covers too little
to look blacked out, and reaches out of nothing. The one of 32 that was read as an answer in 5,700 items of a seventh simulator is asked
about, and one more of 9,000 items with smaller boxes; 17 more would be wherever strokes stay inside.
"""
LONGER, INSIDE_OUT = 1.25, 0.02
"""Times what three in four of a student's marks reach over, and share of their ink that those leave around their boxes at most, from which
a line may run through a mark, where even that stays inside of a wide cell: the one of 27 that was read as an answer there in 5,700 items of
a seventh simulator is asked about, and one mark that was meant.
"""
LEAST_CANCEL, FAR_CANCEL = 0.02, 10.0
"""Cancel score, and times what is frequent among many marks of a student, from which a mark stands out however surely it is one: 0.3 % of
held-out `everyday` marks are asked for it, 1.3 % of `harsh` ones."""
BEYOND = 0.25
"""Cancel score from which, where it is FAR_CANCEL times what is frequent too, a mark looks struck out however little more ink it has: a
line through a fill hides in it. With 0.5 one more of 5 fills struck through would be an answer in 8,100 items of a sixth simulator; of
18,900 marks of two simulators 7 are asked about for it, and no real one, where 0.1 would ask about 3 of 3,400.
"""
MUCH, MUCH_OUT = 1.65, 0.15
"""Times the ink that three in four of a student's marks stay below, and how much further out (``_further``), from which a mark is far more
than usual in however small a box, by however light a pencil."""
STRUCK_OUT = (0.1, 2.0, 0.1), (0.01, 5.0, 0.15)
"""Cancel score, times what is frequent of the student's (``LEAST_OFTEN`` at least), and how much further out, from which a mark is perhaps
struck out by all of these together. With the numbers above this tells 15 of the 45 marks that were taken back, with none in their stead,
and read as answers (of some 480 such in three simulators), and asks about 191 of 92,000 others; of 1,960 real marks, which lie beside their
boxes' middles oftener, about none."""
CALM_CANCEL, CALM_OUT = 0.1, 0.3
"""Cancel score and how much further out below which a mark with no more ink than three in four of the student's was not struck out, which
leaves both strokes' ink: of 150,000 items of three simulators 242 are asked no longer for it, and one that was struck out is not.
"""
LONG_OUT = max(out for _, _, out in STRUCK_OUT)
"""How far out such a mark counts as reaching: as far as any."""
LEAST_OFTEN, LEAST_USUAL = 0.001, 0.1
"""A lower cancel score says nothing; nor does less ink (mm²) of how far out is usual."""
WHOLE_CIRCLE, CIRCLE_INK = 0.8, 0.5
"""Share of all directions from which what runs around a box is a circle and not the arms of a large X, and share of the ink of the
student's marks that it leaves inside at most: what is scribbled around a cross runs around it, too.
"""
SCRIBBLES = 0.4
"""Cancel score of a student's typical mark from which most look struck out, as nobody's answers are: broad strokes that overflow get 0.8.
"""
FILLED, FILL_INK = 0.8, 1.1
"""Covered share of the inside from which a box is filled, and times the ink that three in four of a student's marks stay below up to which
a filled box of one who fills is one of those, however ragged: broad pens leave ragged fills. What is scribbled over on 800 sheets of both
simulators is asked about as without this."""


def is_weaker(box: BoxEvidence, usual: Habit, faint: float) -> bool:
    """Whether a mark has so much less ink than the student's others, or is so much paler (below ``faint`` as a share, or both together),
    that it is perhaps an erased one.
    """
    ink, peak = box.features[INK], box.features[PEAK]
    lines = (ERASED_INK, ERASED_PEAK), (PALER_INK, PALER_PEAK)
    residue = any(ink < much * usual.ink and peak < dark * usual.peak for much, dark in lines)
    return residue or _is_smudge(box, usual) or ink < faint * usual.ink or peak < faint * usual.peak


def _is_smudge(box: BoxEvidence, usual: Habit) -> bool:
    """Whether hardly a stroke is left of so pale a mark, by somebody whose marks have some, but a haze over the whole inside."""
    if usual.spread < STROKED or len(box.features) <= VEIL:
        return False
    pale = box.features[INK] < HAZE_INK * usual.ink and box.features[PEAK] < HAZE_PEAK * usual.peak
    return pale and box.features[SPREAD] < HAZE_SPREAD * usual.spread and box.features[VEIL] >= HAZE


def is_far_more(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a mark reaches so much further out than the student's others, or is so much heavier and reaches further, that something is
    perhaps drawn over it to take it back. A circle reaches out by itself, if it is no rim of what is blacked out; and by one who circles
    it may cut the corners of its box.
    """
    if usual.circles and is_arc(box):
        return False
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
    ink, spread = box.features[INK], box.features[SPREAD]
    manifold = ink > MANIFOLD_INK * usual.heavy and spread > MANIFOLD_WIDE * usual.wide
    if usual.wide <= SPARSE and not usual.circles and manifold and _stays_inside(box, usual):
        return True
    much = ink > DENSER * usual.heavy and spread > WIDER * usual.wide
    return much and box.cancel >= max(SUSPECT, MORE_SUSPECT * usual.cancel)


def is_usual_fill(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a student who fills boxes, or scribbles in most, has filled this one no more than the others."""
    ink, spread, outside = box.features[INK], box.features[SPREAD], box.features[OUTSIDE]
    filled = ((usual.spread >= FILLED and spread >= FILLED) or usual.cancel >= SCRIBBLES) and not is_beyond_habit(box, usual)
    return filled and ink <= FILL_INK * usual.heavy and outside <= usual.far + HEAVY_MM2


def is_beyond_habit(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a mark looks struck out so much more than the student's others that no habit explains it."""
    return box.cancel >= max(BEYOND, FAR_CANCEL * usual.scribble)


def is_no_more(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a mark has no more ink than many of a student's have, inside or around: what is struck out has both strokes'."""
    told = bool(box.features) and math.isfinite(usual.heavy)
    return told and box.features[INK] <= FILL_INK * usual.heavy and box.features[OUTSIDE] <= usual.far + HEAVY_MM2


def stands_out_as_cancelled(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a mark looks struck out, as the student's others do not."""
    if box.cancel < CALM_CANCEL and box.features[INK] <= usual.heavy and _further(box, usual) < CALM_OUT:
        return False
    far = math.isfinite(usual.heavy) and box.cancel >= max(LEAST_CANCEL, FAR_CANCEL * usual.scribble)
    return (far and not is_usual_fill(box, usual)) or is_run_through(box, usual)


def is_run_through(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a line seems to run through a mark: it looks more struck out than the student's others, and reaches further out, or, where
    the student's marks stay inside of wide cells, over more of its own.
    """
    if not box.features:
        return False
    often, further = max(usual.scribble, LEAST_OFTEN), _further(box, usual)
    if _is_longer(box, usual):
        further = max(further, LONG_OUT)
    return any(box.cancel >= max(least, more * often) and further >= out for least, more, out in STRUCK_OUT)


def _is_longer(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a mark reaches over more of its box than the student's others, has more ink, and no more around: nor have they."""
    return _stays_inside(box, usual) and box.features[REACH] > LONGER * usual.long and box.features[INK] > FILL_INK * usual.heavy


def _stays_inside(box: BoxEvidence, usual: Habit) -> bool:
    """Whether a mark, as nearly all of the student's, leaves nothing around its box: a wide cell holds whatever is drawn in it."""
    return max(box.features[OUTSIDE], usual.far) <= INSIDE_OUT * usual.ink
