"""Why a person must look at an item: the reasons, in plain words, from its boxes, its page and the student's own way of marking."""

from __future__ import annotations

import math
from collections.abc import Sequence

from omr.interpret.bare import INSIDE_INK, INSIDE_PEAK
from omr.interpret.circles import AROUND, PARTLY, is_open, is_partly_circled
from omr.interpret.clean import MORE, Clean, is_traced, stands_out
from omr.interpret.habit import THIN, Habit
from omr.interpret.marks import MOST_CANCEL, STAIN, WEAKER, Seen
from omr.interpret.sight import NO_RIM, Sight
from omr.model.exam import Cancelled, Item
from omr.model.response import Mark

PERHAPS_CANCELLED, OWN_CANCELLED = 0.001, 2.0
"""Cancel score from which one of several marks may be a struck-out first thought, and as a multiple of what this student's marks usually
get. Several marks cost the student the item, and are rare: asking a hundred times too often costs nothing."""
MORE_CANCELLED, LIKELY_CANCELLED = 3.0, 0.0008
"""Times the other mark's cancel score, and score itself, from which one of two marks looks struck out beside it: 3 of 10 that were, and
counted (one, a scribble with a line through it, at 3.8 times); for 3 of 153 pairs of marks in 12,000 simulated items that nothing else
asks about."""
LIKE_INK, LIKE_PEAK, LIKE_OUTSIDE = 0.8, 0.8, 0.03
"""Shares of the strongest mark's ink and darkness below which another mark of the item may be an erased one, or it a struck-out one; and
mm² by which a line drawn through only one of them reaches further out."""
MANY_INK, MANY_PEAK, MANY_OUTSIDE = 0.65, 0.75, 1.0
"""The same where several marks are an answer, and frequent: shares of the student's usual ink and darkness, since of many marks one always
is the weakest. Of 745 simulated `everyday` items with several certain marks 118 are asked so, all but 7 needlessly, for 397 by the shares
above, which catch one error more."""
AS_DARK, ALL_DARK = 0.95, 0.8
"""Share of the strongest mark's darkness from which a smaller one is no erased one, which would be paler; and darkness of the strongest
from which that says nothing: in black and white all are as dark. Of 77,500 items of two simulators 75 are several marks for it and asked no
longer; one of them a person cannot tell.
"""
OWN_INK, OWN_PEAK = 0.5, 0.7
"""Shares of the student's usual ink and darkness below both of which one of several marks may be what an eraser left, though the other one
is as weak: a filler's tick in its stead. Two of 320,000 simulated items; not one of 178 with two marks that nothing else asks about,
and one of 3,425 real ones.
"""
BARELY_INK = 0.05
"""mm² of ink inside that circles around boxes may leave there; they are compared by what they leave around."""
HEAVIER = 1.25
"""Times the ink that three in four of the student's marks stay below from which one of several marks may be struck out."""
BESIDE = 0.15
"""mm² of ink around a box from which an item without a mark is no certain omission: a dot of 0.45 mm beside its box."""
BESIDE_MORE = 2.0
"""The same in an item with a mark, as a multiple of what that mark, and this student's marks often, leave around their own boxes."""
AS_MUCH = 0.6
"""The same of a box that does not stand beside the item's mark, as a multiple of all the ink of that mark, inside and around: a second mark
that was made beside its box leaves as much. It costs three of 18,000 simulated items. Of 517 simulated items that take several marks,
three were read without one that was made beside its box; two are asked for this and for BESIDE, and eight more; of 792 others 22, in vain.
"""
LITTLE = 0.1
"""Of the ink around its box what a circle leaves inside at most."""
RINGED, OWN_RINGED, RINGED_MM2 = 0.6, 0.45, 1.0
"""Share of all directions in which a line runs around an empty box, and mm² of ink around it, from which it is perhaps circled: circles
beside which another was struck out had 0.62 to 0.69 and 2.7 to 4.4, what overflows from the rows above and below 0.5 and 0.3 to 0.8. By one
who circles, second circles had 0.56 and 1.2 to 2.6, and what two neighbours' circles leave at most 0.38 and 0.9.
"""
TRACE_OUTSIDE = 0.04
"""mm² of ink around a box, for a part of a faint circle around it, as TRACE_INK is for what stands inside."""
ALIKE = 1.5
"""Times what lies around one box of an item up to which as much lies around all of them: noise, on a page that has so much elsewhere."""
SPECK_INK, SPECK_PEAK, SPECK_SHARE = 0.03, 0.1, 0.5
"""The same of a second mark, in an item that has a certain one: a dot of 0.2 mm, or where a pen rested. Many pages have smaller dirt. And
the share of a light pencil's usual darkness from which it is one, if that is less.
"""
UPON, MORE_UPON = 0.12, 3.0
"""mm² by which a print is darker than expected, and times what nine in ten of the page's are, from which a mark may lie upon it."""
ALSO_UPON = 0.5
"""Share of the darkness that the item's mark has inside from which an empty box so dark may hold a second one upon its letter: three of
two dots upon letters in black and white were read as one in 48,000 items, and some 20 more in 150,000 are asked.
"""
WRITTEN, STRAYED = "something is written beside it", "something is written beside the boxes"
BETWEEN = "what is written beside a box of another item may belong to this one"
END = "perhaps the end of a mark in another item's box"
NO_CIRCLE = "no circle, as this student's other marks are, perhaps begun by mistake"
UNSEEN = "hardly any box of this sort is marked, or the scan, in which paper is all white, has lost light marks there"
GONE = "no mark is to be seen, but in black and white a light one is lost, as others on this page may be"
MOSTLY_THERE = 0.65
"""Share of the ink of two rows' boxes, out of both of which one stroke goes, from which the other box holds the mark, and this row's
only the end of it. On 95 sheets of other makers' forms with half of their marks drawn on into the next box 6 ends in rows left open were
read as answers, with 0.67 to 0.91; of 2,544 marks of a sixth simulator 3 are asked about for it.
"""
COVERS_MORE, COVERS_PALER = 1.7, 0.7
"""Times what three in four of a student's marks leave around their boxes, and share of their usual darkness, from and below which what
covers a small box is none of them: with the rule for strokes this asks about 23 of the 42 drops of 2.5 to 7 mm, of 238 on boxes under
2.5 mm, that were read as answers, and about none of the 60 boxes of 205 simulated pages that were filled so.
"""
ALL_OF = 3
"""Options of an item from which marks in all of them are perhaps one stroke or stain across the row."""


