"""Marks that the shape reader does not see on a whole page: light strokes or fills in boxes unlike any that it was fitted on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from omr.interpret.habit import INK, PEAK, habit_of, looks_alike
from omr.interpret.marks import APART, Seen
from omr.interpret.taken_back import is_no_more
from omr.model.exam import ItemRef
from omr.model.page import BoxEvidence
from omr.model.response import Mark

SURE = 0.99
"""The ink reader's score from which it alone is sure of a mark …"""
STROKE = 0.19
"""… if it is as dark as a stroke (``omr.read.measure.DARK``): print from the page's back is paler."""
BESIDE = 0.2
"""Share of such a mark's ink that no other box of its item holds: dirt, bold print and shadows do not choose one box in each row."""
ENOUGH, OFTEN, MOST_SAME = 8, 0.6, 0.6
"""Items in which the ink reader is sure of one box only from which those are marks, their share of all items in which anything is to be
seen, and of them in one column: a fold or the edge of a copy marks the same in each row."""


def by_ink(
    items: Mapping[ItemRef, list[Seen]],
    boxes: Mapping[ItemRef, Sequence[BoxEvidence]],
    single: AbstractSet[ItemRef],
    near: Mapping[ItemRef, AbstractSet[str]],
) -> dict[ItemRef, list[Seen]]:
    """The items of one page with one mark, of which the ink reader alone is sure, where that is so in most items and all are alike. Not
    where another's stroke is ``near`` it, or the scanner's line.
    """
    lone = {ref: place for ref, seen in items.items() if ref in single and (place := _lone(seen, boxes[ref])) is not None}
    shown = sum(any(one.mark is not Mark.EMPTY for one in seen) for seen in items.values())
    labels = Counter((ref.section, items[ref][place].label) for ref, place in lone.items())
    if len(lone) < max(ENOUGH, OFTEN * shown) or max(labels.values()) > MOST_SAME * len(lone):
        return {}
    usual = habit_of([boxes[ref][place] for ref, place in lone.items()])
    found = {}
    for ref, place in lone.items():
        seen, one = items[ref], items[ref][place]
        if one.label in near.get(ref, ()):
            continue
        if one.mark is Mark.UNSURE and usual and looks_alike(boxes[ref][place], usual) and is_no_more(boxes[ref][place], usual):
            found[ref] = [*seen[:place], one._replace(mark=Mark.MARKED, why=""), *seen[place + 1 :]]
    return found


def _lone(seen: Sequence[Seen], boxes: Sequence[BoxEvidence]) -> int | None:
    """The place of the only box of an item that shows a mark, if ink alone is asked."""
    places = [place for place, one in enumerate(seen) if one.mark is not Mark.EMPTY]
    if len(places) != 1 or len(seen) < 2:
        return None
    (place,) = places
    one, box = seen[place], boxes[place]
    unclear = one.mark is Mark.MARKED or (one.mark is Mark.UNSURE and one.why == APART)
    alone = all(other.features[INK] <= BESIDE * box.features[INK] for other in boxes if other is not box and other.features)
    dark = bool(box.features) and box.features[PEAK] >= STROKE and box.ink >= SURE
    return place if unclear and dark and alone else None
