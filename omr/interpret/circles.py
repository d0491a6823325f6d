"""Options that a student circles so widely that the readers, who look into boxes, hardly see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from statistics import median

from omr.interpret.habit import CIRCLED, CORE, INK, is_arc
from omr.interpret.marks import APART, FAINT, MORE, Seen
from omr.interpret.neighbours import Cell, Neighbours
from omr.model.exam import ItemRef
from omr.model.page import BoxEvidence
from omr.model.response import Mark

AROUND, ELSEWHERE = 0.6, 0.4
"""Share of all directions in which a line runs around a circled box at least, and around the item's others at most: circles of pens around
letters in brackets and bubbles had 0.62 to 0.94, and left 0.12 to 0.38 around the boxes beside them."""
EMPTY_INK, EMPTY_PEAK = 0.05, 0.05
"""Ink (mm²) and darkness that a circle leaves inside: more is another mark, or one that is struck out."""
LIKE = 0.5
"""Share of the ink that lies around the student's circles typically that one has at least."""
ENOUGH, OFTEN = 8, 0.5
"""Items with one circle and nothing else from which a student circles, and their share of all items in which anything is to be seen."""
ARC_CORE, ARC_RING, ARC_AROUND = 0.05, 0.5, 0.6
"""What the circle around the next option leaves of itself in a box that it cuts: next to nothing in the box's middle (share of its ink; a
mark has mostly more), a line in at most half of all directions, and around the box so much less, as a share, than around its own: arcs in
bubbles that stand close had 0.00 to 0.05, 0.19 to 0.50 and 0.2 to 0.5."""

PARTLY = 0.4
"""Share of all directions from which what runs around an empty box, more of it than stands in the item's mark, is perhaps a circle whose
other side that mark is. The end of a tick runs around a quarter; of 77,500 simulated items one is asked about for it."""


def circled(
    items: Mapping[ItemRef, list[Seen]], boxes: Mapping[ItemRef, Sequence[BoxEvidence]], single: AbstractSet[ItemRef], beside: Neighbours
) -> dict[ItemRef, list[Seen]]:
    """The items of one page in which the student circled one option, with that as their mark; none where circles are not the rule."""
    lone = {ref: place for ref, seen in items.items() if ref in single and (place := _lone(seen, boxes[ref], beside, ref)) is not None}
    shown = sum(any(one.mark is not Mark.EMPTY for one in seen) for seen in items.values())
    if sum(_is_likely(items[ref][place], boxes[ref][place]) for ref, place in lone.items()) < max(ENOUGH, OFTEN * shown):
        return {}
    least = LIKE * median(items[ref][place].outside for ref, place in lone.items())
    cells: set[Cell] = {(ref, items[ref][place].label) for ref, place in lone.items()}
    found = {}
    for ref, place in lone.items():
        seen = items[ref]
        one = seen[place]
        # Between two circles of the rows above and below, an empty box is surrounded, too.
        if one.outside >= least and len(cells & beside.of((ref, one.label))) < 2:
            rest = [_without_arc(other) if (ref, other.label) in beside.close.get((ref, one.label), ()) else other for other in seen]
            found[ref] = [*rest[:place], one._replace(mark=Mark.MARKED, why=""), *rest[place + 1 :]]
    struck = {ref: [_struck(one, box) for one, box in zip(seen, boxes[ref], strict=True)] for ref, seen in items.items()}
    return found | {ref: seen for ref, seen in struck.items() if any(one is not was for one, was in zip(seen, items[ref], strict=True))}


def is_open(one: Seen) -> bool:
    """Whether a line runs around a box in which nothing stands."""
    return one.ring >= AROUND and one.ink <= EMPTY_INK and one.peak <= EMPTY_PEAK


def is_partly_circled(one: Seen, marks: Sequence[Seen]) -> bool:
    """Whether a part of a circle may run around a box that looks empty, of which all that stands in the item's ``marks`` is the rest."""
    partly = one.mark is Mark.EMPTY and one.ring >= PARTLY
    return partly and all(one.outside > mark.ink and one.ring > mark.ring for mark in marks)


def _without_arc(one: Seen) -> Seen:
    """The option beside a circled one, in which nothing is but perhaps an arc of that circle."""
    return one._replace(mark=Mark.EMPTY, ink=0.0, peak=0.0, outside=0.0, why="")


def _struck(one: Seen, box: BoxEvidence) -> Seen:
    """What else is drawn inside a circle by one whose circles are empty, to take it back perhaps."""
    filled = one.mark is Mark.MARKED and one.ring >= CIRCLED and one.ink > EMPTY_INK and not is_arc(box)
    return one._replace(mark=Mark.UNSURE, why=MORE) if filled else one


def _lone(seen: Sequence[Seen], boxes: Sequence[BoxEvidence], beside: Neighbours, ref: ItemRef) -> int | None:
    """The place of the only box of an item that is circled, if the others show nothing but where that circle cuts them."""
    place = max(range(len(seen)), key=lambda at: seen[at].ring)
    one = seen[place]
    near = set(beside.close.get((ref, one.label), ()))
    others = all(
        _is_arc(other, box, one) if (ref, other.label) in near else other.mark is Mark.EMPTY and other.ring <= ELSEWHERE
        for other, box in zip(seen, boxes, strict=True)
        if other is not one
    )
    return place if others and _is_circle(one, boxes[place]) else None


def _is_circle(one: Seen, box: BoxEvidence) -> bool:
    unclear = one.mark is Mark.UNSURE and one.why in {APART, FAINT}
    return is_open(one) and bool(box.features) and one.outside > 0 and (one.mark is Mark.MARKED or unclear)


def _is_likely(one: Seen, box: BoxEvidence) -> bool:
    """Whether a circle is one to either reader; those of a student who draws many need not be."""
    return one.mark is Mark.MARKED or max(box.ink, box.shape) >= 0.5


def _is_arc(one: Seen, box: BoxEvidence, circle: Seen) -> bool:
    """Whether a box shows no more than the arc of the ``circle`` around the option next to it."""
    unclear = one.mark is Mark.EMPTY or (one.mark is Mark.UNSURE and one.why in {APART, FAINT})
    rim = bool(box.features) and (box.features[CORE] <= ARC_CORE or box.features[INK] <= EMPTY_INK)
    return unclear and rim and one.ring <= ARC_RING and one.outside <= ARC_AROUND * circle.outside