def doubt(
    trusted: Sight, seen: Sequence[Seen], marks: Sequence[str], item: Item, policy: Cancelled, usual: Habit | None, blank: float
) -> str:
    """Why a person must look at the item, or an empty text. ``marks`` are the labels that count; ``usual`` is the student's typical
    mark in such boxes.
    """
    if trusted.all:
        return trusted.all
    if {one.label for one in seen} != {option.label for option in item.options}:
        return "the layout does not show all of the item's options"
    unsure = [one for one in seen if one.mark is Mark.UNSURE]
    unsure += [one for one in seen if one.mark is Mark.CANCELLED and _needs_a_person(one, policy)]
    if unsure:
        return "; ".join(f"{one.label}: {one.why}" for one in unsure)
    hidden = [one.label for one in seen if one.hidden and one.mark is Mark.EMPTY]
    if len(hidden) > 1 or (hidden and (item.choose_many or not marks)):
        return "; ".join(f"{label}: its printed outline is not to be seen" for label in hidden)
    lined = [label for label in marks if (item.ref, label) in trusted.crossed]
    if lined:
        return "; ".join(f"{label}: a line seems to run through this column" for label in lined)
    ends = [label for label in marks if trusted.quality.get(f"end {item.section}:{item.name}:{label}", 0.0) >= MOSTLY_THERE]
    if ends:
        return "; ".join(f"{label}: {END}" for label in ends)
    dark = {one.label: trusted.shaded.get(f"{item.section}:{item.name}:{one.label}", NO_RIM) for one in seen}
    # No shadow ends all around a box and leaves none inside: that is a circle, so broad that it takes the light of a side.
    rims = [one.label for one in seen if one.label in marks and one.peak <= dark[one.label] and not is_open(one)]
    if rims:
        return "; ".join(f"{label}: a shadow ends on it" for label in rims)
    if marks and trusted.marked:
        return "; ".join(f"{label}: {trusted.marked}" for label in marks)
    covered = [one.label for one in seen if one.label in marks and _is_stain(one, item, trusted, usual)]
    if covered:
        return "; ".join(f"{label}: {STAIN}" for label in covered)
    stray = trusted.quality.get(f"around {item.section}:{item.name}", 0.0)
    if len(marks) > 1:
        if len(marks) == len(item.options) >= ALL_OF and not item.choose_many:
            return "all of its options show a mark, as if one stroke went across"
        unlike = _unlike([one for one in seen if one.label in marks], item, policy, trusted, usual)
        if unlike or not item.choose_many:
            return unlike or (STRAYED if stray >= BESIDE else "")
    return _more_than(marks, trusted, seen, stray, item, usual) if marks else _not_blank(item, stray, trusted, seen, usual, blank)


