"""Options that a student circles so widely that the readers, who look into boxes, hardly see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from statistics import median

from omr.interpret.habit import INK, OUTSIDE, PEAK
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


def circled(
    items: Mapping[ItemRef, list[Seen]], boxes: Mapping[ItemRef, Sequence[BoxEvidence]], single: AbstractSet[ItemRef], beside: Neighbours
) -> dict[ItemRef, list[Seen]]:
    """The items of one page in which the student circled one option, with that as their mark; none where circles are not the rule."""
    lone = {ref: place for ref, seen in items.items() if ref in single and (place := _lone(seen, boxes[ref])) is not None}
    shown = sum(any(one.mark is not Mark.EMPTY for one in seen) for seen in items.values())
    if len(lone) < max(ENOUGH, OFTEN * shown):
        return {}
    least = LIKE * median(items[ref][place].outside for ref, place in lone.items())
    cells: set[Cell] = {(ref, items[ref][place].label) for ref, place in lone.items()}
    found = {}
    for ref, place in lone.items():
        seen = items[ref]
        one = seen[place]
        # Between two circles of the rows above and below, an empty box is surrounded, too.
        if one.outside >= least and len(cells & beside.of((ref, one.label))) < 2:
            found[ref] = [*seen[:place], one._replace(mark=Mark.MARKED, why=""), *seen[place + 1 :]]
    return found | {ref: [_struck(one) for one in seen] for ref, seen in items.items() if any(_struck(one) is not one for one in seen)}


def _struck(one: Seen) -> Seen:
    """What else is drawn inside a circle by one whose circles are empty, to take it back perhaps."""
    filled = one.mark is Mark.MARKED and one.ring >= AROUND and one.ink > EMPTY_INK
    return one._replace(mark=Mark.UNSURE, why=MORE) if filled else one


def _lone(seen: Sequence[Seen], boxes: Sequence[BoxEvidence]) -> int | None:
    """The place of the only box of an item that is circled, if the others show nothing."""
    around = [place for place, one in enumerate(seen) if one.ring > ELSEWHERE]
    if len(around) != 1:
        return None
    (place,) = around
    others = all(one.mark is Mark.EMPTY for one in seen if one is not seen[place])
    return place if others and _is_circle(seen[place], boxes[place]) else None


def _is_circle(one: Seen, box: BoxEvidence) -> bool:
    nothing = bool(box.features) and box.features[INK] <= EMPTY_INK and box.features[PEAK] <= EMPTY_PEAK and box.features[OUTSIDE] > 0
    likely = one.mark is Mark.MARKED or (one.mark is Mark.UNSURE and one.why in {APART, FAINT} and max(box.ink, box.shape) >= 0.5)
    return one.ring >= AROUND and nothing and likely
