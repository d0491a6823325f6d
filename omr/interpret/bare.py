"""Boxes in which nothing but the page's own print is measured, though a reader hesitates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from omr.interpret.marks import Seen, is_certain
from omr.model.exam import ItemRef
from omr.model.page import BoxEvidence
from omr.model.response import Mark

EVER, MORE_EVER, MOST_EVER, MANY = 0.9, 1.5, 0.5, 10
"""Share of a column's empty boxes, times what those at most show around themselves (mm² of ink), and boxes of which that can be told, from
which one shows more than what is printed there: the edge of a shaded band left 0.18 to 0.35 around the last box of every other row. More
than the third number is written.
"""
BARE_INK, BARE_PEAK, BARE_AROUND = 0.035, 0.03, 0.05
"""Ink (mm²) and darkness inside, and ink around, up to which a box shows no mark: bold outlines and a band's edge leave as much, an eraser
0.02 and 0.035 …"""
DENIED = 0.05
"""… and probability below which the other reader sees none there either."""

Column = tuple[str, str]
"""Section and label."""


def printed_around(items: Mapping[ItemRef, Sequence[Seen]]) -> Mapping[Column, float]:
    """By column: mm² of ink around a box up to which it is what the page prints around most boxes of that column."""
    columns: dict[Column, list[float]] = defaultdict(list)
    for ref, seen in items.items():
        for one in seen:
            if one.mark is not Mark.MARKED:
                columns[ref.section, one.label].append(one.outside)
    many = {column: sorted(around) for column, around in columns.items() if len(around) >= MANY}
    return {column: min(MORE_EVER * around[int(EVER * (len(around) - 1))], MOST_EVER) for column, around in many.items()}


def without_bare(items: Mapping[ItemRef, list[Seen]], boxes: Mapping[ItemRef, Sequence[BoxEvidence]]) -> dict[ItemRef, list[Seen]]:
    """The items of one page: beside a certain mark what one reader alone hesitates about is empty, where nothing is measured in it."""
    hesitating = {ref: seen for ref, seen in items.items() if any(one.mark is Mark.UNSURE for one in seen)}
    printed = printed_around(items) if hesitating else {}
    found = {}
    for ref, seen in hesitating.items():
        clear = [
            one._replace(mark=Mark.EMPTY, why="") if _is_bare(one, box, printed.get((ref.section, one.label), 0.0)) else one
            for one, box in zip(seen, boxes[ref], strict=True)
        ]
        if is_certain(clear):
            found[ref] = clear
    return found


def _is_bare(one: Seen, box: BoxEvidence, printed: float) -> bool:
    nothing = one.ink <= BARE_INK and one.peak <= BARE_PEAK and one.outside <= max(BARE_AROUND, printed)
    return one.mark is Mark.UNSURE and nothing and bool(box.features) and min(box.ink, box.shape) < DENIED