def _is_stain(one: Seen, item: Item, trusted: Sight, usual: Habit | None) -> bool:
    """Whether a small box is covered whole, or from a side, by what is unlike this student's marks: those are strokes, or it leaves much
    more around the box than they do, or is much paler. Where no habit is known, everything is unlike it.
    """
    if f"covered {item.section}:{item.name}:{one.label}" not in trusted.quality:
        return False
    return not usual or usual.spread < THIN or one.outside > COVERS_MORE * usual.far or one.peak < COVERS_PALER * usual.peak


def _needs_a_person(cancelled: Seen, policy: Cancelled) -> bool:
    """Only what is surely cancelled may be ignored: what is perhaps a mark would vanish without a word."""
    return policy is Cancelled.REVIEW or (policy is Cancelled.IGNORE and cancelled.cancel < MOST_CANCEL)


def _unlike(several: Sequence[Seen], item: Item, policy: Cancelled, trusted: Sight, usual: Habit | None) -> str:
    """Why several marks of an item may not all count."""
    ink, peak, outside = (max(measure) for measure in zip(*((one.ink, one.peak, one.outside) for one in several), strict=True))
    ringed = ink <= BARELY_INK
    as_dark = AS_DARK * peak if peak < ALL_DARK and not item.choose_many else math.inf
    if item.choose_many and usual and not ringed:
        least_ink, least_peak, further = MANY_INK * usual.ink, MANY_PEAK * usual.peak, MANY_OUTSIDE
    else:
        least_ink, least_peak, further = LIKE_INK * ink, LIKE_PEAK * peak, LIKE_OUTSIDE
    reasons = [
        f"{one.label}: weaker than the other mark, perhaps erased"
        for one in several
        if (one.ink < least_ink and one.peak < as_dark) or one.peak < least_peak or (ringed and one.outside < LIKE_INK * outside)
    ]
    if usual and not ringed and not item.choose_many:
        reasons += [f"{one.label}: {WEAKER}" for one in several if one.ink < OWN_INK * usual.ink and one.peak < OWN_PEAK * usual.peak]
    if usual and usual.circles and any(one.ring >= AROUND for one in several):
        reasons += [f"{one.label}: {NO_CIRCLE}" for one in several if one.ring < AROUND and one.outside <= one.ink]
    near = max(min(one.outside for one in several) + further, trusted.out)
    reasons += [f"{one.label}: reaches further out than the other mark, perhaps struck out" for one in several if one.outside > near]
    if not item.choose_many and policy is not Cancelled.COUNT:
        heavy = [one.label for one in several if usual and one.ink > HEAVIER * usual.heavy]
        reasons += [f"{label}: has more ink than this student's other marks, perhaps struck out" for label in heavy]
        least = min(MOST_CANCEL, max(PERHAPS_CANCELLED, OWN_CANCELLED * usual.cancel if usual else 0.0))
        least = min(least, max(LIKELY_CANCELLED, MORE_CANCELLED * min(one.cancel for one in several)))
        reasons += [f"{one.label}: perhaps cancelled" for one in several if one.cancel >= least]
    return "; ".join(reasons)


def _upon_print(seen: Sequence[Seen], clean: Clean, least: float = 0.0) -> list[str]:
    """Of boxes that look empty, why those may hold a mark whose print is so much darker than the page's others, and than ``least``."""
    most = max(UPON, MORE_UPON * clean.excess)
    return [f"{one.label}: perhaps a mark upon its print" for one in seen if one.excess > most and one.excess >= least]


def _more_than(marks: Sequence[str], trusted: Sight, seen: Sequence[Seen], stray: float, item: Item, usual: Habit | None) -> str:
    """Why the only mark of an item, or those of one that takes several, may have another one beside it."""
    empty = [one for one in seen if one.mark is Mark.EMPTY]
    least_peak = min(SPECK_PEAK, SPECK_SHARE * usual.peak) if usual and not usual.circles else SPECK_PEAK
    specks = [one for one in empty if stands_out(one, trusted.clean, SPECK_INK, least_peak)]
    reasons = [f"{one.label}: a speck, or perhaps a second mark" for one in specks]
    shown = [one for one in seen if one.label in marks]
    faint = [one for one in empty if one not in specks]
    reasons += _upon_print(faint, trusted.clean, ALSO_UPON * max(one.excess for one in shown))
    most = max([trusted.out, *(one.outside for one in shown)])
    least = {one.label: max(BESIDE, *_usual_around(one, item, trusted), _much(one, seen, shown, most)) for one in empty}
    reasons += [
        f"{one.label}: {WRITTEN}"
        for one in empty
        if (one.outside >= least[one.label] and not _is_reached(one, item, trusted))
        or _is_ringed(one, usual)
        or is_partly_circled(one, shown)
    ]
    # Of many marks one often reaches out into the row: only what is more than that strays there.
    if not reasons and stray >= (BESIDE if len(shown) == 1 else max(BESIDE, _as_much(shown, most))):
        reasons.append(STRAYED)
    return "; ".join(reasons)


def _usual_around(one: Seen, item: Item, trusted: Sight) -> tuple[float, float]:
    """mm² of ink around a box up to which it is printed there, or reaches over from other items' marks."""
    return trusted.printed.get((item.section, one.label), 0.0), trusted.over.get((item.ref, one.label), 0.0)


def _much(one: Seen, seen: Sequence[Seen], shown: Sequence[Seen], most: float) -> float:
    """mm² of ink around an empty box from which it is more than the item's marks, or this student's (``most``), leave around their own."""
    if all(mark.ring >= AROUND and mark.ink <= LITTLE * mark.outside for mark in shown):
        return 0.0  # a circle keeps to its own box: what lies around another one is another's, however light
    apart = all(abs(seen.index(one) - seen.index(mark)) > 1 for mark in shown)
    return _as_much(shown, most) if apart else BESIDE_MORE * most


def _as_much(shown: Sequence[Seen], most: float) -> float:
    """mm² of ink away from an item's marks from which it is more than those leave around their boxes (``most``), or as much as one is."""
    return min(BESIDE_MORE * most, AS_MUCH * max(mark.ink + mark.outside for mark in shown))


def _is_reached(one: Seen, item: Item, trusted: Sight) -> bool:
    """Whether nothing stands in a box, and around it no more than what the marks of other items close to it leave around their own: a fill
    or a stroke that overflows.
    """
    nothing = one.ink <= INSIDE_INK and one.peak <= INSIDE_PEAK and one.ring < PARTLY
    return nothing and one.outside <= trusted.reach.get((item.ref, one.label), 0.0)


def _is_ringed(one: Seen, usual: Habit | None) -> bool:
    """Whether a line runs around a box that looks empty, however much lies around the item's mark: that may be a circle struck out."""
    return one.ring >= (OWN_RINGED if usual and usual.circles else RINGED) and one.outside >= RINGED_MM2


def _not_blank(item: Item, stray: float, trusted: Sight, seen: Sequence[Seen], usual: Habit | None, blank: float) -> str:
    """Why an item without a mark is no certain omission."""
    peak = usual.peak if usual and not usual.circles else math.inf
    faint = [one for one in seen if one.probability > blank or is_traced(one, trusted.clean, peak)]
    reasons = [f"{one.label}: perhaps a very faint mark" for one in faint]
    around = [one.outside for one in seen]
    most = max(TRACE_OUTSIDE, MORE * trusted.clean.outside)
    if max(around) > ALIKE * min(around):
        most = min(BESIDE, most)
    # What is around the whole row, too, hangs together with other rows' boxes, where so little else is seen there.
    others = f"around {item.section}:{item.name}" in trusted.quality and stray < trusted.stray
    written = [one for one in seen if one.outside >= most and not (others and _is_reached(one, item, trusted))]
    reasons += [f"{one.label}: {WRITTEN}" for one in written]
    reasons += _upon_print(seen, trusted.clean)
    if not reasons and stray >= trusted.stray:
        reasons.append(STRAYED)
    alone = ((BETWEEN, trusted.shared), (UNSEEN, trusted.unseen), (GONE, trusted.gone))
    return "; ".join(reasons) or trusted.empty or next((why for why, items in alone if item.ref in items), "")
